//! What a tenant's statements are on the wire: everything goes before the server answers.

use crate::{Walled, walled};
use orm::{Db, Error, Tenant};
use orm_tests::models::tenants::*;
use orm_tests::setup::{Proxy, Roles, Way};
use std::time::Duration;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

/// A Bind and a simple query (PostgreSQL manual, 55.7).
const BIND: u8 = b'B';
const QUERY: u8 = b'Q';

async fn through_a_proxy(walled: &Walled) -> (Db, Tenant<i64>, Proxy) {
    let roles = Roles::known(&walled.t);
    let proxy = Proxy::to(&roles.app).await;
    let builder =
        Db::builder(proxy.url(&roles.app)).row_level_security(true).across_role(roles.across);
    let db = builder.max_connections(1).connect().await.expect("the proxy leads to the server");
    let tenant = db.tenant(1);
    (db, tenant, proxy)
}

/// The kinds of a client's messages that begin something, with the text of simple queries.
fn sent(mut bytes: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    while let [kind, rest @ ..] = bytes {
        let (length, _) = rest.split_first_chunk().expect("a message has its length");
        let (message, after) = rest.split_at(u32::from_be_bytes(*length) as usize);
        match *kind {
            QUERY => all.push(String::from_utf8_lossy(&message[4..message.len() - 1]).into_owned()),
            BIND => all.push("bind".to_owned()),
            b'P' => all.push("parse".to_owned()),
            _ => {}
        }
        bytes = after;
    }
    all
}

/// What is sent before the server's first answer, once everything is prepared.
async fn before_any_answer(
    proxy: &Proxy,
    work: impl AsyncFn() -> Result<(), Error>,
    last: &str,
) -> Vec<String> {
    work().await.expect("it works");
    // The end of what only reads is sent without waiting.
    tokio::time::sleep(Duration::from_millis(20)).await;
    proxy.take_asked();
    proxy.set(Way::OneTurn);
    let watch = async {
        let mut bytes = Vec::new();
        let all = async {
            while sent(&bytes).last().is_none_or(|message| message != last)
                || sent(&bytes).len() < 2
            {
                tokio::time::sleep(Duration::from_millis(1)).await;
                bytes.extend(proxy.take_asked());
            }
            // Nothing else comes.
            tokio::time::sleep(Duration::from_millis(20)).await;
            bytes.extend(proxy.take_asked());
        };
        let in_time = tokio::time::timeout(LONGEST, all).await.is_ok();
        proxy.set(Way::Open);
        assert!(in_time, "sent without an answer: {:?}", sent(&bytes));
        sent(&bytes)
    };
    let (done, sent) = tokio::join!(work(), watch);
    done.expect("it works");
    sent
}

#[tokio::test]
async fn one_statement_is_one_round_trip() {
    let walled = walled().await;
    let (db, tenant, proxy) = through_a_proxy(&walled).await;
    const ALONE: [&str; 4] = ["BEGIN", "bind", "bind", "COMMIT"];
    let read = async || Person::query().all(&tenant).await.map(drop);
    assert_eq!(before_any_answer(&proxy, read, "COMMIT").await, ALONE);
    let page = async || Person::query().page(&tenant, 1, None).await.map(drop);
    assert_eq!(before_any_answer(&proxy, page, "COMMIT").await, ALONE);
    let write = async || Person::query().update(|p| p.age.set(1)).exec(&tenant).await.map(drop);
    assert_eq!(before_any_answer(&proxy, write, "COMMIT").await, ALONE);
    let stream = async || {
        let mut rows = Person::query().stream(&tenant);
        while rows.next().await?.is_some() {}
        Ok(())
    };
    assert_eq!(before_any_answer(&proxy, stream, "COMMIT").await, ALONE);
    let failing = async || {
        let error = Skill::create(&tenant, skill::New { name: "weld".into() }).await.unwrap_err();
        assert!(error.is_unique_violation());
        Ok(())
    };
    assert_eq!(before_any_answer(&proxy, failing, "COMMIT").await, ALONE);
    let all = db.across_tenants("a test");
    let across = async || Person::query().all(&all).await.map(drop);
    let sent = before_any_answer(&proxy, across, "COMMIT").await;
    let role = format!("BEGIN; SET LOCAL ROLE \"{}\"", Roles::known(&walled.t).across);
    assert_eq!(sent, [&*role, "bind", "COMMIT"]);
}

#[tokio::test]
async fn the_start_of_a_transaction_is_one() {
    let walled = walled().await;
    let (_db, tenant, proxy) = through_a_proxy(&walled).await;
    let begin = async || tenant.begin().await?.rollback().await;
    assert_eq!(before_any_answer(&proxy, begin, "bind").await, ["BEGIN", "bind"]);
}

#[tokio::test]
async fn a_level_of_relations_is_one() {
    let walled = walled().await;
    let (_db, tenant, proxy) = through_a_proxy(&walled).await;
    let rows = Person::query().all(&tenant).await.unwrap();
    let onto = async || {
        let loads = orm::load_related(&tenant, &rows, |p| (p.firm(), p.minions(), p.skills()));
        loads.await.map(drop)
    };
    let sent = before_any_answer(&proxy, onto, "bind").await;
    assert_eq!(sent[0], "BEGIN");
    assert!(sent[1..].iter().all(|message| message == "bind"), "{sent:?}");
    assert!(
        sent.len() >= 4,
        "the setting, and a statement for each relation that is fetched: {sent:?}"
    );
    let query = async || {
        Firm::query()
            .prefetch_related(|f| f.people().with(|p| p.desk()))
            .all(&tenant)
            .await
            .map(drop)
    };
    assert_eq!(before_any_answer(&proxy, query, "bind").await, ["BEGIN", "bind", "bind"]);
}
