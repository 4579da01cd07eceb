//! What becomes a struct: its name, its fields, its key, and what is to be said of them.

use super::rust_type::{self, RustType};
use super::{Remark, default, name, own};
use crate::introspect::Found;
use crate::partitions;
use crate::schema::{Check, Column, EnumType, Identity, ObjectName, Partitioning, Table, period};
use crate::source::unquoted;
use heck::ToSnakeCase;
use orm::Dialect;

/// All that becomes Rust.
pub(super) struct Models<'a> {
    pub(super) found: &'a Found,
    pub(super) enums: Vec<Enum<'a>>,
    pub(super) list: Vec<Model<'a>>,
}

/// An enum type of the database.
pub(super) struct Enum<'a> {
    pub(super) of: &'a EnumType,
    pub(super) name: String,
}

/// A struct.
pub(super) struct Model<'a> {
    pub(super) table: &'a Table,
    pub(super) name: String,
    /// Whether it is only read, because it has no key that a model can have.
    pub(super) view: bool,
    /// The keys of `#[model(..)]` above it.
    pub(super) items: Vec<String>,
    /// The comments above it.
    pub(super) notes: Vec<String>,
    pub(super) fields: Vec<Field<'a>>,
    /// The checks that the fields' types bring by themselves.
    pub(super) checks_of_types: Vec<&'a Check>,
    /// The names of its relations.
    pub(super) relations: Vec<String>,
    remarks: Vec<Remark>,
}

/// A field.
pub(super) struct Field<'a> {
    pub(super) column: &'a Column,
    pub(super) name: String,
    pub(super) ty: RustType,
    pub(super) is_optional: bool,
    /// Whether the database fills it, so that it refers to nothing.
    pub(super) is_filled: bool,
    /// The keys of `#[model(..)]` above it.
    pub(super) items: Vec<String>,
    /// The comments above it.
    pub(super) notes: Vec<String>,
}

/// So many columns a model's key has at most (`orm`, `model::Key`).
const LONGEST_KEY: usize = 4;

