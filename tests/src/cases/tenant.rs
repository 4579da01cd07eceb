//! What a tenant reads: its own rows, whatever way leads to them.

use crate::TestDb;
use crate::models::TENANTS;
use crate::models::tenants::*;
use crate::setup::Walls;
use orm::scope::TenantExecutor;
use orm::{Error, Loaded, Tenant, TxOptions, exists, load_related, outer};

/// Two tenants with the same names for everything, and other ids of the people and desks.
///
/// Each has the firm `main` with Ann (boss of Ben, with a desk) and Ben, who both can `weld`; the ages
/// are 10 and 20 of the first tenant, 110 and 120 of the second.
pub async fn two(t: &TestDb) -> Result<(Tenant<i64>, Tenant<i64>), Error> {
    let db = &t.db;
    let tenants = [t.tenant(1), t.tenant(2)];
    t.create_for(TENANTS, &tenants).await;
    if let Some(schema) = tenants[1].schema()? {
        // In tables of their own, both would count from 1.
        for table in ["people", "desks"] {
            let restart = format!("ALTER TABLE \"{schema}\".{table} ALTER id RESTART WITH 1001");
            orm::sql::<()>(orm::unsafe_text(restart)).exec(db).await?;
        }
    }
    Land::create(db, land::New { code: "DE".into() }).await?;
    let mut bosses = Vec::new();
    for tenant in &tenants {
        Firm::create(tenant, firm::New { code: "main".into(), land_code: "DE".into() }).await?;
        Skill::create(tenant, skill::New { name: "weld".into() }).await?;
    }
    for (tenant, more) in tenants.iter().zip([0, 100]) {
        let ann = Person::create(tenant, new("ann", None, 10 + more)).await?;
        Desk::create(tenant, desk::New { person_id: ann.id }).await?;
        bosses.push(ann);
    }
    for ((tenant, more), ann) in tenants.iter().zip([0, 100]).zip(bosses) {
        let ben = Person::create(tenant, new("ben", Some(ann.id), 20 + more)).await?;
        ben.skills().add(tenant, ["weld"]).await?;
        ann.skills().add(tenant, ["weld"]).await?;
    }
    let [one, other] = tenants;
    Ok((one, other))
}

pub fn new(email: &str, boss_id: Option<i64>, age: i32) -> person::New {
    person::New { email: email.into(), firm_code: "main".into(), boss_id, age }
}

pub async fn each_end_reaches_its_own_rows(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    for (tenant, ages) in [(&one, [10, 20]), (&other, [110, 120])] {
        let people = || Person::query().order_by(|p| p.age.asc());
        let all = people().all(tenant).await.unwrap();
        assert_eq!(all.iter().map(|p| p.age).collect::<Vec<_>>(), ages);
        assert_eq!(people().first(tenant).await.unwrap().unwrap().age, ages[0]);
        let ben = || Person::query().filter(|p| p.email.eq("ben"));
        assert_eq!(ben().one(tenant).await.unwrap().age, ages[1]);
        assert_eq!(ben().optional(tenant).await.unwrap().unwrap().age, ages[1]);
        assert_eq!(people().count(tenant).await.unwrap(), 2);
        assert!(ben().exists(tenant).await.unwrap());
        let mut stream = people().stream(tenant);
        assert_eq!(stream.next().await.unwrap().unwrap().age, ages[0]);
        assert_eq!(stream.next().await.unwrap().unwrap().age, ages[1]);
        assert!(stream.next().await.unwrap().is_none());
        drop(stream);
        let first = people().page(tenant, 1, None).await.unwrap();
        let second = people().page(tenant, 1, first.next.as_ref()).await.unwrap();
        assert_eq!([first.rows[0].age, second.rows[0].age], ages);
        assert!(second.next.is_none());
        let is_asked = people().to_sql(tenant).unwrap().contains("\"tenant_id\" = ");
        assert_eq!(is_asked, t.walls != Walls::Policies);
        assert_eq!(Firm::get(tenant, "main").await.unwrap().tenant_id, all[0].tenant_id);
        assert_eq!(all[0].reload(tenant).await.unwrap(), all[0]);
    }
    let ann = Person::query().first(&other).await.unwrap().unwrap();
    assert!(Person::find(&one, ann.id).await.unwrap().is_none());
    assert!(Person::get(&one, ann.id).await.unwrap_err().is_not_found());
    assert!(ann.reload(&one).await.unwrap_err().is_not_found());
}

