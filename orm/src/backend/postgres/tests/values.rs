//! Each type's values come back from the server as they were, or are refused.

use super::{connect, statement};
use crate::backend::postgres::PgConnection;
use crate::schema::{Enum, Type};
use crate::value::{DbType, Value};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use rust_decimal::Decimal;
use serde_json::json;
use std::fmt::Debug;
use uuid::Uuid;

static MOOD: Enum = Enum { name: "mood", labels: &["sad", "ok"], native: true, ..Enum::PLAIN };

/// The value comes back, and so does its type's `NULL`.
async fn comes_back<T: DbType + PartialEq + Debug>(c: &PgConnection, value: T) {
    let rows = c.get_with::<T>("SELECT $1", value.to_value()).await;
    assert_eq!(rows.expect("the server takes the value"), [value]);
    let rows = c.get_with::<Option<T>>("SELECT $1", Value::Null(T::TYPE)).await;
    assert_eq!(rows.expect("the server takes NULL"), [None]);
}

/// The lists come back through a text of each, which is cast: arrays of several lengths in one value.
async fn come_back_inside<T>(c: &PgConnection, array: &str, lists: Vec<Vec<T>>)
where
    T: DbType + PartialEq + Debug,
    Vec<T>: DbType,
{
    let sql = format!("SELECT x::{array} FROM unnest($1::text[]) x");
    let values = lists.iter().map(DbType::to_value).collect();
    let rows = c.get_with::<Vec<T>>(&sql, Value::Array(<Vec<T>>::TYPE, values)).await;
    assert_eq!(rows.expect("the server takes the lists"), lists, "{array}");
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn before_midnight(text: &str) -> NaiveDateTime {
    day(text).and_hms_micro_opt(23, 59, 59, 999_999).expect("a time of day")
}

#[tokio::test]
async fn numbers_come_back() {
    let c = connect().await;
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
    let c = connect().await;
    comes_back(&c, "hä\"l\\o".to_owned()).await;
    comes_back(&c, vec![0_u8, 255]).await;
    comes_back(&c, Uuid::new_v4()).await;
    comes_back(&c, json!({ "a": [1, null, "\\u0000"] })).await;
}

#[tokio::test]
async fn dates_come_back_from_before_and_after_the_epoch() {
    let c = connect().await;
    for date in ["-4713-11-24", "0001-01-01", "1999-12-31", "2000-01-01", "2024-02-29"] {
        comes_back(&c, day(date)).await;
    }
    comes_back(&c, NaiveDate::MAX).await;
    comes_back(&c, before_midnight("1969-12-31").time()).await;
    comes_back(&c, before_midnight("1969-12-31")).await;
    comes_back(&c, before_midnight("2262-04-12").and_utc()).await;
}

#[tokio::test]
async fn nanoseconds_are_cut_off() {
    let c = connect().await;
    let time = day("1999-12-31").and_hms_nano_opt(23, 59, 59, 999_999_999).expect("a time of day");
    let text = c.get_with::<String>("SELECT $1::text", Value::Timestamp(time)).await;
    assert_eq!(text.expect("the server takes the time"), ["1999-12-31 23:59:59.999999"]);
}

#[tokio::test]
async fn lists_come_back() {
    let c = connect().await;
    comes_back(&c, vec![1_i64, i64::MIN, i64::MAX]).await;
    comes_back(&c, Vec::<i64>::new()).await;
    comes_back(&c, ["a", "", "NULL", "x\"y\\z,{}"].map(str::to_owned).to_vec()).await;
    comes_back(&c, vec![Vec::<u8>::new(), vec![1]]).await;
    comes_back(&c, vec![json!([1]), json!(null)]).await;
    comes_back(&c, vec![before_midnight("1969-12-31").and_utc()]).await;
}

#[tokio::test]
async fn lists_of_lists_come_back() {
    let c = connect().await;
    let caesar = day("-0043-03-15");
    let at = before_midnight("-0043-03-15").and_utc();
    let late = Utc.with_ymd_and_hms(12_000, 1, 1, 0, 0, 0).single().expect("a time");
    come_back_inside(&c, "text[]", vec![vec!["a\"\\,{}".to_owned(), String::new()], vec![]]).await;
    come_back_inside(&c, "date[]", vec![vec![caesar, NaiveDate::MAX]]).await;
    come_back_inside(&c, "time[]", vec![vec![at.time()]]).await;
    come_back_inside(&c, "timestamp[]", vec![vec![at.naive_utc()]]).await;
    come_back_inside(&c, "timestamptz[]", vec![vec![at, late]]).await;
    come_back_inside(&c, "bytea[]", vec![vec![vec![0_u8, 1, 255, b'"', b'\\']]]).await;
    come_back_inside(&c, "float8[]", vec![vec![1e300, 0.1, f64::NEG_INFINITY, 5e-324]]).await;
    come_back_inside(&c, "real[]", vec![vec![0.1_f32, f32::MAX], vec![f32::MIN_POSITIVE]]).await;
    come_back_inside(&c, "jsonb[]", vec![vec![json!({ "a": "\"\\" })]]).await;
    come_back_inside(&c, "bool[]", vec![vec![true, false]]).await;
}

#[tokio::test]
async fn a_list_of_lists_may_have_a_null() {
    let c = connect().await;
    let ty = Type::Array(&Type::Text);
    let lists = vec![Value::Array(Type::Text, vec![]), Value::Null(ty)];
    let sql = "SELECT x::text[] FROM unnest($1::text[]) x";
    let rows = c.get_with::<Option<Vec<String>>>(sql, Value::Array(ty, lists)).await;
    assert_eq!(rows.expect("the server takes the lists"), [Some(vec![]), None]);
}

#[tokio::test]
async fn labels_go_to_an_enum_type_as_text() {
    let c = connect().await;
    c.batch("CREATE TYPE pg_temp.mood AS ENUM ('sad', 'ok')").await.expect("a new type");
    let one = c.get_with::<String>("SELECT ($1::text)::pg_temp.mood", Value::Enum(&MOOD, "ok"));
    assert_eq!(one.await.expect("a label"), ["ok"]);
    let list = Value::Array(Type::Enum(&MOOD), vec![Value::Enum(&MOOD, "sad")]);
    let list = c.get_with::<Vec<String>>("SELECT ($1::text[])::pg_temp.mood[]", list);
    assert_eq!(list.await.expect("a list of labels"), [["sad"]]);
    let null = Value::Null(Type::Enum(&MOOD));
    let null = c.get_with::<Option<String>>("SELECT ($1::text)::pg_temp.mood", null);
    assert_eq!(null.await.expect("no label"), [None]);
}

#[tokio::test]
async fn what_the_server_cannot_hold_is_an_encode_error() {
    let c = connect().await;
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).expect("a leap second");
    for value in [
        Value::Timestamp(NaiveDateTime::MIN),
        Value::TimestampTz(DateTime::<Utc>::MIN_UTC),
        Value::Date(NaiveDate::MIN),
        Value::Time(leap),
        Value::Text("a\0".into()),
        Value::Json(json!({ "a\0": 1 })),
        Value::Array(Type::Text, vec![Value::Text("\0".into())]),
    ] {
        let shown = format!("{value:?}");
        let error = c.get_with::<String>("SELECT $1::text", value).await.expect_err(&shown);
        assert!(error.is_encode(), "{shown}: {error:?}");
    }
}

