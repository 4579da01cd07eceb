//! The models that cases share, each with a line on what it is for.

mod keys;
mod league;
mod shop;
pub mod tenants;
mod types;

pub use keys::*;
pub use league::*;
pub use shop::*;
pub use types::*;

use orm::Db;
use orm::schema::Table;

/// Every table of the shop, in the order of their references.
pub const SHOP: &[&Table] = &[
    Country::TABLE,
    Customer::TABLE,
    Profile::TABLE,
    Employee::TABLE,
    Order::TABLE,
    Product::TABLE,
    OrderItem::TABLE,
    Tag::TABLE,
    OrderTag::TABLE,
];

/// Every table of the league, in an order in which a circle allows it.
pub const LEAGUE: &[&Table] =
    &[Team::TABLE, Player::TABLE, Contract::TABLE, Game::TABLE, Appearance::TABLE, Fan::TABLE];

/// Every table of the tenants, in the order of their references.
pub const TENANTS: &[&Table] = &[
    tenants::Land::TABLE,
    tenants::Firm::TABLE,
    tenants::Person::TABLE,
    tenants::Desk::TABLE,
    tenants::Skill::TABLE,
    tenants::PersonSkill::TABLE,
];

/// Makes these tables in a test's database.
///
/// # Panics
///
/// If the database refuses.
pub async fn create(db: &Db, tables: &[&'static Table]) {
    orm_migrate::create_tables(db, tables).await.expect("the tables are made");
}
