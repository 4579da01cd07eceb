//! The screens of the guide are what the program prints.

use super::{Manage, ended};
use orm_tests::setup;
use std::path::{Path, PathBuf};

/// A block of the guide that begins with a command.
pub(super) struct Screen {
    pub(super) text: String,
}

/// All of them, in order.
pub(super) fn screens() -> Vec<Screen> {
    let guide = std::fs::read_to_string(path()).expect("the guide is there");
    let blocks = guide.split("```text\n").skip(1);
    let text = |block: &str| block.split("```").next().unwrap_or_default().to_owned();
    blocks
        .map(text)
        .filter(|text| text.starts_with("$ manage"))
        .map(|text| Screen { text })
        .collect()
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../orm-migrate/docs/migrations.md")
}

#[tokio::test]
async fn the_first_migration() {
    let server = setup::postgres().await;
    check("generate init", &Manage::new(&server.url));
}

#[tokio::test]
async fn a_new_name() {
    let server = setup::postgres().await;
    let manage = Manage::new(&server.url);
    manage.done(&["generate", "init"]);
    manage.rename_in_the_past();
    manage.done(&["up"]);
    check("check", &manage);
}

#[tokio::test]
async fn what_a_migration_would_break() {
    let server = setup::postgres().await;
    let manage = Manage::new(&server.url);
    manage.done(&["generate", "init"]);
    manage.rename_in_the_past();
    manage.done(&["up"]);
    manage.done(&["generate", "better_word", "--rename", "posts.text=body"]);
    check("lint", &manage);
}

#[test]
fn a_required_column() {
    let manage = Manage::new("postgres://nobody@never.invalid/asked");
    manage.done(&["generate", "init"]);
    manage.change_snapshot(|snapshot| {
        let tables = snapshot["tables"].as_array_mut().expect("a list");
        let posts = tables.iter_mut().find(|table| table["name"]["name"] == "posts");
        let posts = posts.expect("it is there").as_object_mut().expect("a table");
        let columns = posts["columns"].as_array_mut().expect("a list");
        columns.retain(|column| column["name"] != "title");
        posts.remove("checks");
        posts.remove("indexes");
    });
    check("generate title", &manage);
}

/// Runs the commands of the screen that begins with this one, and compares it with what they print. With
/// `ORM_TEST_BLESS` the guide has that from now on.
#[track_caller]
fn check(first: &str, manage: &Manage) {
    let first = format!("$ manage {first}\n");
    let screens = screens();
    let screen = screens.iter().find(|screen| screen.text.starts_with(&first));
    let screen = &screen.expect("the guide has it").text;
    let mut printed = String::new();
    for line in screen.lines().filter(|line| line.starts_with("$ manage ")) {
        let words = words(line.trim_start_matches("$ manage "));
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        let ended = ended(manage.command(&words).output().expect("the program starts"));
        printed.push_str(&format!("{line}\n{}{}", ended.out, ended.said));
    }
    let folder = manage.folder.path().to_str().expect("it is text");
    let printed = printed.replace(folder, "migrations");
    // A screen ends with a line, whatever the last command ends with.
    let printed = printed.trim_end().to_owned() + "\n";
    if settled(&printed) == settled(screen) {
        return;
    }
    assert!(std::env::var_os("ORM_TEST_BLESS").is_some(), "the guide:\n{screen}\nnow:\n{printed}");
    let guide = std::fs::read_to_string(path()).expect("the guide is there");
    std::fs::write(path(), guide.replace(screen, &printed)).expect("it can be written");
}

/// The words of a line, as a shell has them: what is between double quotes is one.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut is_quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            c => words.last_mut().expect("there is one").push(c),
        }
    }
    words
}

/// The text without what is another each time: numbers of migrations, days and seconds.
fn settled(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let mut settled = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| is_part(c) != rest.starts_with(is_part)).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        match run.len() >= 10 || run.contains('.') {
            true => settled.extend(run.chars().map(|c| if c.is_ascii_digit() { '0' } else { c })),
            false => settled.push_str(run),
        }
        rest = behind;
    }
    settled
}
