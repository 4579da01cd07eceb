//! A schema in the language of Mermaid.

use super::{is_one_to_one, is_optional, marks};
use crate::schema::{Schema, Table};

/// `erDiagram`, with a box for each table and a line for each reference.
pub(super) fn draw(schema: &Schema) -> String {
    let mut text = "erDiagram\n".to_owned();
    for table in &schema.tables {
        text.push_str(&entity(schema, table));
    }
    for table in &schema.tables {
        for key in &table.foreign_keys {
            let one = if is_optional(table, &key.columns) { "|o" } else { "||" };
            let many = if is_one_to_one(table, &key.columns) { "o|" } else { "o{" };
            text.push_str(&format!(
                "    {} {one}--{many} {} : \"{}\"\n",
                word(&key.target.to_string()),
                word(&table.name.to_string()),
                key.columns.join(", ").replace('"', "'"),
            ));
        }
    }
    text
}

fn entity(schema: &Schema, table: &Table) -> String {
    let mut text = format!("    {} {{\n", word(&table.name.to_string()));
    for column in &table.columns {
        let ty = column.ty.sql(schema.dialect);
        text.push_str(&format!("        {} {}", attribute(&ty), attribute(&column.name)));
        let marks = marks(table, &column.name);
        if !marks.is_empty() {
            text.push_str(&format!(" {}", marks.join(", ")));
        }
        if column.nullable {
            text.push_str(" \"nullable\"");
        }
        text.push('\n');
    }
    text.push_str("    }\n");
    text
}

/// A name of a box: in quotes if it has more than letters, digits and `_`.
fn word(name: &str) -> String {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "'")) }
}

/// A type or a name in a box, which takes letters, digits, `-`, `_`, `()` and `[]` alone.
fn attribute(text: &str) -> String {
    let is_taken = |letter: char| letter.is_alphanumeric() || "-_()[]".contains(letter);
    text.chars()
        .filter(|letter| *letter != '"')
        .map(|letter| if is_taken(letter) { letter } else { '_' })
        .collect()
}
