//! Everything that a program does with a database, and by how much it changes the total.

use crate::place::COUNTER;
use diesel::sql_query;
use diesel_async::{AsyncConnection, RunQueryDsl};
use orm::{Db, Error, Executor, Isolation, TxOptions, load_related};
use orm_tests::models::{Order, Product, Tag, product, tag};
use std::pin::Pin;
use uuid::Uuid;

/// One thing that a program does.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    /// How many rows and counts there are more, if it takes place.
    pub(crate) change: i64,
    pub(crate) run: fn(Db) -> Running,
}

type Running = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

macro_rules! operation {
    ($name:literal, $change:literal, async |$db:ident| $body:block) => {
        Operation {
            name: $name,
            change: $change,
            run: |$db| {
                Box::pin(async move {
                    $body
                    Ok(())
                })
            },
        }
    };
}

fn new() -> tag::New {
    tag::New { name: Uuid::new_v4().to_string() }
}

async fn counter<E: Executor>(db: &E) -> Result<Product, Error> {
    Product::query().filter(|p| p.sku.eq(COUNTER)).one(db).await
}

async fn count_up<E: orm::Writer>(db: &E) -> Result<(), Error> {
    let query = Product::query().filter(|p| p.sku.eq(COUNTER));
    query.update(|p| p.stock.set(p.stock + 1)).exec(db).await?;
    Ok(())
}

/// Relations of two levels, then one more of the same rows.
pub(crate) async fn load<E: Executor>(db: &E) -> Result<(), Error> {
    let orders = Order::query().select_related(|o| o.customer()).prefetch_related(|o| {
        (o.items().limit(2).with(|i| i.product()), o.tags().with(|t| t.orders()), o.approver())
    });
    let rows = orders.all(db).await?;
    let rows = load_related(db, rows, |o| (o.customer().profile(), o.approver().reports())).await?;
    assert_eq!(rows.iter().map(|order| order.items().len()).sum::<usize>(), 4);
    Ok(())
}

pub(crate) fn sqlite() -> Vec<Operation> {
    let mut all = of_both();
    all.extend([
        operation!("Diesel", 0, async |db| {
            let mut connection = db.connection().await?;
            let sqlite = connection.sqlite().expect("it is SQLite");
            sql_query("SELECT 1").execute(sqlite).await.expect("Diesel runs");
        }),
        operation!("Diesel's transaction", 2, async |db| {
            let mut connection = db.connection().await?;
            let sqlite = connection.sqlite().expect("it is SQLite");
            let done = sqlite.transaction(async |sqlite| {
                sql_query(RAW).execute(sqlite).await?;
                sql_query(RAW).execute(sqlite).await
            });
            done.await.expect("Diesel runs");
        }),
    ]);
    all
}

pub(crate) fn postgres() -> Vec<Operation> {
    let mut all = of_both();
    all.extend([
        operation!("Diesel", 0, async |db| {
            let mut connection = db.connection().await?;
            let postgres = connection.postgres().expect("it is PostgreSQL");
            sql_query("SELECT 1").execute(postgres).await.expect("Diesel runs");
        }),
        operation!("Diesel's transaction", 2, async |db| {
            let mut connection = db.connection().await?;
            let postgres = connection.postgres().expect("it is PostgreSQL");
            let done = postgres.transaction(async |postgres| {
                sql_query(RAW).execute(postgres).await?;
                sql_query(RAW).execute(postgres).await
            });
            done.await.expect("Diesel runs");
        }),
        operation!("a transaction with a state", 1, async |db| {
            let tx = db.begin().await?;
            const STATE: &str = "SELECT set_config('search_path', 'nowhere', true) || \
                 set_config('statement_timeout', '1h', true) || pg_advisory_xact_lock(7)";
            orm::sql::<String>(STATE).one(&tx).await?;
            orm::sql::<()>("CREATE TEMP TABLE scratch (i int) ON COMMIT DROP").exec(&tx).await?;
            orm::sql::<()>("DECLARE somewhere CURSOR FOR SELECT 1").exec(&tx).await?;
            const INSERT: &str = "INSERT INTO public.tags (name) VALUES (gen_random_uuid())";
            orm::sql::<()>(INSERT).exec(&tx).await?;
            tx.commit().await?;
        }),
    ]);
    all
}

/// Another tag, in both kinds of SQL.
const RAW: &str = "INSERT INTO tags (name) SELECT 'raw ' || coalesce(max(id), 0) FROM tags";

fn of_both() -> Vec<Operation> {
    let mut all = Vec::from(reads());
    all.extend(writes());
    all.extend(transactions());
    all
}

