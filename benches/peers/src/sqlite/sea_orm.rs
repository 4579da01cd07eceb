//! SeaORM over sqlx.

use super::chunks;
use crate::Result;
use crate::data::New;
use crate::models::sea_orm::item;
use crate::peer::{Inserted, Peer, Running, running};
use crate::work::Task;
use sea_orm::{
    ActiveModelTrait, DatabaseConnection, DbErr, EntityTrait, SqlxSqliteConnector, TransactionTrait,
};
use std::path::Path;

/// A pool of one connection.
#[derive(Debug)]
pub(super) struct SeaOrm(DatabaseConnection);

impl SeaOrm {
    pub(super) async fn connect(path: &Path) -> Result<SeaOrm> {
        Ok(SeaOrm(SqlxSqliteConnector::from_sqlx_sqlite_pool(super::sqlx::pool(path).await?)))
    }

    async fn insert(&self, new: New) -> Result<Inserted<item::Model>, DbErr> {
        item::ActiveModel::from(new).insert(&self.0).await.map(Inserted)
    }

    async fn insert_many(&self, rows: Vec<New>) -> Result<u64, DbErr> {
        let transaction = self.0.begin().await?;
        let mut count = 0;
        for chunk in chunks(rows) {
            let rows = chunk.into_iter().map(item::ActiveModel::from);
            let insert = item::Entity::insert_many(rows);
            count += insert.exec_without_returning(&transaction).await?;
        }
        transaction.commit().await?;
        Ok(count)
    }
}

impl Peer for SeaOrm {
    fn name(&self) -> &'static str {
        "SeaORM"
    }

    fn run(&mut self, task: Task) -> Option<Running<'_>> {
        let db = &self.0;
        match task {
            Task::ByKey(key) => running(item::Entity::find_by_id(key).one(db)),
            Task::Items => running(item::Entity::find().all(db)),
            Task::Insert(new) => running(self.insert(new)),
            Task::InsertMany(rows) => running(self.insert_many(rows)),
            _ => None,
        }
    }
}
