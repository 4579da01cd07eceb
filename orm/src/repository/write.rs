//! What a repository writes.
//!
//! Without hooks a write is its statement. With hooks it is
//!
//! ```text
//! BEGIN or SAVEPOINT -> before -> the statement -> after -> COMMIT or RELEASE
//! ```
//!
//! and whatever fails on the way rolls back to where it began.

use super::{Hooks, Repository};
use crate::db::{Executor, HookTx, Writer};
use crate::error::Error;
use crate::expr::Assignments;
use crate::model::{Model, SoftDelete, Writable};
use crate::path::Root;
use crate::query::{self, UniqueTarget, Upsert, Upserting};

/// The fields of the row that is there, inside an upsert.
type There<M> = <M as Model>::Fields<Root<M, Upserting<M>>>;

impl<M: Model, E: Executor + ?Sized, H> Repository<'_, M, E, H> {
    /// Inserts one row and returns it as the database has it.
    ///
    /// # Errors
    /// The violations of the table's constraints, what a hook gives, and those of
    /// [`Query::all`](crate::Query::all).
    pub async fn create(&self, new: M::New) -> Result<M, Error>
    where
        M: Writable,
        E: Writer,
        H: Hooks<M>,
    {
        if !H::ANY {
            return query::insert_one(self.executor.target(), new).await;
        }
        let target = self.executor.target();
        let tx = target.begin().await?;
        let created = self.create_in(&HookTx::new(target, &tx), new).await;
        tx.end(created).await
    }

    /// Inserts rows, all or none, by one statement, and returns them in their order. No rows: nothing is
    /// sent.
    ///
    /// Every hook is called for each row: all those before the statement, then all those after it.
    ///
    /// # Errors
    /// Those of [`create`](Self::create).
    pub async fn create_many(&self, rows: impl IntoIterator<Item = M::New>) -> Result<Vec<M>, Error>
    where
        M: Writable,
        E: Writer,
        H: Hooks<M>,
    {
        let rows: Vec<M::New> = rows.into_iter().collect();
        if !H::ANY || rows.is_empty() {
            return query::insert_rows(rows, self.executor.target()).await;
        }
        let target = self.executor.target();
        let tx = target.begin().await?;
        let created = self.create_many_in(&HookTx::new(target, &tx), rows).await;
        tx.end(created).await
    }

    /// Changes the columns that the patch sets, if any, and returns the row as it is then.
    ///
    /// # Errors
    /// [`is_stale`](Error::is_stale) if the model has a version and the row's is another by now, or the
    /// row is gone; [`is_not_found`](Error::is_not_found) if it has none and the row is gone; those of
    /// [`create`](Self::create).
    pub async fn update(&self, row: &M, patch: M::Patch) -> Result<M, Error>
    where
        M: Writable,
        E: Writer,
        H: Hooks<M>,
    {
        if !H::ANY {
            return query::update_one(self.executor.target(), row, patch).await;
        }
        let target = self.executor.target();
        let tx = target.begin().await?;
        let updated = self.update_in(&HookTx::new(target, &tx), row, patch).await;
        tx.end(updated).await
    }

    /// Inserts one row or, if one with the same values of a unique set is there, changes that, and
    /// returns it: `upsert(new, |by| by.number, |o| o.total.set_excluded())`.
    ///
    /// The last closure is that of [`do_update`](query::OnConflict::do_update): `set_excluded` takes the
    /// value that could not be inserted. A version is moved on and not checked.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) if the row is there and nothing is to be set; those of
    /// [`create`](Self::create).
    pub async fn upsert<A: Assignments<Upserting<M>>>(
        &self,
        new: M::New,
        by: impl FnOnce(M::Unique) -> UniqueTarget<M>,
        set: impl FnOnce(There<M>) -> A,
    ) -> Result<M, Error>
    where
        M: Writable,
        E: Writer,
        H: Hooks<M>,
    {
        let by = by(M::UNIQUE);
        let mut assignments = Vec::new();
        set(M::fields()).into_assignments(&mut assignments);
        let upsert = |new| query::insert_many([new]).on_conflict(|_| by).set(assignments);
        if !H::ANY {
            return only(upsert(new).returning_from(self.executor.target()).await?);
        }
        let target = self.executor.target();
        let tx = target.begin().await?;
        let row = self.upsert_in(&HookTx::new(target, &tx), new, upsert).await;
        tx.end(row).await
    }

    /// Deletes the row: softly if the model says so.
    ///
    /// # Errors
    /// [`is_stale`](Error::is_stale) and [`is_not_found`](Error::is_not_found) as of
    /// [`update`](Self::update); [`is_foreign_key_violation`](Error::is_foreign_key_violation) if other
    /// rows still refer to it; what a hook gives, and those of [`Query::all`](crate::Query::all).
    pub async fn delete(&self, row: &M) -> Result<(), Error>
    where
        M: Writable,
        E: Writer,
        H: Hooks<M>,
    {
        if !H::ANY {
            return query::delete_one(self.executor.target(), row).await;
        }
        let target = self.executor.target();
        let tx = target.begin().await?;
        let deleted = self.delete_in(&HookTx::new(target, &tx), row).await;
        tx.end(deleted).await
    }

    /// Takes back the soft deletion of the row, in whatever version it is, and returns it as it is then.
    /// The row may be the one that was given to [`delete`](Self::delete), or one that was found by
    /// `list(|q| q.only_deleted()..)`.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) if the row is not deleted, or gone; those of
    /// [`create`](Self::create).
    pub async fn restore(&self, row: &M) -> Result<M, Error>
    where
        M: SoftDelete,
        E: Writer,
        H: Hooks<M>,
    {
        if !H::ANY {
            return query::restore_one(self.executor.target(), row).await;
        }
        let target = self.executor.target();
        let tx = target.begin().await?;
        let restored = self.restore_in(&HookTx::new(target, &tx), row).await;
        tx.end(restored).await
    }
}

