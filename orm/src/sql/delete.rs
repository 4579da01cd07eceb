//! `DELETE`.

use super::writer::{Scope, Source, Writer};
use crate::error::Error;
use crate::stmt::{Delete, Hops};

impl Writer<'_> {
    pub(super) fn delete(&mut self, delete: &Delete) -> Result<(), Error> {
        let table = delete.rows.table;
        let alias = self.new_alias();
        self.push("DELETE FROM ");
        self.table(table)?;
        self.push(" AS ");
        self.alias(alias);
        let root = Source { hops: Hops::new(), table, alias: Some(alias), outer: false };
        self.scopes.push(Scope { tables: vec![root] });
        self.found_rows(&delete.rows)?;
        self.scopes.pop();
        Ok(())
    }
}
