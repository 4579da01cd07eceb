//! `COPY .. FROM STDIN`: rows in PostgreSQL's binary form, sent as they come.
//!
//! ```text
//! rows -> a chunk of about 64 KiB -> sink: one message ahead -> the connection's task -> server
//! ```
//!
//! The form has no types in it (PostgreSQL manual, COPY, "Binary Format"), so that a value of another
//! type than its column's would be taken for something else. The server is asked for the columns' types
//! first, and a column that is of another one is refused.

use super::cache;
use super::connection::PgConnection;
use super::decode::fits;
use super::driver::Sink;
use super::encode::{Params, scalar};
use super::error::Cause;
use crate::backend::{CopyIn, CopyRows, Statement};
use crate::error::{Error, Kind};
use crate::schema::Type;
use crate::value::Value;
use bytes::Bytes;
use futures_util::SinkExt;
use std::future::poll_fn;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use tokio_postgres::types::{Oid, Type as PgType};

/// How many bytes are gathered before they are sent.
const CHUNK: usize = 64 << 10;

/// The largest message: a longer row goes in several, which the server takes as one text.
const LARGEST: usize = 1 << 20;

/// The signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Where a row's number of columns would stand.
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();

/// The columns of a table: their names, types, those of an array's elements, and the types' names.
///
/// A domain's values have the form of the type that it is made of.
const COLUMNS: &str = "SELECT a.attname::text, t.oid, t.typelem, t.typname::text \
     FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS d ON d.oid = a.atttypid \
     JOIN pg_catalog.pg_type AS t ON t.oid = CASE d.typtype WHEN 'd' THEN d.typbasetype ELSE d.oid END \
     WHERE a.attrelid = CAST(CAST($1 AS text) AS pg_catalog.regclass) \
     AND a.attnum > 0 AND NOT a.attisdropped";

impl PgConnection {
    /// Sends rows into a table, all or none; gives how many the server took. Nothing is sent into the
    /// table before the first chunk is full, or the rows have ended.
    ///
    /// If the future is dropped, the server gives up the COPY.
    ///
    /// # Errors
    /// If the server refuses the rows, or they could not be had or sent. An error of the server shows
    /// when all rows were sent. If it refuses the COPY itself, the connection is closed.
    pub(crate) async fn copy_in(
        &self,
        copy: &CopyIn,
        rows: &mut dyn CopyRows,
    ) -> Result<u64, Error> {
        if !self.copies_in_a_transaction() {
            return self.copy_rows(copy, rows).await;
        }
        self.begin("BEGIN").await?;
        match self.copy_rows(copy, rows).await {
            Ok(count) => self.commit().await.map(|()| count),
            Err(error) => {
                let _ = self.rollback().await;
                Err(error)
            }
        }
    }

    /// Whether a COPY needs a transaction around it: behind a pooler, nothing else keeps the session in
    /// which the COPY is prepared.
    pub(super) fn copies_in_a_transaction(&self) -> bool {
        self.cache.is_off() && !self.in_transaction()
    }

    async fn copy_rows(&self, copy: &CopyIn, rows: &mut dyn CopyRows) -> Result<u64, Error> {
        let mut chunk = Chunk::new(self.columns_of(copy).await?);
        let mut is_last = chunk.fill(rows).await?;
        let request = self.request();
        let mut sink = match self.begin_in(&copy.statement).await {
            Ok(sink) => Box::pin(sink),
            Err(cause) => {
                request.end(&Err::<(), _>(cause.clone()));
                return Err(cause.into());
            }
        };
        let result = loop {
            if let Err(cause) = self.send(sink.as_mut(), chunk.take()).await {
                break Err(cause);
            }
            if is_last {
                break sink.as_mut().finish().await.map_err(|error| self.cause(error));
            }
            match chunk.fill(rows).await {
                Ok(last) => is_last = last,
                Err(error) => {
                    drop(sink);
                    // The server answers in order: when this is answered, it has given up the COPY.
                    let _ = self.client.batch_execute("").await;
                    request.end(&Err::<(), _>(Cause::Gone));
                    return Err(error);
                }
            }
        };
        request.end(&result);
        result.map_err(Error::from)
    }

    async fn begin_in(&self, statement: &Statement) -> Result<Sink, Cause> {
        let prepared = self.prepared(statement).await?;
        self.begin_copy(prepared).await.map_err(|cause| self.answered(cause))
    }

    /// A statement without values; kept, if statements are.
    pub(super) async fn prepared(
        &self,
        statement: &Statement,
    ) -> Result<tokio_postgres::Statement, Cause> {
        let sql = &statement.sql;
        if self.cache.is_off() || statement.shape.is_some() {
            return self.described(sql).await;
        }
        let none = Params::default();
        let prepared = self.cache.get(&self.client, &self.runtime, sql, &none).await;
        prepared.map_err(|cause| self.explain(cause))
    }

