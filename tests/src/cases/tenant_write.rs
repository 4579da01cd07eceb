//! What a tenant writes: its own rows, and nobody else's.

use super::tenant::{new, two};
use crate::TestDb;
use crate::models::create;
use crate::models::tenants::*;
use orm::Model;

pub async fn new_rows_are_the_tenants(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    let cid = Person::create(&other, new("cid", None, 1)).await.unwrap();
    assert_eq!(cid.tenant_id, 2);
    let many = Person::create_many(&one, [new("dee", None, 1), new("eve", None, 2)]).await.unwrap();
    assert!(many.iter().all(|p| p.tenant_id == 1));
    let firm = Firm::get(&one, "main").await.unwrap();
    let made =
        firm.people().create(&one, |code| person::New { firm_code: code, ..new("fay", None, 3) });
    assert_eq!(made.await.unwrap().tenant_id, 1);
    let firm = orm::create_with(
        &other,
        firm::New { code: "second".into(), land_code: "DE".into() },
        Firm::people,
        ["gil", "hal"],
        |firm_code, email| person::New { firm_code, ..new(email, None, 4) },
    );
    let firm = firm.await.unwrap();
    assert!(firm.tenant_id == 2 && firm.people().iter().all(|p| p.tenant_id == 2));
    assert_eq!(Person::query().count(&one).await.unwrap(), 5);
}

pub async fn rows_of_others_are_not_there(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    let theirs = Person::query().order_by(|p| p.age.asc()).first(&other).await.unwrap().unwrap();
    let patch = || person::Patch { age: Some(0), ..Default::default() };
    assert!(theirs.update(&one, patch()).await.unwrap_err().is_stale());
    assert!(theirs.delete(&one).await.unwrap_err().is_stale());
    // Nothing is to be sent, and nothing comes back either.
    assert!(theirs.update(&one, person::Patch::default()).await.unwrap_err().is_stale());
    assert!(theirs.update(&other, person::Patch::default()).await.is_ok());
    let by_id = || Person::query().filter(|p| p.id.eq(theirs.id));
    assert_eq!(by_id().update(|p| p.age.set(0)).exec(&one).await.unwrap(), 0);
    assert_eq!(by_id().delete().exec(&one).await.unwrap(), 0);
    assert_eq!(by_id().count(&one).await.unwrap(), 0);
    // Found over joins and up to a limit: by keys in a subquery.
    let found = Person::query().filter(|p| p.firm().code.eq("main")).limit(10);
    assert_eq!(found.clone().update(|p| p.age.set(p.age + 1)).exec(&one).await.unwrap(), 2);
    let firm = Firm::get(&other, "main").await.unwrap();
    let gone = Firm::query().filter(|f| f.land().code.eq("DE")).limit(5).delete();
    assert_eq!(gone.exec(&one).await.unwrap(), 1, "softly, by a key that both have");
    assert!(firm.reload(&other).await.unwrap().deleted_at.is_none());
    let ages = Person::query().order_by(|p| p.age.asc()).select(|p| p.age);
    assert_eq!(ages.all(&other).await.unwrap(), [110, 120]);
    assert_eq!(Desk::query().delete().exec(&one).await.unwrap(), 1);
    assert_eq!(Person::query().delete().exec(&one).await.unwrap(), 2);
    assert_eq!(Person::query().count(&other).await.unwrap(), 2);
}

pub async fn upserts_meet_their_own(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    let upsert = |age| {
        Person::insert_many([new("ann", None, age), new("zoe", None, age)])
            .on_conflict(|p| p.email)
            .do_update(|p| p.age.set_excluded())
    };
    assert_eq!(upsert(7).exec(&one).await.unwrap(), 2);
    let ann = || Person::query().filter(|p| p.email.eq("ann")).select(|p| p.age);
    assert_eq!(ann().one(&one).await.unwrap(), 7);
    assert_eq!(ann().one(&other).await.unwrap(), 110);
    assert_eq!(Person::query().count(&other).await.unwrap(), 2);
    let (zoe, is_new) =
        Person::get_or_create(&other, |p| p.email, new("zoe", None, 9)).await.unwrap();
    assert!(is_new && zoe.tenant_id == 2);
    let (again, is_new) =
        Person::get_or_create(&other, |p| p.email, new("zoe", None, 5)).await.unwrap();
    assert!(!is_new && again.age == 9);
    let firm = || firm::New { code: "main".into(), land_code: "DE".into() };
    let kept = Firm::insert_many([firm()]).on_conflict(|f| f.code).do_nothing();
    assert_eq!(kept.exec(&one).await.unwrap(), 0);
    let error = Person::create(&one, new("ann", None, 1)).await.unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(error.violation::<Person>(), Some(person::Constraint::UniqueEmail));
    let error = Firm::create(&one, firm()).await.unwrap_err();
    assert_eq!(error.violation::<Firm>(), Some(firm::Constraint::PrimaryKey));
}

