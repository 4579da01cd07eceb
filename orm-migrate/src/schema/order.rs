//! The order-independent form of a description, and what is carried from one to another.

use super::{Schema, Table};

impl Schema {
    /// The same with each list in the order of names, columns of a table among them, so that two
    /// descriptions with the same parts are equal. Columns of keys and indexes and labels of enum types
    /// keep their order, which means something.
    pub fn sorted(mut self) -> Schema {
        self.schemas.sort();
        self.enums.sort_by(|a, b| a.name.cmp(&b.name));
        self.tables.sort_by(|a, b| a.name.cmp(&b.name));
        self.tables.iter_mut().for_each(sort);
        self
    }

    /// The same with what no database tells, from a description that knows it: which column names a row's
    /// tenant, which names things had, and which partitions a table begins with; its partitions are that
    /// description's, because they come and go.
    pub fn with_hints_of(mut self, other: &Schema) -> Schema {
        for ty in &mut self.enums {
            let Some(from) = other.enum_type(&ty.name) else { continue };
            ty.renamed_from.clone_from(&from.renamed_from);
            ty.renamed_labels.clone_from(&from.renamed_labels);
        }
        for table in &mut self.tables {
            let Some(from) = other.table(&table.name) else { continue };
            table.tenant.clone_from(&from.tenant);
            table.renamed_from.clone_from(&from.renamed_from);
            if let (Some(own), Some(from)) = (&mut table.partitioning, &from.partitioning) {
                own.first = from.first;
                own.partitions.clone_from(&from.partitions);
            }
            for column in &mut table.columns {
                let Some(from) = from.column(&column.name) else { continue };
                column.renamed_from.clone_from(&from.renamed_from);
                column.renamed_labels.clone_from(&from.renamed_labels);
            }
        }
        self
    }

    /// The same with tables that SQLite keeps as it does in another description: what no model says, stays.
    #[cfg(feature = "cli")]
    pub(crate) fn stored_like(mut self, other: &Schema) -> Schema {
        for table in &mut self.tables {
            let hint = table.renamed_from.as_ref();
            let by_hint = |old: &&Table| hint.is_some_and(|hint| *hint == old.name.to_string());
            let old = other.tables.iter().find(by_hint).or_else(|| other.table(&table.name));
            if let Some(old) = old {
                (table.strict, table.without_rowid) = (old.strict, old.without_rowid);
            }
        }
        self
    }
}

fn sort(table: &mut Table) {
    table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    // Those without a name, on SQLite, by what they say.
    table.uniques.sort_by(|a, b| (&a.name, &a.columns).cmp(&(&b.name, &b.columns)));
    table.checks.sort_by(|a, b| (&a.name, &a.expression).cmp(&(&b.name, &b.expression)));
    table.foreign_keys.sort_by(|a, b| (&a.name, &a.columns).cmp(&(&b.name, &b.columns)));
    table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    table.triggers.sort_by(|a, b| a.name.cmp(&b.name));
    table.policies.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(partitioning) = &mut table.partitioning {
        partitioning.partitions.sort_by(|a, b| a.name.cmp(&b.name));
    }
}
