// The models of the cases: what their users have beside them.

use chrono::{DateTime, Utc};
use orm::{DbEnum, Json, Model};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[derive(Model, Debug, Clone)]
#[model(has_many(orders: Order.customer_id))]
pub struct Customer {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    pub discount: f64,
    #[model(references = Country, relation = country)]
    pub country_code: String,
}

#[derive(Model, Debug, Clone)]
#[model(table = "countries")]
pub struct Country {
    #[model(primary_key)]
    pub code: String,
}

#[derive(DbEnum, Debug, Clone, Copy, PartialEq)]
pub enum Status {
    Open,
    Paid,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Meta {
    pub colour: String,
}

#[derive(Model, Debug, Clone)]
#[model(has_many(items: OrderItem.order_id), unique(customer_id, number))]
pub struct Order {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Customer)]
    pub customer_id: i64,
    pub number: String,
    pub status: Status,
    pub total: Decimal,
    pub note: Option<String>,
    pub meta: Json<Meta>,
    #[model(created_at)]
    pub placed_at: DateTime<Utc>,
    #[model(version)]
    pub version: i32,
}

#[derive(Model, Debug, Clone)]
pub struct OrderItem {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Order)]
    pub order_id: i64,
    pub qty: i32,
    #[model(generated = "qty * 2")]
    pub doubled: i32,
}

#[derive(Model, Debug, Clone)]
#[model(view)]
pub struct Report {
    pub customer_id: i64,
    pub orders: i64,
}
