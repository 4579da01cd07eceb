//! Relations by hand: a join, or a statement a level and a map of keys.

use super::{ByHand, NONE, comment, post, user};
use crate::Result;
use crate::data::{Comment, Post, User};
use std::collections::HashMap;
use tokio_postgres::{Client, Statement};

/// The statements.
#[derive(Debug)]
pub(super) struct Loads {
    users: Statement,
    user: Statement,
    all_posts: Statement,
    posts: Statement,
    posts_of_one: Statement,
    comments: Statement,
    joined: Statement,
}

type Thread = (Post, Vec<Comment>);

impl Loads {
    pub(super) async fn prepare(client: &Client) -> Result<Loads> {
        let prepare = |text| client.prepare(text);
        Ok(Loads {
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
        })
    }
}

impl ByHand {
    pub(super) async fn users(&self) -> Result<Vec<(User, Vec<Thread>)>> {
        let author = |row: &_| (user(row, 0), Vec::new());
        let mut users = self.rows(&self.loads.users, NONE, author).await?;
        let ids: Vec<i64> = users.iter().map(|(user, _)| user.id).collect();
        let posts = self.rows(&self.loads.posts, [&ids], |row| (post(row, 0), Vec::new())).await?;
        let places: HashMap<i64, usize> = ids.into_iter().zip(0..).collect();
        for thread in self.with_comments(posts).await? {
            users[places[&thread.0.user_id]].1.push(thread);
        }
        Ok(users)
    }

    pub(super) async fn posts(&self) -> Result<Vec<Thread>> {
        let thread = |row: &_| (post(row, 0), Vec::new());
        self.with_comments(self.rows(&self.loads.all_posts, NONE, thread).await?).await
    }

    async fn with_comments(&self, mut posts: Vec<Thread>) -> Result<Vec<Thread>> {
        let ids: Vec<i64> = posts.iter().map(|(post, _)| post.id).collect();
        let comments = self.rows(&self.loads.comments, [&ids], comment).await?;
        let places: HashMap<i64, usize> = ids.into_iter().zip(0..).collect();
        for comment in comments {
            posts[places[&comment.post_id]].1.push(comment);
        }
        Ok(posts)
    }

    pub(super) async fn user(&self, id: i64) -> Result<(User, Vec<Post>)> {
        let user = user(&self.client.query_one(&self.loads.user, &[&id]).await?, 0);
        let posts = self.rows(&self.loads.posts_of_one, [id], |row| post(row, 0)).await?;
        Ok((user, posts))
    }

    pub(super) async fn comments(&self) -> Result<Vec<(Comment, Post, User)>> {
        let joined = |row: &_| (comment(row), post(row, 5), user(row, 10));
        self.rows(&self.loads.joined, NONE, joined).await
    }
}
