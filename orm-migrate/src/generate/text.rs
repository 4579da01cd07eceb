//! The texts of a migration's files.

use crate::plan::{Step, StepKind};
use crate::source::{BATCH, Manifest};
use orm::Dialect;
use std::fmt::Write as _;

/// A file of statements, each behind what there is to know of it.
pub(super) fn script(id: &str, dialect: Dialect, steps: &[Step]) -> String {
    let mut text = format!("-- {id}: generated, to be read and changed before it is applied.\n");
    for step in steps {
        text.push('\n');
        for line in step.note.iter().flat_map(|note| note.lines()) {
            line_of(&mut text, line);
        }
        if let Some(lost) = &step.destroys {
            line_of(&mut text, &format!("Loses {lost}."));
        }
        statement(&mut text, dialect, step);
    }
    text
}

fn line_of(text: &mut String, line: &str) {
    writeln!(text, "-- {line}").expect("a text takes what is written to it");
}

fn statement(text: &mut String, dialect: Dialect, step: &Step) {
    match &step.kind {
        StepKind::Backfill { table, key, set, filter } if !key.is_empty() => {
            let table = table.quoted(dialect);
            let key: Vec<_> = key.iter().map(|name| dialect.quoted(name)).collect();
            line_of(text, &format!("orm:backfill {table} by {}", key.join(", ")));
            text.push_str(&format!("UPDATE {table} SET {set} WHERE ({filter}) AND {BATCH};\n"));
        }
        _ => {
            text.push_str(&step.sql);
            text.push_str(";\n");
        }
    }
}

/// A file to be written by hand.
pub(super) fn empty(id: &str, what: &str) -> String {
    format!("-- {id}: {what}.\n")
}

pub(super) fn manifest(manifest: &Manifest) -> String {
    toml::to_string(manifest).expect("a manifest is TOML")
}
