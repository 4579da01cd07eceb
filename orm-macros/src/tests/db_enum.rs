//! What `#[derive(DbEnum)]` says.

use crate::db_enum::DbEnum;

#[track_caller]
fn check(item: &str, messages: &[&str]) {
    super::expect(item, messages, |input, errors| {
        if let Some(item) = DbEnum::resolve(input, errors) {
            item.check(errors);
        }
    });
}

#[track_caller]
fn labels(item: &str) -> Vec<String> {
    let input = syn::parse_str(item).expect("the test's item is Rust");
    let item =
        DbEnum::resolve(&input, &mut Default::default()).expect("the test's item is an enum");
    item.variants.into_iter().map(|variant| variant.label).collect()
}

#[test]
fn labels_come_from_the_variants() {
    let variants = "{ InDispute, #[db_enum(rename = \"paid!\")] Paid, r#Type }";
    assert_eq!(labels(&format!("enum E {variants}")), ["in_dispute", "paid!", "type"]);
    let shouting = format!("#[db_enum(rename_all = \"SCREAMING-KEBAB-CASE\")] enum E {variants}");
    assert_eq!(labels(&shouting), ["IN-DISPUTE", "paid!", "TYPE"]);
}

#[test]
fn an_enum_has_labels() {
    check("struct A;", &["`DbEnum` is for enums; write `#[derive(DbType)]` for a struct"]);
    check("enum A {}", &["an enum without variants has no labels; add a variant"]);
    check(
        "enum A { B(i32), #[db_enum(rename = \"d\")] C, D }",
        &[
            "`B` holds data, which a label cannot; write it without, or keep the value in a `Json` column",
            "the label \"d\" is that of `C` too; write `#[db_enum(rename = \"..\")]` with another",
        ],
    );
}

#[test]
fn old_names_are_not_those_of_today() {
    check(
        "#[db_enum(native, schema = \"kinds\", renamed_from = \"b\")] enum A { #[db_enum(renamed_from = \"old\")] B }",
        &[],
    );
    let same =
        "this is the name that it has; write the one that it had before, or remove `renamed_from`";
    check(
        "#[db_enum(native, renamed_from = \"a\")] enum A { #[db_enum(renamed_from = \"b\")] B, #[db_enum(renamed_from = \"b\")] C }",
        &[same, same, "\"b\" is the label of `B` now; write the one that `C` had"],
    );
    check(
        "#[db_enum(schema = \"kinds\", renamed_from = \"b\")] enum A { B }",
        &[
            "`schema` is about a type of the database; write `native` beside it",
            "`renamed_from` is about a type of the database; write `native` beside it",
        ],
    );
}

#[test]
fn keys_are_known() {
    check(
        "#[db_enum(nativ, rename_all = \"Train\")] enum A { B }",
        &[
            "unknown key `nativ`; did you mean `native`?",
            "there is no case \"Train\"; write \"snake_case\", \"SCREAMING_SNAKE_CASE\", \"kebab-case\", \"SCREAMING-KEBAB-CASE\", \"camelCase\", \"PascalCase\", \"lowercase\" or \"UPPERCASE\"",
        ],
    );
}
