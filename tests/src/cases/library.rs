//! What models declare beyond columns and keys: indexes of every kind, comments, partitions, late checks.

use crate::TestDb;
use crate::models::*;
use chrono::{DateTime, Utc};
use orm::{Db, Dialect, Json, New, sql};

fn now() -> DateTime<Utc> {
    "2024-05-06T07:08:09Z".parse().expect("it is a time")
}

fn volume(code: &str, name: &str) -> New<Volume> {
    volume::New {
        code: code.into(),
        name: name.into(),
        rank: None,
        shelf: Shelf::Open,
        binding: Some(Binding::Cloth),
        meta: Json(Vec::new()),
        bought_at: now(),
        lent_at: None,
    }
}

pub async fn sets_may_be_unique_among_some_rows(t: &TestDb) {
    let db = &t.db;
    create(db, &[Volume::TABLE]).await;
    let first = volume::New { rank: Some(1), ..volume("A", "One") };
    Volume::create(db, first.clone()).await.unwrap();
    // Only among those that are not lent.
    let second = volume::New { name: "Two".into(), rank: Some(2), ..first.clone() };
    let twice = Volume::create(db, second.clone()).await.unwrap_err();
    assert_eq!(twice.violation::<Volume>(), Some(volume::Constraint::UniqueCode));
    let lent = volume::New { lent_at: Some(now()), ..second };
    Volume::create(db, lent).await.unwrap();
    // An expression's values.
    let same = volume::New { rank: Some(3), ..volume("B", "ONE") };
    let same = Volume::create(db, same).await.unwrap_err();
    assert_eq!(same.violation::<Volume>(), Some(volume::Constraint::UniqueTitleOnce));
    let high = volume::New { rank: Some(1000), ..volume("C", "Three") };
    let high = Volume::create(db, high).await.unwrap_err();
    assert_eq!(high.violation::<Volume>(), Some(volume::Constraint::CheckRankIsSmall));
    assert_eq!(Volume::query().count(db).await.unwrap(), 2);
}

pub async fn nulls_may_be_the_same(t: &TestDb) {
    let db = &t.db;
    create(db, &[Volume::TABLE]).await;
    Volume::create(db, volume("A", "One")).await.unwrap();
    let second = Volume::create(db, volume("B", "Two")).await;
    match db.dialect() {
        Dialect::Postgres => assert_eq!(
            second.unwrap_err().violation::<Volume>(),
            Some(volume::Constraint::UniqueRankShelf)
        ),
        Dialect::Sqlite => assert_eq!(second.unwrap().rank, None),
    }
}

pub async fn a_tenants_rows_are_unique_among_themselves(t: &TestDb) {
    let db = &t.db;
    create(db, &[Drawer::TABLE]).await;
    let new = |code: &str, name: &str| drawer::New {
        code: code.into(),
        name: name.into(),
        tags: Json(Vec::new()),
        binding: Binding::Paper,
    };
    let (one, two) = (db.tenant(1_i64), db.tenant(2_i64));
    Drawer::create(&one, new("A", "Maps")).await.unwrap();
    Drawer::create(&two, new("A", "Maps")).await.unwrap();
    let twice = Drawer::create(&two, new("A", "Seeds")).await.unwrap_err();
    assert_eq!(twice.violation::<Drawer>(), Some(drawer::Constraint::UniqueCode));
    let same = Drawer::create(&one, new("B", "maps")).await.unwrap_err();
    assert_eq!(same.violation::<Drawer>(), Some(drawer::Constraint::UniqueLowerName));
    Drawer::create(&one, new("", "Seeds")).await.unwrap();
    Drawer::create(&one, new("", "Coins")).await.unwrap();
}

