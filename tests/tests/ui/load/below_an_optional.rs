// A row that may be absent has the relations that were loaded below it.

#[path = "../blog.rs"]
mod blog;

use blog::*;
use orm::{Db, Error};

async fn mentors(db: &Db) -> Result<(), Error> {
    for post in Post::query().select_related(|p| p.editor()).all(db).await? {
        if let Some(editor) = post.editor() {
            println!("{:?}", editor.mentor());
        }
    }
    Ok(())
}

fn main() {}
