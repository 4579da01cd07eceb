//! Writes with sqlx: many rows as one array a column, as its list of frequent questions has it.

use super::Sqlx;
use crate::data::New;
use crate::models::sqlx::{Account, Item};
use crate::peer::Inserted;
use std::fmt::Write;

const ACCOUNT: &str = "SELECT id, owner, email, balance, visits FROM accounts WHERE id = $1";
const SET: &str = "UPDATE accounts SET balance = $2 WHERE id = $1";
const SAVE: &str = "UPDATE accounts SET balance = $2 WHERE id = $1 \
     RETURNING id, owner, email, balance, visits";
const ADD: &str = "UPDATE accounts SET balance = balance + $2 WHERE id = $1";
const NOTE: &str = "INSERT INTO items (name, quantity, price, available) VALUES ($1, $2, $3, $4)";
const INSERT: &str = "INSERT INTO items (name, quantity, price, available) \
     VALUES ($1, $2, $3, $4) RETURNING id, name, quantity, price, available";
const INSERT_MANY: &str = "INSERT INTO items (name, quantity, price, available) SELECT * FROM \
     unnest($1::text[], $2::integer[], $3::double precision[], $4::boolean[])";

/// How much of a `COPY` is sent at a time.
const CHUNK: usize = 64 * 1024;

impl Sqlx {
    pub(super) async fn update(&self, key: i64, balance: i64) -> sqlx::Result<u64> {
        let done = sqlx::query(SET).bind(key).bind(balance).execute(&self.0).await?;
        Ok(done.rows_affected())
    }

    pub(super) async fn patch(&self, key: i64, balance: i64) -> sqlx::Result<Account> {
        let account: Account = sqlx::query_as(ACCOUNT).bind(key).fetch_one(&self.0).await?;
        sqlx::query_as(SAVE).bind(account.id).bind(balance).fetch_one(&self.0).await
    }

    pub(super) async fn transfer(
        &self,
        from: i64,
        to: i64,
        amount: i64,
        note: New,
    ) -> sqlx::Result<()> {
        let mut transaction = self.0.begin().await?;
        sqlx::query(ADD).bind(from).bind(-amount).execute(&mut *transaction).await?;
        sqlx::query(ADD).bind(to).bind(amount).execute(&mut *transaction).await?;
        sqlx::query(NOTE)
            .bind(note.name)
            .bind(note.quantity)
            .bind(note.price)
            .bind(note.available)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    pub(super) async fn insert(&self, new: New) -> sqlx::Result<Inserted<Item>> {
        sqlx::query_as(INSERT)
            .bind(new.name)
            .bind(new.quantity)
            .bind(new.price)
            .bind(new.available)
            .fetch_one(&self.0)
            .await
            .map(Inserted)
    }

    pub(super) async fn insert_many(&self, rows: Vec<New>) -> sqlx::Result<u64> {
        let names: Vec<&str> = rows.iter().map(|row| &*row.name).collect();
        let quantities: Vec<i32> = rows.iter().map(|row| row.quantity).collect();
        let prices: Vec<f64> = rows.iter().map(|row| row.price).collect();
        let available: Vec<bool> = rows.iter().map(|row| row.available).collect();
        let insert = sqlx::query(INSERT_MANY).bind(names).bind(quantities).bind(prices);
        Ok(insert.bind(available).execute(&self.0).await?.rows_affected())
    }

    /// It sends bytes; what is in them is the program's business. As text, by hand.
    pub(super) async fn copy(&self, rows: Vec<New>) -> sqlx::Result<u64> {
        let mut connection = self.0.acquire().await?;
        let mut copy = connection
            .copy_in_raw("COPY items (name, quantity, price, available) FROM STDIN")
            .await?;
        let mut chunk = String::with_capacity(2 * CHUNK);
        for New { name, quantity, price, available } in &rows {
            escape(name, &mut chunk);
            // A `String` takes everything.
            let _ = writeln!(chunk, "\t{quantity}\t{price}\t{available}");
            if chunk.len() >= CHUNK {
                copy.send(chunk.as_bytes()).await?;
                chunk.clear();
            }
        }
        copy.send(chunk.as_bytes()).await?;
        copy.finish().await
    }
}

/// A text in `COPY`'s text format (PostgreSQL manual, "COPY", File Formats).
fn escape(text: &str, into: &mut String) {
    for character in text.chars() {
        match character {
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            other => into.push(other),
        }
    }
}