fn reads() -> [Operation; 9] {
    [
        operation!("queries", 0, async |db| {
            Tag::query().filter(|t| t.name.starts_with("one")).all(&db).await?;
            counter(&db).await?;
            Product::query().exists(&db).await?;
            Product::query().page(&db, 1, None).await?;
        }),
        operation!("loads", 0, async |db| {
            load(&db).await?;
        }),
        operation!("loads of a stream", 0, async |db| {
            let orders = Order::query().prefetch_related(|o| (o.items(), o.customer().orders()));
            let mut rows = orders.stream(&db);
            while rows.next().await?.is_some() {}
        }),
        operation!("loads in a transaction", 0, async |db| {
            let tx = db.begin().await?;
            load(&tx).await?;
            tx.commit().await?;
        }),
        operation!("a stream", 0, async |db| {
            let mut rows = Tag::query().limit(700).stream(&db);
            while rows.next().await?.is_some() {}
        }),
        operation!("a copy out", 0, async |db| {
            let mut rows = Tag::query().copy_out(&db);
            while rows.next().await?.is_some() {}
        }),
        operation!("a stream in a transaction", 0, async |db| {
            let tx = db.begin().await?;
            let mut rows = Tag::query().limit(300).stream(&tx);
            while rows.next().await?.is_some() {}
            drop(rows);
            tx.commit().await?;
        }),
        operation!("a stream beside other statements", 0, async |db| {
            let tx = db.begin().await?;
            let mut rows = Tag::query().limit(600).stream(&tx);
            let mut others = Tag::query().limit(3).stream(&tx);
            let mut count = 0;
            while rows.next().await?.is_some() {
                count += 1;
                if count % 250 == 0 {
                    counter(&tx).await?;
                    others.next().await?;
                }
            }
            drop((rows, others));
            tx.rollback().await?;
        }),
        operation!("a transaction that reads", 0, async |db| {
            let options = TxOptions::new().isolation(Isolation::RepeatableRead);
            db.read_transaction(options, async |tx| {
                counter(tx).await?;
                Tag::query().count(tx).await
            })
            .await?;
        }),
    ]
}

fn writes() -> [Operation; 7] {
    [
        operation!("an insert", 1, async |db| {
            Tag::create(&db, new()).await?;
        }),
        operation!("a bulk insert", 300, async |db| {
            Tag::insert_many((0..300).map(|_| new())).exec(&db).await?;
        }),
        operation!("a copy", 2500, async |db| {
            Tag::copy_in((0..2500).map(|_| new())).exec(&db).await?;
        }),
        operation!("a copy in a transaction", 2500, async |db| {
            db.transaction(async |tx| Tag::copy_in((0..2500).map(|_| new())).exec(tx).await)
                .await?;
        }),
        operation!("an upsert", 7, async |db| {
            let counter = product::New { sku: COUNTER.into(), price: 1.into(), stock: Some(0) };
            let upsert = Product::insert_many([counter]).on_conflict(|p| p.sku);
            upsert.do_update(|p| p.stock.set(p.stock + 7)).exec(&db).await?;
        }),
        operation!("an update of a row", 1, async |db| {
            let row = counter(&db).await?;
            let patch = product::Patch { stock: Some(row.stock + 1), ..Default::default() };
            row.update(&db, patch).await?;
        }),
        operation!("an update by a query", 1, async |db| {
            count_up(&db).await?;
        }),
    ]
}

fn transactions() -> [Operation; 8] {
    [
        operation!("a begin", 0, async |db| {
            drop(db.begin().await?);
        }),
        operation!("a commit", 3, async |db| {
            let tx = db.begin().await?;
            Tag::create(&tx, new()).await?;
            Tag::create(&tx, new()).await?;
            count_up(&tx).await?;
            tx.commit().await?;
        }),
        operation!("a rollback", 0, async |db| {
            let tx = db.begin().await?;
            Tag::create(&tx, new()).await?;
            count_up(&tx).await?;
            tx.rollback().await?;
        }),
        operation!("a closure", 2, async |db| {
            db.transaction(async |tx| {
                Tag::create(tx, new()).await?;
                count_up(tx).await
            })
            .await?;
        }),
        operation!("a closure that fails", 0, async |db| {
            let failed: Result<(), Error> = db
                .transaction(async |tx| {
                    Tag::create(tx, new()).await?;
                    Tag::create(tx, tag::New { name: "same".into() }).await?;
                    Tag::create(tx, tag::New { name: "same".into() }).await?;
                    Ok(())
                })
                .await;
            assert!(failed.unwrap_err().is_unique_violation());
        }),
        operation!("a closure that is run again", 2, async |db| {
            let options = TxOptions::new().isolation(Isolation::Serializable).retry(2);
            db.transaction_with(options, async |tx| {
                Tag::create_many(tx, [new(), new()]).await?;
                Tag::query().for_update().skip_locked().first(tx).await
            })
            .await?;
        }),
        operation!("nested transactions", 5, async |db| {
            db.transaction(async |tx| {
                Tag::create(tx, new()).await?;
                tx.transaction(async |tx| {
                    Tag::create(tx, new()).await?;
                    tx.transaction(async |tx| Tag::create(tx, new()).await).await
                })
                .await?;
                let inner = tx.begin().await?;
                Tag::create(&inner, new()).await?;
                drop(inner);
                let inner = tx.begin().await?;
                Tag::create(&inner, new()).await?;
                inner.rollback().await?;
                let inner = tx.begin().await?;
                count_up(&inner).await?;
                inner.commit().await?;
                Tag::create(tx, new()).await
            })
            .await?;
        }),
        operation!("a hook", 2, async |db| {
            let tx = db.begin().await?;
            let other = db.clone();
            tx.on_commit(move || async move {
                let _ = Tag::query().count(&other).await;
            });
            Tag::create_many(&tx, [new(), new()]).await?;
            tx.commit().await?;
        }),
    ]
}
