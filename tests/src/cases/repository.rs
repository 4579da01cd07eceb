//! Repositories: what they read and write, with which statements, and whose rows.

use super::seed::{numbers, order, shop};
use super::tenant::{new, two};
use crate::TestDb;
use crate::models::tenants::{Land, Person, land, person};
use crate::models::*;
use orm::repository::Store;
use orm::{Db, Error, Executor, RecordedStatement, Repository, TxOptions, Writer};
use rust_decimal::dec;

async fn texts<T>(db: &Db, work: impl AsyncFnOnce() -> T) -> (T, Vec<String>) {
    let recorded = db.record(work).await;
    let text = |statement: &RecordedStatement| statement.sql.to_string();
    (recorded.value, recorded.statements.iter().map(text).collect())
}

pub async fn reads_have_their_shapes(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let orders = db.repository::<Order>();
    let ids: Vec<i64> = shop.orders.iter().map(|order| order.id).collect();
    let sent = db
        .record(async || {
            assert_eq!(orders.get(ids[0]).await.unwrap(), shop.orders[0]);
            assert!(orders.get(-1).await.unwrap_err().is_not_found());
            assert_eq!(orders.find(ids[1]).await.unwrap().as_ref(), Some(&shop.orders[1]));
            assert_eq!(orders.find(-1).await.unwrap(), None);
            let open = orders.list(|q| q.filter(|o| o.status.eq(Status::Open))).await.unwrap();
            assert_eq!(open.len(), 2);
            let last = orders.first(|q| q.order_by(|o| o.number.desc())).await.unwrap().unwrap();
            assert_eq!(last.number, "C-1");
            let one = orders
                .one(|q| q.filter(|o| o.number.eq("A-1")).select_related(|o| o.customer()))
                .await
                .unwrap();
            assert_eq!(one.customer().name, "Ada");
            assert!(orders.one(|q| q).await.unwrap_err().is_too_many_rows());
            assert_eq!(orders.count(|q| q).await.unwrap(), 4);
            assert!(!orders.exists(|q| q.filter(|o| o.number.eq("none"))).await.unwrap());
            let names: Vec<String> =
                orders.list(|q| q.select(|o| o.customer().name).distinct()).await.unwrap();
            assert_eq!(names.len(), 3);
        })
        .await;
    assert_eq!(sent.statements.len(), 11, "{:?}", sent.statements);

    let (loaded, sent) = texts(db, async || {
        orders.list(|q| q.order_by(|o| o.id.asc()).prefetch_related(|o| o.items())).await
    })
    .await;
    assert_eq!((loaded.unwrap()[0].items().len(), sent.len()), (2, 2));

    let page =
        async |after| orders.page(|q| q.order_by(|o| o.number.asc()), 3, after).await.unwrap();
    let first = page(None).await;
    assert_eq!(numbers(&first.rows), ["A-1", "A-2", "B-1"]);
    let second = page(first.next.as_ref()).await;
    assert_eq!((numbers(&second.rows), second.next), (vec!["C-1"], None));

    let (several, of_several) =
        texts(db, async || orders.find_many([ids[2], -1, ids[0], ids[2]]).await.unwrap()).await;
    let mut several: Vec<_> = several.into_iter().map(|order| order.id).collect();
    several.sort_unstable();
    assert_eq!(several, [ids[0], ids[2]]);
    let (_, of_one) = texts(db, async || orders.find_many([ids[0]]).await.unwrap()).await;
    assert_eq!((of_several.len(), &of_several), (1, &of_one));
    let (none, sent) = texts(db, async || orders.find_many([0_i64; 0]).await.unwrap()).await;
    assert_eq!((none.len(), sent.len()), (0, 0));
    let countries = db.repository::<Country>().find_many(["DE", "XX"]).await.unwrap();
    assert_eq!(countries[0].name, "Germany");
}

