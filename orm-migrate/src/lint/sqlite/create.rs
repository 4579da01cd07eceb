//! The keys and references of a table that is made on SQLite.

use super::rules::column_name;
use super::{Reader, name, plain};
use crate::lint::fact::{Check, Key, KeyKind, What};
use crate::schema::ObjectName;
use sqlite3_parser::ast::{
    ColumnConstraint, ColumnDefinition, CreateTableBody, QualifiedName, TableConstraint,
};
use std::ops::Range;

impl Reader<'_> {
    pub(super) fn create_table(
        &mut self,
        table: &QualifiedName<'_>,
        is_temporary: bool,
        body: &CreateTableBody<'_>,
    ) {
        let CreateTableBody::ColumnsAndConstraints { columns, constraints, .. } = body else {
            let table = name(table);
            return self.fact(self.place.clone(), What::CreateTable { table, needs_key: false });
        };
        let table = name(table);
        let created = What::CreateTable { table: table.clone(), needs_key: !is_temporary };
        self.fact(self.place.clone(), created);
        for column in columns.iter() {
            self.column(&table, column);
        }
        for constraint in constraints.iter().flat_map(|list| list.iter()) {
            self.constraint(&table, &constraint.constraint);
        }
    }

    fn column(&mut self, table: &ObjectName, column: &ColumnDefinition<'_>) {
        let at = self.at(column.col_name.0);
        let columns = vec![plain(column.col_name.0)];
        for constraint in column.constraints.iter().map(|named| &named.constraint) {
            self.references(table, &columns, constraint, &at);
            let kind = match constraint {
                ColumnConstraint::PrimaryKey { .. } => {
                    let ty = column.col_type.as_ref().map_or("", |ty| ty.name);
                    let is_row_id = ty.eq_ignore_ascii_case("integer");
                    if is_row_id { KeyKind::RowId } else { KeyKind::Primary }
                }
                ColumnConstraint::Unique(_) => KeyKind::Unique,
                _ => continue,
            };
            let key = Key { table: table.clone(), kind, columns: columns.clone() };
            self.fact(at.clone(), What::Key(key));
        }
    }

    /// A column's reference.
    pub(super) fn references(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        constraint: &ColumnConstraint<'_>,
        at: &Range<usize>,
    ) {
        if let ColumnConstraint::ForeignKey { clause, .. } = constraint {
            let target = ObjectName::plain(plain(clause.tbl_name.0));
            let (table, columns) = (table.clone(), columns.to_vec());
            self.fact(at.clone(), What::Reference { table, columns, target });
        }
    }

    fn constraint(&mut self, table: &ObjectName, constraint: &TableConstraint<'_>) {
        let table = table.clone();
        let what = match constraint {
            TableConstraint::PrimaryKey { columns, .. } => {
                let columns = columns.iter().map(|column| column_name(&column.expr)).collect();
                What::Key(Key { table, kind: KeyKind::Primary, columns })
            }
            TableConstraint::Unique { columns, .. } => {
                let columns = columns.iter().map(|column| column_name(&column.expr)).collect();
                What::Key(Key { table, kind: KeyKind::Unique, columns })
            }
            TableConstraint::ForeignKey { columns, clause, .. } => What::Reference {
                table,
                columns: columns.iter().map(|column| plain(column.col_name.0)).collect(),
                target: ObjectName::plain(plain(clause.tbl_name.0)),
            },
            TableConstraint::Check(..) => What::AddCheck(Check {
                table,
                name: None,
                expression: String::new(),
                is_valid: true,
            }),
        };
        self.fact(self.place.clone(), what);
    }
}
