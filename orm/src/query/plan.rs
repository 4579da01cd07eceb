//! What becomes of a row: the model, or the values that were asked for.

use crate::model::Model;
use crate::row::FromRow;
use std::fmt;
use std::marker::PhantomData;

/// What becomes of a row of a query over `M`.
pub trait Plan<M>: 'static {
    /// The row.
    type Row: FromRow;
}

/// A row is the model alone.
#[derive(Debug)]
pub enum Bare {}

/// A row is a value, a tuple or a projection.
pub struct Values<T>(PhantomData<fn() -> T>);

impl<T> fmt::Debug for Values<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Values")
    }
}

impl<M: Model> Plan<M> for Bare {
    type Row = M;
}

impl<M, T: FromRow> Plan<M> for Values<T> {
    type Row = T;
}
