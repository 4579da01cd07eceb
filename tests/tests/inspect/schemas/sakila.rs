//! The tables of the database.

use chrono::{NaiveDate, NaiveDateTime};
use orm::{DbEnum, Model};
use rust_decimal::Decimal;

#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[db_enum(native)]
pub enum MpaaRating {
    #[db_enum(rename = "G")]
    G,
    #[db_enum(rename = "PG")]
    Pg,
    #[db_enum(rename = "PG-13")]
    Pg13,
    #[db_enum(rename = "R")]
    R,
    #[db_enum(rename = "NC-17")]
    Nc17,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "actor", index(last_name, name = "idx_actor_last_name"))]
pub struct Actor {
    #[model(primary_key, auto)]
    pub actor_id: i32,
    #[model(max_length = 45)]
    pub first_name: String,
    #[model(max_length = 45)]
    pub last_name: String,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
}

// the reference in `city_id` to `city` is left out: `i16` is not `i32`, the type there
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "address", index(city_id, name = "idx_fk_city_id"))]
pub struct Address {
    #[model(primary_key, auto)]
    pub address_id: i32,
    #[model(max_length = 50)]
    pub address: String,
    #[model(max_length = 50)]
    pub address2: Option<String>,
    #[model(max_length = 20)]
    pub district: String,
    pub city_id: i16,
    #[model(max_length = 10)]
    pub postal_code: Option<String>,
    #[model(max_length = 20)]
    pub phone: String,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "category")]
pub struct Category {
    #[model(primary_key, auto)]
    pub category_id: i32,
    #[model(max_length = 25)]
    pub name: String,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
}

// the reference in `country_id` to `country` is left out: `i16` is not `i32`, the type there
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "city", index(country_id, name = "idx_fk_country_id"))]
pub struct City {
    #[model(primary_key, auto)]
    pub city_id: i32,
    #[model(max_length = 50)]
    pub city: String,
    pub country_id: i16,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "country")]
pub struct Country {
    #[model(primary_key, auto)]
    pub country_id: i32,
    #[model(max_length = 50)]
    pub country: String,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
}

// the reference in `address_id` to `address` is left out: `i16` is not `i32`, the type there
// the reference in `store_id` to `store` is left out: `i16` is not `i32`, the type there
#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "customer",
    index(address_id, name = "idx_fk_address_id"),
    index(store_id, name = "idx_fk_store_id"),
    index(last_name, name = "idx_last_name"),
)]
pub struct Customer {
    #[model(primary_key, auto)]
    pub customer_id: i32,
    pub store_id: i16,
    #[model(max_length = 45)]
    pub first_name: String,
    #[model(max_length = 45)]
    pub last_name: String,
    #[model(max_length = 50)]
    pub email: Option<String>,
    pub address_id: i16,
    #[model(default = true)]
    pub activebool: bool,
    #[model(default_sql = "('now'::text)::date")]
    pub create_date: NaiveDate,
    #[model(default_sql = "now()")]
    pub last_update: Option<NaiveDateTime>,
    pub active: Option<i32>,
}

// `fulltext`: no Rust type for `tsvector`: the column is left out; rows cannot be made without it
// partitioned by `RANGE (film_id)`
// the reference in `language_id` to `language` is left out: `i16` is not `i32`, the type there
// the reference in `original_language_id` to `language` is left out: `i16` is not `i32`, the type there
// the index `film_fulltext_idx` has no place in a model
#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "film",
    index(language_id, name = "idx_fk_language_id"),
    index(original_language_id, name = "idx_fk_original_language_id"),
    index(title, name = "idx_title"),
)]
pub struct Film {
    #[model(primary_key, auto)]
    pub film_id: i32,
    #[model(max_length = 255)]
    pub title: String,
    pub description: Option<String>,
    // the column is `year`, where a model says `integer`
    pub release_year: Option<i32>,
    pub language_id: i16,
    pub original_language_id: Option<i16>,
    #[model(default = 3)]
    pub rental_duration: i16,
    #[model(precision = 4, scale = 2, default_sql = "4.99")]
    pub rental_rate: Decimal,
    pub length: Option<i16>,
    #[model(precision = 5, scale = 2, default_sql = "19.99")]
    pub replacement_cost: Decimal,
    #[model(default = "G")]
    pub rating: Option<MpaaRating>,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
    pub special_features: Option<Vec<String>>,
}

