//! Random schemas.

use super::column::{NUMBER, column, kind};
use super::random::Random;
use orm::Dialect;
use orm_migrate::schema::{
    Action, Check, Column, Command, DataType, EnumType, ForeignKey, Index, IndexKey, IndexPart,
    Nulls, ObjectName, Policy, PrimaryKey, RowSecurity, Schema, Table, Trigger, Unique,
};

const TABLES: &[&str] = &["alpha", "beta", "gamma", "Del ta"];
const ENUMS: &[&str] = &["mood", "Level"];
/// What may become of rows whose target goes or changes; the last one needs a column that may be `NULL`.
pub(super) const ACTIONS: [Action; 4] =
    [Action::NoAction, Action::Restrict, Action::Cascade, Action::SetNull];
/// The check of an enum kept as text, and the same without the label that rows hold.
pub(super) const WIDE: &str = "IN ('calm', 'wild')";
pub(super) const NARROW: &str = "IN ('wild')";
pub(super) const LABELS: &[&str] = &["calm", "it's", "Wild", "odd", "even"];

pub(super) fn schema(random: &mut Random, dialect: Dialect) -> Schema {
    let mut schema = Schema::empty(dialect);
    if dialect == Dialect::Postgres {
        for name in ENUMS.iter().filter(|_| random.percent(60)).collect::<Vec<_>>() {
            let count = 1 + random.below(LABELS.len() - 1);
            let labels = LABELS[..count].iter().map(|label| (*label).to_owned()).collect();
            schema.enums.push(EnumType::new(ObjectName::plain(*name), labels));
        }
        if random.percent(30) {
            schema.schemas.push("Side".to_owned());
        }
    }
    let names: Vec<_> = TABLES.iter().filter(|_| random.percent(70)).collect();
    for name in names {
        let table = bare_table(random, &schema, name);
        schema.tables.push(table);
    }
    for at in 0..schema.tables.len() {
        furnish(random, &mut schema, at);
    }
    schema
}

/// A table with columns and a key.
pub(super) fn bare_table(random: &mut Random, schema: &Schema, name: &str) -> Table {
    let within = random.one_of(schema.schemas.iter()).filter(|_| random.percent(50));
    let mut table = Table::new(match within {
        Some(within) => ObjectName::within(within.clone(), name),
        None => ObjectName::plain(name),
    });
    let ty = if schema.dialect == Dialect::Postgres { "bigint" } else { "INTEGER" };
    table.columns.push(Column::new(NUMBER, DataType::named(ty)));
    for _ in 0..random.below(6) {
        let columns = column(random, schema, &table.columns);
        table.columns.extend(columns);
    }
    match random.below(4) {
        0 => {}
        1 => {
            table.primary_key = key_columns(random, &table, true).map(|columns| PrimaryKey {
                name: (schema.dialect == Dialect::Postgres && random.percent(30))
                    .then(|| format!("{name} key")),
                columns,
            })
        }
        _ => {
            let columns = vec![NUMBER.to_owned()];
            table.primary_key = Some(PrimaryKey { name: None, columns });
        }
    }
    let is_numbered = schema.dialect == Dialect::Sqlite && random.percent(50);
    let key = table.primary_key.as_ref().filter(|key| key.columns == [NUMBER]);
    if key.is_some() && is_numbered {
        table.columns[0].identity = Some(orm_migrate::schema::Identity::ByDefault);
    }
    if schema.dialect == Dialect::Sqlite {
        table.strict = random.percent(15);
        let can_be = table.primary_key.is_some() && table.columns[0].identity.is_none();
        table.without_rowid = can_be && random.percent(15);
    }
    if schema.dialect == Dialect::Postgres && random.percent(20) {
        table.comment = Some(format!("a table {}", random.below(9)));
    }
    table
}

/// Gives a table what may belong to it.
fn furnish(random: &mut Random, schema: &mut Schema, at: usize) {
    let table = &mut schema.tables[at];
    for column in &table.columns {
        if kind(&column.name) == 'e' && column.ty.enum_name().is_none() && random.percent(70) {
            let name = Some(format!("{}_{}_labels", table.name.name, column.name));
            let expression = format!("\"{}\" {WIDE}", column.name);
            table.checks.push(Check { name, expression });
        }
    }
    for _ in 0..random.below(6) {
        furnish_once(random, schema, at);
    }
}

