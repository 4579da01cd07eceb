//! The command line, as a program runs it: without a terminal, on both databases.

mod guide;
mod terminal;

use crate::examples::{printed, program};
use orm::sql;
use orm_tests::setup;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The example `manage` with a folder of its own.
pub(crate) struct Manage {
    pub(crate) folder: tempfile::TempDir,
    url: String,
}

/// How a run ended: the code, what it printed, and what it said beside.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    out: String,
    pub(crate) said: String,
}

impl Manage {
    fn new(url: &str) -> Manage {
        Manage { folder: tempfile::tempdir().expect("a folder"), url: url.to_owned() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program("manage");
        command.arg("--migrations").arg(self.folder.path()).args(arguments);
        command.env("DATABASE_URL", &self.url);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.command(arguments).output().expect("the program starts"))
    }

    /// Runs what has to succeed; gives what it printed.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {ended:?}");
        ended.out
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let out = self.done(&[arguments, &["--json"]].concat());
        serde_json::from_str(&out).expect("JSON alone is printed")
    }

    /// The folders of the migrations, in order.
    fn migrations(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder is there");
        let folders = entries.map(|entry| entry.expect("it can be read").path());
        let mut folders: Vec<_> = folders.filter(|path| path.is_dir()).collect();
        folders.sort();
        folders
    }

    pub(crate) fn only_migration(&self) -> PathBuf {
        self.migrations().pop().expect("one was generated")
    }

    /// Lets the first migration be of other models.
    fn change_snapshot(&self, change: impl FnOnce(&mut Value)) {
        let path = self.only_migration().join("snapshot.json");
        let text = std::fs::read_to_string(&path).expect("it was generated");
        let mut snapshot = serde_json::from_str(&text).expect("it is JSON");
        change(&mut snapshot);
        std::fs::write(&path, snapshot.to_string()).expect("it can be written");
    }

    /// Lets the first migration be of models in which `posts.body` was called `text`.
    fn rename_in_the_past(&self) {
        let migration = self.only_migration();
        for file in ["up.sql", "snapshot.json"] {
            let path = migration.join(file);
            let text = std::fs::read_to_string(&path).expect("it was generated");
            let renamed = text.replace("\"body\"", "\"text\"");
            assert_ne!(text, renamed, "{file}");
            std::fs::write(&path, renamed).expect("it can be written");
        }
    }
}

fn ended(output: Output) -> Ended {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    Ended { code: output.status.code(), out: text(output.stdout), said: text(output.stderr) }
}

pub(crate) async fn both(test: impl Fn(Manage)) {
    let file = tempfile::tempdir().expect("a folder");
    test(Manage::new(&format!("sqlite:{}", file.path().join("blog.db").display())));
    let server = setup::postgres().await;
    test(Manage::new(&server.url));
}

#[tokio::test]
async fn from_models_to_a_database_and_back() {
    both(|manage| {
        assert!(
            manage.run(&["check", "--offline"]).code == Some(1),
            "no migration makes the tables"
        );
        assert!(manage.done(&["generate", "init"]).contains("create table posts"));
        assert!(manage.done(&["generate", "again"]).contains("no changes"));
        manage.done(&["check", "--offline"]);

        assert!(manage.done(&["up", "--dry-run"]).contains("CREATE TABLE \"posts\""));
        let status = manage.json(&["status"]);
        assert_eq!(status[0]["standing"], "pending");
        assert_eq!(manage.run(&["check"]).code, Some(1), "it is not applied");

        let report = manage.json(&["up"]);
        assert_eq!(report["done"].as_array().map(Vec::len), Some(1));
        assert!(manage.done(&["up"]).contains("nothing to do"));
        assert!(manage.done(&["check"]).contains("agree"));
        manage.done(&["doctor"]);
        manage.done(&["lint", "--all"]);
        manage.done(&["seed", "demo"]);
        manage.done(&["seed", "demo"]);

        let ended = manage.run(&["down"]);
        assert_eq!(ended.code, Some(5), "rows would be lost: {ended:?}");
        assert!(ended.said.contains("the rows of `posts`"), "{ended:?}");
        manage.done(&["down", "--allow-data-loss"]);
        assert_eq!(manage.json(&["status"])[0]["standing"], "pending");
    })
    .await;
}

