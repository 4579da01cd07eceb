//! What is generated beside what lint says of it: each safe plan, file by file, is without an error.

use orm::Dialect;
use orm_migrate::lint::{Level, Levels, lint_migrations};
use orm_migrate::schema::{
    Action, Check, Column, DataType, EnumType, ForeignKey, Index, IndexPart, ObjectName, Policy,
    PrimaryKey, RowSecurity, Schema, Table, Unique,
};
use orm_migrate::{Answer, Answers, Draft, Options, Source, Subject, diff, plan};
use std::collections::BTreeSet;

fn column(dialect: Dialect, name: &str, ty: &str) -> Column {
    let ty = match (dialect, ty) {
        (Dialect::Postgres, ty) => ty,
        (Dialect::Sqlite, "bigint" | "integer") => "INTEGER",
        (Dialect::Sqlite, _) => "TEXT",
    };
    Column::new(name, DataType::named(ty))
}

fn optional(dialect: Dialect, name: &str, ty: &str) -> Column {
    Column { nullable: true, ..column(dialect, name, ty) }
}

fn key(column: &str) -> Option<PrimaryKey> {
    Some(PrimaryKey { name: None, columns: vec![column.to_owned()] })
}

fn index(name: &str, column: &str) -> Index {
    Index {
        name: name.to_owned(),
        method: None,
        unique: false,
        parts: vec![IndexPart::column(column)],
        include: Vec::new(),
        predicate: None,
    }
}

fn table(name: &str, columns: Vec<Column>) -> Table {
    Table { columns, ..Table::new(ObjectName::plain(name)) }
}

/// `orders (id, note, total, state, customer_id)`, `customers (id)`, and `events (number)` without a key.
fn shop(dialect: Dialect) -> Schema {
    let mut orders = table(
        "orders",
        vec![
            column(dialect, "id", "bigint"),
            column(dialect, "note", "text"),
            optional(dialect, "total", "integer"),
            optional(dialect, "state", "varchar(20)"),
            optional(dialect, "customer_id", "bigint"),
        ],
    );
    orders.primary_key = key("id");
    orders.indexes.push(index("orders_note_idx", "note"));
    let mut customers = table("customers", vec![column(dialect, "id", "bigint")]);
    customers.primary_key = key("id");
    let events = table("events", vec![column(dialect, "number", "bigint")]);
    let mut schema = Schema { tables: vec![orders, customers, events], ..Schema::empty(dialect) };
    if dialect == Dialect::Postgres {
        let labels = vec!["low".to_owned(), "high".to_owned()];
        schema.enums.push(EnumType::new(ObjectName::plain("urgency"), labels));
    }
    schema
}

/// The rules that are broken with an error by what leads to the changed shop, and how many migrations that is.
fn broken(
    dialect: Dialect,
    change: impl FnOnce(&mut Schema),
    values: &[(&str, &str)],
) -> (BTreeSet<&'static str>, usize) {
    let folder = tempfile::tempdir().expect("temporary files can be made");
    let write = |name: &str, from: &Schema, to: &Schema, answers: &Answers| {
        let changes = diff(from, to, answers);
        assert!(!changes.ops.is_empty(), "there is nothing to do");
        let plan = plan(from, &changes.target, &changes.ops, &Options::default());
        let known = Source::folder(folder.path()).load(dialect).expect("they are migrations");
        let draft = Draft::new(name).plan(&plan, &changes.target);
        draft.write(folder.path(), &known).expect("it can be written")
    };
    let mut answers = Answers::new();
    for (column, value) in values {
        let subject = Subject::Column(ObjectName::plain("orders"), (*column).to_owned());
        answers.answer(subject, Answer::Value((*value).to_owned()));
    }
    let from = shop(dialect);
    let mut to = from.clone();
    change(&mut to);
    write("init", &Schema::empty(dialect), &from, &Answers::new());
    let ids = write("change", &from, &to, &answers);
    let all = Source::folder(folder.path()).load(dialect).expect("they are migrations");
    let is_chosen = |one: &orm_migrate::Migration| ids.iter().any(|id| id == one.id());
    let found = lint_migrations(&all, is_chosen, &Levels::default()).expect("they can be read");
    let errors = found.into_iter().filter(|finding| finding.level == Level::Error);
    (errors.map(|finding| finding.rule).collect(), ids.len())
}

type Kind = (&'static str, fn(&mut Schema), &'static [(&'static str, &'static str)]);