#[tokio::test]
async fn times_beyond_chronos_are_decode_errors() {
    let c = connect().await;
    for text in ["infinity", "-infinity"] {
        let error = c.get::<NaiveDateTime>(&format!("SELECT '{text}'::timestamp")).await;
        assert!(error.expect_err(text).is_decode(), "timestamp {text}");
    }
    for text in ["infinity", "-infinity", "294276-01-01"] {
        let error = c.get::<DateTime<Utc>>(&format!("SELECT '{text}'::timestamptz")).await;
        assert!(error.expect_err(text).is_decode(), "timestamptz {text}");
    }
    for text in ["infinity", "-infinity", "5000000-01-01"] {
        let error = c.get::<NaiveDate>(&format!("SELECT '{text}'::date")).await;
        assert!(error.expect_err(text).is_decode(), "date {text}");
    }
}

#[tokio::test]
async fn decimals_keep_every_digit() {
    let c = connect().await;
    for text in [
        "0",
        "0.00",
        "-0.01",
        "100.50",
        "100000000",
        "12345678.00010000",
        "1234567890123456.789012345678",
        "79228162514264337593543950335",
        "7.9228162514264337593543950335",
        "0.0000000000000000000000000001",
    ] {
        let value: Decimal = text.parse().expect("a decimal");
        let rows = c.get_with::<(Decimal, String)>("SELECT $1, $1::text", value.to_value()).await;
        let (back, shown) = rows.expect("the server takes the decimal").remove(0);
        assert_eq!((back, back.scale(), &*shown), (value, value.scale(), text));
    }
}

