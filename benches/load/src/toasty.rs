//! Toasty: `include`, as its guide to preloading has it.

use crate::Result;
use crate::checksum::Checksum;
use crate::peer::{Loading, Peer, Rows};
use crate::work::Work;
use toasty::{Db, Deferred};

#[derive(Debug, toasty::Model)]
#[table = "users"]
struct User {
    #[key]
    #[auto]
    id: i64,
    name: String,
    email: String,
    bio: String,
    #[has_many]
    posts: Deferred<Vec<Post>>,
}

#[derive(Debug, toasty::Model)]
#[table = "posts"]
struct Post {
    #[key]
    #[auto]
    id: i64,
    #[index]
    user_id: i64,
    #[belongs_to(key = user_id, references = id)]
    user: Deferred<User>,
    title: String,
    body: String,
    published: bool,
    #[has_many]
    comments: Deferred<Vec<Comment>>,
}

#[derive(Debug, toasty::Model)]
#[table = "comments"]
struct Comment {
    #[key]
    #[auto]
    id: i64,
    #[index]
    post_id: i64,
    #[belongs_to(key = post_id, references = id)]
    post: Deferred<Post>,
    #[index]
    author_id: i64,
    #[belongs_to(key = author_id, references = id)]
    author: Deferred<User>,
    body: String,
    likes: i32,
}

/// A pool of one connection.
#[derive(Debug)]
pub struct Toasty(Db);

/// What was loaded; the type alone does not say which relations were included.
#[derive(Debug)]
enum Found {
    Users(Vec<User>),
    Comments(Vec<Comment>),
    User(User),
    Posts(Vec<Post>),
}

impl Toasty {
    /// Connects.
    ///
    /// # Errors
    ///
    /// If there is no database.
    pub async fn connect(url: &str) -> Result<Toasty> {
        let models = toasty::models!(User, Post, Comment);
        let mut builder = Db::builder();
        // Without the ping of idle connections, which would count as a statement's time.
        builder.models(models).max_pool_size(1).pool_health_check_interval(None);
        Ok(Toasty(builder.connect(url).await?))
    }

    async fn rows(&mut self, work: Work) -> toasty::Result<Found> {
        let db = &mut self.0;
        Ok(match work {
            Work::Users => {
                let users = User::all().include(User::fields().posts().comments());
                Found::Users(users.exec(db).await?)
            }
            Work::Comments => {
                let comments = Comment::all().include(Comment::fields().post());
                Found::Comments(comments.include(Comment::fields().author()).exec(db).await?)
            }
            Work::User(id) => {
                let user = User::filter_by_id(id).include(User::fields().posts());
                Found::User(user.get(db).await?)
            }
            Work::Posts => {
                let posts = Post::all().include(Post::fields().comments());
                Found::Posts(posts.exec(db).await?)
            }
        })
    }
}

impl Peer for Toasty {
    fn name(&self) -> &'static str {
        "Toasty"
    }

    fn load(&mut self, work: Work) -> Loading<'_> {
        Box::pin(async move { Ok(Box::new(self.rows(work).await?) as Box<dyn Rows>) })
    }
}

impl Rows for Found {
    fn read(&self, sum: &mut Checksum) {
        match self {
            Found::Users(users) => {
                for user in users {
                    user.read(0, sum);
                    user.posts.get().iter().for_each(|post| read_thread(post, user.id, sum));
                }
            }
            Found::Comments(comments) => {
                for comment in comments {
                    comment.read(0, sum);
                    comment.post.get().read(comment.id, sum);
                    comment.author.get().read(comment.id, sum);
                }
            }
            Found::User(user) => {
                user.read(0, sum);
                user.posts.get().iter().for_each(|post| post.read(user.id, sum));
            }
            Found::Posts(posts) => posts.iter().for_each(|post| read_thread(post, 0, sum)),
        }
    }
}

fn read_thread(post: &Post, under: i64, sum: &mut Checksum) {
    post.read(under, sum);
    post.comments.get().iter().for_each(|comment| comment.read(post.id, sum));
}

crate::data::readable!(User, Post, Comment);
