// Relations are loaded onto a slice of rows that can be cloned.

use orm::{Db, Error, Model, load_related};

#[derive(Model)]
#[model(has_many(pages: Page.book_id))]
struct Book {
    #[model(primary_key, auto)]
    id: i64,
}

#[derive(Model)]
struct Page {
    #[model(primary_key, auto)]
    id: i64,
    #[model(references = Book)]
    book_id: i64,
}

async fn load(db: &Db, books: &[Book]) -> Result<(), Error> {
    load_related(db, books, |b| b.pages()).await?;
    Ok(())
}

fn main() {}
