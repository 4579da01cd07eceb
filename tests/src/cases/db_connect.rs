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

/// What was written is in the file itself after a checkpoint.
pub async fn a_checkpoint_empties_the_log(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    Tag::create(&t.db, tag::New { name: "kept".into() }).await.unwrap();
    t.db.checkpoint().await.unwrap();
    if let Some(file) = t.url.strip_prefix("sqlite://") {
        assert_eq!(std::fs::metadata(format!("{file}-wal")).unwrap().len(), 0);
        assert!(std::fs::metadata(file).unwrap().len() > 0);
    }
}
