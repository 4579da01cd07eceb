//! The rows that are loaded: the same in every run.

mod insert;

use crate::checksum::Checksum;
use crate::dice::Dice;
use crate::work::Work;

/// A row of `users`.
#[derive(Debug)]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub bio: String,
}

/// A row of `posts`.
#[derive(Debug)]
pub struct Post {
    pub id: i64,
    pub user_id: i64,
    pub title: String,
    pub body: String,
    pub published: bool,
}

/// A row of `comments`.
#[derive(Debug)]
pub struct Comment {
    pub id: i64,
    pub post_id: i64,
    pub author_id: i64,
    pub body: String,
    pub likes: i32,
}

/// How many rows each table has.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub users: i64,
    pub posts: i64,
    pub comments: i64,
}

/// Every row of the three tables; the keys count from 1.
#[derive(Debug)]
pub struct Data {
    pub users: Vec<User>,
    pub posts: Vec<Post>,
    pub comments: Vec<Comment>,
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
        Data {
            users: (1..=size.users).map(|id| user(id, &mut dice)).collect(),
            posts: (1..=size.posts).map(|id| post(id, &mut dice)).collect(),
            comments: (1..=size.comments).map(|id| comment(id, &mut dice)).collect(),
        }
    }

    /// What a peer has to have loaded.
    pub fn checksum(&self, work: Work) -> Checksum {
        let mut sum = Checksum::default();
        match work {
            Work::Users => {
                self.users.iter().for_each(|user| user.read(0, &mut sum));
                self.posts.iter().for_each(|post| post.read(post.user_id, &mut sum));
                self.comments.iter().for_each(|comment| comment.read(comment.post_id, &mut sum));
            }
            Work::Comments => {
                for comment in &self.comments {
                    comment.read(0, &mut sum);
                    self.posts[comment.post_id as usize - 1].read(comment.id, &mut sum);
                    self.users[comment.author_id as usize - 1].read(comment.id, &mut sum);
                }
            }
            Work::User(id) => {
                self.users[id as usize - 1].read(0, &mut sum);
                let posts = self.posts.iter().filter(|post| post.user_id == id);
                posts.for_each(|post| post.read(id, &mut sum));
            }
            Work::Posts => {
                self.posts.iter().for_each(|post| post.read(0, &mut sum));
                self.comments.iter().for_each(|comment| comment.read(comment.post_id, &mut sum));
            }
        }
        sum
    }

    /// How many rows the result of this has; a joined row counts once.
    pub fn rows(&self, work: Work) -> usize {
        match work {
            Work::Users => self.users.len() + self.posts.len() + self.comments.len(),
            Work::Comments => self.comments.len(),
            Work::User(id) => 1 + self.posts.iter().filter(|post| post.user_id == id).count(),
            Work::Posts => self.posts.len() + self.comments.len(),
        }
    }
}

/// Gives the structs of three rows the method that reads one, found under the row with a key: each
/// library has structs of its own, with these fields.
macro_rules! readable {
    ($user:ty, $post:ty, $comment:ty) => {
        impl $user {
            pub(crate) fn read(&self, under: i64, sum: &mut $crate::checksum::Checksum) {
                sum.add(under, &[self.id], &[&self.name, &self.email, &self.bio]);
            }
        }

        impl $post {
            pub(crate) fn read(&self, under: i64, sum: &mut $crate::checksum::Checksum) {
                let numbers = [self.id, self.user_id, i64::from(self.published)];
                sum.add(under, &numbers, &[&self.title, &self.body]);
            }
        }

        impl $comment {
            pub(crate) fn read(&self, under: i64, sum: &mut $crate::checksum::Checksum) {
                let numbers = [self.id, self.post_id, self.author_id, i64::from(self.likes)];
                sum.add(under, &numbers, &[&self.body]);
            }
        }
    };
}
pub(crate) use readable;

readable!(User, Post, Comment);