#[tokio::test]
async fn what_a_difference_cannot_tell_is_asked_for() {
    both(|manage| {
        manage.done(&["generate", "init"]);
        manage.rename_in_the_past();
        manage.done(&["up"]);
        assert_eq!(manage.run(&["check", "--offline"]).code, Some(1));

        let ended = manage.run(&["generate", "better_word"]);
        assert_eq!(ended.code, Some(5), "{ended:?}");
        assert!(ended.said.contains("--rename posts.text=body"), "{ended:?}");
        // What is misspelt answers nothing, and says so.
        for wrong in [
            "--rename=posts.txt=body",
            "--rename=posts.text=bodi",
            "--rename=text=body",
            "--new=post.body",
        ] {
            let ended = manage.run(&["generate", "better_word", wrong]);
            assert_eq!(ended.code, Some(2), "{wrong}: {ended:?}");
        }
        // Dropping and making anew is a decision, too.
        let ended = manage.run(&["generate", "better_word", "--new", "posts.body"]);
        assert_eq!(ended.code, Some(5), "{ended:?}");
        assert!(ended.said.contains("--value posts.body=SQL"), "{ended:?}");
        let new = ["generate", "better_word", "--new", "posts.body", "--value", "posts.body=''"];
        let ended = manage.run(&new);
        assert_eq!(ended.code, Some(5), "{ended:?}");
        assert!(ended.said.contains("--allow-drop"), "{ended:?}");

        // A value that is no SQL leaves nothing behind.
        let broken = [&new[..4], &["--value", "posts.body=('", "--allow-drop"]].concat();
        let ended = manage.run(&broken);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.said.contains("nothing is written"), "{ended:?}");
        assert_eq!(manage.migrations().len(), 1);

        let rename = ["generate", "better_word", "--rename", "posts.text=body"];
        let planned = manage.json(&[&rename[..], &["--dry-run"]].concat());
        assert_eq!(planned["changes"], serde_json::json!(["rename column posts.text to body"]));
        assert!(planned["migrations"][0]["statements"][0].is_string(), "{planned}");
        let renamed = manage.done(&rename);
        assert!(renamed.contains("rename column posts.text to body"), "{renamed}");
        manage.done(&["up"]);
        assert!(manage.done(&["check"]).contains("agree"));
        manage.done(&["seed", "demo"]);
        manage.done(&["down"]);
        let status = manage.json(&["status"]);
        assert_eq!(
            (&status[0]["standing"], &status[1]["standing"]),
            (&"applied".into(), &"pending".into())
        );
    })
    .await;
}

