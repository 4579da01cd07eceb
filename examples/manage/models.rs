//! What a blog keeps.

use chrono::{DateTime, Utc};
use orm::Model;

/// Somebody who writes.
#[derive(Model, Debug, Clone)]
#[model(unique(email))]
pub struct Author {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    pub email: String,
}

/// What somebody wrote.
#[derive(Model, Debug, Clone)]
#[model(index(author_id, published_at desc), check(titled = "title <> ''"))]
pub struct Post {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Author, on_delete = cascade)]
    pub author_id: i64,
    pub title: String,
    pub body: String,
    pub published_at: Option<DateTime<Utc>>,
}
