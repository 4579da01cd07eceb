//! Differences of small schemas.

use super::{Answer, Answers, Subject, diff};
use crate::schema::{
    Check, Column, DataType, EnumType, ForeignKey, Generated, Index, IndexPart, ObjectName,
    PrimaryKey, Schema, Table, Unique,
};
use orm::Dialect;

/// `orders (id bigint, note text)` with a key, and `lines`, which refer to it.
fn shop() -> Schema {
    let column = |name: &str, ty: &str| Column::new(name, DataType::named(ty));
    let key = Some(PrimaryKey { name: None, columns: vec!["id".to_owned()] });
    let mut orders = Table::new(ObjectName::plain("orders"));
    orders.columns = vec![column("id", "bigint"), column("note", "text")];
    orders.primary_key.clone_from(&key);
    let mut lines = Table::new(ObjectName::plain("lines"));
    lines.columns = vec![column("id", "bigint"), column("order_id", "bigint")];
    lines.primary_key = key;
    lines.foreign_keys.push(ForeignKey {
        name: Some("lines_order_id_fkey".to_owned()),
        columns: vec!["order_id".to_owned()],
        target: ObjectName::plain("orders"),
        target_columns: vec!["id".to_owned()],
        on_delete: Default::default(),
        on_update: Default::default(),
        on_delete_columns: Vec::new(),
        deferrable: None,
    });
    Schema { tables: vec![orders, lines], ..Schema::empty(Dialect::Postgres) }
}

fn orders(schema: &mut Schema) -> &mut Table {
    &mut schema.tables[0]
}

/// Compares the changes that `edit` brings about, and the questions, one a line.
#[track_caller]
fn check(edit: impl FnOnce(&mut Schema), expect: &[&str]) {
    check_with(&Answers::new(), edit, expect);
}

#[track_caller]
fn check_with(answers: &Answers, edit: impl FnOnce(&mut Schema), expect: &[&str]) {
    check_both(answers, |_| {}, edit, expect);
}

#[track_caller]
fn check_both(
    answers: &Answers,
    before: impl FnOnce(&mut Schema),
    edit: impl FnOnce(&mut Schema),
    expect: &[&str],
) {
    let mut from = shop();
    before(&mut from);
    let mut to = from.clone();
    edit(&mut to);
    let found = diff(&from, &to, answers);
    let ops = found.ops.iter().map(ToString::to_string);
    let lines: Vec<_> =
        ops.chain(found.questions.iter().map(|question| question.to_string())).collect();
    assert_eq!(lines, expect);
    // Once it is done there is nothing left to do, whatever hints still stand.
    let again = diff(&found.target, &to, &Answers::new());
    assert!(found.target != to || again.ops.is_empty(), "{:?}", again.ops);
}

#[test]
fn the_same_is_no_difference() {
    check(|_| {}, &[]);
    check(|schema| orders(schema).columns.reverse(), &[]);
}

#[test]
fn a_type_of_sqlite_with_another_name_is_the_same() {
    let check = |from: &'static str, to: &'static str, expect: &[&str]| {
        let before = |schema: &mut Schema| {
            schema.dialect = Dialect::Sqlite;
            orders(schema).columns[1].ty = DataType::named(from);
        };
        let edit = |schema: &mut Schema| orders(schema).columns[1].ty = DataType::named(to);
        check_both(&Answers::new(), before, edit, expect);
    };
    check("VARCHAR(20)", "TEXT", &[]);
    check("BOOL", "INTEGER", &[]);
    check("DATETIME", "TEXT", &["alter column orders.note: type DATETIME to TEXT"]);
}

#[test]
fn what_is_of_the_same_type_is_asked_and_not_guessed() {
    check(
        |schema| orders(schema).columns[1].name = "remark".to_owned(),
        &[
            "drop column orders.note",
            "add column orders.remark",
            "column orders.remark is new: is it note under another name?",
            "column orders.remark (text) may not be NULL: what do rows that are there get?",
        ],
    );
    check(
        |schema| {
            let name = ObjectName::plain("sales");
            schema.tables[1].foreign_keys[0].target = name.clone();
            orders(schema).name = name;
        },
        &[
            "drop foreign key lines_order_id_fkey of lines",
            "drop table orders",
            "create table sales",
            "add foreign key lines_order_id_fkey of lines",
            "table sales is new: is it orders under another name?",
        ],
    );
}

