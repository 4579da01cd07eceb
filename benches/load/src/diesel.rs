//! Diesel over diesel-async: `belonging_to` and `grouped_by`, as its guide to relations has it.

use crate::Result;
use crate::checksum::Checksum;
use crate::peer::{Loading, Peer, Rows};
use crate::work::Work;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use std::fmt;

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

diesel::joinable!(posts -> users (user_id));
diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(comments -> users (author_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts, comments);

#[derive(Debug, Queryable, Selectable, Identifiable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
struct User {
    id: i64,
    name: String,
    email: String,
    bio: String,
}

#[derive(Debug, Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = posts, belongs_to(User), check_for_backend(diesel::pg::Pg))]
struct Post {
    id: i64,
    user_id: i64,
    title: String,
    body: String,
    published: bool,
}

#[derive(Debug, Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = comments, belongs_to(Post), check_for_backend(diesel::pg::Pg))]
struct Comment {
    id: i64,
    post_id: i64,
    author_id: i64,
    body: String,
    likes: i32,
}

type Threads = Vec<(Post, Vec<Comment>)>;

/// A connection.
pub struct Diesel(AsyncPgConnection);

impl Diesel {
    /// Connects.
    ///
    /// # Errors
    ///
    /// If there is no database.
    pub async fn connect(url: &str) -> Result<Diesel> {
        Ok(Diesel(AsyncPgConnection::establish(url).await?))
    }

    async fn users(&mut self) -> Result<Vec<(User, Threads)>> {
        let users = users::table.select(User::as_select()).load(&mut self.0).await?;
        let posts = Post::belonging_to(&users).select(Post::as_select()).load(&mut self.0).await?;
        let posts = self.with_comments(posts).await?.grouped_by(&users);
        Ok(users.into_iter().zip(posts).collect())
    }

    async fn posts(&mut self) -> Result<Threads> {
        let posts = posts::table.select(Post::as_select()).load(&mut self.0).await?;
        self.with_comments(posts).await
    }

    async fn with_comments(&mut self, posts: Vec<Post>) -> Result<Threads> {
        let comments = Comment::belonging_to(&posts).select(Comment::as_select());
        let comments = comments.load(&mut self.0).await?.grouped_by(&posts);
        Ok(posts.into_iter().zip(comments).collect())
    }

    async fn user(&mut self, id: i64) -> Result<(User, Vec<Post>)> {
        let user = users::table.find(id).select(User::as_select()).first(&mut self.0).await?;
        let posts = Post::belonging_to(&user).select(Post::as_select()).load(&mut self.0).await?;
        Ok((user, posts))
    }

    async fn comments(&mut self) -> Result<Vec<(Comment, Post, User)>> {
        let joined = comments::table.inner_join(posts::table).inner_join(users::table);
        let columns = (Comment::as_select(), Post::as_select(), User::as_select());
        Ok(joined.select(columns).load(&mut self.0).await?)
    }
}

impl fmt::Debug for Diesel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Diesel").finish_non_exhaustive()
    }
}

impl Peer for Diesel {
    fn name(&self) -> &'static str {
        "Diesel (diesel-async)"
    }

    fn load(&mut self, work: Work) -> Loading<'_> {
        Box::pin(async move {
            Ok(match work {
                Work::Users => Box::new(self.users().await?) as Box<dyn Rows>,
                Work::Comments => Box::new(self.comments().await?),
                Work::User(id) => Box::new(self.user(id).await?),
                Work::Posts => Box::new(self.posts().await?),
            })
        })
    }
}

impl Rows for Vec<(User, Threads)> {
    fn read(&self, sum: &mut Checksum) {
        for (user, posts) in self {
            user.read(0, sum);
            posts.iter().for_each(|thread| read_thread(thread, user.id, sum));
        }
    }
}

impl Rows for Threads {
    fn read(&self, sum: &mut Checksum) {
        self.iter().for_each(|thread| read_thread(thread, 0, sum));
    }
}

impl Rows for (User, Vec<Post>) {
    fn read(&self, sum: &mut Checksum) {
        self.0.read(0, sum);
        self.1.iter().for_each(|post| post.read(self.0.id, sum));
    }
}

impl Rows for Vec<(Comment, Post, User)> {
    fn read(&self, sum: &mut Checksum) {
        for (comment, post, user) in self {
            comment.read(0, sum);
            post.read(comment.id, sum);
            user.read(comment.id, sum);
        }
    }
}

fn read_thread((post, comments): &(Post, Vec<Comment>), under: i64, sum: &mut Checksum) {
    post.read(under, sum);
    comments.iter().for_each(|comment| comment.read(post.id, sum));
}

crate::data::readable!(User, Post, Comment);
