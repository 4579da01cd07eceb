//! The models of `orm`.

use crate::data::{New, product, readable};
use orm::Model;

#[derive(Model, Debug)]
#[model(table = "users", has_many(posts: Post.user_id))]
pub struct User {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    pub email: String,
    pub bio: String,
}

#[derive(Model, Debug)]
#[model(table = "posts", has_many(comments: Comment.post_id))]
pub struct Post {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = User)]
    pub user_id: i64,
    pub title: String,
    pub body: String,
    pub published: bool,
}

#[derive(Model, Debug)]
#[model(table = "comments")]
pub struct Comment {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Post)]
    pub post_id: i64,
    #[model(references = User)]
    pub author_id: i64,
    pub body: String,
    pub likes: i32,
}

#[derive(Model, Debug)]
#[model(table = "items")]
pub struct Item {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    pub quantity: i32,
    pub price: f64,
    pub available: bool,
}

#[derive(Model, Debug)]
#[model(table = "accounts")]
pub struct Account {
    #[model(primary_key, auto)]
    pub id: i64,
    pub owner: String,
    pub email: String,
    pub balance: i64,
    pub visits: i32,
}

#[derive(Model, Debug)]
#[model(table = "lines")]
pub struct Line {
    #[model(primary_key, auto)]
    pub id: i64,
    pub number: i32,
    pub text: String,
}

product! {
    #[derive(Model, Debug)]
    #[model(table = "products")]
    [#[model(primary_key, auto)]]
    Product
}

impl From<New> for item::New {
    fn from(New { name, quantity, price, available }: New) -> Self {
        item::New { name, quantity, price, available }
    }
}

readable!(user User);
readable!(post Post);
readable!(comment Comment);
readable!(item Item);
readable!(account Account);
readable!(line Line);
readable!(product Product);
