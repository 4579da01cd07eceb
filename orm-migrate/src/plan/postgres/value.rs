//! Labels of enums that are kept as text.

use super::{DIALECT, Work};
use crate::schema::{Column, ObjectName};

impl Work<'_> {
    pub(super) fn rename_value(
        &mut self,
        table: &ObjectName,
        column: &Column,
        from: &str,
        to: &str,
    ) {
        let name = DIALECT.quoted(&column.name);
        let is_list = column.ty.sql(DIALECT).ends_with("[]");
        let parts = |from: &str, to: &str| {
            let (from, to) = (DIALECT.literal(from), DIALECT.literal(to));
            match is_list {
                true => (
                    format!("{name} = array_replace({name}, {from}, {to})"),
                    format!("{from} = ANY ({name})"),
                ),
                false => (format!("{name} = {to}"), format!("{name} = {from}")),
            }
        };
        let (set, filter) = parts(to, from);
        let (_, back) = self.update(table, set, filter);
        let (set, filter) = parts(from, to);
        let (level, step) = self.update(table, set, filter);
        self.add(level, table, vec![step], vec![back]);
    }

    /// Other labels in place of some that are gone, in one look at the rows.
    pub(super) fn replace_values(
        &mut self,
        table: &ObjectName,
        column: &Column,
        values: &[(String, String)],
    ) {
        let name = DIALECT.quoted(&column.name);
        let pairs = values.iter().map(|(from, to)| (DIALECT.literal(from), DIALECT.literal(to)));
        let pairs: Vec<_> = pairs.collect();
        let froms = || pairs.iter().map(|(from, _)| from.as_str());
        let is_list = column.ty.sql(DIALECT).ends_with("[]");
        let (set, filter) = match (&pairs[..], is_list) {
            ([], _) => return,
            ([(from, to)], false) => (to.clone(), format!("{name} = {from}")),
            (_, false) => {
                let cases = pairs.iter().map(|(from, to)| format!(" WHEN {from} THEN {to}"));
                let cases: String = cases.collect();
                let list = froms().collect::<Vec<_>>().join(", ");
                (format!("CASE {name}{cases} END"), format!("{name} IN ({list})"))
            }
            (_, true) => {
                let replaced = pairs.iter().fold(name.clone(), |list, (from, to)| {
                    format!("array_replace({list}, {from}, {to})")
                });
                let one_of: Vec<_> = froms().map(|from| format!("{from} = ANY ({name})")).collect();
                (replaced, one_of.join(" OR "))
            }
        };
        let (level, step) = self.update(table, format!("{name} = {set}"), filter);
        let step = step.note("the way back leaves these rows as they are then");
        self.add(level, table, vec![step], Vec::new());
    }
}
