//! Indexes of tables in partitions, which PostgreSQL builds `CONCURRENTLY` for one partition at a time only
//! (manual, 5.12.2.2): first that of the table, which stays invalid, then each partition's, which is attached.

use super::observer::Event;
use super::run::Run;
use crate::source::Index;
use orm::{sql, unsafe_text};

const IS_PARTED: &str = "SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass($1)";

/// The partitions without an index that belongs to this one, with the rest of the statement that makes it: the
/// server writes it anew, and its beginning is known.
const MISSING: &str = "SELECT format('%I.%I', pn.nspname, p.relname), p.relname::text, p.relkind = 'r', \
        format('%I', left(p.relname, 40) || '_' || left(md5(p.relname || ' ' || x.relname), 20)), \
        format('%I.%I', pn.nspname, left(p.relname, 40) || '_' || left(md5(p.relname || ' ' || x.relname), 20)), \
        CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, \
        substr(pg_get_indexdef(x.oid), 1 + length(format('CREATE %sINDEX %I ON ONLY %I.%I ', \
            CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, x.relname, tn.nspname, t.relname))) \
    FROM pg_class x JOIN pg_index i ON i.indexrelid = x.oid \
    JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace \
    JOIN pg_inherits h ON h.inhparent = t.oid JOIN pg_class p ON p.oid = h.inhrelid \
    JOIN pg_namespace pn ON pn.oid = p.relnamespace \
    WHERE x.oid = to_regclass($1) AND p.relkind <> 'f' AND NOT EXISTS ( \
        SELECT FROM pg_inherits o JOIN pg_index oi ON oi.indexrelid = o.inhrelid \
        WHERE o.inhparent = x.oid AND oi.indrelid = p.oid) \
    ORDER BY p.relname LIMIT 1";

/// A partition; whether it has rows itself; the index, alone and with its schema; `UNIQUE `; and what follows.
type Missing = (String, String, bool, String, String, String, String);

impl Run<'_> {
    /// Whether the table of an index is in partitions.
    pub(super) async fn is_parted(self, index: &Index) -> Result<bool, orm::Error> {
        let is_parted = sql::<bool>(IS_PARTED).bind(&*index.table);
        let found = is_parted.optional(&self.connection.session).await?;
        Ok(found.unwrap_or(false))
    }

    /// Builds an index partition by partition; one that was begun is completed.
    pub(super) async fn index_of_parts(
        self,
        index: &Index,
        statement: &str,
    ) -> Result<(), orm::Error> {
        if self.find(index).await?.is_none() {
            // It has no rows itself, so that this takes no time.
            self.locked(&of_table_only(index, statement)?).await?;
        }
        loop {
            let Some((whole, is_valid)) = self.find(index).await? else {
                return Err(refused(index, "is not there, though the server reported success"));
            };
            let missing = sql::<Missing>(MISSING).bind(&*whole);
            let Some(missing) = missing.optional(&self.connection.session).await? else {
                return match is_valid {
                    true => Ok(()),
                    false => Err(refused(index, "is not valid, though each partition has it")),
                };
            };
            self.index_of_part(index, &whole, missing).await?;
        }
    }

    async fn index_of_part(
        self,
        index: &Index,
        whole: &str,
        (part, name, has_rows, own, qualified, unique, rest): Missing,
    ) -> Result<(), orm::Error> {
        if !has_rows {
            let what = format!(
                "cannot be built beside the traffic for {name}, which has partitions itself"
            );
            return Err(refused(index, &what));
        }
        let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)";
        let valid = sql::<bool>(valid).bind(&*qualified);
        let is_valid = valid.optional(&self.connection.session).await?;
        if is_valid == Some(false) {
            self.migrator.tell(&Event::InvalidIndex { name: &qualified });
            self.alone(&format!("DROP INDEX CONCURRENTLY IF EXISTS {qualified}")).await?;
        }
        if is_valid != Some(true) {
            let build = format!("CREATE {unique}INDEX CONCURRENTLY {own} ON {part} {rest}");
            self.alone(&build).await?;
        }
        self.locked(&format!("ALTER INDEX {whole} ATTACH PARTITION {qualified}")).await
    }

    /// Runs what others may wait for.
    async fn locked(self, statement: &str) -> Result<(), orm::Error> {
        let session = &self.connection.session;
        self.connection.limit(session, Some(self.migrator.lock_timeout), false).await?;
        sql::<()>(unsafe_text(statement)).exec(session).await.map(drop)
    }
}

fn refused(index: &Index, what: &str) -> orm::Error {
    orm::Error::refused(format!("the index {} {what}", index.name))
}

/// `CREATE INDEX .. ON ONLY ..`, which is not `CONCURRENTLY`.
fn of_table_only(index: &Index, statement: &str) -> Result<String, orm::Error> {
    let find = |text: &str, from: usize| {
        let rest = statement.get(from..)?.to_ascii_uppercase();
        rest.find(&text.to_ascii_uppercase()).map(|at| from + at)
    };
    const WORD: &str = "CONCURRENTLY ";
    let places = find(WORD, 0)
        .and_then(|word| Some((word, find(&format!(" ON {}", index.table), word)? + " ON".len())));
    let Some((word, on)) = places else {
        return Err(refused(
            index,
            "is of a table in partitions: write `ON` and the table's name alone",
        ));
    };
    let (head, name, rest) =
        (&statement[..word], &statement[word + WORD.len()..on], &statement[on..]);
    Ok(format!("{head}{name} ONLY{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(statement: &str, table: &str, expect: &str) {
        let index = Index { name: "i".to_owned(), table: table.to_owned() };
        let found = of_table_only(&index, statement).map_err(|error| error.to_string());
        assert_eq!(found.as_deref(), Ok(expect));
    }

    #[test]
    fn the_index_of_the_table_alone() {
        check(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS \"i\" ON \"t\" (\"a\")",
            "\"t\"",
            "CREATE INDEX IF NOT EXISTS \"i\" ON ONLY \"t\" (\"a\")",
        );
        check(
            "create unique index concurrently i on s.t using btree (a)",
            "s.t",
            "create unique index i on ONLY s.t using btree (a)",
        );
    }
}
