//! The peers on PostgreSQL.

mod by_hand;
mod diesel;
mod orm;
mod sea_orm;
mod sqlx;
mod toasty;

use crate::data::{ACCOUNTS, COPIED, Data, ITEMS};
use crate::measure::Keeper;
use crate::peer::Peer;
use crate::work::Work;
use crate::{Result, server};
use tokio_postgres::Client;

/// Every library, each with a connection to this database; the first is what the others are
/// compared with.
///
/// # Errors
///
/// If the database refuses one.
pub async fn connect(url: &str) -> Result<Vec<Box<dyn Peer>>> {
    Ok(vec![
        Box::new(by_hand::ByHand::connect(url).await?),
        Box::new(orm::Orm::connect(url).await?),
        Box::new(diesel::Diesel::connect(url).await?),
        Box::new(sqlx::Sqlx::connect(url).await?),
        Box::new(sea_orm::SeaOrm::connect(url).await?),
        Box::new(toasty::Toasty::connect(url).await?),
    ])
}

/// After how many new rows the table is emptied: with each of many small turns, everybody's
/// statement would be planned anew.
const MOST_NEW: i64 = 1_000;

/// Looks after the tables, over a connection of its own.
#[derive(Debug)]
pub struct Tables {
    client: Client,
    /// The new rows since the table of the items was emptied.
    new: i64,
    /// The balances together.
    balance: i64,
}

impl Tables {
    /// Connects.
    ///
    /// # Errors
    ///
    /// If there is no database.
    pub async fn connect(url: &str) -> Result<Tables> {
        Ok(Tables { client: server::connect(url).await?, new: 0, balance: 0 })
    }

    async fn number(&self, query: &str) -> Result<i64> {
        Ok(self.client.query_one(query, &[]).await?.get(0))
    }

    /// Whether there are as many rows as were inserted.
    async fn count_and_empty(&mut self) -> Result<()> {
        let count = self.number("SELECT count(*) FROM items").await?;
        if count != self.new {
            return Err(format!("{count} new rows are in the table, not {}", self.new).into());
        }
        self.new = 0;
        self.client.batch_execute("TRUNCATE items RESTART IDENTITY").await?;
        Ok(())
    }
}

impl Keeper for Tables {
    async fn begin(&mut self, data: &Data, work: Work) -> Result<()> {
        if work == Work::Stream {
            data.insert_lines(&self.client).await?;
        }
        if work.fills() {
            self.new = 0;
            self.client.batch_execute("TRUNCATE items RESTART IDENTITY").await?;
        }
        self.balance = self.number("SELECT sum(balance)::bigint FROM accounts").await?;
        Ok(())
    }

    async fn after(&mut self, _: usize, _: &Data, work: Work) -> Result<()> {
        match work {
            Work::Transfer | Work::Insert => self.new += work.repeats() as i64,
            Work::InsertMany => self.new += ITEMS,
            Work::Copy => self.new += COPIED,
            _ => {}
        }
        if self.new >= MOST_NEW {
            self.count_and_empty().await?;
        }
        Ok(())
    }

    async fn end(&mut self, data: &Data, work: Work) -> Result<()> {
        if work.fills() {
            self.count_and_empty().await?;
            data.insert_items(&self.client).await?;
        }
        if work == Work::Transfer {
            let balance = self.number("SELECT sum(balance)::bigint FROM accounts").await?;
            let moved = self.number("SELECT count(*) FROM accounts WHERE balance <> 0").await?;
            if balance != self.balance || moved < ACCOUNTS / 2 {
                return Err("a transfer did not move what it took".into());
            }
        }
        if matches!(work, Work::Update | Work::Patch | Work::Transfer) {
            self.client.batch_execute("UPDATE accounts SET balance = 0").await?;
            self.client.batch_execute("VACUUM FULL ANALYZE accounts").await?;
        }
        Ok(())
    }
}