/// Gives a table one thing more.
pub(super) fn furnish_once(random: &mut Random, schema: &mut Schema, at: usize) {
    let dialect = schema.dialect;
    let table = schema.tables[at].clone();
    let number = 1 + random.below(9);
    let name = |what: &str| format!("{}_{what}{number}", table.name.name);
    match random.below(if dialect == Dialect::Postgres { 9 } else { 7 }) {
        0 => {
            let Some(columns) = key_columns(random, &table, false) else { return };
            let named = dialect == Dialect::Postgres || random.percent(70);
            let nulls_not_distinct = dialect == Dialect::Postgres && random.percent(20);
            let name = named.then(|| name("uq"));
            if is_free(schema, name.as_deref()) {
                schema.tables[at].uniques.push(Unique { name, columns, nulls_not_distinct });
            }
        }
        1 => {
            let Some(expression) = condition(random, &table) else { return };
            let name = (dialect == Dialect::Postgres || random.percent(70)).then(|| name("ck"));
            if is_free(schema, name.as_deref()) {
                schema.tables[at].checks.push(Check { name, expression });
            }
        }
        2 | 3 => {
            let key = reference(random, schema, &table, name("fk"));
            let key = key.filter(|key| is_free(schema, key.name.as_deref()));
            schema.tables[at].foreign_keys.extend(key);
        }
        4 | 5 => {
            let index = index(random, dialect, &table, name("ix"));
            let index = index.filter(|index| is_free(schema, Some(&index.name)));
            schema.tables[at].indexes.extend(index);
        }
        6 if dialect == Dialect::Sqlite => {
            let (name, table) = (name("tg"), &mut schema.tables[at]);
            let quoted = dialect.quoted(&table.name.name);
            let sql = format!(
                "CREATE TRIGGER {} AFTER DELETE ON {quoted} BEGIN \
                 DELETE FROM {quoted} WHERE {NUMBER} = OLD.{NUMBER} - {number}; END",
                dialect.quoted(&name)
            );
            if table.triggers.iter().all(|trigger| trigger.name != name) {
                table.triggers.push(Trigger { name, sql });
            }
        }
        6 | 7 => {
            let name = format!("policy {number}");
            let expression = condition(random, &table);
            let table = &mut schema.tables[at];
            if table.policies.iter().any(|policy| policy.name == name) {
                return;
            }
            let command = *random.one(&[Command::All, Command::Select, Command::Update]);
            let check = expression.clone();
            let check = check.filter(|_| command != Command::Select && random.percent(40));
            let using = expression.or(Some("true".to_owned()));
            let restrictive = random.percent(30);
            let roles = Vec::new();
            table.policies.push(Policy { name, restrictive, command, roles, using, check });
        }
        _ => {
            let (enabled, forced) = (random.percent(50), random.percent(50));
            schema.tables[at].row_security = RowSecurity { enabled, forced };
        }
    }
}

/// Whether nothing in the schema has the name yet.
fn is_free(schema: &Schema, name: Option<&str>) -> bool {
    let Some(name) = name else { return true };
    schema.tables.iter().all(|table| {
        table.uniques.iter().all(|part| part.name.as_deref() != Some(name))
            && table.checks.iter().all(|part| part.name.as_deref() != Some(name))
            && table.foreign_keys.iter().all(|part| part.name.as_deref() != Some(name))
            && table.indexes.iter().all(|part| part.name != name)
    })
}

/// One or two columns that no two rows have alike.
fn key_columns(random: &mut Random, table: &Table, is_primary: bool) -> Option<Vec<String>> {
    let is_distinct = |column: &&Column| {
        matches!(kind(&column.name), 'n' | 't' | 'd' | 'u')
            && column.generated.is_none()
            && !(is_primary && column.nullable)
            && column.collation.is_none()
    };
    let names = table.columns.iter().filter(is_distinct).map(|column| column.name.clone());
    let names: Vec<_> = names.collect();
    let first = random.one_of(names.iter())?.clone();
    let second = random.one_of(names.iter().filter(|name| **name != first)).cloned();
    let second = second.filter(|_| random.percent(40));
    Some([first].into_iter().chain(second).collect())
}

/// A condition that all rows meet.
pub(super) fn condition(random: &mut Random, table: &Table) -> Option<String> {
    let plain = table.columns.iter().filter(|column| column.generated.is_none());
    let column = random.one_of(plain)?;
    let name = format!("\"{}\"", column.name.replace('"', "\"\""));
    let is_text = column.ty == DataType::named("text") || column.ty == DataType::named("TEXT");
    Some(match kind(&column.name) {
        'n' if is_text => format!("{name} <> 'no'"),
        'n' => (*random.one(&["{} > -100", "{} < 100 AND {} <> 50"])).replace("{}", &name),
        't' => (*random.one(&["{} <> ''", "length({}) < 19"])).replace("{}", &name),
        'e' if column.ty.enum_name().is_some() => format!("{name} IS NOT NULL OR {NUMBER} > 0"),
        'e' => format!("{name} {WIDE}"),
        _ => format!("{NUMBER} > 0 OR {name} IS NULL"),
    })
}

