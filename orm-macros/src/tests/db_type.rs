//! What `#[derive(DbType)]` says.

use crate::db_type::DbType;

#[track_caller]
fn check(item: &str, messages: &[&str]) {
    super::expect(item, messages, |input, errors| {
        if let Some(item) = DbType::resolve(input, errors) {
            item.check(errors);
        }
    });
}

#[test]
fn newtypes_and_structs_are_accepted() {
    check("struct UserId(pub i64);", &[]);
    check("struct Money { amount: Decimal, #[db_type(column = \"iso\")] currency: String }", &[]);
    let sized = "struct Money { #[db_type(precision = 12, scale = 2)] amount: Decimal,
        #[db_type(max_length = 3)] currency: String }";
    check(sized, &[]);
}

#[test]
fn lengths_and_precisions_are_possible() {
    check(
        "struct A { #[db_type(max_length = 0)] a: String, #[db_type(scale = 2)] b: Decimal }",
        &[
            "`max_length` is 1 to 10485760 characters; write such a number",
            "`scale` needs a `precision`; write `precision = .., scale = ..`",
        ],
    );
}

#[test]
fn other_shapes_are_refused() {
    check("enum A { B }", &["`DbType` is for structs; write `#[derive(DbEnum)]` for an enum"]);
    check(
        "struct A(i64, i64);",
        &["a newtype has one field; write a struct with named fields for several columns"],
    );
    check(
        "struct A(Option<i64>);",
        &[
            "a newtype is never empty itself; write the type without `Option`, and `Option` where a field may be empty",
        ],
    );
    check(
        "struct A<T>(T);",
        &[
            "a column's type cannot have type parameters or lifetimes; write the types out, owned (`String`, not `&str`)",
        ],
    );
}

#[test]
fn columns_have_names_of_their_own() {
    check(
        "struct A { a: i64, #[db_type(column = \"a\")] b: i64, #[db_type(colum = \"c\")] c: i64 }",
        &[
            "unknown key `colum`; did you mean `column`?",
            "the column `a` is that of the field `a` too; write `column = \"..\"` with another name",
        ],
    );
}
