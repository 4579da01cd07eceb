//! Shapes that the suite's tables do not have: links from a row that is nobody's, and a reference by a key
//! that all tenants give alike and that is emptied.

use crate::setup;
use orm::{Error, Model};
use orm_tests::TestDb;
use orm_tests::models::create;
use orm_tests::models::tenants::{Skill, skill};

/// Belongs to nobody, and is linked to rows of tenants.
#[derive(Model, Debug)]
#[model(table = "languages", many_to_many(skills: Skill through Lesson))]
pub(crate) struct Language {
    #[model(primary_key)]
    pub(crate) code: String,
}

/// The row between.
#[derive(Model, Debug)]
#[model(tenant = tenant_id, primary_key(language_code, skill_name))]
pub(crate) struct Lesson {
    #[model(references = Language, relation = language)]
    pub(crate) language_code: String,
    #[model(references = Skill, relation = skill, on_delete = cascade)]
    pub(crate) skill_name: String,
    pub(crate) tenant_id: i64,
}

/// Stays when its skill goes.
#[derive(Model, Debug)]
#[model(tenant = tenant_id)]
pub(crate) struct Badge {
    #[model(primary_key, auto)]
    pub(crate) id: i64,
    pub(crate) tenant_id: i64,
    #[model(references = Skill, relation = skill, on_delete = set_null)]
    pub(crate) skill_name: Option<String>,
}

/// Both tenants can weld, and have a badge that says so; the first one gives a lesson in it.
async fn corners(t: TestDb) -> Result<(), Error> {
    let db = &t.db;
    create(db, &[Skill::TABLE, Language::TABLE, Lesson::TABLE, Badge::TABLE]).await;
    let german = Language::create(db, language::New { code: "de".into() }).await?;
    let (one, other) = (&db.tenant(1_i64), &db.tenant(2_i64));
    for tenant in [one, other] {
        Skill::create(tenant, skill::New { name: "weld".into() }).await?;
        Badge::create(tenant, badge::New { skill_name: Some("weld".into()) }).await?;
    }
    assert_eq!(german.skills().add(one, ["weld"]).await?, 1);
    let all = &db.across_tenants("a test");
    let counts = || Language::query().select(|l| l.skills().count());
    assert_eq!(counts().one(one).await?, 1);
    assert_eq!(counts().one(other).await?, 0);
    assert_eq!(counts().one(all).await?, 1);
    let loads = || Language::query().prefetch_related(|l| l.skills());
    assert_eq!(loads().one(one).await?.skills().len(), 1);
    assert_eq!(loads().one(other).await?.skills().len(), 0);
    assert_eq!(loads().one(all).await?.skills().len(), 1);
    assert_eq!(german.skills().count(all).await?, 1);
    assert_eq!(german.skills().count(one).await?, 1);
    assert_eq!(german.skills().count(other).await?, 0);
    assert_eq!(german.skills().clear(other).await?, 0);

    assert_eq!(Skill::query().delete().exec(one).await?, 1);
    let badges = Badge::query().select(|b| b.skill_name);
    assert_eq!(badges.clone().one(one).await?, None);
    assert_eq!(badges.one(other).await?.as_deref(), Some("weld"));
    Ok(())
}

#[tokio::test]
async fn sqlite() {
    corners(setup::sqlite().await).await.unwrap();
}

#[tokio::test]
async fn postgres() {
    corners(setup::postgres().await).await.unwrap();
}
