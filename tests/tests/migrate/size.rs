//! Lengths and precisions that change: what grows is free on PostgreSQL, and what no longer fits is refused.

use orm::schema::Table;
use orm::{Db, Dialect, Error, sql, unsafe_text};
use orm_migrate::schema::Schema;
use orm_migrate::{Answers, Options, Plan, canonical, create_tables, diff, plan};
use orm_tests::setup::{self, TestDb};

/// A model of the same table with other sizes.
macro_rules! note {
    ($module:ident, $length:literal, $precision:literal, $scale:literal) => {
        // Inside a macro, what the derive makes and nobody calls is reported.
        #[allow(dead_code)]
        mod $module {
            #[derive(orm::Model, Debug, Clone, PartialEq)]
            #[model(unmanaged)]
            pub(super) struct Note {
                #[model(primary_key)]
                pub(super) id: i64,
                #[model(max_length = $length)]
                pub(super) text: Option<String>,
                #[model(precision = $precision, scale = $scale)]
                pub(super) price: rust_decimal::Decimal,
            }
        }
    };
}

note!(small, 4, 6, 2);
note!(large, 8, 8, 2);
note!(exact, 8, 8, 4);

/// What leads from one model to another.
fn planned(db: &Db, from: &'static Table, to: &'static Table) -> (Plan, Vec<String>) {
    let [from, to] = [from, to].map(|table| Schema::of_models(db.dialect(), &[table]));
    let work = diff(&from, &to, &Answers::new());
    let plan = plan(&from, &work.target, &work.ops, &Options::default());
    (plan, work.ops.iter().map(ToString::to_string).collect())
}

/// Does it, and finds what the second model wants.
async fn change(db: &Db, from: &'static Table, to: &'static Table) -> Result<(), Error> {
    let (plan, _) = planned(db, from, to);
    for step in plan.migrations.iter().flat_map(|migration| &migration.up) {
        sql::<()>(unsafe_text(&step.sql)).exec(db).await?;
    }
    let found = Schema::of_database(db).await.expect("the database is read").sorted();
    let wanted = Schema::of_models(db.dialect(), &[to]);
    let wanted = canonical(db, &wanted).await.expect("the model is made").sorted();
    assert_eq!(found, wanted);
    Ok(())
}

/// The file of the table, which is another one once its rows are written anew.
async fn file(db: &Db) -> i64 {
    let text = "SELECT pg_relation_filenode('notes')::bigint";
    sql::<i64>(text).one(db).await.expect("the table is there")
}

async fn sizes_grow(t: &TestDb) {
    let db = &t.db;
    create_tables(db, &[small::Note::TABLE]).await.unwrap();
    let price = rust_decimal::dec!(9999.99);
    let new = small::note::New { id: 1, text: Some("abcd".into()), price };
    small::Note::create(db, new).await.unwrap();
    change(db, small::Note::TABLE, large::Note::TABLE).await.unwrap();
    let price = rust_decimal::dec!(999999.99);
    let new = large::note::New { id: 2, text: Some("abcdefgh".into()), price };
    large::Note::create(db, new).await.unwrap();
    assert_eq!(large::Note::query().count(db).await.unwrap(), 2);

    // Back: the second row does not fit.
    let error = change(db, large::Note::TABLE, small::Note::TABLE).await.unwrap_err();
    match db.dialect() {
        Dialect::Postgres => assert!(error.is_data_exception(), "{error:?}"),
        Dialect::Sqlite => assert!(error.is_check_violation(), "{error:?}"),
    }
}

#[tokio::test]
async fn sizes_grow_on_postgres() {
    let t = setup::postgres().await;
    let (plan, ops) = planned(&t.db, small::Note::TABLE, large::Note::TABLE);
    assert_eq!(
        ops,
        [
            "alter column notes.text: type varchar(4) to varchar(8)",
            "alter column notes.price: type numeric(6,2) to numeric(8,2)",
        ]
    );
    let steps = || plan.migrations.iter().flat_map(|migration| &migration.up);
    assert!(steps().all(|step| !step.rewrites && !step.scans && step.destroys.is_none()));
    create_tables(&t.db, &[small::Note::TABLE]).await.unwrap();
    let before = file(&t.db).await;
    change(&t.db, small::Note::TABLE, large::Note::TABLE).await.unwrap();
    assert_eq!(file(&t.db).await, before);
    sql::<()>("DROP TABLE notes").exec(&t.db).await.unwrap();
    sizes_grow(&t).await;
}

#[tokio::test]
async fn sizes_grow_on_sqlite() {
    sizes_grow(&setup::sqlite().await).await;
}

#[tokio::test]
async fn what_would_be_rounded_is_told() {
    let t = setup::postgres().await;
    let lost = |from, to| {
        let (plan, _) = planned(&t.db, from, to);
        plan.migrations.iter().flat_map(|one| &one.up).any(|step| step.destroys.is_some())
    };
    assert!(lost(exact::Note::TABLE, large::Note::TABLE));
    assert!(!lost(large::Note::TABLE, exact::Note::TABLE));
    assert!(!lost(large::Note::TABLE, small::Note::TABLE));
}
