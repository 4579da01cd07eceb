//! What is known of each type: its columns, in the library and in plain data, and its operators.

use super::model::{Colour, Record, Seen, record};
use super::tree::Arithmetic;
use chrono::{DateTime, NaiveDate, Utc};
use orm::DbType;
use orm::expr::{Computed, Equality, Expr, Ordered};
use orm::path::Root;
use rust_decimal::Decimal;
use uuid::Uuid;

pub type Fields = record::Fields<Root<Record>>;
pub type Computation<T> = Expr<Computed<Record>, Option<T>>;

/// The right side of an operator.
#[derive(Debug)]
pub enum Rhs<T> {
    Value(T),
    Computed(Computation<T>),
}

/// A type whose values are compared.
pub trait Kind: DbType<Family: Equality + Ordered> + PartialOrd {
    /// How many columns there are of it.
    const COLUMNS: usize;
    /// Whether there is arithmetic on it.
    const ARITHMETIC: &'static [Arithmetic] = &[];

    fn column(fields: Fields, number: usize) -> Computation<Self>;
    fn value(seen: Seen<'_>, number: usize) -> Option<Self>;

    fn arithmetic(_: Arithmetic, lhs: Computation<Self>, _: Rhs<Self>) -> Computation<Self> {
        lhs
    }
    fn unary(operand: Computation<Self>) -> Computation<Self> {
        operand
    }
    fn apply(_: Arithmetic, lhs: Self, _: Self) -> Self {
        lhs
    }
    fn apply_unary(self) -> Self {
        self
    }
}

/// A type's columns, each as the library's expression and as plain data.
macro_rules! columns {
    ($f:ident, $s:ident: $($expr:expr => $value:expr,)+) => {
        const COLUMNS: usize = [$(stringify!($expr)),+].len();

        fn column($f: Fields, number: usize) -> Computation<Self> {
            let mut columns = vec![$($expr.nullable()),+];
            columns.swap_remove(number)
        }

        fn value($s: Seen<'_>, number: usize) -> Option<Self> {
            let mut values: Vec<Option<Self>> = vec![$(Option::from($value)),+];
            values.swap_remove(number)
        }
    };
}

macro_rules! number {
    () => {
        const ARITHMETIC: &'static [Arithmetic] =
            &[Arithmetic::Add, Arithmetic::Sub, Arithmetic::Mul];

        fn arithmetic(op: Arithmetic, lhs: Computation<Self>, rhs: Rhs<Self>) -> Computation<Self> {
            match (op, rhs) {
                (Arithmetic::Add, Rhs::Value(rhs)) => lhs + rhs,
                (Arithmetic::Add, Rhs::Computed(rhs)) => lhs + rhs,
                (Arithmetic::Sub, Rhs::Value(rhs)) => lhs - rhs,
                (Arithmetic::Sub, Rhs::Computed(rhs)) => lhs - rhs,
                (Arithmetic::Mul, Rhs::Value(rhs)) => lhs * rhs,
                (Arithmetic::Mul, Rhs::Computed(rhs)) => lhs * rhs,
            }
        }

        fn unary(operand: Computation<Self>) -> Computation<Self> {
            -operand
        }

        fn apply(op: Arithmetic, lhs: Self, rhs: Self) -> Self {
            match op {
                Arithmetic::Add => lhs + rhs,
                Arithmetic::Sub => lhs - rhs,
                Arithmetic::Mul => lhs * rhs,
            }
        }

        fn apply_unary(self) -> Self {
            -self
        }
    };
}

impl Kind for bool {
    columns! { f, s: f.flag => s.record.flag, f.flag_n => s.record.flag_n, }
}

impl Kind for i32 {
    columns! { f, s:
        f.small => s.record.small,
        f.small_n => s.record.small_n,
        f.group().size => s.group.map(|group| group.size),
        f.text_n.length() => s.record.text_n.as_ref().map(|text| text.chars().count() as i32),
    }
    number! {}
}

impl Kind for i64 {
    columns! { f, s:
        f.big => s.record.big,
        f.big_n => s.record.big_n,
        f.group_id => s.record.group_id,
        f.parts().count() => s.parts.len() as i64,
        f.parts().filter(|p| p.note.is_null()).max(|p| p.id) =>
            s.parts.iter().filter(|part| part.note.is_none()).map(|part| part.id).max(),
    }
    number! {}
}

impl Kind for f64 {
    columns! { f, s: f.real => s.record.real, f.real_n => s.record.real_n, }
}

impl Kind for String {
    columns! { f, s:
        f.text => s.record.text.clone(),
        f.text_n => s.record.text_n.clone(),
        f.group().motto => s.group.and_then(|group| group.motto.clone()),
        f.group().region().name => s.region.map(|region| region.name.clone()),
    }
    const ARITHMETIC: &'static [Arithmetic] = &[Arithmetic::Add];

    fn arithmetic(_: Arithmetic, lhs: Computation<Self>, rhs: Rhs<Self>) -> Computation<Self> {
        match rhs {
            Rhs::Value(rhs) => orm::concat(lhs, rhs),
            Rhs::Computed(rhs) => orm::concat(lhs, rhs),
        }
    }

    fn unary(operand: Computation<Self>) -> Computation<Self> {
        operand.trim()
    }

    fn apply(_: Arithmetic, lhs: Self, rhs: Self) -> Self {
        lhs + &rhs
    }

    fn apply_unary(self) -> Self {
        self.trim_matches(' ').to_owned()
    }
}

impl Kind for Decimal {
    columns! { f, s: f.exact => s.record.exact, f.exact_n => s.record.exact_n, }
    number! {}
}

impl Kind for NaiveDate {
    columns! { f, s: f.day => s.record.day, f.day_n => s.record.day_n, }
}

impl Kind for DateTime<Utc> {
    columns! { f, s: f.moment => s.record.moment, f.moment_n => s.record.moment_n, }
}

impl Kind for Colour {
    columns! { f, s: f.colour => s.record.colour, f.colour_n => s.record.colour_n, }
}

impl Kind for Uuid {
    columns! { f, s: f.code => s.record.code, f.code_n => s.record.code_n, }
}
