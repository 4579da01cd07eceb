//! Statements of a tenant: what it writes.

use super::book::{Book, NUMBER, TEXT};
use super::tenant::{fill, new};
use orm_tests::models::tenants::*;

const MANY: u64 = NUMBER as u64;

pub async fn write(book: &mut Book) {
    fill(book).await.unwrap();
    insert(book).await;
    upsert(book).await;
    update(book).await;
    delete(book).await;
    copy(book).await;
}

fn email(number: i32) -> person::New {
    new(&format!("{TEXT} {number}"))
}

async fn insert(book: &mut Book) {
    book.add("one", async |db| Person::create(&db.tenant(1), email(1)).await).await;
    book.add("many", async |db| {
        Person::insert_many([email(2), email(3)]).exec(&db.tenant(1)).await
    })
    .await;
    book.add("a link", async |db| {
        let tenant = db.tenant(1);
        Skill::create(&tenant, skill::New { name: TEXT.into() }).await?;
        let ann = Person::query().filter(|p| p.email.eq("ann")).one(&tenant).await?;
        ann.skills().add(&tenant, [TEXT]).await
    })
    .await;
}

async fn upsert(book: &mut Book) {
    book.add("an update", async |db| {
        Person::insert_many([email(1), email(4)])
            .on_conflict(|p| p.email)
            .do_update(|p| p.age.set(p.age + 1))
            .filter(|p| p.age.le(NUMBER))
            .exec(&db.tenant(1))
            .await
    })
    .await;
    book.add("nothing", async |db| {
        let firm = firm::New { code: "main".into(), land_code: "DE".into() };
        Firm::insert_many([firm]).on_conflict(|f| f.code).do_nothing().exec(&db.tenant(1)).await
    })
    .await;
    book.add("got or created", async |db| {
        Person::get_or_create(&db.tenant(1), |p| p.email, email(1)).await
    })
    .await;
}

async fn update(book: &mut Book) {
    book.add("a row", async |db| {
        let tenant = db.tenant(1);
        let ann = Person::query().filter(|p| p.email.eq("ann")).one(&tenant).await?;
        ann.update(&tenant, person::Patch { age: Some(NUMBER), ..Default::default() }).await
    })
    .await;
    book.add("by a query", async |db| {
        let people = Person::query().filter(|p| p.age.gt(NUMBER));
        people.update(|p| p.age.set(NUMBER)).exec(&db.tenant(1)).await
    })
    .await;
    book.add("over a join, up to a limit", async |db| {
        let people = Person::query().filter(|p| p.firm().code.eq(TEXT)).limit(MANY);
        people.update(|p| p.age.set(NUMBER)).exec(&db.tenant(1)).await
    })
    .await;
    book.add("by a to-many relation", async |db| {
        let people = Person::query().filter(|p| p.skills().any(|s| s.name.eq("weld")));
        people.update(|p| p.age.set(p.age + 1)).exec(&db.tenant(1)).await
    })
    .await;
}

async fn delete(book: &mut Book) {
    book.add("a row, softly", async |db| {
        let tenant = db.tenant(1);
        Firm::get(&tenant, "main").await?.delete(&tenant).await
    })
    .await;
    book.add("by a query", async |db| {
        Desk::query()
            .filter(|d| d.person_id.eq(i64::from(NUMBER)))
            .delete()
            .exec(&db.tenant(1))
            .await
    })
    .await;
    book.add("over a join, up to a limit", async |db| {
        let people = Person::query().filter(|p| p.boss().email.eq(TEXT)).limit(MANY);
        people.delete().exec(&db.tenant(1)).await
    })
    .await;
    book.add("links, set anew", async |db| {
        let tenant = db.tenant(1);
        let ann = Person::query().filter(|p| p.email.eq("ann")).one(&tenant).await?;
        ann.skills().set(&tenant, ["weld"]).await
    })
    .await;
}

async fn copy(book: &mut Book) {
    book.add("in", async |db| Person::copy_in([email(8), email(9)]).exec(&db.tenant(1)).await)
        .await;
}
