//! A migration that makes tables of SQLite anew (SQLite, "ALTER TABLE", 7): foreign keys are off around its
//! transaction, since dropping the old table would delete what refers to it, and views and triggers that
//! mention a table are set aside, since renaming the new one would fail on them.

use super::connection::{Connection, execute};
use super::run::Run;
use super::whole::Stopped;
use crate::source::Statement;
use crate::source::token::{self, tokens, words};
use orm::{Dialect, Tx, sql, unsafe_text};
use std::collections::{BTreeMap, BTreeSet};

/// What the name of a new table begins with, until it takes the old one's.
const NEW: &str = "orm_new_";

/// A view or a trigger that is set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Aside {
    is_view: bool,
    name: String,
    /// What it is at.
    table: String,
    sql: String,
}

impl Run<'_> {
    /// One attempt, with foreign keys off. Inside of a transaction, the pragma would have no effect.
    pub(super) async fn rebuild(self) -> Result<(), Stopped> {
        let session = &self.connection.session;
        let was_on =
            sql::<bool>("SELECT foreign_keys FROM pragma_foreign_keys").one(session).await?;
        sql::<()>("PRAGMA foreign_keys = OFF").exec(session).await?;
        let result = self.anew().await;
        if was_on {
            sql::<()>("PRAGMA foreign_keys = ON").exec(session).await?;
        }
        result
    }

    async fn anew(self) -> Result<(), Stopped> {
        let Connection { session, .. } = self.connection;
        let tables = &self.todo.migration.manifest().rebuilds;
        let last = self.statements().len();
        let failed = |error| Stopped::At(last, error);
        let tx = session.begin().await.map_err(Stopped::before(0))?;
        self.within(&tx, async || {
            let before = violations(&tx).await?;
            let (first, last) = window(self.statements());
            let mut aside = Vec::new();
            for (at, statement) in self.statements().iter().enumerate() {
                if at == first {
                    aside = set_aside(&tx, tables).await?;
                }
                // What is set aside is gone already.
                match dropped(&statement.sql).and_then(|name| position(&aside, &name)) {
                    Some(gone) => drop(aside.remove(gone)),
                    None => self.statement(&tx, at, statement).await?,
                }
                if at == last {
                    restore(&tx, &aside).await.map_err(failed)?;
                }
            }
            let after = violations(&tx).await?.into_iter().filter_map(|(reference, rows)| {
                let more = rows - before.get(&reference).copied().unwrap_or(0);
                (more > 0).then(|| format!("{more} of {reference}"))
            });
            let after: Vec<_> = after.collect();
            match after.is_empty() {
                true => Ok(()),
                false => Err(failed(orm::Error::refused(format!(
                    "references lead to no row after it (PRAGMA foreign_key_check): {}",
                    after.join(", ")
                )))),
            }
        })
        .await?;
        tx.commit().await.map_err(failed)
    }
}

/// The statements between which old and new tables stand beside each other, by their indexes.
fn window(statements: &[Statement]) -> (usize, usize) {
    let is_new = |statement: &Statement| {
        let mut names = tokens(Dialect::Sqlite, &statement.sql);
        names.retain(|token| name_of(token).is_some_and(|name| name.starts_with(NEW)));
        !names.is_empty()
    };
    let first = statements.iter().position(is_new).unwrap_or(0);
    let last = statements.iter().rposition(is_new).unwrap_or(statements.len().saturating_sub(1));
    (first, last)
}

/// How many rows refer to no row, for each pair of tables.
async fn violations(tx: &Tx) -> Result<BTreeMap<String, i64>, orm::Error> {
    const ALL: &str = "SELECT '`' || \"table\" || '` to `' || parent || '`', count(*) \
         FROM pragma_foreign_key_check GROUP BY \"table\", parent";
    Ok(sql::<(String, i64)>(ALL).all(tx).await?.into_iter().collect())
}

/// Drops the views and triggers that mention these tables, or a view that does, or are at one of them.
async fn set_aside(tx: &Tx, tables: &[String]) -> Result<Vec<Aside>, orm::Error> {
    const ALL: &str = "SELECT type = 'view', name, tbl_name, sql FROM sqlite_schema \
         WHERE type IN ('view', 'trigger') AND sql IS NOT NULL ORDER BY rowid";
    let all = sql::<(bool, String, String, String)>(ALL).all(tx).await?;
    let all =
        all.into_iter().map(|(is_view, name, table, sql)| Aside { is_view, name, table, sql });
    let aside = mentioning(all.collect(), tables);
    // A view's triggers go with it, and views may be made of views: the last one first.
    for one in aside.iter().rev() {
        let kind = if one.is_view { "VIEW" } else { "TRIGGER" };
        execute(tx, &format!("DROP {kind} IF EXISTS {}", Dialect::Sqlite.quoted(&one.name)))
            .await?;
    }
    Ok(aside)
}

