//! The rows in a database, and what is deleted from it.

use super::data::Data;
use super::model::*;
use diesel_async::SimpleAsyncConnection;
use orm::schema::Table;
use orm::{Db, Dialect, Error};

/// In the order of their references.
const TABLES: &[&Table] = &[
    Land::TABLE,
    Place::TABLE,
    Archive::TABLE,
    Rate::TABLE,
    Publisher::TABLE,
    Author::TABLE,
    Portrait::TABLE,
    Book::TABLE,
    Volume::TABLE,
    Subject::TABLE,
    Filing::TABLE,
    Interest::TABLE,
];

pub async fn fill(db: &Db, data: Data) -> Result<(), Error> {
    orm_migrate::drop_tables(db, TABLES).await?;
    orm_migrate::create_tables(db, TABLES).await?;
    Land::insert_many(data.lands).exec(db).await?;
    Place::insert_many(data.places).exec(db).await?;
    Archive::insert_many(data.archives).exec(db).await?;
    Rate::insert_many(data.rates).exec(db).await?;
    Publisher::insert_many(data.publishers).exec(db).await?;
    // References within a table come last: the row that they lead to may be the next.
    let mut mentors = Vec::new();
    let authors = data.authors.into_iter().map(|mut author| {
        mentors.push((author.id, author.mentor_id.take()));
        author
    });
    Author::insert_many(authors.collect::<Vec<_>>()).exec(db).await?;
    for (id, mentor) in mentors {
        Author::query()
            .filter(|a| a.id.eq(id))
            .update(|a| a.mentor_id.set(mentor))
            .exec(db)
            .await?;
    }
    Portrait::insert_many(data.portraits).exec(db).await?;
    Book::insert_many(data.books).exec(db).await?;
    Volume::insert_many(data.volumes).exec(db).await?;
    let mut broader = Vec::new();
    let subjects = data.subjects.into_iter().map(|mut subject| {
        broader.push((subject.id, subject.broader_slug.take()));
        subject
    });
    Subject::insert_many(subjects.collect::<Vec<_>>()).exec(db).await?;
    for (id, slug) in broader {
        let subject = Subject::query().filter(|s| s.id.eq(id));
        subject.update(|s| s.broader_slug.set(slug)).exec(db).await?;
    }
    Filing::insert_many(data.filings).exec(db).await?;
    Interest::insert_many(data.interests).exec(db).await?;
    macro_rules! delete {
        ($($model:ident)+) => {
            $($model::query().filter(|row| row.note.eq("gone")).delete().exec(db).await?;)+
        };
    }
    delete! { Publisher Author Portrait Book Filing }
    lose(db).await
}

/// Removes rows without a word to the foreign keys.
async fn lose(db: &Db) -> Result<(), Error> {
    let deletes: String = TABLES
        .iter()
        .map(|table| format!("DELETE FROM \"{}\" WHERE note = 'lost';", table.name))
        .collect();
    let mut connection = db.connection().await?;
    match db.dialect() {
        Dialect::Postgres => {
            let text = format!(
                "SET session_replication_role = replica; {deletes} RESET session_replication_role;"
            );
            connection.postgres().expect("it is PostgreSQL").batch_execute(&text).await
        }
        Dialect::Sqlite => {
            let text = format!("PRAGMA foreign_keys = OFF; {deletes} PRAGMA foreign_keys = ON;");
            connection.sqlite().expect("it is SQLite").batch_execute(&text).await
        }
    }
    .expect("a superuser deletes what it likes");
    Ok(())
}
