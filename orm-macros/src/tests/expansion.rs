//! That the derives write Rust, for an item that is right and for one in error.

use crate::expand;
use proc_macro2::TokenStream;
use syn::DeriveInput;

#[track_caller]
fn expansion(item: &str, derive: fn(&DeriveInput) -> TokenStream) -> String {
    let input = syn::parse_str(item).expect("the test's item is Rust");
    let tokens = derive(&input);
    syn::parse2::<syn::File>(tokens.clone()).expect("the expansion is Rust");
    tokens.to_string().replace(' ', "")
}

#[track_caller]
fn contains(expansion: &str, parts: &[&str]) {
    for part in parts {
        assert!(expansion.contains(&part.replace(' ', "")), "no {part} in {expansion}");
    }
}

#[test]
fn a_model_has_its_module() {
    let item = "#[model(unique(a, b))] pub struct Order { #[model(primary_key, auto)] id: i64, a: String, b: Option<i64> }";
    contains(
        &expansion(item, expand::model),
        &[
            "pub mod order",
            "pub struct New { #[doc = \"The `a`.\"] pub a: String,",
            "pub enum Constraint { #[doc = \"The primary key.\"] PrimaryKey,",
            "\"orders_a_b_key\" => ::orm::__private::Option::Some(order::Constraint::UniqueAB)",
            "pub async fn get<E: ::orm::__private::Reaches<::orm::__private::Global> + ?::core::marker::Sized>",
        ],
    );
}

#[test]
fn types_are_named_from_the_module() {
    let item = "struct Order { #[model(primary_key)] id: super::Id, patch: Vec<Patch>, own: self::Own, at: crate::At }";
    contains(
        &expansion(item, expand::model),
        &[
            "pub(super) id: super::super::Id,",
            "pub(super) patch: Vec<super::Patch>,",
            "pub(super) own: super::Own,",
            "pub(super) at: crate::At,",
        ],
    );
}

#[test]
fn what_is_not_said_is_not_written() {
    let plain =
        expansion("struct A { #[model(primary_key, auto)] id: i64, a: i64 }", expand::model);
    contains(
        &plain,
        &[
            "fields: &[::orm::__private::schema::Field::Column(::orm::__private::schema::Column { \
             name: \"id\", field: \"id\",",
            "role: ::orm::__private::schema::Role::AutoKey, ..::orm::__private::schema::Column::PLAIN",
            "primary_key: &[\"id\"], ..::orm::__private::schema::Table::PLAIN }",
            "::orm::__private::register! { ::orm::__private::Registered(::orm::__private::table::<A>) }",
        ],
    );
    for part in ["indexes:", "uniques:", "comment:", "renamed_from:", "tenant:", "default: ::orm"] {
        assert!(!plain.contains(&part.replace(" ", "")), "{part} in {plain}");
    }
    let item = "#[model(unmanaged)] struct A { #[model(primary_key)] id: i64 }";
    assert!(!expansion(item, expand::model).contains("register!"));
}

