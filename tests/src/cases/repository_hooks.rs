//! Hooks of repositories: when they are called, with what, and in which transaction.

use super::seed::{order, shop};
use super::tenant::{new, two};
use crate::TestDb;
use crate::models::tenants::{Person, Skill, person, skill};
use crate::models::*;
use orm::repository::Hooks;
use orm::{Db, Error, Executor, HookTx, Writer};
use rust_decimal::dec;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Writes down each call, as a tag in the same transaction too, and refuses one.
#[derive(Default)]
struct Log {
    calls: Mutex<Vec<String>>,
    refuses: &'static str,
    committed: std::sync::Arc<AtomicUsize>,
}

impl Log {
    fn refusing(hook: &'static str) -> Log {
        Log { refuses: hook, ..Log::default() }
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    async fn note(&self, tx: &HookTx<'_, Order>, hook: &str, with: &str) -> Result<(), Error> {
        let call = format!("{hook} {with}");
        self.calls.lock().unwrap().push(call.clone());
        Tag::create(tx, tag::New { name: call }).await?;
        let committed = self.committed.clone();
        tx.on_commit(|| async move {
            committed.fetch_add(1, Ordering::Relaxed);
        });
        match hook == self.refuses {
            true => Err(Error::refused(hook.to_owned())),
            false => Ok(()),
        }
    }
}

impl Hooks<Order> for Log {
    async fn before_create(
        &self,
        tx: &HookTx<'_, Order>,
        new: &mut order::New,
    ) -> Result<(), Error> {
        self.note(tx, "before_create", &new.number).await
    }

    async fn after_create(&self, tx: &HookTx<'_, Order>, row: &Order) -> Result<(), Error> {
        self.note(tx, "after_create", &row.number).await
    }

    async fn before_update(
        &self,
        tx: &HookTx<'_, Order>,
        row: &Order,
        patch: &mut order::Patch,
    ) -> Result<(), Error> {
        patch.status = Some(Status::Paid);
        self.note(tx, "before_update", &row.total.to_string()).await
    }

    async fn after_update(
        &self,
        tx: &HookTx<'_, Order>,
        before: &Order,
        after: &Order,
    ) -> Result<(), Error> {
        self.note(tx, "after_update", &format!("{} {}", before.total, after.total)).await
    }

    async fn before_delete(&self, tx: &HookTx<'_, Order>, row: &Order) -> Result<(), Error> {
        self.note(tx, "before_delete", &row.number).await
    }

    async fn after_delete(&self, tx: &HookTx<'_, Order>, row: &Order) -> Result<(), Error> {
        self.note(tx, "after_delete", &row.number).await
    }

    async fn before_restore(&self, tx: &HookTx<'_, Order>, row: &Order) -> Result<(), Error> {
        self.note(tx, "before_restore", &row.number).await
    }

