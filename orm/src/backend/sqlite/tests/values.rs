//! Each type's values come back as they were, alone and in lists, or are refused.

use super::{in_memory, statement};
use crate::backend::sqlite::{SqliteConnection, array};
use crate::row::listed;
use crate::schema::{Enum, Type};
use crate::value::{DbType, Value};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde_json::json;
use std::fmt::Debug;
use uuid::Uuid;

static MOOD: Enum = Enum { name: "mood", labels: &["sad", "ok"], native: true, ..Enum::PLAIN };

/// The value comes back, and so does its type's `NULL`.
async fn comes_back<T: DbType + PartialEq + Debug>(c: &SqliteConnection, value: T) {
    let rows = c.get_with::<T>("SELECT ?", value.to_value()).await;
    assert_eq!(rows.expect("SQLite takes the value"), [value]);
    let rows = c.get_with::<Option<T>>("SELECT ?", Value::Null(T::TYPE)).await;
    assert_eq!(rows.expect("SQLite takes NULL"), [None]);
}

fn before_midnight(date: &str) -> NaiveDateTime {
    let date: NaiveDate = date.parse().expect("a date");
    date.and_hms_micro_opt(23, 59, 59, 999_999).expect("a time of day")
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// Numbers of all magnitudes (xorshift).
fn floats() -> Vec<f64> {
    let mut seed = 42_u64;
    let next = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        f64::from_bits(seed)
    };
    std::iter::repeat_with(next).filter(|number| number.is_finite()).take(5000).collect()
}

#[tokio::test]
async fn numbers_come_back() {
    let c = in_memory().await;
    comes_back(&c, true).await;
    comes_back(&c, i16::MIN).await;
    comes_back(&c, i32::MIN).await;
    comes_back(&c, i64::MAX).await;
    comes_back(&c, 0.1_f32).await;
    comes_back(&c, 1e300_f64).await;
    comes_back(&c, f64::NEG_INFINITY).await;
}

#[tokio::test]
async fn texts_bytes_and_documents_come_back() {
    let c = in_memory().await;
    comes_back(&c, "hä\"l\\o\0x".to_owned()).await;
    comes_back(&c, vec![0_u8, 255]).await;
    comes_back(&c, Vec::<u8>::new()).await;
    comes_back(&c, Uuid::new_v4()).await;
    comes_back(&c, json!({ "a": [1, null, "x"], "n": 0.1 })).await;
}

#[tokio::test]
async fn dates_and_times_come_back() {
    let c = in_memory().await;
    for date in ["0000-01-01", "1969-12-31", "9999-12-31"] {
        comes_back(&c, before_midnight(date).date()).await;
        comes_back(&c, before_midnight(date).time()).await;
        comes_back(&c, before_midnight(date)).await;
        comes_back(&c, before_midnight(date).and_utc()).await;
    }
}

#[tokio::test]
async fn nanoseconds_are_cut_off() {
    let c = in_memory().await;
    let fine = before_midnight("1999-12-31") + chrono::Duration::nanoseconds(999);
    let text = c.get_with::<String>("SELECT ?", Value::Timestamp(fine)).await;
    assert_eq!(text.expect("SQLite takes the time"), ["1999-12-31 23:59:59.999999"]);
}

#[tokio::test]
async fn decimals_keep_their_digits() {
    let c = in_memory().await;
    for text in ["0.00", "-0.10", "79228162514264337593543950335"] {
        comes_back(&c, decimal(text)).await;
        let kept = c.get_with::<String>("SELECT ?", Value::Decimal(decimal(text))).await;
        assert_eq!(kept.expect("SQLite takes the decimal"), [text]);
    }
}

#[tokio::test]
async fn lists_come_back() {
    let c = in_memory().await;
    let at = before_midnight("1969-12-31");
    comes_back(&c, Vec::<i64>::new()).await;
    comes_back(&c, vec![1_i64, i64::MIN, i64::MAX]).await;
    comes_back(&c, vec![1_i16, -5]).await;
    comes_back(&c, vec![true, false]).await;
    comes_back(&c, ["a", "", "NULL", "x\"y\\z,{}"].map(str::to_owned).to_vec()).await;
    comes_back(&c, vec![vec![0_u8, 255], vec![]]).await;
    comes_back(&c, vec![Uuid::new_v4()]).await;
    comes_back(&c, vec![json!([1]), json!(null)]).await;
    comes_back(&c, vec![decimal("1.50")]).await;
    comes_back(&c, vec![at.date()]).await;
    comes_back(&c, vec![at.time()]).await;
    comes_back(&c, vec![at]).await;
    comes_back(&c, vec![at.and_utc()]).await;
}

