//! The library itself: the calls are those on PostgreSQL.

use crate::Result;
use crate::data::New;
use crate::models::orm::{Item, item};
use crate::peer::{Inserted, Peer, Running, running};
use crate::work::Task;
use orm::{Db, Error};
use std::path::Path;

/// A connection that writes and one that reads.
#[derive(Debug)]
pub(super) struct Orm(Db);

impl Orm {
    pub(super) async fn connect(path: &Path) -> Result<Orm> {
        let url = format!("sqlite://{}", path.display());
        Ok(Orm(Db::builder(url).max_connections(1).connect().await?))
    }

    async fn insert(&self, new: New) -> Result<Inserted<Item>, Error> {
        Item::create(&self.0, new.into()).await.map(Inserted)
    }
}

impl Peer for Orm {
    fn name(&self) -> &'static str {
        "orm"
    }

    fn run(&mut self, task: Task) -> Option<Running<'_>> {
        let db = &self.0;
        match task {
            Task::ByKey(key) => running(Item::get(db, key)),
            Task::Items => running(Item::query().all(db)),
            Task::Insert(new) => running(self.insert(new)),
            Task::InsertMany(rows) => {
                running(Item::insert_many(rows.into_iter().map(item::New::from)).exec(db))
            }
            _ => None,
        }
    }
}
