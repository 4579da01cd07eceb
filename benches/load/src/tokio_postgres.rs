//! tokio-postgres by hand: what the libraries are compared with.

use crate::checksum::Checksum;
use crate::data::{Comment, Post, User};
use crate::peer::{Loading, Peer, Rows};
use crate::work::Work;
use crate::{Result, server};
use futures_util::TryStreamExt;
use std::collections::HashMap;
use tokio_postgres::types::BorrowToSql;
use tokio_postgres::{Client, Row, Statement};

/// A client and its prepared statements.
#[derive(Debug)]
pub struct ByHand {
    client: Client,
    users: Statement,
    user: Statement,
    all_posts: Statement,
    posts: Statement,
    posts_of_one: Statement,
    comments: Statement,
    joined: Statement,
}

#[derive(Debug)]
struct Author {
    user: User,
    posts: Vec<Thread>,
}

#[derive(Debug)]
struct Thread {
    post: Post,
    comments: Vec<Comment>,
}

impl ByHand {
    /// Connects and prepares.
    ///
    /// # Errors
    ///
    /// If the database refuses.
    pub async fn connect(url: &str) -> Result<ByHand> {
        let client = server::connect(url).await?;
        let prepare = |text| client.prepare(text);
        Ok(ByHand {
            users: prepare("SELECT id, name, email, bio FROM users").await?,
            user: prepare("SELECT id, name, email, bio FROM users WHERE id = $1").await?,
            all_posts: prepare("SELECT id, user_id, title, body, published FROM posts").await?,
            posts: prepare(
                "SELECT id, user_id, title, body, published FROM posts WHERE user_id = ANY($1)",
            )
            .await?,
            // Not an array of one, which the server would plan anew each time: without its value it
            // takes an array for a longer one, and expects the plan for that to cost more.
            posts_of_one: prepare(
                "SELECT id, user_id, title, body, published FROM posts WHERE user_id = $1",
            )
            .await?,
            comments: prepare(
                "SELECT id, post_id, author_id, body, likes FROM comments WHERE post_id = ANY($1)",
            )
            .await?,
            joined: prepare(
                "SELECT c.id, c.post_id, c.author_id, c.body, c.likes, \
                 p.id, p.user_id, p.title, p.body, p.published, u.id, u.name, u.email, u.bio \
                 FROM comments c JOIN posts p ON p.id = c.post_id \
                 JOIN users u ON u.id = c.author_id",
            )
            .await?,
            client,
        })
    }

    async fn users(&self) -> Result<Vec<Author>> {
        let mut users = self.rows(&self.users, NONE, |row| author(user(row, 0))).await?;
        let ids: Vec<i64> = users.iter().map(|it| it.user.id).collect();
        let posts = self.rows(&self.posts, [&ids], |row| thread(post(row, 0))).await?;
        let places: HashMap<i64, usize> = ids.into_iter().zip(0..).collect();
        for thread in self.with_comments(posts).await? {
            users[places[&thread.post.user_id]].posts.push(thread);
        }
        Ok(users)
    }

    async fn posts(&self) -> Result<Vec<Thread>> {
        let posts = self.rows(&self.all_posts, NONE, |row| thread(post(row, 0))).await?;
        self.with_comments(posts).await
    }

    async fn with_comments(&self, mut posts: Vec<Thread>) -> Result<Vec<Thread>> {
        let ids: Vec<i64> = posts.iter().map(|it| it.post.id).collect();
        let comments = self.rows(&self.comments, [&ids], |row| comment(row, 0)).await?;
        let places: HashMap<i64, usize> = ids.into_iter().zip(0..).collect();
        for comment in comments {
            posts[places[&comment.post_id]].comments.push(comment);
        }
        Ok(posts)
    }

    async fn user(&self, id: i64) -> Result<Author> {
        let user = user(&self.client.query_one(&self.user, &[&id]).await?, 0);
        let posts = self.rows(&self.posts_of_one, [id], |row| thread(post(row, 0))).await?;
        Ok(Author { user, posts })
    }

    async fn comments(&self) -> Result<Vec<(Comment, Post, User)>> {
        self.rows(&self.joined, NONE, |row| (comment(row, 0), post(row, 5), user(row, 10))).await
    }

    /// The rows as they arrive: none is kept undecoded.
    async fn rows<T, P, const N: usize>(
        &self,
        statement: &Statement,
        parameters: [P; N],
        decode: impl Fn(&Row) -> T,
    ) -> Result<Vec<T>>
    where
        P: BorrowToSql,
    {
        let mut rows = std::pin::pin!(self.client.query_raw(statement, parameters).await?);
        let mut all = Vec::new();
        while let Some(row) = rows.try_next().await? {
            all.push(decode(&row));
        }
        Ok(all)
    }
}

impl Peer for ByHand {
    fn name(&self) -> &'static str {
        "tokio-postgres by hand"
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

impl Rows for Vec<Author> {
    fn read(&self, sum: &mut Checksum) {
        self.iter().for_each(|author| author.read(sum));
    }
}

impl Rows for Author {
    fn read(&self, sum: &mut Checksum) {
        self.user.read(0, sum);
        self.posts.iter().for_each(|thread| thread.read(self.user.id, sum));
    }
}

impl Rows for Vec<Thread> {
    fn read(&self, sum: &mut Checksum) {
        self.iter().for_each(|thread| thread.read(0, sum));
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

impl Thread {
    fn read(&self, under: i64, sum: &mut Checksum) {
        self.post.read(under, sum);
        self.comments.iter().for_each(|comment| comment.read(self.post.id, sum));
    }
}

/// No parameters, of some type.
const NONE: [i64; 0] = [];

fn author(user: User) -> Author {
    Author { user, posts: Vec::new() }
}

fn thread(post: Post) -> Thread {
    Thread { post, comments: Vec::new() }
}

fn user(row: &Row, at: usize) -> User {
    User { id: row.get(at), name: row.get(at + 1), email: row.get(at + 2), bio: row.get(at + 3) }
}

fn post(row: &Row, at: usize) -> Post {
    Post {
        id: row.get(at),
        user_id: row.get(at + 1),
        title: row.get(at + 2),
        body: row.get(at + 3),
        published: row.get(at + 4),
    }
}

fn comment(row: &Row, at: usize) -> Comment {
    Comment {
        id: row.get(at),
        post_id: row.get(at + 1),
        author_id: row.get(at + 2),
        body: row.get(at + 3),
        likes: row.get(at + 4),
    }
}
