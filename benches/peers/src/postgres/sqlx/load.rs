//! Relations with sqlx: a join, or a statement a level and a map of keys.

use super::Sqlx;
use crate::models::sqlx::{Comment, Post, User};
use sqlx::Row;
use sqlx::postgres::PgRow;
use std::collections::HashMap;

type Thread = (Post, Vec<Comment>);

impl Sqlx {
    pub(super) async fn users(&self) -> sqlx::Result<Vec<(User, Vec<Thread>)>> {
        let users: Vec<User> =
            sqlx::query_as("SELECT id, name, email, bio FROM users").fetch_all(&self.0).await?;
        let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
        let posts = sqlx::query_as(
            "SELECT id, user_id, title, body, published FROM posts WHERE user_id = ANY($1)",
        );
        let posts = posts.bind(&ids).fetch_all(&self.0).await?;
        let mut users: Vec<_> = users.into_iter().map(|user| (user, Vec::new())).collect();
        let places: HashMap<i64, usize> = ids.into_iter().zip(0..).collect();
        for thread in self.with_comments(posts).await? {
            users[places[&thread.0.user_id]].1.push(thread);
        }
        Ok(users)
    }

    pub(super) async fn posts(&self) -> sqlx::Result<Vec<Thread>> {
        let posts = sqlx::query_as("SELECT id, user_id, title, body, published FROM posts");
        self.with_comments(posts.fetch_all(&self.0).await?).await
    }

    async fn with_comments(&self, posts: Vec<Post>) -> sqlx::Result<Vec<Thread>> {
        let ids: Vec<i64> = posts.iter().map(|post| post.id).collect();
        let comments = sqlx::query_as::<_, Comment>(
            "SELECT id, post_id, author_id, body, likes FROM comments WHERE post_id = ANY($1)",
        );
        let comments = comments.bind(&ids).fetch_all(&self.0).await?;
        let mut posts: Vec<_> = posts.into_iter().map(|post| (post, Vec::new())).collect();
        let places: HashMap<i64, usize> = ids.into_iter().zip(0..).collect();
        for comment in comments {
            posts[places[&comment.post_id]].1.push(comment);
        }
        Ok(posts)
    }

    pub(super) async fn user(&self, id: i64) -> sqlx::Result<(User, Vec<Post>)> {
        let user = sqlx::query_as("SELECT id, name, email, bio FROM users WHERE id = $1");
        let user = user.bind(id).fetch_one(&self.0).await?;
        let posts = sqlx::query_as(
            "SELECT id, user_id, title, body, published FROM posts WHERE user_id = $1",
        );
        Ok((user, posts.bind(id).fetch_all(&self.0).await?))
    }

    pub(super) async fn comments(&self) -> sqlx::Result<Vec<(Comment, Post, User)>> {
        sqlx::query(
            "SELECT c.id, c.post_id, c.author_id, c.body, c.likes, \
             p.id, p.user_id, p.title, p.body, p.published, u.id, u.name, u.email, u.bio \
             FROM comments c JOIN posts p ON p.id = c.post_id JOIN users u ON u.id = c.author_id",
        )
        .try_map(joined)
        .fetch_all(&self.0)
        .await
    }
}

/// By position: the three tables have columns of the same names.
fn joined(row: PgRow) -> sqlx::Result<(Comment, Post, User)> {
    let comment = Comment {
        id: row.try_get(0)?,
        post_id: row.try_get(1)?,
        author_id: row.try_get(2)?,
        body: row.try_get(3)?,
        likes: row.try_get(4)?,
    };
    let post = Post {
        id: row.try_get(5)?,
        user_id: row.try_get(6)?,
        title: row.try_get(7)?,
        body: row.try_get(8)?,
        published: row.try_get(9)?,
    };
    let user = User {
        id: row.try_get(10)?,
        name: row.try_get(11)?,
        email: row.try_get(12)?,
        bio: row.try_get(13)?,
    };
    Ok((comment, post, user))
}