    /// A statement without values, prepared for this once.
    pub(super) async fn described(
        &self,
        sql: &Arc<str>,
    ) -> Result<tokio_postgres::Statement, Cause> {
        let prepared = cache::prepare(&self.client, &self.runtime, sql, &Params::default()).await;
        prepared.map_err(|cause| self.explain(cause))
    }

    async fn send(&self, mut sink: Pin<&mut Sink>, mut data: Bytes) -> Result<(), Cause> {
        while !data.is_empty() {
            let message = data.split_to(data.len().min(LARGEST));
            sink.as_mut().feed(message).await.map_err(|error| self.cause(error))?;
        }
        Ok(())
    }

    /// The columns as the database has them, in the order of the rows' values.
    async fn columns_of(&self, copy: &CopyIn) -> Result<Vec<Column>, Error> {
        let request = self.request();
        let rows = self.client.query_typed(COLUMNS, &[(&copy.table, PgType::TEXT)]).await;
        let rows = rows.map_err(|error| self.cause(error));
        request.end(&rows);
        let rows = rows?;
        let mut columns = Vec::with_capacity(copy.columns.len());
        for (name, ty) in &copy.columns {
            let name = name.to_string();
            let Some(row) = rows.iter().find(|row| row.get::<_, &str>(0) == name) else {
                let missing = format!("the table {} has no column `{name}`", copy.table);
                return Err(Error::new(Kind::Database, missing));
            };
            let (oid, element): (Oid, Oid) = (row.get(1), row.get(2));
            if !fits(ty, oid) {
                return Err(Error::unsupported(format!(
                    "COPY sends values in their column's own type, and the column `{name}` is of the \
                     type {}, not {}: use `insert_many`",
                    row.get::<_, &str>(3),
                    super::encode::sent_as(ty).name()
                )));
            }
            let element = matches!(ty, Type::Array(_)).then_some(element);
            columns.push(Column { name, element });
        }
        Ok(columns)
    }
}

/// A column that gets values.
struct Column {
    name: String,
    /// The type of an array's elements, which stands in its binary form: enums have one of their own.
    element: Option<Oid>,
}

/// Rows in binary form, not yet sent.
struct Chunk {
    columns: Vec<Column>,
    bytes: Vec<u8>,
    values: Vec<Value>,
    rows: u64,
    /// How many bytes were sent before.
    sent: usize,
}

impl Chunk {
    fn new(columns: Vec<Column>) -> Self {
        let mut bytes = Vec::with_capacity(CHUNK + CHUNK / 8);
        bytes.extend(HEADER);
        Chunk { columns, bytes, values: Vec::new(), rows: 0, sent: 0 }
    }

    /// Takes rows until there are enough; gives whether they have ended.
    async fn fill(&mut self, rows: &mut dyn CopyRows) -> Result<bool, Error> {
        poll_fn(|cx| {
            while self.bytes.len() < CHUNK {
                self.values.clear();
                match rows.poll_next(cx, &mut self.values) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Err(error)) => {
                        return Poll::Ready(Err(error));
                    }
                    Poll::Ready(Ok(false)) => {
                        self.bytes.extend(TRAILER);
                        return Poll::Ready(Ok(true));
                    }
                    Poll::Ready(Ok(true)) => {
                        self.write()?;
                        rows.written((self.sent + self.bytes.len()) as u64);
                    }
                }
            }
            Poll::Ready(Ok(false))
        })
        .await
    }

    fn take(&mut self) -> Bytes {
        self.sent += self.bytes.len();
        let next = Vec::with_capacity(CHUNK + CHUNK / 8);
        Bytes::from(std::mem::replace(&mut self.bytes, next))
    }

    /// Writes the row: the number of its columns, and each with its length before it.
    fn write(&mut self) -> Result<(), Error> {
        self.rows += 1;
        self.bytes.extend((self.columns.len() as i16).to_be_bytes());
        for (column, value) in self.columns.iter().zip(&self.values) {
            field(value, column.element, &mut self.bytes).map_err(|error| {
                let what =
                    format!("row {} cannot be copied: the value of `{}`", self.rows, column.name);
                Error::new(error.kind(), what).with_source(error)
            })?;
        }
        Ok(())
    }
}

/// Where an array's binary form has the type of its elements.
const ELEMENT: Range<usize> = 8..12;

fn field(value: &Value, element: Option<Oid>, out: &mut Vec<u8>) -> Result<(), Error> {
    let at = out.len();
    // The length of NULL.
    out.extend((-1_i32).to_be_bytes());
    if scalar(value, out)? {
        return Ok(());
    }
    let written = &mut out[at + 4..];
    if let Some(element) = element {
        written[ELEMENT].copy_from_slice(&element.to_be_bytes());
    }
    let length = i32::try_from(written.len())
        .map_err(|_| Error::new(Kind::Encode, "a value of more than 2 GiB"))?;
    out[at..at + 4].copy_from_slice(&length.to_be_bytes());
    Ok(())
}