fn mentioning(all: Vec<Aside>, tables: &[String]) -> Vec<Aside> {
    let mut names: BTreeSet<String> = tables.iter().map(|name| name.to_lowercase()).collect();
    let is_meant = |one: &Aside, names: &BTreeSet<String>| {
        let mentioned = tokens(Dialect::Sqlite, &one.sql);
        let mut mentioned = mentioned.iter().filter_map(name_of);
        names.contains(&one.table.to_lowercase()) || mentioned.any(|name| names.contains(&name))
    };
    loop {
        let views = all.iter().filter(|one| one.is_view && is_meant(one, &names));
        let views: Vec<_> = views.map(|one| one.name.to_lowercase()).collect();
        let known = names.len();
        names.extend(views);
        if names.len() == known {
            return all.into_iter().filter(|one| is_meant(one, &names)).collect();
        }
    }
}

/// Makes what was set aside again, if the migration has not, and looks whether its views can be read.
async fn restore(tx: &Tx, aside: &[Aside]) -> Result<(), orm::Error> {
    let exists = async |name: &str| {
        let there =
            sql::<bool>("SELECT count(*) > 0 FROM sqlite_schema WHERE lower(name) = lower($1)");
        there.bind(name).one(tx).await
    };
    for one in aside {
        let is_orphan = !one.is_view && !exists(&one.table).await?;
        if !is_orphan && !exists(&one.name).await? {
            execute(tx, &one.sql).await?;
        }
    }
    for view in aside.iter().filter(|one| one.is_view) {
        let read = format!("SELECT 1 FROM {} LIMIT 0", Dialect::Sqlite.quoted(&view.name));
        sql::<i64>(unsafe_text(read)).all(tx).await?;
    }
    Ok(())
}

fn position(aside: &[Aside], name: &str) -> Option<usize> {
    aside.iter().position(|one| one.name.eq_ignore_ascii_case(name))
}

/// The view or the trigger that a statement drops.
fn dropped(statement: &str) -> Option<String> {
    let is_drop = matches!(
        words(Dialect::Sqlite, statement).iter().map(String::as_str).collect::<Vec<_>>()[..],
        ["DROP", "VIEW" | "TRIGGER", ..]
    );
    let last =
        tokens(Dialect::Sqlite, statement).into_iter().rfind(|t| t.kind != token::Kind::Comment);
    last.filter(|_| is_drop).as_ref().and_then(name_of)
}

/// What a token names, in lower case: SQLite takes a text in single quotes for a name, too.
fn name_of(token: &token::Token<'_>) -> Option<String> {
    let text = token.text;
    match token.kind {
        token::Kind::Word => Some(text.to_lowercase()),
        token::Kind::Name | token::Kind::Text => {
            let quote = text.chars().next_back()?;
            let inner = text.get(1..text.len() - 1)?;
            Some(inner.replace(&format!("{quote}{quote}"), &quote.to_string()).to_lowercase())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &[(&str, &str, &str)], expect: &[&str]) {
        let all = sql.iter().map(|(name, table, sql)| Aside {
            is_view: sql.contains("VIEW"),
            name: (*name).to_owned(),
            table: (*table).to_owned(),
            sql: (*sql).to_owned(),
        });
        let aside = mentioning(all.collect(), &["Orders".to_owned()]);
        let names: Vec<_> = aside.iter().map(|one| &*one.name).collect();
        assert_eq!(names, expect);
    }

    #[test]
    fn what_mentions_a_table_is_set_aside() {
        check(
            &[
                ("a", "a", "CREATE VIEW a AS SELECT * FROM orders"),
                ("b", "b", "CREATE VIEW b AS SELECT * FROM \"a\""),
                ("c", "c", "CREATE VIEW c AS SELECT 'order' FROM customers -- orders"),
                ("d", "orders", "CREATE TRIGGER d AFTER INSERT ON [orders] BEGIN SELECT 1; END"),
                ("e", "c", "CREATE TRIGGER e AFTER INSERT ON c BEGIN DELETE FROM `ORDERS`; END"),
                ("f", "b", "CREATE TRIGGER f INSTEAD OF INSERT ON b BEGIN SELECT 1; END"),
                ("g", "c", "CREATE TRIGGER g AFTER INSERT ON c BEGIN SELECT 1; END"),
            ],
            &["a", "b", "d", "e", "f"],
        );
    }

    #[test]
    fn what_a_statement_drops_is_known() {
        assert_eq!(dropped("DROP VIEW IF EXISTS \"A b\"").as_deref(), Some("a b"));
        assert_eq!(dropped("drop trigger t -- x").as_deref(), Some("t"));
        assert_eq!(dropped("DROP TABLE t"), None);
    }
}