#[tokio::test]
async fn lists_of_floats_come_back_to_the_last_bit() {
    let c = in_memory().await;
    comes_back(&c, floats()).await;
    let narrow = floats().into_iter().map(|number| number as f32);
    comes_back(&c, narrow.filter(|number| number.is_finite()).collect::<Vec<f32>>()).await;
}

#[tokio::test]
async fn an_element_of_a_bound_list_equals_the_value() {
    let c = in_memory().await;
    for value in [
        Value::BigInt(i64::MAX),
        Value::Bool(true),
        Value::Text("x\"é".into()),
        Value::Uuid(Uuid::nil()),
        Value::TimestampTz(before_midnight("1969-12-31").and_utc()),
        Value::Decimal(decimal("1.50")),
        Value::Json(json!({ "b": 1, "a": [] })),
        Value::Enum(&MOOD, "ok"),
    ] {
        let shown = format!("{value:?}");
        let list = array::list(std::slice::from_ref(&value)).expect("a list");
        let sql = "SELECT ?1 IN (SELECT value FROM json_each(?2))";
        let is_in = statement(sql, [value, Value::Text(list.into())]);
        let rows = c.fold(&is_in, Vec::new(), listed(|row| row.get::<bool>())).await;
        assert_eq!(rows.expect("SQLite takes the list"), [true], "{shown}");
    }
}

#[tokio::test]
async fn a_bound_list_of_floats_has_every_bit() {
    let c = in_memory().await;
    let values: Vec<Value> = floats().into_iter().map(Value::Double).collect();
    let list = Value::Text(array::list(&values).expect("a list").into());
    let sql = "SELECT double_from_bits(value) FROM json_each(?)";
    assert_eq!(c.get_with::<f64>(sql, list).await.expect("SQLite takes the list"), floats());
}

#[tokio::test]
async fn a_bound_list_of_bytes_has_nulls() {
    let c = in_memory().await;
    let list = array::list(&[Value::Bytes(vec![1, 255]), Value::Null(Type::Bytes)]);
    let list = Value::Text(list.expect("a list").into());
    let rows = c.get_with::<Option<Vec<u8>>>("SELECT unhex(value) FROM json_each(?)", list).await;
    assert_eq!(rows.expect("SQLite takes the list"), [Some(vec![1, 255]), None]);
}

#[test]
fn an_element_of_another_type_is_refused() {
    array::read("[1, 70000]", Type::SmallInt).expect_err("too large");
    array::read("[\"x\"]", Type::Integer).expect_err("a text");
    array::read("{}", Type::Integer).expect_err("no list");
    array::read("[\"no\"]", Type::Enum(&MOOD)).expect_err("no label");
    let label = array::read("[\"ok\"]", Type::Enum(&MOOD)).expect("a label");
    assert_eq!(label, [Value::Enum(&MOOD, "ok")]);
}

#[tokio::test]
async fn what_sqlite_cannot_hold_is_an_encode_error() {
    let c = in_memory().await;
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).expect("a leap second");
    for value in [
        Value::Double(f64::NAN),
        Value::Real(f32::NAN),
        Value::Date(NaiveDate::MIN),
        Value::Time(leap),
        Value::Timestamp(NaiveDateTime::MAX),
        Value::TimestampTz(DateTime::<Utc>::MIN_UTC),
        Value::Array(Type::Double, vec![Value::Double(f64::INFINITY)]),
    ] {
        let shown = format!("{value:?}");
        let error = c.get_with::<String>("SELECT ?", value).await.expect_err(&shown);
        assert!(error.is_encode(), "{shown}: {error:?}");
    }
}

#[tokio::test]
async fn a_column_of_another_type_is_a_decode_error() {
    let c = in_memory().await;
    for sql in ["SELECT 'abc'", "SELECT 1.5", "SELECT x'00'"] {
        assert!(c.get::<i64>(sql).await.expect_err(sql).is_decode(), "{sql}");
    }
    assert!(c.get::<String>("SELECT 1").await.unwrap_err().is_decode());
    assert!(c.get::<(i32, i32)>("SELECT 1").await.unwrap_err().is_decode());
    assert!(c.get::<i32>("SELECT 3000000000").await.unwrap_err().is_decode());
    assert!(c.get::<i32>("SELECT NULL").await.unwrap_err().is_decode());
}
