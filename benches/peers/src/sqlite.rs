//! The peers on SQLite: each has a file of its own, all with the same rows and settings.

mod by_hand;
mod diesel;
mod orm;
mod sea_orm;
mod sqlx;

use crate::Result;
use crate::data::{Data, ITEMS, New};
use crate::measure::Keeper;
use crate::peer::Peer;
use crate::work::Work;
use rusqlite::{Connection, params};
use std::path::{Path, PathBuf};

const TABLE: &str = "
    CREATE TABLE items (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        price REAL NOT NULL,
        available BOOLEAN NOT NULL
    )";

/// The settings that `orm` has by default; the peers get the same.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
     PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;";

const INSERT: &str = "INSERT INTO items (name, quantity, price, available) VALUES (?1, ?2, ?3, ?4)";

/// How many rows a statement inserts where all values are in one: SQLite takes 32,766 of them
/// ("Implementation Limits For SQLite", 9).
const CHUNK: usize = 5_000;

/// After how many new rows the table is emptied.
const MOST_NEW: i64 = 1_000;

/// Every library, each with a file in this folder; the first is what the others are compared with.
///
/// # Errors
///
/// If a file cannot be made or opened.
pub async fn connect(folder: &Path, data: &Data) -> Result<(Vec<Box<dyn Peer>>, Files)> {
    let mut files = Files(Vec::new());
    let mut paths = Vec::new();
    for name in ["by_hand", "orm", "diesel", "sqlx", "sea_orm"] {
        let path = folder.join(format!("{name}.db"));
        files.0.push(File::create(&path, data)?);
        paths.push(path);
    }
    let [by_hand, orm, diesel, sqlx, sea_orm]: [PathBuf; 5] =
        paths.try_into().map_err(|_| "five names, five paths")?;
    let peers: Vec<Box<dyn Peer>> = vec![
        Box::new(by_hand::ByHand::open(&by_hand)?),
        Box::new(orm::Orm::connect(&orm).await?),
        Box::new(diesel::Diesel::open(&diesel)?),
        Box::new(sqlx::Sqlx::connect(&sqlx).await?),
        Box::new(sea_orm::SeaOrm::connect(&sea_orm).await?),
    ];
    Ok((peers, files))
}

/// Looks after the files, over a connection of its own to each.
#[derive(Debug)]
pub struct Files(Vec<File>);

#[derive(Debug)]
struct File {
    connection: Connection,
    /// The new rows since the table was emptied.
    new: i64,
}

impl File {
    fn create(path: &Path, data: &Data) -> Result<File> {
        let connection = Connection::open(path)?;
        connection.execute_batch(PRAGMAS)?;
        connection.execute_batch(TABLE)?;
        let mut file = File { connection, new: 0 };
        file.insert(data)?;
        Ok(file)
    }

    fn insert(&mut self, data: &Data) -> Result<()> {
        let transaction = self.connection.transaction()?;
        let mut insert = transaction.prepare("INSERT INTO items VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for item in &data.items {
            insert.execute(params![
                item.id,
                item.name,
                item.quantity,
                item.price,
                item.available
            ])?;
        }
        drop(insert);
        transaction.commit()?;
        Ok(())
    }

    fn empty(&mut self) -> Result<()> {
        self.new = 0;
        // The log goes back into the file here, and not in somebody's turn.
        self.connection
            .execute_batch("DELETE FROM items; PRAGMA wal_checkpoint(TRUNCATE)")
            .map_err(Into::into)
    }

    /// Whether there are as many rows as were inserted.
    fn count_and_empty(&mut self) -> Result<()> {
        let count: i64 =
            self.connection.query_row("SELECT count(*) FROM items", (), |row| row.get(0))?;
        if count != self.new {
            return Err(format!("{count} new rows are in the table, not {}", self.new).into());
        }
        self.empty()
    }
}

impl Keeper for Files {
    async fn begin(&mut self, _: &Data, work: Work) -> Result<()> {
        if work.fills() {
            self.0.iter_mut().try_for_each(File::empty)?;
        }
        Ok(())
    }

    async fn after(&mut self, peer: usize, _: &Data, work: Work) -> Result<()> {
        let file = &mut self.0[peer];
        match work {
            Work::Insert => file.new += work.repeats() as i64,
            Work::InsertMany => file.new += ITEMS,
            _ => {}
        }
        if file.new >= MOST_NEW { file.count_and_empty() } else { Ok(()) }
    }

    async fn end(&mut self, data: &Data, work: Work) -> Result<()> {
        if work.fills() {
            for file in &mut self.0 {
                file.count_and_empty()?;
                file.insert(data)?;
            }
        }
        Ok(())
    }
}

/// The rows in chunks that fit into a statement.
fn chunks(rows: Vec<New>) -> impl Iterator<Item = Vec<New>> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let chunk: Vec<New> = rows.by_ref().take(CHUNK).collect();
        (!chunk.is_empty()).then_some(chunk)
    })
}
