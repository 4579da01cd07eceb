//! The same code, wherever a tenant is.

use crate::ground::Ground;
use crate::models::{Line, Note, line, new, note};
use futures_util::TryStreamExt;
use orm::directory::{ConnectionKind, TenantPlace};
use orm::{Error, Tenant, TxOptions, load_related};

/// A bit of everything; what it gives depends on the tenant's own rows alone.
async fn work(tenant: &Tenant<i64>) -> Result<Vec<String>, Error> {
    let mut told = Vec::new();
    let first = Note::create(tenant, new("first")).await?;
    first.lines().create(tenant, |note_id| line::New { note_id, text: "a line".into() }).await?;
    Note::insert_many((0..3).map(|n| new(&format!("many {n}")))).exec(tenant).await?;
    Note::copy_in((0..3).map(|n| new(&format!("copied {n}")))).exec(tenant).await?;
    told.push(format!("count {}", Note::query().count(tenant).await?));
    let clash = Note::create(tenant, new("first")).await.unwrap_err();
    told.push(format!("clash {:?}", clash.violation::<Note>()));
    tenant
        .transaction(async |tx| {
            Note::query()
                .filter(|n| n.text.eq("many 0"))
                .update(|n| n.size.set(99))
                .exec(tx)
                .await?;
            tx.transaction(async |tx| Note::create(tx, new("inner")).await).await
        })
        .await?;
    let undone = tenant
        .transaction(async |tx| {
            Note::query().delete().exec(tx).await?;
            Err::<(), _>(Error::refused("a test"))
        })
        .await;
    assert!(undone.unwrap_err().is_refused());
    let sizes = tenant.read_transaction(TxOptions::new(), async |tx| {
        Note::query().order_by(|n| n.text.asc()).select(|n| (n.text, n.size)).all(tx).await
    });
    told.push(format!("{:?}", sizes.await?));
    let loaded = Note::query()
        .filter(|n| n.lines().any(|l| l.text.eq("a line")))
        .prefetch_related(|n| n.lines().with(|l| l.note()))
        .one(tenant)
        .await?;
    told.push(format!("{} {}", loaded.text, loaded.lines()[0].note().text));
    let lines = load_related(tenant, Line::query().all(tenant).await?, |l| l.note()).await?;
    told.push(format!("{} {}", lines.len(), lines[0].note().text));
    let streamed: Vec<_> = Note::query().stream(tenant).try_collect().await?;
    let copied: Vec<_> = Note::query().copy_out(tenant).try_collect().await?;
    told.push(format!("{} {}", streamed.len(), copied.len()));
    let table = tenant.table_name(Note::TABLE)?;
    let text = format!("SELECT count(*) FROM {table} WHERE tenant_id = {}", first.tenant_id);
    let by_hand = orm::sql::<i64>(orm::unsafe_text(text)).unscoped("it names the tenant");
    told.push(format!("by hand {}", by_hand.one(tenant).await?));
    let repository = orm::Executor::repository::<Note>(tenant);
    told.push(format!("repository {}", repository.count(|q| q).await?));
    Ok(told)
}

pub(crate) async fn the_same_code_in_every_place(g: Ground) {
    let mut told = Vec::new();
    for (id, tenant) in (1..).zip(g.everywhere().await) {
        told.push(work(&tenant).await.unwrap());
        let notes = Note::query().all(&tenant).await.unwrap();
        assert!(notes.iter().all(|note| note.tenant_id == id));
    }
    assert!(told.len() >= 3 && told[0].len() == 8);
    assert!(told[0].contains(&"count 7".to_owned()));
    for other in &told[1..] {
        assert_eq!(&told[0], other);
    }
    // Where each is, as somebody sees it who knows of no directory.
    let shared = orm::sql::<(i64, i64)>(
        "SELECT tenant_id, count(*) FROM notes GROUP BY tenant_id ORDER BY tenant_id",
    );
    assert_eq!(shared.all(&g.t.db).await.unwrap(), [(1, 8), (2, 8)]);
    let own = g.directory.connections().database("own").await.unwrap();
    let alone = orm::sql::<(i64, i64)>("SELECT tenant_id, count(*) FROM notes GROUP BY tenant_id");
    assert_eq!(alone.all(&own).await.unwrap(), [(3, 8)]);
    if g.is_postgres() {
        let acme = orm::sql::<i64>("SELECT count(*) FROM acme.notes WHERE tenant_id = 4");
        assert_eq!(acme.one(&g.t.db).await.unwrap(), 8);
    }
}

