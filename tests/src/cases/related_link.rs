//! Links that are deleted softly, over a unique column, and with columns that need a value.

use crate::TestDb;
use chrono::{DateTime, Utc};
use orm::Model;

/// Referred to by its key, and by a unique column.
#[derive(Model, Debug)]
#[model(
    table = "link_readers",
    many_to_many(badges: Badge through Award, topics: Badge through Interest, held: Badge through Hold)
)]
pub struct Reader {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub card: String,
}

#[derive(Model, Debug)]
#[model(table = "link_badges")]
pub struct Badge {
    #[model(primary_key)]
    pub name: String,
}

/// A row between that is deleted softly.
#[derive(Model, Debug)]
#[model(table = "link_awards", primary_key(card, badge))]
pub struct Award {
    #[model(references = Reader.card, relation = reader)]
    pub card: String,
    #[model(references = Badge, relation = of)]
    pub badge: String,
    #[model(version)]
    pub version: i32,
    #[model(soft_delete)]
    pub lost_at: Option<DateTime<Utc>>,
}

/// A row between with a column that needs a value.
#[derive(Model, Debug)]
#[model(table = "link_interests", primary_key(reader_id, badge))]
pub struct Interest {
    #[model(references = Reader)]
    pub reader_id: i64,
    #[model(references = Badge, relation = of)]
    pub badge: String,
    pub since: i32,
}

/// A row between whose two keys are no unique set, but one of them is.
#[derive(Model, Debug)]
#[model(table = "link_holds")]
pub struct Hold {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Reader)]
    pub reader_id: i64,
    #[model(references = Badge, relation = of, unique)]
    pub badge: String,
}

pub async fn links_that_were_deleted_are_there_again(t: &TestDb) {
    let db = &t.db;
    let tables = [Reader::TABLE, Badge::TABLE, Award::TABLE, Interest::TABLE, Hold::TABLE];
    orm_migrate::create_tables(db, &tables).await.unwrap();
    Badge::create_many(db, ["red", "blue"].map(|name| badge::New { name: name.into() }))
        .await
        .unwrap();
    let ada = Reader::create(db, reader::New { card: "A".into() }).await.unwrap();
    assert_eq!(ada.badges().add(db, ["red", "blue"]).await.unwrap(), 2);
    assert_eq!(ada.badges().add(db, ["red"]).await.unwrap(), 0, "it is there");
    assert_eq!(ada.badges().remove(db, ["red"]).await.unwrap(), 1);
    assert_eq!(ada.badges().remove(db, ["red"]).await.unwrap(), 0, "it is gone");
    assert_eq!(ada.badges().count(db).await.unwrap(), 1);
    assert_eq!(ada.badges().add(db, ["red", "blue"]).await.unwrap(), 1, "one is there again");
    ada.badges().set(db, ["red", "blue"]).await.unwrap();
    let versions = Award::query().order_by(|a| a.badge.asc()).select(|a| (a.badge, a.version));
    assert_eq!(
        versions.all(db).await.unwrap(),
        [("blue".into(), 1), ("red".into(), 3)],
        "a link that stays is not touched"
    );
    ada.badges().set(db, ["blue"]).await.unwrap();
    let left = ada.badges().all(db).await.unwrap();
    assert_eq!(left.iter().map(|badge| badge.name.as_str()).collect::<Vec<_>>(), ["blue"]);

    // What another unique set refuses is told, and not taken for a link that is there.
    let bob = Reader::create(db, reader::New { card: "B".into() }).await.unwrap();
    assert_eq!(ada.held().add(db, ["red"]).await.unwrap(), 1);
    assert!(bob.held().add(db, ["red"]).await.unwrap_err().is_unique_violation());
    assert!(bob.held().set(db, ["red"]).await.unwrap_err().is_unique_violation());
    assert_eq!(ada.held().count(db).await.unwrap(), 1);

    // A link that needs more than its keys is made by hand, and ended like any other.
    let refused = ada.topics().add(db, ["red"]).await.unwrap_err();
    assert!(refused.is_unsupported() && refused.to_string().contains("`since`"), "{refused}");
    assert_eq!(ada.topics().add(db, Vec::<String>::new()).await.unwrap(), 0);
    let new = interest::New { reader_id: ada.id, badge: "red".into(), since: 2020 };
    Interest::create(db, new).await.unwrap();
    ada.topics().set(db, Vec::<String>::new()).await.unwrap();
    assert_eq!(ada.topics().count(db).await.unwrap(), 0);
}
