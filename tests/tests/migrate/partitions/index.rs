//! Indexes of tables in partitions, built one by one.

use super::models::Event;
use super::{month, run, write};
use orm::{Db, sql};
use orm_migrate::schema::{Index, IndexPart, Schema};
use orm_migrate::{Answers, Draft, Migrations, Migrator, Options, Source, Target, diff, plan};
use orm_tests::setup;
use tempfile::TempDir;

/// A table, and then an index of it: two migrations.
fn migrations(unique: bool) -> (TempDir, Migrations) {
    let folder = tempfile::tempdir().expect("a folder");
    let dialect = orm::Dialect::Postgres;
    let empty = Schema::empty(dialect);
    let first = Schema::of_models(dialect, &[Event::TABLE]);
    let mut second = first.clone();
    second.tables[0].indexes.push(Index {
        name: "by_time".to_owned(),
        method: None,
        unique,
        parts: vec![IndexPart::column("at"), IndexPart::column("name")],
        include: vec![],
        predicate: Some("name <> 'x'".to_owned()),
    });
    for (name, from, to) in [("first", &empty, &first), ("second", &first, &second)] {
        let found = diff(from, to, &Answers::new());
        let plan = plan(from, &found.target, &found.ops, &Options::default());
        let before = Source::folder(folder.path()).load(dialect).expect("it can be read");
        let draft = Draft::new(name).plan(&plan, &found.target);
        draft.write(folder.path(), &before).expect("it can be written");
    }
    let all = Source::folder(folder.path()).load(dialect).expect("it can be read");
    (folder, all)
}

/// Whether the index is valid, and how many partitions have theirs.
async fn index(db: &Db) -> (bool, i64) {
    let found = "SELECT indisvalid, (SELECT count(*) FROM pg_inherits WHERE inhparent = indexrelid) \
                 FROM pg_index WHERE indexrelid = 'by_time'::regclass";
    sql::<(bool, i64)>(found).one(db).await.unwrap()
}

#[tokio::test]
async fn an_index_is_built_partition_by_partition() {
    let t = setup::postgres().await;
    let db = &t.db;
    let (_folder, all) = migrations(false);
    let migrator = Migrator::new(db, all);
    migrator.up(Target::Steps(1)).await.unwrap();
    write(db, month(0)).await.unwrap();
    // A writer that does not end keeps nobody from building but for a moment, and is not kept.
    migrator.up(Target::Latest).await.expect("it can be built");
    assert_eq!(index(db).await, (true, 3));
    migrator.down(Target::Steps(1)).await.expect("it can be dropped");
    migrator.up(Target::Latest).await.expect("and built again");
    assert_eq!(index(db).await, (true, 3));
}

#[tokio::test]
async fn what_a_failed_build_left_is_built_again() {
    let t = setup::postgres().await;
    let db = &t.db;
    let (_folder, all) = migrations(true);
    let migrator = Migrator::new(db, all);
    migrator.up(Target::Steps(1)).await.unwrap();
    for _ in 0..2 {
        write(db, month(1)).await.unwrap();
    }
    let error = migrator.up(Target::Latest).await.expect_err("there are two of them");
    assert!(error.is_statement_failed(), "{error:?}");
    assert_eq!(index(db).await, (false, 1));
    run(db, "DELETE FROM events WHERE id = (SELECT min(id) FROM events)".to_owned()).await;
    migrator.up(Target::Latest).await.expect("nothing is wrong any more");
    assert_eq!(index(db).await, (true, 3));
    let invalid = sql::<i64>("SELECT count(*) FROM pg_index WHERE NOT indisvalid");
    assert_eq!(invalid.one(db).await.unwrap(), 0);
}
