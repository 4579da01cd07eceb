//! Written by `generate.rs`: the family 6, whose tenants are told by `String`.

use super::*;

#[derive(Model, Debug, Clone)]
#[model(tenant = account_id, unique(code), has_many(rows: Row.top_key))]
pub(crate) struct Top {
    pub(crate) sizes: Option<Vec<i32>>,
    pub(crate) grade: Grade,
    #[model(created_at)] pub(crate) made_at: DateTime<Utc>,
    pub(crate) mark: i32,
    #[model(soft_delete)] pub(crate) gone_at: Option<DateTime<Utc>>,
    #[model(version)] pub(crate) version: i32,
    pub(crate) account_id: String,
    pub(crate) code: i32,
    #[model(primary_key, auto)] pub(crate) id: i64,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id, unique(code), has_many(minions: Row.boss_code), has_many(parts: Part.row_code), many_to_many(labels: Label through Link))]
pub(crate) struct Row {
    pub(crate) kind: Kind,
    pub(crate) tenant_id: String,
    #[model(references = Top, relation = top)] pub(crate) top_key: i64,
    pub(crate) grade: Grade,
    pub(crate) weight: f64,
    #[model(primary_key, auto)] pub(crate) id: i32,
    #[model(version)] pub(crate) version: i32,
    pub(crate) code: i32,
    pub(crate) mark: i32,
    #[model(references = Row.code, relation = boss)] pub(crate) boss_code: Option<i32>,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = org, primary_key(a, b), unique(code))]
pub(crate) struct Part {
    pub(crate) org: String,
    pub(crate) b: String,
    pub(crate) a: Uuid,
    pub(crate) mark: i32,
    pub(crate) tags: Vec<String>,
    pub(crate) grade: Grade,
    pub(crate) code: i32,
    pub(crate) sizes: Option<Vec<i32>>,
    #[model(references = Row.code, relation = row, on_delete = cascade)] pub(crate) row_code: i32,
    #[model(created_at)] pub(crate) made_at: DateTime<Utc>,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = owner, unique(code), many_to_many(rows: Row through Link))]
pub(crate) struct Label {
    pub(crate) code: i32,
    pub(crate) mark: i32,
    pub(crate) weight: f64,
    pub(crate) owner: String,
    #[model(primary_key)] pub(crate) id: i64,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = owner, primary_key(row_key, label_key))]
pub(crate) struct Link {
    #[model(references = Label, relation = label, on_delete = cascade)] pub(crate) label_key: i64,
    pub(crate) owner: String,
    #[model(references = Row, relation = row, on_delete = cascade)] pub(crate) row_key: i32,
}

fn new_top(code: i32, mark: i32) -> top::New {
    top::New { code, mark, sizes: Some(vec![code]), grade: Grade::Low }
}

fn new_row(code: i32, mark: i32, top: Option<i64>, boss: Option<i32>) -> row::New {
    let top = top.expect("it is required");
    row::New { code, mark, top_key: top, boss_code: boss, kind: Kind::Small, grade: Grade::Low, weight: 0.5 }
}

fn new_part(code: i32, mark: i32, row: Option<i32>) -> part::New {
    let row = row.expect("it is required");
    part::New { code, mark, a: uuid(code / 4), b: text(code % 4), row_code: row, tags: vec!["a".into(), "b".into()], sizes: Some(vec![code]), grade: Grade::Low }
}

fn new_label(code: i32, mark: i32) -> label::New {
    label::New { code, mark, id: i64::from(code), weight: 0.5 }
}

async fn top_value(tenant: &Tenant<Id>, code: i32) -> Result<Option<i64>, Error> {
    Top::query().with_deleted().filter(|m| m.code.eq(code)).select(|m| m.id).optional(tenant).await
}

async fn boss_value(_: &Tenant<Id>, code: i32) -> Result<Option<i32>, Error> {
    Ok(Some(code))
}

async fn row_value(_: &Tenant<Id>, code: i32) -> Result<Option<i32>, Error> {
    Ok(Some(code))
}

async fn label_value(_: &Tenant<Id>, code: i32) -> Result<Option<i64>, Error> {
    Ok(Some(i64::from(code)))
}

async fn key(tenant: &Tenant<Id>, code: i32) -> Result<Option<i32>, Error> {
    Row::query().filter(|m| m.code.eq(code)).select(|m| m.id).optional(tenant).await
}

type Id = String;

fn id(number: i32) -> Id {
    text(number)
}

fn id_text(number: i32) -> String {
    id(number)
}

const TRAITS: Traits = Traits {
    top_is_soft: true,
    row_is_soft: false,
    top_is_required: true,
    has_one_part: false,
    top_is_asked: true,
    boss_is_asked: false,
    row_is_asked: false,
    label_is_asked: false,
    key_is_asked: true,
    top_goes: Goes::Refused,
    boss_goes: Goes::Refused,
};

const LOOK: &str = "SELECT 'Top|' || m.code || '|' || m.mark || '|' || CASE WHEN m.gone_at IS NULL THEN 0 ELSE 1 END FROM @tops AS m WHERE CAST(m.account_id AS text) = $1 UNION ALL SELECT 'Row|' || m.code || '|' || m.mark || '|' || 0 || '|' || coalesce(t.code, -1) || '|' || coalesce(b.code, -1) FROM @rows AS m LEFT JOIN @tops AS t ON t.account_id = m.tenant_id AND t.id = m.top_key LEFT JOIN @rows AS b ON b.tenant_id = m.tenant_id AND b.code = m.boss_code WHERE CAST(m.tenant_id AS text) = $1 UNION ALL SELECT 'Part|' || m.code || '|' || m.mark || '|' || coalesce(r.code, -1) FROM @parts AS m LEFT JOIN @rows AS r ON r.tenant_id = m.org AND r.code = m.row_code WHERE CAST(m.org AS text) = $1 UNION ALL SELECT 'Label|' || m.code || '|' || m.mark FROM @labels AS m WHERE CAST(m.owner AS text) = $1 UNION ALL SELECT 'Link|' || coalesce(r.code, -1) || '|' || coalesce(l.code, -1) FROM @links AS m LEFT JOIN @rows AS r ON r.tenant_id = m.owner AND r.id = m.row_key LEFT JOIN @labels AS l ON l.owner = m.owner AND l.id = m.label_key WHERE CAST(m.owner AS text) = $1";

drive!();
