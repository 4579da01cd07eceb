//! The schema in SeaORM, in the form that its command line makes.

use crate::Library;
use crate::schema::{Ring, fields, ring};

pub(crate) const LIBRARY: Library = Library {
    name: "sea-orm",
    title: "SeaORM",
    // No driver: it is not read again when an entity is checked.
    dependencies: |_| {
        "sea-orm = { version = \"2\", default-features = false, \
         features = [\"macros\", \"with-chrono\"] }\n\
         chrono = { version = \"0.4\", default-features = false }\n"
            .to_owned()
    },
    source: |size| ring(size).map(|ring| format!("{}{}", entity(&ring), query(&ring))).collect(),
};

fn entity(ring: &Ring) -> String {
    let (table, left, right) = (&ring.model.table, &ring.left.table, &ring.right.table);
    let child = &ring.child.table;
    let related = |table: &str, relation: &str| {
        format!(
            "    impl Related<super::{table}::Entity> for Entity {{
        fn to() -> RelationDef {{
            Relation::{relation}.def()
        }}
    }}
"
        )
    };
    let mut impls = related(left, "Left");
    // One relation between two entities is all that `Related` can say.
    if !ring.alone {
        impls += &related(right, "Right");
        impls += &related(child, "Children");
    }
    let fields = fields();
    format!(
        r#"
pub mod {table} {{
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "{table}")]
    pub struct Model {{
        #[sea_orm(primary_key)]
        pub id: i64,
        pub left_id: i64,
        pub right_id: Option<i64>,
{fields}    }}

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {{
        #[sea_orm(
            belongs_to = "super::{left}::Entity",
            from = "Column::LeftId",
            to = "super::{left}::Column::Id"
        )]
        Left,
        #[sea_orm(
            belongs_to = "super::{right}::Entity",
            from = "Column::RightId",
            to = "super::{right}::Column::Id"
        )]
        Right,
        #[sea_orm(has_many = "super::{child}::Entity")]
        Children,
    }}

{impls}
    impl ActiveModelBehavior for ActiveModel {{}}
}}
"#
    )
}

fn query(ring: &Ring) -> String {
    let (table, left) = (&ring.model.table, &ring.left.table);
    let (join, name) = match ring.alone {
        true => (
            format!(
                "join_as(sea_orm::JoinType::InnerJoin, {table}::Relation::Left.def(), \
                 sea_orm::sea_query::Alias::new(\"lefts\"))"
            ),
            format!(
                "sea_orm::sea_query::ExprTrait::eq(sea_orm::sea_query::Expr::col(\
                 (sea_orm::sea_query::Alias::new(\"lefts\"), {table}::Column::Name)), \"a\")"
            ),
        ),
        false => (
            format!("join(sea_orm::JoinType::InnerJoin, {table}::Relation::Left.def())"),
            format!("{left}::Column::Name.eq(\"a\")"),
        ),
    };
    format!(
        r#"
pub async fn {table}_query(
    db: &sea_orm::DatabaseConnection,
) -> Result<Vec<{table}::Model>, sea_orm::DbErr> {{
    use sea_orm::{{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait}};
    {table}::Entity::find()
        .{join}
        .filter({name})
        .filter({table}::Column::Quantity.gt(3))
        .order_by_desc({table}::Column::CreatedAt)
        .order_by_asc({table}::Column::Id)
        .limit(20)
        .all(db)
        .await
}}
"#
    )
}
