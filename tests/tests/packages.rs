//! The example `packages` gives the same answers on both databases, as the program that users run.

#[path = "examples/program.rs"]
mod program;

use orm_tests::setup;
use program::{printed, program};

fn answers(database: Option<&str>) -> String {
    let mut command = program("packages");
    if let Some(url) = database {
        command.env("DATABASE_URL", url);
    }
    printed(command)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answers_are_the_same_on_both_databases() {
    let embedded = answers(None);
    assert!(embedded.contains("tokio-postgres") && embedded.lines().count() > 50, "{embedded}");
    assert!(embedded.contains("David Tolnay"), "loads over a many-to-many: {embedded}");
    let server = setup::postgres().await;
    assert_eq!(answers(Some(&server.url)), embedded);
}
