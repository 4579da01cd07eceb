//! Rows as plain data: JSON.

use super::tree::{Compare, Node};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use std::cmp::Ordering;

pub type Row = Map<String, Value>;

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

pub fn object(row: &impl serde::Serialize) -> Row {
    match serde_json::to_value(row) {
        Ok(Value::Object(row)) => row,
        other => panic!("a row is an object: {other:?}"),
    }
}

pub fn is_alive(row: &Row) -> bool {
    row.get("gone").is_none_or(Value::is_null)
}

pub fn has_key(row: &Row, columns: &[&str]) -> bool {
    columns.iter().all(|column| !row[*column].is_null())
}

/// Whether keys are equal, as a join sees it.
pub fn are_equal(a: &Row, a_columns: &[&str], b: &Row, b_columns: &[&str]) -> bool {
    let mut pairs = a_columns.iter().zip(b_columns).map(|(x, y)| (&a[*x], &b[*y]));
    pairs.all(|(a, b)| !a.is_null() && !b.is_null() && compare(a, b).is_eq())
}

/// The order of a column: no value is the greatest.
pub fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => a.is_null().cmp(&b.is_null()),
        (Value::String(a), Value::String(b)) => match (a.parse(), b.parse()) {
            (Ok::<Decimal, _>(a), Ok::<Decimal, _>(b)) => a.cmp(&b),
            _ => a.cmp(b),
        },
        _ => a.as_i64().cmp(&b.as_i64()),
    }
}

pub fn holds(op: Compare, value: Option<i64>, number: i32) -> Option<bool> {
    let (value, number) = (value?, i64::from(number));
    Some(match op {
        Compare::Eq => value == number,
        Compare::Lt => value < number,
        Compare::Ge => value >= number,
    })
}