/// What is changed without a loss, on both databases.
const KINDS: &[Kind] = &[
    ("an index", |s| s.tables[0].indexes.push(index("orders_total_idx", "total")), &[]),
    ("an index that goes", |s| s.tables[0].indexes.clear(), &[]),
    (
        "a unique set",
        |s| {
            let columns = vec!["note".to_owned()];
            s.tables[0].uniques.push(Unique { name: None, columns, nulls_not_distinct: false });
        },
        &[],
    ),
    ("a primary key", |s| s.tables[2].primary_key = key("number"), &[]),
    (
        "a check",
        |s| s.tables[0].checks.push(Check { name: None, expression: "note <> ''".to_owned() }),
        &[],
    ),
    ("a reference", |s| s.tables[0].foreign_keys.push(to_customers()), &[]),
    ("a required column", |s| s.tables[0].columns[2].nullable = false, &[("total", "0")]),
    ("an optional column", |s| add(s, "place", "text", true, None), &[]),
    ("a column with one value", |s| add(s, "place", "text", false, None), &[("place", "'here'")]),
    (
        "a column with a value a row",
        |s| add(s, "number", "bigint", false, None),
        &[("number", "id")],
    ),
    (
        "a new table",
        |s| {
            let dialect = s.dialect;
            let columns =
                vec![column(dialect, "id", "bigint"), optional(dialect, "customer_id", "bigint")];
            let mut visits = table("visits", columns);
            visits.primary_key = key("id");
            visits.indexes.push(index("visits_customer_id_idx", "customer_id"));
            visits.foreign_keys.push(to_customers());
            s.tables.push(visits);
        },
        &[],
    ),
];

/// The same on PostgreSQL alone.
const POSTGRES_KINDS: &[Kind] = &[
    (
        "a column with another value each time",
        |s| add(s, "token", "uuid", false, Some("gen_random_uuid()")),
        &[],
    ),
    ("a wider type", |s| s.tables[0].columns[2].ty = DataType::named("bigint"), &[]),
    ("a longer text", |s| s.tables[0].columns[3].ty = DataType::named("text"), &[]),
    (
        "a wider required type",
        |s| {
            s.tables[0].columns[2].ty = DataType::named("bigint");
            s.tables[0].columns[2].default = Some("0".to_owned());
        },
        &[],
    ),
    ("a label", |s| s.enums[0].labels.push("highest".to_owned()), &[]),
    (
        "an enum",
        |s| {
            let name = ObjectName::plain("way");
            s.enums.push(EnumType::new(name.clone(), vec!["up".to_owned(), "down".to_owned()]));
            let ty = DataType::Enum(name);
            s.tables[0].columns.push(Column { nullable: true, ..Column::new("way", ty) });
        },
        &[],
    ),
    (
        "a policy",
        |s| {
            s.tables[0].row_security = RowSecurity { enabled: true, forced: true };
            s.tables[0].policies.push(Policy {
                name: "own".to_owned(),
                restrictive: false,
                command: orm_migrate::schema::Command::All,
                roles: Vec::new(),
                using: Some("customer_id > 0".to_owned()),
                check: None,
            });
        },
        &[],
    ),
    ("a comment", |s| s.tables[0].comment = Some("what is bought".to_owned()), &[]),
    (
        "several at once",
        |s| {
            s.tables[0].columns[2].nullable = false;
            s.tables[0].columns[3].nullable = false;
            s.tables[0].indexes.push(index("orders_total_idx", "total"));
            s.tables[0].foreign_keys.push(to_customers());
        },
        &[("total", "0"), ("state", "'open'")],
    ),
];

fn add(schema: &mut Schema, name: &str, ty: &str, nullable: bool, default: Option<&str>) {
    let column = column(schema.dialect, name, ty);
    let default = default.map(str::to_owned);
    schema.tables[0].columns.push(Column { nullable, default, ..column });
}

fn to_customers() -> ForeignKey {
    ForeignKey {
        name: None,
        columns: vec!["customer_id".to_owned()],
        target: ObjectName::plain("customers"),
        target_columns: vec!["id".to_owned()],
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        on_delete_columns: Vec::new(),
        deferrable: None,
    }
}

#[test]
fn what_is_generated_passes() {
    let of_postgres = KINDS.iter().chain(POSTGRES_KINDS).map(|kind| (Dialect::Postgres, kind));
    let of_sqlite = KINDS.iter().map(|kind| (Dialect::Sqlite, kind));
    let mut longest = 0;
    let mut wrong = Vec::new();
    for (dialect, (name, change, values)) in of_postgres.chain(of_sqlite) {
        let (rules, count) = broken(dialect, change, values);
        longest = longest.max(count);
        if !rules.is_empty() {
            wrong.push(format!("{dialect:?}, {name}: {rules:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(longest > 3, "some plans have many files: {longest}");
}

#[test]
fn what_destroys_does_not() {
    let rules = |change: fn(&mut Schema)| broken(Dialect::Postgres, change, &[]).0;
    let dropped = rules(|schema| drop(schema.tables[0].columns.remove(1)));
    assert!(dropped.contains("drop-column"), "{dropped:?}");
    let dropped = rules(|schema| drop(schema.tables.remove(2)));
    assert_eq!(dropped, BTreeSet::from(["drop-table"]));
    let renamed = rules(|schema| {
        schema.tables[0].columns[4].name = "buyer_id".to_owned();
        schema.tables[0].columns[4].renamed_from = Some("customer_id".to_owned());
    });
    assert_eq!(renamed, BTreeSet::from(["rename-column"]));
}
