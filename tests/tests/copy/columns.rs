//! The columns as the database has them, which are not always as the model says.

use orm::{Db, DbEnum, Model};
use orm_tests::setup;

#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[db_enum(native, name = "size")]
enum Size {
    Small,
    Large,
}

/// A table that was made by hand.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "by_hand")]
struct ByHand {
    #[model(primary_key)]
    id: i64,
    name: String,
    words: Vec<String>,
    sizes: Vec<Size>,
}

async fn with_columns(db: &Db, columns: &str) {
    let text = format!("DROP TABLE IF EXISTS by_hand; CREATE TABLE by_hand ({columns})");
    for text in text.split("; ") {
        orm::sql::<()>(orm::unsafe_text(text.to_owned())).exec(db).await.unwrap();
    }
}

fn row(id: i64) -> by_hand::New {
    let words = vec!["a".into(), "b\"{}".into()];
    by_hand::New { id, name: "name".into(), words, sizes: vec![Size::Large, Size::Small] }
}

/// Types with the same binary form, and arrays, whose elements have a type of their own in it.
#[tokio::test]
async fn of_a_type_that_reads_the_same() {
    let t = setup::postgres().await;
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    orm::sql::<()>("CREATE DOMAIN short AS varchar(20)").exec(&db).await.unwrap();
    orm::sql::<()>("CREATE DOMAIN positive AS bigint CHECK (VALUE > 0)").exec(&db).await.unwrap();
    // The second time, the enum is another type of the same name.
    for turn in 1..3 {
        orm::sql::<()>("DROP TYPE IF EXISTS size CASCADE").exec(&db).await.unwrap();
        orm::sql::<()>("CREATE TYPE size AS ENUM ('small', 'large')").exec(&db).await.unwrap();
        for columns in [
            "id bigint, name text, words text[], sizes size[]",
            "name varchar, sizes size[], words varchar[], other int DEFAULT 7, id positive",
            "id bigint, name short, words varchar(5)[], sizes size[]",
        ] {
            with_columns(&db, columns).await;
            let rows = [row(turn), row(turn + 1)];
            assert_eq!(ByHand::copy_in(rows).exec(&db).await.unwrap().rows, 2, "{columns}");
            let rows = ByHand::query().order_by(|r| r.id.asc()).all(&db).await.unwrap();
            let by_hand::New { id, name, words, sizes } = row(turn);
            assert_eq!(rows[0], ByHand { id, name, words, sizes }, "{columns}");
        }
    }
    let refused = ByHand::copy_in([by_hand::New { name: "n".repeat(21), ..row(9) }]);
    assert_eq!(refused.exec(&db).await.unwrap_err().code(), Some("22001"));
}

/// A number would be taken for another one: it has to be refused before it is sent.
#[tokio::test]
async fn of_another_type() {
    let t = setup::postgres().await;
    orm::sql::<()>("CREATE TYPE size AS ENUM ('small', 'large')").exec(&t.db).await.unwrap();
    for (columns, fault) in [
        ("id double precision, name text, words text[], sizes size[]", "`id`"),
        ("id timestamptz, name text, words text[], sizes size[]", "`id`"),
        ("id int, name text, words text[], sizes size[]", "`id`"),
        ("id bigint, name bytea, words text[], sizes size[]", "`name`"),
        ("id bigint, name text, words int[], sizes size[]", "`words`"),
    ] {
        with_columns(&t.db, columns).await;
        let error = ByHand::copy_in([row(1)]).exec(&t.db).await.unwrap_err();
        assert!(error.is_unsupported() && error.to_string().contains(fault), "{error:?}");
        let rows = orm::sql::<i64>("SELECT count(*) FROM by_hand").one(&t.db).await.unwrap();
        assert_eq!(rows, 0);
    }
    with_columns(&t.db, "id bigint, words text[], sizes size[]").await;
    let error = ByHand::copy_in([row(1)]).exec(&t.db).await.unwrap_err();
    assert!(error.to_string().contains("no column `name`"), "{error:?}");
}
