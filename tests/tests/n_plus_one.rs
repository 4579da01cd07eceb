//! A query that one task sends again and again is reported once, with the line that sends it.

use futures_util::future::join_all;
use orm::{Db, Executor};
use orm_tests::TestDb;
use orm_tests::models::{SHOP, Tag, create, tag};
use orm_tests::setup::{self, Told, told};
use std::time::Duration;
use tokio::time::timeout;
use tracing::Level;

const THRESHOLD: usize = 5;

/// Both databases, each with twice as many tags as may be read one by one.
async fn both() -> Vec<(TestDb, Vec<i64>)> {
    let databases = [setup::sqlite().await, setup::postgres().await];
    let mut filled = Vec::new();
    for mut t in databases {
        // A second connection may still be on its way when the test ends, and the server drops no
        // database meanwhile.
        t.db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
        create(&t.db, SHOP).await;
        let new = |number| tag::New { name: format!("tag {number}") };
        let tags = Tag::create_many(&t.db, (0..2 * THRESHOLD).map(new)).await.unwrap();
        t.db.detect_n_plus_one(THRESHOLD);
        filled.push((t, tags.iter().map(|tag| tag.id).collect()));
    }
    filled
}

/// What the detector tells of the work.
async fn reports(work: impl AsyncFnOnce()) -> Vec<Told> {
    let ((), mut events) = told(work).await;
    events.retain(|event| event.target == "orm::n_plus_one");
    events
}

/// The work is reported once, for this line of this file.
#[track_caller]
fn assert_once(reports: &[Told], line: u32) {
    let [report] = reports else { panic!("{reports:#?}") };
    assert_eq!(report.level, Level::WARN);
    assert_eq!(report.get("count"), (THRESHOLD + 1).to_string());
    assert!(report.get("db.query.text").starts_with("SELECT"), "{report:#?}");
    assert!(report.get("message").contains("prefetch_related"), "{report:#?}");
    let place = report.get("call_site").split(" in ").next().unwrap_or("");
    assert!(place.ends_with(&format!("tests/n_plus_one.rs:{line}")), "{place} is not line {line}");
}

/// Reads one row, always at the same line.
async fn read(db: &impl Executor, id: i64) {
    Tag::query().filter(|t| t.id.eq(id) & t.name.ne("read")).one(db).await.unwrap();
}

const READ: u32 = line!() - 3;

#[tokio::test]
async fn rows_read_one_by_one_are_reported_once() {
    for (t, ids) in both().await {
        let db = &t.db;
        let by_key = reports(async || {
            for id in &ids {
                Tag::get(db, *id).await.unwrap();
            }
        });
        assert_once(&by_key.await, line!() - 3);
        let by_query = reports(async || {
            for id in &ids {
                Tag::query().filter(|t| t.id.eq(*id) & t.name.ne("")).one(db).await.unwrap();
            }
        });
        assert_once(&by_query.await, line!() - 3);
        let in_a_transaction = reports(async || {
            let tx = db.begin().await.unwrap();
            for id in &ids {
                Tag::query().filter(|t| t.id.eq(*id)).count(&tx).await.unwrap();
            }
            tx.commit().await.unwrap();
        });
        assert_once(&in_a_transaction.await, line!() - 4);
    }
}

#[tokio::test]
async fn the_line_is_found_below_other_futures() {
    for (t, ids) in both().await {
        let db = &t.db;
        let tx = db.begin().await.unwrap();
        let joined = reports(async || {
            join_all(ids.iter().map(async |id| {
                let tag = Tag::query().filter(|t| t.id.le(*id)).first(&tx);
                timeout(Duration::from_secs(60), tag).await.unwrap().unwrap();
            }))
            .await;
        });
        assert_once(&joined.await, line!() - 4);
        tx.commit().await.unwrap();
        let streamed = reports(async || {
            for id in &ids {
                let mut tags = Tag::query().filter(|t| t.id.ge(*id)).stream(db);
                while tags.next().await.unwrap().is_some() {}
            }
        });
        assert_once(&streamed.await, line!() - 3);
    }
}

