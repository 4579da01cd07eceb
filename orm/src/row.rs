//! One row of a result, read column by column from the left.

use crate::schema::Type;
use crate::value::{BoxError, DbType, Scalar};
use std::fmt;

/// One row of a result: a cursor over its columns.
///
/// Each read takes the next column, so that a model reads its columns, then the next selected
/// expression its own.
pub struct Row<'a> {
    cells: Cells<'a>,
    next: usize,
}

#[derive(Clone, Copy)]
pub(crate) enum Cells<'a> {
    #[cfg(feature = "postgres")]
    Postgres(&'a tokio_postgres::Row),
    #[cfg(feature = "postgres")]
    Copied(&'a crate::backend::postgres::CopiedRow),
    #[cfg(feature = "sqlite")]
    Sqlite(&'a dyn crate::backend::sqlite::SqliteCells),
}

impl<'a> Row<'a> {
    #[inline]
    pub(crate) fn new(cells: Cells<'a>) -> Self {
        Row { cells, next: 0 }
    }

    /// The position of the next column to be read.
    pub(crate) fn index(&self) -> usize {
        self.next
    }

    /// Reads the next column.
    ///
    /// # Errors
    /// If the value is not of the type, or is `NULL` and the type is no `Option`.
    #[inline]
    pub fn get<T: Scalar>(&mut self) -> Result<T, DecodeError> {
        T::decode(self)
    }

    /// Reads the next column, `None` if it is `NULL`.
    #[inline]
    pub(crate) fn take<T: DbType>(&mut self) -> Result<Option<T>, DecodeError> {
        let at = self.next;
        self.next += 1;
        let value = match self.cells {
            #[cfg(feature = "postgres")]
            Cells::Postgres(row) => crate::backend::postgres::decode::cell(row, at),
            #[cfg(feature = "postgres")]
            Cells::Copied(row) => crate::backend::postgres::decode::copied_cell(row, at),
            #[cfg(feature = "sqlite")]
            Cells::Sqlite(cells) => crate::backend::sqlite::decode::cell(cells, at),
        };
        value.map_err(|source| DecodeError { at, expected: Some(T::TYPE), source })
    }

    /// Whether the next `width` columns are all `NULL`: a row that an outer join did not find.
    pub(crate) fn absent(&self, width: usize) -> bool {
        (self.next..self.next + width).all(|at| match self.cells {
            #[cfg(feature = "postgres")]
            Cells::Postgres(row) => crate::backend::postgres::decode::is_null(row, at),
            #[cfg(feature = "postgres")]
            Cells::Copied(row) => crate::backend::postgres::decode::copied_is_null(row, at),
            #[cfg(feature = "sqlite")]
            Cells::Sqlite(cells) => crate::backend::sqlite::decode::is_null(cells, at),
        })
    }

    /// Leaves out the next `width` columns.
    pub(crate) fn skip(&mut self, width: usize) {
        self.next += width;
    }

    /// Goes back to a column, to read the row once more.
    pub(crate) fn seek(&mut self, at: usize) {
        self.next = at;
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("next", &self.next).finish_non_exhaustive()
    }
}

/// A column whose value is not what the struct's field holds.
#[derive(Debug)]
pub struct DecodeError {
    at: usize,
    expected: Option<Type>,
    source: BoxError,
}

impl DecodeError {
    pub(crate) fn null(at: usize) -> Self {
        DecodeError { at, expected: None, source: "NULL where the field is no `Option`".into() }
    }
}

impl DecodeError {
    /// The key of a related row, which is none of those that were sent.
    pub(crate) fn unknown_key(at: usize) -> Self {
        let source = "a related row with a key that was not asked for";
        DecodeError { at, expected: None, source: source.into() }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.expected {
            Some(ty) => write!(f, "column {} of the result holds no {ty:?}", self.at + 1),
            None => write!(f, "column {} of the result has no value", self.at + 1),
        }
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

/// What a row of a query becomes: a column's value, a tuple, a model, a projection.
#[diagnostic::on_unimplemented(
    message = "a row cannot be read as `{Self}`",
    label = "expected the type of a column, a tuple of up to twelve, a model or a projection"
)]
pub trait FromRow: Sized + Send + 'static {
    /// Reads the value from the row's next columns.
    ///
    /// # Errors
    /// If a column holds `NULL` or a value of another type.
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError>;
}

/// How a row is read: [`FromRow::from_row`], or a closure where the columns are known only when the
/// program runs.
pub(crate) trait Decode<T>:
    Fn(&mut Row<'_>) -> Result<T, DecodeError> + Send + 'static
{
}

impl<T, F: Fn(&mut Row<'_>) -> Result<T, DecodeError> + Send + 'static> Decode<T> for F {}

/// How the rows of a result are put together, one after the other: into a list, or each where it belongs.
pub(crate) trait Fold<A>:
    FnMut(&mut A, &mut Row<'_>) -> Result<(), DecodeError> + Send + 'static
{
}

impl<A, F> Fold<A> for F where
    F: FnMut(&mut A, &mut Row<'_>) -> Result<(), DecodeError> + Send + 'static
{
}

/// Puts the rows into a list.
pub(crate) fn listed<T>(decode: impl Decode<T>) -> impl Fold<Vec<T>> {
    move |list: &mut Vec<T>, row: &mut Row<'_>| {
        list.push(decode(row)?);
        Ok(())
    }
}

/// What an outer join may not find: `Option` of it reads `None` then.
#[diagnostic::on_unimplemented(
    message = "a row cannot be read as `{Self}`",
    label = "expected the type of a column or a model"
)]
pub trait FromOptionalRow: FromRow {
    /// How many columns it reads.
    const WIDTH: usize;
}

#[diagnostic::do_not_recommend]
impl<T: DbType> FromRow for T {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        row.get()
    }
}

#[diagnostic::do_not_recommend]
impl<T: DbType> FromOptionalRow for T {
    const WIDTH: usize = 1;
}

#[diagnostic::do_not_recommend]
impl<T: FromOptionalRow> FromRow for Option<T> {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        if row.absent(T::WIDTH) {
            row.skip(T::WIDTH);
            return Ok(None);
        }
        T::from_row(row).map(Some)
    }
}

macro_rules! tuples {
    ($(($($name:ident)+))+) => {$(
        impl<$($name: FromRow),+> FromRow for ($($name,)+) {
            fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
                Ok(($($name::from_row(row)?,)+))
            }
        }
    )+};
}

tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
    (A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
}
