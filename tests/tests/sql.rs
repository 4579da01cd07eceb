//! The text of every kind of statement, a file a topic and database in `snapshots/`.
//!
//! Each statement is run, so that a text that a database refuses does not get into a file.
//! `ORM_TEST_BLESS=1 tests/run -p orm-tests --test sql` writes the files anew.

pub mod sql {
    pub mod book;
    pub mod condition;
    pub mod format;
    pub mod load;
    pub mod lock;
    pub mod relation;
    pub mod schema;
    pub mod select;
    pub mod tenant;
    pub mod tenant_write;
    pub mod types;
    pub mod write;
}

use orm_tests::setup;
use sql::book::Book;

/// A test a topic and database: the topic's statements are those of its file.
macro_rules! topics {
    ($($topic:ident)+) => {$(
        mod $topic {
            #[tokio::test]
            async fn postgres() {
                let mut book = super::Book::new(super::setup::postgres().await).await;
                crate::sql::$topic::write(&mut book).await;
                book.compare(stringify!($topic));
            }

            #[tokio::test]
            async fn sqlite() {
                let mut book = super::Book::new(super::setup::sqlite().await).await;
                crate::sql::$topic::write(&mut book).await;
                book.compare(stringify!($topic));
            }
        }
    )+};
}

topics! { condition load lock relation schema select tenant tenant_write types write }

/// The same topics where each tenant has a schema of its own.
macro_rules! topics_of_schemas {
    ($($topic:ident)+) => {
        mod schemas {$(
            #[tokio::test]
            async fn $topic() {
                let mut book = super::Book::new(super::setup::tenant_schemas().await).await;
                crate::sql::$topic::write(&mut book).await;
                book.compare(concat!(stringify!($topic), ".schemas"));
            }
        )+}
    };
}

topics_of_schemas! { tenant tenant_write }