pub async fn references_stay_within(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    let theirs = Person::query().order_by(|p| p.age.asc()).first(&other).await.unwrap().unwrap();
    let error = Person::create(&one, new("cid", Some(theirs.id), 1)).await.unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    let desk = Desk::create(&one, desk::New { person_id: theirs.id }).await.unwrap_err();
    assert!(desk.is_foreign_key_violation());
    let mine = Person::query().filter(|p| p.email.eq("ben")).one(&one).await.unwrap();
    let patch = person::Patch { boss_id: Some(Some(theirs.id)), ..Default::default() };
    assert!(mine.update(&one, patch).await.unwrap_err().is_foreign_key_violation());
    let added = mine.skills().add(&one, ["none"]).await;
    assert!(added.unwrap_err().is_foreign_key_violation());
    // What is emptied with its target keeps its tenant.
    let ann = Person::query().filter(|p| p.email.eq("ann")).one(&one).await.unwrap();
    Desk::query().delete().exec(&one).await.unwrap();
    ann.delete(&one).await.unwrap();
    let ben = mine.reload(&one).await.unwrap();
    assert_eq!((ben.boss_id, ben.tenant_id), (None, 1));
    let theirs = Person::query().filter(|p| p.email.eq("ben")).one(&other).await.unwrap();
    assert!(theirs.boss_id.is_some());
    // What goes with its target is the tenant's own.
    let firms = one.table_name(Firm::TABLE).unwrap();
    let delete = orm::unsafe_text(format!("DELETE FROM {firms} WHERE tenant_id = 1"));
    assert_eq!(orm::sql::<()>(delete).exec(&t.db).await.unwrap(), 1);
    assert_eq!(Person::query().count(&one).await.unwrap(), 0);
    assert_eq!(Person::query().count(&other).await.unwrap(), 2);
}

pub async fn links(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    let ben = Person::query().filter(|p| p.email.eq("ben")).one(&one).await.unwrap();
    Skill::create(&one, skill::New { name: "sew".into() }).await.unwrap();
    ben.skills().set(&one, ["sew"]).await.unwrap();
    let names = async |person: &Person, tenant| {
        let query = person.skills().order_by(|s| s.name.asc()).select(|s| s.name);
        query.all(tenant).await.unwrap()
    };
    assert_eq!(names(&ben, &one).await, ["sew"]);
    let theirs = Person::query().filter(|p| p.email.eq("ben")).one(&other).await.unwrap();
    assert_eq!(names(&theirs, &other).await, ["weld"]);
    // Another tenant's person, through this one: nothing is there to be removed.
    assert_eq!(theirs.skills().remove(&one, ["weld"]).await.unwrap(), 0);
    assert_eq!(theirs.skills().clear(&one).await.unwrap(), 0);
    assert!(theirs.skills().add(&one, ["sew"]).await.unwrap_err().is_unscoped());
    assert!(theirs.skills().set(&one, ["sew"]).await.unwrap_err().is_unscoped());
    assert_eq!(names(&theirs, &other).await, ["weld"]);
    assert_eq!(ben.skills().clear(&one).await.unwrap(), 1);
}