pub async fn every_way_to_a_row(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    for (tenant, least) in [(&one, 0), (&other, 100)] {
        let ages = async |query: orm::Query<Person>| {
            query.order_by(|p| p.age.asc()).select(|p| p.age - least).all(tenant).await.unwrap()
        };
        let people = Person::query;
        assert_eq!(ages(people().filter(|p| p.firm().code.eq("main"))).await, [10, 20]);
        assert_eq!(ages(people().filter(|p| p.boss().email.eq("ann"))).await, [20]);
        assert_eq!(ages(people().filter(|p| p.minions().any(|m| m.age.gt(0)))).await, [10]);
        assert_eq!(ages(people().filter(|p| p.desk().id.is_not_null())).await, [10]);
        let welds = people().filter(|p| p.skills().any(|s| s.name.eq("weld")));
        assert_eq!(ages(welds).await, [10, 20]);
        let of_firms = Firm::query().filter(|f| f.code.eq("main")).select(|f| f.code);
        assert_eq!(ages(people().filter(|p| p.firm_code.is_in(of_firms))).await, [10, 20]);
        let colleague = people().filter(|p| {
            exists::<Person, _, _>(|o| o.id.ne(outer(p.id)) & o.firm_code.eq(outer(p.firm_code)))
        });
        assert_eq!(ages(colleague).await, [10, 20]);
        let counted = people()
            .order_by(|p| p.age.asc())
            .select(|p| (p.minions().count(), p.skills().count()));
        assert_eq!(counted.all(tenant).await.unwrap(), [(1, 1), (0, 1)]);
        let eldest = Firm::query().select(|f| f.people().max(|p| p.age));
        assert_eq!(eldest.one(tenant).await.unwrap(), Some(20 + least));
        // From a row that belongs to nobody.
        let lands = Land::query().filter(|l| l.firms().any(|f| f.people().any(|p| p.age.eq(10))));
        assert_eq!(lands.exists(tenant).await.unwrap(), least == 0);
        let firms = Land::query().select(|l| l.firms().count()).one(tenant).await.unwrap();
        assert_eq!(firms, 1);
    }
}

type Tree = Loaded![Firm { land, people { boss, minions, desk, skills } }];

async fn tree(tenant: &impl TenantExecutor<i64>) -> Vec<Tree> {
    Firm::query()
        .select_related(|f| f.land())
        .prefetch_related(|f| {
            f.people()
                .order_by(|p| p.age.asc())
                .with(|p| (p.boss(), p.minions(), p.desk(), p.skills()))
        })
        .all(tenant)
        .await
        .unwrap()
}

