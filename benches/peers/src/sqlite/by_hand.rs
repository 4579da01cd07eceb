//! rusqlite by hand: what the libraries are compared with.

use super::{INSERT, PRAGMAS};
use crate::Result;
use crate::data::{Item, New};
use crate::peer::{Inserted, Peer, Running, running};
use crate::work::Task;
use rusqlite::{Connection, Row, params};
use std::path::Path;

/// A connection, whose statements stay prepared.
#[derive(Debug)]
pub(super) struct ByHand(Connection);

impl ByHand {
    pub(super) fn open(path: &Path) -> Result<ByHand> {
        let connection = Connection::open(path)?;
        connection.execute_batch(PRAGMAS)?;
        Ok(ByHand(connection))
    }

    fn item(&self, key: i64) -> rusqlite::Result<Item> {
        self.0
            .prepare_cached("SELECT id, name, quantity, price, available FROM items WHERE id = ?1")?
            .query_row([key], item)
    }

    fn items(&self) -> rusqlite::Result<Vec<Item>> {
        self.0
            .prepare_cached("SELECT id, name, quantity, price, available FROM items")?
            .query_map((), item)?
            .collect()
    }

    fn insert(&self, new: &New) -> rusqlite::Result<Inserted<Item>> {
        self.0
            .prepare_cached(
                "INSERT INTO items (name, quantity, price, available) VALUES (?1, ?2, ?3, ?4) \
                 RETURNING id, name, quantity, price, available",
            )?
            .query_row(params![new.name, new.quantity, new.price, new.available], item)
            .map(Inserted)
    }

    fn insert_many(&mut self, rows: &[New]) -> rusqlite::Result<u64> {
        let transaction = self.0.transaction()?;
        let mut insert = transaction.prepare_cached(INSERT)?;
        let mut count = 0;
        for row in rows {
            count += insert.execute(params![row.name, row.quantity, row.price, row.available])?;
        }
        drop(insert);
        transaction.commit()?;
        Ok(count as u64)
    }
}

impl Peer for ByHand {
    fn name(&self) -> &'static str {
        "by hand"
    }

    fn run(&mut self, task: Task) -> Option<Running<'_>> {
        match task {
            Task::ByKey(key) => running(async move { self.item(key) }),
            Task::Items => running(async { self.items() }),
            Task::Insert(new) => running(async move { self.insert(&new) }),
            Task::InsertMany(rows) => running(async move { self.insert_many(&rows) }),
            _ => None,
        }
    }
}

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    Ok(Item {
        id: row.get(0)?,
        name: row.get(1)?,
        quantity: row.get(2)?,
        price: row.get(3)?,
        available: row.get(4)?,
    })
}
