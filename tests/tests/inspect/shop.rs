//! The test crate's own models, there and back: what is written of their database says all of it.

use super::inspected;
use orm::Dialect;
use orm::schema::Table;
use orm_migrate::schema::Schema;
use orm_migrate::{ReadOptions, canonical, create_tables, inspect, introspect};
use orm_tests::models::{Badge, Everything, SHOP};
use orm_tests::setup;

#[allow(unreachable_pub)]
#[rustfmt::skip]
#[path = "schemas/shop.rs"]
mod written;

fn models() -> Vec<&'static Table> {
    [SHOP, &[Badge::TABLE, Everything::TABLE]].concat()
}

#[tokio::test]
async fn the_models_come_back() {
    let t = setup::postgres().await;
    create_tables(&t.db, &models()).await.unwrap();
    let said = inspected(&t, "shop").await;
    assert_eq!(said.remarks, []);
    let again = [
        written::Badge::TABLE,
        written::Country::TABLE,
        written::Customer::TABLE,
        written::Everything::TABLE,
        written::Employee::TABLE,
        written::Order::TABLE,
        written::OrderItem::TABLE,
        written::OrderTag::TABLE,
        written::Product::TABLE,
        written::Profile::TABLE,
        written::Tag::TABLE,
    ];
    let database = Schema::of_database(&t.db).await.unwrap();
    let models = Schema::of_models(Dialect::Postgres, &again);
    assert_eq!(canonical(&t.db, &models).await.unwrap().sorted(), database.sorted());

    // The relations are those of the models.
    let orders = written::Order::query()
        .filter(|o| o.customer().name.eq("Ada") & o.order_items().any(|i| i.qty.gt(1)));
    assert_eq!(orders.count(&t.db).await.unwrap(), 0);
}

#[tokio::test]
async fn sqlite_says_less() {
    let t = setup::sqlite().await;
    create_tables(&t.db, &[SHOP, &[Badge::TABLE]].concat()).await.unwrap();
    let found = introspect(&t.db, &ReadOptions::new()).await.unwrap();
    let written = inspect(&found);
    for line in [
        "    #[model(references = Order, on_delete = cascade)]\n    pub order_id: i64,",
        "    has_many(order_items: OrderItem.order_id),",
        "    #[model(primary_key, auto)]\n    pub id: i64,",
        "    #[model(generated = \"qty * 2\")]\n    pub doubled: i32,",
        "    #[model(primary_key, max_length = 8)]\n    pub code: String,",
        "    #[model(max_length = 2)]\n    pub owner: Option<String>,",
        "    #[model(precision = 5, scale = 2)]\n    pub fee: Decimal,",
        "    #[model(precision = 3, default = 7)]\n    pub points: Decimal,",
        "    #[model(precision = 3, scale = 1)]\n    pub gate_toll: Option<Decimal>,",
        "unique(order_id, product_id)",
    ] {
        assert!(written.source.contains(line), "{line} in:\n{}", written.source);
    }
    for word in ["length(", "instr(", "typeof(", "BETWEEN", "collation"] {
        assert!(!written.source.contains(word), "{word} in:\n{}", written.source);
    }
}
