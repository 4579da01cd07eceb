//! The rows of sqlx.

use crate::data::{product, readable};
use sqlx::FromRow;

#[derive(Debug, FromRow)]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub bio: String,
}

#[derive(Debug, FromRow)]
pub struct Post {
    pub id: i64,
    pub user_id: i64,
    pub title: String,
    pub body: String,
    pub published: bool,
}

#[derive(Debug, FromRow)]
pub struct Comment {
    pub id: i64,
    pub post_id: i64,
    pub author_id: i64,
    pub body: String,
    pub likes: i32,
}

#[derive(Debug, FromRow)]
pub struct Item {
    pub id: i64,
    pub name: String,
    pub quantity: i32,
    pub price: f64,
    pub available: bool,
}

#[derive(Debug, FromRow)]
pub struct Account {
    pub id: i64,
    pub owner: String,
    pub email: String,
    pub balance: i64,
    pub visits: i32,
}

#[derive(Debug, FromRow)]
pub struct Line {
    pub id: i64,
    pub number: i32,
    pub text: String,
}

product! {
    #[derive(Debug, FromRow)]
    []
    Product
}

readable!(user User);
readable!(post Post);
readable!(comment Comment);
readable!(item Item);
readable!(account Account);
readable!(line Line);
readable!(product Product);
