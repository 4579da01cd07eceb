//! What is wrong is said with its place and its cure, before anything is run if it can be known.

use super::{Project, history, id, on_both, value};
use orm_migrate::{Direction, Standing, Target};
use orm_tests::setup::TestDb;
use std::error::Error as _;
use std::fs;

const ONE: (&str, &str) = ("CREATE TABLE one (id integer)", "DROP TABLE one");
const TWO: (&str, &str) = ("CREATE TABLE two (id integer)", "DROP TABLE two");
const THREE: (&str, &str) = ("CREATE TABLE three (id integer)", "DROP TABLE three");

async fn an_edited_file_stops_the_run(t: TestDb) {
    let project = Project::of(&[ONE, TWO]);
    project.migrator(&t.db).up(Target::Steps(1)).await.expect("nothing is wrong");
    let before = project.load(t.db.dialect()).all()[0].checksum().to_owned();
    project.write(1, "up.sql", "CREATE TABLE one (id integer) ");
    let after = project.load(t.db.dialect()).all()[0].checksum().to_owned();
    let error = project.migrator(&t.db).up(Target::Latest).await.expect_err("it was edited");
    assert!(error.is_checksum_changed() && error.exit_code() == 3, "{error:?}");
    let said = error.to_string();
    for part in [&id(1), &before, &after, "`repair`"] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(history(&t.db, &project).await, ["m1 up applied"]);
    let status = project.migrator(&t.db).status().await.expect("it can be asked");
    assert_eq!(status[0].standing, Standing::Changed);
    assert_eq!(status[1].standing, Standing::Pending);

    let repaired = project.migrator(&t.db).repair().await.expect("it can be accepted");
    assert_eq!(repaired, [id(1)]);
    project.migrator(&t.db).up(Target::Latest).await.expect("it was accepted");
    let all = ["m1 up applied", "m1 repair applied", "m2 up applied"];
    assert_eq!(history(&t.db, &project).await, all);
    // Line ends are no change.
    project.write(2, "up.sql", &format!("{}\r\n", TWO.0));
    assert!(project.migrator(&t.db).up(Target::Latest).await.is_err());
    let text = fs::read_to_string(project.file(2, "migration.toml")).expect("it is there");
    project.write(2, "up.sql", TWO.0);
    project.write(2, "migration.toml", &text.replace('\n', "\r\n"));
    project.migrator(&t.db).up(Target::Latest).await.expect("it is as it was");
}

async fn a_file_that_is_gone_stops_the_run(t: TestDb) {
    let project = Project::of(&[ONE, TWO, THREE]);
    project.migrator(&t.db).up(Target::Steps(2)).await.expect("nothing is wrong");
    project.remove(2);
    project.write(3, "migration.toml", &format!("dependencies = [{:?}]", id(1)));
    let error = project.migrator(&t.db).up(Target::Latest).await.expect_err("one is gone");
    assert!(error.is_missing(), "{error:?}");
    assert!(
        error.to_string().contains(&id(2)) && error.to_string().contains("bring its folder back")
    );
    project.remove(3);
    let error =
        project.migrator(&t.db).up(Target::Latest).await.expect_err("it is from the future");
    assert!(error.is_from_the_future(), "{error:?}");
    assert!(error.to_string().contains("newer version"), "{error}");
    let status = project.migrator(&t.db).status().await.expect("it can be asked");
    assert_eq!(status[1].standing, Standing::Unknown);
    assert_eq!(history(&t.db, &project).await, ["m1 up applied", "m2 up applied"]);
}

