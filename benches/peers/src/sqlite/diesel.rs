//! Diesel, which is not asynchronous here.

use super::{PRAGMAS, chunks};
use crate::Result;
use crate::data;
use crate::models::diesel::{Item, New, items};
use crate::peer::{Inserted, Peer, Running, running};
use crate::work::Task;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use std::fmt;
use std::path::Path;

/// A connection.
pub(super) struct Diesel(SqliteConnection);

impl Diesel {
    pub(super) fn open(path: &Path) -> Result<Diesel> {
        let mut connection = SqliteConnection::establish(&path.display().to_string())?;
        connection.batch_execute(PRAGMAS)?;
        Ok(Diesel(connection))
    }

    fn item(&mut self, key: i64) -> QueryResult<Item> {
        items::table.find(key).select(Item::as_select()).first(&mut self.0)
    }

    fn items(&mut self) -> QueryResult<Vec<Item>> {
        items::table.select(Item::as_select()).load(&mut self.0)
    }

    fn insert(&mut self, new: data::New) -> QueryResult<Inserted<Item>> {
        let insert = diesel::insert_into(items::table).values(New::from(new));
        insert.returning(Item::as_returning()).get_result(&mut self.0).map(Inserted)
    }

    fn insert_many(&mut self, rows: Vec<data::New>) -> QueryResult<u64> {
        self.0.transaction(|connection| {
            let mut count = 0;
            for chunk in chunks(rows) {
                let chunk: Vec<New> = chunk.into_iter().map(New::from).collect();
                count += diesel::insert_into(items::table).values(chunk).execute(connection)?;
            }
            Ok(count as u64)
        })
    }
}

impl fmt::Debug for Diesel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Diesel").finish_non_exhaustive()
    }
}

impl Peer for Diesel {
    fn name(&self) -> &'static str {
        "Diesel"
    }

    fn run(&mut self, task: Task) -> Option<Running<'_>> {
        match task {
            Task::ByKey(key) => running(async move { self.item(key) }),
            Task::Items => running(async { self.items() }),
            Task::Insert(new) => running(async { self.insert(new) }),
            Task::InsertMany(rows) => running(async { self.insert_many(rows) }),
            _ => None,
        }
    }
}
