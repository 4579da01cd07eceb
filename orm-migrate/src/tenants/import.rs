//! A tenant from a stream of lines.

use super::claim::Claim;
use super::create::{Begun, Create, seeded};
use super::export::{FORMAT, Header, HeaderTable};
use super::sequence::advance;
use super::transfer::Tables;
use crate::Error;
use orm::TenantTx;
use orm::directory::TenantEntry;
use orm::value::DbType;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, Lines};

/// How many rows are written at once.
const BATCH: usize = 500;

/// A line after the first one.
#[derive(Deserialize)]
struct Line<'a> {
    t: Option<usize>,
    #[serde(borrow)]
    r: Option<&'a RawValue>,
    #[serde(borrow)]
    l: Option<&'a RawValue>,
    end: Option<u64>,
}

/// Rows of one table and one kind that are yet to be written.
#[derive(Default)]
struct Pending {
    table: usize,
    is_late: bool,
    rows: Vec<String>,
}

impl<T: DbType> Create<'_, T> {
    /// Makes the tenant, with the rows of a stream that [`Tenants::export`](super::Tenants::export) wrote,
    /// of this tenant or of another one, all or nothing.
    ///
    /// # Errors
    /// Those of [`run`](Self::run); [`is_refused`](Error::is_refused) if the stream is cut off, cannot be
    /// read, is from another kind of database, or has other tables or columns than the models.
    pub async fn import(
        self,
        from: impl AsyncBufRead + Unpin + Send,
    ) -> Result<TenantEntry<T>, Error> {
        let claim = self.tenants.claim(&self.id).await?;
        let made = self.read_in(&claim, from).await;
        self.end(claim, made).await
    }

    async fn read_in(
        &self,
        claim: &Claim,
        from: impl AsyncBufRead + Unpin + Send,
    ) -> Result<(), Error> {
        let Begun::Empty(tenant) = self.begin(claim).await? else { return Ok(()) };
        let tables = self.tenants.tables_at(&tenant)?;
        let mut lines = from.lines();
        check(&next(&mut lines).await?, &tables)?;
        let tx = tenant.begin().await?;
        let (mut count, mut pending) = (0, Pending::default());
        loop {
            let text = next(&mut lines).await?;
            let line: Line<'_> = serde_json::from_str(&text).map_err(unreadable)?;
            if let Some(end) = line.end {
                self.write(&tx, &tables, &mut pending).await?;
                if end != count {
                    return Err(Error::refused("the stream has other rows than its end says"));
                }
                break;
            }
            let is_late = line.l.is_some();
            let Some((table, row)) = line.t.zip(line.r.or(line.l)) else {
                return Err(Error::refused("a line of the stream is neither a row nor the end"));
            };
            if (table, is_late) != (pending.table, pending.is_late) || pending.rows.len() == BATCH {
                self.write(&tx, &tables, &mut pending).await?;
                (pending.table, pending.is_late) = (table, is_late);
            }
            pending.rows.push(row.get().to_owned());
            count += u64::from(!is_late);
        }
        for table in &tables.all {
            advance(&tx, tables.dialect, table, self.tenants.same(&self.id)?).await?;
        }
        seeded(&tx, claim.key()).await?;
        Ok(tx.commit().await?)
    }

    async fn write(
        &self,
        tx: &TenantTx<T>,
        tables: &Tables,
        pending: &mut Pending,
    ) -> Result<(), Error> {
        let rows = std::mem::take(&mut pending.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let table = tables.all.get(pending.table);
        let table = table.ok_or_else(|| Error::refused("the stream has no such table"))?;
        let id = self.tenants.same(&self.id)?;
        match pending.is_late {
            true => table.fill_in(tx, id, &rows).await?,
            false => table.insert(tx, id, &rows).await?,
        };
        Ok(())
    }
}

/// The next line, which has to be there.
async fn next(lines: &mut Lines<impl AsyncBufRead + Unpin>) -> Result<String, Error> {
    let line = lines.next_line().await.map_err(unreadable)?;
    line.ok_or_else(|| Error::refused("the stream was cut off"))
}

fn unreadable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::refused("the stream cannot be read").with_source(error)
}

/// Whether the stream is for these tables.
fn check(header: &str, tables: &Tables) -> Result<(), Error> {
    let header: Header = serde_json::from_str(header).map_err(unreadable)?;
    if header.orm_tenant != FORMAT {
        let text = format!("the stream has the form {}, not {FORMAT}", header.orm_tenant);
        return Err(Error::refused(text));
    }
    if header.database != tables.dialect.name() {
        let text = format!("the stream is from {}", header.database);
        return Err(Error::refused(text));
    }
    let own: Vec<_> = tables.all.iter().map(HeaderTable::of).collect();
    match own.iter().zip(&header.tables).find(|(own, other)| own != other) {
        Some((own, _)) => {
            let text = format!("the stream has other columns than `{}` of the models", own.name);
            Err(Error::refused(text))
        }
        None if own.len() != header.tables.len() => {
            Err(Error::refused("the stream has other tables than the models"))
        }
        None => Ok(()),
    }
}
