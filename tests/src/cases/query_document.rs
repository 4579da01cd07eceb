//! Paths into documents, and elements of lists.

use crate::TestDb;
use crate::models::create;
use chrono::NaiveDate;
use orm::{Dialect, Model};
use rust_decimal::{Decimal, dec};
use serde_json::{Value, json};
use uuid::Uuid;

/// A document, and a list of each type that SQLite does not hold as itself.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Shelf {
    #[model(primary_key, auto)]
    pub id: i64,
    pub document: Option<Value>,
    pub exact: Vec<Decimal>,
    pub bytes: Vec<Vec<u8>>,
    pub doubles: Vec<f64>,
    pub truths: Vec<bool>,
    pub days: Vec<NaiveDate>,
    pub codes: Vec<Uuid>,
    pub price: Decimal,
}

fn shelf(document: Option<Value>) -> shelf::New {
    shelf::New {
        document,
        exact: vec![],
        bytes: vec![],
        doubles: vec![],
        truths: vec![],
        days: vec![],
        codes: vec![],
        price: dec!(2.50),
    }
}

pub async fn paths_lead_to_texts_or_nowhere(t: &TestDb) {
    let db = &t.db;
    create(db, &[Shelf::TABLE]).await;
    let document = json!({
        "text": "x", "number": 12, "nested": {"list": ["a", {"deep": "b"}], "1": "key"},
        "null": null, "empty": "", "json": "{\"text\": \"no\"}", "true": true,
    });
    let documents = [Some(document), Some(json!(["a", "b"])), Some(json!("text")), None];
    Shelf::insert_many(documents.map(shelf)).exec(db).await.unwrap();
    let at = async |path: &[&str]| {
        let path = path.iter().map(|step| (*step).to_owned());
        let shelves = Shelf::query().order_by(|s| s.id.asc());
        shelves.select(|s| s.document.text_at(path)).all(db).await.unwrap()
    };
    let first = |text: &str| [Some(text.to_owned()), None, None, None];
    let nothing = [None, None, None, None];
    assert_eq!(at(&["text"]).await, first("x"));
    assert_eq!(at(&["number"]).await, first("12"));
    assert_eq!(at(&["nested", "list", "1", "deep"]).await, first("b"));
    assert_eq!(at(&["nested", "1"]).await, first("key"), "a key that looks like an index");
    assert_eq!(at(&["empty"]).await, first(""));
    assert_eq!(at(&["1"]).await, [None, Some("b".to_owned()), None, None]);
    assert_eq!(at(&["2"]).await, nothing);
    assert_eq!(at(&["null"]).await, nothing);
    assert_eq!(at(&["null", "x"]).await, nothing);
    assert_eq!(at(&["text", "x"]).await, nothing, "through a text");
    assert_eq!(at(&["json", "text"]).await, nothing, "through a text that looks like a document");
    assert_eq!(at(&["number", "0"]).await, nothing);
    assert_eq!(at(&["none", "none", "none"]).await, nothing);
    let truth = if db.dialect() == Dialect::Postgres { "true" } else { "1" };
    assert_eq!(at(&["true"]).await, first(truth), "as it is documented");
    assert_eq!(at(&[]).await[2].as_deref(), Some("text"), "the whole document");
}

pub async fn lists_have_elements_of_any_type(t: &TestDb) {
    let db = &t.db;
    create(db, &[Shelf::TABLE]).await;
    let day = |day| NaiveDate::from_ymd_opt(2024, 2, day).unwrap();
    let full = shelf::New {
        exact: vec![dec!(1.0), dec!(2.5)],
        bytes: vec![vec![0, 255], vec![]],
        doubles: vec![0.1, -1e300],
        truths: vec![true],
        days: vec![day(29)],
        codes: vec![Uuid::max()],
        ..shelf(None)
    };
    Shelf::insert_many([full, shelf(None)]).exec(db).await.unwrap();
    let count = async |query: orm::Query<Shelf>| query.count(db).await.unwrap();
    let q = Shelf::query;
    assert_eq!(count(q().filter(|s| s.exact.has(dec!(1.00)))).await, 1, "whatever the scale");
    assert_eq!(count(q().filter(|s| s.exact.has(s.price))).await, 1, "a column");
    assert_eq!(count(q().filter(|s| s.exact.has(dec!(3)))).await, 0);
    assert_eq!(count(q().filter(|s| s.bytes.has(vec![0, 255]))).await, 1);
    assert_eq!(count(q().filter(|s| s.bytes.has(vec![]))).await, 1);
    assert_eq!(count(q().filter(|s| s.bytes.has(b"00ff".to_vec()))).await, 0);
    assert_eq!(count(q().filter(|s| s.doubles.has(0.1) & s.doubles.has(-1e300))).await, 1);
    assert_eq!(count(q().filter(|s| s.truths.has(true) & !s.truths.has(false))).await, 1);
    assert_eq!(count(q().filter(|s| s.days.has(day(29)) & !s.days.has(day(28)))).await, 1);
    assert_eq!(count(q().filter(|s| s.codes.has(Uuid::max()))).await, 1);
    assert_eq!(count(q().filter(|s| s.exact.len().eq(0))).await, 1);
}
