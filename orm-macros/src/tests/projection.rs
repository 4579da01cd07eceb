//! What `#[derive(Projection)]` says.

use crate::projection::Projection;

#[track_caller]
fn check(item: &str, messages: &[&str]) {
    super::expect(item, messages, |input, errors| {
        Projection::resolve(input, errors);
    });
}

#[test]
fn a_projection_is_of_a_model() {
    check(
        "#[projection(from = Order)] struct A { id: i64, #[projection(expr = |o| (o.a, 1))] b: i64 }",
        &[],
    );
    check(
        "struct A { id: i64 }",
        &["a projection is of a model; write `#[projection(from = Model)]`"],
    );
    check(
        "#[projection(from = Order)] struct A { #[projection(expr = o.id)] id: i64, #[projection(name = 1)] b: i64 }",
        &[
            "an expression is a closure over the model's columns; write `expr = |o| o.name`",
            "unknown key `name`; the keys are `expr`",
        ],
    );
}
