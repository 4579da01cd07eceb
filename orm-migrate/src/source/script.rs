//! A file of SQL that a migration runs, as statements of which each is known how it runs.

use super::split::{Part, split};
use super::token::{self, tokens, words};
use crate::error::Error;
use orm::Dialect;
use std::path::PathBuf;

/// The statements of one file.
#[derive(Debug, Clone, Default)]
pub struct Script {
    pub(crate) file: Option<PathBuf>,
    pub(crate) statements: Vec<Statement>,
    /// The second file, if there are two, and the index of its first statement.
    pub(crate) second: Option<(usize, Option<PathBuf>)>,
}

/// A statement of a migration.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) sql: String,
    /// From 1.
    pub(crate) line: usize,
    pub(crate) kind: Kind,
    /// Those in front of it and in it, whole.
    pub(crate) comments: Vec<String>,
}

/// How a statement runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// In a transaction.
    Plain,
    /// In none: the database refuses it there.
    Alone,
    /// `CREATE INDEX CONCURRENTLY`, in none.
    ConcurrentIndex(Index),
    /// Once for each batch of a table's rows, each in a transaction of its own.
    Backfill(Backfill),
}

/// An index that is built beside the traffic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    /// Its name, without quotes.
    pub(crate) name: String,
    /// As it stands in the file, quoted if need be.
    pub(crate) table: String,
}

/// The rows that a statement goes through in batches, in the order of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Backfill {
    /// As it stands in the file, quoted if need be.
    pub(crate) table: String,
    pub(crate) key: Vec<String>,
    pub(crate) batch: Option<u32>,
}

/// What stands in a statement where the condition of a batch comes. Run by hand, the statement does all rows.
pub(crate) const BATCH: &str = "/* orm:batch */ true";

impl Script {
    /// The texts of the statements, in order.
    pub fn statements(&self) -> impl Iterator<Item = &str> {
        self.statements.iter().map(|statement| &*statement.sql)
    }

    /// The statements of both, one after the other.
    pub(crate) fn followed_by(&self, second: &Script) -> Script {
        let mut both = self.clone();
        both.second = Some((both.statements.len(), second.file.clone()));
        both.statements.extend(second.statements.iter().cloned());
        both
    }

    /// The file that a statement is in, by its index.
    pub(crate) fn file_at(&self, at: usize) -> Option<PathBuf> {
        match &self.second {
            Some((first, file)) if at >= *first => file.clone(),
            _ => self.file.clone(),
        }
    }

    pub(crate) fn read(
        dialect: Dialect,
        file: PathBuf,
        text: &str,
        is_transactional: bool,
    ) -> Result<Script, Error> {
        let wrong =
            |line: usize, what: &str| Error::input(format!("{}:{line}: {what}", file.display()));
        let parts = split(dialect, text).map_err(|cut| wrong(cut.line, cut.what))?;
        let mut statements = Vec::with_capacity(parts.len());
        for part in parts {
            let kind = kind(dialect, &part).map_err(|what| wrong(part.line, &what))?;
            if is_transactional && kind != Kind::Plain {
                let what = "the statement cannot run in the migration's transaction; give it a migration of \
                            its own with `transactional = false` in `migration.toml`";
                return Err(wrong(part.line, what));
            }
            let comments = part.comments.iter().map(|text| (*text).to_owned()).collect();
            statements.push(Statement {
                sql: part.sql.to_owned(),
                line: part.line,
                kind,
                comments,
            });
        }
        Ok(Script { file: Some(file), statements, second: None })
    }
}

