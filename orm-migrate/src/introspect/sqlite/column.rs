//! A column's definition.

use super::constraint;
use super::parse::{expression, is_descending, name};
use crate::schema::{Check, Column, DataType, Generated, PrimaryKey, Table, Unique};
use sqlite3_parser::ast::{ColumnConstraint, ColumnDefinition, Expr, Type, TypeSize};

/// What the columns say of the table's primary key.
#[derive(Default)]
pub(super) struct Columns {
    /// Whether a number is never given out twice.
    pub(super) is_counted: bool,
    /// Whether the key's column says `DESC`, by which it is not the number of the row.
    pub(super) is_descending: bool,
}

impl Columns {
    /// Adds a column, and the constraints that it brings, to its table.
    pub(super) fn add(&mut self, table: &mut Table, of: &ColumnDefinition<'_>) {
        let mut column = Column::new(name(of.col_name.0), data_type(of.col_type.as_ref()));
        column.nullable = true;
        for constraint in of.constraints {
            let named = constraint.name.as_ref().map(|named| name(named.0));
            let columns = || vec![column.name.clone()];
            match &constraint.constraint {
                ColumnConstraint::PrimaryKey { order, auto_increment, .. } => {
                    self.is_counted |= *auto_increment;
                    self.is_descending |= is_descending(*order);
                    table.primary_key = Some(PrimaryKey { name: named, columns: columns() });
                }
                ColumnConstraint::NotNull { nullable, .. } => column.nullable = *nullable,
                ColumnConstraint::Unique(_) => {
                    let columns = columns();
                    table.uniques.push(Unique { name: named, columns, nulls_not_distinct: false });
                }
                ColumnConstraint::Check(condition) => {
                    table.checks.push(Check { name: named, expression: expression(condition) });
                }
                ColumnConstraint::Default(value) => column.default = Some(default(value)),
                ColumnConstraint::Collate { collation_name } => {
                    column.collation = Some(name(collation_name.0));
                }
                ColumnConstraint::ForeignKey { clause, defer_clause } => {
                    let key =
                        constraint::foreign_key(named, columns(), clause, defer_clause.as_ref());
                    table.foreign_keys.push(key);
                }
                // It belongs to the reference before it.
                ColumnConstraint::Defer(clause) => {
                    if let Some(key) = table.foreign_keys.last_mut() {
                        key.deferrable = constraint::deferrable(Some(clause));
                    }
                }
                ColumnConstraint::Generated { expr, typ } => {
                    let stored =
                        typ.as_ref().is_some_and(|typ| typ.0.eq_ignore_ascii_case("stored"));
                    column.generated = Some(Generated { expression: expression(expr), stored });
                }
            }
        }
        table.columns.push(column);
    }
}

/// The type's name in capitals, which mean the same: `VARCHAR(20)`. Nothing for a column without one.
fn data_type(ty: Option<&Type<'_>>) -> DataType {
    let Some(ty) = ty else { return DataType::named("") };
    let words: Vec<_> = ty.name.split_whitespace().map(|word| name(word).to_uppercase()).collect();
    let size = match &ty.size {
        None => String::new(),
        Some(TypeSize::MaxSize(size)) => format!("({})", expression(size)),
        Some(TypeSize::TypeSize(a, b)) => format!("({},{})", expression(a), expression(b)),
    };
    DataType::named(format!("{}{size}", words.join(" ")))
}

/// A default as it stands in a definition: in parentheses if it is more than a value.
fn default(value: &Expr<'_>) -> String {
    let text = expression(value);
    match value {
        Expr::Parenthesized(inside) if !matches!(inside[..], [Expr::Literal(_)]) => {
            format!("({text})")
        }
        _ => text,
    }
}
