//! Toasty: `include`, as its guide to preloading has it.

use crate::Result;
use crate::checksum::Checksum;
use crate::data::New;
use crate::models::toasty::{Account, Comment, Item, Post, Product, User};
use crate::peer::{Inserted, Keyed, Peer, Rows, Running, running};
use crate::work::Task;
use toasty::Db;

/// A new item, not yet sent: the builder's type has no name.
macro_rules! create {
    ($new:expr) => {{
        let New { name, quantity, price, available } = $new;
        Item::create().name(name).quantity(quantity).price(price).available(available)
    }};
}

/// A pool of one connection.
#[derive(Debug)]
pub(super) struct Toasty(Db);

/// What was loaded; the type alone does not say which relations were included.
#[derive(Debug)]
enum Found {
    Users(Vec<User>),
    Comments(Vec<Comment>),
    User(User),
    Posts(Vec<Post>),
}

impl Toasty {
    pub(super) async fn connect(url: &str) -> Result<Toasty> {
        let models = toasty::models!(User, Post, Comment, Item, Account, Product);
        let mut builder = Db::builder();
        // Without the ping of idle connections, which would count as a statement's time.
        builder.models(models).max_pool_size(1).pool_health_check_interval(None);
        Ok(Toasty(builder.connect(url).await?))
    }

    async fn users(&mut self) -> toasty::Result<Found> {
        let users = User::all().include(User::fields().posts().comments());
        users.exec(&mut self.0).await.map(Found::Users)
    }

    async fn comments(&mut self) -> toasty::Result<Found> {
        let comments = Comment::all().include(Comment::fields().post());
        let comments = comments.include(Comment::fields().author());
        comments.exec(&mut self.0).await.map(Found::Comments)
    }

    async fn user(&mut self, id: i64) -> toasty::Result<Found> {
        let user = User::filter_by_id(id).include(User::fields().posts());
        user.get(&mut self.0).await.map(Found::User)
    }

    async fn posts(&mut self) -> toasty::Result<Found> {
        let posts = Post::all().include(Post::fields().comments());
        posts.exec(&mut self.0).await.map(Found::Posts)
    }

    /// It does not say how many rows there were.
    async fn update(&mut self, key: i64, balance: i64) -> toasty::Result<u64> {
        Account::update_by_id(key).balance(balance).exec(&mut self.0).await?;
        Ok(1)
    }

    async fn patch(&mut self, key: i64, balance: i64) -> toasty::Result<Account> {
        let mut account = Account::get_by_id(&mut self.0, key).await?;
        account.update().balance(balance).exec(&mut self.0).await?;
        Ok(account)
    }

    async fn transfer(&mut self, from: i64, to: i64, amount: i64, note: New) -> toasty::Result<()> {
        let mut transaction = self.0.transaction().await?;
        for (key, amount) in [(from, -amount), (to, amount)] {
            let account = Account::update_by_id(key);
            account.balance(toasty::stmt::add(amount)).exec(&mut transaction).await?;
        }
        create!(note).exec(&mut transaction).await?;
        transaction.commit().await
    }

    async fn insert(&mut self, new: New) -> toasty::Result<Inserted<Item>> {
        create!(new).exec(&mut self.0).await.map(Inserted)
    }

    async fn insert_many(&mut self, rows: Vec<New>) -> toasty::Result<u64> {
        let insert = rows.into_iter().fold(Item::create_many(), |all, new| all.item(create!(new)));
        Ok(insert.exec(&mut self.0).await?.len() as u64)
    }
}

impl Peer for Toasty {
    fn name(&self) -> &'static str {
        "Toasty"
    }

    fn run(&mut self, task: Task) -> Option<Running<'_>> {
        match task {
            Task::ByKey(key) => running(Item::get_by_id(&mut self.0, key)),
            Task::Items => running(Item::all().exec(&mut self.0)),
            Task::Products => running(Product::all().exec(&mut self.0)),
            Task::Comments => running(self.comments()),
            Task::Users => running(self.users()),
            Task::User(id) => running(self.user(id)),
            Task::Posts => running(self.posts()),
            Task::Update { key, balance } => running(self.update(key, balance)),
            Task::Patch { key, balance } => running(self.patch(key, balance)),
            Task::Transfer { from, to, amount, note } => {
                running(self.transfer(from, to, amount, note))
            }
            Task::Insert(new) => running(self.insert(new)),
            Task::InsertMany(rows) => running(self.insert_many(rows)),
            Task::Stream | Task::Copy(_) => None,
        }
    }
}

impl Rows for Found {
    fn read(&self, under: i64, sum: &mut Checksum) {
        match self {
            Found::Users(users) => {
                for user in users {
                    user.read(under, sum);
                    user.posts.get().iter().for_each(|post| read_thread(post, user.id(), sum));
                }
            }
            Found::Comments(comments) => {
                for comment in comments {
                    comment.read(under, sum);
                    comment.post.get().read(comment.id(), sum);
                    comment.author.get().read(comment.id(), sum);
                }
            }
            Found::User(user) => {
                user.read(under, sum);
                user.posts.get().read(user.id(), sum);
            }
            Found::Posts(posts) => posts.iter().for_each(|post| read_thread(post, under, sum)),
        }
    }
}

fn read_thread(post: &Post, under: i64, sum: &mut Checksum) {
    post.read(under, sum);
    post.comments.get().read(post.id(), sum);
}
