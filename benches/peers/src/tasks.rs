//! Many tasks that share a pool of few connections.
//!
//! Each library has its own pool, which hands out a connection without asking the server whether it
//! is alive; by hand that is deadpool's.

use crate::checksum::Checksum;
use crate::clock::median;
use crate::data::{Data, ITEMS};
use crate::dice::Dice;
use crate::models::diesel::items;
use crate::models::toasty as of_toasty;
use crate::models::{diesel as of_diesel, orm as of_orm, sea_orm as of_sea_orm, sqlx as of_sqlx};
use crate::peer::Rows;
use crate::{Error, Result, data};
use ::diesel::prelude::*;
use deadpool_postgres::{Manager, Pool};
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::future::BoxFuture;
use sea_orm::EntityTrait;
use std::fmt;
use std::time::{Duration, Instant};
use tokio_postgres::NoTls;

/// What the tables call it.
pub const TITLE: &str = "64 tasks on 10 connections, by key";

/// How many tasks there are.
pub const TASKS: usize = 64;

/// How many connections they share.
pub const CONNECTIONS: u32 = 10;

/// How often each task reads a row by key.
const READS: usize = 50;

/// How often it is measured.
const ROUNDS: usize = 21;

/// A library with a pool.
pub struct Pooled {
    /// What the tables call it.
    pub name: &'static str,
    run: Box<dyn Fn() -> BoxFuture<'static, Result<Checksum>>>,
}

/// Every library, in the order of [`postgres::connect`](crate::postgres::connect).
///
/// # Errors
///
/// If the database refuses one.
pub async fn connect(url: &str) -> Result<Vec<Pooled>> {
    let by_hand = Pool::builder(Manager::new(url.parse()?, NoTls));
    let by_hand = by_hand.max_size(CONNECTIONS as usize).build()?;
    let orm = orm::Db::builder(url).max_connections(CONNECTIONS).connect().await?;
    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(url);
    let diesel = bb8::Pool::builder().max_size(CONNECTIONS).test_on_check_out(false);
    let diesel = diesel.build(manager).await?;
    let sqlx = sqlx::postgres::PgPoolOptions::new().max_connections(CONNECTIONS);
    let sqlx = sqlx.test_before_acquire(false).connect(url).await?;
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(CONNECTIONS).sqlx_logging(false).test_before_acquire(false);
    let sea_orm = sea_orm::Database::connect(options).await?;
    let mut toasty = toasty::Db::builder();
    toasty.models(toasty::models!(of_toasty::Item)).max_pool_size(CONNECTIONS as usize);
    let toasty = toasty.pool_health_check_interval(None).connect(url).await?;
    Ok(vec![
        pooled("by hand", move |key| {
            let pool = by_hand.clone();
            async move { by_hand_read(&pool, key).await }
        }),
        pooled("orm", move |key| {
            let db = orm.clone();
            async move { Ok(of_orm::Item::get(&db, key).await?) }
        }),
        pooled("Diesel", move |key| {
            let pool = diesel.clone();
            async move {
                let item = items::table.find(key).select(of_diesel::Item::as_select());
                Ok(item.first(&mut *pool.get().await?).await?)
            }
        }),
        pooled("sqlx", move |key| {
            let pool = sqlx.clone();
            async move {
                let item = sqlx::query_as::<_, of_sqlx::Item>(ITEM).bind(key);
                Ok(item.fetch_one(&pool).await?)
            }
        }),
        pooled("SeaORM", move |key| {
            let db = sea_orm.clone();
            async move { Ok(of_sea_orm::item::Entity::find_by_id(key).one(&db).await?) }
        }),
        pooled("Toasty", move |key| {
            let mut db = toasty.clone();
            async move { Ok(of_toasty::Item::get_by_id(&mut db, key).await?) }
        }),
    ])
}

/// The median time of each, interleaved.
///
/// # Errors
///
/// If the database refuses, or something else was read than what is there.
pub async fn times(pools: &[Pooled], data: &Data) -> Result<Vec<Option<Duration>>> {
    let mut expected = Checksum::default();
    let keys = (0..TASKS).flat_map(|task| (0..READS).map(move |turn| key(task, turn)));
    keys.for_each(|key| data.items[key as usize - 1].read(0, &mut expected));
    let mut times = vec![Vec::new(); pools.len()];
    let mut order: Vec<usize> = (0..pools.len()).collect();
    let mut dice = Dice::default();
    // The first round opens the connections and prepares the statements.
    for round in 0..=ROUNDS {
        dice.shuffle(&mut order);
        for &turn in &order {
            let start = Instant::now();
            let sum = (pools[turn].run)().await?;
            let time = start.elapsed();
            if sum != expected {
                return Err(format!("{}, {TITLE}: another sum", pools[turn].name).into());
            }
            if round > 0 {
                times[turn].push(time);
            }
        }
    }
    Ok(times.into_iter().map(|times| Some(median(times))).collect())
}

const ITEM: &str = "SELECT id, name, quantity, price, available FROM items WHERE id = $1";

async fn by_hand_read(pool: &Pool, key: i64) -> Result<data::Item> {
    let client = pool.get().await?;
    let statement = client.prepare_cached(ITEM).await?;
    let row = client.query_one(&statement, &[&key]).await?;
    Ok(data::Item {
        id: row.get(0),
        name: row.get(1),
        quantity: row.get(2),
        price: row.get(3),
        available: row.get(4),
    })
}

fn key(task: usize, turn: usize) -> i64 {
    ((task * READS + turn) as i64 * 7) % ITEMS + 1
}

fn pooled<F, R>(
    name: &'static str,
    read: impl Fn(i64) -> F + Clone + Send + Sync + 'static,
) -> Pooled
where
    F: Future<Output = Result<R>> + Send,
    R: Rows + Send,
{
    let run = move || -> BoxFuture<'static, Result<Checksum>> {
        let read = read.clone();
        Box::pin(async move {
            let task = |task| {
                let read = read.clone();
                tokio::spawn(async move {
                    let mut sum = Checksum::default();
                    for turn in 0..READS {
                        read(key(task, turn)).await?.read(0, &mut sum);
                    }
                    Ok::<_, Error>(sum)
                })
            };
            let tasks: Vec<_> = (0..TASKS).map(task).collect();
            let mut sum = Checksum::default();
            for task in tasks {
                sum.merge(task.await??);
            }
            Ok(sum)
        })
    };
    Pooled { name, run: Box::new(run) }
}

impl fmt::Debug for Pooled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pooled").field("name", &self.name).finish_non_exhaustive()
    }
}
