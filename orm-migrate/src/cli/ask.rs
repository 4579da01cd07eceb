//! Questions on a terminal.

use crate::Error;
use console::Term;
use std::fmt::Display;
use std::io;

/// Which of these somebody chooses, by its place.
pub(super) fn choice(choices: &[impl Display]) -> Result<usize, Error> {
    answered(|| dialoguer::Select::new().items(choices).default(0).interact())
}

/// What somebody writes behind the prompt; never nothing.
pub(super) fn text(prompt: &str) -> Result<String, Error> {
    answered(|| dialoguer::Input::new().with_prompt(prompt).interact_text())
}

/// Whether somebody says yes; no is one key less.
pub(super) fn confirmation(question: &str) -> Result<bool, Error> {
    answered(|| dialoguer::Confirm::new().with_prompt(question).default(false).interact())
}

fn answered<T>(ask: impl FnOnce() -> dialoguer::Result<T>) -> Result<T, Error> {
    // Without this, Ctrl-C ends the program before anybody can give the terminal its cursor back.
    tokio::spawn(async {
        if tokio::signal::ctrl_c().await.is_ok() {
            interrupted();
        }
    });
    ask().map_err(|dialoguer::Error::IO(error)| {
        if error.kind() == io::ErrorKind::Interrupted {
            interrupted();
        }
        show_cursor();
        Error::refused("no answer came").with_source(error)
    })
}

/// Ends the program as shells expect of one that SIGINT ended: 128 and the signal's number.
fn interrupted() -> ! {
    show_cursor();
    std::process::exit(130)
}

/// A question hides the cursor, and leaves it so when it is not answered.
fn show_cursor() {
    // Where there is no terminal any more, there is no cursor either.
    let _ = Term::stderr().show_cursor();
}
