//! The command, by the example `events`.

use super::{month, named, run, tables};
use crate::examples::program;
use orm_tests::setup::{self, TestDb};
use serde_json::Value;
use std::process::Output;
use tempfile::TempDir;

struct Manage {
    folder: TempDir,
    t: TestDb,
}

impl Manage {
    async fn new() -> Manage {
        let manage =
            Manage { folder: tempfile::tempdir().expect("a folder"), t: setup::postgres().await };
        manage.done(&["generate", "init"]);
        manage.done(&["up"]);
        manage
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = program("events");
        command.arg("--migrations").arg(self.folder.path()).args(arguments);
        command.env("DATABASE_URL", &self.t.url).output().expect("the program starts")
    }

    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("it is text")
    }

    fn code(&self, arguments: &[&str]) -> Option<i32> {
        self.run(arguments).status.code()
    }
}

#[tokio::test]
async fn partitions_are_shown_made_and_dropped() {
    let manage = Manage::new().await;
    let db = &manage.t.db;
    manage.done(&["check"]);
    manage.done(&["lint", "--all"]);
    assert!(manage.done(&["partitions"]).contains("nothing to do"));

    // Two that are ahead are gone, and one is old.
    let ahead = named("events", &[1, 2]);
    run(db, format!("DROP TABLE {}", ahead.join(", "))).await;
    let old = &named("events", &[-6])[0];
    let (from, to) = (month(-6).format("%F"), month(-5).format("%F"));
    run(
        db,
        format!("CREATE TABLE {old} PARTITION OF events FOR VALUES FROM ('{from} 00:00+00') TO ('{to} 00:00+00')"),
    )
    .await;
    assert_eq!(manage.code(&["check"]), Some(1), "rows are refused soon");
    assert!(manage.done(&["doctor"]).contains("partitions end at"));
    let shown = manage.done(&["partitions", "--dry-run"]);
    for text in [
        &format!("CREATE TABLE \"public\".\"{}\" (LIKE \"public\".\"events\"", ahead[0]),
        &format!("DETACH PARTITION \"public\".\"{old}\" CONCURRENTLY;"),
        &format!("DROP TABLE \"public\".\"{old}\";"),
        "to be dropped",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    let json: Value = serde_json::from_str(&manage.done(&["partitions", "--dry-run", "--json"]))
        .expect("it is JSON alone");
    assert_eq!(json[0]["table"]["name"], "events");
    assert!(!tables(db).await.contains(&ahead[0]), "nothing was done");

    assert_eq!(manage.code(&["partitions"]), Some(5), "rows would be lost");
    assert!(tables(db).await.contains(&ahead[0]), "what loses nothing is done");
    assert!(tables(db).await.contains(old));
    let done = manage.done(&["partitions", "--allow-drop"]);
    assert!(done.contains("dropped") && done.contains(old.as_str()), "{done}");
    assert!(!tables(db).await.contains(old));
    manage.done(&["check"]);
}
