//! Diesel over diesel-async: `belonging_to` and `grouped_by`, as its guide to relations has it.

use crate::Result;
use crate::checksum::Checksum;
use crate::data;
use crate::models::diesel::{
    Account, Comment, Item, Line, New, Post, Product, User, accounts, comments, items, lines,
    posts, products, users,
};
use crate::peer::{Inserted, Peer, Rows, Running, running};
use crate::work::Task;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use futures_util::TryStreamExt;
use std::fmt;

type Threads = Vec<(Post, Vec<Comment>)>;

/// A connection.
pub(super) struct Diesel(AsyncPgConnection);

impl Diesel {
    pub(super) async fn connect(url: &str) -> Result<Diesel> {
        Ok(Diesel(AsyncPgConnection::establish(url).await?))
    }

    async fn item(&mut self, key: i64) -> QueryResult<Item> {
        items::table.find(key).select(Item::as_select()).first(&mut self.0).await
    }

    async fn items(&mut self) -> QueryResult<Vec<Item>> {
        items::table.select(Item::as_select()).load(&mut self.0).await
    }

    async fn products(&mut self) -> QueryResult<Vec<Product>> {
        products::table.select(Product::as_select()).load(&mut self.0).await
    }

    async fn users(&mut self) -> QueryResult<Vec<(User, Threads)>> {
        let users = users::table.select(User::as_select()).load(&mut self.0).await?;
        let posts = Post::belonging_to(&users).select(Post::as_select()).load(&mut self.0).await?;
        let posts = self.with_comments(posts).await?.grouped_by(&users);
        Ok(users.into_iter().zip(posts).collect())
    }

    async fn posts(&mut self) -> QueryResult<Threads> {
        let posts = posts::table.select(Post::as_select()).load(&mut self.0).await?;
        self.with_comments(posts).await
    }

    async fn with_comments(&mut self, posts: Vec<Post>) -> QueryResult<Threads> {
        let comments = Comment::belonging_to(&posts).select(Comment::as_select());
        let comments = comments.load(&mut self.0).await?.grouped_by(&posts);
        Ok(posts.into_iter().zip(comments).collect())
    }

    async fn user(&mut self, id: i64) -> QueryResult<(User, Vec<Post>)> {
        let user = users::table.find(id).select(User::as_select()).first(&mut self.0).await?;
        let posts = Post::belonging_to(&user).select(Post::as_select()).load(&mut self.0).await?;
        Ok((user, posts))
    }

    async fn comments(&mut self) -> QueryResult<Vec<(Comment, Post, User)>> {
        let joined = comments::table.inner_join(posts::table).inner_join(users::table);
        let columns = (Comment::as_select(), Post::as_select(), User::as_select());
        joined.select(columns).load(&mut self.0).await
    }

    async fn stream(&mut self) -> QueryResult<Checksum> {
        let lines = lines::table.select(Line::as_select());
        let mut lines = lines.load_stream::<Line>(&mut self.0).await?;
        let mut sum = Checksum::default();
        while let Some(line) = lines.try_next().await? {
            line.read(0, &mut sum);
        }
        Ok(sum)
    }

    async fn update(&mut self, key: i64, balance: i64) -> QueryResult<u64> {
        let account = diesel::update(accounts::table.find(key));
        let rows = account.set(accounts::balance.eq(balance)).execute(&mut self.0).await?;
        Ok(rows as u64)
    }

    async fn patch(&mut self, key: i64, balance: i64) -> QueryResult<Account> {
        let account = accounts::table.find(key).select(Account::as_select());
        let account: Account = account.first(&mut self.0).await?;
        diesel::update(accounts::table.find(account.id))
            .set(accounts::balance.eq(balance))
            .returning(Account::as_returning())
            .get_result(&mut self.0)
            .await
    }

    async fn transfer(
        &mut self,
        from: i64,
        to: i64,
        amount: i64,
        note: data::New,
    ) -> QueryResult<()> {
        self.0
            .transaction(async move |connection| {
                let add = |key, amount| {
                    diesel::update(accounts::table.find(key))
                        .set(accounts::balance.eq(accounts::balance + amount))
                };
                add(from, -amount).execute(&mut *connection).await?;
                add(to, amount).execute(&mut *connection).await?;
                let note = diesel::insert_into(items::table).values(New::from(note));
                note.execute(&mut *connection).await?;
                Ok(())
            })
            .await
    }

    async fn insert(&mut self, new: data::New) -> QueryResult<Inserted<Item>> {
        let insert = diesel::insert_into(items::table).values(New::from(new));
        insert.returning(Item::as_returning()).get_result(&mut self.0).await.map(Inserted)
    }

    async fn insert_many(&mut self, rows: Vec<data::New>) -> QueryResult<u64> {
        let rows: Vec<New> = rows.into_iter().map(New::from).collect();
        let insert = diesel::insert_into(items::table).values(rows);
        Ok(insert.execute(&mut self.0).await? as u64)
    }
}

impl fmt::Debug for Diesel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Diesel").finish_non_exhaustive()
    }
}

impl Peer for Diesel {
    fn name(&self) -> &'static str {
        "Diesel"
    }

    fn run(&mut self, task: Task) -> Option<Running<'_>> {
        match task {
            Task::ByKey(key) => running(self.item(key)),
            Task::Items => running(self.items()),
            Task::Products => running(self.products()),
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