fn kind(dialect: Dialect, part: &Part<'_>) -> Result<Kind, String> {
    let words = words(dialect, part.sql);
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    if let [
        word @ ("BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "ABORT" | "SAVEPOINT"
        | "RELEASE"),
        ..,
    ] = words[..]
    {
        return Err(format!(
            "{word}: migrations begin and end their transactions themselves; leave it out"
        ));
    }
    if let Some(backfill) = backfill(dialect, part)? {
        return Ok(Kind::Backfill(backfill));
    }
    if dialect == Dialect::Sqlite {
        // A pragma that counts outside of transactions only is without effect inside (SQLite, "PRAGMA").
        return Ok(if matches!(words[..], ["VACUUM", ..]) { Kind::Alone } else { Kind::Plain });
    }
    if part.sql.starts_with('\\') {
        return Err("a command of psql is no SQL".to_owned());
    }
    Ok(match words[..] {
        ["COPY", .., "STDIN"] | ["COPY", .., "STDIN", "WITH"] => {
            return Err("the rows of COPY cannot stand in the file; use INSERT".to_owned());
        }
        ["CREATE", "INDEX", "CONCURRENTLY", ..]
        | ["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY", ..] => {
            Kind::ConcurrentIndex(index(dialect, part.sql)?)
        }
        // PostgreSQL manual: those whose page says that they cannot run inside a transaction block.
        ["DROP", "INDEX", "CONCURRENTLY", ..]
        | ["REINDEX", ..]
        | ["VACUUM", ..]
        | ["CREATE" | "DROP", "DATABASE" | "TABLESPACE", ..]
        | ["ALTER", "SYSTEM", ..]
        | ["ALTER", "DATABASE", .., "TABLESPACE"]
        | ["CLUSTER"]
        | ["CREATE" | "DROP", "SUBSCRIPTION", ..] => Kind::Alone,
        ["ALTER", "TABLE", .., "CONCURRENTLY"] if words.contains(&"DETACH") => Kind::Alone,
        _ => Kind::Plain,
    })
}

/// The name between `CONCURRENTLY [IF NOT EXISTS]` and `ON [ONLY]`, and the table behind that.
fn index(dialect: Dialect, sql: &str) -> Result<Index, String> {
    let mut all = tokens(dialect, sql);
    all.retain(|token| token.kind != token::Kind::Comment);
    let (_, rest) = until(&all, "CONCURRENTLY");
    let (head, rest) = until(rest, "ON");
    let is_end =
        |token: &token::Token<'_>| token.kind == token::Kind::Open || token.is_word("USING");
    let table = rest.iter().skip_while(|token| token.is_word("ONLY"));
    let table = table.take_while(|token| !is_end(token)).map(|token| token.text).collect();
    let is_other =
        |token: &token::Token<'_>| ["IF", "NOT", "EXISTS"].iter().any(|w| token.is_word(w));
    let name = head.iter().find(|token| !is_other(token));
    let name = name.ok_or("give the index a name, by which it is found if its building fails")?;
    Ok(Index { name: unquoted(name.text), table })
}

/// The name that stands in a statement, as PostgreSQL reads it.
pub(crate) fn unquoted(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(name) => name.replace("\"\"", "\""),
        None => name.to_lowercase(),
    }
}

