//! The transaction of a write with hooks, as a hook sees it.

use super::Tx;
use super::executor::{Executor, Locking, Target, Writer, sealed};
use crate::model::Model;
use crate::scope::{PerTenant, tenant_executor};
use crate::value::DbType;
use std::fmt;
use std::marker::PhantomData;

/// The transaction in which a [`Repository`](crate::Repository) with [`Hooks`](crate::repository::Hooks)
/// writes a row of `M`.
///
/// It reaches what the repository's executor reaches: with a model that belongs to tenants, the rows of
/// the same tenant; with another one, those that belong to nobody.
pub struct HookTx<'t, M> {
    target: Target<'t>,
    tx: &'t Tx,
    model: PhantomData<fn() -> M>,
}

impl<'t, M> HookTx<'t, M> {
    /// A transaction that was begun at this place.
    pub(crate) fn new(begun_at: Target<'t>, tx: &'t Tx) -> Self {
        HookTx { target: begun_at.inside(tx), tx, model: PhantomData }
    }

    /// Runs `hook` once the whole transaction is committed, which may be long after the write: as
    /// [`Tx::on_commit`].
    pub fn on_commit<F>(&self, hook: impl FnOnce() -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tx.on_commit(hook);
    }
}

impl<M> fmt::Debug for HookTx<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookTx").field("tx", self.tx).finish_non_exhaustive()
    }
}

impl<M> sealed::Sealed for HookTx<'_, M> {}

#[diagnostic::do_not_recommend]
impl<M> Executor for HookTx<'_, M> {
    fn target(&self) -> Target<'_> {
        self.target
    }
}
#[diagnostic::do_not_recommend]
impl<M> Writer for HookTx<'_, M> {}
#[diagnostic::do_not_recommend]
impl<M> Locking for HookTx<'_, M> {}
tenant_executor! { [T: DbType, M: Model<Scope = PerTenant<T>>] HookTx<'_, M>: T; }
