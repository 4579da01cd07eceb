//! The library itself: `prefetch_related` a level, `select_related` for the joins.

use crate::Result;
use crate::checksum::Checksum;
use crate::data::New;
use crate::models::orm::{Account, Comment, Item, Line, Post, Product, User, account, item};
use crate::peer::{Inserted, Keyed, Peer, Rows, Running, running};
use crate::work::Task;
use orm::{Db, Error, Loaded};

type Users = Vec<Loaded![User { posts { comments } }]>;

type Thread = Loaded![Post { comments }];

/// A pool of one connection.
#[derive(Debug)]
pub(super) struct Orm(Db);

impl Orm {
    pub(super) async fn connect(url: &str) -> Result<Orm> {
        Ok(Orm(Db::builder(url).max_connections(1).connect().await?))
    }

    async fn users(&self) -> Result<Users, Error> {
        let users = User::query().prefetch_related(|u| u.posts().with(|p| p.comments()));
        users.all(&self.0).await
    }

    async fn user(&self, id: i64) -> Result<Loaded![User { posts }], Error> {
        let users = User::query().filter(|u| u.id.eq(id)).prefetch_related(|u| u.posts());
        users.one(&self.0).await
    }

    async fn stream(&self) -> Result<Checksum, Error> {
        let mut lines = Line::query().stream(&self.0);
        let mut sum = Checksum::default();
        while let Some(line) = lines.next().await? {
            line.read(0, &mut sum);
        }
        Ok(sum)
    }

    async fn update(&self, key: i64, balance: i64) -> Result<u64, Error> {
        let account = Account::query().filter(|a| a.id.eq(key));
        account.update(|a| a.balance.set(balance)).exec(&self.0).await
    }

    async fn patch(&self, key: i64, balance: i64) -> Result<Account, Error> {
        let account = Account::get(&self.0, key).await?;
        let patch = account::Patch { balance: Some(balance), ..Default::default() };
        account.update(&self.0, patch).await
    }

    async fn transfer(&self, from: i64, to: i64, amount: i64, note: New) -> Result<(), Error> {
        self.0
            .transaction(async move |tx| {
                let add = |key, amount| {
                    let account = Account::query().filter(|a| a.id.eq(key));
                    account.update(|a| a.balance.set(a.balance + amount))
                };
                add(from, -amount).exec(tx).await?;
                add(to, amount).exec(tx).await?;
                Item::create(tx, note.into()).await?;
                Ok(())
            })
            .await
    }

    async fn insert(&self, new: New) -> Result<Inserted<Item>, Error> {
        Item::create(&self.0, new.into()).await.map(Inserted)
    }

    async fn copy(&self, rows: Vec<New>) -> Result<u64, Error> {
        let copied = Item::copy_in(rows.into_iter().map(item::New::from)).exec(&self.0).await?;
        Ok(copied.rows)
    }
}

impl Peer for Orm {
    fn name(&self) -> &'static str {
        "orm"
    }

    fn run(&mut self, task: Task) -> Option<Running<'_>> {
        let db = &self.0;
        match task {
            Task::ByKey(key) => running(Item::get(db, key)),
            Task::Items => running(Item::query().all(db)),
            Task::Products => running(Product::query().all(db)),
            Task::Comments => {
                running(Comment::query().select_related(|c| (c.post(), c.author())).all(db))
            }
            Task::Users => running(self.users()),
            Task::User(id) => running(self.user(id)),
            Task::Posts => running(Post::query().prefetch_related(|p| p.comments()).all(db)),
            Task::Stream => running(self.stream()),
            Task::Update { key, balance } => running(self.update(key, balance)),
            Task::Patch { key, balance } => running(self.patch(key, balance)),
            Task::Transfer { from, to, amount, note } => {
                running(self.transfer(from, to, amount, note))
            }
            Task::Insert(new) => running(self.insert(new)),
            Task::InsertMany(rows) => {
                running(Item::insert_many(rows.into_iter().map(item::New::from)).exec(db))
            }
            Task::Copy(rows) => running(self.copy(rows)),
        }
    }
}

impl Rows for Loaded![User { posts { comments } }] {
    fn read(&self, under: i64, sum: &mut Checksum) {
        // Of the columns: the row with its relations is another type, which is read here.
        User::read(self, under, sum);
        self.posts().iter().for_each(|post| post.read(self.id(), sum));
    }
}

impl Rows for Thread {
    fn read(&self, under: i64, sum: &mut Checksum) {
        Post::read(self, under, sum);
        self.comments().iter().for_each(|comment| comment.read(self.id(), sum));
    }
}

impl Rows for Loaded![User { posts }] {
    fn read(&self, under: i64, sum: &mut Checksum) {
        User::read(self, under, sum);
        self.posts().iter().for_each(|post| post.read(self.id(), sum));
    }
}

impl Rows for Loaded![Comment { post, author }] {
    fn read(&self, under: i64, sum: &mut Checksum) {
        Comment::read(self, under, sum);
        self.post().read(self.id(), sum);
        self.author().read(self.id(), sum);
    }
}
