//! What models say of the database that they need.

mod enums;
mod index;
mod types;

use super::{
    Check, Column, FirstPartitions, ForeignKey, Generated, Identity, ObjectName, Partitioning,
    PrimaryKey, Schema, Table, Unique,
};
use crate::column::{labels, length, precision, range};
use crate::tenant;
use orm::Dialect;
use orm::schema as model;
use orm::schema::{Role, Type};

impl Schema {
    /// What these models need of a database: their tables in the order of the list, their enum types and
    /// schemas in the order of their first column and table. Views are left out.
    ///
    /// Keys, uniques, indexes and references between tables of tenants begin with the tenant; indexes by
    /// another method than `btree` do not. SQLite has no comments, partitions, columns that an index carries
    /// along, operator classes and places of `NULL`, and of the methods `hash` alone, as an index like any
    /// other: the rest is left out there.
    pub fn of_models(dialect: Dialect, tables: &[&'static model::Table]) -> Schema {
        let tables: Vec<_> = tables.iter().filter(|table| !table.view).collect();
        let mut schema = Schema::empty(dialect);
        for table in &tables {
            if dialect == Dialect::Postgres {
                add(&mut schema.schemas, table.schema.map(str::to_owned));
                for ty in table.columns().filter_map(|(_, column)| enums::native(column.ty)) {
                    add(&mut schema.schemas, ty.schema.map(str::to_owned));
                    add(&mut schema.enums, [enums::enum_type(ty)]);
                }
            }
            schema.tables.push(of_table(dialect, table));
        }
        schema
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, items: impl IntoIterator<Item = T>) {
    for item in items {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

/// The name of a model's table.
pub(crate) fn name(table: &model::Table) -> ObjectName {
    ObjectName { schema: table.schema.map(str::to_owned), name: table.name.to_owned() }
}

fn of_table(dialect: Dialect, of: &'static model::Table) -> Table {
    let mut table = Table::new(name(of));
    table.tenant = of.tenant.map(str::to_owned);
    table.renamed_from = of.renamed_from.map(str::to_owned);
    if dialect == Dialect::Postgres {
        table.partitioning = of.partitioning.map(|of| Partitioning {
            by: format!("RANGE ({})", dialect.quoted(of.column)),
            first: Some(FirstPartitions { every: of.every, ahead: of.ahead }),
            partitions: Vec::new(),
        });
        table.comment = of.comment.map(str::to_owned);
    }
    for (name, column) in of.columns() {
        let name = name.to_string();
        let is_numbered = column.role == Role::AutoKey && column.ty != Type::Uuid;
        if !is_numbered {
            let quoted = dialect.quoted(&name);
            let checks = [
                ("labels", labels(dialect, &quoted, column.ty)),
                ("range", range(dialect, &quoted, column)),
                ("length", length(dialect, &quoted, column)),
                ("precision", precision(dialect, &quoted, column)),
            ];
            table.checks.extend(checks.into_iter().filter_map(|(what, expression)| {
                let name = Some(format!("{}_{name}_{what}", of.name));
                Some(Check { name, expression: expression? })
            }));
        }
        table.columns.push(of_column(dialect, name, column, is_numbered));
    }
    table.primary_key = key(of);
    if table.has_inline_key(dialect) && of.tenant.is_some() {
        // What references with the tenant lead to.
        let columns = owned(&of.unique_within_tenant(of.primary_key));
        table.primary_key = Some(PrimaryKey { name: None, columns: owned(of.primary_key) });
        table.uniques.push(Unique { name: None, columns, nulls_not_distinct: false });
    }
    table.uniques.extend(of.uniques.iter().map(|unique| Unique {
        name: Some(unique.name.to_owned()),
        columns: owned(&of.unique_within_tenant(unique.columns)),
        nulls_not_distinct: unique.nulls_not_distinct && dialect == Dialect::Postgres,
    }));
    table.checks.extend(of.checks.iter().map(|check| Check {
        name: Some(check.name.to_owned()),
        expression: check.sql.to_owned(),
    }));
    table.foreign_keys = of.foreign_keys.iter().map(|key| reference(dialect, of, key)).collect();
    table.indexes = of.indexes.iter().filter_map(|one| index::of_index(dialect, of, one)).collect();
    if dialect == Dialect::Sqlite {
        table.triggers = tenant::triggers(of);
    }
    table
}

fn of_column(dialect: Dialect, name: String, of: &model::Column, is_numbered: bool) -> Column {
    let (ty, collation) = types::of(dialect, of);
    let mut column = Column::new(name, ty);
    column.collation = collation;
    column.comment = of.comment.filter(|_| dialect == Dialect::Postgres).map(str::to_owned);
    column.renamed_from = of.renamed_from.map(str::to_owned);
    if column.ty.enum_name().is_none() {
        column.renamed_labels = enums::of(of.ty).map(enums::renamed_labels).unwrap_or_default();
    }
    if is_numbered {
        column.identity = Some(Identity::ByDefault);
        return column;
    }
    column.nullable = of.nullable;
    column.default = of.default.map(|default| dialect.default(default).into_owned());
    if let Role::Generated(expression) = of.role {
        column.generated = Some(Generated { expression: expression.to_owned(), stored: true });
    }
    column
}

fn key(of: &model::Table) -> Option<PrimaryKey> {
    let columns = owned(&of.unique_within_tenant(of.primary_key));
    (!of.primary_key.is_empty()).then_some(PrimaryKey { name: None, columns })
}

fn reference(dialect: Dialect, of: &model::Table, key: &model::ForeignKey) -> ForeignKey {
    let (columns, target_columns) = tenant::reference(of, key);
    let with_tenant = columns.len() > key.columns.len();
    let sets = |action| {
        with_tenant && matches!(action, model::Action::SetNull | model::Action::SetDefault)
    };
    // The row stays its tenant's: a trigger does it there.
    let action = |action: model::Action| match dialect {
        Dialect::Sqlite if sets(action) => super::Action::NoAction,
        _ => action.into(),
    };
    // PostgreSQL 15 and later: only these columns, not the tenant.
    let is_limited = dialect == Dialect::Postgres && sets(key.on_delete);
    ForeignKey {
        name: Some(key.name.to_owned()),
        columns: owned(&columns),
        target: name((key.target)()),
        target_columns: owned(&target_columns),
        on_delete: action(key.on_delete),
        on_update: action(key.on_update),
        on_delete_columns: if is_limited { owned(key.columns) } else { Vec::new() },
        deferrable: match key.timing {
            model::Timing::Immediate => None,
            model::Timing::Deferrable => Some(false),
            model::Timing::Deferred => Some(true),
        },
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
