//! Moving and copying tenants with a table in partitions.

use crate::{Ground, Note, note};
use chrono::{DateTime, Utc};
use orm::directory::TenantPlace;
use orm::{Model, sql};
use orm_migrate::Tenants;
use orm_tests::setup;

/// What is kept by time, and refers to a note.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "visits",
    unmanaged,
    tenant = tenant_id,
    primary_key(id, at),
    partition_by(range(at), every = "1 month", ahead = 1)
)]
pub(super) struct Visit {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub tenant_id: i64,
    #[model(references = Note, on_delete = set_null)]
    pub note_id: Option<i64>,
}

/// A tenant with visits of now and of a month that no new table has a partition for.
async fn visited() -> (Ground, Tenants<i64>, Vec<Visit>) {
    let mut ground = crate::ground(setup::postgres().await).await;
    orm_migrate::create_tables(&ground.db, &[Visit::TABLE]).await.unwrap();
    for (name, from, to) in [
        ("visits_p2020_02", "2020-02-01", "2020-03-01"),
        ("\"By hand\"", "2019-01-15", "2019-12-24"),
    ] {
        let text = format!(
            "CREATE TABLE {name} PARTITION OF visits FOR VALUES FROM ('{from}+00') TO ('{to}+00')"
        );
        sql::<()>(orm::unsafe_text(text)).exec(&ground.db).await.unwrap();
    }
    ground.tenants = Tenants::new(&ground.directory, &[Visit::TABLE, Note::TABLE]);
    let tenants = ground.tenants.clone();
    tenants.create(1).run().await.unwrap();
    let one = ground.directory.tenant(1).await.unwrap();
    let note =
        Note::create(&one, note::New { title: "seen".into(), answer_to: None }).await.unwrap();
    let times = [
        "2019-12-01T00:00:00Z".parse().unwrap(),
        "2020-02-03T04:05:06Z".parse().unwrap(),
        Utc::now(),
    ];
    let visits = (0..).zip(times).map(|(id, at)| visit::New { id, at, note_id: Some(note.id) });
    let mut visits = Visit::create_many(&one, visits.collect::<Vec<_>>()).await.unwrap();
    visits.sort_by_key(|visit| visit.id);
    (ground, tenants, visits)
}

async fn visits(ground: &Ground, id: i64) -> Vec<Visit> {
    let tenant = ground.directory.tenant(id).await.unwrap();
    Visit::query().order_by(|v| v.id.asc()).all(&tenant).await.unwrap()
}

/// Whether all references of the tables are checked, and those of partitions are their table's.
async fn check_references(ground: &Ground, schema: &str) {
    let count = |condition: &str| {
        let text = format!(
            "SELECT count(*) FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid WHERE contype = 'f' \
             AND r.relnamespace = to_regnamespace($1) AND {condition}"
        );
        sql::<i64>(orm::unsafe_text(text)).bind(schema.to_owned()).one(&ground.db)
    };
    let (all, unchecked, own) = (
        count("r.relname = 'visits' AND conname = 'visits_note_id_fkey'").await.unwrap(),
        count("NOT convalidated").await.unwrap(),
        count("r.relispartition AND conparentid = 0").await.unwrap(),
    );
    assert_eq!((all, unchecked, own), (1, 0, 0));
}

#[tokio::test]
async fn a_tenant_moves_with_its_partitions_and_their_references() {
    let (ground, tenants, expected) = visited().await;
    let places = ["own", "other"].map(TenantPlace::schema);
    for place in places.into_iter().chain([TenantPlace::rows()]) {
        tenants.move_to(1, place.clone()).run().await.unwrap();
        assert_eq!(visits(&ground, 1).await, expected, "{place:?}");
        check_references(&ground, place.schema.as_deref().unwrap_or("public")).await;
    }
    // The references hold in the places that it was moved to.
    tenants.move_to(1, TenantPlace::schema("last")).run().await.unwrap();
    let tenant = ground.directory.tenant(1).await.unwrap();
    let of_nothing = visit::New { id: 9, at: Utc::now(), note_id: Some(-1) };
    assert!(Visit::create(&tenant, of_nothing).await.unwrap_err().is_foreign_key_violation());
    Note::query().one(&tenant).await.unwrap().delete(&tenant).await.unwrap();
    assert!(visits(&ground, 1).await.iter().all(|visit| visit.note_id.is_none()));
}

#[tokio::test]
async fn a_copy_has_the_partitions_of_its_template() {
    let (ground, tenants, expected) = visited().await;
    tenants.create(2).place(TenantPlace::schema("two")).copy_of(&1).await.unwrap();
    let expected: Vec<_> = expected.into_iter().map(|v| Visit { tenant_id: 2, ..v }).collect();
    assert_eq!(visits(&ground, 2).await, expected);
    check_references(&ground, "two").await;
}

/// Such as a program that is not linked with the library of its models.
#[tokio::test]
async fn a_manager_without_tables_moves_and_deletes_nothing() {
    let (ground, _, expected) = visited().await;
    let tenants = Tenants::new(&ground.directory, &[]);
    let moved = tenants.move_to(1, TenantPlace::schema("own")).run().await;
    assert!(moved.unwrap_err().is_refused());
    assert!(tenants.create(2).run().await.unwrap_err().is_refused());
    assert!(tenants.delete(&1, std::time::Duration::ZERO).await.unwrap_err().is_refused());
    assert!(tenants.export(&1, Vec::new()).await.unwrap_err().is_refused());
    assert_eq!(visits(&ground, 1).await, expected);
}
