//! The snippets of the design, as they are written there: they compile, and they run on SQLite.

use chrono::{DateTime, Utc};
use orm::{Db, DbEnum, DbType, Json, Loaded, Model, Tenant, load_related};
use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};

#[derive(DbType, Debug, Clone, Copy, PartialEq)]
pub struct TenantId(pub i64);

#[derive(DbEnum, Debug, Clone, Copy, PartialEq)]
pub enum Status {
    Open,
    Paid,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Meta {
    #[serde(default)]
    pub colour: Option<String>,
}

#[derive(Model, Debug, Clone)]
#[model(table = "countries")]
pub struct Country {
    #[model(primary_key)]
    pub code: String,
}

#[derive(Model, Debug, Clone)]
pub struct Customer {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    #[model(references = Country, relation = country)]
    pub country_code: String,
}

#[derive(Model, Debug, Clone)]
pub struct Employee {
    #[model(primary_key, auto)]
    pub id: i64,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id)]
pub struct OrderItem {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: TenantId,
    #[model(references = Order)]
    pub order_id: i64,
    #[model(references = Product)]
    pub product_id: i64,
    pub qty: i32,
}

#[derive(Model, Debug, Clone)]
pub struct Product {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone)]
pub struct Tag {
    #[model(primary_key, auto)]
    pub id: i64,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id, primary_key(order_id, tag_id))]
pub struct OrderTag {
    pub tenant_id: TenantId,
    #[model(references = Order)]
    pub order_id: i64,
    #[model(references = Tag)]
    pub tag_id: i64,
}

// The chapter "A model".
#[rustfmt::skip]
#[derive(Model, Debug, Clone)]
#[model(
    table = "orders",
    tenant = tenant_id,                                   // rows belong to a tenant (see Scopes)
    has_many(items: OrderItem.order_id),                  // the reverse of OrderItem's foreign key
    many_to_many(tags: Tag through OrderTag),             // OrderTag is a model with one foreign key to each
    unique(number), index(customer_id, placed_at desc), check("total >= 0"),
)]
pub struct Order {
    #[model(primary_key, auto)]                    pub id: i64,
                                                   pub tenant_id: TenantId,
    #[model(references = Customer)]                pub customer_id: i64,          // to-one relation `customer`
    #[model(references = Employee, relation = approver, on_delete = set_null)]
                                                   pub approved_by: Option<i64>,  // to-one, may be absent
                                                   pub number: String,
                                                   pub status: Status,            // #[derive(DbEnum)]
                                                   pub total: Decimal,
    #[model(default = "{}")]                       pub meta: Json<Meta>,          // any serde type
    #[model(created_at)]                           pub placed_at: DateTime<Utc>,
    #[model(version)]                              pub version: i32,              // optimistic lock
    #[model(soft_delete)]                          pub deleted_at: Option<DateTime<Utc>>,
}

async fn database() -> Result<(Db, Tenant<TenantId>), orm::Error> {
    let db = Db::connect("sqlite::memory:").await?;
    let tables = [
        Country::TABLE,
        Customer::TABLE,
        Employee::TABLE,
        Order::TABLE,
        Product::TABLE,
        OrderItem::TABLE,
        Tag::TABLE,
        OrderTag::TABLE,
    ];
    orm_migrate::create_tables(&db, &tables).await?;
    Country::create(&db, country::New { code: "DE".into() }).await?;
    let name = "Ada".to_owned();
    Customer::create(&db, customer::New { name, country_code: "DE".into() }).await?;
    let acme = db.tenant(TenantId(1));
    Ok((db, acme))
}

fn row(number: &str) -> order::New {
    order::New {
        customer_id: 1,
        number: number.into(),
        status: Status::Open,
        total: dec!(120),
        approved_by: None,
        meta: None,
    }
}

/// The chapter "Queries".
#[tokio::test]
async fn queries() -> Result<(), orm::Error> {
    let (_, db) = database().await?;
    let order = Order::create(&db, row("A-1")).await?;
    let product_id = Product::create(&db, product::New { name: "pen".into() }).await?.id;
    OrderItem::create(&db, order_item::New { order_id: order.id, product_id, qty: 4 }).await?;

    #[rustfmt::skip]
    let orders: Vec<Order> = Order::query()
        .filter(|o| o.status.eq(Status::Open) & (o.total.gt(dec!(100)) | o.customer().country().code.eq("DE")))
        .filter(|o| o.items().any(|i| i.qty.gt(3)))                // EXISTS: a to-many never multiplies rows; also .all(..), .none(..)
        .order_by(|o| (o.placed_at.desc(), o.id.asc()))
        .limit(20)
        .all(&db).await?;
    assert_eq!(orders.len(), 1);

    let id = order.id;
    assert_eq!(Order::get(&db, id).await?.number, "A-1");
    assert!(Order::find(&db, id + 1).await?.is_none());
    let names = Order::query().select(|o| (o.id, o.customer().name)).all(&db).await?;
    assert_eq!(names, [(id, "Ada".to_owned())]);
    let counted = Order::query().select(|o| (o, o.items().count())).all(&db).await?;
    assert_eq!(counted[0].1, 1);
    Ok(())
}