/// `-- orm:backfill "sales"."orders" by "tenant_id", "id" batch 1000`
fn backfill(dialect: Dialect, part: &Part<'_>) -> Result<Option<Backfill>, String> {
    const SHAPE: &str =
        "a backfill is announced by `-- orm:backfill \"table\" by \"key\", .. [batch 1000]`";
    let told = part
        .comments
        .iter()
        .find_map(|line| line.strip_prefix("--")?.trim().strip_prefix("orm:backfill"));
    let Some(told) = told else {
        return match part.sql.contains(BATCH) {
            true => Err(format!("`{BATCH}` stands in a backfill only; {SHAPE}")),
            false => Ok(None),
        };
    };
    let tokens = tokens(dialect, told);
    let (table, rest) = until(&tokens, "BY");
    let (key, rest) = until(rest, "BATCH");
    let text =
        |tokens: &[token::Token<'_>]| tokens.iter().map(|token| token.text).collect::<String>();
    let key: Vec<_> = key.split(|token| token.text == ",").map(text).collect();
    let batch = match rest {
        [] => None,
        rest => Some(text(rest).parse().ok().filter(|batch| *batch > 0).ok_or(SHAPE)?),
    };
    if table.is_empty() || key.iter().any(String::is_empty) {
        return Err(SHAPE.to_owned());
    }
    if part.sql.matches(BATCH).count() != 1 {
        return Err(format!(
            "a backfill has `{BATCH}` once, where the condition of each batch comes"
        ));
    }
    Ok(Some(Backfill { table: text(table), key, batch }))
}

/// What comes before a word, and what comes behind it.
fn until<'t, 'a>(
    tokens: &'t [token::Token<'a>],
    word: &str,
) -> (&'t [token::Token<'a>], &'t [token::Token<'a>]) {
    match tokens.iter().position(|token| token.is_word(word)) {
        Some(at) => (&tokens[..at], &tokens[at + 1..]),
        None => (tokens, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Kind) {
        let script = Script::read(Dialect::Postgres, "up.sql".into(), text, false);
        let script = script.expect("the text is a script");
        let [statement] = &script.statements[..] else { panic!("it is one statement: {script:?}") };
        assert_eq!(statement.kind, expect, "{text}");
    }

    #[track_caller]
    fn refused(text: &str, is_transactional: bool, expect: &str) {
        let script = Script::read(Dialect::Postgres, "up.sql".into(), text, is_transactional);
        let error = script.expect_err("the text is no script");
        let said = error.to_string();
        assert!(error.is_input() && said.starts_with("up.sql:") && said.contains(expect), "{said}");
    }

    #[test]
    fn each_statement_is_known_how_it_runs() {
        check("CREATE INDEX i ON t (a)", Kind::Plain);
        let index = |name: &str, table: &str| {
            Kind::ConcurrentIndex(Index { name: name.to_owned(), table: table.to_owned() })
        };
        check("CREATE INDEX CONCURRENTLY Ii ON t (a)", index("ii", "t"));
        check(
            "create /* */ unique index concurrently -- x\n if not exists \"I i\" on only s.\"T\" using gin (a)",
            index("I i", "s.\"T\""),
        );
        for text in [
            "DROP INDEX CONCURRENTLY IF EXISTS i",
            "REINDEX TABLE CONCURRENTLY t",
            "VACUUM (ANALYZE) t",
            "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
        ] {
            check(text, Kind::Alone);
        }
        check("ALTER TABLE t DETACH PARTITION p", Kind::Plain);
        let backfill = |table: &str, key: &[&str], batch| {
            let key = key.iter().map(|name| (*name).to_owned()).collect();
            Kind::Backfill(Backfill { table: table.to_owned(), key, batch })
        };
        let update = "UPDATE a SET b = c WHERE b IS NULL AND /* orm:batch */ true";
        check(&format!("-- orm:backfill a by id\n{update}"), backfill("a", &["id"], None));
        check(
            &format!("-- why\n-- orm:backfill \"s\".\"a b\" by \"by\", id batch 50\n{update}"),
            backfill("\"s\".\"a b\"", &["\"by\"", "id"], Some(50)),
        );
    }

    #[test]
    fn what_cannot_run_is_refused_with_its_line() {
        refused("SELECT 1;\nCOMMIT;", true, "up.sql:2: COMMIT: migrations begin and end");
        refused("CREATE INDEX CONCURRENTLY i ON t (a)", true, "transactional = false");
        refused("-- orm:backfill a by id\nUPDATE a SET b = 1", false, "/* orm:batch */ true");
        refused("-- orm:backfill a\nUPDATE a SET b = 1", false, "announced by");
        refused("UPDATE a SET b = 1 WHERE /* orm:batch */ true", false, "announced by");
        refused("COPY a FROM STDIN;", false, "INSERT");
        refused("CREATE INDEX CONCURRENTLY ON t (a)", false, "a name");
        refused("SELECT '", false, "does not end");
    }
}
