//! The rows of a copy as values, column by column.

use super::{Copied, CopyProgress, Progress};
use crate::backend::CopyRows;
use crate::error::{Error, Kind};
use crate::model::Writable;
use crate::query::insert::{Source, columns_of, new_key, now, number};
use crate::schema::ColumnName;
use crate::stmt::InsertColumn;
use crate::value::{BoxError, Value};
use futures_util::stream::{BoxStream, StreamExt};
use std::task::{Context, Poll, ready};
use std::time::Instant;
use tokio::task::coop;

/// After how many rows the progress is told.
const EACH: u64 = 10_000;

/// After how many rows one unit of the task's budget is spent, of which it has 128 for a turn (tokio's
/// `coop`). An iterator always has its next row, and a server that is faster than it always takes one:
/// without a budget, a timeout around the copy and other tasks would not be polled meanwhile.
const SPENDING: u64 = 16;

/// The rows that are still to come, and what each of them has to give.
pub(super) struct Given<'a, M: Writable> {
    rows: BoxStream<'a, Result<M::New, BoxError>>,
    columns: Vec<Column>,
    /// What the row gives, of those columns that rows can give.
    values: Vec<Option<Value>>,
    /// The first row was taken already, and stands in `values`.
    has_first: bool,
    progress: Option<Progress<'a>>,
    started: Instant,
    count: u64,
    bytes: u64,
}

/// A column to which values are given, by somebody or by rows other than the first.
struct Column {
    column: InsertColumn,
    from: From,
}

/// Where the values of a column are from.
enum From {
    Row,
    /// The first row left it out.
    Nobody,
    NewKey,
    /// All rows have the same.
    Same(Value),
}

impl<'a, M: Writable> Given<'a, M> {
    /// Waits for the first row, which decides on the columns.
    pub(super) async fn begin(
        mut rows: BoxStream<'a, Result<M::New, BoxError>>,
        progress: Option<Progress<'a>>,
    ) -> Result<Self, Error> {
        let started = Instant::now();
        let first = rows.next().await.transpose().map_err(|error| not_had(1, error))?;
        let (mut values, has_first) = (Vec::new(), first.is_some());
        if let Some(first) = first {
            M::new_values(first, &mut values);
        }
        let mut given = values.iter();
        let columns: Vec<_> = columns_of(M::TABLE)
            .map(|(column, source)| {
                let from = match source {
                    Source::Given if given.next().is_some_and(Option::is_some) => From::Row,
                    Source::Given | Source::Nobody => From::Nobody,
                    Source::AutoKey => From::NewKey,
                    Source::Now => From::Same(now(column.ty)),
                    Source::FirstVersion => From::Same(number(column.ty, 1)),
                };
                Column { column, from }
            })
            .collect();
        let given =
            Given { rows, columns, values, has_first, progress, started, count: 0, bytes: 0 };
        if has_first && given.columns().next().is_none() {
            return Err(Error::unsupported(format!(
                "a copy has to give a column, and the first {} gives none: use `insert_many`",
                M::TABLE.model
            )));
        }
        Ok(given)
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.has_first
    }

    /// The columns that get values.
    pub(super) fn columns(&self) -> impl Iterator<Item = &InsertColumn> {
        let given = self.columns.iter().filter(|column| !matches!(column.from, From::Nobody));
        given.map(|column| &column.column)
    }

    /// Gives all rows this value in a column that none of them gives.
    pub(super) fn add(&mut self, column: &'static str, value: &Value) {
        let (name, ty) = (ColumnName::new(column), value.ty());
        let column = InsertColumn { name, ty, default: None, values: Vec::new() };
        self.columns.push(Column { column, from: From::Same(value.clone()) });
    }

    /// All rows are in the table.
    pub(super) fn finish(mut self, rows: u64) -> Copied {
        self.tell();
        Copied { rows, bytes: self.bytes, elapsed: self.started.elapsed() }
    }

    fn tell(&mut self) {
        let (rows, bytes, elapsed) = (self.count, self.bytes, self.started.elapsed());
        if let Some(progress) = &mut self.progress {
            progress(CopyProgress { rows, bytes, elapsed });
        }
    }

    /// Sorts what the row gives into the columns that are sent.
    fn sort(&mut self, out: &mut Vec<Value>) -> Result<(), Error> {
        let mut given = self.values.drain(..);
        for Column { column, from } in &self.columns {
            let mut next = || given.next().expect("`New` has a value for each of its columns");
            match from {
                From::Row => match next() {
                    Some(value) => out.push(value),
                    None => return Err(other_columns(self.count, column, "leaves out", "gives")),
                },
                From::Nobody => {
                    if next().is_some() {
                        return Err(other_columns(self.count, column, "gives", "leaves out"));
                    }
                }
                From::NewKey => out.push(new_key()),
                From::Same(value) => out.push(value.clone()),
            }
        }
        Ok(())
    }
}

impl<M: Writable> CopyRows for Given<'_, M> {
    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        values: &mut Vec<Value>,
    ) -> Poll<Result<bool, Error>> {
        if !self.has_first {
            if self.count.is_multiple_of(SPENDING) {
                ready!(coop::poll_proceed(cx)).made_progress();
            }
            match ready!(self.rows.poll_next_unpin(cx)) {
                None => return Poll::Ready(Ok(false)),
                Some(Err(error)) => return Poll::Ready(Err(not_had(self.count + 1, error))),
                Some(Ok(row)) => M::new_values(row, &mut self.values),
            }
        }
        self.has_first = false;
        self.count += 1;
        Poll::Ready(self.sort(values).map(|()| true))
    }

    fn written(&mut self, bytes: u64) {
        self.bytes = bytes;
        if self.count.is_multiple_of(EACH) {
            self.tell();
        }
    }
}

fn not_had(row: u64, error: BoxError) -> Error {
    let what = format!("row {row} of a copy could not be had: the stream of rows failed");
    Error::new(Kind::Input, what).with_source(error)
}

fn other_columns(row: u64, column: &InsertColumn, does: &str, did: &str) -> Error {
    Error::new(
        Kind::Encode,
        format!(
            "row {row} cannot be copied: it {does} the column `{}`, which the first row {did}; \
             let all rows give it or none, or use `insert_many`",
            column.name
        ),
    )
}
