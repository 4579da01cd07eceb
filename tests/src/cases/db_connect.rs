//! Opening a database.

use crate::TestDb;
use crate::models::{Tag, create, tag};

/// A second pool on the same database sees what the first wrote.
pub async fn a_second_pool_opens_beside_the_first(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    let second = orm::Db::connect(&t.url).await.expect("the database is there");
    Tag::create(&t.db, tag::New { name: "shared".into() }).await.unwrap();
    assert_eq!(Tag::query().count(&second).await.unwrap(), 1);
}
