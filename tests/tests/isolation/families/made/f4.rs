//! Written by `generate.rs`: the family 4, whose tenants are told by `i32`.

use super::*;

#[derive(Model, Debug, Clone)]
#[model(tenant = account_id, primary_key(a, b), unique(code), has_many(rows: Row.(top_a, top_b)))]
pub(crate) struct Top {
    pub(crate) b: String,
    pub(crate) mark: i32,
    pub(crate) kind: Kind,
    #[model(default = true)] pub(crate) is_open: bool,
    pub(crate) account_id: i32,
    pub(crate) code: i32,
    #[model(created_at)] pub(crate) made_at: DateTime<Utc>,
    pub(crate) sizes: Option<Vec<i32>>,
    pub(crate) a: Uuid,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id, unique(code), belongs_to(top: Top by (top_a, top_b) on_delete set_null), has_many(minions: Row.boss_code), has_one(parts: Part.row_key), many_to_many(labels: Label through Link))]
pub(crate) struct Row {
    pub(crate) weight: f64,
    pub(crate) grade: Grade,
    pub(crate) top_a: Option<Uuid>,
    pub(crate) tenant_id: i32,
    #[model(soft_delete)] pub(crate) gone_at: Option<DateTime<Utc>>,
    #[model(primary_key)] pub(crate) id: String,
    #[model(version)] pub(crate) version: i32,
    #[model(created_at)] pub(crate) made_at: DateTime<Utc>,
    pub(crate) code: i32,
    pub(crate) sizes: Option<Vec<i32>>,
    pub(crate) top_b: Option<String>,
    pub(crate) mark: i32,
    #[model(references = Row.code, relation = boss)] pub(crate) boss_code: Option<i32>,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = account_id, unique(code))]
pub(crate) struct Part {
    pub(crate) mark: i32,
    pub(crate) kind: Kind,
    pub(crate) sizes: Option<Vec<i32>>,
    #[model(unique, references = Row, relation = row, on_delete = cascade)] pub(crate) row_key: String,
    #[model(primary_key, auto)] pub(crate) id: i64,
    pub(crate) account_id: i32,
    pub(crate) code: i32,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = account_id, unique(code), many_to_many(rows: Row through Link))]
pub(crate) struct Label {
    pub(crate) kind: Kind,
    pub(crate) mark: i32,
    pub(crate) code: i32,
    pub(crate) account_id: i32,
    #[model(primary_key)] pub(crate) id: Uuid,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = owner, primary_key(row_key, label_key))]
pub(crate) struct Link {
    #[model(references = Label, relation = label, on_delete = cascade)] pub(crate) label_key: Uuid,
    #[model(references = Row, relation = row, on_delete = cascade)] pub(crate) row_key: String,
    pub(crate) owner: i32,
}

fn new_top(code: i32, mark: i32) -> top::New {
    top::New { code, mark, a: uuid(code / 4), b: text(code % 4), sizes: Some(vec![code]), kind: Kind::Small, is_open: None }
}

fn new_row(code: i32, mark: i32, top: Option<(Uuid, String)>, boss: Option<i32>) -> row::New {
    let (top_a, top_b) = top.unzip();
    row::New { code, mark, id: text(code), top_a, top_b, boss_code: boss, sizes: Some(vec![code]), grade: Grade::Low, weight: 0.5 }
}

fn new_part(code: i32, mark: i32, row: Option<String>) -> part::New {
    let row = row.expect("it is required");
    part::New { code, mark, row_key: row, sizes: Some(vec![code]), kind: Kind::Small }
}

fn new_label(code: i32, mark: i32) -> label::New {
    label::New { code, mark, id: uuid(code), kind: Kind::Small }
}

async fn top_value(_: &Tenant<Id>, code: i32) -> Result<Option<(Uuid, String)>, Error> {
    Ok(Some((uuid(code / 4), text(code % 4))))
}

async fn boss_value(_: &Tenant<Id>, code: i32) -> Result<Option<i32>, Error> {
    Ok(Some(code))
}

async fn row_value(_: &Tenant<Id>, code: i32) -> Result<Option<String>, Error> {
    Ok(Some(text(code)))
}

async fn label_value(_: &Tenant<Id>, code: i32) -> Result<Option<Uuid>, Error> {
    Ok(Some(uuid(code)))
}

async fn key(_: &Tenant<Id>, code: i32) -> Result<Option<String>, Error> {
    Ok(Some(text(code)))
}

type Id = i32;

fn id(number: i32) -> Id {
    number
}

fn id_text(number: i32) -> String {
    number.to_string()
}

const TRAITS: Traits = Traits {
    top_is_soft: false,
    row_is_soft: true,
    top_is_required: false,
    has_one_part: true,
    top_is_asked: false,
    boss_is_asked: false,
    row_is_asked: false,
    label_is_asked: false,
    key_is_asked: false,
    top_goes: Goes::Empty,
    boss_goes: Goes::Refused,
};

const LOOK: &str = "SELECT 'Top|' || m.code || '|' || m.mark || '|' || 0 FROM @tops AS m WHERE CAST(m.account_id AS text) = $1 UNION ALL SELECT 'Row|' || m.code || '|' || m.mark || '|' || CASE WHEN m.gone_at IS NULL THEN 0 ELSE 1 END || '|' || coalesce(t.code, -1) || '|' || coalesce(b.code, -1) FROM @rows AS m LEFT JOIN @tops AS t ON t.account_id = m.tenant_id AND t.a = m.top_a AND t.b = m.top_b LEFT JOIN @rows AS b ON b.tenant_id = m.tenant_id AND b.code = m.boss_code WHERE CAST(m.tenant_id AS text) = $1 UNION ALL SELECT 'Part|' || m.code || '|' || m.mark || '|' || coalesce(r.code, -1) FROM @parts AS m LEFT JOIN @rows AS r ON r.tenant_id = m.account_id AND r.id = m.row_key WHERE CAST(m.account_id AS text) = $1 UNION ALL SELECT 'Label|' || m.code || '|' || m.mark FROM @labels AS m WHERE CAST(m.account_id AS text) = $1 UNION ALL SELECT 'Link|' || coalesce(r.code, -1) || '|' || coalesce(l.code, -1) FROM @links AS m LEFT JOIN @rows AS r ON r.tenant_id = m.owner AND r.id = m.row_key LEFT JOIN @labels AS l ON l.account_id = m.owner AND l.id = m.label_key WHERE CAST(m.owner AS text) = $1";

drive!();