pub(crate) async fn equal_keys_are_different_rows(g: Ground) {
    let tenants = g.everywhere().await;
    let own = &tenants[2..];
    for tenant in own {
        let note = Note::create(tenant, new("the same")).await.unwrap();
        assert_eq!(note.id, 1, "each counts for itself");
    }
    for tenant in own {
        let note = Note::get(tenant, 1).await.unwrap();
        let others = tenants.iter().filter(|other| !std::ptr::eq(*other, tenant));
        for other in others {
            // The row of one, used with another: it is not there.
            let patch = note::Patch { size: Some(0), ..Default::default() };
            assert!(note.update(other, patch).await.unwrap_err().is_not_found());
            assert!(note.delete(other).await.unwrap_err().is_not_found());
            assert!(note.reload(other).await.unwrap_err().is_not_found());
            assert!(note.lines().all(other).await.unwrap().is_empty());
        }
        let changed = Note::query().update(|n| n.size.set(7)).exec(tenant).await.unwrap();
        assert_eq!(changed, 1);
    }
    for tenant in own {
        assert_eq!(Note::query().select(|n| n.size).all(tenant).await.unwrap(), [7]);
        assert_eq!(Note::query().delete().exec(tenant).await.unwrap(), 1);
    }
}

pub(crate) async fn several_in_one_database_of_their_own(g: Ground) {
    g.connection("far", ConnectionKind::Shared).await;
    let place = TenantPlace::database("far");
    let (one, other) = (g.tenant(1, place.clone()).await, g.tenant(2, place).await);
    Note::create(&one, new("of one")).await.unwrap();
    Note::create(&other, new("of the other")).await.unwrap();
    for (tenant, text) in [(&one, "of one"), (&other, "of the other")] {
        let notes = Note::query().select(|n| n.text).all(tenant).await.unwrap();
        assert_eq!(notes, [text]);
        let all = Note::query().filter(|n| n.text.ne("") | n.text.eq(""));
        assert_eq!(all.count(tenant).await.unwrap(), 1);
    }
    assert_eq!(Note::query().delete().exec(&one).await.unwrap(), 1);
    assert_eq!(Note::query().count(&other).await.unwrap(), 1);
}

pub(crate) async fn what_is_known_costs_nothing(g: Ground) {
    let tenants = g.everywhere().await;
    let own = g.directory.connections().database("own").await.unwrap();
    let fresh = g.elsewhere(|builder| builder).await;
    let (_, first) = fresh.db().count_statements(async || fresh.tenant(3).await.unwrap()).await;
    assert_eq!(first, 1, "its entry and its connection");
    let ((tenant, _), then) =
        g.db.count_statements(async || {
            let tenant = g.directory.tenant(3).await.unwrap();
            let work = own.count_statements(async || {
                Note::query().count(&tenant).await.unwrap();
                tenant.transaction(async |tx| Note::create(tx, new("x")).await).await.unwrap();
            });
            let ((), sent) = work.await;
            (tenant, sent)
        })
        .await;
    assert_eq!(then, 0, "it was known, and is in another database");
    drop(tenant);
    let (_, sent) =
        g.db.count_statements(async || Note::query().count(&tenants[0]).await.unwrap()).await;
    assert_eq!(sent, 1, "in the admin database, its own statement alone");
}

pub(crate) async fn only_through_the_directory(g: Ground) {
    g.tenant(1, TenantPlace::rows()).await;
    let tenant = g.db.tenant(1_i64);
    let all = g.db.across_tenants("a test");
    let ((), sent) =
        g.db.count_statements(async || {
            for error in [
                Note::query().all(&tenant).await.unwrap_err(),
                Note::create(&tenant, new("x")).await.unwrap_err(),
                tenant.begin().await.err().unwrap(),
                tenant.begin_read(TxOptions::new()).await.err().unwrap(),
                orm::sql::<i64>("SELECT 1").unscoped("a test").one(&tenant).await.unwrap_err(),
                tenant.schema().unwrap_err(),
            ] {
                assert!(error.is_unscoped(), "{error:?}");
                assert!(error.to_string().contains("directory.tenant(id).await?"), "{error}");
            }
            let error = Note::query().all(&all).await.unwrap_err();
            assert!(error.is_unscoped() && error.to_string().contains("directory"), "{error}");
        })
        .await;
    assert_eq!(sent, 0);
    assert!(orm::Directory::<i64>::open(&g.t.db).await.unwrap_err().is_config());
}
