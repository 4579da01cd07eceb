//! What SQLite alone does.

use super::{Group, Rule, SQLITE};

pub(super) const RULES: &[Rule] = &[
    Rule::warning(
        Group::Blocking,
        SQLITE,
        "sqlite-rebuild-cost",
        [
            "a table is copied into a new one that takes its place",
            "nobody writes to the database until every row is copied, and it needs the table's \
         size in space again",
            "-- If ALTER TABLE can do it (RENAME, ADD COLUMN, DROP COLUMN), that copies nothing. \
         Else:\n\
         {allow}the copying was timed on a copy of the file\n\
         {statement};",
        ],
    ),
    Rule::error(
        Group::Breaking,
        SQLITE,
        "sqlite-rename-away",
        [
            "a table is renamed to make room for a new one of its name",
            "references, views and triggers of others follow it to its new name, and stay with \
         the old rows",
            "-- Make the new table under another name, copy, drop the old one, and rename the new \
         one:\n\
         -- CREATE TABLE new_{bare} (..);\n\
         -- INSERT INTO new_{bare} SELECT .. FROM {table};\n\
         -- DROP TABLE {table};\n\
         -- ALTER TABLE new_{bare} RENAME TO {table};",
        ],
    ),
    Rule::error(
        Group::Running,
        SQLITE,
        "sqlite-foreign-keys-in-transaction",
        [
            "`PRAGMA foreign_keys` stands in a transaction",
            "it does nothing there, without an error: a table that is dropped takes the rows with \
         it that refer to it",
            "-- In a migration with `transactional = false`, in front of BEGIN:\n\
         -- {commented};",
        ],
    ),
    Rule::error(
        Group::Breaking,
        SQLITE,
        "sqlite-drop-referenced-table",
        [
            "a table is dropped that others refer to",
            "its rows are deleted first: rows that refer to them are deleted too, or lose their \
         reference, or it fails",
            "-- Drop the references first, by rebuilding the tables that have them:\n\
         -- {commented};",
        ],
    ),
    Rule::error(
        Group::Running,
        SQLITE,
        "sqlite-refused-column",
        [
            "SQLite adds no such column",
            "the statement fails: no PRIMARY KEY, no UNIQUE, no STORED expression, no reference \
         with a default",
            "ALTER TABLE {table} ADD COLUMN {column} {type};\n\
         -- UNIQUE as an index of its own; an expression as VIRTUAL; the rest by rebuilding \
         the table.",
        ],
    ),
    Rule::error(
        Group::Running,
        SQLITE,
        "sqlite-schema-pragma",
        [
            "the schema is changed behind SQLite's back",
            "a mistake makes the file unreadable, and renames no longer reach views and triggers",
            "-- Leave it out, and rebuild the table instead:\n\
         -- {commented};",
        ],
    ),
];
