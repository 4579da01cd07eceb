//! The schema in this library.

use crate::Library;
use crate::schema::{Ring, fields, ring};

pub(crate) const LIBRARY: Library = Library {
    name: "orm",
    title: "orm",
    dependencies: |root| {
        format!(
            "orm = {{ path = {:?} }}\nchrono = {{ version = \"0.4\", default-features = false }}\n",
            root.join("orm")
        )
    },
    source: |size| {
        let models: String = ring(size).map(model).collect();
        format!("use orm::Model;\n\n{models}")
    },
};

fn model(ring: Ring) -> String {
    let Ring { model, left, right, child, .. } = &ring;
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

pub async fn {table}_query(db: &orm::Db) -> Result<Vec<{name}>, orm::Error> {{
    {name}::query()
        .filter(|it| it.left().name.eq("a") & it.quantity.gt(3))
        .order_by(|it| (it.created_at.desc(), it.id.asc()))
        .limit(20)
        .all(db)
        .await
}}
"#
    )
}
