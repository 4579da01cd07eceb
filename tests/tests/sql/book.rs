//! The statements of one topic on one database, and the file that they are compared with.

use super::format::pretty;
use orm::{Db, Dialect, Error};
use orm_tests::TestDb;
use orm_tests::cases::seed::{Shop, shop};
use orm_tests::models::*;
use std::fmt;
use std::path::{Path, PathBuf};

/// A value of a user. It has to be in no statement's text, nor do [`NUMBER`] and [`YEAR`].
pub const TEXT: &str = "marker";
pub const NUMBER: i32 = 98_765;
pub const YEAR: i32 = 4321;

/// What would show that a value got into a text. `sent-out` is the label of `Status::Sent`.
const VALUES: &[&str] = &[TEXT, "98765", "4321", "sent-out"];

pub struct Book {
    t: TestDb,
    pub shop: Shop,
    text: String,
}

impl Book {
    /// A book on a database with a full shop.
    pub async fn new(t: TestDb) -> Self {
        let shop = shop(&t).await.unwrap();
        let others = [
            Session::TABLE,
            Shipment::TABLE,
            Parcel::TABLE,
            Ticket::TABLE,
            Everything::TABLE,
            Anything::TABLE,
        ];
        create(&t.db, &others).await;
        Book { t, shop, text: String::new() }
    }

    pub fn db(&self) -> &Db {
        &self.t.db
    }

    /// Runs `work` and writes down its statements, or that the database lacks something for it.
    ///
    /// # Panics
    ///
    /// If the database refuses a statement, or a value is in a text.
    pub async fn add<T>(&mut self, title: &str, work: impl AsyncFnOnce(&Db) -> Result<T, Error>) {
        let db = self.t.db.clone();
        let recorded = db.record(async || work(&db).await).await;
        self.text.push_str(&format!("-- {title}\n"));
        match recorded.value {
            Err(error) if error.is_unsupported() => {
                self.text.push_str(&format!("-- unsupported: {error}\n"));
            }
            Err(error) => panic!("{title}: {error:?}"),
            Ok(_) => {}
        }
        for statement in recorded.statements {
            for value in VALUES {
                assert!(!statement.sql.contains(value), "{title}: {value} is in {}", statement.sql);
            }
            let text = pretty(&statement.sql);
            let words = |text: &str| text.replace(['\n', ' '], "");
            assert_eq!(words(&text), words(&statement.sql), "only blanks differ");
            self.text.push_str(&format!("{text};\n"));
        }
        self.text.push('\n');
    }

    /// Writes down statements that are made of declarations alone.
    pub fn note(&mut self, title: &str, statements: &[String]) {
        let statements: String = statements.iter().map(|sql| format!("{sql};\n")).collect();
        self.text.push_str(&format!("-- {title}\n{statements}\n"));
    }

    /// Compares the book with its file, or writes the file.
    ///
    /// # Panics
    ///
    /// If they differ.
    pub fn compare(&self, topic: &str) {
        let dialect = match self.t.db.dialect() {
            Dialect::Postgres => "postgres",
            Dialect::Sqlite => "sqlite",
        };
        let path = file(&format!("{topic}.{dialect}.sql"));
        let found = format!("{}\n", self.text.trim_end());
        if std::env::var_os("ORM_TEST_BLESS").is_some() {
            std::fs::write(&path, found).expect("the snapshots can be written");
            return;
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if found != expected {
            panic!(
                "{topic} on {dialect}: a statement's text is not that of the file\n{}\n\
                 ORM_TEST_BLESS=1 accepts the new ones",
                difference(&expected, &found)
            );
        }
    }
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name)
}

/// Each statement that is not in the other text, by its title.
fn difference(expected: &str, found: &str) -> String {
    let only = |text: &str, other: &str, mark: &str| -> String {
        let other: Vec<_> = other.trim_end().split("\n\n").collect();
        let entries = text.trim_end().split("\n\n").filter(|entry| !other.contains(entry));
        entries.map(|entry| format!("{mark}\n{entry}\n")).collect()
    };
    only(expected, found, "only in the file:") + &only(found, expected, "found:")
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Book on {:?}", self.t)
    }
}