#[test]
fn a_hint_or_an_answer_tells_of_another_name() {
    let rename = |schema: &mut Schema| orders(schema).columns[1].name = "remark".to_owned();
    check(
        |schema| {
            rename(schema);
            orders(schema).columns[1].renamed_from = Some("note".to_owned());
        },
        &["rename column orders.note to remark"],
    );
    let remark = Subject::Column(ObjectName::plain("orders"), "remark".to_owned());
    let renamed = Answers::new().with(remark.clone(), Answer::RenamedFrom("note".to_owned()));
    check_with(&renamed, rename, &["rename column orders.note to remark"]);
    let new = Answers::new()
        .with(remark.clone(), Answer::New)
        .with(remark.clone(), Answer::Value("''".to_owned()));
    check_with(&new, rename, &["drop column orders.note", "add column orders.remark"]);
}

#[test]
fn a_table_takes_along_what_is_named_after_it() {
    check(
        |schema| {
            let name = ObjectName::plain("sales");
            schema.tables[1].foreign_keys[0].target = name.clone();
            orders(schema).name = name;
            orders(schema).renamed_from = Some("orders".to_owned());
        },
        &["rename table orders to sales", "rename constraint orders_pkey of sales to sales_pkey"],
    );
}

#[test]
fn a_check_follows_its_column() {
    let with = |schema: &mut Schema, expression: &str| {
        let name = Some("short".to_owned());
        orders(schema).checks = vec![Check { name, expression: expression.to_owned() }];
    };
    let rename = |schema: &mut Schema, expression: &str| {
        with(schema, expression);
        orders(schema).columns[1].name = "remark".to_owned();
        orders(schema).columns[1].renamed_from = Some("note".to_owned());
    };
    check_both(
        &Answers::new(),
        |schema| with(schema, "length(note) < 9"),
        |schema| rename(schema, "length(remark) < 9"),
        &["rename column orders.note to remark"],
    );
    check_both(
        &Answers::new(),
        |schema| with(schema, "length(note) < 9"),
        |schema| rename(schema, "length(remark) < 8"),
        &[
            "rename column orders.note to remark",
            "drop check short of orders",
            "add check short of orders",
        ],
    );
}

#[test]
fn rows_need_a_value_in_a_required_column() {
    let add = |schema: &mut Schema| {
        orders(schema).columns.push(Column::new("total", DataType::named("numeric")));
    };
    check(
        add,
        &[
            "add column orders.total",
            "column orders.total (numeric) may not be NULL: what do rows that are there get?",
        ],
    );
    let total = Subject::Column(ObjectName::plain("orders"), "total".to_owned());
    let value = Answers::new().with(total.clone(), Answer::Value("0".to_owned()));
    check_with(&value, add, &["add column orders.total"]);
    let mut to = shop();
    add(&mut to);
    let later = diff(&shop(), &to, &Answers::new().with(total, Answer::Nullable));
    assert!(later.questions.is_empty());
    assert!(later.target.tables[0].column("total").unwrap().nullable);
}

#[test]
fn what_stands_on_a_key_goes_before_it() {
    check(
        |schema| {
            let orders = orders(schema);
            let columns = orders.primary_key.take().unwrap().columns;
            let name = Some("orders_id_key".to_owned());
            orders.uniques.push(Unique { name, columns, nulls_not_distinct: false });
        },
        &[
            "drop foreign key lines_order_id_fkey of lines",
            "drop primary key of orders",
            "add unique orders_id_key of orders",
            "add foreign key lines_order_id_fkey of lines",
        ],
    );
    // A number refers to a wider number, but not to a text.
    check(
        |schema| orders(schema).columns[0].ty = DataType::named("integer"),
        &["alter column orders.id: type bigint to integer"],
    );
    check(
        |schema| {
            orders(schema).columns[0].ty = DataType::named("text");
            schema.tables[1].columns[1].ty = DataType::named("text");
        },
        &[
            "drop foreign key lines_order_id_fkey of lines",
            "alter column orders.id: type bigint to text",
            "alter column lines.order_id: type bigint to text",
            "add foreign key lines_order_id_fkey of lines",
        ],
    );
}

#[test]
fn a_generated_column_gives_way_to_a_type() {
    let with = |schema: &mut Schema| {
        let mut column = Column::new("length", DataType::named("integer"));
        let expression = "length(note)".to_owned();
        column.generated = Some(Generated { expression, stored: true });
        column.nullable = true;
        orders(schema).columns.push(column);
    };
    check_both(
        &Answers::new(),
        with,
        |schema| orders(schema).columns[1].ty = DataType::named("varchar(9)"),
        &[
            "drop column orders.length",
            "alter column orders.note: type text to varchar(9)",
            "add column orders.length",
        ],
    );
}

