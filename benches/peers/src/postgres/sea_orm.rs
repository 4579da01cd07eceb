//! SeaORM over sqlx: `load_many` a level, and `find_also_related` for the joins.

use crate::Result;
use crate::checksum::Checksum;
use crate::data::New;
use crate::models::sea_orm::{account, comment, item, line, post, product, user};
use crate::peer::{Inserted, Peer, Rows, Running, running};
use crate::work::Task;
use futures_util::TryStreamExt;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectOptions, Database, DatabaseConnection, DbErr,
    EntityTrait, ExprTrait, IntoActiveModel, LoaderTrait, ModelTrait, QueryFilter, Set,
    TransactionTrait,
};

type Threads = Vec<(post::Model, Vec<comment::Model>)>;

/// A join to a related row may always find none here.
type Joined = Vec<(comment::Model, Option<post::Model>, Option<user::Model>)>;

/// A pool of one connection.
#[derive(Debug)]
pub(super) struct SeaOrm(DatabaseConnection);

impl SeaOrm {
    pub(super) async fn connect(url: &str) -> Result<SeaOrm> {
        let mut options = ConnectOptions::new(url);
        // Without the round trip that would ask at each checkout whether the connection is alive.
        options.max_connections(1).sqlx_logging(false).test_before_acquire(false);
        Ok(SeaOrm(Database::connect(options).await?))
    }

    async fn users(&self) -> Result<Vec<(user::Model, Threads)>, DbErr> {
        let users = user::Entity::find().all(&self.0).await?;
        let posts = users.load_many(post::Entity, &self.0).await?;
        let counts: Vec<usize> = posts.iter().map(Vec::len).collect();
        let mut threads =
            self.with_comments(posts.into_iter().flatten().collect()).await?.into_iter();
        let posts = counts.into_iter().map(|count| threads.by_ref().take(count).collect());
        Ok(users.into_iter().zip(posts).collect())
    }

    async fn posts(&self) -> Result<Threads, DbErr> {
        let posts = post::Entity::find().all(&self.0).await?;
        self.with_comments(posts).await
    }

    async fn with_comments(&self, posts: Vec<post::Model>) -> Result<Threads, DbErr> {
        let comments = posts.load_many(comment::Entity, &self.0).await?;
        Ok(posts.into_iter().zip(comments).collect())
    }

    async fn user(&self, id: i64) -> Result<(user::Model, Vec<post::Model>)> {
        let user = user::Entity::find_by_id(id).one(&self.0).await?.ok_or("no such user")?;
        let posts = user.find_related(post::Entity).all(&self.0).await?;
        Ok((user, posts))
    }

    async fn comments(&self) -> Result<Joined, DbErr> {
        let comments = comment::Entity::find().find_also_related(post::Entity);
        comments.find_also_related(user::Entity).all(&self.0).await
    }

    async fn stream(&self) -> Result<Checksum, DbErr> {
        let mut lines = line::Entity::find().stream(&self.0).await?;
        let mut sum = Checksum::default();
        while let Some(line) = lines.try_next().await? {
            line.read(0, &mut sum);
        }
        Ok(sum)
    }

    async fn update(&self, key: i64, balance: i64) -> Result<u64, DbErr> {
        let update = account::Entity::update_many().filter(account::Column::Id.eq(key));
        let update = update.col_expr(account::Column::Balance, Expr::value(balance));
        Ok(update.exec(&self.0).await?.rows_affected)
    }

    async fn patch(&self, key: i64, balance: i64) -> Result<account::Model> {
        let found = account::Entity::find_by_id(key).one(&self.0).await?;
        let mut changed = found.ok_or("no such account")?.into_active_model();
        changed.balance = Set(balance);
        Ok(changed.update(&self.0).await?)
    }

    async fn transfer(&self, from: i64, to: i64, amount: i64, note: New) -> Result<(), DbErr> {
        let add = |key: i64, amount: i64| {
            let sum = Expr::col(account::Column::Balance).add(amount);
            let update = account::Entity::update_many().filter(account::Column::Id.eq(key));
            update.col_expr(account::Column::Balance, sum)
        };
        let transaction = self.0.begin().await?;
        add(from, -amount).exec(&transaction).await?;
        add(to, amount).exec(&transaction).await?;
        item::Entity::insert(item::ActiveModel::from(note)).exec(&transaction).await?;
        transaction.commit().await
    }

    async fn insert(&self, new: New) -> Result<Inserted<item::Model>, DbErr> {
        item::ActiveModel::from(new).insert(&self.0).await.map(Inserted)
    }

    async fn insert_many(&self, rows: Vec<New>) -> Result<u64, DbErr> {
        let rows = rows.into_iter().map(item::ActiveModel::from);
        item::Entity::insert_many(rows).exec_without_returning(&self.0).await
    }
}

impl Peer for SeaOrm {
    fn name(&self) -> &'static str {
        "SeaORM"
    }

    fn run(&mut self, task: Task) -> Option<Running<'_>> {
        let db = &self.0;
        match task {
            Task::ByKey(key) => running(item::Entity::find_by_id(key).one(db)),
            Task::Items => running(item::Entity::find().all(db)),
            Task::Products => running(product::Entity::find().all(db)),
            Task::Comments => running(self.comments()),
            Task::Users => running(self.users()),
            Task::User(id) => running(self.user(id)),
            Task::Posts => running(self.posts()),
            Task::Stream => running(self.stream()),
            Task::Update { key, balance } => running(self.update(key, balance)),
            Task::Patch { key, balance } => running(self.patch(key, balance)),
            Task::Transfer { from, to, amount, note } => {
                running(self.transfer(from, to, amount, note))
            }
            Task::Insert(new) => running(self.insert(new)),
            Task::InsertMany(rows) => running(self.insert_many(rows)),
            Task::Copy(_) => None,
        }
    }
}
