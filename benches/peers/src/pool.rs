//! What it costs to take an idle connection out of a pool and to put it back: no statement is sent,
//! except where the pool itself sends one.

use crate::clock::{Clock, median};
use crate::dice::Dice;
use crate::tasks::{CONNECTIONS, TASKS};
use crate::{Error, Result};
use bb8_postgres::PostgresConnectionManager;
use deadpool_postgres::{Manager, Pool};
use futures_util::future::BoxFuture;
use sqlx::postgres::PgPoolOptions;
use std::fmt;
use tokio_postgres::NoTls;

/// How often each pool is measured.
const ROUNDS: usize = 11;

/// How often a connection is taken by one task, and by each of many.
const ALONE: usize = 10_000;
const TOGETHER: usize = 200;

/// A pool.
pub struct Acquiring {
    name: &'static str,
    run: Box<dyn Fn(usize, usize) -> BoxFuture<'static, Result<()>>>,
}

/// What a connection costs, in microseconds.
#[derive(Debug)]
pub struct Cost {
    /// The pool.
    pub name: &'static str,
    /// One task: from the call until it is back.
    pub alone: f64,
    /// The same, the time on the processors.
    pub alone_processor: f64,
    /// Many tasks: the time of all divided by their acquisitions.
    pub together: f64,
    /// The same, the time on the processors.
    pub together_processor: f64,
}

/// The pools.
///
/// # Errors
///
/// If the database refuses one.
pub async fn connect(url: &str) -> Result<Vec<Acquiring>> {
    let orm = orm::Db::builder(url).max_connections(CONNECTIONS).connect().await?;
    let bb8 = |test| {
        let manager = PostgresConnectionManager::new_from_stringlike(url, NoTls);
        async move {
            let pool = bb8::Pool::builder().max_size(CONNECTIONS).test_on_check_out(test);
            Ok::<_, Error>(pool.build(manager?).await?)
        }
    };
    let (bb8_default, bb8_quiet) = (bb8(true).await?, bb8(false).await?);
    let deadpool = Pool::builder(Manager::new(url.parse()?, NoTls));
    let deadpool = deadpool.max_size(CONNECTIONS as usize).build()?;
    let sqlx = |test| PgPoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(test);
    let sqlx_default = sqlx(true).connect(url).await?;
    let sqlx_quiet = sqlx(false).connect(url).await?;
    Ok(vec![
        acquiring("orm", move || {
            let db = orm.clone();
            async move { Ok(db.connection().await?) }
        }),
        acquiring("deadpool-postgres", move || {
            let pool = deadpool.clone();
            async move { Ok(pool.get().await?) }
        }),
        acquiring("bb8", move || {
            let pool = bb8_default.clone();
            async move { Ok(pool.get_owned().await?) }
        }),
        acquiring("bb8, without its test", move || {
            let pool = bb8_quiet.clone();
            async move { Ok(pool.get_owned().await?) }
        }),
        acquiring("sqlx", move || {
            let pool = sqlx_default.clone();
            async move { Ok(pool.acquire().await?) }
        }),
        acquiring("sqlx, without its test", move || {
            let pool = sqlx_quiet.clone();
            async move { Ok(pool.acquire().await?) }
        }),
    ])
}

/// The medians of each pool, interleaved.
///
/// # Errors
///
/// If a pool gives no connection.
pub async fn costs(pools: &[Acquiring]) -> Result<Vec<Cost>> {
    let mut measured = vec![Vec::new(); pools.len()];
    let mut order: Vec<usize> = (0..pools.len()).collect();
    let mut dice = Dice::default();
    for pool in pools {
        // So that all connections are open.
        (pool.run)(TASKS, TOGETHER).await?;
    }
    for _ in 0..ROUNDS {
        dice.shuffle(&mut order);
        for &turn in &order {
            let alone = cost(&pools[turn], 1, ALONE).await?;
            let together = cost(&pools[turn], TASKS, TOGETHER).await?;
            measured[turn].push([alone.0, alone.1, together.0, together.1]);
        }
    }
    let costs = pools.iter().zip(measured).map(|(pool, rounds)| {
        let [alone, alone_processor, together, together_processor] =
            [0, 1, 2, 3].map(|at| median(rounds.iter().map(|round| round[at]).collect()) as f64);
        let micros = |picoseconds: f64| picoseconds / 1e6;
        Cost {
            name: pool.name,
            alone: micros(alone),
            alone_processor: micros(alone_processor),
            together: micros(together),
            together_processor: micros(together_processor),
        }
    });
    Ok(costs.collect())
}

/// What an acquisition costs on the wall and on the processors, in picoseconds.
async fn cost(pool: &Acquiring, tasks: usize, times: usize) -> Result<(u128, u128)> {
    let clock = Clock::start();
    (pool.run)(tasks, times).await?;
    let elapsed = clock.elapsed();
    let each = |time: std::time::Duration| time.as_nanos() * 1_000 / (tasks * times) as u128;
    Ok((each(elapsed.wall), each(elapsed.processor)))
}

fn acquiring<F, C>(
    name: &'static str,
    acquire: impl Fn() -> F + Clone + Send + Sync + 'static,
) -> Acquiring
where
    F: Future<Output = Result<C>> + Send,
    C: Send,
{
    let run = move |tasks: usize, times: usize| -> BoxFuture<'static, Result<()>> {
        let acquire = acquire.clone();
        Box::pin(async move {
            let task = |_| {
                let acquire = acquire.clone();
                tokio::spawn(async move {
                    for _ in 0..times {
                        let connection = acquire().await?;
                        if tasks > 1 {
                            // The others run meanwhile, and find fewer connections than they are.
                            tokio::task::yield_now().await;
                        }
                        drop(connection);
                    }
                    Ok::<_, Error>(())
                })
            };
            let tasks: Vec<_> = (0..tasks).map(task).collect();
            for task in tasks {
                task.await??;
            }
            Ok(())
        })
    };
    Acquiring { name, run: Box::new(run) }
}

impl fmt::Debug for Acquiring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acquiring").field("name", &self.name).finish_non_exhaustive()
    }
}