#[test]
fn the_same_under_another_name_is_renamed() {
    let unique = |name: &str| {
        let columns = vec!["note".to_owned()];
        Unique { name: Some(name.to_owned()), columns, nulls_not_distinct: false }
    };
    let index = |name: &str| Index {
        name: name.to_owned(),
        method: None,
        unique: false,
        parts: vec![IndexPart::column("note")],
        include: Vec::new(),
        predicate: None,
    };
    check_both(
        &Answers::new(),
        |schema| {
            orders(schema).uniques = vec![unique("a"), unique("b")];
            orders(schema).indexes = vec![index("c")];
        },
        |schema| {
            orders(schema).uniques = vec![unique("a"), unique("d")];
            orders(schema).indexes = vec![index("b")];
        },
        &["rename constraint b of orders to d", "rename index c of orders to b"],
    );
}

#[test]
fn labels_are_added_renamed_or_replaced() {
    let mood = |labels: &[&str]| {
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        EnumType::new(ObjectName::plain("mood"), labels)
    };
    let check = |labels: &[&str], renamed: &[(&str, &str)], expect: &[&str]| {
        check_both(
            &Answers::new(),
            |schema| {
                schema.enums = vec![mood(&["good", "bad"])];
                orders(schema).columns[1].ty = DataType::Enum(ObjectName::plain("mood"));
            },
            |schema| {
                schema.enums = vec![mood(labels)];
                schema.enums[0].renamed_labels =
                    renamed.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            },
            expect,
        );
    };
    check(&["good", "so-so", "bad"], &[], &["add labels to enum mood"]);
    check(&["bad", "good"], &[], &["replace enum mood"]);
    check(
        &["good"],
        &[],
        &["replace enum mood", "label bad of enum mood is gone: what do rows that hold it get?"],
    );
    check(&["good", "poor"], &[("poor", "bad")], &["rename label bad of enum mood to poor"]);
    check(
        &["good", "poor"],
        &[],
        &["replace enum mood", "label poor of enum mood is new: is it bad under another name?"],
    );
}

#[test]
fn what_is_called_like_a_type_or_a_label_keeps_its_name() {
    let text = DataType::named("text");
    check_both(
        &Answers::new(),
        |schema| {
            let labels = vec!["good".to_owned(), "bad".to_owned()];
            schema.enums = vec![EnumType::new(ObjectName::plain("mood"), labels)];
            let table = orders(schema);
            let mood = DataType::Enum(ObjectName::plain("mood"));
            table
                .columns
                .push(Column { default: Some("'bad'".to_owned()), ..Column::new("mood", mood) });
            let word =
                Column { default: Some("'bad'".to_owned()), ..Column::new("word", text.clone()) };
            table.columns.push(word);
            for (name, expression) in [("a", "mood <> 'bad'::mood"), ("b", "word <> 'bad'")] {
                let (name, expression) = (Some(name.to_owned()), expression.to_owned());
                table.checks.push(Check { name, expression });
            }
        },
        |schema| {
            schema.enums[0].name = ObjectName::plain("temper");
            schema.enums[0].renamed_from = Some("mood".to_owned());
            schema.enums[0].labels[1] = "poor".to_owned();
            schema.enums[0].renamed_labels = vec![("poor".to_owned(), "bad".to_owned())];
            let table = orders(schema);
            let mood = table.columns.iter_mut().find(|column| column.name == "mood").unwrap();
            mood.ty = DataType::Enum(ObjectName::plain("temper"));
            mood.default = Some("'poor'".to_owned());
            table.checks[0].expression = "mood <> 'poor'::temper".to_owned();
        },
        &["rename enum mood to temper", "rename label bad of enum temper to poor"],
    );
}

#[test]
fn a_column_changes_between_types_that_are_both_replaced() {
    let ty = |name: &str| DataType::Enum(ObjectName::plain(name));
    let labels = |schema: &mut Schema, labels: &[&str]| {
        let labels: Vec<_> = labels.iter().map(|label| (*label).to_owned()).collect();
        let names = ["grade", "mood"].map(ObjectName::plain);
        schema.enums = names.map(|name| EnumType::new(name, labels.clone())).into();
    };
    check_both(
        &Answers::new(),
        |schema| {
            labels(schema, &["good", "bad"]);
            orders(schema).columns[1].ty = ty("grade");
        },
        |schema| {
            labels(schema, &["bad", "good"]);
            orders(schema).columns[1].ty = ty("mood");
        },
        &[
            "replace enum mood",
            "alter column orders.note: type \"grade\" to \"mood\"",
            "replace enum grade",
        ],
    );
}
