//! A tenant is one of a transaction, and not of a session: whoever gets the connection next has none.

use crate::{Walled, code, left_behind, walled};
use futures_util::TryStreamExt;
use orm::{Db, Error, Isolation, Tenant, TxOptions, sql};
use orm_tests::cases::tenant::new;
use orm_tests::models::tenants::*;
use orm_tests::setup;
use std::time::Duration;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONGEST, work).await.expect("it comes to an end in time")
}

#[tokio::test]
async fn nothing_stays_after_a_statement() {
    let Walled { db, one, other, t: _t } = walled().await;
    for tenant in [&one, &other] {
        assert_eq!(Person::query().count(tenant).await.unwrap(), 2);
        assert_eq!(left_behind(&db).await, "");
        assert_eq!(Person::query().update(|p| p.age.set(p.age + 1)).exec(tenant).await.unwrap(), 2);
        assert_eq!(left_behind(&db).await, "");
        let query = Firm::query().prefetch_related(|f| f.people());
        assert_eq!(query.one(tenant).await.unwrap().people().len(), 2);
        assert_eq!(left_behind(&db).await, "");
        let mut rows = Person::query().stream(tenant);
        rows.next().await.unwrap().expect("there is a row");
        drop(rows);
        assert_eq!(left_behind(&db).await, "");
        assert_eq!(
            Person::query().copy_out(tenant).try_collect::<Vec<_>>().await.unwrap().len(),
            2
        );
        assert_eq!(left_behind(&db).await, "");
    }
}

/// A migration gives a column another type: the transaction of a statement's own is no reason to fail.
#[tokio::test]
async fn a_table_that_changes_is_no_matter() {
    let Walled { db, one, t, .. } = walled().await;
    let admin = setup::superuser(&t).await;
    let change = async |length: u32| {
        let text = format!("ALTER TABLE people ALTER COLUMN email TYPE varchar({length})");
        admin.batch_execute(&text).await.expect("a superuser may");
    };
    let streamed = async || Person::query().stream(&one).try_collect::<Vec<_>>().await.unwrap();
    let loaded = async || Firm::query().prefetch_related(|f| f.people()).one(&one).await.unwrap();
    assert_eq!(Person::query().all(&one).await.unwrap().len(), 2);
    assert_eq!((streamed().await.len(), loaded().await.people().len()), (2, 2));
    change(70).await;
    assert_eq!(Person::query().all(&one).await.unwrap().len(), 2);
    assert_eq!((streamed().await.len(), loaded().await.people().len()), (2, 2));
    change(71).await;
    assert_eq!(streamed().await.len(), 2);
    change(72).await;
    assert_eq!(loaded().await.people().len(), 2);
    change(73).await;
    let options = TxOptions::new().retry(1);
    let read = one.transaction_with(options, async |tx| Person::query().all(tx).await);
    assert_eq!(soon(read).await.unwrap().len(), 2);
    assert_eq!(left_behind(&db).await, "");
}

/// A pooler gives another session, or somebody forgets what is prepared in this one: what tells the server
/// the tenant is prepared anew, too.
#[tokio::test]
async fn a_session_that_forgets_is_no_matter() {
    const FORGET: &str = "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$";
    let Walled { db, one, t: _t, .. } = walled().await;
    let forget = async || {
        assert_eq!(Person::query().count(&one).await.unwrap(), 2, "it is prepared");
        sql::<()>(FORGET).exec(&db).await.unwrap();
    };
    let created = db.pool_stats().created;
    forget().await;
    assert_eq!(Person::query().all(&one).await.unwrap().len(), 2);
    forget().await;
    let tx = one.begin().await.unwrap();
    assert_eq!(Person::query().count(&tx).await.unwrap(), 2);
    tx.commit().await.unwrap();
    forget().await;
    let streamed: Vec<_> = Person::query().stream(&one).try_collect().await.unwrap();
    assert_eq!(streamed.len(), 2);
    forget().await;
    let firm = Firm::query().prefetch_related(|f| f.people()).one(&one).await.unwrap();
    assert_eq!(firm.people().len(), 2);
    assert_eq!(left_behind(&db).await, "");
    assert_eq!(db.pool_stats().created, created, "each time on the same connection");
}

