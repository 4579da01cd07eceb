//! The example `packages` gives the same answers on both databases, as the program that users run.

use orm_tests::setup;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The example's program, which `cargo test --workspace` has built beside this test's.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let profile = test.ancestors().nth(2).expect("a test's program stands in `<profile>/deps`");
    let program = profile.join("examples").join("packages");
    assert!(program.exists(), "not built: run `cargo build -p orm-examples --examples` first");
    program
}

fn answers(database: Option<&str>) -> String {
    let mut command = Command::new(program());
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    command.env_remove("DATABASE_URL");
    if let Some(url) = database {
        command.env("DATABASE_URL", url);
    }
    let output = command.output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).expect("the answers are text")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answers_are_the_same_on_both_databases() {
    let embedded = answers(None);
    assert!(embedded.contains("tokio-postgres") && embedded.lines().count() > 50, "{embedded}");
    let server = setup::postgres().await;
    assert_eq!(answers(Some(&server.url)), embedded);
}
