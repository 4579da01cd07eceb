//! The slow way: every table is loaded whole, and rows are joined, filtered, ordered and cut in plain
//! Rust.

use super::model::*;
use super::tree::*;
use orm::{Db, Error};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

pub type Row = Map<String, Value>;

/// How a relation leads from a row to others.
struct Relation {
    kind: Leads,
    to: &'static str,
    near: &'static [&'static str],
    far: &'static [&'static str],
}

enum Leads {
    Required,
    Optional,
    HasOne,
    Many,
    /// The table between, its columns for the near end, and for the far end.
    Through(&'static str, &'static [&'static str], &'static [&'static str]),
}

const BOOKS: Leads = Leads::Through("filing", &["book_id"], &["subject_id"]);
const FILED: Leads = Leads::Through("filing", &["subject_id"], &["book_id"]);
const LIKED: Leads = Leads::Through("interest", &["author_id"], &["subject_slug"]);
const FANS: Leads = Leads::Through("interest", &["subject_slug"], &["author_id"]);

#[rustfmt::skip]
fn relation(from: &str, name: &str) -> Relation {
    use Leads::*;
    let (kind, to, near, far): (_, _, &[&str], &[&str]) = match (from, name) {
        ("land", "places") => (Many, "place", &["code"], &["land_code"]),
        ("land", "publishers") => (Many, "publisher", &["code"], &["land_code"]),
        ("place", "land") => (Required, "land", &["land_code"], &["code"]),
        ("place", "authors") => (Many, "author", &["land_code", "number"], &["home_land", "home_number"]),
        ("place", "archives") => (Many, "archive", &["land_code", "number"], &["land_code", "number"]),
        ("archive", "place") => (Required, "place", &["land_code", "number"], &["land_code", "number"]),
        ("rate", "books") => (Many, "book", &["code"], &["rate_code"]),
        ("publisher", "land") => (Optional, "land", &["land_code"], &["code"]),
        ("publisher", "books") => (Many, "book", &["id"], &["publisher_id"]),
        ("author", "mentor") => (Optional, "author", &["mentor_id"], &["id"]),
        ("author", "home") => (Optional, "place", &["home_land", "home_number"], &["land_code", "number"]),
        ("author", "pupils") => (Many, "author", &["id"], &["mentor_id"]),
        ("author", "books") => (Many, "book", &["id"], &["author_id"]),
        ("author", "edited") => (Many, "book", &["id"], &["editor_id"]),
        ("author", "portrait") => (HasOne, "portrait", &["id"], &["author_id"]),
        ("author", "interests") => (LIKED, "subject", &["id"], &["slug"]),
        ("portrait", "author") => (Required, "author", &["author_id"], &["id"]),
        ("book", "author") => (Required, "author", &["author_id"], &["id"]),
        ("book", "editor") => (Optional, "author", &["editor_id"], &["id"]),
        ("book", "publisher") => (Optional, "publisher", &["publisher_id"], &["id"]),
        ("book", "rate") => (Optional, "rate", &["rate_code"], &["code"]),
        ("book", "volumes") => (Many, "volume", &["id"], &["book_id"]),
        ("book", "subjects") => (BOOKS, "subject", &["id"], &["id"]),
        ("volume", "book") => (Required, "book", &["book_id"], &["id"]),
        ("volume", "keeper") => (Optional, "author", &["keeper_id"], &["id"]),
        ("subject", "broader") => (Optional, "subject", &["broader_slug"], &["slug"]),
        ("subject", "narrower") => (Many, "subject", &["slug"], &["broader_slug"]),
        ("subject", "books") => (FILED, "book", &["id"], &["id"]),
        ("subject", "fans") => (FANS, "author", &["slug"], &["id"]),
        ("filing", "book") => (Required, "book", &["book_id"], &["id"]),
        ("filing", "subject") => (Required, "subject", &["subject_id"], &["id"]),
        ("interest", "author") => (Required, "author", &["author_id"], &["id"]),
        ("interest", "subject") => (Required, "subject", &["subject_slug"], &["slug"]),
        _ => panic!("`{from}` has no relation `{name}`"),
    };
    Relation { kind, to, near, far }
}

/// The path to the number that [`Test::Far`] asks for, and the path to the related rows of `Any`.
#[rustfmt::skip]
fn asked(table: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match table {
        "land" => (&[], &["places"]),
        "place" => (&["land"], &["authors"]),
        "archive" => (&["place", "land"], &["place", "authors"]),
        "rate" => (&[], &["books"]),
        "publisher" => (&["land"], &["books"]),
        "author" => (&["home", "land"], &["interests"]),
        "portrait" => (&["author", "mentor"], &["author", "books"]),
        "book" => (&["author", "mentor"], &["volumes"]),
        "volume" => (&["keeper"], &["book", "subjects"]),
        "subject" => (&["broader"], &["books"]),
        "filing" => (&["book", "publisher"], &["subject", "narrower"]),
        "interest" => (&["author", "portrait"], &["author", "pupils"]),
        _ => panic!("there is no table `{table}`"),
    }
}

fn key(table: &str) -> &'static [&'static str] {
    match table {
        "land" | "rate" => &["code"],
        "place" | "archive" => &["land_code", "number"],
        _ => &["id"],
    }
}

/// Every table whole, also the rows that were deleted softly.
pub struct Tables(BTreeMap<&'static str, Vec<Row>>);

/// The relations of which at least one row has a key: each takes a statement.
type Keyed<'t> = BTreeSet<Vec<&'t str>>;

impl Tables {
    pub async fn load(db: &Db) -> Result<Self, Error> {
        let mut tables = BTreeMap::new();
        macro_rules! load {
            ($($model:ident $name:literal)+) => {$(
                let rows = $model::query().with_deleted().all(db).await?;
                tables.insert($name, rows.iter().map(|row| object(row)).collect());
            )+};
        }
        load! {
            Land "land" Place "place" Archive "archive" Rate "rate" Publisher "publisher"
            Author "author" Portrait "portrait" Book "book" Volume "volume" Subject "subject"
            Filing "filing" Interest "interest"
        }
        Ok(Tables(tables))
    }

    /// The rows of the query's own table, without what is loaded.
    pub fn roots(&self, table: &'static str, cut: &Cut) -> Vec<&Row> {
        let rows = self.0[table].iter().filter(|row| cut.deleted || is_alive(row));
        let rows = rows.map(|row| (row, None)).collect();
        let rows = self.chosen(table, rows, cut, cut.deleted, false);
        rows.into_iter().map(|(row, _)| row).collect()
    }

    /// The rows with what is loaded, and how many relations took a statement. `shown`: to-one
    /// relations show rows that were deleted softly.
    pub fn loaded<'t>(
        &self,
        table: &'static str,
        rows: &[&Row],
        loads: &'t [Node],
        shown: bool,
    ) -> (Vec<Value>, usize) {
        let mut keyed = Keyed::new();
        let rows = rows.iter();
        let rows = rows.map(|row| self.with(table, row, loads, shown, &mut Vec::new(), &mut keyed));
        let rows = rows.collect();
        (rows, keyed.len())
    }

    fn with<'t>(
        &self,
        table: &'static str,
        row: &Row,
        loads: &'t [Node],
        shown: bool,
        path: &mut Vec<&'t str>,
        keyed: &mut Keyed<'t>,
    ) -> Value {
        let mut out = row.clone();
        for node in loads {
            let relation = relation(table, node.relation);
            path.push(node.relation);
            if node.way == Way::Fetched && has_key(&relation, row) {
                keyed.insert(path.clone());
            }
            let value = if node.kind == Kind::One {
                let target = self.one(&relation, row, shown);
                target.map_or(Value::Null, |target| {
                    self.with(relation.to, target, &node.below, shown, path, keyed)
                })
            } else {
                let rows = self.many(&relation, row, node);
                let mut rows: Vec<_> = rows
                    .into_iter()
                    .map(|(row, link)| {
                        let deleted = node.deleted();
                        let value = self.with(relation.to, row, &node.below, deleted, path, keyed);
                        match (node.kind, value) {
                            (Kind::Numbers, _) => row["n"].clone(),
                            (Kind::Linked | Kind::Through, Value::Object(mut row)) => {
                                let link = link.expect("there is a row between").clone();
                                row.insert("through".into(), Value::Object(link));
                                Value::Object(row)
                            }
                            (_, value) => value,
                        }
                    })
                    .collect();
                if !node.is_ordered() {
                    rows.sort_by_key(Value::to_string);
                }
                Value::Array(rows)
            };
            path.pop();
            out.insert(node.relation.into(), value);
        }
        Value::Object(out)
    }

    /// The row behind a to-one relation. A required one is there, deleted or not.
    fn one(&self, relation: &Relation, row: &Row, shown: bool) -> Option<&Row> {
        let shown = shown || matches!(relation.kind, Leads::Required);
        let rows = &mut self.0[relation.to].iter();
        rows.find(|far| {
            are_equal(row, relation.near, far, relation.far) && (shown || is_alive(far))
        })
    }

    /// The rows behind a to-many relation, each with the row between.
    fn behind(&self, relation: &Relation, row: &Row, deleted: bool) -> Vec<(&Row, Option<&Row>)> {
        let alive = |row: &&Row| deleted || is_alive(row);
        let far = self.0[relation.to].iter().filter(alive);
        let Leads::Through(between, near_columns, far_columns) = relation.kind else {
            let rows = far.filter(|far| are_equal(row, relation.near, far, relation.far));
            return rows.map(|row| (row, None)).collect();
        };
        let links: Vec<_> = self.0[between]
            .iter()
            .filter(alive)
            .filter(|link| are_equal(row, relation.near, link, near_columns))
            .collect();
        far.flat_map(|far| {
            let links = links.iter().filter(|link| are_equal(link, far_columns, far, relation.far));
            links.map(move |link| (far, Some(*link)))
        })
        .collect()
    }

    fn many(&self, relation: &Relation, row: &Row, node: &Node) -> Vec<(&Row, Option<&Row>)> {
        let mut rows = self.behind(relation, row, node.deleted());
        let linked = node.kind == Kind::Linked;
        if linked {
            let (op, number) = node.cut.between;
            rows.retain(|(_, link)| {
                holds(op, link.and_then(|link| link["n"].as_i64()), number) == Some(true)
            });
        }
        match node.kind {
            Kind::One | Kind::Many | Kind::Shown => rows,
            Kind::Cut | Kind::Linked => {
                self.chosen(relation.to, rows, &node.cut, node.deleted(), linked)
            }
            Kind::Sorted | Kind::Numbers => {
                let cut = Cut { order: node.cut.order.clone(), ..Cut::default() };
                self.chosen(relation.to, rows, &cut, false, false)
            }
            Kind::Through => self.chosen(relation.to, rows, &Cut::default(), false, false),
        }
    }

    /// The rows that are wanted, in order; by the row between first, if that counts.
    fn chosen<'a>(
        &self,
        table: &'static str,
        mut rows: Vec<(&'a Row, Option<&'a Row>)>,
        cut: &Cut,
        shown: bool,
        linked: bool,
    ) -> Vec<(&'a Row, Option<&'a Row>)> {
        rows.retain(|(row, _)| self.test(&cut.test, table, row, shown) == Some(true));
        rows.sort_by(|(a, a_link), (b, b_link)| {
            let links = a_link.zip(*b_link);
            let by_link = links.filter(|_| linked).map(|(a, b)| compare(&b["n"], &a["n"]));
            let terms = cut.order.iter().map(|order| {
                let [a, b] = [a, b].map(|row| match order.column {
                    Column::Number => row["n"].clone(),
                    Column::Note => row["note"].clone(),
                    Column::Far => self.far(table, row, shown).into(),
                });
                let ordering = compare(&a, &b);
                if order.descending { ordering.reverse() } else { ordering }
            });
            let by_key = key(table).iter().map(|column| compare(&a[*column], &b[*column]));
            let last = links.map(|(a, b)| compare(&a["id"], &b["id"]));
            by_link
                .into_iter()
                .chain(terms)
                .chain(by_key)
                .chain(last)
                .find(|ordering| ordering.is_ne())
                .unwrap_or(Ordering::Equal)
        });
        let rows = rows.into_iter().skip(cut.offset.unwrap_or(0) as usize);
        rows.take(cut.limit.map_or(usize::MAX, |limit| limit as usize)).collect()
    }