#[tokio::test]
async fn nothing_stays_after_an_error() {
    let Walled { db, one, t: _t, .. } = walled().await;
    let error = Person::create(&one, new("ann", None, 1)).await.unwrap_err();
    assert!(error.is_unique_violation(), "the statement's own: {error}");
    assert_eq!(left_behind(&db).await, "");
    let broken = sql::<i32>("SELECT 1 / (SELECT 0)").unscoped("fails").one(&one).await;
    assert!(broken.unwrap_err().is_data_exception());
    assert_eq!(left_behind(&db).await, "");
    let rows = sql::<i32>("SELECT 1 / (2 - n) FROM generate_series(1, 2) AS n")
        .unscoped("fails at its second row")
        .all(&one);
    assert_eq!(code(rows.await), "22012");
    assert_eq!(left_behind(&db).await, "");
    let failed: Result<(), Error> = one
        .transaction(async |tx| {
            Person::create(tx, new("zoe", None, 1)).await?;
            Person::create(tx, new("ann", None, 1)).await.map(drop)
        })
        .await;
    assert!(failed.unwrap_err().is_unique_violation());
    assert_eq!(left_behind(&db).await, "");
    assert_eq!(Person::query().count(&one).await.unwrap(), 2, "rolled back");
    let unknown = sql::<i32>("SELECT nothing").unscoped("is not prepared").one(&one).await;
    assert!(unknown.unwrap_err().is_undefined());
    assert_eq!(left_behind(&db).await, "");
}

