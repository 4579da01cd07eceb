//! The slow way: every table is loaded whole, and rows are joined, filtered, ordered and cut in plain
//! Rust.

use super::links::{Leads, Relation, asked, key, relation};
use super::model::*;
use super::row::{Row, are_equal, compare, has_key, holds, is_alive, object};
use super::tree::*;
use orm::{Db, Error};
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Every table whole, also the rows that were deleted softly.
#[derive(Debug)]
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

    /// How many optional references lead to a row that is not there.
    pub fn lost(&self) -> usize {
        let lost = |(table, name): (&'static str, &str)| {
            let relation = relation(table, name);
            let rows = self.0[table].iter().filter(|row| has_key(row, relation.near));
            rows.filter(|row| self.one(&relation, row, true).is_none()).count()
        };
        let optional = [
            ("publisher", "land"),
            ("author", "mentor"),
            ("author", "home"),
            ("book", "editor"),
            ("book", "publisher"),
            ("book", "rate"),
            ("volume", "keeper"),
            ("subject", "broader"),
        ];
        optional.into_iter().map(lost).sum()
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
    pub fn loaded(
        &self,
        table: &'static str,
        rows: &[&Row],
        loads: &[Node],
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
            if node.way == Way::Fetched && has_key(row, relation.near) {
                keyed.insert(path.clone());
            }
            let value = if node.kind == Kind::Counted {
                self.many(&relation, row, node).len().into()
            } else if node.kind == Kind::One {
                let target = self.one(&relation, row, shown);
                target.map_or(Value::Null, |target| {
                    self.with(relation.to, target, &node.below, shown, path, keyed)
                })
            } else {
                let rows = self.many(&relation, row, node);
                let mut rows: Vec<_> = rows
                    .into_iter()
                    .map(|(row, link)| {
                        let deleted = node.is_with_deleted();
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
        let mut rows = self.behind(relation, row, node.is_with_deleted());
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
                self.chosen(relation.to, rows, &node.cut, node.is_with_deleted(), linked)
            }
            Kind::Sorted | Kind::Numbers => {
                let cut = Cut { order: node.cut.order.clone(), ..Cut::default() };
                self.chosen(relation.to, rows, &cut, false, false)
            }
            Kind::Through => self.chosen(relation.to, rows, &Cut::default(), false, false),
            Kind::Counted => {
                // A row counts once, however many rows there are between.
                rows.sort_by_key(|(row, _)| row["id"].as_i64());
                rows.dedup_by_key(|(row, _)| row["id"].as_i64());
                let cut = Cut { test: node.cut.test.clone(), ..Cut::default() };
                self.chosen(relation.to, rows, &cut, node.is_with_deleted(), false)
            }
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
