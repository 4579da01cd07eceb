//! What no model can say, left out on both sides of a comparison; each rule is one remark of `inspect`.

use orm::Dialect;
use orm_migrate::schema::{Action, Column, DataType, ForeignKey, Identity, Schema, Table};

/// The description without what no model can say.
pub(crate) fn normal(mut schema: Schema) -> Schema {
    // What is only read is somebody else's to make.
    schema.tables.retain(|table| table.primary_key.is_some());
    for table in &mut schema.tables {
        // The columns of a partitioned table are in the model, the partitions are not.
        table.partitioning = None;
        if let Some(key) = &mut table.primary_key {
            key.name = None;
        }
        table.columns.iter_mut().for_each(|one| column(schema.dialect, one));
        // A column of a type that no Rust type has, and its index.
        let strange = ["tsvector", "interval", "json"].map(DataType::named);
        let (kept, gone): (Vec<_>, Vec<_>) =
            table.columns.drain(..).partition(|column| !strange.contains(&column.ty));
        table.columns = kept;
        let over = |index: &orm_migrate::schema::Index| {
            index.parts.iter().any(|part| {
                gone.iter().any(|gone| {
                    part.key == orm_migrate::schema::IndexKey::Column(gone.name.clone())
                })
            })
        };
        table.indexes.retain(|index| !over(index));
        if schema.dialect == Dialect::Sqlite {
            // Names of constraints, which few give there, and the checks of a model's types.
            let is_range =
                |name: &Option<String>| name.as_ref().is_some_and(|n| n.ends_with("_range"));
            table.checks.retain(|check| !is_range(&check.name));
            table.checks.iter_mut().for_each(|check| check.name = None);
            table.uniques.iter_mut().for_each(|unique| unique.name = None);
            table.foreign_keys.iter_mut().for_each(|key| key.name = None);
            // Names of indexes that are longer than a model's.
            table.indexes.iter_mut().for_each(|index| index.name = format!("{:?}", index.parts));
        }
    }
    let tables = schema.tables.clone();
    for (at, table) in schema.tables.iter_mut().enumerate() {
        table.foreign_keys.retain(|key| is_sayable(&tables, &tables[at], key));
        table.foreign_keys.iter_mut().for_each(in_order);
    }
    schema.sorted()
}

/// Domains are the types that they stand for, and how the database numbers is not told apart.
fn column(dialect: Dialect, column: &mut Column) {
    if column.identity.is_some() {
        column.identity = Some(Identity::ByDefault);
    }
    column.collation = None;
    let DataType::Named(name) = &column.ty else { return };
    let word = name.split('(').next().unwrap_or(name);
    let plain = match (dialect, word) {
        (Dialect::Postgres, "char") => "text",
        (Dialect::Postgres, "year") => "integer",
        (Dialect::Postgres, _) => return,
        (Dialect::Sqlite, "BOOL") => "INTEGER",
        (Dialect::Sqlite, "DATETIME") => "TEXT",
        (Dialect::Sqlite, "DECIMAL") => "REAL",
        (Dialect::Sqlite, _) => column.ty.affinity(),
    };
    column.ty = DataType::named(plain);
    if let Some(default) = &mut column.default {
        *default = default.replace("::bpchar", "::text");
    }
}

/// Whether a model can have the reference: its columns have the types of those that they lead to, which are
/// never empty, the database fills none, and one that is emptied may be empty.
fn is_sayable(tables: &[Table], table: &Table, key: &ForeignKey) -> bool {
    let Some(target) = tables.iter().find(|table| table.name == key.target) else { return false };
    let empties = key.on_delete == Action::SetNull || key.on_update == Action::SetNull;
    let mut pairs = key.columns.iter().zip(&key.target_columns);
    pairs.all(|(own, other)| match (table.column(own), target.column(other)) {
        (Some(own), Some(other)) => {
            word(&own.ty) == word(&other.ty)
                && own.identity.is_none()
                && (own.nullable || !empties)
                && !is_nullable(target, other)
        }
        _ => false,
    })
}

/// A model names the columns of a reference in the order of the key that it leads to, which means the same.
fn in_order(key: &mut ForeignKey) {
    let mut pairs: Vec<_> = key.target_columns.drain(..).zip(key.columns.drain(..)).collect();
    pairs.sort();
    (key.target_columns, key.columns) = pairs.into_iter().unzip();
}

fn is_nullable(table: &Table, column: &Column) -> bool {
    let is_key = table.primary_key.iter().any(|key| key.columns.contains(&column.name));
    column.nullable && !is_key
}

/// A type without its length.
fn word(ty: &DataType) -> String {
    let name = ty.sql(Dialect::Postgres);
    name.split('(').next().unwrap_or(&name).to_owned()
}