#[tokio::test]
async fn decimals_of_any_size_and_scale_come_back() {
    let c = connect().await;
    let values: Vec<Decimal> = decimals().take(5000).collect();
    let sql = "SELECT x, x::text FROM unnest($1) x";
    let rows = c.get_with::<(Decimal, String)>(sql, values.to_value()).await;
    let rows = rows.expect("the server takes the decimals");
    assert_eq!(rows.len(), values.len());
    for (value, (back, shown)) in values.iter().zip(&rows) {
        assert_eq!((back, back.scale()), (value, value.scale()));
        assert_eq!(*shown, value.to_string());
    }
}

/// Decimals of up to 96 bits and 28 places (xorshift).
fn decimals() -> impl Iterator<Item = Decimal> {
    let mut seed = 42_u64;
    let mut next = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    std::iter::repeat_with(move || {
        let (high, low, bits) = (next(), next(), next() % 97);
        let wide = u128::from(high) << 64 | u128::from(low);
        let mantissa = wide.checked_shr(128 - bits as u32).unwrap_or(0) as i128;
        let mut value = Decimal::from_i128_with_scale(mantissa, (next() % 29) as u32);
        value.set_sign_negative(mantissa != 0 && next().is_multiple_of(2));
        value
    })
}

#[tokio::test]
async fn numbers_of_too_many_digits_are_decode_errors() {
    let c = connect().await;
    for text in [
        "NaN",
        "Infinity",
        "1e40",
        "1234567890.12345678901234567891",
        "0.12345678901234567890123456789",
        "79228162514264337593543950336",
    ] {
        let error = c.get::<Decimal>(&format!("SELECT '{text}'::numeric")).await;
        assert!(error.expect_err(text).is_decode(), "{text}");
    }
}

#[tokio::test]
async fn a_column_of_another_type_is_a_decode_error() {
    let c = connect().await;
    assert!(c.get::<i64>("SELECT 1.5::float8").await.unwrap_err().is_decode());
    assert!(c.get::<String>("SELECT 1").await.unwrap_err().is_decode());
    assert!(c.get::<(i32, i32)>("SELECT 1").await.unwrap_err().is_decode());
    assert!(c.get::<i32>("SELECT NULL::int").await.unwrap_err().is_decode());
    assert!(c.get::<Vec<i32>>("SELECT ARRAY[[1, 2], [3, 4]]").await.unwrap_err().is_decode());
    assert!(c.get::<Vec<i32>>("SELECT ARRAY[1, NULL]").await.unwrap_err().is_decode());
}

#[tokio::test]
async fn a_null_has_a_type_for_every_column() {
    let c = connect().await;
    c.batch("CREATE TEMP TABLE n (a int, b text[], c jsonb, d numeric)").await.expect("a table");
    let nulls = [Type::Integer, Type::Array(&Type::Text), Type::Json, Type::Decimal];
    let insert = statement("INSERT INTO n VALUES ($1, $2, $3, $4)", nulls.map(Value::Null));
    assert_eq!(c.execute(&insert).await.expect("the server takes NULL"), 1);
}
