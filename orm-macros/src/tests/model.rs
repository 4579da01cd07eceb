//! What `#[derive(Model)]` says.

use crate::check;
use crate::model::Model;

#[track_caller]
fn check(item: &str, messages: &[&str]) {
    super::expect(item, messages, |input, errors| {
        if let Some(model) = Model::resolve(input, errors) {
            check::check(&model, errors);
        }
    });
}

/// A struct with a key and these fields.
#[track_caller]
fn check_fields(fields: &str, messages: &[&str]) {
    check(&format!("struct Order {{ #[model(primary_key, auto)] id: i64, {fields} }}"), messages);
}

/// A struct with these keys above it.
#[track_caller]
fn check_struct(keys: &str, messages: &[&str]) {
    let fields =
        "#[model(primary_key)] id: i64, a: i64, b: Option<i64>, #[model(embed)] price: Money";
    check(&format!("#[model({keys})] struct Order {{ {fields} }}"), messages);
}

#[test]
fn a_whole_model_is_accepted() {
    check(
        r#"
        #[model(
            table = "orders", schema = "sales", tenant = tenant_id,
            has_many(items: OrderItem.order_id, notes: Note.(a, b)), has_one(profile: Profile.user_id),
            many_to_many(tags: Tag through OrderTag),
            belongs_to(shipment: Shipment by (warehouse_id, number) on_delete cascade),
            unique(number), unique(customer_id, number), index(customer_id, placed_at desc),
            check("total >= 0", small = "total < 9"),
        )]
        pub struct Order {
            #[model(primary_key, auto)] pub id: i64,
            pub tenant_id: TenantId,
            #[model(references = Customer)] pub customer_id: i64,
            #[model(references = crm::Employee.code, relation = approver, on_delete = set_null)]
            pub approved_by: Option<i64>,
            pub number: String, pub warehouse_id: i64,
            #[model(default = -1)] pub total: i64,
            #[model(created_at)] pub placed_at: Time,
            #[model(version)] pub version: i32,
            #[model(soft_delete)] pub deleted_at: Option<Time>,
            #[model(generated = "a * b")] pub sum: i64,
            #[model(embed, column = "p")] pub price: Money,
            #[model(rename = "kind")] pub r#type: String,
        }
        "#,
        &[],
    );
}

#[test]
fn other_items_are_no_models() {
    let advice = "write a struct with named fields";
    check("enum Order { A }", &[&format!("a model cannot be an enum; {advice}")]);
    check("struct Order(i64);", &[&format!("a model cannot be a tuple struct; {advice}")]);
    check("struct Order;", &[&format!("a model cannot be a unit struct; {advice}")]);
    check("struct Order {}", &[&format!("a model cannot be a struct without fields; {advice}")]);
    check(
        "struct Order<'a, T> { #[model(primary_key)] id: i64, name: &'a T }",
        &[
            "a model cannot have type parameters or lifetimes; write the types out, owned (`String`, not `&str`)",
        ],
    );
}

#[test]
fn unknown_keys_are_named() {
    check_fields(
        "#[model(defualt = 1)] a: i64",
        &["unknown key `defualt`; did you mean `default`?"],
    );
    check_fields(
        "#[model(tenant = a)] a: i64",
        &["`tenant` is a key of the struct; write it above the struct"],
    );
    check_struct("auto", &["`auto` is a key of a field; write it on the field"]);
    check_struct(
        "zzz",
        &[
            "unknown key `zzz`; the keys are `table`, `schema`, `view`, `unmanaged`, `tenant`, `primary_key`, `has_many`, `has_one`, `many_to_many`, `belongs_to`, `unique`, `index`, `check`, `partition_by`, `comment`, `renamed_from`",
        ],
    );
}

#[test]
fn syntax_errors_are_all_reported() {
    check_struct(
        r#"table, table = "x", table = "y", has_many(a: B), index(a sideways), check(), unique x, many_to_many(t: Tag)"#,
        &[
            "`table` needs a value; write `table = ..`",
            "`table` is given twice; keep one",
            "expected `.` and the child's field that refers to this model; write `name: Child.field`",
            "expected `asc`, `desc`, `nulls first`, `nulls last`, `ops ..`, or a comma",
            "`check()` is empty; name at least one",
            "`unique` needs a list; write `unique(..)`",
            "expected `through` and the model between; write `tags: Tag through OrderTag`",
        ],
    );
    check_fields(
        "#[model(unique, unique, default = 'c', on_delete = drop, index 3)] a: i64",
        &[
            "`unique` is given twice; keep one",
            "a default is a text, a number or a truth value; write `default_sql = \"..\"` for anything else",
            "there is no action `drop`; write `no_action`, `restrict`, `cascade`, `set_null` or `set_default`",
            "unexpected after `index`; the next key comes after a comma",
        ],
    );
}

