//! The schema in Diesel: the tables as `diesel print-schema` writes them, the structs as its guide does.

use crate::Library;
use crate::schema::{FIELDS, Ring, fields, ring};

pub(crate) const LIBRARY: Library = Library {
    name: "diesel",
    title: "Diesel",
    dependencies: |_| {
        "diesel = { version = \"2.3\", default-features = false, \
         features = [\"postgres_backend\", \"chrono\"] }\n\
         diesel-async = { version = \"0.9\", features = [\"postgres\"] }\n\
         chrono = { version = \"0.4\", default-features = false }\n"
            .to_owned()
    },
    source,
};

fn source(size: usize) -> String {
    let tables: String = ring(size).map(|ring| table(&ring)).collect();
    let models: String = ring(size).map(|ring| model(&ring)).collect();
    let names: Vec<String> = ring(size).map(|ring| ring.model.table).collect();
    let together = match names.as_slice() {
        [_] => String::new(),
        _ => format!("diesel::allow_tables_to_appear_in_same_query!({});", names.join(", ")),
    };
    format!(
        "use diesel::prelude::*;\nuse diesel_async::{{AsyncPgConnection, RunQueryDsl}};\n\
         {tables}\n{together}\n{models}"
    )
}

fn table(ring: &Ring) -> String {
    let table = &ring.model.table;
    let joinable = match ring.alone {
        true => String::new(),
        false => format!(
            "diesel::joinable!({table} -> {} (left_id));\ndiesel::joinable!({table} -> {} (right_id));\n",
            ring.left.table, ring.right.table
        ),
    };
    format!(
        "
diesel::table! {{
    {table} (id) {{
        id -> BigInt,
        left_id -> BigInt,
        right_id -> Nullable<BigInt>,
        name -> Text,
        email -> Nullable<Text>,
        active -> Bool,
        quantity -> Integer,
        score -> Double,
        created_at -> Timestamptz,
        note -> Nullable<Text>,
    }}
}}
{joinable}"
    )
}

fn model(ring: &Ring) -> String {
    let (name, table) = (&ring.model.name, &ring.model.table);
    let mut associations = format!("belongs_to({}, foreign_key = left_id)", ring.left.name);
    // One association between two structs is all that there can be.
    if !ring.alone {
        associations += &format!(", belongs_to({}, foreign_key = right_id)", ring.right.name);
    }
    let changes = FIELDS.iter().map(|(name, ty)| format!("    pub {name}: Option<{ty}>,\n"));
    let (changes, fields, query): (String, _, _) = (changes.collect(), fields(), query(ring));
    format!(
        r#"
#[derive(Queryable, Selectable, Identifiable, Associations, Debug, Clone)]
#[diesel(table_name = {table}, {associations}, check_for_backend(diesel::pg::Pg))]
pub struct {name} {{
    pub id: i64,
    pub left_id: i64,
    pub right_id: Option<i64>,
{fields}}}

#[derive(Insertable, Debug, Clone)]
#[diesel(table_name = {table}, check_for_backend(diesel::pg::Pg))]
pub struct New{name} {{
    pub left_id: i64,
    pub right_id: Option<i64>,
{fields}}}

#[derive(AsChangeset, Debug, Clone, Default)]
#[diesel(table_name = {table}, check_for_backend(diesel::pg::Pg))]
pub struct {name}Changes {{
    pub left_id: Option<i64>,
    pub right_id: Option<Option<i64>>,
{changes}}}

pub async fn {table}_query(conn: &mut AsyncPgConnection) -> QueryResult<Vec<{name}>> {{
{query}        .order(({table}::created_at.desc(), {table}::id.asc()))
        .limit(20)
        .select({name}::as_select())
        .load(conn)
        .await
}}
"#
    )
}

fn query(ring: &Ring) -> String {
    let (table, left) = (&ring.model.table, &ring.left.table);
    match ring.alone {
        true => format!(
            "    let left = diesel::alias!({table} as lefts);
    {table}::table
        .inner_join(left.on({table}::left_id.eq(left.field({table}::id))))
        .filter(left.field({table}::name).eq(\"a\").and({table}::quantity.gt(3)))
"
        ),
        false => format!(
            "    {table}::table
        .inner_join({left}::table)
        .filter({left}::name.eq(\"a\").and({table}::quantity.gt(3)))
"
        ),
    }
}
