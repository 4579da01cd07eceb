//! Statements of a tenant: what it reads, and the tables of its models.

use super::book::{Book, NUMBER, TEXT};
use orm::{Error, exists, outer};
use orm_tests::models::tenants::*;
use orm_tests::models::{TENANTS, create_for};

/// A query of the tenant, by one of its ends.
macro_rules! rows {
    ($book:ident, $title:literal, $query:expr) => {
        rows!($book, $title, $query, all);
    };
    ($book:ident, $title:literal, $query:expr, $end:ident) => {
        $book.add($title, async |db| $query.$end(&db.tenant(1)).await).await;
    };
}

const MANY: u64 = NUMBER as u64;

pub async fn write(book: &mut Book) {
    fill(book).await.unwrap();
    tables(book);
    select(book).await;
    join(book).await;
    subquery(book).await;
    load(book).await;
    copy(book).await;
}

/// Two people of a firm, who both can weld.
pub(super) async fn fill(book: &Book) -> Result<(), Error> {
    let tenant = &book.db().tenant(1);
    create_for(book.db(), TENANTS, std::slice::from_ref(tenant)).await;
    Land::create(book.db(), land::New { code: "DE".into() }).await?;
    Firm::create(tenant, firm::New { code: "main".into(), land_code: "DE".into() }).await?;
    Skill::create(tenant, skill::New { name: "weld".into() }).await?;
    for email in ["ann", "ben"] {
        let person = Person::create(tenant, new(email)).await?;
        person.skills().add(tenant, ["weld"]).await?;
    }
    Ok(())
}

pub(super) fn new(email: &str) -> person::New {
    person::New { email: email.into(), firm_code: "main".into(), boss_id: None, age: NUMBER }
}

fn tables(book: &mut Book) {
    let db = book.db();
    let statements = match db.tenant(1).schema().unwrap() {
        None => orm_migrate::create_sql(db.dialect(), TENANTS),
        Some(schema) => {
            let shared = orm_migrate::create_shared_sql(TENANTS);
            let own = orm_migrate::create_tenant_sql(schema, TENANTS);
            shared.into_iter().chain(own).collect()
        }
    };
    book.note("the tables", &statements);
}

async fn select(book: &mut Book) {
    rows!(book, "rows", Person::query());
    rows!(book, "filtered", Person::query().filter(|p| p.email.ne(TEXT) | p.age.gt(NUMBER)));
    book.add("a row by its key", async |db| Person::find(&db.tenant(1), 1).await).await;
    rows!(book, "counted", Person::query().filter(|p| p.age.gt(NUMBER)), count);
    rows!(book, "whether there is one", Firm::query(), exists);
    rows!(book, "values, each once", Person::query().select(|p| p.age).distinct());
    book.add("a page", async |db| Firm::query().page(&db.tenant(1), NUMBER as u32, None).await)
        .await;
    rows!(book, "of a table that belongs to nobody", Land::query());
    book.add("locked", async |db| {
        let tenant = db.tenant(1);
        tenant.transaction(async |tx| Person::query().for_update().all(tx).await).await
    })
    .await;
}

async fn join(book: &mut Book) {
    rows!(book, "over a reference", Person::query().filter(|p| p.firm().code.ne(TEXT)));
    rows!(
        book,
        "over several, to a table that belongs to nobody",
        Person::query().filter(|p| p.boss().firm().land().code.ne(TEXT))
    );
    rows!(
        book,
        "beside what is loaded",
        Person::query().order_by(|p| p.boss().age.asc()).select_related(|p| (p.firm(), p.boss()))
    );
}

async fn subquery(book: &mut Book) {
    rows!(book, "to-many", Person::query().filter(|p| p.minions().any(|m| m.age.gt(NUMBER))));
    rows!(book, "through", Person::query().filter(|p| p.skills().any(|s| s.name.ne(TEXT))));
    rows!(
        book,
        "two levels, from a table that belongs to nobody",
        Land::query().filter(|l| l.firms().any(|f| f.people().any(|p| p.age.gt(NUMBER))))
    );
    rows!(book, "numbers", Person::query().select(|p| (p.minions().count(), p.skills().count())));
    let codes = || Firm::query().filter(|f| f.code.ne(TEXT)).select(|f| f.code);
    rows!(book, "one of a query's", Person::query().filter(|p| p.firm_code.is_in(codes())));
    rows!(
        book,
        "exists",
        Person::query().filter(|p| exists::<Person, _, _>(|o| o.boss_id.eq(outer(p.id))))
    );
}

async fn load(book: &mut Book) {
    rows!(book, "to-one", Person::query().prefetch_related(|p| (p.firm(), p.boss())));
    rows!(book, "to-many of each", Firm::query().prefetch_related(|f| f.people()));
    rows!(
        book,
        "up to a number of each",
        Person::query().prefetch_related(|p| p.minions().limit(MANY))
    );
    rows!(book, "over the model between", Person::query().prefetch_related(|p| p.skills()));
    rows!(
        book,
        "up to a number of each, over the model between",
        Person::query().prefetch_related(|p| p.skills().limit(MANY))
    );
}

async fn copy(book: &mut Book) {
    book.add("out", async |db| {
        use futures_util::TryStreamExt;
        let tenant = db.tenant(1);
        let rows = Skill::query().copy_out(&tenant);
        rows.try_collect::<Vec<_>>().await
    })
    .await;
}