/// Writes with hooks, inside their transaction.
impl<M: Writable, E: Writer + ?Sized, H: Hooks<M>> Repository<'_, M, E, H> {
    async fn create_in(&self, tx: &HookTx<'_, M>, mut new: M::New) -> Result<M, Error> {
        self.hooks.before_create(tx, &mut new).await?;
        let row = query::insert_one(tx.target(), new).await?;
        self.hooks.after_create(tx, &row).await?;
        Ok(row)
    }

    async fn create_many_in(
        &self,
        tx: &HookTx<'_, M>,
        mut rows: Vec<M::New>,
    ) -> Result<Vec<M>, Error> {
        for new in &mut rows {
            self.hooks.before_create(tx, new).await?;
        }
        let rows = query::insert_rows(rows, tx.target()).await?;
        for row in &rows {
            self.hooks.after_create(tx, row).await?;
        }
        Ok(rows)
    }

    async fn update_in(
        &self,
        tx: &HookTx<'_, M>,
        row: &M,
        mut patch: M::Patch,
    ) -> Result<M, Error> {
        self.hooks.before_update(tx, row, &mut patch).await?;
        let updated = query::update_one(tx.target(), row, patch).await?;
        self.hooks.after_update(tx, row, &updated).await?;
        Ok(updated)
    }

    async fn upsert_in(
        &self,
        tx: &HookTx<'_, M>,
        mut new: M::New,
        upsert: impl FnOnce(M::New) -> Upsert<M> + Send,
    ) -> Result<M, Error> {
        self.hooks.before_upsert(tx, &mut new).await?;
        let row = only(upsert(new).returning_from(tx.target()).await?)?;
        self.hooks.after_upsert(tx, &row).await?;
        Ok(row)
    }

    async fn delete_in(&self, tx: &HookTx<'_, M>, row: &M) -> Result<(), Error> {
        self.hooks.before_delete(tx, row).await?;
        query::delete_one(tx.target(), row).await?;
        self.hooks.after_delete(tx, row).await
    }

    async fn restore_in(&self, tx: &HookTx<'_, M>, row: &M) -> Result<M, Error>
    where
        M: SoftDelete,
    {
        self.hooks.before_restore(tx, row).await?;
        let restored = query::restore_one(tx.target(), row).await?;
        self.hooks.after_restore(tx, &restored).await?;
        Ok(restored)
    }
}

fn only<M: Model>(mut rows: Vec<M>) -> Result<M, Error> {
    rows.pop().ok_or_else(|| Error::not_found(M::TABLE.model))
}
