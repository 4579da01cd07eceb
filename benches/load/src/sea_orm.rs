//! SeaORM over sqlx: `load_many` a level, and `find_also_related` for the joins.

use crate::Result;
use crate::checksum::Checksum;
use crate::peer::{Loading, Peer, Rows};
use crate::work::Work;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, EntityTrait, LoaderTrait, ModelTrait};

mod user {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        pub email: String,
        pub bio: String,
        #[sea_orm(has_many)]
        pub posts: HasMany<super::post::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub user_id: i64,
        pub title: String,
        pub body: String,
        pub published: bool,
        #[sea_orm(belongs_to, from = "user_id", to = "id")]
        pub user: BelongsTo<super::user::Entity>,
        #[sea_orm(has_many)]
        pub comments: HasMany<super::comment::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod comment {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "comments")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub post_id: i64,
        pub author_id: i64,
        pub body: String,
        pub likes: i32,
        #[sea_orm(belongs_to, from = "post_id", to = "id")]
        pub post: BelongsTo<super::post::Entity>,
        #[sea_orm(belongs_to, from = "author_id", to = "id")]
        pub author: BelongsTo<super::user::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

type Threads = Vec<(post::Model, Vec<comment::Model>)>;

/// A join to a related row may always find none here.
type Joined = Vec<(comment::Model, Option<post::Model>, Option<user::Model>)>;

/// A pool of one connection.
#[derive(Debug)]
pub struct SeaOrm(DatabaseConnection);

impl SeaOrm {
    /// Connects.
    ///
    /// # Errors
    ///
    /// If there is no database.
    pub async fn connect(url: &str) -> Result<SeaOrm> {
        let mut options = ConnectOptions::new(url);
        // Without the round trip that would ask at each checkout whether the connection is alive.
        options.max_connections(1).sqlx_logging(false).test_before_acquire(false);
        Ok(SeaOrm(Database::connect(options).await?))
    }

    async fn users(&self) -> Result<Vec<(user::Model, Threads)>> {
        let users = user::Entity::find().all(&self.0).await?;
        let posts = users.load_many(post::Entity, &self.0).await?;
        let counts: Vec<usize> = posts.iter().map(Vec::len).collect();
        let mut threads =
            self.with_comments(posts.into_iter().flatten().collect()).await?.into_iter();
        let posts = counts.into_iter().map(|count| threads.by_ref().take(count).collect());
        Ok(users.into_iter().zip(posts).collect())
    }

    async fn posts(&self) -> Result<Threads> {
        let posts = post::Entity::find().all(&self.0).await?;
        self.with_comments(posts).await
    }

    async fn with_comments(&self, posts: Vec<post::Model>) -> Result<Threads> {
        let comments = posts.load_many(comment::Entity, &self.0).await?;
        Ok(posts.into_iter().zip(comments).collect())
    }

    async fn user(&self, id: i64) -> Result<(user::Model, Vec<post::Model>)> {
        let user = user::Entity::find_by_id(id).one(&self.0).await?.ok_or("no such user")?;
        let posts = user.find_related(post::Entity).all(&self.0).await?;
        Ok((user, posts))
    }

    async fn comments(&self) -> Result<Joined> {
        let comments = comment::Entity::find().find_also_related(post::Entity);
        Ok(comments.find_also_related(user::Entity).all(&self.0).await?)
    }
}

impl Peer for SeaOrm {
    fn name(&self) -> &'static str {
        "SeaORM (sqlx)"
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

impl Rows for Vec<(user::Model, Threads)> {
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

impl Rows for (user::Model, Vec<post::Model>) {
    fn read(&self, sum: &mut Checksum) {
        self.0.read(0, sum);
        self.1.iter().for_each(|post| post.read(self.0.id, sum));
    }
}

impl Rows for Joined {
    fn read(&self, sum: &mut Checksum) {
        for (comment, post, user) in self {
            comment.read(0, sum);
            post.iter().for_each(|post| post.read(comment.id, sum));
            user.iter().for_each(|user| user.read(comment.id, sum));
        }
    }
}

fn read_thread(
    (post, comments): &(post::Model, Vec<comment::Model>),
    under: i64,
    sum: &mut Checksum,
) {
    post.read(under, sum);
    comments.iter().for_each(|comment| comment.read(post.id, sum));
}

crate::data::readable!(user::Model, post::Model, comment::Model);
