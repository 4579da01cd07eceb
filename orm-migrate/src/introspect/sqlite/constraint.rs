//! References in a definition.

use super::parse::name;
use crate::schema::{Action, ForeignKey, ObjectName, Schema, Table};
use sqlite3_parser::ast::{DeferSubclause, ForeignKeyClause, InitDeferredPred, RefAct, RefArg};

/// `REFERENCES ..`; without columns it is completed by [`resolve`].
pub(super) fn foreign_key(
    named: Option<String>,
    columns: Vec<String>,
    clause: &ForeignKeyClause<'_>,
    defer: Option<&DeferSubclause>,
) -> ForeignKey {
    let target_columns = clause.columns.unwrap_or_default();
    let mut key = ForeignKey {
        name: named,
        columns,
        target: ObjectName::plain(name(clause.tbl_name.0)),
        target_columns: target_columns.iter().map(|column| name(column.col_name.0)).collect(),
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        on_delete_columns: Vec::new(),
        deferrable: deferrable(defer),
    };
    for argument in clause.args {
        match argument {
            RefArg::OnDelete(act) => key.on_delete = action(act),
            RefArg::OnUpdate(act) => key.on_update = action(act),
            // Both are read by SQLite and do nothing.
            RefArg::OnInsert(_) | RefArg::Match(_) => {}
        }
    }
    key
}

/// Whether it may be checked at the end of a transaction, and if so, whether it is.
pub(super) fn deferrable(clause: Option<&DeferSubclause>) -> Option<bool> {
    let clause = clause.filter(|clause| clause.deferrable)?;
    Some(matches!(clause.init_deferred, Some(InitDeferredPred::InitiallyDeferred)))
}

/// Gives names as their own definitions write them, since upper and lower case are the same in SQLite, and the
/// columns of references that name none: those of the primary key.
pub(super) fn resolve(schema: &mut Schema) {
    let tables = schema.tables.clone();
    for table in &mut schema.tables {
        let own = table.clone();
        let columns = |of: &Table, names: &mut Vec<String>| {
            for name in names {
                let same = of.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
                if let Some(column) = same {
                    name.clone_from(&column.name);
                }
            }
        };
        for key in &mut table.foreign_keys {
            columns(&own, &mut key.columns);
            let is_target = |other: &&Table| other.name.name.eq_ignore_ascii_case(&key.target.name);
            let Some(target) = tables.iter().find(is_target) else { continue };
            key.target = target.name.clone();
            if key.target_columns.is_empty()
                && let Some(primary) = &target.primary_key
            {
                key.target_columns.clone_from(&primary.columns);
            }
            columns(target, &mut key.target_columns);
        }
        if let Some(key) = &mut table.primary_key {
            columns(&own, &mut key.columns);
        }
        for unique in &mut table.uniques {
            columns(&own, &mut unique.columns);
        }
    }
}

fn action(act: &RefAct) -> Action {
    match act {
        RefAct::NoAction => Action::NoAction,
        RefAct::Restrict => Action::Restrict,
        RefAct::Cascade => Action::Cascade,
        RefAct::SetNull => Action::SetNull,
        RefAct::SetDefault => Action::SetDefault,
    }
}
