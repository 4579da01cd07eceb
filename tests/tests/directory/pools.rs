//! The pools of connections: when they are opened, and when they end.

use crate::ground::{self, Ground, keys};
use crate::models::{Note, TABLES, new};
use futures_util::future::join_all;
use orm::directory::{ConnectionKind, NewConnection, TenantPlace};
use orm::{Db, Directory, PoolStats, Tenancy, Tenant, TxOptions};
use orm_tests::setup::{Proxy, Way, wait_until};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(20);

/// Tenants 1 to `count`, each in a database of its own, with pools of one connection.
async fn apart(g: &Ground, count: i64) {
    for id in 1..=count {
        let name = format!("c{id}");
        let new = NewConnection::new(ConnectionKind::Dedicated, g.database().await);
        g.add(&name, new.max_connections(1)).await;
        let tenant = g.tenant(id, TenantPlace::database(name)).await;
        Note::create(&tenant, new_of(id)).await.unwrap();
    }
}

fn new_of(id: i64) -> crate::models::note::New {
    new(&format!("of {id}"))
}

async fn stats(directory: &Directory<i64>, name: &str) -> PoolStats {
    directory.connections().pool_stats(name).await.unwrap()
}

async fn texts(tenant: &Tenant<i64>) -> Vec<String> {
    Note::query().select(|n| n.text).all(tenant).await.unwrap()
}

pub(crate) async fn opened_when_wanted_and_closed_when_idle(g: Ground) {
    apart(&g, 2).await;
    let idle = Duration::from_millis(200);
    let directory = g.elsewhere(|builder| builder.idle_pools(idle)).await;
    let tenant = directory.tenant(1).await.unwrap();
    let other = directory.tenant(2).await.unwrap();
    let before = stats(&directory, "c1").await;
    assert_eq!((before.connections, before.created), (0, 0), "nothing was sent");
    assert!(before.max_connections >= 1);
    assert_eq!(texts(&tenant).await, ["of 1"]);
    assert!(stats(&directory, "c1").await.connections >= 1);
    assert_eq!(stats(&directory, "c2").await.connections, 0);
    let is_closed = async || stats(&directory, "c1").await.connections == 0;
    wait_until(LONG, "nobody has used it", is_closed).await;
    assert_eq!(texts(&tenant).await, ["of 1"], "it is opened again");
    // One that is used is not idle.
    let tx = other.begin_read(TxOptions::new()).await.unwrap();
    tokio::time::sleep(idle * 4).await;
    assert_eq!(Note::query().count(&tx).await.unwrap(), 1);
    assert!(stats(&directory, "c2").await.connections >= 1);
    tx.commit().await.unwrap();
}

pub(crate) async fn all_together_have_so_many_connections(g: Ground) {
    apart(&g, 4).await;
    // On SQLite each has one more, which writes.
    let each = if g.is_postgres() { 1 } else { 2 };
    let directory = g.elsewhere(|builder| builder.max_connections(2 * each)).await;
    let mut tenants = Vec::new();
    for id in 1..=4 {
        tenants.push(directory.tenant(id).await.unwrap());
    }
    let open = async || {
        let mut open = 0;
        for name in ["c1", "c2", "c3", "c4"] {
            open += stats(&directory, name).await.connections;
        }
        open
    };
    for round in 0..3 {
        for (id, tenant) in (1..).zip(&tenants) {
            assert_eq!(texts(tenant).await, [format!("of {id}")], "round {round}");
            assert!(open().await <= 2 * each);
        }
    }
    // The last two are open; the one that was not used for longer goes.
    assert_eq!(texts(&tenants[2]).await, ["of 3"]);
    assert_eq!(texts(&tenants[0]).await, ["of 1"]);
    assert!(stats(&directory, "c3").await.connections >= 1);
    assert_eq!(stats(&directory, "c4").await.connections, 0);
    // Nobody gives way who is at work.
    let first = tenants[0].begin_read(TxOptions::new()).await.unwrap();
    let second = tenants[2].begin_read(TxOptions::new()).await.unwrap();
    let error = Note::query().count(&tenants[1]).await.unwrap_err();
    assert!(error.is_pool_exhausted(), "{error:?}");
    drop((first, second));
    assert_eq!(texts(&tenants[1]).await, ["of 2"]);
    // What could never be opened is not registered.
    let large = NewConnection::new(ConnectionKind::Shared, "x").max_connections(2 * each + 1);
    assert!(directory.connections().add("large", large).await.unwrap_err().is_config());
}

pub(crate) async fn a_row_that_is_changed(g: Ground) {
    apart(&g, 1).await;
    let elsewhere = g.elsewhere(|builder| builder).await;
    let (here, there) = (g.directory.tenant(1).await.unwrap(), elsewhere.tenant(1).await.unwrap());
    assert_eq!(
        (texts(&here).await, texts(&there).await),
        (vec!["of 1".into()], vec!["of 1".into()])
    );
    let under_way = there.begin_read(TxOptions::new()).await.unwrap();
    assert_eq!(Note::query().count(&under_way).await.unwrap(), 1);

    let database = g.database().await;
    let other = || NewConnection::new(ConnectionKind::Dedicated, database.clone());
    g.directory.connections().change("c1", other().max_connections(3)).await.unwrap();
    let db = g.directory.connections().database("c1").await.unwrap();
    orm_migrate::create_tables(&db, TABLES).await.unwrap();
    assert!(texts(&here).await.is_empty(), "the new database");
    let is_there = async || Note::query().count(&there).await.is_ok_and(|count| count == 0);
    wait_until(Duration::from_secs(1), "the other one hears of it", is_there).await;
    assert_eq!(Note::query().count(&under_way).await.unwrap(), 1, "it ends where it began");
    under_way.commit().await.unwrap();
    // Under load, nobody notices.
    let load = tokio::spawn(async move {
        for _ in 0..200 {
            Note::query().count(&here).await?;
        }
        Ok::<_, orm::Error>(())
    });
    for most in 1..6 {
        let connections = g.directory.connections();
        connections.change("c1", other().max_connections(most)).await.unwrap();
    }
    load.await.unwrap().unwrap();
}