// the reference in `actor_id` to `actor` is left out: `i16` is not `i32`, the type there
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "film_actor",
    primary_key(actor_id, film_id),
    index(film_id, name = "idx_fk_film_id"),
)]
pub struct FilmActor {
    pub actor_id: i16,
    pub film_id: i16,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
}

// the reference in `category_id` to `category` is left out: `i16` is not `i32`, the type there
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "film_category", primary_key(film_id, category_id))]
pub struct FilmCategory {
    pub film_id: i16,
    pub category_id: i16,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
}

// the reference in `store_id` to `store` is left out: `i16` is not `i32`, the type there
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "inventory",
    has_many(rentals: Rental.inventory_id),
    index(store_id, film_id, name = "idx_store_id_film_id"),
)]
pub struct Inventory {
    #[model(primary_key, auto)]
    pub inventory_id: i32,
    pub film_id: i16,
    pub store_id: i16,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "language")]
pub struct Language {
    #[model(primary_key, auto)]
    pub language_id: i32,
    // the column is `char(20)`, where a model says `text`
    pub name: String,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
}

// the reference in `customer_id` to `customer` is left out: `i16` is not `i32`, the type there
// the reference in `rental_id` to `rental` is left out: on_delete empties a column that is never empty
// the reference in `staff_id` to `staff` is left out: `i16` is not `i32`, the type there
#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "payment",
    index(customer_id, name = "idx_fk_customer_id"),
    index(staff_id, name = "idx_fk_staff_id"),
)]
pub struct Payment {
    #[model(primary_key, auto)]
    pub payment_id: i32,
    pub customer_id: i16,
    pub staff_id: i16,
    pub rental_id: i32,
    #[model(precision = 5, scale = 2)]
    pub amount: Decimal,
    pub payment_date: NaiveDateTime,
}

// the reference in `customer_id` to `customer` is left out: `i16` is not `i32`, the type there
// the reference in `staff_id` to `staff` is left out: `i16` is not `i32`, the type there
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "rental",
    index(inventory_id, name = "idx_fk_inventory_id"),
    unique(rental_date asc, inventory_id, customer_id, name = "idx_unq_rental_rental_date_inventory_id_customer_id"),
)]
pub struct Rental {
    #[model(primary_key, auto)]
    pub rental_id: i32,
    pub rental_date: NaiveDateTime,
    #[model(references = Inventory, on_delete = restrict, on_update = cascade)]
    pub inventory_id: i32,
    pub customer_id: i16,
    pub return_date: Option<NaiveDateTime>,
    pub staff_id: i16,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
}

// the reference in `address_id` to `address` is left out: `i16` is not `i32`, the type there
// the reference in `store_id` to `store` is left out: `i16` is not `i32`, the type there
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "staff")]
pub struct Staff {
    #[model(primary_key, auto)]
    pub staff_id: i32,
    #[model(max_length = 45)]
    pub first_name: String,
    #[model(max_length = 45)]
    pub last_name: String,
    pub address_id: i16,
    #[model(max_length = 50)]
    pub email: Option<String>,
    pub store_id: i16,
    #[model(default = true)]
    pub active: bool,
    #[model(max_length = 16)]
    pub username: String,
    #[model(max_length = 40)]
    pub password: Option<String>,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
    pub picture: Option<Vec<u8>>,
}

// the reference in `address_id` to `address` is left out: `i16` is not `i32`, the type there
// the reference in `manager_staff_id` to `staff` is left out: `i16` is not `i32`, the type there
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "store", unique(manager_staff_id asc, name = "idx_unq_manager_staff_id"))]
pub struct Store {
    #[model(primary_key, auto)]
    pub store_id: i32,
    pub manager_staff_id: i16,
    pub address_id: i16,
    #[model(default_sql = "now()")]
    pub last_update: NaiveDateTime,
}