/// The chapter "Relations".
#[tokio::test]
async fn relations() -> Result<(), orm::Error> {
    let (recorder, db) = database().await?;
    let order = Order::create(&db, row("A-1")).await?;
    let pen = Product::create(&db, product::New { name: "pen".into() }).await?;
    for qty in [3, 1, 2] {
        OrderItem::create(&db, order_item::New { order_id: order.id, product_id: pen.id, qty })
            .await?;
    }

    let mut told = String::new();
    macro_rules! println {
        ($($part:tt)*) => { told.push_str(&format!($($part)*)) };
    }
    #[rustfmt::skip]
    let orders = Order::query()
        .select_related(|o| (o.customer().country(), o.approver()))                         // to-one, by JOIN, one query
        .prefetch_related(|o| o.items().filter(|i| i.qty.gt(0)).order_by(|i| i.id.asc())    // to-many, one query a level
                               .limit(10)                                                   // ten per order, not ten in all
                               .with(|i| i.product()))                                      // nested, to any depth
        .all(&db).await?;
    #[rustfmt::skip]
    let _: () = {
    for o in &orders {
        println!("{} {} {}", o.number, o.customer().name, o.customer().country().code);     // no query; `&`, `Option<&_>` or `&[_]`
        for item in o.items() { println!("  {} x {}", item.qty, item.product().name); }
    }
    };
    assert_eq!(told, "A-1 Ada DE  3 x pen  1 x pen  2 x pen");
    assert!(orders[0].approver().is_none());

    let merged = Order::query().select_related(|o| (o.customer(), o.customer().country()));
    let (merged, sent) = recorder.count_statements(async || merged.all(&db).await).await;
    assert_eq!((merged?[0].customer().country().code.as_str(), sent), ("DE", 1));

    #[expect(clippy::type_complexity, reason = "it counts what the macro writes")]
    fn print(o: &Loaded![Order { customer { country }, items }]) -> String {
        format!("{} {} {}", o.number, o.customer().country().code, o.items().len())
    }
    let rows = Order::query().all(&db).await?;
    let rows = load_related(&db, rows, |o| (o.customer().country(), o.items())).await?;
    assert_eq!(print(&rows[0]), "A-1 DE 3");
    type Row = Loaded![Order { customer { country }, items }];
    const { assert!(orm::Query::<Order, Row>::MAX_STATEMENTS == 2) };
    Ok(())
}

/// The chapter "Writes".
#[tokio::test]
async fn writes() -> Result<(), orm::Error> {
    let (_, db) = database().await?;
    let t = dec!(7);
    let order = Order::create(&db, row("A-1")).await?;
    #[rustfmt::skip]
    let order = order.update(&db, order::Patch { total: Some(t), ..Default::default() }).await?; // only these columns; checks the version
    assert_eq!((order.total, order.version), (t, 2));
    #[rustfmt::skip]
    Order::query().filter(|o| o.status.eq(Status::Open)).update(|o| (o.status.set(Status::Paid), o.total.set(o.total * 2))).exec(&db).await?;
    let rows = vec![row("A-1"), row("A-2")];
    #[rustfmt::skip]
    Order::insert_many(rows).on_conflict(|o| o.number).do_update(|o| o.total.set_excluded()).exec(&db).await?; // a list or an iterator; chunked, one transaction
    let totals = Order::query().order_by(|o| o.number.asc()).select(|o| o.total).all(&db).await?;
    assert_eq!(totals, [dec!(120), dec!(120)]);
    #[rustfmt::skip]
    Order::query().filter(|o| o.id.eq(7)).delete().exec(&db).await?; // soft where the model says so

    let (a, b) = (row("A-3"), row("A-4"));
    #[rustfmt::skip]
    db.transaction(async |tx| { Order::create(tx, a).await?; Order::create(tx, b).await }).await?; // nested: savepoints; isolation, read only, retry: TxOptions
    let tx = db.begin().await?;
    tx.commit().await?;
    assert_eq!(Order::query().count(&db).await?, 4);
    Ok(())
}

/// The chapter "Writes": a lock is a transaction's alone.
#[tokio::test]
async fn locks() -> Result<(), orm::Error> {
    let (_, db) = database().await?;
    Order::create(&db, row("A-1")).await?;
    let tx = db.begin().await?;
    let open = Order::query().for_update().skip_locked().all(&tx).await?;
    tx.on_commit(async || ());
    tx.commit().await?;
    assert_eq!(open.len(), 1);
    Ok(())
}

/// The chapter "Scopes".
#[tokio::test]
async fn scopes() -> Result<(), orm::Error> {
    let (db, _) = database().await?;
    let tenant_id = TenantId(7);
    #[rustfmt::skip]
    let acme = db.tenant(tenant_id); // row, schema or database per tenant, by configuration, not by code
    Order::create(&acme, row("A-1")).await?;
    #[rustfmt::skip]
    let rows = Order::query().all(&acme).await?; // the tenant's rows only, in every table that the statement touches
    assert_eq!((rows.len(), rows[0].tenant_id), (1, tenant_id));
    #[rustfmt::skip]
    let all = db.across_tenants("invoice run"); // by name, with a reason that is logged
    Order::create(&db.tenant(TenantId(8)), row("A-1")).await?;
    assert_eq!(Order::query().count(&all).await?, 2);
    Ok(())
}
