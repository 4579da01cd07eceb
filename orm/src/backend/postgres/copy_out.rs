//! `COPY (SELECT ..) TO STDOUT`: a query's rows in PostgreSQL's binary form, as they come.
//!
//! The form (PostgreSQL manual, COPY, "Binary Format") is that of a query's cells without their types,
//! which the query itself tells when it is prepared.

use super::connection::{PgConnection, explain};
use super::decode::Cell;
use super::error::Cause;
use crate::backend;
use crate::error::{Error, Kind};
use crate::value::BoxError;
use bytes::{Buf, Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use tokio_postgres::{Column, CopyOutStream, Statement};

/// The signature; the flags and the length of an extension follow.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

impl PgConnection {
    /// Runs a COPY of a query's rows; the caller holds a [`Request`](super::request::Request).
    pub(super) async fn copy_out(
        &self,
        copy: &backend::Statement,
        query: &Arc<str>,
    ) -> Result<impl Stream<Item = Result<CopiedRow, Error>> + Send + use<>, Cause> {
        // Anew each time: it is not run, so that the server would not tell that a kept one has other
        // columns by now.
        let query = self.described(query).await?;
        let copy = self.prepared(copy).await?;
        let data = self.client.copy_out(&copy).await;
        let data = data.map_err(|error| self.answered(self.cause(error)))?;
        let reader = Reader {
            data: Box::pin(data),
            ended: self.ended.clone(),
            query,
            rest: Bytes::new(),
            is_begun: false,
        };
        Ok(stream::try_unfold(reader, async |mut reader| {
            Ok(reader.next().await?.map(|row| (row, reader)))
        }))
    }
}

/// A row out of a COPY.
pub(crate) struct CopiedRow {
    query: Statement,
    bytes: Bytes,
    cells: Vec<Option<Range<usize>>>,
}

impl CopiedRow {
    pub(super) fn columns(&self) -> &[Column] {
        self.query.columns()
    }

    pub(super) fn cell(&self, at: usize) -> Result<Cell<'_>, BoxError> {
        match (self.columns().get(at), self.cells.get(at)) {
            (Some(column), Some(cell)) => Ok(Cell {
                oid: column.type_().oid(),
                bytes: cell.clone().map(|range| &self.bytes[range]),
            }),
            _ => Err(format!("the result has only {} columns", self.cells.len()).into()),
        }
    }
}

/// Cuts the data into rows. A server sends one a message, which nothing promises.
struct Reader {
    data: Pin<Box<CopyOutStream>>,
    ended: Arc<OnceLock<Cause>>,
    query: Statement,
    rest: Bytes,
    is_begun: bool,
}

/// What the data that are there begin with.
enum Part {
    Row(CopiedRow),
    /// What is there is not whole.
    More,
    End,
}

impl Reader {
    async fn next(&mut self) -> Result<Option<CopiedRow>, Error> {
        loop {
            match self.part()? {
                Part::Row(row) => return Ok(Some(row)),
                Part::More => {
                    let more = self.message().await?;
                    self.add(more.ok_or_else(malformed)?);
                }
                Part::End => {
                    // What the server has to say of the COPY as a whole comes behind the last row.
                    while self.message().await?.is_some() {}
                    return Ok(None);
                }
            }
        }
    }

    async fn message(&mut self) -> Result<Option<Bytes>, Error> {
        let message = self.data.next().await.transpose();
        message.map_err(|error| explain(error.into(), &self.ended).into())
    }

    fn add(&mut self, more: Bytes) {
        if self.rest.is_empty() {
            self.rest = more;
        } else {
            let mut both = BytesMut::with_capacity(self.rest.len() + more.len());
            both.extend_from_slice(&self.rest);
            both.extend_from_slice(&more);
            self.rest = both.freeze();
        }
    }

    fn part(&mut self) -> Result<Part, Error> {
        if !self.is_begun {
            let Some(header) = self.rest.get(..SIGNATURE.len() + 8) else { return Ok(Part::More) };
            // Neither a flag nor an extension has been defined.
            if !header.starts_with(SIGNATURE) || header[SIGNATURE.len()..] != [0; 8] {
                return Err(malformed());
            }
            self.rest.advance(SIGNATURE.len() + 8);
            self.is_begun = true;
        }
        let Some((count, _)) = self.rest.split_first_chunk() else { return Ok(Part::More) };
        let Ok(count) = usize::try_from(i16::from_be_bytes(*count)) else { return Ok(Part::End) };
        let mut cells = Vec::with_capacity(count);
        let mut at = 2;
        for _ in 0..count {
            let Some((length, _)) = self.rest[at..].split_first_chunk() else {
                return Ok(Part::More);
            };
            at += 4;
            let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
                cells.push(None);
                continue;
            };
            if self.rest.len() - at < length {
                return Ok(Part::More);
            }
            cells.push(Some(at..at + length));
            at += length;
        }
        Ok(Part::Row(CopiedRow { query: self.query.clone(), bytes: self.rest.split_to(at), cells }))
    }
}

fn malformed() -> Error {
    Error::new(Kind::Decode, "the data of the COPY are not in the binary form")
}
