//! sqlx: SQL by hand, many rows by its query builder.

use super::chunks;
use crate::Result;
use crate::data::New;
use crate::models::sqlx::Item;
use crate::peer::{Inserted, Peer, Running, running};
use crate::work::Task;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{QueryBuilder, SqlitePool};
use std::path::Path;

/// A pool of one connection.
#[derive(Debug)]
pub(super) struct Sqlx(SqlitePool);

/// A pool of one connection to a file; SeaORM gets such a one, too.
pub(super) async fn pool(path: &Path) -> sqlx::Result<SqlitePool> {
    let file = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal);
    let options = SqlitePoolOptions::new().max_connections(1).test_before_acquire(false);
    options.connect_with(file).await
}

impl Sqlx {
    pub(super) async fn connect(path: &Path) -> Result<Sqlx> {
        Ok(Sqlx(pool(path).await?))
    }

    async fn item(&self, key: i64) -> sqlx::Result<Item> {
        sqlx::query_as("SELECT id, name, quantity, price, available FROM items WHERE id = ?1")
            .bind(key)
            .fetch_one(&self.0)
            .await
    }

    async fn items(&self) -> sqlx::Result<Vec<Item>> {
        sqlx::query_as("SELECT id, name, quantity, price, available FROM items")
            .fetch_all(&self.0)
            .await
    }

    async fn insert(&self, new: New) -> sqlx::Result<Inserted<Item>> {
        let insert = sqlx::query_as(
            "INSERT INTO items (name, quantity, price, available) VALUES (?1, ?2, ?3, ?4) \
             RETURNING id, name, quantity, price, available",
        );
        let values = insert.bind(new.name).bind(new.quantity).bind(new.price).bind(new.available);
        values.fetch_one(&self.0).await.map(Inserted)
    }

    async fn insert_many(&self, rows: Vec<New>) -> sqlx::Result<u64> {
        let mut transaction = self.0.begin().await?;
        let mut count = 0;
        for chunk in chunks(rows) {
            let mut insert =
                QueryBuilder::new("INSERT INTO items (name, quantity, price, available) ");
            insert.push_values(chunk, |mut values, row| {
                values.push_bind(row.name).push_bind(row.quantity);
                values.push_bind(row.price).push_bind(row.available);
            });
            count += insert.build().execute(&mut *transaction).await?.rows_affected();
        }
        transaction.commit().await?;
        Ok(count)
    }
}

impl Peer for Sqlx {
    fn name(&self) -> &'static str {
        "sqlx"
    }

    fn run(&mut self, task: Task) -> Option<Running<'_>> {
        match task {
            Task::ByKey(key) => running(self.item(key)),
            Task::Items => running(self.items()),
            Task::Insert(new) => running(self.insert(new)),
            Task::InsertMany(rows) => running(self.insert_many(rows)),
            _ => None,
        }
    }
}
