//! Statements that change an enum type (PostgreSQL).

use crate::op::{EnumChange, EnumUser};
use crate::schema::{DataType, EnumType, ObjectName};
use crate::sql::alter;
use orm::Dialect;

/// The statements that add labels, each behind the one that it follows.
pub(crate) fn add_labels(from: &EnumType, to: &EnumType) -> Vec<String> {
    let dialect = Dialect::Postgres;
    let mut statements = Vec::new();
    for (at, label) in to.labels.iter().enumerate() {
        if from.labels.contains(label) {
            continue;
        }
        let place = match (at.checked_sub(1), from.labels.first()) {
            (Some(before), _) => format!(" AFTER {}", dialect.literal(&to.labels[before])),
            (None, Some(first)) => format!(" BEFORE {}", dialect.literal(first)),
            (None, None) => String::new(),
        };
        let (name, label) = (to.name.quoted(dialect), dialect.literal(label));
        statements.push(format!("ALTER TYPE {name} ADD VALUE {label}{place}"));
    }
    statements
}

/// `ALTER TYPE "mood" RENAME VALUE 'bad' TO 'poor'`
pub(crate) fn rename_label(name: &ObjectName, from: &str, to: &str) -> String {
    let dialect = Dialect::Postgres;
    let (from, to) = (dialect.literal(from), dialect.literal(to));
    format!("ALTER TYPE {} RENAME VALUE {from} TO {to}", name.quoted(dialect))
}

/// The name that a type has while its columns are cast to the one that replaces it.
pub(crate) fn replaced_name(name: &ObjectName) -> ObjectName {
    ObjectName { schema: name.schema.clone(), name: format!("orm_old_{}", name.name) }
}

/// The statements that put the new type in the old one's place.
pub(crate) fn exchange(change: &EnumChange) -> [String; 2] {
    let dialect = Dialect::Postgres;
    let old = dialect.quoted(&replaced_name(&change.from.name).name);
    [
        format!("ALTER TYPE {} RENAME TO {old}", change.from.name.quoted(dialect)),
        super::table::create_enum(dialect, &change.to),
    ]
}

/// The statement that casts a column to the new type, with other labels in place of these.
pub(crate) fn cast(user: &EnumUser, values: &[(String, String)]) -> String {
    let dialect = Dialect::Postgres;
    let name = dialect.quoted(&user.from.name);
    let using = match values.is_empty() {
        true => user.from.ty.cast(&user.to.ty, &name, &user.to.ty.sql(dialect)),
        false => Some(exchanged(user, &name, values)),
    };
    let mut changes = Vec::new();
    if user.from.default.is_some() {
        changes.push("DROP DEFAULT".to_owned());
    }
    changes.push(alter::set_type(&user.to, using.as_deref()));
    changes.extend(user.to.default.as_ref().map(|default| format!("SET DEFAULT {default}")));
    alter::column(&user.table, &user.from.name, &changes)
}

/// `(CASE "mood"::text WHEN 'bad' THEN 'poor' ELSE "mood"::text END)::"mood"`
fn exchanged(user: &EnumUser, name: &str, values: &[(String, String)]) -> String {
    let dialect = Dialect::Postgres;
    let pairs = values.iter().map(|(from, to)| (dialect.literal(from), dialect.literal(to)));
    let text = match user.from.ty {
        DataType::EnumArray(_) => pairs.fold(format!("{name}::text[]"), |list, (from, to)| {
            format!("array_replace({list}, {from}, {to})")
        }),
        _ => {
            let cases: String = pairs.map(|(from, to)| format!(" WHEN {from} THEN {to}")).collect();
            format!("(CASE {name}::text{cases} ELSE {name}::text END)")
        }
    };
    format!("{text}::{}", user.to.ty.sql(dialect))
}

/// `DROP TYPE "mood"`
pub(crate) fn drop(name: &ObjectName) -> String {
    format!("DROP TYPE {}", name.quoted(Dialect::Postgres))
}
