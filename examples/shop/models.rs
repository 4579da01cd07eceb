//! The tables of a shop, one struct each.

use orm::schema::Table;
use orm::{DbEnum, Model};
use serde::Serialize;

/// Every table. Their order is free: tables may refer to each other in circles.
pub const TABLES: &[&Table] = &[
    Category::TABLE,
    Product::TABLE,
    Label::TABLE,
    ProductLabel::TABLE,
    Customer::TABLE,
    Order::TABLE,
    Line::TABLE,
    Review::TABLE,
];

/// A shelf, or a part of one: a reference to its own table, read both ways.
#[derive(Model, Debug, Clone, Serialize)]
#[model(
    table = "shop_categories",
    has_many(children: Category.parent_id, products: Product.category_id),
    index(parent_id),
)]
pub struct Category {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    #[model(references = Category)]
    pub parent_id: Option<i64>,
}

/// What is sold. Prices are in cents.
#[derive(Model, Debug, Clone, Serialize)]
#[model(
    table = "shop_products",
    has_many(lines: Line.product_id, reviews: Review.product_id),
    many_to_many(labels: Label through ProductLabel),
    index(category_id),
)]
pub struct Product {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Category)]
    pub category_id: i64,
    #[model(unique)]
    pub sku: String,
    pub name: String,
    pub price: i64,
}

/// A word on a product.
#[derive(Model, Debug, Clone, Serialize)]
#[model(table = "shop_labels", many_to_many(products: Product through ProductLabel))]
pub struct Label {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub name: String,
}

/// The model between, with a column of its own: where the word stands on the product.
#[derive(Model, Debug, Clone, Serialize)]
#[model(table = "shop_product_labels", primary_key(product_id, label_id), index(label_id))]
pub struct ProductLabel {
    #[model(references = Product, on_delete = cascade)]
    pub product_id: i64,
    #[model(references = Label, on_delete = cascade)]
    pub label_id: i64,
    #[model(default = 1)]
    pub place: i32,
}

/// Somebody who buys, pays or has an opinion.
#[derive(Model, Debug, Clone, Serialize)]
#[model(
    table = "shop_customers",
    has_many(orders: Order.customer_id, gifts: Order.payer_id, reviews: Review.customer_id),
)]
pub struct Customer {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    #[model(unique)]
    pub email: String,
}

/// Where an order is.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Status {
    Open,
    Sent,
}

/// A purchase: two references to one table, of which one may be absent.
#[derive(Model, Debug, Clone, Serialize)]
#[model(
    table = "shop_orders",
    has_many(lines: Line.order_id),
    index(customer_id),
    index(payer_id),
    index(status),
)]
pub struct Order {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Customer)]
    pub customer_id: i64,
    /// Who pays, if the order is a gift.
    #[model(references = Customer)]
    pub payer_id: Option<i64>,
    #[model(unique)]
    pub number: String,
    /// How many days the shop had been open.
    pub day: i32,
    pub status: Status,
}

/// A product in an order, at the price of that day.
#[derive(Model, Debug, Clone, Serialize)]
#[model(table = "shop_lines", index(order_id), index(product_id))]
pub struct Line {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Order, on_delete = cascade)]
    pub order_id: i64,
    #[model(references = Product)]
    pub product_id: i64,
    pub quantity: i64,
    pub price: i64,
}

/// What a customer says of a product, in one to five stars.
#[derive(Model, Debug, Clone, Serialize)]
#[model(table = "shop_reviews", index(product_id), index(customer_id))]
pub struct Review {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Product, on_delete = cascade)]
    pub product_id: i64,
    #[model(references = Customer)]
    pub customer_id: i64,
    pub stars: i32,
    pub words: String,
}