async fn a_statement_that_fails_is_named_and_rolled_back(t: TestDb) {
    let wrong =
        "CREATE TABLE two (id integer);\n\n-- why\nINSERT INTO nowhere\nVALUES (1);\nSELECT 1;";
    let project = Project::of(&[ONE, (wrong, "")]);
    let error =
        project.migrator(&t.db).up(Target::Latest).await.expect_err("there is no such table");
    assert!(error.is_statement_failed() && error.exit_code() == 1, "{error:?}");
    assert_eq!(error.migration(), Some(&*id(2)));
    assert_eq!((error.statement_number(), error.line()), (Some(2), Some(4)));
    assert_eq!(error.file(), Some(&*project.file(2, "up.sql")));
    assert_eq!(error.statement(), Some("INSERT INTO nowhere\nVALUES (1)"));
    let said = error.to_string();
    assert!(
        said.contains("up.sql:4: statement 2 of 3 failed; the whole migration was rolled back"),
        "{said}"
    );
    let source = error.source().and_then(|source| source.downcast_ref::<orm::Error>());
    assert!(source.is_some_and(orm::Error::is_undefined));
    assert_eq!(history(&t.db, &project).await, ["m1 up applied", "m2 up failed"]);
    assert!(orm::sql::<i32>("SELECT id FROM two").all(&t.db).await.is_err());

    project.write(2, "up.sql", "CREATE TABLE two (id integer)");
    project.migrator(&t.db).up(Target::Latest).await.expect("it was corrected");
    let all = ["m1 up applied", "m2 up failed", "m2 up applied"];
    assert_eq!(history(&t.db, &project).await, all);
}

async fn a_step_that_fails_is_gone_on_with(t: TestDb) {
    let wrong = "-- alone\nCREATE TABLE two (id integer);\nINSERT INTO one VALUES (7);\n\
         INSERT INTO nowhere VALUES (1);\nINSERT INTO one VALUES (8)";
    let project = Project::of(&[ONE, (wrong, "DROP TABLE two")]);
    let error =
        project.migrator(&t.db).up(Target::Latest).await.expect_err("there is no such table");
    assert_eq!((error.statement_number(), error.line()), (Some(3), Some(4)));
    assert!(error.to_string().contains("another run goes on with this statement"), "{error}");
    let status = project.migrator(&t.db).status().await.expect("it can be asked");
    assert_eq!(status[1].standing, Standing::Unfinished);
    assert_eq!(status[1].entry.as_ref().map(|entry| entry.step_done), Some(2));
    let error = project.migrator(&t.db).down(Target::Steps(1)).await.expect_err("it is half done");
    assert!(error.is_unfinished(), "{error:?}");

    orm::sql::<()>("CREATE TABLE nowhere (id integer)").exec(&t.db).await.expect("it can be made");
    let dry = project.migrator(&t.db).dry_run(Direction::Up, Target::Latest).await;
    assert_eq!(dry.expect("there is one")[0].done, 2);
    project.migrator(&t.db).up(Target::Latest).await.expect("it is there now");
    assert_eq!(history(&t.db, &project).await, ["m1 up applied", "m2 up applied"]);
    assert_eq!(value::<i64>(&t.db, "SELECT count(*) FROM one").await, 2);
}

async fn two_heads_are_refused_with_the_cure(t: TestDb) {
    let project = Project::of(&[ONE, TWO, THREE]);
    let after_one = format!("dependencies = [{:?}]", id(1));
    project.write(3, "migration.toml", &after_one);
    let error = project.migrator(&t.db).up(Target::Latest).await.expect_err("there are two heads");
    assert!(error.is_two_heads() && error.to_string().contains(&format!("{}, {}", id(2), id(3))));
    // Up to one of them, it is known what is meant.
    project.migrator(&t.db).up(Target::To("m3".into())).await.expect("it is named");
    assert_eq!(history(&t.db, &project).await, ["m1 up applied", "m3 up applied"]);
    project.write(3, "migration.toml", &format!("{after_one}\nbranch = \"side\""));
    project.migrator(&t.db).repair().await.expect("it can be accepted");
    project.migrator(&t.db).up(Target::Latest).await.expect("each branch has one head");
    let status = project.migrator(&t.db).status().await.expect("it can be asked");
    let branches: Vec<_> = status.iter().map(|status| &*status.branch).collect();
    assert_eq!(branches, ["", "", "side"]);
}

on_both! {
    an_edited_file_stops_the_run
    a_file_that_is_gone_stops_the_run
    a_statement_that_fails_is_named_and_rolled_back
    a_step_that_fails_is_gone_on_with
    two_heads_are_refused_with_the_cure
}
