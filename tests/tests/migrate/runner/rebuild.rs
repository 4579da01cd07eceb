//! Tables of SQLite that are made anew, with what hangs on them.

use super::{Project, history, value};
use orm::Db;
use orm_migrate::Target;
use orm_tests::setup;

/// A table that another one, views and triggers refer to.
const TABLES: &str = "
    CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author (id) ON DELETE CASCADE);
    CREATE TABLE log (what TEXT);
    CREATE VIEW named AS SELECT b.id, a.name FROM book b JOIN author a ON a.id = b.author_id;
    CREATE VIEW many AS SELECT count(*) AS n FROM named;
    CREATE TRIGGER renamed AFTER UPDATE ON author BEGIN INSERT INTO log VALUES ('renamed'); END;
    CREATE TRIGGER written AFTER INSERT ON book BEGIN
        UPDATE author SET name = name || '*' WHERE id = new.author_id; END;
    INSERT INTO author VALUES (1, 'Ada'), (2, 'Bob');
    INSERT INTO book VALUES (10, 1), (11, 1), (12, 2);";

const REBUILD: &str = "
    CREATE TABLE \"orm_new_author\" (id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ''));
    INSERT INTO \"orm_new_author\" SELECT id, name FROM author;
    DROP TABLE author;
    ALTER TABLE \"orm_new_author\" RENAME TO author;";

fn project(rebuild: &str) -> Project {
    let project = Project::of(&[(TABLES, ""), (rebuild, "")]);
    let before = super::id(1);
    let manifest = format!("dependencies = [{before:?}]\nrebuilds = [\"author\"]\n");
    project.write(2, "migration.toml", &manifest);
    project
}

/// Foreign keys are on, hold, and lead to the new table; views and triggers work.
async fn all_is_well(db: &Db) {
    assert_eq!(value::<i64>(db, "SELECT count(*) FROM pragma_foreign_key_check").await, 0);
    assert!(value::<bool>(db, "SELECT foreign_keys FROM pragma_foreign_keys").await);
    let orphan = orm::sql::<()>("INSERT INTO book VALUES (99, 99)").exec(db).await;
    assert!(orphan.expect_err("there is no such author").is_foreign_key_violation());
    assert_eq!(value::<i64>(db, "SELECT n FROM many").await, 3);
    let target = "SELECT \"table\" FROM pragma_foreign_key_list('book')";
    assert_eq!(value::<String>(db, target).await, "author");
    let before = value::<i64>(db, "SELECT count(*) FROM log").await;
    orm::sql::<()>("INSERT INTO book VALUES (13, 2)").exec(db).await.expect("it is Bob's");
    assert!(value::<String>(db, "SELECT name FROM author WHERE id = 2").await.ends_with('*'));
    assert_eq!(value::<i64>(db, "SELECT count(*) FROM log").await, before + 1);
    orm::sql::<()>("DELETE FROM book WHERE id = 13").exec(db).await.expect("it was ours");
}

#[tokio::test]
async fn what_refers_to_a_table_survives_its_rebuild() {
    let t = setup::sqlite().await;
    let project = project(REBUILD);
    project.migrator(&t.db).up(Target::Steps(1)).await.expect("nothing is wrong");
    all_is_well(&t.db).await;
    project.migrator(&t.db).up(Target::Latest).await.expect("nothing is wrong");
    assert_eq!(value::<i64>(&t.db, "SELECT count(*) FROM author").await, 2);
    assert_eq!(
        value::<i64>(&t.db, "SELECT count(*) FROM book").await,
        3,
        "no row was cascaded away"
    );
    all_is_well(&t.db).await;
    let empty = orm::sql::<()>("UPDATE author SET name = ''").exec(&t.db).await;
    assert!(empty.expect_err("the new table has a check").is_check_violation());
}

#[tokio::test]
async fn a_rebuild_that_fails_leaves_everything_as_it_was() {
    for (rebuild, expect) in [
        // A row that refers to it would be lost.
        (REBUILD.replace("FROM author;", "FROM author WHERE id = 1;"), "1 of `book` to `author`"),
        // A view could not be read any more.
        (REBUILD.replace("name TEXT NOT NULL CHECK (name <> '')", "called TEXT"), "no such column"),
        (REBUILD.replace("DROP TABLE author", "DROP TABLE nobody"), "no such table"),
    ] {
        let t = setup::sqlite().await;
        let project = project(&rebuild);
        let error = project.migrator(&t.db).up(Target::Latest).await.expect_err("it must fail");
        assert!(error.is_statement_failed(), "{error:?}");
        assert!(format!("{error:?}").contains(expect), "{error:?}");
        assert_eq!(history(&t.db, &project).await, ["m1 up applied", "m2 up failed"]);
        all_is_well(&t.db).await;
        project.write(2, "up.sql", REBUILD);
        project.migrator(&t.db).up(Target::Latest).await.expect("it was corrected");
        all_is_well(&t.db).await;
    }
}

#[tokio::test]
async fn what_a_migration_drops_and_makes_itself_is_its_own() {
    let t = setup::sqlite().await;
    let own = REBUILD.replace(
        "DROP TABLE author;",
        "DROP VIEW many; DROP TRIGGER IF EXISTS renamed; DROP TABLE author;",
    ) + "CREATE VIEW many AS SELECT count(*) + 100 AS n FROM named;";
    let project = project(&own);
    project.migrator(&t.db).up(Target::Latest).await.expect("nothing is wrong");
    assert_eq!(value::<i64>(&t.db, "SELECT n FROM many").await, 103);
    let triggers = "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'trigger'";
    assert_eq!(value::<String>(&t.db, triggers).await, "written");
}
