//! The schema in this library.

use crate::Library;
use crate::schema::{Ring, fields, ring};

pub(crate) const LIBRARY: Library = Library {
    name: "orm",
    title: "orm",
    dependencies,
    source: |size| {
        source(size, |ring| {
            let Ring { model, .. } = ring;
            [model.name.clone(), String::new()]
        })
    },
};

/// The same with three nested loads in each query.
pub(crate) const WITH_LOADS: Library = Library {
    name: "orm-loads",
    title: "loads",
    dependencies,
    source: |size| {
        source(size, |ring| {
            let name = &ring.model.name;
            let row =
                format!("orm::Loaded![{name} {{ left {{ left }}, right, children {{ right }} }}]");
            let loads = "
        .select_related(|it| (it.left().left(), it.right()))
        .prefetch_related(|it| it.children().with(|it| it.right()))";
            [row, loads.to_owned()]
        })
    },
};

fn dependencies(root: &std::path::Path) -> String {
    format!(
        "orm = {{ path = {:?} }}\nchrono = {{ version = \"0.4\", default-features = false }}\n",
        root.join("orm")
    )
}

/// The models; `query` gives the row of a model's query and what is called on it.
fn source(size: usize, query: fn(&Ring) -> [String; 2]) -> String {
    let models: String = ring(size).map(|ring| model(&ring, query(&ring))).collect();
    format!("use orm::Model;\n\n{models}")
}

fn model(ring: &Ring, [row, loads]: [String; 2]) -> String {
    let Ring { model, left, right, child, .. } = ring;
    let (name, table) = (&model.name, &model.table);
    let (left, right, child, fields) = (&left.name, &right.name, &child.name, fields());
    format!(
        r#"
#[derive(Model, Debug, Clone)]
#[model(table = "{table}", has_many(children: {child}.left_id))]
pub struct {name} {{
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = {left}, relation = left)]
    pub left_id: i64,
    #[model(references = {right}, relation = right)]
    pub right_id: Option<i64>,
{fields}}}

pub async fn {table}_query(db: &orm::Db) -> Result<Vec<{row}>, orm::Error> {{
    {name}::query(){loads}
        .filter(|it| it.left().name.eq("a") & it.quantity.gt(3))
        .order_by(|it| (it.created_at.desc(), it.id.asc()))
        .limit(20)
        .all(db)
        .await
}}
"#
    )
}