    fn walk<'a>(
        &'a self,
        table: &'static str,
        row: &'a Row,
        path: &[&str],
        shown: bool,
    ) -> Option<(&'static str, &'a Row)> {
        path.iter().try_fold((table, row), |(table, row), name| {
            let relation = relation(table, name);
            Some((relation.to, self.one(&relation, row, shown)?))
        })
    }

    fn far(&self, table: &'static str, row: &Row, shown: bool) -> Option<i64> {
        let (_, row) = self.walk(table, row, asked(table).0, shown)?;
        row["n"].as_i64()
    }

    fn test(&self, test: &Test, table: &'static str, row: &Row, shown: bool) -> Option<bool> {
        match test {
            Test::Always => Some(true),
            Test::Number(op, number) => holds(*op, row["n"].as_i64(), *number),
            Test::Note(note) => row["note"].as_str().map(|value| value == *note),
            Test::NoteNull => Some(row["note"].is_null()),
            Test::Far(op, number) => holds(*op, self.far(table, row, shown), *number),
            Test::Any(op, number) => {
                let (many, path) = asked(table).1.split_last().expect("the path has an end");
                let Some((table, row)) = self.walk(table, row, path, shown) else {
                    return Some(false);
                };
                let rows = self.behind(&relation(table, many), row, false);
                let any = |(row, _): &(&Row, _)| holds(*op, row["n"].as_i64(), *number);
                Some(rows.iter().any(|row| any(row) == Some(true)))
            }
            Test::Not(test) => self.test(test, table, row, shown).map(|holds| !holds),
            Test::Both(a, b) => {
                match (self.test(a, table, row, shown), self.test(b, table, row, shown)) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                }
            }
            Test::Either(a, b) => {
                match (self.test(a, table, row, shown), self.test(b, table, row, shown)) {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                }
            }
        }
    }
}

