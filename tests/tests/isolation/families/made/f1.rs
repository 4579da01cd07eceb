//! Written by `generate.rs`: the family 1, whose tenants are told by `String`.

use super::*;

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id, primary_key(a, b), unique(code), has_many(rows: Row.(top_a, top_b)))]
pub(crate) struct Top {
    pub(crate) b: Uuid,
    pub(crate) sizes: Option<Vec<i32>>,
    pub(crate) code: i32,
    pub(crate) mark: i32,
    #[model(default = true)] pub(crate) is_open: bool,
    pub(crate) a: i32,
    #[model(created_at)] pub(crate) made_at: DateTime<Utc>,
    #[model(soft_delete)] pub(crate) gone_at: Option<DateTime<Utc>>,
    pub(crate) tenant_id: String,
    pub(crate) note: Option<String>,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = owner, primary_key(a, b), unique(code), belongs_to(top: Top by (top_a, top_b) on_delete cascade), belongs_to(boss: Row by (boss_a, boss_b) on_delete set_null), has_many(minions: Row.(boss_a, boss_b)), has_many(parts: Part.row_code), many_to_many(labels: Label through Link))]
pub(crate) struct Row {
    pub(crate) b: i32,
    pub(crate) boss_a: Option<i64>,
    pub(crate) tags: Vec<String>,
    pub(crate) a: i64,
    pub(crate) top_b: Option<Uuid>,
    pub(crate) sizes: Option<Vec<i32>>,
    pub(crate) owner: String,
    pub(crate) top_a: Option<i32>,
    pub(crate) kind: Kind,
    pub(crate) mark: i32,
    pub(crate) boss_b: Option<i32>,
    pub(crate) code: i32,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = account_id, unique(code))]
pub(crate) struct Part {
    pub(crate) weight: f64,
    pub(crate) code: i32,
    pub(crate) mark: i32,
    #[model(created_at)] pub(crate) made_at: DateTime<Utc>,
    pub(crate) grade: Grade,
    #[model(primary_key, auto)] pub(crate) id: i32,
    #[model(references = Row.code, relation = row, on_delete = cascade)] pub(crate) row_code: i32,
    pub(crate) account_id: String,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = account_id, unique(code), many_to_many(rows: Row through Link))]
pub(crate) struct Label {
    #[model(primary_key, auto)] pub(crate) id: Uuid,
    pub(crate) grade: Grade,
    pub(crate) account_id: String,
    pub(crate) code: i32,
    #[model(default = true)] pub(crate) is_open: bool,
    pub(crate) note: Option<String>,
    pub(crate) mark: i32,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = owner, primary_key(row_a, row_b, label_key), belongs_to(row: Row by (row_a, row_b) on_delete cascade))]
pub(crate) struct Link {
    pub(crate) row_b: i32,
    pub(crate) row_a: i64,
    pub(crate) owner: String,
    #[model(references = Label, relation = label, on_delete = cascade)] pub(crate) label_key: Uuid,
}

fn new_top(code: i32, mark: i32) -> top::New {
    top::New { code, mark, a: code / 4, b: uuid(code % 4), note: None, sizes: Some(vec![code]), is_open: None }
}

fn new_row(code: i32, mark: i32, top: Option<(i32, Uuid)>, boss: Option<(i64, i32)>) -> row::New {
    let (top_a, top_b) = top.unzip();
    let (boss_a, boss_b) = boss.unzip();
    row::New { code, mark, a: i64::from(code / 4), b: code % 4, top_a, top_b, boss_a, boss_b, tags: vec!["a".into(), "b".into()], sizes: Some(vec![code]), kind: Kind::Small }
}

fn new_part(code: i32, mark: i32, row: Option<i32>) -> part::New {
    let row = row.expect("it is required");
    part::New { code, mark, row_code: row, grade: Grade::Low, weight: 0.5 }
}

fn new_label(code: i32, mark: i32) -> label::New {
    label::New { code, mark, note: None, grade: Grade::Low, is_open: None }
}

async fn top_value(_: &Tenant<Id>, code: i32) -> Result<Option<(i32, Uuid)>, Error> {
    Ok(Some((code / 4, uuid(code % 4))))
}

async fn boss_value(_: &Tenant<Id>, code: i32) -> Result<Option<(i64, i32)>, Error> {
    Ok(Some((i64::from(code / 4), code % 4)))
}

async fn row_value(_: &Tenant<Id>, code: i32) -> Result<Option<i32>, Error> {
    Ok(Some(code))
}

async fn label_value(tenant: &Tenant<Id>, code: i32) -> Result<Option<Uuid>, Error> {
    Label::query().filter(|m| m.code.eq(code)).select(|m| m.id).optional(tenant).await
}

async fn key(_: &Tenant<Id>, code: i32) -> Result<Option<(i64, i32)>, Error> {
    Ok(Some((i64::from(code / 4), code % 4)))
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
    top_is_required: false,
    has_one_part: false,
    top_is_asked: false,
    boss_is_asked: false,
    row_is_asked: false,
    label_is_asked: true,
    key_is_asked: false,
    top_goes: Goes::Cascade,
    boss_goes: Goes::Empty,
};

const LOOK: &str = "SELECT 'Top|' || m.code || '|' || m.mark || '|' || CASE WHEN m.gone_at IS NULL THEN 0 ELSE 1 END FROM @tops AS m WHERE CAST(m.tenant_id AS text) = $1 UNION ALL SELECT 'Row|' || m.code || '|' || m.mark || '|' || 0 || '|' || coalesce(t.code, -1) || '|' || coalesce(b.code, -1) FROM @rows AS m LEFT JOIN @tops AS t ON t.tenant_id = m.owner AND t.a = m.top_a AND t.b = m.top_b LEFT JOIN @rows AS b ON b.owner = m.owner AND b.a = m.boss_a AND b.b = m.boss_b WHERE CAST(m.owner AS text) = $1 UNION ALL SELECT 'Part|' || m.code || '|' || m.mark || '|' || coalesce(r.code, -1) FROM @parts AS m LEFT JOIN @rows AS r ON r.owner = m.account_id AND r.code = m.row_code WHERE CAST(m.account_id AS text) = $1 UNION ALL SELECT 'Label|' || m.code || '|' || m.mark FROM @labels AS m WHERE CAST(m.account_id AS text) = $1 UNION ALL SELECT 'Link|' || coalesce(r.code, -1) || '|' || coalesce(l.code, -1) FROM @links AS m LEFT JOIN @rows AS r ON r.owner = m.owner AND r.a = m.row_a AND r.b = m.row_b LEFT JOIN @labels AS l ON l.account_id = m.owner AND l.id = m.label_key WHERE CAST(m.owner AS text) = $1";

drive!();
