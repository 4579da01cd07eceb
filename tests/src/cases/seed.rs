//! The rows that the shop's cases start from.

use crate::TestDb;
use crate::models::*;
use orm::{Error, Json};
use rust_decimal::Decimal;
use rust_decimal::dec;

/// What is in the shop.
#[derive(Debug)]
pub struct Shop {
    /// Ada (DE), Bob (FR), Cleo (no country).
    pub customers: Vec<Customer>,
    /// Eve, and Finn and Gus below her; Gus has left.
    pub employees: Vec<Employee>,
    /// A-1 (Ada, open, 10, approved by Eve), A-2 (Ada, paid, 250.50, approved by Gus),
    /// B-1 (Bob, open, 120), C-1 (Cleo, sent, 0).
    pub orders: Vec<Order>,
    /// Pen (1.50), Book (20), Lamp (99.99).
    pub products: Vec<Product>,
    /// "gift" and "rush".
    pub tags: Vec<Tag>,
}

pub fn order(customer: i64, number: &str, status: Status, total: Decimal) -> order::New {
    order::New {
        tenant_id: TenantId(1),
        customer_id: customer,
        approved_by: None,
        number: number.into(),
        status,
        total,
        meta: None,
    }
}

/// Fills an empty shop.
pub async fn shop(t: &TestDb) -> Result<Shop, Error> {
    let db = &t.db;
    create(db, SHOP).await;
    Country::create_many(
        db,
        [("DE", "Germany"), ("FR", "France")]
            .map(|(code, name)| country::New { code: code.into(), name: name.into() }),
    )
    .await?;
    let customers = Customer::create_many(
        db,
        [
            ("Ada", Some("ada@x.org"), Some("DE")),
            ("Bob", Some("bob@x.org"), Some("FR")),
            ("Cleo", None, None),
        ]
        .map(|(name, email, country)| customer::New {
            name: name.into(),
            email: email.map(Into::into),
            country_code: country.map(Into::into),
        }),
    )
    .await?;
    let eve = Employee::create(db, employee::New { name: "Eve".into(), manager_id: None }).await?;
    let finn =
        Employee::create(db, employee::New { name: "Finn".into(), manager_id: Some(eve.id) })
            .await?;
    let gus = Employee::create(db, employee::New { name: "Gus".into(), manager_id: Some(eve.id) })
        .await?;
    gus.delete(db).await?;
    let [ada, bob, cleo] = [customers[0].id, customers[1].id, customers[2].id];
    let orders = Order::create_many(
        db,
        [
            order::New { approved_by: Some(eve.id), ..order(ada, "A-1", Status::Open, dec!(10)) },
            order::New {
                approved_by: Some(gus.id),
                meta: Some(Json(Meta { colour: Some("red".into()), marks: vec![1, 2] })),
                ..order(ada, "A-2", Status::Paid, dec!(250.50))
            },
            order(bob, "B-1", Status::Open, dec!(120)),
            order(cleo, "C-1", Status::Sent, dec!(0)),
        ],
    )
    .await?;
    let products = Product::create_many(
        db,
        [("pen", dec!(1.50), Some(7)), ("book", dec!(20), None), ("lamp", dec!(99.99), Some(1))]
            .map(|(sku, price, stock)| product::New { sku: sku.into(), price, stock }),
    )
    .await?;
    let item = |order: usize, product: usize, qty| order_item::New {
        order_id: orders[order].id,
        product_id: products[product].id,
        qty,
    };
    OrderItem::insert_many([item(0, 0, 5), item(0, 1, 1), item(1, 2, 2), item(2, 1, 4)])
        .exec(db)
        .await?;
    let tags =
        Tag::create_many(db, ["gift", "rush"].map(|name| tag::New { name: name.into() })).await?;
    let link = |order: usize, tag: usize| order_tag::New {
        order_id: orders[order].id,
        tag_id: tags[tag].id,
        weight: None,
    };
    OrderTag::insert_many([link(0, 0), link(0, 1), link(2, 1)]).exec(db).await?;
    Profile::create(db, profile::New { customer_id: ada, motto: "onward".into() }).await?;
    Ok(Shop { customers, employees: vec![eve, finn, gus], orders, products, tags })
}

/// Shipments, and what refers to them; beside the shop.
pub const SHIPMENTS: &[&orm::schema::Table] = &[Shipment::TABLE, Parcel::TABLE, Claim::TABLE];

/// The numbers of orders, in the order of the rows.
pub fn numbers(orders: &[Order]) -> Vec<&str> {
    orders.iter().map(|order| order.number.as_str()).collect()
}
