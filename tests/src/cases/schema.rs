//! Tables from models: made and dropped, with everything that the models declare.

use super::seed::{order, shop};
use crate::TestDb;
use crate::models::*;
use orm::schema::{IndexKey, Table};
use orm::{Db, Dialect, Model, sql, unsafe_text};
use orm_migrate::{create_sql, create_tables, drop_tables};
use rust_decimal::dec;

/// Every model that has a table.
const ALL: &[&Table] = &[
    Country::TABLE,
    Customer::TABLE,
    Profile::TABLE,
    Employee::TABLE,
    Order::TABLE,
    Product::TABLE,
    OrderItem::TABLE,
    Tag::TABLE,
    OrderTag::TABLE,
    Session::TABLE,
    Shipment::TABLE,
    Parcel::TABLE,
    Ticket::TABLE,
    CustomerTotal::TABLE,
    Everything::TABLE,
    Anything::TABLE,
];

/// One half of a circle.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "hens")]
pub struct Hen {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Egg, relation = origin, on_delete = restrict)]
    pub egg_id: Option<i64>,
}

/// The other half.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Egg {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Hen)]
    pub hen_id: i64,
}

/// A circle of its own, whose rows may not go.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Ring {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Ring, relation = next, on_delete = restrict)]
    pub next_id: i64,
}

/// Each action of a reference, and columns that are unique, checked and indexed.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "leaves", index(kind, weight desc), check(light = "weight < 100"))]
pub struct Leaf {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Tag, relation = cascading, on_delete = cascade)]
    pub cascading_id: Option<i64>,
    #[model(references = Tag, relation = nulled, on_delete = set_null)]
    pub nulled_id: Option<i64>,
    #[model(references = Tag, relation = kept)]
    pub kept_id: Option<i64>,
    #[model(references = Country, relation = country, on_update = cascade)]
    pub country_code: Option<String>,
    #[model(default = "oak")]
    pub kind: String,
    #[model(default = 3, check = "weight > 0")]
    pub weight: i32,
    #[model(default_sql = "1 + 1")]
    pub computed: i64,
    #[model(default = true)]
    pub fresh: bool,
    #[model(default = "unknown")]
    pub mood: Mood,
    #[model(generated = "weight + 1")]
    pub heavier: i32,
    #[model(index)]
    pub noted: Option<String>,
}

async fn count(db: &Db, text: &'static str) -> i64 {
    sql::<i64>(text).one(db).await.unwrap()
}