pub(crate) async fn one_that_is_not_active(g: Ground) {
    apart(&g, 1).await;
    let connections = g.directory.connections();
    let tenant = g.directory.tenant(1).await.unwrap();
    let under_way = tenant.begin_read(TxOptions::new()).await.unwrap();
    connections.deactivate("c1").await.unwrap();
    assert!(!connections.get("c1").await.unwrap().active);
    for error in [
        Note::query().all(&tenant).await.unwrap_err(),
        tenant.begin().await.err().unwrap(),
        orm::sql::<i64>("SELECT 1")
            .one(&connections.database("c1").await.unwrap())
            .await
            .unwrap_err(),
    ] {
        assert!(error.is_inactive() && error.to_string().contains("`c1`"), "{error:?}");
    }
    assert_eq!(Note::query().count(&under_way).await.unwrap(), 1);
    under_way.commit().await.unwrap();
    assert!(connections.health().await.unwrap().is_empty(), "it is not asked");
    connections.activate("c1").await.unwrap();
    assert_eq!(texts(&tenant).await, ["of 1"]);
    for error in [connections.activate("none").await, connections.deactivate("none").await] {
        assert!(error.unwrap_err().is_not_found());
    }
    assert!(connections.database("none").await.unwrap_err().is_not_found());
}

pub(crate) async fn health_is_a_round_trip(g: Ground) {
    apart(&g, 1).await;
    let broken = match g.is_postgres() {
        true => "there_is_no_such_database",
        false => "/there is no such folder/file.db",
    };
    let connections = g.directory.connections();
    connections.add("broken", NewConnection::new(ConnectionKind::Shared, broken)).await.unwrap();
    let health = connections.health().await.unwrap();
    let names: Vec<_> = health.iter().map(|h| h.connection.name.as_str()).collect();
    assert_eq!(names, ["broken", "c1"]);
    let error = health[0].answer.as_ref().unwrap_err();
    assert!(error.is_connection_lost() || error.is_undefined(), "{error:?}");
    assert!(health[1].answer.as_ref().is_ok_and(|time| !time.is_zero()));
    assert!(health[1].pool.acquired >= 1);
}

pub(crate) async fn a_directory_that_is_closed(g: Ground) {
    apart(&g, 1).await;
    let directory = g.elsewhere(|builder| builder).await;
    let tenant = directory.tenant(1).await.unwrap();
    let (db, clone) = (directory.db().clone(), directory.clone());
    drop(directory);
    drop(clone);
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(texts(&tenant).await, ["of 1"], "the handle keeps what it needs");
    let directory = Directory::<i64>::open(&db).await.unwrap();
    let other = directory.tenant(1).await.unwrap();
    assert_eq!(texts(&other).await, ["of 1"]);
    directory.close(Duration::from_secs(5)).await.unwrap();
    assert!(Note::query().count(&other).await.unwrap_err().is_pool_closed());
    assert!(directory.tenant(1).await.unwrap_err().is_pool_closed());
    assert_eq!(texts(&tenant).await, ["of 1"], "another directory's");
}

/// A server that takes connections and says nothing for a while. Those who wait give up when their own time
/// is over, and what one of them has begun serves whoever comes later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_is_slow_to_open() {
    let g = ground::postgres().await;
    let proxy = Proxy::to(&g.t.url).await;
    let url = proxy.url(&g.t.url);
    let (user, server) = url.strip_prefix("postgres://").unwrap().split_once('@').unwrap();
    let (host, port) = server.split_once('/').unwrap().0.split_once(':').unwrap();
    let (name, password) = user.split_once(':').unwrap();
    let new = NewConnection::new(ConnectionKind::Dedicated, g.database().await);
    let new = new.server(host, port.parse().unwrap()).user(name, password).max_connections(2);
    g.add("c1", new).await;
    let tenant = g.tenant(1, TenantPlace::database("c1")).await;
    Note::create(&tenant, new_of(1)).await.unwrap();

    let builder = Db::builder(&g.t.url).tenancy(Tenancy::Directory).connect_timeout(LONG);
    let db = builder.acquire_timeout(Duration::from_millis(300)).connect().await.unwrap();
    let directory = Directory::<i64>::builder(&db).keys(keys("k1")).open().await.unwrap();
    let tenant = directory.tenant(1).await.unwrap();
    proxy.take_asked();
    proxy.set(Way::Held);
    for result in join_all((0..5).map(|_| Note::query().count(&tenant))).await {
        let error = result.unwrap_err();
        assert!(error.is_pool_exhausted(), "{error:?}");
    }
    assert_eq!(stats(&directory, "c1").await.connections, 0);
    proxy.set(Way::Open);
    let is_open = async || stats(&directory, "c1").await.connections == 1;
    wait_until(LONG, "it is opened though nobody waits", is_open).await;
    assert_eq!(texts(&tenant).await, ["of 1"]);
    let asked = proxy.take_asked();
    let begun = asked.windows(5).filter(|bytes| bytes == b"user\0").count();
    assert_eq!(begun, 1, "one for all");
}
