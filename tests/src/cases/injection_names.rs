//! Names that have to be quoted: of tables, columns, enums, labels and constraints.

use crate::TestDb;
use crate::models::create;
use orm::{DbEnum, DbType, Dialect, Model, outer};
use rust_decimal::{Decimal, dec};

/// Labels that have to be quoted, of a type whose name has to be.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[db_enum(native, name = "a \"type\"; --")]
pub enum Odd {
    #[db_enum(rename = "it's")]
    Quoted,
    #[db_enum(rename = "\"; DROP TABLE x; --\\")]
    Hostile,
}

/// The same, as text with a check.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    #[db_enum(rename = "it's, \"or\" not")]
    Quoted,
    #[db_enum(rename = "?")]
    Question,
}

/// Columns inside another table.
#[derive(DbType, Debug, Clone, PartialEq)]
pub struct Inside {
    pub select: i32,
    pub r#where: Option<String>,
}

/// A table named like a statement, and columns named like everything else.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "x\"; DROP TABLE \"order\"; -- $1 ?",
    has_many(links: Link.target_id),
    unique(from_to, question),
    index(question desc, upper),
)]
pub struct Target {
    #[model(primary_key, auto, column = "I D")]
    pub id: i64,
    #[model(unique, column = "select")]
    pub select: String,
    #[model(column = "from\"to'")]
    pub from_to: i32,
    #[model(column = "a?b$1:c@d{}", default = 7)]
    pub question: i32,
    #[model(column = "UPPER")]
    pub upper: Decimal,
    #[model(column = "naïve 水 ünïcode")]
    pub unicode: Option<String>,
    #[model(column = "end; --", default = "it's \"so\"")]
    pub end: String,
    #[model(column = "t0")]
    pub alias: Odd,
    #[model(column = "excluded.value")]
    pub dotted: Plain,
    #[model(embed)]
    pub group: Inside,
    #[model(version, column = "rows")]
    pub version: i32,
}

/// A keyword as a table's name, which refers to the other and to itself.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "order", has_many(children: Link.parent_id))]
pub struct Link {
    #[model(primary_key, column = "null")]
    pub id: i64,
    #[model(references = Target, column = "t 1", relation = target)]
    pub target_id: i64,
    #[model(references = Link, column = "Order", relation = parent)]
    pub parent_id: Option<i64>,
}

const TABLES: &[&orm::schema::Table] = &[Target::TABLE, Link::TABLE];

fn target(select: &str, from_to: i32) -> target::New {
    target::New {
        select: select.into(),
        from_to,
        question: None,
        upper: dec!(1.5),
        unicode: None,
        end: None,
        alias: Odd::Hostile,
        dotted: Plain::Quoted,
        group: Inside { select: 1, r#where: Some("w".into()) },
    }
}

pub async fn any_name_can_be_written(t: &TestDb) {
    let db = &t.db;
    create(db, TABLES).await;
    let one = Target::create(db, target("a", 1)).await.unwrap();
    assert_eq!((one.question, one.end.as_str(), one.alias), (7, "it's \"so\"", Odd::Hostile));
    let mixed = target::New { question: Some(9), alias: Odd::Quoted, ..target("c", 3) };
    let many = Target::create_many(db, [target("b", 2), mixed]).await.unwrap();
    assert_eq!((many[0].question, many[1].question, many[1].alias), (7, 9, Odd::Quoted));

    let patch = target::Patch { unicode: Some(Some("水".into())), ..Default::default() };
    let one = one.update(db, patch).await.unwrap();
    assert_eq!((one.unicode.as_deref(), one.version), (Some("水"), 2));
    let upserted = Target::insert_many([target("a", 5)])
        .on_conflict(|t| t.select)
        .do_update(|t| (t.from_to.set_excluded(), t.upper.set(t.upper + t.upper.excluded())))
        .returning(db)
        .await
        .unwrap();
    assert_eq!((upserted[0].from_to, upserted[0].upper), (5, dec!(3.0)));

    Link::insert_many([(1, None), (2, Some(1))].map(|(id, parent_id)| link::New {
        id,
        target_id: one.id,
        parent_id,
    }))
    .exec(db)
    .await
    .unwrap();
    let changed = Link::query()
        .filter(|l| l.parent().target().select.eq("a"))
        .limit(5)
        .update(|l| l.parent_id.set(None))
        .exec(db)
        .await
        .unwrap();
    assert_eq!(changed, 1);
}

pub async fn any_name_can_be_read(t: &TestDb) {
    let db = &t.db;
    create(db, TABLES).await;
    let rows = [target("a", 1), target("b", 2)];
    let rows = Target::create_many(db, rows).await.unwrap();
    let link = link::New { id: 1, target_id: rows[1].id, parent_id: None };
    Link::create(db, link).await.unwrap();
    let found = Target::query()
        .filter(|t| t.select.is_in(["a", "b"]) & t.from_to.gt(1) & t.question.eq(7))
        .filter(|t| t.unicode.is_null() & t.alias.eq(Odd::Hostile) & t.alias.is_in([Odd::Hostile]))
        .filter(|t| t.dotted.eq(Plain::Quoted) & t.group.select.eq(1) & t.group.r#where.eq("w"))
        .filter(|t| t.links().any(|l| l.target_id.eq(outer(t.id)) & l.parent().id.is_null()))
        .order_by(|t| (t.upper.desc(), t.unicode.asc(), t.end.asc()))
        .page(db, 1, None)
        .await
        .unwrap();
    assert_eq!(found.rows, rows[1..]);
    let links = Link::query()
        .filter(|l| l.target().end.eq("it's \"so\"") & l.children().is_absent())
        .select(|l| (l.id, l.target(), l.target().links().count()))
        .all(db)
        .await
        .unwrap();
    assert_eq!(links, [(1, rows[1].clone(), 1)]);
    assert_eq!(Target::get(db, rows[0].id).await.unwrap(), rows[0]);
}

pub async fn any_name_can_be_violated(t: &TestDb) {
    let db = &t.db;
    create(db, TABLES).await;
    Target::create(db, target("a", 1)).await.unwrap();
    let unique = Target::create(db, target("a", 2)).await.unwrap_err();
    assert!(unique.is_unique_violation(), "{unique:?}");
    assert_eq!(unique.violation::<Target>(), Some(target::Constraint::UniqueSelect), "{unique:?}");
    let pair = Target::create(db, target("b", 1)).await.unwrap_err();
    assert_eq!(
        pair.violation::<Target>(),
        Some(target::Constraint::UniqueFromToQuestion),
        "{pair:?}"
    );
    let lost = link::New { id: 1, target_id: 77, parent_id: None };
    let lost = Link::create(db, lost).await.unwrap_err();
    assert!(lost.is_foreign_key_violation(), "{lost:?}");
    if db.dialect() == Dialect::Postgres {
        assert_eq!(lost.violation::<Link>(), Some(link::Constraint::ForeignKeyTargetId));
    }
    orm_migrate::drop_tables(db, TABLES).await.unwrap();
    create(db, TABLES).await;
    assert_eq!(Target::query().count(db).await.unwrap(), 0);
}
