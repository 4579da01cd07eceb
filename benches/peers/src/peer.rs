//! What is asked of each library, and how what it gives is read.

use crate::checksum::Checksum;
use crate::work::Task;
use crate::{Error, Result};
use std::fmt::Debug;
use std::pin::Pin;

/// A library with one connection.
pub trait Peer: Debug {
    /// What the tables call it.
    fn name(&self) -> &'static str;

    /// Does the work; what comes back holds every row as the library's own structs. `None`: the
    /// library cannot, without another library's help.
    fn run(&mut self, task: Task) -> Option<Running<'_>>;
}

/// What [`Peer::run`] gives.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Box<dyn Rows>>> + 'a>>;

/// One allocation for the future and one for the rows, for every peer.
#[allow(clippy::unnecessary_wraps, reason = "what `Peer::run` gives")]
pub(crate) fn running<'a, R, E>(
    work: impl Future<Output = std::result::Result<R, E>> + 'a,
) -> Option<Running<'a>>
where
    R: Rows + 'static,
    E: Into<Error> + 'a,
{
    Some(Box::pin(async move {
        let rows = work.await.map_err(Into::into)?;
        Ok(Box::new(rows) as Box<dyn Rows>)
    }))
}

/// Rows in memory, or a number of them.
pub trait Rows {
    /// Reads every row; `under` is the key of the row that they were found under, or 0.
    fn read(&self, under: i64, sum: &mut Checksum);
}

/// A row with a key.
pub trait Keyed: Rows {
    /// The key.
    fn id(&self) -> i64;
}

impl dyn Rows {
    /// The sum of every row.
    pub fn checksum(&self) -> Checksum {
        let mut sum = Checksum::default();
        self.read(0, &mut sum);
        sum
    }
}

/// The sum of rows that were read one by one.
impl Rows for Checksum {
    fn read(&self, _: i64, sum: &mut Checksum) {
        sum.merge(*self);
    }
}

/// The rows that a statement touched.
impl Rows for u64 {
    fn read(&self, under: i64, sum: &mut Checksum) {
        sum.add(under, &[*self as i64], &[]);
    }
}

/// Work whose outcome is seen only in the tables.
impl Rows for () {
    fn read(&self, _: i64, _: &mut Checksum) {}
}

impl<R: Rows> Rows for Vec<R> {
    fn read(&self, under: i64, sum: &mut Checksum) {
        self.iter().for_each(|row| row.read(under, sum));
    }
}

impl<R: Rows> Rows for Option<R> {
    fn read(&self, under: i64, sum: &mut Checksum) {
        self.iter().for_each(|row| row.read(under, sum));
    }
}

/// A row and those that belong to it.
impl<P: Keyed, C: Rows> Rows for (P, Vec<C>) {
    fn read(&self, under: i64, sum: &mut Checksum) {
        self.0.read(under, sum);
        self.1.read(self.0.id(), sum);
    }
}

/// A row and two that it refers to.
impl<C: Keyed, P: Rows, U: Rows> Rows for (C, P, U) {
    fn read(&self, under: i64, sum: &mut Checksum) {
        self.0.read(under, sum);
        self.1.read(self.0.id(), sum);
        self.2.read(self.0.id(), sum);
    }
}

/// A new row, whose key nobody knows before.
#[derive(Debug)]
pub struct Inserted<R>(pub R);

impl<R: Keyed> Rows for Inserted<R> {
    fn read(&self, under: i64, sum: &mut Checksum) {
        self.0.read(under, sum);
        sum.add(0, &[self.0.id().wrapping_neg()], &[]);
    }
}