pub async fn loads_stay_within_a_tenant(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    for (tenant, id) in [(&one, 1), (&other, 2)] {
        let (firms, recorded) = {
            let recorded = t.db.record(async || tree(tenant).await).await;
            (recorded.value, recorded.statements)
        };
        assert_eq!(recorded.len(), 4);
        for statement in &recorded {
            let sql = &statement.sql;
            if t.walls == Walls::Policies {
                assert!(!sql.contains("\"tenant_id\" = "), "{sql}");
                continue;
            }
            let tables = ["firms", "people", "desks", "skills", "person_skills"];
            let named: usize =
                tables.iter().map(|t| sql.matches(&format!("\"{t}\" AS ")).count()).sum();
            assert_eq!(sql.matches("\"tenant_id\" = ").count(), named, "{sql}");
        }
        assert_eq!(firms.len(), 1);
        let people = firms[0].people();
        assert_eq!(
            (firms[0].tenant_id, people.len(), firms[0].land().code.as_str()),
            (id, 2, "DE")
        );
        assert!(people.iter().all(|p| p.tenant_id == id && p.skills()[0].tenant_id == id));
        assert_eq!(people[0].minions()[0].id, people[1].id);
        assert_eq!(people[1].boss().unwrap().id, people[0].id);
        assert_eq!(people[0].desk().unwrap().tenant_id, id);
        let rows = Person::query().order_by(|p| p.age.asc()).all(tenant).await.unwrap();
        let rows = load_related(tenant, rows, |p| (p.firm(), p.skills().limit(1))).await.unwrap();
        assert!(rows.iter().all(|p| p.firm().tenant_id == id && p.skills()[0].tenant_id == id));
    }
    // Rows of one tenant, asked for through the other.
    let rows = Person::query().all(&other).await.unwrap();
    let rows = load_related(&one, rows, |p| (p.skills(), p.minions())).await.unwrap();
    assert!(rows.iter().all(|p| p.skills().is_empty() && p.minions().is_empty()));
    assert_eq!(rows[0].skills().len(), 0);
    let person = Person::query().first(&other).await.unwrap().unwrap();
    assert_eq!(person.skills().count(&one).await.unwrap(), 0);
    assert_eq!(person.minions().count(&one).await.unwrap(), 0);
}

