//! What this library's own checks say of a column on SQLite, where a type's name says less.

use super::rust_type::RustType;
use super::size;
use crate::column::{length, precision, range};
use crate::schema::{Check, Column, DataType, Table};
use crate::sql::words::{Kind, same, words};
use orm::Dialect;
use orm::schema::{self as model, Size, Type};

/// The type that a column's checks tell, and the checks, which the type brings by itself.
pub(super) fn of<'a>(table: &'a Table, column: &Column) -> Option<(RustType, Vec<&'a Check>)> {
    let own = Own { table, column, quoted: Dialect::Sqlite.quoted(&column.name) };
    let is = |name: &str| column.ty == DataType::named(name);
    match column.collation.as_deref() {
        Some("decimal") if is("TEXT") => Some(own.decimal()),
        None if is("TEXT") => own.text(),
        None if is("INTEGER") => own.number(),
        _ => None,
    }
}

struct Own<'t, 'c> {
    table: &'t Table,
    column: &'c Column,
    quoted: String,
}

impl<'t> Own<'t, '_> {
    fn text(&self) -> Option<(RustType, Vec<&'t Check>)> {
        let check = self.check("length")?;
        let [most] = numbers(check)[..] else { return None };
        let column = self.plain(Type::Text, Some(Size::Length(most)));
        let expected = length(Dialect::Sqlite, &self.quoted, &column);
        let is_own = expected.is_some_and(|expected| same(&expected, &check.expression));
        is_own.then(|| (ty("String", vec![format!("max_length = {most}")]), vec![check]))
    }

    fn decimal(&self) -> (RustType, Vec<&'t Check>) {
        let exact = self.check("precision").and_then(|check| {
            let [before, _, scale] = numbers(check)[..] else { return None };
            let digits = before.checked_sub(1)?.checked_add(scale)?;
            let size = Some(Size::Precision { precision: digits, scale });
            let column = self.plain(Type::Decimal, size);
            let expected = precision(Dialect::Sqlite, &self.quoted, &column)?;
            same(&expected, &check.expression)
                .then_some((size::decimal(digits, scale), vec![check]))
        });
        let (size, checks) = exact.unwrap_or_default();
        (ty("Decimal", size), checks)
    }

    fn number(&self) -> Option<(RustType, Vec<&'t Check>)> {
        let check = self.check("range")?;
        let types = [
            ("bool", Type::Bool),
            ("i16", Type::SmallInt),
            ("i32", Type::Integer),
            ("i64", Type::BigInt),
        ];
        let is_own = |of: Type| {
            let expected = range(Dialect::Sqlite, &self.quoted, &self.plain(of, None));
            expected.is_some_and(|expected| same(&expected, &check.expression))
        };
        let (name, _) = types.into_iter().find(|(_, of)| is_own(*of))?;
        Some((ty(name, Vec::new()), vec![check]))
    }

    /// The column's check of this kind, by the name that it gets (`schema::models`).
    fn check(&self, what: &str) -> Option<&'t Check> {
        let name = format!("{}_{}_{what}", self.table.name.name, self.column.name);
        self.table.checks.iter().find(|check| check.name.as_ref() == Some(&name))
    }

    /// The column as a model would have it.
    fn plain(&self, ty: Type, size: Option<Size>) -> model::Column {
        model::Column { ty, size, nullable: self.column.nullable, ..model::Column::PLAIN }
    }
}

fn ty(name: &str, size: Vec<String>) -> RustType {
    RustType { name: name.to_owned(), size, model_says: None }
}

/// The numbers in a condition, in their order.
fn numbers(check: &Check) -> Vec<u32> {
    let numbers = words(&check.expression).into_iter().filter(|(kind, _)| *kind == Kind::Number);
    numbers.filter_map(|(_, number)| number.parse().ok()).collect()
}
