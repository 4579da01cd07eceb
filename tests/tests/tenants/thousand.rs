//! A thousand tenants with schemas of their own, three of which fail.

use crate::{Tiny, builder, connect, tiny};
use orm::directory::{NewTenant, TenantPlace, TenantState};
use orm::{Directory, Error, sql};
use orm_migrate::{Tenants, tenants};
use orm_tests::setup;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

const COUNT: i64 = 1000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_of_a_thousand_fail_and_are_resumed() {
    let t = setup::postgres().await;
    let db = builder(&t.url).max_connections(10).connect().await.unwrap();
    for tables in [orm::directory::TABLES, tenants::TABLES] {
        orm_migrate::create_tables(&db, tables).await.unwrap();
    }
    let directory = Directory::<i64>::open(&db).await.unwrap();
    let manager = Tenants::new(&directory, &[Tiny::TABLE]);
    for id in 1..=COUNT {
        let place = TenantPlace::schema(format!("t_{id}"));
        directory.insert(&id, NewTenant { place, ..NewTenant::default() }).await.unwrap();
    }
    sql::<()>("CREATE SCHEMA t_77").exec(&db).await.unwrap();

    let fails = Arc::new(AtomicBool::new(true));
    let create = {
        let (manager, fails) = (manager.clone(), fails.clone());
        move |id: i64| {
            let (manager, fails) = (manager.clone(), fails.clone());
            async move {
                let seed = async |tx: &orm::TenantTx<i64>| {
                    if fails.load(Ordering::SeqCst) && (id == 500 || id == 1000) {
                        return Err(Error::refused("the seed fails"));
                    }
                    Tiny::create(tx, tiny::New { key: id }).await.map(drop)
                };
                manager.create(id).seed(async |tx| seed(tx).await).await.map(drop)
            }
        }
    };
    let told = Mutex::new(0_u64);
    let job = || manager.each("create").states(&[TenantState::Creating]).workers(6);
    let counting = job().on_progress(|progress| {
        assert_eq!(progress.total, COUNT as u64);
        *told.lock().unwrap() = progress.ended;
    });
    let begun = Instant::now();
    let first = counting.run_for_ids(create.clone()).await.unwrap();
    eprintln!("{COUNT} schemas in {:?}", begun.elapsed());
    assert_eq!(told.into_inner().unwrap(), COUNT as u64);
    assert_eq!((first.done, first.failures), (997, 3), "{:?}", first.failed);
    assert_eq!(first.exit_code(), 2);
    let mut failed: Vec<_> = first.failed.iter().map(|f| (f.tenant, f.error.as_str())).collect();
    failed.sort_unstable();
    assert!(failed[0].0 == 77 && failed[0].1.contains("schema \"t_77\" already exists"));
    assert!(failed[1].0 == 500 && failed[1].1.ends_with("the seed fails"));
    assert!(failed[2].0 == 1000 && failed[2].1.ends_with("the seed fails"));

    // The next run touches only the three.
    fails.store(false, Ordering::SeqCst);
    sql::<()>("DROP SCHEMA t_77").exec(&db).await.unwrap();
    let (second, statements) =
        db.count_statements(async || job().run_for_ids(create).await.unwrap()).await;
    assert_eq!((second.done, second.failures), (3, 0));
    assert!(statements < 250, "{statements} statements for three tenants");

    let nothing = async || job().run_for_ids(async |_| Err::<(), _>("nobody")).await.unwrap();
    let (third, statements) = db.count_statements(nothing).await;
    assert_eq!((third.done, third.failures, statements), (0, 0, 3));
    let rows = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                WHERE c.relname = 'tinies' AND c.relkind = 'r'";
    assert_eq!(sql::<i64>(rows).one(&db).await.unwrap(), COUNT);
    // Another process sees each in service, with its one row.
    let directory = Directory::<i64>::open(&connect(&t.url).await).await.unwrap();
    for id in [1, 77, 500, 1000] {
        let tenant = directory.tenant(id).await.unwrap();
        assert_eq!(Tiny::query().select(|t| t.key).all(&tenant).await.unwrap(), [id]);
    }
}
