//! Written by `generate.rs`: the family 2, whose tenants are told by `Uuid`.

use super::*;

#[derive(Model, Debug, Clone)]
#[model(tenant = org, unique(code), has_many(rows: Row.top_key))]
pub(crate) struct Top {
    #[model(created_at)] pub(crate) made_at: DateTime<Utc>,
    #[model(primary_key)] pub(crate) id: Uuid,
    #[model(default = true)] pub(crate) is_open: bool,
    pub(crate) code: i32,
    pub(crate) mark: i32,
    pub(crate) kind: Kind,
    #[model(soft_delete)] pub(crate) gone_at: Option<DateTime<Utc>>,
    pub(crate) org: Uuid,
    pub(crate) tags: Vec<String>,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = account_id, unique(code), has_many(minions: Row.boss_key), has_many(parts: Part.row_key), many_to_many(labels: Label through Link))]
pub(crate) struct Row {
    #[model(primary_key)] pub(crate) id: Uuid,
    pub(crate) code: i32,
    pub(crate) note: Option<String>,
    pub(crate) mark: i32,
    pub(crate) account_id: Uuid,
    pub(crate) kind: Kind,
    #[model(references = Row, relation = boss)] pub(crate) boss_key: Option<Uuid>,
    #[model(created_at)] pub(crate) made_at: DateTime<Utc>,
    #[model(soft_delete)] pub(crate) gone_at: Option<DateTime<Utc>>,
    #[model(version)] pub(crate) version: i32,
    #[model(references = Top, relation = top, on_delete = set_null)] pub(crate) top_key: Option<Uuid>,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id, primary_key(a, b), unique(code))]
pub(crate) struct Part {
    pub(crate) b: i32,
    pub(crate) sizes: Option<Vec<i32>>,
    pub(crate) grade: Grade,
    #[model(references = Row, relation = row, on_delete = cascade)] pub(crate) row_key: Uuid,
    pub(crate) mark: i32,
    pub(crate) tenant_id: Uuid,
    pub(crate) kind: Kind,
    pub(crate) a: String,
    pub(crate) code: i32,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = org, unique(code), many_to_many(rows: Row through Link))]
pub(crate) struct Label {
    #[model(primary_key, auto)] pub(crate) id: i32,
    #[model(default = true)] pub(crate) is_open: bool,
    pub(crate) mark: i32,
    pub(crate) org: Uuid,
    pub(crate) code: i32,
    pub(crate) weight: f64,
    pub(crate) sizes: Option<Vec<i32>>,
    pub(crate) grade: Grade,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = org, primary_key(row_key, label_key))]
pub(crate) struct Link {
    #[model(references = Row, relation = row, on_delete = cascade)] pub(crate) row_key: Uuid,
    #[model(references = Label, relation = label, on_delete = cascade)] pub(crate) label_key: i32,
    pub(crate) org: Uuid,
}

fn new_top(code: i32, mark: i32) -> top::New {
    top::New { code, mark, id: uuid(code), tags: vec!["a".into(), "b".into()], kind: Kind::Small, is_open: None }
}

fn new_row(code: i32, mark: i32, top: Option<Uuid>, boss: Option<Uuid>) -> row::New {
    row::New { code, mark, id: uuid(code), top_key: top, boss_key: boss, note: None, kind: Kind::Small }
}

fn new_part(code: i32, mark: i32, row: Option<Uuid>) -> part::New {
    let row = row.expect("it is required");
    part::New { code, mark, a: text(code / 4), b: code % 4, row_key: row, sizes: Some(vec![code]), kind: Kind::Small, grade: Grade::Low }
}

fn new_label(code: i32, mark: i32) -> label::New {
    label::New { code, mark, sizes: Some(vec![code]), grade: Grade::Low, weight: 0.5, is_open: None }
}

async fn top_value(_: &Tenant<Id>, code: i32) -> Result<Option<Uuid>, Error> {
    Ok(Some(uuid(code)))
}

async fn boss_value(_: &Tenant<Id>, code: i32) -> Result<Option<Uuid>, Error> {
    Ok(Some(uuid(code)))
}

async fn row_value(_: &Tenant<Id>, code: i32) -> Result<Option<Uuid>, Error> {
    Ok(Some(uuid(code)))
}

async fn label_value(tenant: &Tenant<Id>, code: i32) -> Result<Option<i32>, Error> {
    Label::query().filter(|m| m.code.eq(code)).select(|m| m.id).optional(tenant).await
}

async fn key(_: &Tenant<Id>, code: i32) -> Result<Option<Uuid>, Error> {
    Ok(Some(uuid(code)))
}

type Id = Uuid;

fn id(number: i32) -> Id {
    uuid(number)
}

fn id_text(number: i32) -> String {
    id(number).to_string()
}

const TRAITS: Traits = Traits {
    top_is_soft: true,
    row_is_soft: true,
    top_is_required: false,
    has_one_part: false,
    top_is_asked: false,
    boss_is_asked: false,
    row_is_asked: false,
    label_is_asked: true,
    key_is_asked: false,
    top_goes: Goes::Empty,
    boss_goes: Goes::Refused,
};

const LOOK: &str = "SELECT 'Top|' || m.code || '|' || m.mark || '|' || CASE WHEN m.gone_at IS NULL THEN 0 ELSE 1 END FROM @tops AS m WHERE CAST(m.org AS text) = $1 UNION ALL SELECT 'Row|' || m.code || '|' || m.mark || '|' || CASE WHEN m.gone_at IS NULL THEN 0 ELSE 1 END || '|' || coalesce(t.code, -1) || '|' || coalesce(b.code, -1) FROM @rows AS m LEFT JOIN @tops AS t ON t.org = m.account_id AND t.id = m.top_key LEFT JOIN @rows AS b ON b.account_id = m.account_id AND b.id = m.boss_key WHERE CAST(m.account_id AS text) = $1 UNION ALL SELECT 'Part|' || m.code || '|' || m.mark || '|' || coalesce(r.code, -1) FROM @parts AS m LEFT JOIN @rows AS r ON r.account_id = m.tenant_id AND r.id = m.row_key WHERE CAST(m.tenant_id AS text) = $1 UNION ALL SELECT 'Label|' || m.code || '|' || m.mark FROM @labels AS m WHERE CAST(m.org AS text) = $1 UNION ALL SELECT 'Link|' || coalesce(r.code, -1) || '|' || coalesce(l.code, -1) FROM @links AS m LEFT JOIN @rows AS r ON r.account_id = m.org AND r.id = m.row_key LEFT JOIN @labels AS l ON l.org = m.org AND l.id = m.label_key WHERE CAST(m.org AS text) = $1";

drive!();
