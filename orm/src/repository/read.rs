//! What a repository reads.

use super::Repository;
use crate::db::Executor;
use crate::error::Error;
use crate::model::{ColumnKey, IntoKey, Model};
use crate::query::{self, Cursor, Page, Plan, Query};

impl<M: Model, E: Executor + ?Sized, H> Repository<'_, M, E, H> {
    /// The row with this key.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) if there is none, and those of [`Query::all`].
    pub async fn get(&self, key: impl IntoKey<M::Key>) -> Result<M, Error> {
        self.find(key).await?.ok_or_else(|| Error::not_found(M::TABLE.model))
    }

    /// The row with this key, or `None`.
    ///
    /// # Errors
    /// Those of [`Query::all`].
    pub async fn find(&self, key: impl IntoKey<M::Key>) -> Result<Option<M>, Error> {
        query::find_one(self.executor.target(), key.into_key()).await
    }

    /// The rows with these keys, in no particular order, by one statement; a key without a row is left
    /// out. No keys: nothing is sent.
    ///
    /// # Errors
    /// Those of [`Query::all`].
    pub async fn find_many(
        &self,
        keys: impl IntoIterator<Item = impl IntoKey<M::Key>>,
    ) -> Result<Vec<M>, Error>
    where
        M::Key: ColumnKey,
    {
        let keys = keys.into_iter().map(IntoKey::into_key);
        query::find_listed(self.executor.target(), keys).await
    }

    /// The rows of a query: [`Query::all`].
    ///
    /// # Errors
    /// Those of [`Query::all`].
    pub async fn list<S: Plan<M>>(
        &self,
        query: impl FnOnce(Query<M>) -> Query<M, S>,
    ) -> Result<Vec<S::Row>, Error> {
        query::loaded_rows::<M, S>(self.executor.target(), query(Query::new())).await
    }

    /// The only row of a query: [`Query::one`].
    ///
    /// # Errors
    /// Those of [`Query::one`].
    pub async fn one<S: Plan<M>>(
        &self,
        query: impl FnOnce(Query<M>) -> Query<M, S>,
    ) -> Result<S::Row, Error> {
        query(Query::new()).one_in(self.executor.target()).await
    }

    /// The first row of a query, or `None`: [`Query::first`].
    ///
    /// # Errors
    /// Those of [`Query::first`].
    pub async fn first<S: Plan<M>>(
        &self,
        query: impl FnOnce(Query<M>) -> Query<M, S>,
    ) -> Result<Option<S::Row>, Error> {
        query(Query::new()).first_in(self.executor.target()).await
    }

    /// At most `size` rows of a query, those after the cursor: [`Query::page`].
    ///
    /// # Errors
    /// Those of [`Query::page`].
    pub async fn page<S: Plan<M>>(
        &self,
        query: impl FnOnce(Query<M>) -> Query<M, S>,
        size: u32,
        after: Option<&Cursor>,
    ) -> Result<Page<S::Row>, Error> {
        query(Query::new()).page_in(self.executor.target(), size, after).await
    }

    /// How many rows a query has: [`Query::count`].
    ///
    /// # Errors
    /// Those of [`Query::count`].
    pub async fn count<S: Plan<M>>(
        &self,
        query: impl FnOnce(Query<M>) -> Query<M, S>,
    ) -> Result<i64, Error> {
        query(Query::new()).count_in(self.executor.target()).await
    }

    /// Whether a query has a row: [`Query::exists`].
    ///
    /// # Errors
    /// Those of [`Query::exists`].
    pub async fn exists<S: Plan<M>>(
        &self,
        query: impl FnOnce(Query<M>) -> Query<M, S>,
    ) -> Result<bool, Error> {
        query(Query::new()).exists_in(self.executor.target()).await
    }
}
