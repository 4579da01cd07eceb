//! Computing with decimals in statements: exact, or an error that tells no value.

use super::in_memory;
use crate::backend::sqlite::{SqliteConnection, array};
use crate::backend::{Binds, Statement};
use crate::error::Error;
use crate::value::Value;
use std::error::Error as StdError;

async fn compute(expression: &str) -> Result<Option<String>, Error> {
    let rows = in_memory().await.get(&format!("SELECT {expression}")).await?;
    Ok(rows.into_iter().next().expect("a row"))
}

async fn check(expression: &str, expect: &str) {
    let value = compute(expression).await.expect("it can be computed");
    assert_eq!(value.as_deref(), Some(expect), "{expression}");
}

fn decimal(text: &str) -> Value {
    Value::Decimal(text.parse().expect("a decimal"))
}

/// A column with an index, and these in it.
async fn column(values: &[&str]) -> SqliteConnection {
    let c = in_memory().await;
    let table = "CREATE TABLE d (v TEXT COLLATE decimal); CREATE INDEX d_v ON d (v)";
    c.batch(table).await.expect("a table");
    let binds = Binds::Each(values.iter().map(|value| vec![decimal(value)]).collect());
    let insert = Statement { sql: "INSERT INTO d VALUES (?)".into(), binds, shape: None };
    assert_eq!(c.execute(&insert).await.expect("the rows fit"), values.len() as u64);
    c
}

#[tokio::test]
async fn the_operations_are_exact() {
    check("decimal_add('1.10', '2.205')", "3.305").await;
    check("decimal_sub('1.10', 2)", "-0.90").await;
    check("decimal_mul('1.10', '2.20')", "2.4200").await;
    check("decimal_div('1', '3')", "0.3333333333333333333333333333").await;
    check("decimal_rem('7.5', '2')", "1.5").await;
    check("decimal_neg('7.5')", "-7.5").await;
    check("decimal_abs('-7.50')", "7.50").await;
}

#[tokio::test]
async fn null_gives_null() {
    for expression in ["decimal_add(NULL, '1')", "decimal_neg(NULL)"] {
        assert_eq!(compute(expression).await.expect(expression), None, "{expression}");
    }
}

#[tokio::test]
async fn what_has_no_result_is_an_error() {
    for expression in [
        "decimal_div('1', '0')",
        "decimal_rem('1', '0')",
        "decimal_add('79228162514264337593543950335', '1')",
        "decimal_mul('79228162514264337593543950335', '10')",
    ] {
        compute(expression).await.expect_err(expression);
    }
}

#[tokio::test]
async fn the_error_of_a_wrong_text_does_not_show_it() {
    let c = in_memory().await;
    let secret = Value::Text("secret".into());
    let error = c.get_with::<String>("SELECT decimal_add(?, '1')", secret).await;
    let error = error.expect_err("it is no decimal");
    let cause = error.source().expect("SQLite's own text");
    assert!(!format!("{error:?} {cause}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn a_sum_leaves_nulls_out() {
    check("decimal_sum(value) FROM json_each('[\"1.5\", null, \"2.25\"]')", "3.75").await;
}

#[tokio::test]
async fn a_sum_of_nothing_is_null() {
    for list in ["[]", "[null]"] {
        let sum = compute(&format!("decimal_sum(value) FROM json_each('{list}')")).await;
        assert_eq!(sum.expect("it can be computed"), None, "{list}");
    }
}

#[tokio::test]
async fn a_sum_that_is_too_large_is_an_error() {
    let list = "[\"79228162514264337593543950335\", \"1\"]";
    let sum = format!("decimal_sum(value) FROM json_each('{list}')");
    compute(&sum).await.expect_err("more than 96 bits");
}

#[tokio::test]
async fn a_column_is_ordered_by_number() {
    let c = column(&["10", "9.5", "-1", "9.50", "100"]).await;
    let rows = c.get::<String>("SELECT v FROM d ORDER BY v, rowid").await;
    assert_eq!(rows.expect("SQLite answers"), ["-1", "9.5", "9.50", "10", "100"]);
    assert_eq!(c.value::<String>("SELECT max(v) FROM d").await, "100");
}

#[tokio::test]
async fn equal_numbers_are_found_whatever_their_scale() {
    let c = column(&["9.5", "9.50", "10"]).await;
    let found = c.get_with::<i64>("SELECT count(*) FROM d WHERE v = ?", decimal("9.500")).await;
    assert_eq!(found.expect("SQLite answers"), [2]);
    let list = Value::Text(array::list(&[decimal("9.500")]).expect("a list").into());
    let sql = "SELECT count(*) FROM d WHERE v IN (SELECT value FROM json_each(?))";
    assert_eq!(c.get_with::<i64>(sql, list).await.expect("SQLite answers"), [2]);
}