impl Node {
    fn deleted(&self) -> bool {
        match self.kind {
            Kind::Shown => true,
            Kind::Cut | Kind::Linked => self.cut.deleted,
            _ => false,
        }
    }
}

/// A loaded row as plain data, in which rows without an order are put in one.
pub fn plain(row: &impl serde::Serialize, loads: &[Node]) -> Value {
    let mut row = serde_json::to_value(row).expect("rows are JSON");
    put_in_order(&mut row, loads);
    row
}

fn put_in_order(row: &mut Value, loads: &[Node]) {
    for node in loads {
        match row.get_mut(node.relation) {
            Some(Value::Array(rows)) => {
                rows.iter_mut().for_each(|row| put_in_order(row, &node.below));
                if !node.is_ordered() {
                    rows.sort_by_key(Value::to_string);
                }
            }
            Some(row) => put_in_order(row, &node.below),
            None => {}
        }
    }
}

fn object(row: &impl serde::Serialize) -> Row {
    match serde_json::to_value(row) {
        Ok(Value::Object(row)) => row,
        other => panic!("a row is an object: {other:?}"),
    }
}

fn is_alive(row: &Row) -> bool {
    row.get("gone").is_none_or(Value::is_null)
}

fn has_key(relation: &Relation, row: &Row) -> bool {
    relation.near.iter().all(|column| !row[*column].is_null())
}

/// Whether keys are equal, as a join sees it.
fn are_equal(a: &Row, a_columns: &[&str], b: &Row, b_columns: &[&str]) -> bool {
    let mut pairs = a_columns.iter().zip(b_columns).map(|(x, y)| (&a[*x], &b[*y]));
    pairs.all(|(a, b)| !a.is_null() && !b.is_null() && compare(a, b).is_eq())
}

/// The order of a column: no value is the greatest.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => a.is_null().cmp(&b.is_null()),
        (Value::String(a), Value::String(b)) => match (a.parse(), b.parse()) {
            (Ok::<Decimal, _>(a), Ok::<Decimal, _>(b)) => a.cmp(&b),
            _ => a.cmp(b),
        },
        _ => a.as_i64().cmp(&b.as_i64()),
    }
}

fn holds(op: Compare, value: Option<i64>, number: i32) -> Option<bool> {
    let (value, number) = (value?, i64::from(number));
    Some(match op {
        Compare::Eq => value == number,
        Compare::Lt => value < number,
        Compare::Ge => value >= number,
    })
}