pub async fn over_all_tenants(t: &TestDb) {
    two(t).await.unwrap();
    let all = &t.db.across_tenants("a test");
    assert_eq!(Person::query().count(all).await.unwrap(), 4);
    assert!(Firm::get(all, "main").await.unwrap_err().is_too_many_rows());
    // The same codes everywhere: what belongs together is of one tenant.
    let firms = tree(all).await;
    assert_eq!(firms.len(), 2);
    for firm in &firms {
        assert_eq!(firm.people().len(), 2);
        for person in firm.people() {
            assert_eq!((person.tenant_id, person.skills().len()), (firm.tenant_id, 1));
            assert_eq!(person.skills()[0].tenant_id, firm.tenant_id);
        }
        assert_eq!(firm.people().len() as i64, Firm::people(firm).count(all).await.unwrap());
    }
    let joined = Person::query().select_related(|p| p.firm()).all(all).await.unwrap();
    assert_eq!(joined.len(), 4);
    assert!(joined.iter().all(|p| p.tenant_id == p.firm().tenant_id));
    let welders = Person::query().filter(|p| p.skills().any(|s| s.name.eq("weld")));
    assert_eq!(welders.count(all).await.unwrap(), 4);
    let counted = Firm::query().select(|f| f.people().count()).all(all).await.unwrap();
    assert_eq!(counted, [2, 2]);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = Firm::query().page(all, 1, after.as_ref()).await.unwrap();
        seen.extend(page.rows.iter().map(|firm| firm.tenant_id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, [1, 2]);
    let skills = Skill::query().prefetch_related(|s| s.people().limit(1)).all(all).await.unwrap();
    assert!(skills.iter().all(|s| s.people().len() == 1 && s.people()[0].tenant_id == s.tenant_id));
}

pub async fn without_a_tenant(t: &TestDb) {
    two(t).await.unwrap();
    let db = &t.db;
    let ((), sent) = db
        .count_statements(async || {
            let with_firms = || Land::query().filter(|l| l.firms().is_present());
            assert!(with_firms().all(db).await.unwrap_err().is_unscoped());
            assert!(with_firms().count(db).await.unwrap_err().is_unscoped());
            let counted = Land::query().select(|l| l.firms().count()).all(db).await;
            let error = counted.unwrap_err();
            assert!(error.is_unscoped() && error.to_string().contains("`Firm`"), "{error}");
            let removed = with_firms().delete().exec(db).await;
            assert!(removed.unwrap_err().is_unscoped());
            let tx = db.begin().await.unwrap();
            assert!(with_firms().all(&tx).await.unwrap_err().is_unscoped());
            assert_eq!(Land::query().count(&tx).await.unwrap(), 1);
            tx.commit().await.unwrap();
        })
        .await;
    assert_eq!(sent, 3, "begin, count, commit");
    let loaded = Land::query().prefetch_related(|l| l.firms()).all(db).await;
    assert!(loaded.unwrap_err().is_unscoped());
    // Nothing stands for no tenant.
    create_named(t).await;
    for id in [String::new()] {
        assert!(Named::query().all(&db.tenant(id)).await.unwrap_err().is_unscoped());
    }
}

/// Rows of tenants with a text for an id.
#[derive(orm::Model, Debug)]
#[model(tenant = tenant, table = "named")]
pub struct Named {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant: String,
}

async fn create_named(t: &TestDb) {
    let [a, b] = ["a", "b"].map(|id| t.tenant(id.to_owned()));
    t.create_for(&[Named::TABLE], &[a.clone(), b.clone()]).await;
    Named::create(&a, named::New {}).await.unwrap();
    let rows = Named::insert_many([named::New {}, named::New {}]).returning(&a).await.unwrap();
    assert!(rows.iter().all(|row| row.tenant == "a"));
    assert_eq!(Named::query().count(&b).await.unwrap(), 0);
    assert_eq!(Named::query().count(&a).await.unwrap(), 3);
}

pub async fn sql_by_hand(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    let count = || orm::sql::<i64>("SELECT count(*) FROM people");
    let error = count().all(&one).await.unwrap_err();
    assert!(error.is_unscoped(), "{error}");
    assert!(count().exec(&one).await.unwrap_err().is_unscoped());
    assert_eq!(count().unscoped("counts everybody").one(&one).await.unwrap(), 4);
    assert_eq!(count().one(&t.db).await.unwrap(), 4);
    // What the text needs of its tenant.
    let oldest = async |tenant: &dyn TenantExecutor<i64>| {
        let text = "SELECT max(age) FROM people WHERE tenant_id = $1";
        let oldest = orm::sql::<i32>(text).bind(tenant.id()?).unscoped("has the condition");
        oldest.one(tenant).await
    };
    assert_eq!(oldest(&one).await.unwrap(), 20);
    let in_a_transaction = other.transaction(async |tx| oldest(tx).await);
    assert_eq!(in_a_transaction.await.unwrap(), 120);
    let all = t.db.across_tenants("a test");
    assert!(TenantExecutor::<i64>::id(&all).unwrap_err().is_unscoped());
    assert!(t.db.tenant(String::new()).id().unwrap_err().is_unscoped());
}

pub async fn transactions(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    one.transaction(async |tx| {
        Person::create(tx, new("cid", None, 30)).await?;
        let failed = tx
            .transaction(async |inner| {
                Desk::query().delete().exec(inner).await?;
                Person::get(inner, 0).await
            })
            .await;
        assert!(failed.unwrap_err().is_not_found());
        let locked = Person::query().for_update().all(tx).await?;
        assert_eq!(locked.len(), 3);
        assert_eq!(Land::query().count(tx).await?, 1);
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    assert_eq!(Person::query().count(&one).await.unwrap(), 3);
    assert_eq!(Person::query().count(&other).await.unwrap(), 2);
    let again = one.transaction_with(TxOptions::new().retry(2), async |tx| {
        Person::query().filter(|p| p.email.eq("cid")).update(|p| p.age.set(31)).exec(tx).await
    });
    assert_eq!(again.await.unwrap(), 1);
    let seen = one.read_transaction(TxOptions::new(), async |tx| Person::query().count(tx).await);
    assert_eq!(seen.await.unwrap(), 3);
    let tx = other.begin().await.unwrap();
    Desk::query().delete().exec(&tx).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(Desk::query().count(&other).await.unwrap(), 1);
    assert_eq!(Desk::query().count(&one).await.unwrap(), 1);
}
