// A row that may be absent is read as an `Option`.

#[path = "../blog.rs"]
mod blog;

use blog::*;
use orm::{Db, Error};

async fn editors(db: &Db) -> Result<(), Error> {
    for post in Post::query().select_related(|p| p.editor()).all(db).await? {
        println!("{}", post.editor().name);
    }
    Ok(())
}

fn main() {}
