//! tokio-postgres by hand: what the libraries are compared with.

mod load;
mod write;

use crate::checksum::Checksum;
use crate::data::{Account, Comment, Item, Line, Post, Product, User};
use crate::peer::{Peer, Rows, Running, running};
use crate::work::Task;
use crate::{Result, server};
use futures_util::TryStreamExt;
use load::Loads;
use std::pin::pin;
use tokio_postgres::types::BorrowToSql;
use tokio_postgres::{Client, Row, Statement};
use write::Writes;

/// A client and its prepared statements.
#[derive(Debug)]
pub(super) struct ByHand {
    client: Client,
    item: Statement,
    items: Statement,
    products: Statement,
    lines: Statement,
    loads: Loads,
    writes: Writes,
}

impl ByHand {
    /// Connects and prepares.
    pub(super) async fn connect(url: &str) -> Result<ByHand> {
        let client = server::connect(url).await?;
        Ok(ByHand {
            item: client
                .prepare("SELECT id, name, quantity, price, available FROM items WHERE id = $1")
                .await?,
            items: client.prepare("SELECT id, name, quantity, price, available FROM items").await?,
            products: client
                .prepare(
                    "SELECT id, name, sku, brand, category, description, note, origin, supplier, \
                     warehouse, stock, reserved, sold, parent, weight, height, width, depth, \
                     rating, reviews, position, revision, active, visible, taxable FROM products",
                )
                .await?,
            lines: client.prepare("SELECT id, number, text FROM lines").await?,
            loads: Loads::prepare(&client).await?,
            writes: Writes::prepare(&client).await?,
            client,
        })
    }

    async fn item(&self, key: i64) -> Result<Item> {
        Ok(item(&self.client.query_one(&self.item, &[&key]).await?))
    }

    async fn stream(&self) -> Result<Checksum> {
        let mut rows = pin!(self.client.query_raw(&self.lines, NONE).await?);
        let mut sum = Checksum::default();
        while let Some(row) = rows.try_next().await? {
            let line = Line { id: row.get(0), number: row.get(1), text: row.get(2) };
            line.read(0, &mut sum);
        }
        Ok(sum)
    }

    /// The rows as they arrive: none is kept undecoded.
    async fn rows<T, P, const N: usize>(
        &self,
        statement: &Statement,
        parameters: [P; N],
        decode: impl Fn(&Row) -> T,
    ) -> Result<Vec<T>>
    where
        P: BorrowToSql,
    {
        let mut rows = pin!(self.client.query_raw(statement, parameters).await?);
        let mut all = Vec::new();
        while let Some(row) = rows.try_next().await? {
            all.push(decode(&row));
        }
        Ok(all)
    }
}

impl Peer for ByHand {
    fn name(&self) -> &'static str {
        "by hand"
    }

    fn run(&mut self, task: Task) -> Option<Running<'_>> {
        match task {
            Task::ByKey(key) => running(self.item(key)),
            Task::Items => running(self.rows(&self.items, NONE, item)),
            Task::Products => running(self.rows(&self.products, NONE, product)),
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

/// No parameters, of some type.
const NONE: [i64; 0] = [];

fn user(row: &Row, at: usize) -> User {
    User { id: row.get(at), name: row.get(at + 1), email: row.get(at + 2), bio: row.get(at + 3) }
}

fn post(row: &Row, at: usize) -> Post {
    Post {
        id: row.get(at),
        user_id: row.get(at + 1),
        title: row.get(at + 2),
        body: row.get(at + 3),
        published: row.get(at + 4),
    }
}

fn comment(row: &Row) -> Comment {
    Comment {
        id: row.get(0),
        post_id: row.get(1),
        author_id: row.get(2),
        body: row.get(3),
        likes: row.get(4),
    }
}

fn item(row: &Row) -> Item {
    Item {
        id: row.get(0),
        name: row.get(1),
        quantity: row.get(2),
        price: row.get(3),
        available: row.get(4),
    }
}

fn account(row: &Row) -> Account {
    Account {
        id: row.get(0),
        owner: row.get(1),
        email: row.get(2),
        balance: row.get(3),
        visits: row.get(4),
    }
}

fn product(row: &Row) -> Product {
    Product {
        id: row.get(0),
        name: row.get(1),
        sku: row.get(2),
        brand: row.get(3),
        category: row.get(4),
        description: row.get(5),
        note: row.get(6),
        origin: row.get(7),
        supplier: row.get(8),
        warehouse: row.get(9),
        stock: row.get(10),
        reserved: row.get(11),
        sold: row.get(12),
        parent: row.get(13),
        weight: row.get(14),
        height: row.get(15),
        width: row.get(16),
        depth: row.get(17),
        rating: row.get(18),
        reviews: row.get(19),
        position: row.get(20),
        revision: row.get(21),
        active: row.get(22),
        visible: row.get(23),
        taxable: row.get(24),
    }
}
