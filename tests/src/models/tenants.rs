//! Rows of tenants: keys that the user gives, references of every kind within a tenant, and one table
//! that belongs to nobody.

use chrono::{DateTime, Utc};
use orm::Model;

/// Belongs to nobody.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "lands", has_many(firms: Firm.land_code))]
pub struct Land {
    #[model(primary_key)]
    pub code: String,
}

/// A key that each tenant gives as it likes.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(tenant = tenant_id, has_many(people: Person.firm_code))]
pub struct Firm {
    #[model(primary_key)]
    pub code: String,
    pub tenant_id: i64,
    #[model(references = Land, relation = land)]
    pub land_code: String,
    #[model(soft_delete)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A key of the database's, a reference to a row of its own kind, and a unique set.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "people",
    tenant = tenant_id,
    unique(email),
    index(firm_code),
    has_many(minions: Person.boss_id),
    has_one(desk: Desk.person_id),
    many_to_many(skills: Skill through PersonSkill),
)]
pub struct Person {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    pub email: String,
    #[model(references = Firm, relation = firm, on_delete = cascade)]
    pub firm_code: String,
    #[model(references = Person, on_delete = set_null)]
    pub boss_id: Option<i64>,
    pub age: i32,
    #[model(version)]
    pub version: i32,
}

/// One for a person at most.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(tenant = tenant_id)]
pub struct Desk {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    #[model(unique, references = Person)]
    pub person_id: i64,
}

/// The far side of a many-to-many.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(tenant = tenant_id, many_to_many(people: Person through PersonSkill))]
pub struct Skill {
    #[model(primary_key)]
    pub name: String,
    pub tenant_id: i64,
}

/// The model between.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(tenant = tenant_id, primary_key(person_id, skill_name))]
pub struct PersonSkill {
    #[model(references = Person, on_delete = cascade)]
    pub person_id: i64,
    #[model(references = Skill, relation = skill, on_delete = cascade)]
    pub skill_name: String,
    pub tenant_id: i64,
}