    async fn after_restore(&self, tx: &HookTx<'_, Order>, row: &Order) -> Result<(), Error> {
        assert_eq!(row.deleted_at, None);
        self.note(tx, "after_restore", &row.number).await
    }
}

fn total(total: i64) -> order::Patch {
    order::Patch { total: Some(total.into()), ..Default::default() }
}

/// Each write once, through these hooks.
async fn write(db: &impl Writer, hooks: &Log, customer: i64) -> Result<(), Error> {
    let orders = db.repository::<Order>().with_hooks(hooks);
    let new = |number: &str| order(customer, number, Status::Open, dec!(1));
    let row = orders.create(new("N-1")).await?;
    orders.create_many([new("N-2"), new("N-3")]).await?;
    let row = orders.update(&row, total(3)).await?;
    orders.delete(&row).await?;
    orders.restore(&row).await?;
    Ok(())
}

const CALLS: [&str; 12] = [
    "before_create N-1",
    "after_create N-1",
    "before_create N-2",
    "before_create N-3",
    "after_create N-2",
    "after_create N-3",
    "before_update 1",
    "after_update 1 3",
    "before_delete N-1",
    "after_delete N-1",
    "before_restore N-1",
    "after_restore N-1",
];

async fn tags(db: &impl Executor) -> Vec<String> {
    Tag::query()
        .filter(|t| t.id.gt(2))
        .order_by(|t| t.id.asc())
        .select(|t| t.name)
        .all(db)
        .await
        .unwrap()
}

pub async fn hooks_are_called_in_their_order(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let hooks = Log::default();
    write(&t.db, &hooks, shop.customers[0].id).await.unwrap();
    assert_eq!(hooks.take(), CALLS);
    assert_eq!(tags(&t.db).await, CALLS);
    assert_eq!(hooks.committed.load(Ordering::Relaxed), CALLS.len());
    let none: Vec<order::New> = Vec::new();
    let orders = t.db.repository::<Order>().with_hooks(&hooks);
    let (rows, sent) = t.db.count_statements(async || orders.create_many(none).await).await;
    assert_eq!((rows.unwrap().len(), sent, hooks.take().len()), (0, 0, 0));
}

/// The first word of each statement.
async fn sent(db: &Db, work: impl AsyncFnOnce()) -> Vec<String> {
    let recorded = db.record(work).await;
    let word = |sql: &str| sql.split([' ', ';']).next().unwrap().to_owned();
    recorded.statements.iter().map(|statement| word(&statement.sql)).collect()
}

pub async fn a_write_with_hooks_is_a_transaction(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let hooks = Log::default();
    let row = &shop.orders[0];
    let alone = sent(db, async || {
        db.repository::<Order>().with_hooks(&hooks).update(row, total(3)).await.unwrap();
    })
    .await;
    assert_eq!(alone, ["BEGIN", "INSERT", "UPDATE", "INSERT", "COMMIT"]);
    let tx = db.begin().await.unwrap();
    let row = Order::get(&tx, row.id).await.unwrap();
    let inside = sent(db, async || {
        tx.repository::<Order>().with_hooks(&hooks).delete(&row).await.unwrap();
    })
    .await;
    assert_eq!(inside, ["SAVEPOINT", "INSERT", "UPDATE", "INSERT", "RELEASE"]);
    assert_eq!(hooks.committed.load(Ordering::Relaxed), 2, "the transaction is open");
    tx.rollback().await.unwrap();
    assert_eq!(tags(db).await, ["before_update 10", "after_update 10 3"]);
    assert_eq!(hooks.committed.load(Ordering::Relaxed), 2);
}

pub async fn what_a_hook_changes_is_written(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let hooks = Log::default();
    let orders = t.db.repository::<Order>().with_hooks(&hooks);
    let row = orders.update(&shop.orders[0], total(3)).await.unwrap();
    assert_eq!((row.status, row.total), (Status::Paid, dec!(3)));
    assert_eq!(orders.get(row.id).await.unwrap(), row);
}

pub async fn a_hook_that_fails_rolls_back(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let before = Order::query().with_deleted().order_by(|o| o.id.asc()).all(db).await.unwrap();
    let hooks = [
        "before_create",
        "after_create",
        "before_update",
        "after_update",
        "before_delete",
        "after_delete",
    ];
    for hook in hooks {
        let log = Log::refusing(hook);
        let orders = db.repository::<Order>().with_hooks(&log);
        let row = &shop.orders[0];
        let new = || order(shop.customers[0].id, "N-1", Status::Open, dec!(1));
        let errors = match hook {
            "before_create" | "after_create" => vec![
                orders.create(new()).await.unwrap_err(),
                orders.create_many([new()]).await.unwrap_err(),
                orders.upsert(new(), |by| by.number, |o| o.total.set_excluded()).await.unwrap_err(),
            ],
            "before_update" | "after_update" => {
                vec![orders.update(row, total(3)).await.unwrap_err()]
            }
            _ => vec![orders.delete(row).await.unwrap_err()],
        };
        for error in errors {
            assert!(error.is_refused(), "{hook}: {error:?}");
            let reason = std::error::Error::source(&error).expect("the reason").to_string();
            assert_eq!(reason, hook);
        }
        assert!(log.take().iter().any(|call| call.starts_with(hook)));
        assert_eq!(log.committed.load(Ordering::Relaxed), 0);
        assert_eq!(tags(db).await.len(), 0, "{hook}");
        let after = Order::query().with_deleted().order_by(|o| o.id.asc()).all(db).await.unwrap();
        assert_eq!(after, before, "{hook}");
    }
    let row = &shop.orders[0];
    row.delete(db).await.unwrap();
    for hook in ["before_restore", "after_restore"] {
        let log = Log::refusing(hook);
        let orders = db.repository::<Order>().with_hooks(&log);
        assert!(orders.restore(row).await.unwrap_err().is_refused());
        assert_eq!((orders.find(row.id).await.unwrap(), tags(db).await.len()), (None, 0));
    }
}

pub async fn a_failure_keeps_to_its_savepoint(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let (row, other) = (&shop.orders[0], &shop.orders[1]);
    db.transaction(async |tx| {
        let log = Log::refusing("after_update");
        let orders = tx.repository::<Order>().with_hooks(&log);
        assert!(orders.update(row, total(3)).await.unwrap_err().is_refused());
        // A statement that the database refuses does not spoil the transaction either.
        let quiet = Log::default();
        let orders = orders.with_hooks(&quiet);
        assert!(orders.update(other, total(-1)).await.unwrap_err().is_check_violation());
        assert_eq!(quiet.take(), ["before_update 250.50"]);
        assert_eq!(tags(tx).await.len(), 0);
        orders.delete(row).await?;
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    assert_eq!(tags(db).await, ["before_delete A-1", "after_delete A-1"]);
    assert_eq!(Order::get(db, other.id).await.unwrap(), *other);
}

pub async fn upserts_count_as_creations(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let hooks = Log::default();
    let orders = db.repository::<Order>().with_hooks(&hooks);
    let new = order(shop.customers[0].id, "A-1", Status::Paid, dec!(7));
    let sent = sent(db, async || {
        let row = orders.upsert(new, |by| by.number, |o| o.total.set_excluded()).await.unwrap();
        assert_eq!((row.id, row.total, row.status), (shop.orders[0].id, dec!(7), Status::Open));
    })
    .await;
    assert_eq!(sent, ["BEGIN", "INSERT", "INSERT", "INSERT", "COMMIT"]);
    assert_eq!(hooks.take(), ["before_create A-1", "after_create A-1"]);
}

/// Gives each new person a skill of the same tenant.
struct Teach;

impl Hooks<Person> for Teach {
    async fn before_create(
        &self,
        tx: &HookTx<'_, Person>,
        new: &mut person::New,
    ) -> Result<(), Error> {
        let colleagues = Person::query().count(tx).await?;
        new.age += i32::try_from(colleagues).expect("they are few");
        Ok(())
    }

    async fn after_create(&self, tx: &HookTx<'_, Person>, row: &Person) -> Result<(), Error> {
        let skill = Skill::create(tx, skill::New { name: format!("of {}", row.email) }).await?;
        row.skills().add(tx, [skill.name]).await?;
        Ok(())
    }
}

pub async fn hooks_have_the_tenant(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    let cem = one.repository::<Person>().with_hooks(Teach).create(new("cem", None, 30)).await;
    assert_eq!(cem.unwrap().age, 32, "of its two colleagues, not of four");
    // Inside a transaction, from a task: the futures can be sent to another thread.
    let task = {
        let other = other.clone();
        tokio::spawn(async move {
            let tx = other.begin().await?;
            let row =
                tx.repository::<Person>().with_hooks(Teach).create(new("cem", None, 30)).await?;
            tx.commit().await?;
            Ok::<_, Error>(row)
        })
    };
    assert_eq!(task.await.unwrap().unwrap().tenant_id, 2);
    for (tenant, id) in [(&one, 1), (&other, 2)] {
        let taught = Skill::query()
            .filter(|s| s.people().any(|p| p.email.eq("cem")))
            .one(tenant)
            .await
            .unwrap();
        assert_eq!((taught.name.as_str(), taught.tenant_id), ("of cem", id));
    }
    let all = t.db.across_tenants("a test");
    let refused = all.repository::<Person>().with_hooks(Teach).create(new("dan", None, 1)).await;
    assert!(refused.unwrap_err().is_unscoped());
}
