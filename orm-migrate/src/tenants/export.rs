//! A tenant as a stream of lines.

use super::Tenants;
use super::rows::Pages;
use crate::Error;
use orm::value::DbType;
use orm::{Isolation, TxOptions};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// The form of the stream; a change of it makes another number.
pub(super) const FORMAT: u32 = 1;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) orm_tenant: u32,
    pub(super) database: String,
    pub(super) tenant: String,
    pub(super) name: String,
    pub(super) version: Option<String>,
    pub(super) metadata: serde_json::Value,
    pub(super) tables: Vec<HeaderTable>,
}

/// A table of the stream.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct HeaderTable {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
}

impl<T: DbType> Tenants<T> {
    /// Writes all rows of a tenant, as they are in one moment, and says how many they are: UTF-8, a JSON
    /// document a line.
    ///
    /// ```text
    /// {"orm_tenant":1,"database":"PostgreSQL","tenant":"7","name":"Acme","version":null,
    ///  "metadata":null,"tables":[{"name":"notes","columns":["id","text","answer_to"]}]}   (one line)
    /// {"t":0,"r":["1","hello",null]}
    /// {"t":0,"r":["2","hello yourself","1"]}
    /// {"t":0,"l":["2","hello yourself","1"]}
    /// {"end":2}
    /// ```
    ///
    /// `t` is the number of the table in the first line, `r` a row with the text of each value, without the
    /// tenant. Tables that are referred to come first. `l` is a row once more, after all others: its
    /// references in circles are written then. The last line has the number of rows, so that a stream that
    /// was cut off is noticed. A value's text is the database's own: bytes are hexadecimal.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant); those of a query;
    /// [`is_refused`](Error::is_refused) if the writer fails, or a table has no key.
    pub async fn export(
        &self,
        id: &T,
        mut to: impl AsyncWrite + Unpin + Send,
    ) -> Result<u64, Error> {
        self.check_tables()?;
        let entry = self.directory().get(id).await?;
        let tenant = self.at(&entry, "a tenant is exported").await?;
        let tables = self.tables_at(&tenant)?;
        let header = Header {
            orm_tenant: FORMAT,
            database: tables.dialect.name().to_owned(),
            tenant: self.directory().key_of(id)?,
            name: entry.name.clone(),
            version: entry.version.clone(),
            metadata: entry.metadata.clone(),
            tables: tables.all.iter().map(HeaderTable::of).collect(),
        };
        let header = serde_json::to_string(&header).expect("names and values are JSON");
        write(&mut to, &format!("{header}\n")).await?;
        let moment = TxOptions::new().isolation(Isolation::RepeatableRead);
        let read = tenant.begin_read(moment).await?;
        let mut count = 0;
        for kind in ["r", "l"] {
            for (number, table) in tables.all.iter().enumerate() {
                let mut pages = if kind == "r" { Pages::all(table) } else { Pages::late(table) };
                loop {
                    let rows = pages.next(&read, self.same(id)?).await?;
                    if rows.is_empty() {
                        break;
                    }
                    count += if kind == "r" { rows.len() as u64 } else { 0 };
                    let line = |row| format!("{{\"t\":{number},\"{kind}\":{row}}}\n");
                    let lines: String = rows.iter().map(line).collect();
                    write(&mut to, &lines).await?;
                }
            }
        }
        read.commit().await?;
        write(&mut to, &format!("{{\"end\":{count}}}\n")).await?;
        to.flush().await.map_err(unwritable)?;
        Ok(count)
    }
}

impl HeaderTable {
    pub(super) fn of(texts: &super::rows::RowTexts) -> HeaderTable {
        HeaderTable {
            name: texts.table.name.to_owned(),
            columns: texts.columns().map(str::to_owned).collect(),
        }
    }
}

async fn write(to: &mut (impl AsyncWrite + Unpin), text: &str) -> Result<(), Error> {
    to.write_all(text.as_bytes()).await.map_err(unwritable)
}

fn unwritable(error: std::io::Error) -> Error {
    Error::refused("the tenant's rows cannot be written").with_source(error)
}