#[test]
fn a_model_has_one_key() {
    check(
        "struct Order { a: i64 }",
        &[
            "`Order` has no primary key; write `#[model(primary_key)]` on a field, or `#[model(primary_key(a, b))]` on the struct",
        ],
    );
    check("#[model(view)] struct Order { a: i64 }", &[]);
    check_fields(
        "#[model(primary_key)] b: i64",
        &[
            "a second `primary_key`; write `#[model(primary_key(a, b))]` on the struct for a key of several columns",
        ],
    );
    check_struct("primary_key(a)", &["the struct has `primary_key(..)` already; keep one of them"]);
    check(
        "#[model(primary_key(a, c, a, b))] struct Order { a: i64, #[model(auto, default = 1)] b: Option<i64> }",
        &[
            "`auto` is for keys; write `#[model(primary_key, auto)]`",
            "there is no field `c`; did you mean `a`?",
            "`a` is named twice; name each field once",
            "`default` cannot be on a column of the primary key; remove it",
            "a column of the primary key cannot be an `Option`; write the type inside it",
        ],
    );
}

#[test]
fn one_thing_fills_a_column() {
    check_fields(
        "#[model(default = 1, default_sql = \"2\")] a: i64, #[model(version, created_at)] b: i64",
        &[
            "`default_sql` cannot be together with `default`; one of them fills the column",
            "`created_at` cannot be together with `version`; one of them fills the column",
        ],
    );
    check(
        "struct A { #[model(primary_key, default = 1)] id: i64 }",
        &["`default` cannot be together with `primary_key`; one of them fills the column"],
    );
    check_fields(
        "#[model(version)] a: i32, #[model(version)] b: i32, #[model(soft_delete)] c: Time",
        &[
            "a `soft_delete` column is empty until the row is deleted; make it an `Option` of a date and time",
            "a second `version`; a model has one at most",
        ],
    );
}

#[test]
fn references_name_their_relation() {
    check_fields(
        "#[model(references = A)] by: i64, #[model(references = A)] self_id: i64",
        &[
            "the relation has no name, because `by` does not end in `_id`; write `relation = name` beside it",
            "`self` cannot be the relation's name; write `relation = name` beside it",
        ],
    );
    check_fields(
        "customer: i64, #[model(references = A)] customer_id: i64, #[model(references = A, relation = c)] b_id: i64, #[model(references = A, relation = c)] d_id: i64",
        &[
            "the relation `customer` has the name of a field; give it another name",
            "a second relation `c`; give it another name",
        ],
    );
    check_fields(
        "#[model(references = A)] update_id: i64, #[model(references = A, relation = with)] b: i64, #[model(references = A, relation = a_b)] c: i64, #[model(references = A, relation = a__b)] d: i64",
        &[
            "`update` is the name of a generated method; write `relation = ..` with another name",
            "`with` is the name of a generated method; give it another name",
            "the relations `a_b` and `a__b` are the same in camel case; give it another name",
        ],
    );
    check_fields(
        "#[model(relation = a, on_delete = cascade)] b: i64",
        &[
            "`relation` is for references; write `references = Model` beside it",
            "`on_delete` is for references; write `references = Model` beside it",
        ],
    );
}

#[test]
fn references_say_when_they_are_checked() {
    check_fields(
        "#[model(references = A, deferrable, constraint = \"fk\")] a_id: i64, #[model(references = B, deferred)] b_id: i64",
        &[],
    );
    check_struct("belongs_to(w: W by (a, id) deferrable constraint \"fk\")", &[]);
    check_fields(
        "#[model(references = A, deferrable, deferred)] a_id: i64, #[model(deferred, constraint = \"fk\")] b: i64",
        &[
            "a `deferred` reference is `deferrable` already; leave this out",
            "`deferred` is for references; write `references = Model` beside it",
            "`constraint` is for references; write `references = Model` beside it",
        ],
    );
    check_struct(
        "belongs_to(w: W by (a, id) deferred deferrable), belongs_to(v: V by (a, id) late)",
        &[
            "`deferrable` is given twice; keep one",
            "expected `on_delete ..`, `on_update ..`, `deferrable`, `deferred`, `constraint ..` or a comma",
        ],
    );
}

#[test]
fn actions_fit_their_columns() {
    check_fields(
        "#[model(references = A, on_delete = set_null, on_update = set_default)] a_id: i64",
        &[
            "`on_delete = set_null` needs a column that may be empty; make the type of `a_id` an `Option`, or write another action",
            "`on_update = set_default` needs a default; write `default = ..` beside it",
        ],
    );
    check_struct(
        "belongs_to(w: W by (a, b) on_delete set_null)",
        &[
            "`set_null` needs columns that may be empty; make their types `Option`s, or write another action",
        ],
    );
}

