//! Indexes that are built beside the traffic: what an attempt that failed has left is not taken for one.

use super::observer::Event;
use super::run::Run;
use crate::source::Index;
use orm::sql;

/// The index of a table with this name, as it stands in a statement, and whether it is valid. PostgreSQL
/// manual, "CREATE INDEX", "Building Indexes Concurrently".
const FIND: &str = "SELECT format('%I.%I', n.nspname, c.relname), i.indisvalid \
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid \
    JOIN pg_namespace AS n ON n.oid = c.relnamespace \
    WHERE c.relname = $1 AND i.indrelid = to_regclass($2)";

impl Run<'_> {
    /// Builds an index, unless this very statement may have built it before.
    pub(super) async fn index(
        self,
        index: &Index,
        statement: &str,
        is_again: bool,
    ) -> Result<(), orm::Error> {
        if self.is_parted(index).await? {
            return self.index_of_parts(index, statement).await;
        }
        match self.find(index).await? {
            Some((name, false)) => {
                self.migrator.tell(&Event::InvalidIndex { name: &name });
                self.alone(&format!("DROP INDEX CONCURRENTLY IF EXISTS {name}")).await?;
            }
            Some((_, true)) if is_again => return Ok(()),
            _ => {}
        }
        self.alone(statement).await?;
        match self.find(index).await? {
            Some((_, true)) => Ok(()),
            _ => Err(orm::Error::refused(format!(
                "the index {} is not valid, though the server reported success",
                index.name
            ))),
        }
    }

    pub(super) async fn find(self, index: &Index) -> Result<Option<(String, bool)>, orm::Error> {
        let find = sql::<(String, bool)>(FIND).bind(&*index.name).bind(&*index.table);
        find.optional(&self.connection.session).await
    }
}
