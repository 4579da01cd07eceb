//! Writes by hand: many rows as one array a column, or as a binary `COPY`.

use super::{ByHand, account, item};
use crate::Result;
use crate::data::{Account, Item, New};
use crate::peer::Inserted;
use std::pin::pin;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Statement};

/// The statements.
#[derive(Debug)]
pub(super) struct Writes {
    account: Statement,
    update: Statement,
    save: Statement,
    add: Statement,
    note: Statement,
    insert: Statement,
    insert_many: Statement,
}

impl Writes {
    pub(super) async fn prepare(client: &Client) -> Result<Writes> {
        let prepare = |text| client.prepare(text);
        Ok(Writes {
            account: prepare(
                "SELECT id, owner, email, balance, visits FROM accounts WHERE id = $1",
            )
            .await?,
            update: prepare("UPDATE accounts SET balance = $2 WHERE id = $1").await?,
            save: prepare(
                "UPDATE accounts SET balance = $2 WHERE id = $1 \
                 RETURNING id, owner, email, balance, visits",
            )
            .await?,
            add: prepare("UPDATE accounts SET balance = balance + $2 WHERE id = $1").await?,
            note: prepare(
                "INSERT INTO items (name, quantity, price, available) VALUES ($1, $2, $3, $4)",
            )
            .await?,
            insert: prepare(
                "INSERT INTO items (name, quantity, price, available) VALUES ($1, $2, $3, $4) \
                 RETURNING id, name, quantity, price, available",
            )
            .await?,
            insert_many: prepare(
                "INSERT INTO items (name, quantity, price, available) SELECT * FROM \
                 unnest($1::text[], $2::integer[], $3::double precision[], $4::boolean[])",
            )
            .await?,
        })
    }
}

impl ByHand {
    pub(super) async fn update(&self, key: i64, balance: i64) -> Result<u64> {
        Ok(self.client.execute(&self.writes.update, &[&key, &balance]).await?)
    }

    pub(super) async fn patch(&self, key: i64, balance: i64) -> Result<Account> {
        let found = account(&self.client.query_one(&self.writes.account, &[&key]).await?);
        let saved = self.client.query_one(&self.writes.save, &[&found.id, &balance]).await?;
        Ok(account(&saved))
    }

    pub(super) async fn transfer(
        &mut self,
        from: i64,
        to: i64,
        amount: i64,
        note: New,
    ) -> Result<()> {
        let writes = &self.writes;
        let transaction = self.client.transaction().await?;
        transaction.execute(&writes.add, &[&from, &-amount]).await?;
        transaction.execute(&writes.add, &[&to, &amount]).await?;
        let New { name, quantity, price, available } = note;
        transaction.execute(&writes.note, &[&name, &quantity, &price, &available]).await?;
        Ok(transaction.commit().await?)
    }

    pub(super) async fn insert(&self, new: New) -> Result<Inserted<Item>> {
        let New { name, quantity, price, available } = new;
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&name, &quantity, &price, &available];
        let row = self.client.query_one(&self.writes.insert, &values).await?;
        Ok(Inserted(item(&row)))
    }

    pub(super) async fn insert_many(&self, rows: Vec<New>) -> Result<u64> {
        let names: Vec<&str> = rows.iter().map(|row| &*row.name).collect();
        let quantities: Vec<i32> = rows.iter().map(|row| row.quantity).collect();
        let prices: Vec<f64> = rows.iter().map(|row| row.price).collect();
        let available: Vec<bool> = rows.iter().map(|row| row.available).collect();
        let statement = &self.writes.insert_many;
        Ok(self.client.execute(statement, &[&names, &quantities, &prices, &available]).await?)
    }

    pub(super) async fn copy(&self, rows: Vec<New>) -> Result<u64> {
        let sink = self
            .client
            .copy_in("COPY items (name, quantity, price, available) FROM STDIN (FORMAT binary)")
            .await?;
        let types = [Type::TEXT, Type::INT4, Type::FLOAT8, Type::BOOL];
        let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
        for New { name, quantity, price, available } in &rows {
            writer.as_mut().write(&[name, quantity, price, available]).await?;
        }
        Ok(writer.finish().await?)
    }
}
