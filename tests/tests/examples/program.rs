//! The programs of the examples, run as users run them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// An example's program, which `cargo test --workspace` has built beside this test's.
pub(crate) fn program(name: &str) -> Command {
    let test = std::env::current_exe().expect("a test knows its own path");
    let profile = test.ancestors().nth(2).expect("a test's program stands in `<profile>/deps`");
    let program: PathBuf = profile.join("examples").join(name);
    assert!(program.exists(), "not built: run `cargo build -p orm-examples --examples` first");
    let mut command = Command::new(program);
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    command.env_remove("DATABASE_URL");
    command
}

/// What the program prints.
pub(crate) fn printed(mut command: Command) -> String {
    let output = command.output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).expect("the answers are text")
}
