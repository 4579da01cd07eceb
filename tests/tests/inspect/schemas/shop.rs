//! The tables of the database.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use orm::{DbEnum, Model};
use rust_decimal::Decimal;
use uuid::Uuid;

#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[db_enum(native)]
pub enum Mood {
    Good,
    Bad,
    Unknown,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Badge {
    #[model(primary_key, max_length = 8)]
    pub code: String,
    #[model(max_length = 2)]
    pub owner: Option<String>,
    #[model(precision = 5, scale = 2)]
    pub fee: Decimal,
    #[model(precision = 3, default = 7)]
    pub points: Decimal,
    #[model(precision = 4, scale = 4)]
    pub share: Option<Decimal>,
    #[model(precision = 3)]
    pub seen_at: Option<NaiveDateTime>,
    #[model(precision = 0)]
    pub opens: Option<NaiveTime>,
    #[model(precision = 3)]
    pub made_at: DateTime<Utc>,
    #[model(max_length = 3)]
    pub gate_hall: String,
    #[model(precision = 3, scale = 1)]
    pub gate_toll: Option<Decimal>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(has_many(customers: Customer.country_code))]
pub struct Country {
    #[model(primary_key)]
    pub code: String,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(has_many(orders: Order.customer_id), has_one(profile: Profile.customer_id))]
pub struct Customer {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    #[model(unique)]
    pub email: Option<String>,
    #[model(references = Country, relation = country)]
    pub country_code: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(has_many(employees_by_manager: Employee.manager_id), has_many(orders: Order.approved_by))]
pub struct Employee {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    #[model(references = Employee)]
    pub manager_id: Option<i64>,
    pub left_at: Option<DateTime<Utc>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "everything",
    check("everything_status_labels" = "status = ANY (ARRAY['open'::text, 'paid'::text, 'sent-out'::text])"),
)]
pub struct Everything {
    #[model(primary_key, auto)]
    pub id: i64,
    pub truth: bool,
    pub small: i16,
    pub medium: i32,
    pub large: i64,
    pub single: f32,
    pub double: f64,
    pub text: String,
    pub bytes: Vec<u8>,
    pub uuid: Uuid,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub stamp: NaiveDateTime,
    pub moment: DateTime<Utc>,
    pub exact: Decimal,
    pub note: serde_json::Value,
    pub json: serde_json::Value,
    pub status: String,
    pub mood: Mood,
    pub code: String,
    pub price_amount: Decimal,
    pub price_currency: String,
    pub numbers: Vec<i32>,
    pub words: Vec<String>,
    pub moods: Vec<Mood>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(order_id, product_id), check(qty = "qty > 0"))]
pub struct OrderItem {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Order, on_delete = cascade)]
    pub order_id: i64,
    #[model(references = Product)]
    pub product_id: i64,
    pub qty: i32,
    #[model(generated = "qty * 2")]
    pub doubled: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(order_id, tag_id))]
pub struct OrderTag {
    #[model(references = Order, on_delete = cascade)]
    pub order_id: i64,
    #[model(references = Tag, on_delete = cascade)]
    pub tag_id: i64,
    #[model(default = 1)]
    pub weight: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    has_many(order_items: OrderItem.order_id),
    has_many(order_tags: OrderTag.order_id),
    check("orders_status_labels" = "status = ANY (ARRAY['open'::text, 'paid'::text, 'sent-out'::text])"),
    check(total_not_negative = "total >= (0)::numeric"),
    index(customer_id, placed_at desc),
)]
pub struct Order {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    #[model(references = Customer)]
    pub customer_id: i64,
    #[model(references = Employee, relation = employee, on_delete = set_null)]
    pub approved_by: Option<i64>,
    #[model(unique)]
    pub number: String,
    pub status: String,
    pub total: Decimal,
    #[model(default = "{}")]
    pub meta: serde_json::Value,
    pub placed_at: DateTime<Utc>,
    pub version: i32,
    pub deleted_at: Option<DateTime<Utc>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(has_many(order_items: OrderItem.product_id))]
pub struct Product {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub sku: String,
    pub price: Decimal,
    #[model(default = 0)]
    pub stock: i32,
    pub changed_at: DateTime<Utc>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Profile {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Customer, on_delete = cascade, unique)]
    pub customer_id: i64,
    pub motto: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(has_many(order_tags: OrderTag.tag_id))]
pub struct Tag {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub name: String,
}
