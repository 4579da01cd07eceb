//! The changes that are made under load, in their order.

use super::{Column, DataType, ObjectName, Schema, Table, index};
use orm_migrate::schema::{Check, ForeignKey, Unique};
use orm_migrate::{Answer, Answers, Subject};

pub(super) struct Change {
    pub(super) name: &'static str,
    /// What is wrong with it if it is written as one statement.
    pub(super) rule: &'static str,
    /// Whether that is so however it is written: programs that are older than it break.
    pub(super) is_always_said: bool,
    pub(super) answers: Answers,
    edit: fn(&mut Table),
}

impl Change {
    fn new(name: &'static str, rule: &'static str, edit: fn(&mut Table)) -> Change {
        Change { name, rule, is_always_said: false, answers: Answers::new(), edit }
    }

    fn value(mut self, column: &str, value: &str) -> Change {
        let subject = Subject::Column(ObjectName::plain("sales"), column.to_owned());
        self.answers.answer(subject, Answer::Value(value.to_owned()));
        self
    }

    /// The schema with this change.
    pub(super) fn of(&self, schema: &Schema) -> Schema {
        let mut changed = schema.clone();
        (self.edit)(sales(&mut changed));
        changed
    }
}

pub(super) fn sales(schema: &mut Schema) -> &mut Table {
    let is_it = |table: &&mut Table| table.name.name == "sales";
    schema.tables.iter_mut().find(is_it).expect("it is one of two")
}

fn column<'a>(table: &'a mut Table, name: &str) -> &'a mut Column {
    table.columns.iter_mut().find(|column| column.name == name).expect("it has this column")
}

pub(super) fn all() -> Vec<Change> {
    let drop_column = Change::new("drop column", "drop-column", |table| {
        table.columns.retain(|column| column.name != "old");
    });
    vec![
        Change::new("index", "create-index-blocking", |table| {
            table.indexes.push(index("sales_buyer_id_idx", "buyer_id"));
        }),
        Change::new("unique", "unique-constraint", |table| {
            table.uniques.push(Unique {
                name: Some("sales_number_key".to_owned()),
                columns: vec!["number".to_owned()],
                nulls_not_distinct: false,
            });
        }),
        Change::new("not null", "set-not-null", |table| column(table, "note").nullable = false)
            .value("note", "'none'"),
        Change::new("check", "check-without-not-valid", |table| {
            table.checks.push(Check {
                name: Some("sales_weight_check".to_owned()),
                expression: "weight >= 0".to_owned(),
            });
        }),
        Change::new("no check", "drop-constraint", |table| table.checks.clear()).always(),
        Change::new("reference", "foreign-key-without-not-valid", |table| {
            table.foreign_keys.push(ForeignKey {
                name: Some("sales_buyer_id_fkey".to_owned()),
                columns: vec!["buyer_id".to_owned()],
                target: ObjectName::plain("buyers"),
                target_columns: vec!["id".to_owned()],
                on_delete: Default::default(),
                on_update: Default::default(),
                on_delete_columns: vec![],
                deferrable: None,
            });
        }),
        // With a default, or programs that run could write no row any more.
        Change::new("required column", "set-not-null", |table| {
            let rank = Column::new("rank", DataType::named("int8"));
            table.columns.push(Column { default: Some("0".to_owned()), ..rank });
        })
        .value("rank", "number * 2"),
        Change::new("type", "change-column-type", |table| {
            column(table, "weight").ty = DataType::named("numeric(20,6)");
        }),
        Change::new("volatile default", "add-column-volatile-default", |table| {
            let key = Column::new("public_key", DataType::named("uuid"));
            let default = Some("gen_random_uuid()".to_owned());
            table.columns.push(Column { default, ..key });
        }),
        Change::new("drop index", "drop-index-blocking", |table| {
            table.indexes.retain(|index| index.name != "sales_old_idx");
        }),
        drop_column.always(),
    ]
}

impl Change {
    fn always(mut self) -> Change {
        self.is_always_said = true;
        self
    }
}
