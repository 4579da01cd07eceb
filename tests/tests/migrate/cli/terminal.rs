//! What `generate` asks on a terminal, what the answers do, and what is left when there is none.

use super::{Manage, guide};
use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};
use serde_json::Value;

/// No question takes longer to come, in milliseconds.
const PATIENCE: u64 = 60_000;

const DOWN: &str = "\x1b[B";
const ENTER: &str = "\r";
const SHOW_CURSOR: &str = "\x1b[?25h";

const RENAMED: &str = "column posts.body is new: is it text under another name?";
const LOST: &str = "the values of `posts.text` would be lost";

/// A run on a terminal of its own.
struct Terminal(PtySession);

impl Terminal {
    fn new(manage: &Manage, arguments: &[&str]) -> Terminal {
        let mut command = manage.command(arguments);
        command.env("TERM", "xterm").env_remove("NO_COLOR");
        Terminal(spawn_command(command, Some(PATIENCE)).expect("a terminal and the program on it"))
    }

    /// Waits for a text, and gives what came before it.
    #[track_caller]
    fn see(&mut self, text: &str) -> String {
        self.0.exp_string(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn press(&mut self, keys: &str) {
        self.0.send(keys).expect("the program reads");
        self.0.flush().expect("the program reads");
    }

    /// The code, and what was printed since the last that was seen.
    fn end(mut self) -> (i32, String) {
        let rest = self.0.exp_eof().expect("the program ends");
        match self.0.process().wait().expect("it ended") {
            WaitStatus::Exited(_, code) => (code, rest),
            status => panic!("{status:?}: {rest}"),
        }
    }
}

/// A folder whose last snapshot calls the body of a post `text`.
fn with_another_name() -> Manage {
    let manage = Manage::new("sqlite:never-opened.db");
    manage.done(&["generate", "init"]);
    manage.rename_in_the_past();
    manage
}

/// The statements of the second migration.
fn second(manage: &Manage) -> String {
    let migrations = manage.migrations();
    assert_eq!(migrations.len(), 2, "{migrations:?}");
    std::fs::read_to_string(migrations[1].join("up.sql")).expect("it was generated")
}

#[test]
fn a_new_name_is_chosen() {
    let manage = with_another_name();
    let mut terminal = Terminal::new(&manage, &["generate", "better_word"]);
    terminal.see(RENAMED);
    terminal.see("> yes, it was text");
    terminal.see("  no, it is new");
    terminal.press(ENTER);
    terminal.see("rename column posts.text to body");
    assert_eq!(terminal.end().0, 0);
    assert!(second(&manage).contains("RENAME COLUMN \"text\" TO \"body\""), "{}", second(&manage));
}

#[test]
fn what_is_new_gets_a_value_and_what_is_lost_is_confirmed() {
    let manage = with_another_name();
    let mut terminal = Terminal::new(&manage, &["generate", "another"]);
    terminal.see(RENAMED);
    terminal.see("no, it is new");
    terminal.press(DOWN);
    terminal.see("> no, it is new");
    terminal.press(ENTER);
    terminal.see("column posts.body (TEXT) may not be NULL: what do rows that are there get?");
    terminal.see("> a value, as SQL");
    terminal.see("let it be NULL for now");
    terminal.press(ENTER);
    terminal.see("SQL: ");
    // Nothing is no value.
    terminal.press(ENTER);
    terminal.press("'none yet'\r");
    terminal.see(LOST);
    terminal.see("Write that? [y/N]");
    terminal.press("y");
    terminal.see("drop column posts.text");
    assert_eq!(terminal.end().0, 0);
    let sql = second(&manage);
    assert!(sql.contains("'none yet'") && !sql.contains("\"text\""), "{sql}");
}

#[test]
fn a_value_may_come_later() {
    let manage = with_another_name();
    let arguments = ["generate", "another", "--new", "posts.body", "--allow-drop"];
    let mut terminal = Terminal::new(&manage, &arguments);
    terminal.see("let it be NULL for now");
    terminal.press(DOWN);
    terminal.see("> let it be NULL for now");
    terminal.press(ENTER);
    terminal.see("wrote");
    assert_eq!(terminal.end().0, 0);
    let sql = second(&manage);
    assert!(sql.contains("ADD COLUMN \"body\" TEXT;"), "{sql}");
    assert_eq!(manage.run(&["check", "--offline"]).code, Some(1), "the models want it");
}

#[test]
fn rows_with_null_are_asked_about_where_somebody_can_answer() {
    let manage = Manage::new("sqlite:never-opened.db");
    manage.done(&["generate", "init"]);
    manage.change_snapshot(|snapshot| {
        column_of(snapshot, "posts", "body")["nullable"] = true.into();
    });
    let mut terminal = Terminal::new(&manage, &["generate", "required"]);
    terminal.see("column posts.body (TEXT) may not be NULL: what do rows with NULL get?");
    terminal.see("there are none");
    terminal.press(ENTER);
    terminal.see("SQL: ");
    terminal.press("''\r");
    terminal.see("from null to not null");
    assert_eq!(terminal.end().0, 0);
    assert!(second(&manage).contains("COALESCE(\"body\", '')"), "{}", second(&manage));

    // Elsewhere it is said, and done.
    let manage = Manage::new("sqlite:never-opened.db");
    manage.done(&["generate", "init"]);
    manage.change_snapshot(|snapshot| {
        column_of(snapshot, "posts", "body")["nullable"] = true.into();
    });
    let told = manage.done(&["generate", "required"]);
    assert!(told.contains("`--value posts.body=SQL`, or `up` fails if there is one"), "{told}");
}

#[test]
fn no_answer_leaves_no_file_and_a_cursor() {
    let manage = with_another_name();
    let mut terminal = Terminal::new(&manage, &["generate", "never"]);
    terminal.see("no, it is new");
    terminal.press("\x03");
    let (code, rest) = terminal.end();
    assert_eq!((code, rest.contains(SHOW_CURSOR)), (130, true), "{rest:?}");

    let mut terminal = Terminal::new(&manage, &["generate", "never", "--new", "posts.body"]);
    terminal.see("let it be NULL for now");
    terminal.press(ENTER);
    terminal.see("SQL: ");
    terminal.press("'no\x03");
    assert_eq!(terminal.end().0, 130);

    let value = ["--new", "posts.body", "--value", "posts.body=''"];
    let arguments = [&["generate", "never"], &value[..]].concat();
    let mut terminal = Terminal::new(&manage, &arguments);
    terminal.see("Write that? [y/N]");
    terminal.press("\x03");
    let (code, rest) = terminal.end();
    assert_eq!((code, rest.contains(SHOW_CURSOR)), (130, true), "{rest:?}");

    let mut terminal = Terminal::new(&manage, &arguments);
    terminal.see("Write that? [y/N]");
    terminal.press(ENTER);
    terminal.see("--allow-drop");
    assert_eq!(terminal.end().0, 5, "no is the answer of whoever only presses Enter");

    assert_eq!(manage.migrations().len(), 1);
}

#[test]
fn colours_and_questions_are_for_terminals() {
    let manage = with_another_name();
    let mut terminal = Terminal::new(&manage, &["generate", "never"]);
    assert!(terminal.see(RENAMED).contains("\x1b[33m"));
    terminal.see("no, it is new");
    terminal.press("\x03");
    terminal.end();

    let mut terminal = Terminal::new(&manage, &["generate", "never", "--color", "never"]);
    assert_eq!(terminal.see(RENAMED), "");
    terminal.see("no, it is new");
    terminal.press("\x03");
    terminal.end();

    let terminal = Terminal::new(&manage, &["generate", "never", "--json"]);
    let (code, printed) = terminal.end();
    assert_eq!(code, 5);
    let error: Value = serde_json::from_str(&printed).expect("JSON alone is printed");
    assert!(error["error"].as_str().is_some_and(|text| text.contains("--rename")), "{error}");
}

#[test]
fn the_guide_shows_the_question() {
    let manage = with_another_name();
    let screens = guide::screens();
    let screen = screens.iter().find(|screen| screen.text.contains("> yes, it was"));
    let lines = screen.expect("the guide has a question").text.lines();
    let mut terminal = Terminal::new(&manage, &["generate", "better_word"]);
    lines.skip(1).for_each(|line| drop(terminal.see(line)));
    terminal.press("\x03");
    terminal.end();
}

fn column_of<'a>(snapshot: &'a mut Value, table: &str, column: &str) -> &'a mut Value {
    fn named(all: &mut Value, is: impl Fn(&Value) -> bool) -> &mut Value {
        let all = all.as_array_mut().expect("a list");
        all.iter_mut().find(|one| is(one)).expect("it is there")
    }
    let table = named(&mut snapshot["tables"], |one| one["name"]["name"] == table);
    named(&mut table["columns"], |one| one["name"] == column)
}