#[test]
fn what_is_said_of_a_table_is_data() {
    let item = r#"
        #[model(comment = "C", renamed_from = "t", primary_key(id, at), unique(a, at, nulls_not_distinct),
            unique(a, at, where = "a > 0", name = "once"), partition_by(range(at), every = "1 month"),
            index(a ops o desc nulls last, expr = "b"), index(a, using = gist, include(at)))]
        struct A {
            id: i64, #[model(column = "time")] at: Time,
            #[model(references = B, relation = b, deferred, constraint = "fk")] a: i64,
        }"#;
    contains(
        &expansion(item, expand::model),
        &[
            "partitioning: ::orm::__private::Option::Some(::orm::__private::schema::Partitioning { \
             column: \"time\", every: ::orm::__private::schema::Period { count: 1u32, \
             unit: ::orm::__private::schema::PeriodUnit::Month }, keep: ::orm::__private::Option::None, on_expiry: ::orm::__private::schema::Expiry::Detach, ahead: 3u32, })",
            "comment: ::orm::__private::Option::Some(\"C\"), renamed_from: ::orm::__private::Option::Some(\"t\"),",
            "name: \"once\", unique: true, parts: &[",
            "predicate: ::orm::__private::Option::Some(\"a > 0\"),",
            "method: ::orm::__private::Option::Some(\"gist\"), parts: &[",
            "include: &[\"time\"], ..::orm::__private::schema::Index::PLAIN",
            "name: \"as_a_time_key\", columns: &[\"a\", \"time\"], nulls_not_distinct: true, }",
            "descending: true, nulls: ::orm::__private::Option::Some(::orm::__private::schema::Nulls::Last), \
             operator_class: ::orm::__private::Option::Some(\"o\"),",
            "name: \"fk\", columns: &[\"a\"], target: ::orm::__private::table::<B>, \
             timing: ::orm::__private::schema::Timing::Deferred,",
            "\"once\" => ::orm::__private::Option::Some(a::Constraint::UniqueOnce)",
            "::orm::__private::assert_calendar::<Time>();",
        ],
    );
}

#[test]
fn lengths_and_precisions_are_data_that_the_type_is_asked_about() {
    let item = "struct A { #[model(primary_key, max_length = 8)] id: String,
        #[model(precision = 12, scale = 2)] a: Option<Decimal>, #[model(precision = 3)] b: Time }";
    contains(
        &expansion(item, expand::model),
        &[
            "size: ::orm::__private::Option::Some(::orm::__private::schema::Size::Length(8u32)),",
            "schema::Size::Precision { precision: 12u32, scale: 2u32 }",
            "schema::Size::Precision { precision: 3u32, scale: 0u32 }",
            "const _: () = ::orm::__private::assert_length(<String as ::orm::__private::ColumnType>::DATA);",
            "::orm::__private::assert_precision(<Option<Decimal> as ::orm::__private::ColumnType>::DATA, 12u32)",
            "::orm::__private::assert_scale(<Option<Decimal> as ::orm::__private::ColumnType>::DATA)",
        ],
    );
    let item = "struct A { #[db_type(max_length = 3)] a: String }";
    contains(&expansion(item, expand::db_type), &["Size::Length(3u32)", "assert_length("]);
}

#[test]
fn a_view_is_not_written() {
    let expansion = expansion("#[model(view)] struct Report { a: i64 }", expand::model);
    contains(&expansion, &["type Key = ();", "fn query()"]);
    for part in ["Writable", "fncreate", "fnget", "structNew"] {
        assert!(!expansion.contains(part), "{part} in {expansion}");
    }
}

#[test]
fn a_model_in_error_keeps_its_names() {
    let item = "#[model(unique(zzz), primary_key(nope), tenant = gone)] struct Order {
        a: Option<i64>, b: i64, #[model(references = C)] c: i64, #[model(references = C)] d_id: i64,
        #[model(embed, default = 1)] e: Money,
    }";
    contains(
        &expansion(item, expand::model),
        &["compile_error!", "fn query()", "fn d(self)", "struct Patch", "type Key = i64;"],
    );
}

#[test]
fn the_other_derives_write_rust() {
    let newtype = expansion("pub struct UserId(i64);", expand::db_type);
    contains(&newtype, &["newtype!(UserId, i64,", "AutoKey for UserId"]);
    let text = expansion("pub struct Name(String);", expand::db_type);
    assert!(!text.contains("AutoKey"));
    contains(
        &expansion("struct Money { a: i64 }", expand::db_type),
        &["mod money", "Embedded for Money"],
    );
    contains(
        &expansion("enum A { B { c: i32 }, D }", expand::db_enum),
        &["compile_error!", "enum_type!(A)"],
    );
    let item =
        "#[projection(from = Order)] struct P { id: i64, #[projection(expr = |o| o.a)] a: i64 }";
    contains(&expansion(item, expand::projection), &["(fields.id, out).into_field::<i64>()"]);
}
