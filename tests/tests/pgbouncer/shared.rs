//! Many clients on few sessions: nobody sees what is another's.

use crate::{Way, soon};
use orm::{Db, Error, Tx};
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup;

const TASKS: i64 = 12;
const ROUNDS: i64 = 12;
const ROWS: i64 = 5;

/// Every transaction has a setting, a temporary table, a lock and rows of its own.
pub(crate) async fn interleaved_transactions_see_their_own_state(way: Way) {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let bouncer = way.bouncer(2).await;
    let db = way.builder(&bouncer, &t).max_connections(8).connect().await.unwrap();
    let tasks: Vec<_> = (0..TASKS).map(|task| tokio::spawn(rounds(db.clone(), task))).collect();
    for task in tasks {
        soon(task).await.expect("every check holds").expect("every statement runs");
    }
    // Every third round is rolled back, and a savepoint in each.
    let kept = (0..ROUNDS).filter(|round| round % 3 != 0).count() as i64;
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), TASKS * kept * ROWS + TASKS * ROUNDS);
    // Sessions are shared: there are fewer of them than connections of the pool.
    let pools = bouncer.console("SHOW POOLS").await;
    let ours = pools.iter().find(|pool| pool[0].1.starts_with("test_")).expect("it has a pool");
    let number = |name: &str| -> usize {
        let cell = ours.iter().find(|(column, _)| column == name).expect("there is this column");
        cell.1.parse().expect("it is a number")
    };
    assert!(number("sv_idle") + number("sv_active") <= 2, "{ours:?}");
    assert_eq!(number("cl_waiting") + number("sv_active"), 0, "nothing is under way: {ours:?}");
}

async fn rounds(db: Db, task: i64) -> Result<(), Error> {
    for round in 0..ROUNDS {
        let name = format!("task {task} round {round}");
        let tx = db.begin().await?;
        inside(&tx, task, &name).await?;
        match round % 3 {
            0 => drop(tx),
            _ => tx.commit().await?,
        }
        let alone = Tag::create(&db, tag::New { name: format!("{name} alone") }).await?;
        assert_eq!(Tag::get(&db, alone.id).await?, alone);
    }
    Ok(())
}

async fn inside(tx: &Tx, task: i64, name: &str) -> Result<(), Error> {
    const SET: &str = "SELECT set_config('app.tenant', $1, true) || CAST(pg_backend_pid() AS text)";
    let was = orm::sql::<String>(SET).bind(name).one(tx).await?;
    orm::sql::<()>("CREATE TEMP TABLE mine (task bigint) ON COMMIT DROP").exec(tx).await?;
    orm::sql::<()>("INSERT INTO mine VALUES ($1)").bind(task).exec(tx).await?;
    Tag::create_many(tx, (0..ROWS).map(|row| tag::New { name: format!("{name} row {row}") }))
        .await?;
    let lost: Result<(), Error> = tx
        .transaction(async |inner| {
            Tag::create(inner, tag::New { name: format!("{name} lost") }).await?;
            let error = orm::sql::<i64>("SELECT CAST(1 / 0 AS bigint)").one(inner).await;
            error.map(drop)
        })
        .await;
    assert_eq!(lost.unwrap_err().code(), Some("22012"));
    const IS: &str = "SELECT current_setting('app.tenant') || CAST(pg_backend_pid() AS text)";
    assert_eq!(orm::sql::<String>(IS).one(tx).await?, was, "the same session, and nobody else's");
    assert_eq!(orm::sql::<i64>("SELECT sum(task)::bigint FROM mine").one(tx).await?, task);
    let mine = Tag::query().filter(|t| t.name.starts_with(format!("{name} ")));
    assert_eq!(mine.count(tx).await?, ROWS);
    Ok(())
}

/// A stream holds its session until its end; one that is dropped gives it back.
pub(crate) async fn streams_take_turns_with_others(way: Way) {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let rows = (0..20_000).map(|number| tag::New { name: format!("{number:08}") });
    Tag::insert_many(rows).exec(&t.db).await.unwrap();
    let bouncer = way.bouncer(1).await;
    let db = way.builder(&bouncer, &t).max_connections(4).connect().await.unwrap();
    let tasks = (0..6).map(|task: usize| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut rows = Tag::query().order_by(|t| t.name.asc()).stream(&db);
            let (mut read, most) = (0, if task.is_multiple_of(2) { usize::MAX } else { 10 * task });
            while read < most {
                let Some(tag) = rows.next().await? else { break };
                assert_eq!(tag.name, format!("{read:08}"), "its own rows, in their order");
                read += 1;
            }
            drop(rows);
            assert_eq!(Tag::query().count(&db).await?, 20_000);
            Ok::<_, Error>(read)
        })
    });
    for (task, read) in tasks.collect::<Vec<_>>().into_iter().enumerate() {
        let expected = if task.is_multiple_of(2) { 20_000 } else { 10 * task };
        assert_eq!(soon(read).await.unwrap().unwrap(), expected, "{way:?}");
    }
}
