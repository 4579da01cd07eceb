//! What `#[derive(Model)]` says of unique sets and indexes, and what it makes of them.

use crate::check;
use crate::model::Model;

/// A struct with these keys above it.
#[track_caller]
fn check(keys: &str, messages: &[&str]) {
    let fields = "#[model(primary_key)] id: i64, a: i64, b: Option<i64>, name: String, \
                  #[model(embed)] price: Money";
    let item = format!("#[model({keys})] struct Order {{ {fields} }}");
    super::expect(&item, messages, |input, errors| {
        if let Some(model) = Model::resolve(input, errors) {
            check::check(&model, errors);
        }
    });
}

/// The names of the sets and indexes in the database, and the variants of `Constraint`.
#[track_caller]
fn names(keys: &str) -> (Vec<String>, Vec<String>) {
    let item = format!(
        "#[model({keys})] struct Order {{ #[model(primary_key)] id: i64, a: i64, r#type: i64 }}"
    );
    let input = syn::parse_str(&item).expect("the test's item is Rust");
    let mut errors = Default::default();
    let model = Model::resolve(&input, &mut errors).expect("the test's item is a model");
    let indexes = model.indexes.iter().map(|index| index.name.clone());
    let names = model.uniques.iter().map(|unique| unique.name.clone()).chain(indexes).collect();
    let variants = model.constraints().into_iter().skip(1).map(|one| one.variant.to_string());
    (names, variants.collect())
}

#[test]
fn every_option_is_accepted() {
    check(
        r#"
        unique(a), unique(a, where = "b > 0", name = "y"), unique(a desc, name = "x"), unique(a, b, nulls_not_distinct),
        unique(expr = "lower(name)", where = "b > 0"), unique(name, include(a, b)),
        index(a, b desc nulls last, name asc nulls first, include(id), where = "a > 0"),
        index(name ops text_pattern_ops, name = "prefix"), index(name ops "ext.gin_trgm_ops", using = gin),
        index(expr = "a + b" desc, b), index(a, using = "bloom"), index(a, using = hash, name = "fast"),
        index(b, using = btree), check("orders_is_small_check" = "a < 3")
        "#,
        &[],
    );
}

#[test]
fn fields_may_have_the_names_of_options() {
    let item = "#[model(index(name, include, using desc), unique(expr))] struct Order { \
                #[model(primary_key)] name: i64, include: i64, using: i64, expr: i64 }";
    super::expect(item, &[], |input, errors| {
        if let Some(model) = Model::resolve(input, errors) {
            check::check(&model, errors);
        }
    });
}

#[test]
fn names_are_made_of_what_is_ordered() {
    let (found, variants) = names(
        r#"unique(r#type), unique(a, where = "a > 0"), unique(expr = "lower(a::text)", r#type),
        unique(a, include(r#type), name = "orders_a_Once"), index(expr = "a + 1" desc, a), index(a, name = "x y"),
        check("orders_is_small_check" = "a < 3", "lone" = "a > 1", word = "true")"#,
    );
    let expected = [
        "orders_type_key",
        "orders_a_1_a_idx",
        "x y",
        "orders_a_key",
        "orders_lower_a_text_type_key",
        "orders_a_Once",
    ];
    assert_eq!(found, expected);
    let expected = [
        "UniqueType",
        "UniqueA",
        "UniqueLowerATextType",
        "UniqueAOnce",
        "CheckIsSmall",
        "CheckLone",
        "CheckWord",
    ];
    assert_eq!(variants, expected);
}

#[test]
fn mistakes_are_told() {
    check(
        r#"index(where = "a > 0"), index(a, using = gni), index("lower(name)"), index(a, wher = "b"),
        index(a, include = b), index(a, name = "x", name = "y"), index(a nulls, b), index(a ops),
        index(a nulls_not_distinct), index(b, nulls_not_distinct), index(a desc asc), unique(a, include())"#,
        &[
            "`index` is over fields; name at least one",
            "there is no access method `gni`; write `btree`, `hash`, `gin`, `gist`, `spgist`, `brin`, or one of an extension as a text",
            "expected a field; write an expression as `expr = \"..\"`",
            "unknown key `wher`; did you mean `where`?",
            "`include` needs a list; write `include(..)`",
            "`name` is given twice; keep one",
            "expected `first` or `last`",
            "expected the name of an operator class",
            "expected `asc`, `desc`, `nulls first`, `nulls last`, `ops ..`, or a comma",
            "`nulls_not_distinct` is for unique sets; write it in `unique(..)`",
            "`asc` is given twice; keep one",
            "`include()` is empty; name at least one",
        ],
    );
}

#[test]
fn what_fits_no_index_is_told() {
    check(
        r#"index(a, include(a, zz)), unique(price, where = "a > 0"), index(a desc, b nulls first, using = gin, include(id)),
        index(b, a, using = hash), unique(b, using = gist), unique(name desc, nulls_not_distinct)"#,
        &[
            "there is no field `zz`; the fields are `id`, `a`, `b`, `name`, `price`",
            "`a` is in the index already; leave it out here",
            "an index by `gin` has no order; remove `desc`",
            "an index by `gin` has no order; remove `first`",
            "an index by `gin` carries no other columns; remove `include`, or use `btree`, `gist`, `spgist`",
            "an index by `hash` is over one field; name one",
            "a unique set has columns, but `price` is an embedded struct; name columns only",
            "a unique set is kept by a `btree`; leave `using` out",
            "`nulls_not_distinct` is for a unique set of columns and nothing else; leave it out, or the rest",
        ],
    );
}

#[test]
fn names_are_of_one_index() {
    check(
        r#"index(a, where = "a > 0"), index(a, where = "a < 0"), index(b), index(b, where = "b > 0", name = "orders_b_idx"),
        index(name), index(name)"#,
        &[
            "a second index with the name `orders_a_idx`; write `name = \"..\"` with another",
            "a second index with the name `orders_b_idx`; write `name = \"..\"` with another",
            "a second index over the same fields; keep one",
        ],
    );
    check(
        r#"unique(a), unique(a, where = "a > 0")"#,
        &["a second constraint with the name `UniqueA`; give one another name, or leave it out"],
    );
    check(
        r#"unique(a, name = "x"), index(name, name = "x"), index(a, name = "y"), unique(b desc, name = "y")"#,
        &[
            "a second index with the name `x`; write `name = \"..\"` with another",
            "a second index with the name `y`; write `name = \"..\"` with another",
        ],
    );
}
