//! Small lines that are put together, or cannot be.

use super::{Lines, merge};
use crate::schema::{Column, DataType, Index, IndexPart, ObjectName, PrimaryKey, Schema, Table};
use orm::Dialect;

/// `posts (id, text)`.
fn blog(dialect: Dialect) -> Schema {
    let mut posts = Table::new(ObjectName::plain("posts"));
    let ty = |postgres, sqlite| {
        DataType::named(if dialect == Dialect::Postgres { postgres } else { sqlite })
    };
    posts.columns =
        vec![Column::new("id", ty("bigint", "INTEGER")), Column::new("text", ty("text", "TEXT"))];
    posts.primary_key = Some(PrimaryKey { name: None, columns: vec!["id".to_owned()] });
    Schema { tables: vec![posts], ..Schema::empty(dialect) }
}

fn add_column(schema: &mut Schema, name: &str) {
    let ty = schema.tables[0].columns[1].ty.clone();
    schema.tables[0].columns.push(Column { nullable: true, ..Column::new(name, ty) });
}

fn add_index(schema: &mut Schema, column: &str) {
    schema.tables[0].indexes.push(Index {
        name: "an_index".to_owned(),
        method: None,
        unique: false,
        parts: vec![IndexPart::column(column)],
        include: Vec::new(),
        predicate: None,
    });
}

type Change<'a> = &'a dyn Fn(&mut Schema);

/// What two changes give together: the schema after both, or the conflicts.
#[track_caller]
fn check(dialect: Dialect, one: Change<'_>, other: Change<'_>, expect: &[&str]) {
    let base = blog(dialect);
    let changed = |changes: &[Change<'_>]| {
        let mut schema = base.clone();
        changes.iter().for_each(|change| change(&mut schema));
        schema
    };
    for [one, other] in [[one, other], [other, one]] {
        let (first, second) = (changed(&[one]), changed(&[other]));
        let lines = Lines { base: &base, one: &first, other: &second, alike: false };
        let merged = merge(&lines);
        match expect {
            [] => {}
            expect => {
                assert_eq!(merged.expect_err("they are in each other's way"), *expect);
                continue;
            }
        }
        let merged = merged.expect("they are in nobody's way").sorted();
        assert_eq!(merged, changed(&[one, other]).sorted());
    }
}

#[test]
fn what_is_apart_is_put_together() {
    let table = |name: &'static str| {
        move |schema: &mut Schema| schema.tables.push(Table::new(ObjectName::plain(name)))
    };
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        check(dialect, &|_| {}, &|_| {}, &[]);
        check(dialect, &|s| add_column(s, "title"), &|s| add_column(s, "place"), &[]);
        check(dialect, &|s| add_column(s, "title"), &|s| add_index(s, "text"), &[]);
        check(dialect, &table("tags"), &table("likes"), &[]);
        check(dialect, &table("tags"), &|s| drop(s.tables[0].columns.pop()), &[]);
    }
}

#[test]
fn what_both_change_is_named() {
    let postgres = Dialect::Postgres;
    let title = |s: &mut Schema| add_column(s, "title");
    check(postgres, &title, &title, &["column posts.title"]);
    let nullable = |s: &mut Schema| s.tables[0].columns[1].nullable = true;
    let gone = |s: &mut Schema| drop(s.tables[0].columns.pop());
    check(postgres, &nullable, &gone, &["column posts.text"]);
    check(postgres, &gone, &gone, &["column posts.text"]);
    let index = |s: &mut Schema| add_index(s, "text");
    check(postgres, &gone, &index, &["index an_index of posts, which lacks a column"]);
    let commented =
        |text: &'static str| move |s: &mut Schema| s.tables[0].comment = Some(text.to_owned());
    check(postgres, &commented("one"), &commented("other"), &["comment of posts"]);
    let table = |s: &mut Schema| s.tables.clear();
    check(postgres, &table, &nullable, &["table posts"]);
}

#[test]
fn a_table_that_sqlite_makes_anew_is_one_lines_own() {
    let title = |s: &mut Schema| add_column(s, "title");
    let nullable = |s: &mut Schema| s.tables[0].columns[1].nullable = true;
    check(Dialect::Postgres, &title, &nullable, &[]);
    check(Dialect::Sqlite, &title, &nullable, &["table posts, which is made anew"]);
}

#[test]
fn what_was_done_once_may_be_in_both() {
    let base = blog(Dialect::Postgres);
    let mut one = base.clone();
    add_column(&mut one, "title");
    let mut other = one.clone();
    add_column(&mut other, "place");
    let merged = merge(&Lines { base: &base, one: &one, other: &other, alike: true });
    assert_eq!(merged, Ok(other));
}
