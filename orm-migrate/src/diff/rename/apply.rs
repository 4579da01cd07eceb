//! A schema in which something has another name, everywhere: as the database does it.

use crate::schema::{IndexKey, ObjectName, Schema, Table};
use crate::sql::words::{Kind, mentions, renamed, renamed_type, words};
use orm::Dialect;

impl Schema {
    /// The table with this name has the other one.
    pub(crate) fn rename_table(&mut self, from: &ObjectName, to: &ObjectName) {
        for table in &mut self.tables {
            if table.name == *from {
                table.name = to.clone();
            }
            for key in table.foreign_keys.iter_mut().filter(|key| key.target == *from) {
                key.target = to.clone();
            }
        }
        self.rename_in_triggers(&from.name, &to.name);
    }

    /// The column of this table has the other name.
    pub(crate) fn rename_column(&mut self, of: &ObjectName, from: &str, to: &str) {
        for table in &mut self.tables {
            for key in table.foreign_keys.iter_mut().filter(|key| key.target == *of) {
                exchange(&mut key.target_columns, from, to);
            }
            if table.name == *of {
                rename_own(table, from, to);
            }
        }
        self.rename_in_triggers(from, to);
    }

    /// The enum type has the other name.
    pub(crate) fn rename_enum(&mut self, from: &ObjectName, to: &ObjectName) {
        for ty in self.enums.iter_mut().filter(|ty| ty.name == *from) {
            ty.name = to.clone();
        }
        for table in &mut self.tables {
            for text in texts(table) {
                *text = renamed_type(text, &from.name, &to.name);
            }
            for column in &mut table.columns {
                if let Some(default) = &mut column.default {
                    *default = renamed_type(default, &from.name, &to.name);
                }
                if column.ty.enum_name() == Some(from) {
                    column.ty.set_enum_name(to);
                }
            }
        }
    }

    /// The label of this enum type has the other text.
    pub(crate) fn rename_label(&mut self, of: &ObjectName, from: &str, to: &str) {
        for ty in self.enums.iter_mut().filter(|ty| ty.name == *of) {
            exchange(&mut ty.labels, from, to);
        }
        let (from, to) = (Dialect::Postgres.literal(from), Dialect::Postgres.literal(to));
        let change = |text: &mut String| {
            let words = words(text).into_iter().map(|(kind, word)| match kind {
                Kind::Text if word == from => to.as_str(),
                _ => word,
            });
            *text = words.collect();
        };
        for table in &mut self.tables {
            let mut users = Vec::new();
            for column in table.columns.iter_mut().filter(|one| one.ty.enum_name() == Some(of)) {
                column.default.iter_mut().for_each(change);
                users.push(column.name.clone());
            }
            if users.is_empty() {
                continue;
            }
            // The same text is no label where something else is compared.
            users.push(of.name.clone());
            let is_of = |text: &&mut String| users.iter().any(|name| mentions(text, name));
            texts(table).into_iter().filter(is_of).for_each(change);
        }
    }

    /// SQLite exchanges names in its triggers' texts.
    fn rename_in_triggers(&mut self, from: &str, to: &str) {
        if self.dialect == Dialect::Sqlite {
            for trigger in self.tables.iter_mut().flat_map(|table| &mut table.triggers) {
                trigger.sql = renamed(&trigger.sql, from, to);
            }
        }
    }
}

fn rename_own(table: &mut Table, from: &str, to: &str) {
    for column in table.columns.iter_mut().filter(|column| column.name == from) {
        column.name = to.to_owned();
    }
    for tenant in table.tenant.iter_mut().filter(|tenant| *tenant == from) {
        *tenant = to.to_owned();
    }
    table.primary_key.iter_mut().for_each(|key| exchange(&mut key.columns, from, to));
    table.uniques.iter_mut().for_each(|unique| exchange(&mut unique.columns, from, to));
    for key in &mut table.foreign_keys {
        exchange(&mut key.columns, from, to);
        exchange(&mut key.on_delete_columns, from, to);
    }
    for index in &mut table.indexes {
        exchange(&mut index.include, from, to);
        for part in &mut index.parts {
            match &mut part.key {
                IndexKey::Column(name) if name == from => *name = to.to_owned(),
                _ => {}
            }
        }
    }
    for text in texts(table) {
        *text = renamed(text, from, to);
    }
}

/// The expressions that name columns.
fn texts(table: &mut Table) -> Vec<&mut String> {
    let mut texts: Vec<&mut String> = Vec::new();
    let generated = table.columns.iter_mut().filter_map(|column| column.generated.as_mut());
    texts.extend(generated.map(|generated| &mut generated.expression));
    texts.extend(table.checks.iter_mut().map(|check| &mut check.expression));
    for index in &mut table.indexes {
        texts.extend(index.parts.iter_mut().filter_map(|part| match &mut part.key {
            IndexKey::Expression(expression) => Some(expression),
            IndexKey::Column(_) => None,
        }));
        texts.extend(index.predicate.as_mut());
    }
    texts.extend(table.partitioning.as_mut().map(|partitioning| &mut partitioning.by));
    for policy in &mut table.policies {
        texts.extend(policy.using.as_mut());
        texts.extend(policy.check.as_mut());
    }
    texts
}

fn exchange(names: &mut [String], from: &str, to: &str) {
    for name in names.iter_mut().filter(|name| *name == from) {
        *name = to.to_owned();
    }
}