/// How many tables, views, types and indexes of ours there are.
async fn things(db: &Db) -> i64 {
    let text = match db.dialect() {
        Dialect::Postgres => {
            "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace) \
             + (SELECT count(*) FROM pg_type WHERE typnamespace = 'public'::regnamespace)"
        }
        Dialect::Sqlite => {
            "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        }
    };
    count(db, text).await
}

pub async fn every_model_is_created_and_dropped(t: &TestDb) {
    let db = &t.db;
    assert_eq!(things(db).await, 0);
    for _ in 0..2 {
        create_tables(db, ALL).await.unwrap();
        for table in ALL.iter().filter(|table| !table.view) {
            let rows = sql::<i64>(unsafe_text(format!("SELECT count(*) FROM {}", table.name)));
            assert_eq!(rows.one(db).await.unwrap(), 0, "{}", table.name);
        }
        drop_tables(db, ALL).await.unwrap();
        assert_eq!(things(db).await, 0, "nothing is left");
    }
    drop_tables(db, ALL).await.unwrap();
    create_tables(db, &[]).await.unwrap();
    drop_tables(db, &[]).await.unwrap();
}

pub async fn tables_with_rows_are_dropped(t: &TestDb) {
    let db = &t.db;
    shop(t).await.unwrap();
    drop_tables(db, SHOP).await.unwrap();
    assert_eq!(things(db).await, 0);

    // In either order of the list, and with references that forbid it row by row.
    for tables in [[Hen::TABLE, Egg::TABLE], [Egg::TABLE, Hen::TABLE]] {
        create_tables(db, &tables).await.unwrap();
        Hen::create(db, hen::New { id: 1, egg_id: None }).await.unwrap();
        Egg::create(db, egg::New { id: 1, hen_id: 1 }).await.unwrap();
        Hen::query().update(|h| h.egg_id.set(1)).exec(db).await.unwrap();
        let lost = Egg::create(db, egg::New { id: 2, hen_id: 9 }).await.unwrap_err();
        assert!(lost.is_foreign_key_violation(), "{lost:?}");
        drop_tables(db, &tables).await.unwrap();
        assert_eq!(things(db).await, 0);
    }
    create_tables(db, &[Ring::TABLE]).await.unwrap();
    Ring::insert_many([(1, 1), (2, 1)].map(|(id, next_id)| ring::New { id, next_id }))
        .exec(db)
        .await
        .unwrap();
    drop_tables(db, &[Ring::TABLE]).await.unwrap();
    assert_eq!(things(db).await, 0);
    // References are still checked after it.
    create_tables(db, &[Ring::TABLE]).await.unwrap();
    let lost = Ring::create(db, ring::New { id: 1, next_id: 2 }).await.unwrap_err();
    assert!(lost.is_foreign_key_violation(), "{lost:?}");
}

pub async fn a_failure_leaves_nothing_half_made(t: &TestDb) {
    let db = &t.db;
    create_tables(db, &[Tag::TABLE]).await.unwrap();
    Tag::create(db, tag::New { name: "kept".into() }).await.unwrap();
    let before = things(db).await;
    // Countries come first in the list and are there for a moment.
    let error = create_tables(db, &[Country::TABLE, Everything::TABLE, Tag::TABLE]).await;
    let error = error.unwrap_err();
    assert!(error.statement().unwrap().starts_with("CREATE TABLE \"tags\""), "{error:?}");
    assert_eq!(things(db).await, before);
    assert_eq!(Tag::query().select(|t| t.name).all(db).await.unwrap(), ["kept"]);

    // A table that stays refers to one that would go.
    drop_tables(db, &[Tag::TABLE]).await.unwrap();
    let shop = shop(t).await.unwrap();
    let before = things(db).await;
    let error = drop_tables(db, &[Tag::TABLE, Customer::TABLE]).await.unwrap_err();
    assert!(error.is_foreign_key_violation() || error.code() == Some("2BP01"), "{error:?}");
    assert_eq!(things(db).await, before);
    assert_eq!(Customer::query().count(db).await.unwrap(), 3);
    assert_eq!(Tag::query().count(db).await.unwrap(), shop.tags.len() as i64);
}

pub async fn declared_constraints_are_there(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let fails = async |text: &'static str| sql::<()>(text).exec(db).await.unwrap_err();
    assert!(fails("UPDATE orders SET number = 'A-1'").await.is_unique_violation());
    assert!(fails("UPDATE orders SET total = -1").await.is_check_violation());
    assert!(fails("UPDATE orders SET status = 'lost'").await.is_check_violation());
    assert!(fails("UPDATE orders SET status = NULL").await.is_not_null_violation());
    assert!(fails("UPDATE orders SET customer_id = 99").await.is_foreign_key_violation());
    assert!(fails("UPDATE order_items SET qty = 0").await.is_check_violation());
    assert!(fails("UPDATE order_items SET doubled = 1").await.statement().is_some());
    assert!(fails("DELETE FROM customers").await.is_foreign_key_violation());
    assert!(fails("INSERT INTO order_tags VALUES (1, 1, 1)").await.is_unique_violation());
    assert!(fails("INSERT INTO profiles VALUES (9, 1, 'x')").await.is_unique_violation());
    // Items go with their order, and an approver who goes leaves `NULL`.
    sql::<()>("DELETE FROM orders WHERE number = 'A-1'").exec(db).await.unwrap();
    assert_eq!(count(db, "SELECT count(*) FROM order_items WHERE order_id = 1").await, 0);
    sql::<()>("UPDATE employees SET manager_id = NULL").exec(db).await.unwrap();
    sql::<()>("DELETE FROM employees").exec(db).await.unwrap();
    assert_eq!(count(db, "SELECT count(*) FROM orders WHERE approved_by IS NULL").await, 3);
    assert_eq!(shop.orders.len(), 4);
}

pub async fn each_action_of_a_reference_is_done(t: &TestDb) {
    let db = &t.db;
    create(db, &[Country::TABLE, Tag::TABLE, Leaf::TABLE]).await;
    Country::create(db, country::New { code: "DE".into(), name: "Germany".into() }).await.unwrap();
    let names = ["a", "b", "c"].map(|name| tag::New { name: name.into() });
    let tags = Tag::create_many(db, names).await.unwrap();
    let leaf = |id| leaf::New {
        id,
        cascading_id: None,
        nulled_id: None,
        kept_id: None,
        country_code: None,
        kind: None,
        weight: None,
        computed: None,
        fresh: None,
        mood: None,
        noted: None,
    };
    let rows = [
        leaf::New { cascading_id: Some(tags[0].id), ..leaf(1) },
        leaf::New { nulled_id: Some(tags[1].id), ..leaf(2) },
        leaf::New { kept_id: Some(tags[2].id), country_code: Some("DE".into()), ..leaf(3) },
    ];
    Leaf::insert_many(rows).exec(db).await.unwrap();
    tags[0].delete(db).await.unwrap();
    tags[1].delete(db).await.unwrap();
    assert!(tags[2].delete(db).await.unwrap_err().is_foreign_key_violation());
    sql::<()>("UPDATE countries SET code = 'FR'").exec(db).await.unwrap();
    let rows = Leaf::query().order_by(|l| l.id.asc()).all(db).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(rows[0].nulled_id, None);
    assert_eq!((rows[1].kept_id, rows[1].country_code.as_deref()), (Some(tags[2].id), Some("FR")));
    let heavy = Leaf::query().update(|l| l.weight.set(100)).exec(db).await.unwrap_err();
    assert_eq!(heavy.violation::<Leaf>(), Some(leaf::Constraint::CheckLight), "{heavy:?}");
}

pub async fn defaults_are_the_databases_own(t: &TestDb) {
    let db = &t.db;
    create(db, &[Country::TABLE, Tag::TABLE, Leaf::TABLE]).await;
    sql::<()>("INSERT INTO leaves (id) VALUES (1)").exec(db).await.unwrap();
    let row = Leaf::get(db, 1).await.unwrap();
    assert_eq!((row.kind.as_str(), row.weight, row.computed, row.heavier), ("oak", 3, 2, 4));
    assert_eq!((row.fresh, row.mood), (true, Mood::Unknown));
    create(db, &[Customer::TABLE, Employee::TABLE, Order::TABLE]).await;
    sql::<()>("INSERT INTO customers (name) VALUES ('Ada')").exec(db).await.unwrap();
    let insert = "INSERT INTO orders (tenant_id, customer_id, number, status, total, placed_at, version) \
                  VALUES (1, 1, 'A-1', 'open', 1, '2024-01-02 03:04:05+00:00', 1)";
    sql::<()>(insert).exec(db).await.unwrap();
    let row = Order::query().one(db).await.unwrap();
    assert_eq!((row.meta.0, row.total), (Meta::default(), dec!(1)));
    // The key goes on where the database's own rows end.
    assert_eq!(Order::create(db, order(1, "A-2", Status::Open, dec!(1))).await.unwrap().id, 2);
}

pub async fn indexes_and_types_are_there(t: &TestDb) {
    let db = &t.db;
    let tables = [ALL, &[Leaf::TABLE]].concat();
    create(db, &tables).await;
    let declared: Vec<_> = tables.iter().flat_map(|table| table.indexes).collect();
    assert!(declared.len() >= 3);
    for index in declared {
        let text = match db.dialect() {
            Dialect::Postgres => "SELECT indexdef FROM pg_indexes WHERE indexname = $1",
            Dialect::Sqlite => "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = $1",
        };
        let found = sql::<String>(text).bind(index.name.to_owned()).one(db).await.unwrap();
        let mut rest = found.as_str();
        for part in index.parts {
            // In the order of the declaration.
            let at = rest.rfind('(').map_or(0, |at| at + 1);
            let IndexKey::Column(column) = part.key else {
                panic!("{} has expressions", index.name)
            };
            let (_, after) = rest[at..].split_once(column).expect("the column is in the index");
            assert_eq!(
                after.trim_start_matches('"').starts_with(" DESC"),
                part.descending,
                "{found}"
            );
            rest = after;
        }
    }
    if db.dialect() == Dialect::Postgres {
        let labels = sql::<String>(
            "SELECT enumlabel::text FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid \
             WHERE typname = 'mood' ORDER BY enumsortorder",
        );
        assert_eq!(labels.all(db).await.unwrap(), ["good", "bad", "unknown"]);
        let column = sql::<String>(
            "SELECT udt_name::text FROM information_schema.columns \
             WHERE table_name = 'everything' AND column_name = 'moods'",
        );
        assert_eq!(column.one(db).await.unwrap(), "_mood");
        let wrong = sql::<()>("UPDATE leaves SET mood = 'worse'").exec(db).await.unwrap_err();
        assert_eq!(wrong.code(), Some("22P02"), "{wrong:?}");
    }
}

pub async fn statements_come_in_the_order_of_the_list(t: &TestDb) {
    let dialect = t.db.dialect();
    let statements = create_sql(dialect, SHOP);
    assert_eq!(statements, create_sql(dialect, SHOP));
    let made: Vec<_> = statements
        .iter()
        .filter_map(|statement| statement.strip_prefix("CREATE TABLE \"")?.split('"').next())
        .collect();
    assert_eq!(made, SHOP.iter().map(|table| table.name).collect::<Vec<_>>());
    let reversed: Vec<_> = SHOP.iter().rev().copied().collect();
    create_tables(&t.db, &reversed).await.unwrap();
    drop_tables(&t.db, SHOP).await.unwrap();
    assert_eq!(things(&t.db).await, 0);
}

/// In a schema of its own, on PostgreSQL.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "invoices", schema = "the books", index(customer), has_many(lines: Line.invoice_id))]
pub struct Invoice {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub customer: String,
    pub mood: Mood,
}

/// Refers to it from another.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "Lines")]
pub struct Line {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Invoice, on_delete = cascade)]
    pub invoice_id: i64,
}