pub async fn writes_are_their_statements(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let orders = db.repository::<Order>();
    let new = |number: &str| order(shop.customers[0].id, number, Status::Open, dec!(1));
    let patch = || order::Patch { total: Some(dec!(2)), ..Default::default() };
    let (_, own) = texts(db, async || {
        let row = Order::create(db, new("R-1")).await.unwrap();
        Order::create_many(db, [new("R-2"), new("R-3")]).await.unwrap();
        let row = row.update(db, patch()).await.unwrap();
        row.delete(db).await.unwrap();
    })
    .await;
    let (_, sent) = texts(db, async || {
        let row = orders.create(new("S-1")).await.unwrap();
        let rows = orders.create_many([new("S-2"), new("S-3")]).await.unwrap();
        assert_eq!(numbers(&rows), ["S-2", "S-3"]);
        let row = orders.update(&row, patch()).await.unwrap();
        assert_eq!((row.total, row.version), (dec!(2), 2));
        orders.delete(&row).await.unwrap();
    })
    .await;
    assert_eq!((sent.len(), &sent), (4, &own));

    let (row, sent) = texts(db, async || {
        assert_eq!(orders.create_many([]).await.unwrap(), []);
        orders.update(&shop.orders[0], order::Patch::default()).await.unwrap()
    })
    .await;
    assert_eq!((row, sent.len()), (shop.orders[0].clone(), 0));

    let stale = orders.update(&shop.orders[0], patch()).await.unwrap();
    orders.update(&stale, patch()).await.unwrap();
    assert!(orders.update(&stale, patch()).await.unwrap_err().is_stale());
    let clash = orders.create(new("A-1")).await.unwrap_err();
    assert_eq!(clash.violation::<Order>(), Some(order::Constraint::UniqueNumber));
}

pub async fn an_upsert_inserts_or_changes(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let orders = db.repository::<Order>();
    let new = |number: &str, total| order(shop.customers[0].id, number, Status::Paid, total);
    let upsert = async |new| {
        let set = orders.upsert(
            new,
            |by| by.number,
            |o| (o.status.set_excluded(), o.total.set(o.total + o.total.excluded())),
        );
        set.await.unwrap()
    };
    let (inserted, sent) = texts(db, async || upsert(new("U-1", dec!(5))).await).await;
    assert_eq!((inserted.total, inserted.version, sent.len()), (dec!(5), 1, 1));
    let (changed, again) = texts(db, async || upsert(new("U-1", dec!(7))).await).await;
    assert_eq!((changed.id, changed.total, changed.version), (inserted.id, dec!(12), 2));
    assert_eq!(sent, again);
    assert_eq!(upsert(new("A-1", dec!(1))).await.status, Status::Paid);

    let nothing: Vec<orm::expr::Set<_>> = Vec::new();
    let tags = db.repository::<Tag>();
    let gift = || tag::New { name: "gift".into() };
    let there = tags.upsert(gift(), |by| by.name, |_| nothing).await;
    assert!(there.unwrap_err().is_not_found());
    let same = tags.upsert(gift(), |by| by.name, |t| t.name.set_excluded()).await.unwrap();
    assert_eq!(same, shop.tags[0]);
}

pub async fn what_was_deleted_is_restored(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let orders = db.repository::<Order>();
    let row = &shop.orders[0];
    assert!(orders.restore(row).await.unwrap_err().is_not_found(), "it is not deleted");
    orders.delete(row).await.unwrap();
    assert_eq!(orders.find(row.id).await.unwrap(), None);
    let (restored, sent) = texts(db, async || orders.restore(row).await.unwrap()).await;
    assert_eq!((restored.deleted_at, restored.version, sent.len()), (None, 3, 1));
    assert_eq!(orders.get(row.id).await.unwrap(), restored);
    let others = orders.list(|q| q.filter(|o| o.id.ne(row.id))).await.unwrap();
    assert_eq!(others, shop.orders[1..], "no other row is touched");

    let employees = db.repository::<Employee>();
    let gus = employees.one(|q| q.only_deleted()).await.unwrap();
    assert_eq!(employees.restore(&gus).await.unwrap().left_at, None);
    Employee::query().filter(|e| e.id.eq(gus.id)).delete().hard().exec(db).await.unwrap();
    assert!(employees.restore(&gus).await.unwrap_err().is_not_found(), "it is gone");
}

/// What a program would write beside.
trait PersonRepository {
    async fn older_than(&self, age: i32) -> Result<Vec<String>, Error>;
}

impl<E: Executor, H> PersonRepository for Repository<'_, Person, E, H> {
    async fn older_than(&self, age: i32) -> Result<Vec<String>, Error> {
        self.list(|q| q.filter(|p| p.age.gt(age)).order_by(|p| p.age.asc()).select(|p| p.email))
            .await
    }
}

