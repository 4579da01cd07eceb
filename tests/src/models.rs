//! The models that cases share, each with a line on what it is for.

mod keys;
mod league;
mod library;
mod shop;
pub mod tenants;
mod types;

pub use keys::*;
pub use league::*;
pub use library::*;
pub use shop::*;
pub use types::*;

use orm::schema::Table;
use orm::value::DbType;
use orm::{Db, Tenant};

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

/// Every table of the library that is for all, in the order of their references.
pub const LIBRARY: &[&Table] = &[Volume::TABLE, Loan::TABLE, Visit::TABLE];

/// Every table of the tenants, in the order of their references.
pub const TENANTS: &[&Table] = &[
    tenants::Land::TABLE,
    tenants::Firm::TABLE,
    tenants::Person::TABLE,
    tenants::Desk::TABLE,
    tenants::Skill::TABLE,
    tenants::PersonSkill::TABLE,
];

/// Makes these tables in a test's database for these tenants, whether they share them or not.
///
/// # Panics
///
/// If the database refuses.
pub async fn create_for<T: DbType>(db: &Db, tables: &[&'static Table], tenants: &[Tenant<T>]) {
    create(db, tables).await;
    for tenant in tenants {
        orm_migrate::create_tenant(tenant, tables).await.expect("the tenant's tables are made");
    }
}

/// Makes these tables in a test's database.
///
/// # Panics
///
/// If the database refuses.
pub async fn create(db: &Db, tables: &[&'static Table]) {
    orm_migrate::create_tables(db, tables).await.expect("the tables are made");
}