pub async fn a_schema_can_be_named(t: &TestDb) {
    let db = &t.db;
    let tables = [Line::TABLE, Invoice::TABLE];
    if db.dialect() == Dialect::Sqlite {
        // It has no schemas: nothing is made, and nothing is read from a table beside.
        assert!(create_tables(db, &tables).await.is_err());
        assert_eq!(things(db).await, 0);
        return;
    }
    create(db, &tables).await;
    let new = |customer: &str| invoice::New { customer: customer.into(), mood: Mood::Good };
    let rows = Invoice::create_many(db, [new("a"), new("b")]).await.unwrap();
    Line::create(db, line::New { invoice_id: rows[1].id }).await.unwrap();
    let found = Line::query().filter(|l| l.invoice().customer.eq("b")).count(db).await;
    assert_eq!(found.unwrap(), 1);
    let found = Invoice::query().filter(|i| i.lines().is_present()).all(db).await.unwrap();
    assert_eq!(found, rows[1..]);
    let error = Invoice::create(db, new("a")).await.unwrap_err();
    assert_eq!(error.violation::<Invoice>(), Some(invoice::Constraint::UniqueCustomer));
    let changed = Invoice::query().limit(1).update(|i| i.mood.set(Mood::Bad)).exec(db).await;
    assert_eq!(changed.unwrap(), 1);
    Invoice::query().delete().exec(db).await.unwrap();
    assert_eq!(Line::query().count(db).await.unwrap(), 0);
    drop_tables(db, &tables).await.unwrap();
    create_tables(db, &tables).await.unwrap();
}
