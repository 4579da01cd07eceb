//! Indexes that a failed attempt left invalid.

use super::{Project, Told, history, value};
use orm_migrate::Target;
use orm_tests::setup;

const TABLE: &str = "CREATE TABLE thing (id integer, name text); \
     INSERT INTO thing VALUES (1, 'a'), (1, 'b')";

#[tokio::test]
async fn an_invalid_index_is_built_again_by_itself() {
    let t = setup::postgres().await;
    // It reports success over an invalid index of this name.
    let build =
        "-- alone\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"Thing id\" ON \"thing\" (id)";
    let project = Project::of(&[(TABLE, ""), (build, "")]);
    let error =
        project.migrator(&t.db).up(Target::Latest).await.expect_err("there are two of them");
    assert!(error.is_statement_failed() && error.exit_code() == 1, "{error:?}");
    let invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";
    assert_eq!(value::<i64>(&t.db, invalid).await, 1);
    assert_eq!(history(&t.db, &project).await, ["m1 up applied", "m2 up failed"]);

    let correct = "UPDATE thing SET id = 2 WHERE name = 'b'";
    orm::sql::<()>(correct).exec(&t.db).await.expect("the rows can be corrected");
    let told = Told::default();
    let migrator = project.migrator(&t.db).observer(told.observer());
    migrator.up(Target::Latest).await.expect("nothing is wrong any more");
    assert!(told.has("invalid public.\"Thing id\""), "{:?}", told.all());
    assert_eq!(value::<i64>(&t.db, invalid).await, 0);
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = '\"Thing id\"'::regclass";
    assert!(value::<bool>(&t.db, valid).await);
    assert_eq!(history(&t.db, &project).await, ["m1 up applied", "m2 up applied"]);
}

#[tokio::test]
async fn an_index_of_somebody_else_is_not_taken_for_ones_own() {
    let t = setup::postgres().await;
    let build = "-- alone\nCREATE INDEX CONCURRENTLY thing_id ON thing (id)";
    let project = Project::of(&[(TABLE, ""), (build, "")]);
    project.migrator(&t.db).up(Target::Steps(1)).await.expect("nothing is wrong");
    let other = "CREATE INDEX thing_id ON thing (name)";
    orm::sql::<()>(other).exec(&t.db).await.expect("an index can be made");
    let error = project.migrator(&t.db).up(Target::Latest).await.expect_err("the name is taken");
    let source = std::error::Error::source(&error).expect("the server said why");
    let source = source.downcast_ref::<orm::Error>().expect("it is the database's");
    assert_eq!(source.code(), Some("42P07"));
}
