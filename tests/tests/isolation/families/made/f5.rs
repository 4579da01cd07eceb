//! Written by `generate.rs`: the family 5, whose tenants are told by `i64`.

use super::*;

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id, unique(code), has_many(rows: Row.top_key))]
pub(crate) struct Top {
    pub(crate) code: i32,
    #[model(primary_key)] pub(crate) id: Uuid,
    pub(crate) mark: i32,
    pub(crate) grade: Grade,
    pub(crate) tenant_id: i64,
    #[model(default = true)] pub(crate) is_open: bool,
    #[model(created_at)] pub(crate) made_at: DateTime<Utc>,
    #[model(soft_delete)] pub(crate) gone_at: Option<DateTime<Utc>>,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = account_id, unique(code), has_many(minions: Row.boss_key), has_one(parts: Part.row_key), many_to_many(labels: Label through Link))]
pub(crate) struct Row {
    #[model(references = Row, relation = boss, on_delete = set_null)] pub(crate) boss_key: Option<i64>,
    pub(crate) mark: i32,
    pub(crate) account_id: i64,
    pub(crate) code: i32,
    #[model(primary_key)] pub(crate) id: i64,
    pub(crate) grade: Grade,
    pub(crate) kind: Kind,
    #[model(soft_delete)] pub(crate) gone_at: Option<DateTime<Utc>>,
    #[model(version)] pub(crate) version: i32,
    #[model(references = Top, relation = top)] pub(crate) top_key: Option<Uuid>,
    pub(crate) weight: f64,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = account_id, unique(code))]
pub(crate) struct Part {
    pub(crate) kind: Kind,
    pub(crate) mark: i32,
    pub(crate) tags: Vec<String>,
    #[model(version)] pub(crate) version: i32,
    #[model(primary_key)] pub(crate) id: i64,
    pub(crate) code: i32,
    #[model(unique, references = Row, relation = row, on_delete = cascade)] pub(crate) row_key: i64,
    pub(crate) account_id: i64,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id, unique(code), many_to_many(rows: Row through Link))]
pub(crate) struct Label {
    #[model(primary_key)] pub(crate) id: i64,
    pub(crate) sizes: Option<Vec<i32>>,
    pub(crate) code: i32,
    #[model(version)] pub(crate) version: i32,
    pub(crate) mark: i32,
    pub(crate) tenant_id: i64,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id, primary_key(row_key, label_key))]
pub(crate) struct Link {
    #[model(references = Row, relation = row, on_delete = cascade)] pub(crate) row_key: i64,
    pub(crate) tenant_id: i64,
    #[model(references = Label, relation = label, on_delete = cascade)] pub(crate) label_key: i64,
}

fn new_top(code: i32, mark: i32) -> top::New {
    top::New { code, mark, id: uuid(code), grade: Grade::Low, is_open: None }
}

fn new_row(code: i32, mark: i32, top: Option<Uuid>, boss: Option<i64>) -> row::New {
    row::New { code, mark, id: i64::from(code), top_key: top, boss_key: boss, kind: Kind::Small, grade: Grade::Low, weight: 0.5 }
}

fn new_part(code: i32, mark: i32, row: Option<i64>) -> part::New {
    let row = row.expect("it is required");
    part::New { code, mark, id: i64::from(code), row_key: row, tags: vec!["a".into(), "b".into()], kind: Kind::Small }
}

fn new_label(code: i32, mark: i32) -> label::New {
    label::New { code, mark, id: i64::from(code), sizes: Some(vec![code]) }
}

async fn top_value(_: &Tenant<Id>, code: i32) -> Result<Option<Uuid>, Error> {
    Ok(Some(uuid(code)))
}

async fn boss_value(_: &Tenant<Id>, code: i32) -> Result<Option<i64>, Error> {
    Ok(Some(i64::from(code)))
}

async fn row_value(_: &Tenant<Id>, code: i32) -> Result<Option<i64>, Error> {
    Ok(Some(i64::from(code)))
}

async fn label_value(_: &Tenant<Id>, code: i32) -> Result<Option<i64>, Error> {
    Ok(Some(i64::from(code)))
}

async fn key(_: &Tenant<Id>, code: i32) -> Result<Option<i64>, Error> {
    Ok(Some(i64::from(code)))
}

type Id = i64;

fn id(number: i32) -> Id {
    i64::from(number)
}

fn id_text(number: i32) -> String {
    number.to_string()
}

const TRAITS: Traits = Traits {
    top_is_soft: true,
    row_is_soft: true,
    top_is_required: false,
    has_one_part: true,
    top_is_asked: false,
    boss_is_asked: false,
    row_is_asked: false,
    label_is_asked: false,
    key_is_asked: false,
    top_goes: Goes::Refused,
    boss_goes: Goes::Empty,
};

const LOOK: &str = "SELECT 'Top|' || m.code || '|' || m.mark || '|' || CASE WHEN m.gone_at IS NULL THEN 0 ELSE 1 END FROM @tops AS m WHERE CAST(m.tenant_id AS text) = $1 UNION ALL SELECT 'Row|' || m.code || '|' || m.mark || '|' || CASE WHEN m.gone_at IS NULL THEN 0 ELSE 1 END || '|' || coalesce(t.code, -1) || '|' || coalesce(b.code, -1) FROM @rows AS m LEFT JOIN @tops AS t ON t.tenant_id = m.account_id AND t.id = m.top_key LEFT JOIN @rows AS b ON b.account_id = m.account_id AND b.id = m.boss_key WHERE CAST(m.account_id AS text) = $1 UNION ALL SELECT 'Part|' || m.code || '|' || m.mark || '|' || coalesce(r.code, -1) FROM @parts AS m LEFT JOIN @rows AS r ON r.account_id = m.account_id AND r.id = m.row_key WHERE CAST(m.account_id AS text) = $1 UNION ALL SELECT 'Label|' || m.code || '|' || m.mark FROM @labels AS m WHERE CAST(m.tenant_id AS text) = $1 UNION ALL SELECT 'Link|' || coalesce(r.code, -1) || '|' || coalesce(l.code, -1) FROM @links AS m LEFT JOIN @rows AS r ON r.account_id = m.tenant_id AND r.id = m.row_key LEFT JOIN @labels AS l ON l.tenant_id = m.tenant_id AND l.id = m.label_key WHERE CAST(m.tenant_id AS text) = $1";

drive!();
