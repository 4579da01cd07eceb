//! Rows to begin with. They are there once, however often this runs.

use crate::models::{Author, Post, author, post};
use orm::{Db, Error};

/// An author with a post.
pub async fn demo(db: &Db) -> Result<(), Error> {
    let new = author::New { name: "Ada".into(), email: "ada@example.org".into() };
    let (ada, _) = Author::get_or_create(db, |by| by.email, new).await?;
    if Post::query().filter(|p| p.author_id.eq(ada.id)).exists(db).await? {
        return Ok(());
    }
    let body = "It all began with a table.".into();
    let new = post::New { author_id: ada.id, title: "Hello".into(), body, published_at: None };
    Post::create(db, new).await.map(drop)
}