pub async fn a_reference_may_be_checked_at_the_end(t: &TestDb) {
    let db = &t.db;
    create(db, &[Volume::TABLE, Loan::TABLE]).await;
    let loan = loan::New { id: 1, volume_id: 1, before_id: None, first_id: Some(1) };
    db.transaction(async |tx| {
        Loan::create(tx, loan.clone()).await?;
        Volume::create(tx, volume("A", "One")).await
    })
    .await
    .unwrap();
    let nowhere = loan::New { id: 2, volume_id: 99, ..loan };
    let error = db.transaction(async |tx| Loan::create(tx, nowhere).await).await.unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error:?}");
    if db.dialect() == Dialect::Postgres {
        assert_eq!(error.violation::<Loan>(), Some(loan::Constraint::ForeignKeyVolumeId));
    }
    assert_eq!(Loan::query().count(db).await.unwrap(), 1);
    if db.dialect() == Dialect::Postgres {
        let keys = "SELECT concat_ws(' ', conname, condeferrable, condeferred) FROM pg_constraint \
                    WHERE contype = 'f' ORDER BY conname";
        let found = sql::<String>(keys).all(db).await.unwrap();
        let expected = ["loans_before_id_fkey t f", "loans_first t t", "loans_of_volumes t t"];
        assert_eq!(found, expected);
    }
}

pub async fn a_type_may_be_in_a_schema(t: &TestDb) {
    let db = &t.db;
    create(db, &[Volume::TABLE]).await;
    let row = Volume::create(db, volume("A", "One")).await.unwrap();
    assert_eq!(row.binding, Some(Binding::Cloth));
    let patch = volume::Patch { binding: Some(Some(Binding::Paper)), ..Default::default() };
    row.update(db, patch).await.unwrap();
    let paper = Volume::query().filter(|v| v.binding.eq(Binding::Paper));
    assert_eq!(paper.count(db).await.unwrap(), 1);
    let either = Volume::query().filter(|v| v.binding.is_in([Binding::Paper, Binding::Cloth]));
    assert_eq!(either.count(db).await.unwrap(), 1);
}

pub async fn a_database_keeps_comments(t: &TestDb) {
    let db = &t.db;
    create(db, &[Volume::TABLE]).await;
    if db.dialect() == Dialect::Sqlite {
        // It keeps none, and nothing was asked of it that it would refuse.
        assert_eq!(Volume::query().count(db).await.unwrap(), 0);
        return;
    }
    let all = "SELECT description FROM pg_description JOIN pg_class ON pg_class.oid = objoid \
               WHERE relname = 'volumes' AND classoid = 'pg_class'::regclass ORDER BY objsubid";
    let expected =
        ["What stands on a shelf; it's lent", "Never given out twice", "As on the first page"];
    assert_eq!(sql::<String>(all).all(db).await.unwrap(), expected);
}

pub async fn rows_may_be_in_partitions(t: &TestDb) {
    let db = &t.db;
    create(db, &[Visit::TABLE]).await;
    if db.dialect() == Dialect::Postgres {
        let partition = "CREATE TABLE may PARTITION OF visits \
                         FOR VALUES FROM ('2024-05-01') TO ('2024-06-01')";
        sql::<()>(partition).exec(db).await.unwrap();
    }
    let new = visit::New { door: 1, at: now(), guest: "Ada".into() };
    let row = Visit::create(db, new.clone()).await.unwrap();
    assert_eq!(Visit::get(db, (1, now())).await.unwrap(), row);
    let twice = Visit::create(db, visit::New { door: 2, ..new }).await.unwrap_err();
    assert!(twice.is_unique_violation(), "{twice:?}");
    // That of May, and beside it those that the table began with.
    assert_eq!(parts(db).await, if db.dialect() == Dialect::Postgres { 1 + 3 } else { 0 });
    let today = visit::New { door: 3, at: Utc::now(), guest: "Bob".into() };
    Visit::create(db, today).await.unwrap();
}

async fn parts(db: &Db) -> i64 {
    match db.dialect() {
        Dialect::Sqlite => 0,
        Dialect::Postgres => {
            let text = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'visits'::regclass";
            sql::<i64>(text).one(db).await.unwrap()
        }
    }
}