#[test]
fn embedded_structs_are_no_columns() {
    check_fields(
        "#[model(embed, references = A, unique)] a_id: Option<Money>",
        &[
            "`references` is for a column, but `a_id` is an embedded struct; remove one of them",
            "`unique` is for a column, but `a_id` is an embedded struct; remove one of them",
            "an embedded struct cannot be an `Option`; make its fields `Option`s",
            "a unique set has columns, but `a_id` is an embedded struct; name columns only",
        ],
    );
    check_fields(
        "#[model(embed)] a: i64",
        &[
            "`embed` is for a struct of several columns, with `#[derive(DbType)]`; remove it where the type is one column",
        ],
    );
    check_struct(
        "index(price), tenant = price",
        &[
            "the tenant has columns, but `price` is an embedded struct; name columns only",
            "an index has columns, but `price` is an embedded struct; name columns only",
        ],
    );
}

#[test]
fn sets_are_declared_once() {
    check_struct(
        "unique(a, b), unique(b, a), unique(id), index(a), index(a desc), tenant = tenant",
        &[
            "there is no field `tenant`; the fields are `id`, `a`, `b`, `price`",
            "the same fields are declared unique twice; keep one",
            "the primary key is unique already; leave this out",
            "a second index over the same fields; keep one",
        ],
    );
    check_struct(
        r#"check(a = "1", a = "2")"#,
        &["a second constraint with the name `CheckA`; give one another name, or leave it out"],
    );
}

#[test]
fn columns_have_names_of_their_own() {
    check_fields(
        "a: i64, #[model(column = \"a\")] b: i64",
        &["the column `a` is that of the field `a` too; write `column = \"..\"` with another name"],
    );
    let long = "x".repeat(64);
    check_fields(
        &format!("#[model(column = \"{long}\")] b: i64, #[model(column = \"\")] c: i64"),
        &[
            "a name in a database has 1 to 63 bytes, this one 64; write another",
            "a name in a database has 1 to 63 bytes, this one 0; write another",
        ],
    );
}

#[test]
fn views_are_only_read() {
    check(
        "#[model(view, unique(a))] struct Report { #[model(primary_key, auto)] id: i64, #[model(default = 1)] a: i64 }",
        &[
            "a view is only read, so `auto` has no meaning; remove it",
            "a view is only read, so `default` has no meaning; remove it",
            "a view is only read, so `unique` has no meaning; remove it",
        ],
    );
    check(
        "#[model(view, comment = \"a\", partition_by(range(at), every = \"1 day\"))] struct Report { #[model(renamed_from = \"b\", comment = \"c\")] at: Time }",
        &[
            "a view is only read, so `renamed_from` has no meaning; remove it",
            "a view is only read, so `comment` has no meaning; remove it",
            "a view is only read, so `partition_by` has no meaning; remove it",
            "a view is only read, so `comment` has no meaning; remove it",
        ],
    );
}

#[test]
fn lengths_and_precisions_are_possible() {
    check_fields("#[model(max_length = 40)] a: String, #[model(precision = 3)] b: Time", &[]);
    check_fields("#[model(precision = 12, scale = 2, default = 0)] a: Decimal", &[]);
    let long = "`max_length` is 1 to 10485760 characters; write such a number";
    check_fields("#[model(max_length = 0)] a: String", &[long]);
    check_fields("#[model(max_length = 99999999999999)] a: String", &[long]);
    check_fields(
        "#[model(max_length = \"9\")] a: String, #[model(precision = -1)] b: Decimal",
        &["a length, precision or scale is a whole number: `40`"; 2],
    );
    check_fields(
        "#[model(precision = 2, scale = 3)] a: Decimal",
        &["`scale` counts those of the 2 digits that are behind the point; write 2 at most"],
    );
    check_fields(
        "#[model(scale = 3)] a: Decimal, #[model(precision = 1001)] b: Decimal",
        &[
            "`scale` needs a `precision`; write `precision = .., scale = ..`",
            "`precision` is 1000 digits at most; write fewer",
        ],
    );
    check_fields(
        "#[model(max_length = 3, precision = 2)] a: String",
        &[
            "`precision` cannot be together with `max_length`; a text has a length, a decimal a precision",
        ],
    );
    check_fields(
        "#[model(embed, max_length = 3)] a: Money",
        &["`max_length` is for a column, but `a` is an embedded struct; remove one of them"],
    );
}
