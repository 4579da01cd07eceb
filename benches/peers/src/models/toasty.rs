//! The models of Toasty.

use crate::data::readable;
use toasty::Deferred;

#[derive(Debug, toasty::Model)]
#[table = "users"]
pub struct User {
    #[key]
    #[auto]
    pub id: i64,
    pub name: String,
    pub email: String,
    pub bio: String,
    #[has_many]
    pub posts: Deferred<Vec<Post>>,
}

#[derive(Debug, toasty::Model)]
#[table = "posts"]
pub struct Post {
    #[key]
    #[auto]
    pub id: i64,
    #[index]
    pub user_id: i64,
    #[belongs_to(key = user_id, references = id)]
    pub user: Deferred<User>,
    pub title: String,
    pub body: String,
    pub published: bool,
    #[has_many]
    pub comments: Deferred<Vec<Comment>>,
}

#[derive(Debug, toasty::Model)]
#[table = "comments"]
pub struct Comment {
    #[key]
    #[auto]
    pub id: i64,
    #[index]
    pub post_id: i64,
    #[belongs_to(key = post_id, references = id)]
    pub post: Deferred<Post>,
    #[index]
    pub author_id: i64,
    #[belongs_to(key = author_id, references = id)]
    pub author: Deferred<User>,
    pub body: String,
    pub likes: i32,
}

#[derive(Debug, toasty::Model)]
#[table = "items"]
pub struct Item {
    #[key]
    #[auto]
    pub id: i64,
    pub name: String,
    pub quantity: i32,
    pub price: f64,
    pub available: bool,
}

#[derive(Debug, toasty::Model)]
#[table = "accounts"]
pub struct Account {
    #[key]
    #[auto]
    pub id: i64,
    pub owner: String,
    pub email: String,
    pub balance: i64,
    pub visits: i32,
}

#[derive(Debug, toasty::Model)]
#[table = "products"]
pub struct Product {
    #[key]
    #[auto]
    pub id: i64,
    pub name: String,
    pub sku: String,
    pub brand: String,
    pub category: String,
    pub description: String,
    pub note: Option<String>,
    pub origin: Option<String>,
    pub supplier: i64,
    pub warehouse: i64,
    pub stock: i64,
    pub reserved: i64,
    pub sold: i64,
    pub parent: Option<i64>,
    pub weight: f64,
    pub height: f64,
    pub width: f64,
    pub depth: f64,
    pub rating: i32,
    pub reviews: i32,
    pub position: i32,
    pub revision: i32,
    pub active: bool,
    pub visible: bool,
    pub taxable: bool,
}

readable!(user User);
readable!(post Post);
readable!(comment Comment);
readable!(item Item);
readable!(account Account);
readable!(product Product);
