//! What `#[derive(Model)]` says of partitions, and of names that changed.

use crate::check;
use crate::model::Model;

#[track_caller]
fn check(keys: &str, fields: &str, messages: &[&str]) {
    let item = format!("#[model({keys})] struct Visit {{ {fields} }}");
    super::expect(&item, messages, |input, errors| {
        if let Some(model) = Model::resolve(input, errors) {
            check::check(&model, errors);
        }
    });
}

const FIELDS: &str = "id: i64, at: Time, a: i64, #[model(embed)] price: Money";

#[test]
fn a_range_is_in_every_unique_set() {
    let keys = "partition_by(range(at), every = \"2 weeks\", keep = \"1 year\", on_expiry = drop, ahead = 5), \
                primary_key(id, at), unique(a, at), unique(at, a, where = \"a > 0\"), index(a)";
    check(keys, FIELDS, &[]);
    check(
        "partition_by(range(at), every = \"1 day\"), primary_key(id, a), unique(a), unique(expr = \"a + 1\")",
        FIELDS,
        &[
            "the primary key of a partitioned table has the range's column in it; write `primary_key(.., at)` on the struct",
            "a unique set of a partitioned table has the range's column `at` in it; add it, or use `index`",
            "a unique set of a partitioned table has the range's column `at` in it; add it, or use `index`",
        ],
    );
    check(
        "partition_by(range(price), every = \"1 day\"), primary_key(id, at)",
        FIELDS,
        &["a range has columns, but `price` is an embedded struct; name columns only"],
    );
}

#[test]
fn lengths_of_time_are_read() {
    let whole = "`partition_by` needs a column and a length of time; write `partition_by(range(placed_at), every = \"1 month\")`";
    let period =
        "a length of time is a number of hours, days, weeks, months or years; write `\"1 month\"`";
    for (keys, message) in [
        ("partition_by", "`partition_by` needs a list; write `partition_by(..)`"),
        ("partition_by(range(at))", whole),
        ("partition_by(every = \"1 day\")", whole),
        ("partition_by(range(at, id), every = \"1 day\")", "a range is over one column; name one"),
        ("partition_by(range(at), every = \"0 days\")", period),
        ("partition_by(range(at), every = \"1 moon\")", period),
        ("partition_by(range(at), every = month)", period),
        ("partition_by(range(at), every = \"1 day\", keep = \"12\")", period),
        (
            "partition_by(range(at), every = \"1 day\", ahead = 0)",
            "a number of partitions is at least 1",
        ),
        (
            "partition_by(range(at), every = \"1 day\", on_expiry = drop)",
            "no partition expires without `keep`; write `keep = \"12 months\"`, or remove `on_expiry`",
        ),
        (
            "partition_by(range(at), every = \"1 day\", keep = \"1 year\", on_expiry = archive)",
            "a partition cannot `archive`; write `detach` or `drop`",
        ),
        (
            "partition_by(range(at), every = \"1 day\", keep = \"1 year\", on_expiry = \"drop\")",
            "expected what becomes of it; write `detach` or `drop`",
        ),
        (
            "partition_by(list(at), every = \"1 day\")",
            "unknown key `list`; the keys are `range`, `every`, `keep`, `on_expiry`, `ahead`",
        ),
    ] {
        check(&format!("{keys}, primary_key(id, at)"), FIELDS, &[message]);
    }
}

#[test]
fn old_names_are_not_those_of_today() {
    let fields = "#[model(primary_key, renamed_from = \"number\")] id: i64, \
                  #[model(column = \"b\", renamed_from = \"c\")] a: i64";
    check("renamed_from = \"calls\"", fields, &[]);
    let same =
        "this is the name that it has; write the one that it had before, or remove `renamed_from`";
    let fields = "#[model(primary_key)] id: i64, #[model(column = \"b\", renamed_from = \"b\")] a: i64, \
                  #[model(renamed_from = \"id\")] c: i64, #[model(renamed_from = \"x\")] d: i64, \
                  #[model(renamed_from = \"x\")] e: i64, #[model(embed, renamed_from = \"y\")] f: Money";
    check(
        "renamed_from = \"visits\"",
        fields,
        &[
            "`renamed_from` is for a column, but `f` is an embedded struct; remove one of them",
            same,
            same,
            "`id` is the column of the field `id` now; write the name that the column of `c` had",
            "`x` was the column of the field `d` already; one column becomes one",
        ],
    );
}