pub async fn over_all(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    let all = &t.db.across_tenants("a test");
    let changed = Person::query().update(|p| p.age.set(p.age + 1)).exec(all).await.unwrap();
    assert_eq!(changed, 4);
    // A row that is at hand is one tenant's, though another one has the same key.
    let firm = Firm::get(&other, "main").await.unwrap();
    firm.delete(all).await.unwrap();
    assert_eq!(Firm::query().count(&one).await.unwrap(), 1);
    assert_eq!(Firm::query().count(&other).await.unwrap(), 0);
    assert_eq!(firm.reload(all).await.unwrap().tenant_id, 2);
    let ((), sent) =
        t.db.count_statements(async || {
            assert!(Person::create(all, new("zoe", None, 1)).await.unwrap_err().is_unscoped());
            let many = Person::insert_many([new("zoe", None, 1)]).exec(all).await;
            assert!(many.unwrap_err().is_unscoped());
        })
        .await;
    assert_eq!(sent, 0);
    assert_eq!(Desk::query().delete().exec(all).await.unwrap(), 2);
    assert_eq!(Person::query().delete().exec(all).await.unwrap(), 4);
}

pub async fn copies(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    let rows = (0..2500).map(|n| new(&format!("p{n}"), None, n));
    assert_eq!(Person::copy_in(rows).exec(&one).await.unwrap().rows, 2500);
    assert_eq!(Person::query().count(&one).await.unwrap(), 2502);
    assert_eq!(Person::query().count(&other).await.unwrap(), 2);
    let mut rows = Person::query().order_by(|p| p.id.asc()).copy_out(&other);
    for age in [110, 120] {
        assert_eq!(rows.next().await.unwrap().unwrap().age, age);
    }
    assert!(rows.next().await.unwrap().is_none());
    let with_value = Person::query().filter(|p| p.age.eq(110)).copy_out(&other).next().await;
    assert!(with_value.unwrap_err().is_unsupported());
    let all = &t.db.across_tenants("a test");
    // With a schema for each tenant, nothing reaches all of them at once.
    if one.schema().unwrap().is_none() {
        let mut rows = Person::query().copy_out(all);
        let mut count = 0;
        while rows.next().await.unwrap().is_some() {
            count += 1;
        }
        assert_eq!(count, 2504);
    }
    assert!(Person::copy_in([new("zoe", None, 1)]).exec(all).await.unwrap_err().is_unscoped());
}

/// Names its tenant in each set that tells rows apart.
#[derive(Model, Debug)]
#[model(
    table = "ranks",
    tenant = tenant,
    unique(tenant, place),
    many_to_many(marks: Mark through RankMark),
)]
pub struct Rank {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant: i64,
    pub name: String,
    pub place: i32,
}

/// What a rank is marked with.
#[derive(Model, Debug)]
#[model(table = "marks", tenant = tenant)]
pub struct Mark {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant: i64,
}

/// The model between, with the tenant in its key.
#[derive(Model, Debug)]
#[model(table = "rank_marks", tenant = tenant, primary_key(tenant, rank_id, mark_id))]
pub struct RankMark {
    pub tenant: i64,
    #[model(references = Rank)]
    pub rank_id: i64,
    #[model(references = Mark)]
    pub mark_id: i64,
}

pub async fn keys_that_name_the_tenant(t: &TestDb) {
    create(&t.db, &[Rank::TABLE, Mark::TABLE, RankMark::TABLE]).await;
    let (one, other) = (t.db.tenant(1_i64), t.db.tenant(2_i64));
    let new = |name: &str| rank::New { name: name.into(), place: 1 };
    for tenant in [&one, &other] {
        let (rank, is_new) =
            Rank::get_or_create(tenant, |r| r.tenant_place, new("first")).await.unwrap();
        assert!(is_new && rank.name == "first");
        let (rank, is_new) =
            Rank::get_or_create(tenant, |r| r.tenant_place, new("again")).await.unwrap();
        assert!(!is_new && rank.name == "first");
        let mark = Mark::create(tenant, mark::New {}).await.unwrap();
        assert_eq!(rank.marks().add(tenant, [mark.id]).await.unwrap(), 1);
        assert_eq!(rank.marks().add(tenant, [mark.id]).await.unwrap(), 0, "it is there");
        assert_eq!(rank.marks().count(tenant).await.unwrap(), 1);
    }
    let theirs = RankMark::query().one(&other).await.unwrap();
    let key = (theirs.tenant, theirs.rank_id, theirs.mark_id);
    assert!(RankMark::find(&one, key).await.unwrap().is_none());
    assert_eq!(RankMark::get(&other, key).await.unwrap().tenant, 2);
    let error = Rank::create(&one, new("second")).await.unwrap_err();
    assert_eq!(error.violation::<Rank>(), Some(rank::Constraint::UniqueTenantPlace));
}
