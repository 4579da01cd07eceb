//! The library itself: `prefetch_related` a level, and `select_related` for the joins.

use crate::Result;
use crate::checksum::Checksum;
use crate::peer::{Loading, Peer, Rows};
use crate::work::Work;
use orm::{Db, Loaded, Model};

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

type Thread = Loaded![Post { comments }];

/// A pool of one connection.
#[derive(Debug)]
pub struct Orm(Db);

impl Orm {
    /// Connects.
    ///
    /// # Errors
    ///
    /// If there is no database.
    pub async fn connect(url: &str) -> Result<Orm> {
        Ok(Orm(Db::builder(url).max_connections(1).connect().await?))
    }

    async fn users(&self) -> orm::Result<Vec<Loaded![User { posts { comments } }]>> {
        let users = User::query().prefetch_related(|u| u.posts().with(|p| p.comments()));
        users.all(&self.0).await
    }

    async fn comments(&self) -> orm::Result<Vec<Loaded![Comment { post, author }]>> {
        Comment::query().select_related(|c| (c.post(), c.author())).all(&self.0).await
    }

    async fn user(&self, id: i64) -> orm::Result<Loaded![User { posts }]> {
        let users = User::query().filter(|u| u.id.eq(id)).prefetch_related(|u| u.posts());
        users.one(&self.0).await
    }

    async fn posts(&self) -> orm::Result<Vec<Thread>> {
        Post::query().prefetch_related(|p| p.comments()).all(&self.0).await
    }
}

impl Peer for Orm {
    fn name(&self) -> &'static str {
        "orm"
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

impl Rows for Vec<Loaded![User { posts { comments } }]> {
    fn read(&self, sum: &mut Checksum) {
        for user in self {
            user.read(0, sum);
            user.posts().iter().for_each(|post| read_thread(post, user.id, sum));
        }
    }
}

impl Rows for Vec<Loaded![Comment { post, author }]> {
    fn read(&self, sum: &mut Checksum) {
        for comment in self {
            comment.read(0, sum);
            comment.post().read(comment.id, sum);
            comment.author().read(comment.id, sum);
        }
    }
}

impl Rows for Loaded![User { posts }] {
    fn read(&self, sum: &mut Checksum) {
        // Of the columns: the trait's method, of the same name, reads the relations too.
        User::read(self, 0, sum);
        self.posts().iter().for_each(|post| post.read(self.id, sum));
    }
}

impl Rows for Vec<Thread> {
    fn read(&self, sum: &mut Checksum) {
        self.iter().for_each(|post| read_thread(post, 0, sum));
    }
}

fn read_thread(post: &Thread, under: i64, sum: &mut Checksum) {
    post.read(under, sum);
    post.comments().iter().for_each(|comment| comment.read(post.id, sum));
}

crate::data::readable!(User, Post, Comment);
