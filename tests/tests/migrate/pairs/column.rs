//! Random columns. The first letter of a column's name is the kind of its values, so that a row's values fit
//! whatever type another schema gives to the same name.

use super::random::Random;
use orm::Dialect;
use orm_migrate::schema::{Column, DataType, EnumType, Generated, Identity, Schema};

/// The column that every table has, with the number of its row.
pub(super) const NUMBER: &str = "n0";

/// The names of columns: numbers, texts, dates, enums, truth values, lists, documents, ids, lists of enums.
const NAMES: &[&str] = &[
    "n1", "n2", "n3", "N 4", "t1", "t2", "T\"3", "d1", "d2", "e1", "e2", "b1", "l1", "j1", "u1",
    "u2", "a1",
];

/// The kind of a column's values.
pub(super) fn kind(name: &str) -> char {
    name.chars().next().unwrap().to_ascii_lowercase()
}

fn types(dialect: Dialect, kind: char) -> &'static [&'static str] {
    match (dialect, kind) {
        (Dialect::Postgres, 'n') => {
            &["smallint", "integer", "bigint", "numeric", "numeric(10,2)", "numeric(12,2)", "text"]
        }
        (Dialect::Postgres, 't') => &["text", "varchar(20)", "varchar(40)", "varchar"],
        (Dialect::Postgres, 'd') => &["date", "timestamp", "timestamptz", "timestamptz(3)"],
        (Dialect::Postgres, 'b') => &["boolean"],
        (Dialect::Postgres, 'l') => &["integer[]", "bigint[]"],
        (Dialect::Postgres, 'j') => &["jsonb", "json"],
        (Dialect::Postgres, 'u') => &["uuid"],
        (Dialect::Postgres, 'a') => &["text[]"],
        (Dialect::Sqlite, 'n') => &["INTEGER", "REAL"],
        (Dialect::Sqlite, 'b') => &["INTEGER"],
        _ => &["TEXT"],
    }
}

/// What row number `n` has in such a column: an expression that may name the column `n0`.
pub(super) fn value(dialect: Dialect, column: &Column, enums: &[EnumType]) -> String {
    let ty = column.ty.sql(dialect);
    let cast = |text: &str| match dialect {
        Dialect::Postgres => format!("({text})::{ty}"),
        Dialect::Sqlite => text.to_owned(),
    };
    if let Some(of) = column.ty.enum_name() {
        let of = enums.iter().find(|one| one.name == *of).unwrap();
        let label = dialect.literal(&of.labels[0]);
        let is_list = matches!(column.ty, DataType::EnumArray(_));
        return cast(&if is_list { format!("ARRAY[{label}]") } else { label });
    }
    match (dialect, kind(&column.name)) {
        (_, 'n') => cast(NUMBER),
        (Dialect::Postgres, 't') => cast("n0::text"),
        (Dialect::Sqlite, 't') => "CAST(n0 AS TEXT)".to_owned(),
        (Dialect::Postgres, 'd') => cast("date '2024-01-01' + n0::integer"),
        (Dialect::Sqlite, 'd') => "'2024-01-0' || n0".to_owned(),
        (_, 'e') => "'calm'".to_owned(),
        (Dialect::Postgres, 'b') => "true".to_owned(),
        (Dialect::Postgres, 'l') => cast("ARRAY[n0]"),
        (Dialect::Postgres, 'j') => cast("'{}'"),
        (Dialect::Postgres, 'a') => cast("ARRAY['calm']"),
        (Dialect::Postgres, _) => cast("'00000000-0000-0000-0000-00000000000' || n0"),
        _ => "'1' || n0".to_owned(),
    }
}

/// A column that is not among these.
pub(super) fn column(random: &mut Random, schema: &Schema, had: &[Column]) -> Option<Column> {
    let free = NAMES.iter().filter(|name| had.iter().all(|column| column.name != **name));
    let name = random.one_of(free)?;
    Some(of_name(random, schema, name, had))
}

