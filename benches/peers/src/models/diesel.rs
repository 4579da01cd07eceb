//! The tables and structs of Diesel.

use crate::data::{self, product, readable};
use diesel::prelude::*;

diesel::table! {
    users (id) {
        id -> BigInt,
        name -> Text,
        email -> Text,
        bio -> Text,
    }
}

diesel::table! {
    posts (id) {
        id -> BigInt,
        user_id -> BigInt,
        title -> Text,
        body -> Text,
        published -> Bool,
    }
}

diesel::table! {
    comments (id) {
        id -> BigInt,
        post_id -> BigInt,
        author_id -> BigInt,
        body -> Text,
        likes -> Integer,
    }
}

diesel::table! {
    items (id) {
        id -> BigInt,
        name -> Text,
        quantity -> Integer,
        price -> Double,
        available -> Bool,
    }
}

diesel::table! {
    accounts (id) {
        id -> BigInt,
        owner -> Text,
        email -> Text,
        balance -> BigInt,
        visits -> Integer,
    }
}

diesel::table! {
    lines (id) {
        id -> BigInt,
        number -> Integer,
        text -> Text,
    }
}

diesel::table! {
    products (id) {
        id -> BigInt,
        name -> Text,
        sku -> Text,
        brand -> Text,
        category -> Text,
        description -> Text,
        note -> Nullable<Text>,
        origin -> Nullable<Text>,
        supplier -> BigInt,
        warehouse -> BigInt,
        stock -> BigInt,
        reserved -> BigInt,
        sold -> BigInt,
        parent -> Nullable<BigInt>,
        weight -> Double,
        height -> Double,
        width -> Double,
        depth -> Double,
        rating -> Integer,
        reviews -> Integer,
        position -> Integer,
        revision -> Integer,
        active -> Bool,
        visible -> Bool,
        taxable -> Bool,
    }
}

diesel::joinable!(posts -> users (user_id));
diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(comments -> users (author_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts, comments);

#[derive(Debug, Queryable, Selectable, Identifiable)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub bio: String,
}

#[derive(Debug, Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = posts, belongs_to(User))]
pub struct Post {
    pub id: i64,
    pub user_id: i64,
    pub title: String,
    pub body: String,
    pub published: bool,
}

#[derive(Debug, Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = comments, belongs_to(Post))]
pub struct Comment {
    pub id: i64,
    pub post_id: i64,
    pub author_id: i64,
    pub body: String,
    pub likes: i32,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = items)]
pub struct Item {
    pub id: i64,
    pub name: String,
    pub quantity: i32,
    pub price: f64,
    pub available: bool,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = items)]
pub struct New {
    pub name: String,
    pub quantity: i32,
    pub price: f64,
    pub available: bool,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub struct Account {
    pub id: i64,
    pub owner: String,
    pub email: String,
    pub balance: i64,
    pub visits: i32,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = lines)]
pub struct Line {
    pub id: i64,
    pub number: i32,
    pub text: String,
}

product! {
    #[derive(Debug, Queryable, Selectable)]
    #[diesel(table_name = products)]
    []
    Product
}

impl From<data::New> for New {
    fn from(data::New { name, quantity, price, available }: data::New) -> Self {
        New { name, quantity, price, available }
    }
}

readable!(user User);
readable!(post Post);
readable!(comment Comment);
readable!(item Item);
readable!(account Account);
readable!(line Line);
readable!(product Product);
