//! Row-level security of partitions that are named themselves.

use super::models::Visit;
use super::{month, run, words};
use orm::{Db, sql};
use orm_migrate::partitions::{Concern, Maintenance};
use orm_migrate::{create_tables, enable_row_level_security};
use orm_tests::setup;

/// How many partitions there are, and how many of them are as closed as their table.
async fn closed(db: &Db) -> (i64, i64) {
    let closed = "SELECT count(*), count(*) FILTER (WHERE p.relrowsecurity AND p.relforcerowsecurity \
        AND (SELECT array_agg((polname, polcmd, polpermissive, polroles, pg_get_expr(polqual, polrelid), \
                pg_get_expr(polwithcheck, polrelid))::text ORDER BY polname) \
            FROM pg_policy WHERE polrelid = p.oid) \
        = (SELECT array_agg((polname, polcmd, polpermissive, polroles, pg_get_expr(polqual, polrelid), \
                pg_get_expr(polwithcheck, polrelid))::text ORDER BY polname) \
            FROM pg_policy WHERE polrelid = i.inhparent)) \
        FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid \
        WHERE i.inhparent = 'tenant_visits'::regclass";
    sql::<(i64, i64)>(closed).one(db).await.unwrap()
}

#[tokio::test]
async fn partitions_are_as_closed_as_their_table() {
    let t = setup::postgres().await;
    let db = &t.db;
    create_tables(db, &[Visit::TABLE]).await.unwrap();
    enable_row_level_security(db, &[Visit::TABLE], "pg_monitor").await.unwrap();
    assert_eq!(closed(db).await, (2, 2));
    let of = |at| Maintenance::of(db).tables(&[Visit::TABLE]).at(at);
    of(month(1)).run().await.unwrap();
    assert_eq!(closed(db).await, (3, 3));

    // By hand, one is open: it is found, and closed.
    let (from, to) = (month(-2).format("%F"), month(-1).format("%F"));
    run(
        db,
        format!("CREATE TABLE open PARTITION OF tenant_visits FOR VALUES FROM ('{from} 00:00+00') TO ('{to} 00:00+00')"),
    )
    .await;
    let standing = of(month(1)).standing().await.unwrap();
    let is_open = |one: &Concern| matches!(one, Concern::Open(name) if name.name == "open");
    assert!(standing[0].concerns.iter().any(is_open), "{standing:?}");
    let done = words(&of(month(1)).run().await.unwrap());
    assert!(done.contains(&"secured tenant_visits".to_owned()), "{done:?}");
    let (all, are_closed) = closed(db).await;
    assert_eq!(all, are_closed);
    assert!(of(month(1)).run().await.unwrap().done.is_empty());
}
