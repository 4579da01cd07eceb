//! sqlx: SQL by hand, rows by `FromRow`.

mod load;
mod write;

use crate::Result;
use crate::checksum::Checksum;
use crate::models::sqlx::{Item, Line, Product};
use crate::peer::{Peer, Rows, Running, running};
use crate::work::Task;
use futures_util::TryStreamExt;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

/// A pool of one connection.
#[derive(Debug)]
pub(super) struct Sqlx(PgPool);

impl Sqlx {
    pub(super) async fn connect(url: &str) -> Result<Sqlx> {
        // Without the round trip that would ask at each checkout whether the connection is alive.
        let options = PgPoolOptions::new().max_connections(1).test_before_acquire(false);
        Ok(Sqlx(options.connect(url).await?))
    }

    async fn item(&self, key: i64) -> sqlx::Result<Item> {
        sqlx::query_as("SELECT id, name, quantity, price, available FROM items WHERE id = $1")
            .bind(key)
            .fetch_one(&self.0)
            .await
    }

    async fn items(&self) -> sqlx::Result<Vec<Item>> {
        sqlx::query_as("SELECT id, name, quantity, price, available FROM items")
            .fetch_all(&self.0)
            .await
    }

    async fn products(&self) -> sqlx::Result<Vec<Product>> {
        sqlx::query_as(
            "SELECT id, name, sku, brand, category, description, note, origin, supplier, \
             warehouse, stock, reserved, sold, parent, weight, height, width, depth, \
             rating, reviews, position, revision, active, visible, taxable FROM products",
        )
        .fetch_all(&self.0)
        .await
    }

    async fn stream(&self) -> sqlx::Result<Checksum> {
        let lines = sqlx::query_as::<_, Line>("SELECT id, number, text FROM lines");
        let mut lines = lines.fetch(&self.0);
        let mut sum = Checksum::default();
        while let Some(line) = lines.try_next().await? {
            line.read(0, &mut sum);
        }
        Ok(sum)
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
            Task::Products => running(self.products()),
            Task::Comments => running(self.comments()),
            Task::Users => running(self.users()),
            Task::User(id) => running(self.user(id)),
            Task::Posts => running(self.posts()),
            Task::Stream => running(self.stream()),
            Task::Update { key, balance } => running(self.update(key, balance)),
            Task::Patch { key, balance } => running(self.patch(key, balance)),
            Task::Transfer { from, to, amount, note } => {
                running(self.transfer(from, to, amount, note))
            }
            Task::Insert(new) => running(self.insert(new)),
            Task::InsertMany(rows) => running(self.insert_many(rows)),
            Task::Copy(rows) => running(self.copy(rows)),
        }
    }
}