impl<'a> Models<'a> {
    /// Structs with fields and keys.
    pub(super) fn new(found: &'a Found) -> Models<'a> {
        let mut taken: Vec<String> = Vec::new();
        let mut named = |wanted: String| {
            let name = name::free(wanted, "", |name| taken.iter().any(|other| other == name));
            taken.push(name.clone());
            name
        };
        let mut enums = Vec::new();
        for of in &found.schema.enums {
            enums.push(Enum { of, name: named(name::camel(&of.name.name)) });
        }
        let tables = found.schema.tables.iter();
        let names: Vec<_> = tables.map(|table| named(name::of_struct(&table.name.name))).collect();
        let mut models = Models { found, enums, list: Vec::new() };
        for (table, name) in found.schema.tables.iter().zip(names) {
            let model = models.model(table, name);
            models.list.push(model);
        }
        models
    }

    /// The model of a table.
    pub(super) fn position(&self, name: &ObjectName) -> Option<usize> {
        self.list.iter().position(|model| model.table.name == *name)
    }

    /// What is not said, or said otherwise.
    pub(super) fn into_remarks(self) -> Vec<Remark> {
        self.list.into_iter().flat_map(|model| model.remarks).collect()
    }

    fn model(&self, table: &'a Table, name: String) -> Model<'a> {
        let mut model = Model {
            table,
            view: false,
            items: Vec::new(),
            notes: Vec::new(),
            fields: Vec::new(),
            checks_of_types: Vec::new(),
            relations: Vec::new(),
            remarks: Vec::new(),
            name,
        };
        if name::plural(&model.name) != table.name.name {
            model.items.push(format!("table = {:?}", table.name.name));
        }
        if let Some(schema) = &table.name.schema {
            model.items.push(format!("schema = {schema:?}"));
        }
        for column in &table.columns {
            self.field(&mut model, column);
        }
        model.key();
        if !model.view {
            model.comments();
        }
        model.beside();
        model
    }

    fn field(&self, model: &mut Model<'a>, column: &'a Column) {
        let enum_name = |name: &ObjectName| {
            self.enums.iter().find(|one| one.of.name == *name).map(|one| one.name.clone())
        };
        let domain = |name: &str| {
            let mut domains = self.found.domains.iter();
            domains.find(|(domain, _)| domain == name).map(|(_, base)| base.clone())
        };
        let written = column.ty.sql(self.found.schema.dialect);
        let own = Some(model.table).filter(|_| self.found.schema.dialect == Dialect::Sqlite);
        let own = own.and_then(|table| own::of(table, column));
        let is_own = own.is_some();
        let ty = match own {
            Some((ty, checks)) => {
                model.checks_of_types.extend(checks);
                Some(ty)
            }
            None => rust_type::of(&self.found.schema, column, enum_name, domain),
        };
        let Some(ty) = ty else {
            let filled = column.nullable || column.default.is_some() || column.generated.is_some();
            let rest = if filled { "" } else { "; rows cannot be made without it" };
            let text = format!("no Rust type for `{written}`: the column is left out{rest}");
            return model.left_out(column, &text);
        };
        let taken = |name: &str| model.fields.iter().any(|field| field.name == name);
        let field = name::free(name::of_field(&column.name), "_", taken);
        let key = model.table.primary_key.as_ref();
        let is_key = key.is_some_and(|key| key.columns.contains(&column.name));
        let says = ty.model_says.clone();
        let mut items = ty.size.clone();
        if field != column.name {
            items.insert(0, format!("column = {:?}", column.name));
        }
        model.fields.push(Field {
            column,
            name: field,
            ty,
            is_optional: column.nullable && !is_key,
            is_filled: false,
            items,
            notes: Vec::new(),
        });
        let at = model.fields.len() - 1;
        if let Some(says) = says {
            model.note(at, format!("the column is `{written}`, where a model says `{says}`"));
        }
        if let Some(collation) = column.collation.as_ref().filter(|_| !is_own) {
            model.note(at, format!("the collation `{collation}` has no place in a model"));
        }
        if !is_key {
            self.value(model, at);
        }
    }

    /// Who fills a column that is no key.
    fn value(&self, model: &mut Model<'a>, at: usize) {
        let column = model.fields[at].column;
        if let Some(generated) = &column.generated {
            model.fields[at].items.push(format!("generated = {:?}", generated.expression));
            model.fields[at].is_filled = true;
            if !generated.stored {
                model.note(
                    at,
                    "the value is made at each read, where a model's is stored".to_owned(),
                );
            }
        } else if column.identity.is_some() {
            let text = "the database numbers it, but in a model only a key is numbered";
            model.note(at, text.to_owned());
        } else if let Some(default) = &column.default {
            let dialect = self.found.schema.dialect;
            model.fields[at].items.extend(default::attribute(dialect, default));
        }
    }
}

impl Model<'_> {
    /// The field of a column.
    pub(super) fn field(&self, column: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.column.name == column)
    }

    /// The fields of columns, if all of them have one.
    pub(super) fn fields(&self, columns: &[String]) -> Option<Vec<usize>> {
        columns.iter().map(|column| self.field(column)).collect()
    }

    /// The fields' names in a list: `a, b`.
    pub(super) fn named(&self, fields: &[usize]) -> String {
        let names = fields.iter().map(|at| name::written(&self.fields[*at].name));
        names.collect::<Vec<_>>().join(", ")
    }

    /// The name of the module that the derive makes beside the struct.
    pub(super) fn snake(&self) -> String {
        self.name.to_snake_case()
    }

    /// Says something of a field.
    pub(super) fn note(&mut self, at: usize, text: String) {
        let place = format!("{}.{}", self.table.name, self.fields[at].column.name);
        self.remarks.push(Remark { at: place, text: text.clone() });
        self.fields[at].notes.push(text);
    }

    /// Says something of the table.
    pub(super) fn note_table(&mut self, text: String) {
        self.remarks.push(Remark { at: self.table.name.to_string(), text: text.clone() });
        self.notes.push(text);
    }