/// The database is as the last of those left it, and not as the one that replaces them all will.
#[tokio::test]
async fn some_of_what_was_squashed_is_no_drift() {
    both(|manage| {
        manage.done(&["generate", "init"]);
        manage.rename_in_the_past();
        manage.done(&["up"]);
        manage.done(&["generate", "better_word", "--rename", "posts.text=body"]);
        manage.done(&["squash", "init", "better_word"]);
        let ended = manage.run(&["check", "--json"]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        let found: Value = serde_json::from_str(&ended.out).expect("JSON alone is printed");
        assert_eq!(found["pending"].as_array().map(Vec::len), Some(2), "{found}");
        assert_eq!(found["database"], serde_json::json!([]), "{found}");
        manage.done(&["up"]);
        assert!(manage.done(&["check"]).contains("agree"));
    })
    .await;
}

/// Of a change in several migrations the last one alone has a snapshot.
#[tokio::test]
async fn a_change_that_is_half_way_is_no_difference() {
    let server = setup::postgres().await;
    let manage = Manage::new(&server.url);
    manage.done(&["generate", "init"]);
    manage.rename_in_the_past();
    manage.done(&["up"]);
    for row in [
        "INSERT INTO authors (name, email) VALUES ('Ada', 'ada@example.org')",
        "INSERT INTO posts (author_id, title, text) SELECT id, 'Engines', 'They weave' FROM authors",
    ] {
        sql::<()>(row).exec(&server.db).await.unwrap();
    }
    let new =
        ["generate", "body", "--new=posts.body", "--value=posts.body=nothing", "--allow-drop"];
    manage.done(&new);
    assert!(manage.migrations().len() > 2, "a value that is no constant comes in steps");

    let ended = manage.run(&["up"]);
    assert_eq!(ended.code, Some(1), "no column has this name: {ended:?}");
    assert!(manage.done(&["status"]).lines().any(|line| line.contains("failed")));
    let ended = manage.run(&["check"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.out.contains("not applied") && !ended.out.contains("differs"), "{ended:?}");
    let looked = manage.json(&["doctor"]);
    let drift = looked.as_array().unwrap().iter().find(|one| one["what"] == "drift").unwrap();
    assert_eq!(drift["state"], "fine", "{drift}");

    // What was changed by hand is told nevertheless.
    let by_hand = sql::<()>("ALTER TABLE posts ADD COLUMN by_hand integer");
    by_hand.exec(&server.db).await.unwrap();
    let ended = manage.run(&["check"]);
    let told = "differs from what its migrations made:\n  drop column posts.by_hand\n";
    assert!(ended.out.ends_with(told), "{ended:?}");
}

#[tokio::test]
async fn what_is_there_is_shown_emptied_and_made_anew() {
    both(|manage| {
        manage.done(&["generate", "init"]);
        manage.done(&["up"]);
        assert!(manage.done(&["sql", "init"]).contains("CREATE TABLE \"posts\""));
        assert!(manage.done(&["sql", "init", "--down"]).contains("DROP TABLE \"posts\""));
        assert!(manage.done(&["inspect"]).contains("pub struct Author"));
        let models = manage.json(&["inspect"]);
        assert!(models["source"].as_str().is_some_and(|text| text.contains("pub struct Author")));
        assert!(manage.json(&["diagram"])["picture"].is_string());
        let models = manage.done(&["diagram"]);
        assert!(models.contains("authors ||--o{ posts"), "{models}");
        let file = manage.folder.path().join("picture.svg");
        let path = file.to_str().expect("it is text");
        manage.done(&["diagram", "--database", "--format", "svg", "--output", path]);
        assert!(std::fs::read_to_string(&file).expect("it was written").contains("<title>posts"));

        let ended = manage.run(&["seed", "nobody"]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.said.contains("there is demo"), "{ended:?}");
        manage.done(&["seed", "demo"]);
        assert_eq!(manage.run(&["seed", "demo", "--clean"]).code, Some(2), "nobody confirmed it");
        assert_eq!(manage.json(&["seed", "demo", "--clean", "--confirm"])["emptied"], 2);

        assert_eq!(manage.run(&["reset"]).code, Some(5), "nobody confirmed it");
        let report = manage.json(&["reset", "--confirm"]);
        assert_eq!(report["done"].as_array().map(Vec::len), Some(1));
        assert!(manage.done(&["check"]).contains("agree"));
    })
    .await;
}

#[tokio::test]
async fn what_was_applied_is_not_changed() {
    both(|manage| {
        manage.done(&["generate", "init"]);
        manage.done(&["up"]);
        let file = manage.only_migration().join("up.sql");
        let text = std::fs::read_to_string(&file).expect("it was generated");
        std::fs::write(&file, text + "-- a word more\n").expect("it can be written");
        let ended = manage.run(&["up"]);
        assert_eq!(ended.code, Some(3), "{ended:?}");
        assert!(ended.said.contains("repair"), "{ended:?}");
        let sums = || std::fs::read_to_string(manage.folder.path().join("migrations.sum"));
        let before = sums().expect("it was generated");
        assert!(manage.done(&["repair"]).contains("accepted"));
        assert_ne!(sums().expect("it is there"), before);
        assert!(manage.done(&["up"]).contains("nothing to do"));
    })
    .await;
}

#[test]
fn migrations_are_in_the_program_where_their_folder_is_not() {
    let mut manage = Manage::new("");
    let folder = tempfile::tempdir().expect("a folder");
    manage.url = format!("sqlite:{}", folder.path().join("there.db").display());
    let nowhere = folder.path().join("nowhere");
    let run = |arguments: &[&str]| {
        let mut command = program("manage");
        command.arg("--migrations").arg(&nowhere).args(arguments).env("DATABASE_URL", &manage.url);
        ended(command.output().expect("the program starts"))
    };
    let up = run(&["up"]);
    assert_eq!(up.code, Some(0), "{up:?}");
    assert!(up.out.contains("_init"), "{up:?}");
    let check = run(&["check"]);
    assert_eq!((check.code, check.out.trim()), (Some(0), "models, migrations and database agree"));
    let generate = run(&["generate", "more"]);
    assert_eq!(generate.code, Some(5), "{generate:?}");
    assert!(generate.said.contains("the migrations are in the program"), "{generate:?}");
    let lint = run(&["lint", "--all"]);
    assert_eq!(lint.code, Some(5), "{lint:?}");
    assert!(!nowhere.exists());
}

#[test]
fn migrations_are_for_one_database() {
    let mut manage = Manage::new("sqlite:never-opened.db");
    manage.done(&["generate", "init"]);
    manage.url = "postgres://nobody@never.invalid/opened".to_owned();
    for command in [["sql", "init"], ["check", "--offline"], ["generate", "more"]] {
        let ended = manage.run(&command);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.said.contains("are for SQLite, the database is PostgreSQL"), "{ended:?}");
    }

    // Also where the one cannot read the other's SQL at all.
    let manage = Manage::new("postgres://nobody@never.invalid/opened");
    manage.done(&["generate", "init"]);
    let up = manage.only_migration().join("up.sql");
    let text = std::fs::read_to_string(&up).expect("it was generated");
    std::fs::write(&up, text + "DO $$\nBEGIN\n    NULL;\nEND $$;\n").expect("it can be written");
    let manage = Manage { url: "sqlite:never-opened.db".to_owned(), ..manage };
    let ended = manage.run(&["sql", "init"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.said.contains("are for PostgreSQL, the database is SQLite"), "{ended:?}");
}

#[test]
fn sql_by_hand_is_read_as_its_database_reads_it() {
    let manage = Manage::new("sqlite:never-opened.db");
    manage.done(&["generate", "init"]);
    let up = manage.only_migration().join("up.sql");
    let trigger = "CREATE TRIGGER kept BEFORE DELETE ON posts BEGIN SELECT 1; END;\n";
    let text = std::fs::read_to_string(&up).expect("it was generated");
    std::fs::write(&up, text + trigger).expect("it can be written");
    manage.done(&["generate", "more", "--empty"]);
    assert_eq!(manage.migrations().len(), 2);
}

#[test]
fn without_a_database_it_says_how_to_name_one() {
    let output = program("manage").arg("status").output().expect("the program starts");
    let ended = ended(output);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.said.contains("DATABASE_URL"), "{ended:?}");
}

#[test]
fn the_help_is_what_it_was() {
    let commands = [
        "",
        "generate",
        "up",
        "down",
        "status",
        "check",
        "lint",
        "repair",
        "squash",
        "sql",
        "inspect",
        "diagram",
        "seed",
        "reset",
        "partitions",
        "doctor",
    ];
    let mut text = String::new();
    for name in commands {
        let mut command = program("manage");
        command.args(Some(name).filter(|name| !name.is_empty())).arg("--help");
        text.push_str(&format!("$ manage {name}\n{}\n", printed(command)));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrate/snapshots/help.txt");
    if std::env::var_os("ORM_TEST_BLESS").is_some() {
        std::fs::write(&path, &text).expect("the folder is there");
    }
    assert_eq!(
        text,
        std::fs::read_to_string(&path).unwrap_or_default(),
        "bless it: see diagram.rs"
    );
}
