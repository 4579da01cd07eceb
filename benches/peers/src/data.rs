//! The rows of the tables: the same in every run.

mod expect;
mod insert;
mod rows;

pub use rows::{Account, Comment, Item, Line, New, Post, Product, User};
pub(crate) use rows::{product, readable};

use crate::checksum::Checksum;
use crate::dice::Dice;
use crate::peer::Rows;

/// How many users, posts and comments there are.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub users: i64,
    pub posts: i64,
    pub comments: i64,
}

/// 10 posts a user, 10 comments a post.
pub const SMALL: Size = Size { users: 100, posts: 1_000, comments: 10_000 };

/// How many rows the other tables have.
pub const ITEMS: i64 = 10_000;
pub const PRODUCTS: i64 = 1_000;
pub const ACCOUNTS: i64 = 1_000;
pub const LINES: i64 = 1_000_000;

/// How many rows a `COPY` sends.
pub const COPIED: i64 = 1_000_000;

/// Every row; the keys count from 1. Of the lines, which the database makes, there is only the sum.
#[derive(Debug)]
pub struct Data {
    pub users: Vec<User>,
    pub posts: Vec<Post>,
    pub comments: Vec<Comment>,
    pub items: Vec<Item>,
    pub products: Vec<Product>,
    pub accounts: Vec<Account>,
    lines: Checksum,
}

impl Data {
    /// Makes up the rows: each user has as many posts as any other, each post as many comments.
    pub fn new(size: Size) -> Data {
        let mut dice = Dice::default();
        let user = |id, dice: &mut Dice| {
            let name = dice.text(10..24);
            let email = format!("{}@example.org", name.replace(' ', "."));
            User { id, name, email, bio: dice.text(40..160) }
        };
        let post = |id, dice: &mut Dice| Post {
            id,
            user_id: (id - 1) % size.users + 1,
            title: dice.text(20..70),
            body: dice.text(150..450),
            published: dice.roll(10) > 0,
        };
        let comment = |id, dice: &mut Dice| Comment {
            id,
            post_id: (id - 1) % size.posts + 1,
            author_id: 1 + dice.roll(size.users as u64) as i64,
            body: dice.text(40..280),
            likes: dice.roll(100) as i32,
        };
        let mut lines = Checksum::default();
        (1..=LINES).for_each(|id| Line::at(id).read(0, &mut lines));
        Data {
            lines,
            users: (1..=size.users).map(|id| user(id, &mut dice)).collect(),
            posts: (1..=size.posts).map(|id| post(id, &mut dice)).collect(),
            comments: (1..=size.comments).map(|id| comment(id, &mut dice)).collect(),
            items: (1..=ITEMS).map(|id| New::made_up(id).with_key(id)).collect(),
            products: (1..=PRODUCTS).map(|id| Product::made_up(id, &mut dice)).collect(),
            accounts: (1..=ACCOUNTS).map(|id| Account::made_up(id, &mut dice)).collect(),
        }
    }
}
