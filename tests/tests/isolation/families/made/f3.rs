//! Written by `generate.rs`: the family 3, whose tenants are told by `Org`.

use super::*;

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id, primary_key(a, b), unique(code), has_many(rows: Row.(top_a, top_b)))]
pub(crate) struct Top {
    pub(crate) tenant_id: Org,
    pub(crate) sizes: Option<Vec<i32>>,
    #[model(soft_delete)] pub(crate) gone_at: Option<DateTime<Utc>>,
    pub(crate) mark: i32,
    pub(crate) a: i64,
    pub(crate) weight: f64,
    pub(crate) code: i32,
    pub(crate) b: String,
    pub(crate) kind: Kind,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = owner, unique(code), belongs_to(top: Top by (top_a, top_b) on_delete cascade), has_many(minions: Row.boss_key), has_many(parts: Part.row_key), many_to_many(labels: Label through Link))]
pub(crate) struct Row {
    pub(crate) owner: Org,
    #[model(references = Row, relation = boss, on_delete = set_null)] pub(crate) boss_key: Option<i32>,
    pub(crate) code: i32,
    pub(crate) mark: i32,
    pub(crate) top_b: String,
    pub(crate) kind: Kind,
    pub(crate) top_a: i64,
    #[model(soft_delete)] pub(crate) gone_at: Option<DateTime<Utc>>,
    #[model(version)] pub(crate) version: i32,
    #[model(primary_key, auto)] pub(crate) id: i32,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = org, unique(code))]
pub(crate) struct Part {
    pub(crate) org: Org,
    #[model(references = Row, relation = row, on_delete = cascade)] pub(crate) row_key: i32,
    pub(crate) kind: Kind,
    pub(crate) code: i32,
    #[model(created_at)] pub(crate) made_at: DateTime<Utc>,
    pub(crate) weight: f64,
    pub(crate) note: Option<String>,
    pub(crate) mark: i32,
    #[model(primary_key)] pub(crate) id: String,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = account_id, unique(code), many_to_many(rows: Row through Link))]
pub(crate) struct Label {
    pub(crate) account_id: Org,
    pub(crate) grade: Grade,
    pub(crate) mark: i32,
    #[model(primary_key, auto)] pub(crate) id: Uuid,
    pub(crate) code: i32,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id, primary_key(row_key, label_key))]
pub(crate) struct Link {
    #[model(references = Row, relation = row, on_delete = cascade)] pub(crate) row_key: i32,
    #[model(references = Label, relation = label, on_delete = cascade)] pub(crate) label_key: Uuid,
    pub(crate) tenant_id: Org,
}

fn new_top(code: i32, mark: i32) -> top::New {
    top::New { code, mark, a: i64::from(code / 4), b: text(code % 4), sizes: Some(vec![code]), kind: Kind::Small, weight: 0.5 }
}

fn new_row(code: i32, mark: i32, top: Option<(i64, String)>, boss: Option<i32>) -> row::New {
    let top = top.expect("it is required");
    let (top_a, top_b) = top;
    row::New { code, mark, top_a, top_b, boss_key: boss, kind: Kind::Small }
}

fn new_part(code: i32, mark: i32, row: Option<i32>) -> part::New {
    let row = row.expect("it is required");
    part::New { code, mark, id: text(code), row_key: row, note: None, kind: Kind::Small, weight: 0.5 }
}

fn new_label(code: i32, mark: i32) -> label::New {
    label::New { code, mark, grade: Grade::Low }
}

async fn top_value(_: &Tenant<Id>, code: i32) -> Result<Option<(i64, String)>, Error> {
    Ok(Some((i64::from(code / 4), text(code % 4))))
}

async fn boss_value(tenant: &Tenant<Id>, code: i32) -> Result<Option<i32>, Error> {
    Row::query().with_deleted().filter(|m| m.code.eq(code)).select(|m| m.id).optional(tenant).await
}

async fn row_value(tenant: &Tenant<Id>, code: i32) -> Result<Option<i32>, Error> {
    Row::query().with_deleted().filter(|m| m.code.eq(code)).select(|m| m.id).optional(tenant).await
}

async fn label_value(tenant: &Tenant<Id>, code: i32) -> Result<Option<Uuid>, Error> {
    Label::query().filter(|m| m.code.eq(code)).select(|m| m.id).optional(tenant).await
}

async fn key(tenant: &Tenant<Id>, code: i32) -> Result<Option<i32>, Error> {
    Row::query().with_deleted().filter(|m| m.code.eq(code)).select(|m| m.id).optional(tenant).await
}

type Id = Org;

fn id(number: i32) -> Id {
    Org(i64::from(number))
}

fn id_text(number: i32) -> String {
    number.to_string()
}

const TRAITS: Traits = Traits {
    top_is_soft: true,
    row_is_soft: true,
    top_is_required: true,
    has_one_part: false,
    top_is_asked: false,
    boss_is_asked: true,
    row_is_asked: true,
    label_is_asked: true,
    key_is_asked: true,
    top_goes: Goes::Cascade,
    boss_goes: Goes::Empty,
};

const LOOK: &str = "SELECT 'Top|' || m.code || '|' || m.mark || '|' || CASE WHEN m.gone_at IS NULL THEN 0 ELSE 1 END FROM @tops AS m WHERE CAST(m.tenant_id AS text) = $1 UNION ALL SELECT 'Row|' || m.code || '|' || m.mark || '|' || CASE WHEN m.gone_at IS NULL THEN 0 ELSE 1 END || '|' || coalesce(t.code, -1) || '|' || coalesce(b.code, -1) FROM @rows AS m LEFT JOIN @tops AS t ON t.tenant_id = m.owner AND t.a = m.top_a AND t.b = m.top_b LEFT JOIN @rows AS b ON b.owner = m.owner AND b.id = m.boss_key WHERE CAST(m.owner AS text) = $1 UNION ALL SELECT 'Part|' || m.code || '|' || m.mark || '|' || coalesce(r.code, -1) FROM @parts AS m LEFT JOIN @rows AS r ON r.owner = m.org AND r.id = m.row_key WHERE CAST(m.org AS text) = $1 UNION ALL SELECT 'Label|' || m.code || '|' || m.mark FROM @labels AS m WHERE CAST(m.account_id AS text) = $1 UNION ALL SELECT 'Link|' || coalesce(r.code, -1) || '|' || coalesce(l.code, -1) FROM @links AS m LEFT JOIN @rows AS r ON r.owner = m.tenant_id AND r.id = m.row_key LEFT JOIN @labels AS l ON l.account_id = m.tenant_id AND l.id = m.label_key WHERE CAST(m.tenant_id AS text) = $1";

drive!();