#[tokio::test]
async fn nothing_stays_of_what_was_dropped() {
    let Walled { db, one, t: _t, .. } = walled().await;
    const SLEEP: &str = "SELECT 1 FROM pg_sleep(60)";
    for wait in [0, 1, 5, 20, 50] {
        let statement = sql::<i32>(SLEEP).unscoped("is dropped").one(&one);
        let ended = tokio::time::timeout(Duration::from_millis(wait), statement).await;
        assert!(ended.is_err(), "it sleeps for longer");
        assert_eq!(soon(left_behind(&db)).await, "");
        let add = "INSERT INTO skills (name, tenant_id) SELECT 'lost', 1 FROM pg_sleep(60)";
        let statement = sql::<()>(add).unscoped("is dropped").exec(&one);
        let ended = tokio::time::timeout(Duration::from_millis(wait), statement).await;
        assert!(ended.is_err(), "it sleeps for longer");
        assert_eq!(soon(Skill::query().count(&one)).await.unwrap(), 1);
        let tx = one.begin().await.unwrap();
        let within = sql::<i32>(SLEEP).unscoped("is dropped").one(&tx);
        let ended = tokio::time::timeout(Duration::from_millis(wait), within).await;
        assert!(ended.is_err(), "it sleeps for longer");
        drop(tx);
        assert_eq!(soon(left_behind(&db)).await, "");
        let begun = tokio::time::timeout(Duration::from_micros(wait * 20), one.begin()).await;
        drop(begun);
        assert_eq!(soon(left_behind(&db)).await, "");
    }
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_stopped() {
    let Walled { db, one, t: _t, .. } = walled().await;
    let hasty = one.with_query_timeout(Duration::from_millis(50));
    let statement = sql::<i32>("SELECT 1 FROM pg_sleep(60)").unscoped("takes too long");
    let error = soon(statement.one(&hasty)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(soon(left_behind(&db)).await, "");
    assert_eq!(soon(Person::query().count(&hasty)).await.unwrap(), 2);
}

#[tokio::test]
async fn a_savepoint_keeps_the_tenant() {
    let Walled { db, one, other, t: _t } = walled().await;
    for tenant in [&one, &other] {
        let own = Person::query().order_by(|p| p.id.asc()).all(tenant).await.unwrap();
        for isolation in [Isolation::ReadCommitted, Isolation::Serializable] {
            let tx = tenant.begin_with(TxOptions::new().isolation(isolation)).await.unwrap();
            let inner = tx.begin().await.unwrap();
            Desk::query().delete().exec(&inner).await.unwrap();
            inner.rollback().await.unwrap();
            let seen = Person::query().order_by(|p| p.id.asc()).all(&tx).await.unwrap();
            assert_eq!(seen, own);
            let lost = tx.begin().await.unwrap();
            assert!(Person::create(&lost, new("ann", None, 1)).await.is_err());
            drop(lost);
            assert_eq!(Desk::query().count(&tx).await.unwrap(), 1);
            let mut rows = Person::query().stream(&tx);
            assert_eq!(rows.next().await.unwrap().unwrap().tenant_id, own[0].tenant_id);
            drop(rows);
            tx.commit().await.unwrap();
            assert_eq!(left_behind(&db).await, "");
        }
        let read =
            tenant.read_transaction(TxOptions::new(), async |tx| Person::query().count(tx).await);
        assert_eq!(read.await.unwrap(), 2);
    }
}

#[tokio::test]
async fn the_commit_of_one_statement_may_fail() {
    let Walled { t, db, one, .. } = walled().await;
    let admin = setup::superuser(&t).await;
    let table = "CREATE TABLE late (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED)";
    admin.batch_execute(table).await.unwrap();
    let twice = sql::<()>("INSERT INTO late VALUES (1), (1)").unscoped("fails late");
    let error = twice.exec(&one).await.unwrap_err();
    assert!(error.is_unique_violation() && !error.is_outcome_unknown(), "{error}");
    assert_eq!(left_behind(&db).await, "");
    assert_eq!(sql::<i64>("SELECT count(*) FROM late").one(&db).await.unwrap(), 0);
    let rows = sql::<i32>("INSERT INTO late VALUES (2) RETURNING n").unscoped("lasts").all(&one);
    assert_eq!(rows.await.unwrap(), [2]);
    assert_eq!(sql::<i64>("SELECT count(*) FROM late").one(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_table_that_changes_is_read_as_it_is() {
    let Walled { t, one, .. } = walled().await;
    let admin = setup::superuser(&t).await;
    let all = async || {
        let people = Person::query().all(&one).await.unwrap().len();
        let firm = Firm::query().prefetch_related(|f| f.people()).one(&one).await.unwrap();
        let by_hand = sql::<String>("SELECT email FROM people").unscoped("asks for a column");
        assert_eq!(by_hand.all(&one).await.unwrap().len(), 2);
        let changed = Person::query().update(|p| p.age.set(1)).exec(&one).await.unwrap();
        (people, firm.people().len(), changed)
    };
    assert_eq!(all().await, (2, 2, 2));
    // The columns' types are others: what was prepared is of no more use.
    let change = "ALTER TABLE people ALTER COLUMN email TYPE varchar(99)";
    admin.batch_execute(change).await.unwrap();
    assert_eq!(all().await, (2, 2, 2));
}

#[tokio::test]
async fn what_the_library_adds_is_no_event() {
    let Walled { db, one, t: _t, .. } = walled().await;
    let ((), sent) = db
        .count_statements(async || {
            Person::query().all(&one).await.unwrap();
            Person::query().update(|p| p.age.set(1)).exec(&one).await.unwrap();
            Firm::query().prefetch_related(|f| f.people()).all(&one).await.unwrap();
        })
        .await;
    assert_eq!(sent, 4);
    let recorded = db.record(async || one.begin().await.unwrap().commit().await.unwrap()).await;
    let texts: Vec<_> = recorded.statements.iter().map(|statement| &*statement.sql).collect();
    assert_eq!(texts, ["BEGIN", "COMMIT"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tenants_share_few_connections() {
    let Walled { t, one, other, .. } = walled().await;
    let builder = setup::Roles::known(&t).builder();
    let db = builder.max_connections(2).connect().await.unwrap();
    drop((one, other));
    let tasks: Vec<_> = (0..16).map(|task| tokio::spawn(mixed(db.clone(), task))).collect();
    for task in tasks {
        soon(task).await.expect("every check holds").expect("every statement runs");
    }
}

/// Half of the rounds end somewhere on their way.
async fn mixed(db: Db, task: i64) -> Result<(), Error> {
    let id = 1 + task % 2;
    let tenant: Tenant<i64> = db.tenant(id).without_condition()?;
    for round in 0..40 {
        let work = async {
            let people = Person::query().prefetch_related(|p| p.skills()).all(&tenant).await?;
            assert!(people.iter().all(|p| p.tenant_id == id && p.skills()[0].tenant_id == id));
            let tx = tenant.begin().await?;
            assert_eq!(Person::query().update(|p| p.age.set(p.age)).exec(&tx).await?, 2);
            assert!(Firm::query().all(&tx).await?.iter().all(|f| f.tenant_id == id));
            tx.rollback().await
        };
        if round % 2 == 0 {
            work.await?;
        } else {
            let _ = tokio::time::timeout(Duration::from_micros(37 * round as u64), work).await;
        }
    }
    Ok(())
}