pub async fn tenants_have_their_own(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    let (people, others) = (one.repository::<Person>(), other.repository::<Person>());
    assert_eq!(people.older_than(0).await.unwrap(), ["ann", "ben"]);
    assert_eq!(people.older_than(100).await.unwrap().len(), 0);
    let theirs = others.one(|q| q.filter(|p| p.email.eq("ben"))).await.unwrap();
    assert_eq!(people.find(theirs.id).await.unwrap(), None);
    assert_eq!(people.find_many([theirs.id]).await.unwrap(), []);
    let older = || person::Patch { age: Some(200), ..Default::default() };
    assert!(people.update(&theirs, older()).await.unwrap_err().is_stale());
    assert!(people.delete(&theirs).await.unwrap_err().is_stale());
    assert_eq!(people.create(new("cem", None, 30)).await.unwrap().tenant_id, 1);
    let ben =
        people.upsert(new("ben", None, 21), |by| by.email, |p| p.age.set_excluded()).await.unwrap();
    assert_eq!((ben.tenant_id, ben.age), (1, 21));
    assert_eq!(others.get(theirs.id).await.unwrap(), theirs);
    // What belongs to nobody is reached as well.
    assert_eq!(one.repository::<Land>().get("DE").await.unwrap().code, "DE");

    let firms = one.repository::<crate::models::tenants::Firm>();
    let firm = firms.get("main").await.unwrap();
    firms.delete(&firm).await.unwrap();
    let theirs = other.repository::<crate::models::tenants::Firm>();
    assert_eq!(theirs.get("main").await.unwrap().deleted_at, None);
    assert!(theirs.restore(&firm).await.unwrap_err().is_not_found());
    assert_eq!(firms.restore(&firm).await.unwrap().tenant_id, 1);

    let all = t.db.across_tenants("a test");
    let everybody = all.repository::<Person>();
    assert_eq!(everybody.count(|q| q).await.unwrap(), 5);
    assert_eq!(everybody.older_than(100).await.unwrap(), ["ann", "ben"]);
    assert_eq!(everybody.update(&ben, older()).await.unwrap().age, 200);
    assert!(everybody.create(new("dan", None, 1)).await.unwrap_err().is_unscoped());
}

pub async fn transactions_have_their_own(t: &TestDb) {
    let (one, _) = two(t).await.unwrap();
    let failed = one
        .transaction(async |tx| {
            let people = tx.repository::<Person>();
            people.create(new("cem", None, 30)).await?;
            assert_eq!(people.older_than(0).await?, ["ann", "ben", "cem"]);
            let lands = tx.repository::<Land>();
            lands.create(land::New { code: "FR".into() }).await?;
            Err::<(), _>(Error::refused("a test"))
        })
        .await;
    assert!(failed.unwrap_err().is_refused());
    let seen = one
        .read_transaction(TxOptions::new(), async |tx| {
            tx.repository::<Person>().older_than(0).await
        })
        .await;
    assert_eq!(seen.unwrap(), ["ann", "ben"]);
    let tx = t.db.begin_read(TxOptions::new()).await.unwrap();
    assert_eq!(tx.repository::<Land>().count(|q| q).await.unwrap(), 1);
    tx.commit().await.unwrap();

    let tx = t.db.begin().await.unwrap();
    let anywhere: &(dyn Writer + Send) = &tx;
    Repository::<Land, _>::new(anywhere).create(land::New { code: "FR".into() }).await.unwrap();
    tx.commit().await.unwrap();
    assert!(t.db.repository::<Land>().exists(|q| q.filter(|l| l.code.eq("FR"))).await.unwrap());
}

async fn rename(tags: &impl Store<Tag>, id: i64, name: &str) -> Result<Tag, Error> {
    let tag = tags.get(id).await?;
    tags.update(&tag, tag::Patch { name: Some(name.into()) }).await
}

pub async fn code_is_generic_over_stores(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    let db = t.db.clone();
    // Spawned: its futures can be sent to another thread.
    let task = tokio::spawn(async move {
        let tags = db.repository::<Tag>();
        let tag = Store::create(&tags, tag::New { name: "gift".into() }).await?;
        let renamed = rename(&tags, tag.id, "rush").await?;
        assert!(rename(&tags, -1, "none").await.unwrap_err().is_not_found());
        Store::delete(&tags, &renamed).await?;
        Ok::<_, Error>((renamed.name, Store::find(&tags, tag.id).await?))
    });
    assert_eq!(task.await.unwrap().unwrap(), ("rush".to_owned(), None));
}