#[tokio::test]
async fn what_is_loaded_with_a_query_is_no_repetition() {
    for (t, ids) in both().await {
        let db = &t.db;
        let tags = Tag::query().order_by(|t| t.id.asc()).all(db).await.unwrap();
        let row_by_row = reports(async || {
            for tag in &tags {
                tag.orders().all(db).await.unwrap();
            }
        });
        assert_once(&row_by_row.await, line!() - 3);
        let together = reports(async || {
            for _ in 0..THRESHOLD {
                Tag::query()
                    .prefetch_related(|t| t.orders().prefetch_related(|o| o.tags()))
                    .all(db)
                    .await
                    .unwrap();
            }
        });
        assert!(together.await.is_empty());
        let query_by_query = reports(async || {
            for id in &ids {
                let tag = Tag::query().filter(|t| t.id.eq(*id) & t.name.ne("loaded"));
                tag.prefetch_related(|t| t.orders()).one(db).await.unwrap();
            }
        });
        let [query, load] = &query_by_query.await[..] else { panic!("two statements each") };
        for report in [query, load] {
            assert_once(std::slice::from_ref(report), line!() - 5);
        }
    }
}

#[tokio::test]
async fn each_task_has_its_own_count() {
    for (t, ids) in both().await {
        let spawn = |ids: &[i64]| {
            let (db, ids) = (t.db.clone(), ids.to_vec());
            tokio::spawn(async move {
                for id in ids {
                    read(&db, id).await;
                }
            })
        };
        let some = &ids[..THRESHOLD];
        let below = reports(async || {
            for task in [spawn(some), spawn(some)] {
                task.await.unwrap();
            }
        });
        assert!(below.await.is_empty(), "no task went beyond the threshold");
        let first = reports(async || spawn(&ids).await.unwrap());
        assert_once(&first.await, READ);
        let again = reports(async || spawn(&ids).await.unwrap());
        assert!(again.await.is_empty(), "the line is known");
        let elsewhere = reports(async || {
            for id in &ids {
                let same = Tag::query().filter(|t| t.id.eq(*id) & t.name.ne("read"));
                same.one(&t.db).await.unwrap();
            }
        });
        assert_once(&elsewhere.await, line!() - 3);
    }
}

#[tokio::test]
async fn what_is_no_repetition_is_not_reported() {
    for (t, ids) in both().await {
        let db = &t.db;
        let some = &ids[..THRESHOLD];
        let reports = reports(async || {
            // As often as is allowed, each of four texts.
            for id in some {
                Tag::get(db, *id).await.unwrap();
                Tag::query().filter(|t| t.id.eq(*id)).exists(db).await.unwrap();
                Tag::query().filter(|t| t.id.lt(*id)).all(db).await.unwrap();
                Tag::query().filter(|t| t.id.gt(*id)).all(db).await.unwrap();
            }
            for id in &ids {
                let rows = Tag::query().filter(|t| t.id.eq(*id));
                rows.update(|t| t.name.set(t.name.upper())).exec(db).await.unwrap();
                orm::sql::<i64>("SELECT id FROM tags WHERE id = $1")
                    .bind(*id)
                    .one(db)
                    .await
                    .unwrap();
            }
        });
        assert!(reports.await.is_empty());
    }
}

#[tokio::test]
async fn it_is_off_until_it_has_a_threshold() {
    for (t, ids) in both().await {
        let work = async |db: &Db| {
            for id in &ids {
                Tag::query().filter(|t| t.id.ne(*id)).all(db).await.unwrap();
            }
        };
        let line = line!() - 3;
        let other = Db::connect(&t.url).await.unwrap();
        assert!(reports(async || work(&other).await).await.is_empty(), "it is off by default");
        t.db.clone().detect_n_plus_one(0);
        assert!(reports(async || work(&t.db).await).await.is_empty(), "0 turns it off");
        t.db.clone().detect_n_plus_one(THRESHOLD);
        assert_once(&reports(async || work(&t.db).await).await, line);
    }
}