/// A reference to a key of numbers, in this table or another.
fn reference(
    random: &mut Random,
    schema: &Schema,
    table: &Table,
    name: String,
) -> Option<ForeignKey> {
    let dialect = schema.dialect;
    let target = random.one(&schema.tables);
    if random.percent(20) {
        return wide_reference(random, schema, table, target, name);
    }
    let keys = target.primary_key.iter().map(|key| &key.columns);
    let keys = keys.chain(target.uniques.iter().map(|unique| &unique.columns));
    let keys = keys.filter(|columns| columns.len() == 1);
    let key = random.one_of(keys)?.clone();
    let key_column = target.column(&key[0]).unwrap();
    let fits = |column: &&Column| {
        column.ty == key_column.ty
            && column.collation == key_column.collation
            && column.generated.is_none()
    };
    let own = random.one_of(table.columns.iter().filter(fits))?;
    if kind(&own.name) != 'n' || key_column.nullable {
        return None;
    }
    let deferrable = random.percent(20).then(|| random.percent(50));
    Some(ForeignKey {
        name: (dialect == Dialect::Postgres || random.percent(70)).then_some(name),
        columns: vec![own.name.clone()],
        target: target.name.clone(),
        target_columns: key,
        on_delete: *random.one(&ACTIONS[..if own.nullable { 4 } else { 3 }]),
        on_update: *random.one(&ACTIONS[..3]),
        on_delete_columns: Vec::new(),
        deferrable,
    })
}

/// A reference to two columns.
fn wide_reference(
    random: &mut Random,
    schema: &Schema,
    table: &Table,
    target: &Table,
    name: String,
) -> Option<ForeignKey> {
    let keys = target.primary_key.iter().map(|key| &key.columns);
    let keys = keys.chain(target.uniques.iter().map(|unique| &unique.columns));
    let key = random.one_of(keys.filter(|columns| columns.len() == 2))?.clone();
    let mut columns = Vec::new();
    for name in &key {
        let of = target.column(name)?;
        let fits = |column: &&Column| {
            kind(&column.name) == 'n'
                && kind(name) == 'n'
                && column.ty == of.ty
                && [*column, of].iter().all(|column| column.generated.is_none())
                && !of.nullable
                && !columns.contains(&column.name)
        };
        columns.push(random.one_of(table.columns.iter().filter(fits))?.name.clone());
    }
    let nullable = |name: &&String| table.column(name).is_some_and(|column| column.nullable);
    let loose: Vec<_> = columns.iter().filter(nullable).cloned().collect();
    let is_loose = schema.dialect == Dialect::Postgres && loose.len() == 1;
    Some(ForeignKey {
        name: (schema.dialect == Dialect::Postgres || random.percent(70)).then_some(name),
        columns,
        target: target.name.clone(),
        target_columns: key,
        on_delete: if is_loose { Action::SetNull } else { *random.one(&ACTIONS[..3]) },
        on_update: *random.one(&ACTIONS[..3]),
        on_delete_columns: if is_loose { loose } else { Vec::new() },
        deferrable: random.percent(20).then(|| random.percent(50)),
    })
}

fn index(random: &mut Random, dialect: Dialect, table: &Table, name: String) -> Option<Index> {
    let is_document = |column: &&Column| {
        matches!(kind(&column.name), 'l' | 'a') || column.ty == DataType::named("jsonb")
    };
    let document = random.one_of(table.columns.iter().filter(is_document));
    if let Some(column) = document.filter(|_| dialect == Dialect::Postgres && random.percent(30)) {
        let (method, parts) = (Some("gin".to_owned()), vec![IndexPart::column(&column.name)]);
        let (include, predicate) = (Vec::new(), None);
        return Some(Index { name, method, unique: false, parts, include, predicate });
    }
    let is_ordered = |column: &&Column| !matches!(kind(&column.name), 'j' | 'l' | 'a');
    let column = random.one_of(table.columns.iter().filter(is_ordered))?;
    let mut part = IndexPart::column(column.name.clone());
    let quoted = dialect.quoted(&column.name);
    let is_text = matches!(column.ty.sql(dialect).as_str(), "text" | "TEXT");
    let mut index = Index {
        name,
        method: None,
        unique: false,
        parts: Vec::new(),
        include: Vec::new(),
        predicate: None,
    };
    if dialect == Dialect::Postgres && random.percent(15) {
        index.method = Some("hash".to_owned());
        index.parts.push(part);
        return Some(index);
    }
    part.descending = random.percent(30);
    if dialect == Dialect::Postgres && random.percent(20) {
        part.nulls = Some(if part.descending { Nulls::Last } else { Nulls::First });
    }
    if is_text && random.percent(40) {
        part.key = IndexKey::Expression(format!("lower({quoted})"));
    } else if kind(&column.name) == 'n' && !is_text && random.percent(20) {
        part.key = IndexKey::Expression(format!("({quoted} + 1)"));
    } else if is_text && dialect == Dialect::Postgres && random.percent(40) {
        part.operator_class = Some("text_pattern_ops".to_owned());
    }
    index.parts.push(part);
    if random.percent(30) {
        index.parts.push(IndexPart::column(NUMBER));
    }
    if dialect == Dialect::Postgres && random.percent(20) {
        let included = random.one_of(table.columns.iter().map(|column| column.name.clone()));
        let included = included.filter(|name| {
            index.parts.iter().all(|part| part.key != IndexKey::Column(name.clone()))
        });
        index.include.extend(included);
    }
    if random.percent(30) {
        index.predicate = condition(random, table);
    }
    let is_number = index.parts.iter().any(|part| part.key == IndexKey::Column(NUMBER.to_owned()));
    index.unique = is_number && random.percent(50);
    Some(index)
}