pub(super) fn of_name(random: &mut Random, schema: &Schema, name: &str, had: &[Column]) -> Column {
    let dialect = schema.dialect;
    let mut ty = DataType::named(*random.one(types(dialect, kind(name))));
    if let Some(of) = random.one_of(schema.enums.iter()).filter(|_| kind(name) == 'e') {
        ty = DataType::Enum(of.name.clone());
    }
    if let Some(of) = random.one_of(schema.enums.iter()).filter(|_| kind(name) == 'a') {
        ty = DataType::EnumArray(of.name.clone());
    }
    let mut column = Column::new(name, ty);
    column.nullable = random.percent(50);
    if random.percent(30) {
        column.default = default(random, dialect, &column, &schema.enums);
    }
    let is_text = matches!(kind(name), 't') && dialect == Dialect::Postgres;
    if is_text && random.percent(20) {
        column.collation = Some((*random.one(&["C", "POSIX"])).to_owned());
    }
    if dialect == Dialect::Sqlite && kind(name) == 't' && random.percent(20) {
        column.collation = Some("NOCASE".to_owned());
    }
    let is_integer = matches!(&column.ty, DataType::Named(ty) if ty == "integer" || ty == "bigint");
    let is_numbered = had.iter().any(|column| column.identity.is_some());
    if is_integer && !is_numbered && random.percent(20) {
        (column.default, column.nullable) = (None, false);
        column.identity = Some(*random.one(&[Identity::ByDefault, Identity::Always]));
    } else if name == "n3" && random.percent(60) {
        (column.default, column.nullable, column.collation) = (None, true, None);
        column.ty =
            DataType::named(if dialect == Dialect::Postgres { "bigint" } else { "INTEGER" });
        let other = had.iter().find(|column| column.name == "n1" && column.generated.is_none());
        let other = other.filter(|column| column.ty != DataType::named("text"));
        let expression = match other {
            Some(_) if random.percent(60) => format!("({NUMBER} + n1)"),
            _ => format!("({NUMBER} + {})", random.below(3)),
        };
        column.generated = Some(Generated { expression, stored: true });
    }
    if dialect == Dialect::Postgres && random.percent(15) {
        column.comment = Some(format!("it's {name} {}", random.below(3)));
    }
    column
}

pub(super) fn default(
    random: &mut Random,
    dialect: Dialect,
    column: &Column,
    enums: &[EnumType],
) -> Option<String> {
    if kind(&column.name) == 'a' {
        return None;
    }
    if let Some(of) = column.ty.enum_name() {
        let of = enums.iter().find(|one| one.name == *of).unwrap();
        return Some(dialect.literal(random.one::<String>(&of.labels)));
    }
    let ty = column.ty.sql(dialect);
    Some(match (dialect, kind(&column.name)) {
        (_, 'n') if ty == "text" => "'7'".to_owned(),
        (Dialect::Postgres, 'n') if random.percent(30) => "(1 + floor(random() * 9))".to_owned(),
        (_, 'n') => (*random.one(&["7", "-7"])).to_owned(),
        (_, 't') => (*random.one(&["'x'", "'it''s'"])).to_owned(),
        (Dialect::Postgres, 'd') => (*random.one(&["now()", "'2024-02-03'"])).to_owned(),
        (_, 'd') => (*random.one(&["CURRENT_TIMESTAMP", "'2024-02-03'"])).to_owned(),
        (_, 'e') => "'calm'".to_owned(),
        (Dialect::Postgres, 'b') => (*random.one(&["true", "false"])).to_owned(),
        (Dialect::Postgres, 'l') => "'{1,2}'".to_owned(),
        (Dialect::Postgres, 'j') => "'{}'".to_owned(),
        (Dialect::Postgres, 'u') => "gen_random_uuid()".to_owned(),
        _ => "'1'".to_owned(),
    })
}