    fn left_out(&mut self, column: &Column, text: &str) {
        self.remarks.push(Remark {
            at: format!("{}.{}", self.table.name, column.name),
            text: text.to_owned(),
        });
        self.notes.push(format!("`{}`: {text}", column.name));
    }

    fn key(&mut self) {
        let key = self.table.primary_key.as_ref();
        let fields = key.and_then(|key| self.fields(&key.columns));
        let fields = fields.filter(|fields| fields.len() <= LONGEST_KEY);
        let Some(fields) = fields else {
            self.view = true;
            self.items.push("view".to_owned());
            // What is only read says nothing of writing.
            for field in &mut self.fields {
                field.items.retain(|item| item.starts_with("column"));
            }
            let text = "without a key that a model can have, it is only read";
            return self.note_table(text.to_owned());
        };
        if let Some(name) = key.and_then(|key| key.name.as_ref()) {
            self.note_table(format!("the primary key is named `{name}`"));
        }
        let is_single = fields.len() == 1;
        if !is_single {
            let names = self.named(&fields);
            self.items.push(format!("primary_key({names})"));
        }
        for at in fields {
            self.key_field(at, is_single);
        }
    }

    fn key_field(&mut self, at: usize, is_single: bool) {
        let field = &mut self.fields[at];
        let (column, ty) = (field.column, field.ty.name.as_str());
        let is_number = column.identity.is_some() && matches!(ty, "i16" | "i32" | "i64");
        let is_uuid = column.default.is_some() && ty == "Uuid";
        if is_single {
            let is_auto = is_number || is_uuid;
            let key = if is_auto { "primary_key, auto" } else { "primary_key" };
            field.items.insert(0, key.to_owned());
            field.is_filled = is_auto;
        }
        if let Some(default) = &column.default {
            let text = format!("the default `{default}` of a key has no place in a model");
            self.note(at, text);
        }
        if column.identity.is_some() && !(is_single && is_number) {
            self.note(at, "in a model only a key of one column is numbered".to_owned());
        }
        if column.identity == Some(Identity::Always) {
            self.note(at, "GENERATED ALWAYS, where a model says BY DEFAULT".to_owned());
        }
        if column.generated.is_some() {
            self.note(at, "in a model no key is computed".to_owned());
        }
    }

    fn comments(&mut self) {
        let comment = |text: &String| format!("comment = {text:?}");
        self.items.extend(self.table.comment.as_ref().map(comment));
        for field in &mut self.fields {
            field.items.extend(field.column.comment.as_ref().map(comment));
        }
    }

    /// What belongs to the table and has no place in a model.
    fn beside(&mut self) {
        let table = self.table;
        if let Some(partitioning) = &table.partitioning {
            match self.partition_by(partitioning) {
                Some(item) => self.items.push(item),
                None => self.note_table(format!("partitioned by `{}`", partitioning.by)),
            }
        }
        if table.row_security.enabled {
            self.note_table("row-level security is on".to_owned());
        }
        for policy in &table.policies {
            self.note_table(format!("the policy `{}` has no place in a model", policy.name));
        }
        for trigger in &table.triggers {
            self.note_table(format!("the trigger `{}` has no place in a model", trigger.name));
        }
        for (is_on, word) in [(table.strict, "STRICT"), (table.without_rowid, "WITHOUT ROWID")] {
            if is_on {
                self.note_table(format!("{word} has no place in a model"));
            }
        }
    }

    /// `partition_by(range(at), every = "1 month")`, if that is how partitions are made.
    fn partition_by(&self, of: &Partitioning) -> Option<String> {
        let column = of.by.strip_prefix("RANGE (")?.strip_suffix(')')?;
        let column = unquoted(column);
        let is_it = |field: &&Field<'_>| field.column.name == column && !field.is_optional;
        let field = self.fields.iter().find(is_it).filter(|_| !self.view)?;
        let every = partitions::period_of(of.partitions.iter().map(|part| part.bound.as_str()))?;
        Some(format!("partition_by(range({}), every = {:?})", field.name, period::text(every)))
    }
}
