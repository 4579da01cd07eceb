//! `UPDATE`.

use super::writer::{Scope, Source, Writer};
use crate::error::Error;
use crate::stmt::{Hops, Update};

impl Writer<'_> {
    pub(super) fn update(&mut self, update: &Update) -> Result<(), Error> {
        let table = update.rows.table;
        let alias = self.new_alias();
        self.push("UPDATE ");
        self.table(table)?;
        self.push(" AS ");
        self.alias(alias);
        self.push(" SET ");
        let root = Source { hops: Hops::new(), table, alias: Some(alias), outer: false };
        self.scopes.push(Scope { tables: vec![root] });
        self.assignments(&update.set)?;
        self.found_rows(&update.rows)?;
        self.scopes.pop();
        self.returning(table, &update.returning)
    }
}
