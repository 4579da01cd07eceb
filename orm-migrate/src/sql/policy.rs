//! The statements of row-level security.

use super::Place;
use crate::schema::{Policy, Table};
use orm::Dialect;

/// `CREATE POLICY "own" ON "orders" TO PUBLIC USING (..)`
pub(crate) fn create(place: Place<'_>, table: &Table, policy: &Policy) -> String {
    let dialect = Dialect::Postgres;
    let kind = if policy.restrictive { " AS RESTRICTIVE" } else { "" };
    let roles: Vec<_> = policy.roles.iter().map(|role| dialect.quoted(role)).collect();
    let mut sql = format!(
        "CREATE POLICY {} ON {}{kind} FOR {} TO {}",
        dialect.quoted(&policy.name),
        place.qualified(dialect, table),
        policy.command.sql(),
        if roles.is_empty() { "PUBLIC".to_owned() } else { roles.join(", ") },
    );
    if let Some(using) = &policy.using {
        sql.push_str(&format!(" USING ({using})"));
    }
    if let Some(check) = &policy.check {
        sql.push_str(&format!(" WITH CHECK ({check})"));
    }
    sql
}

/// The statements that switch a table's policies on.
pub(crate) fn switch(place: Place<'_>, table: &Table) -> Vec<String> {
    let name = place.qualified(Dialect::Postgres, table);
    let security = table.row_security;
    let words = [(security.enabled, "ENABLE"), (security.forced, "FORCE")];
    let words = words.into_iter().filter(|(is_on, _)| *is_on);
    words.map(|(_, word)| format!("ALTER TABLE {name} {word} ROW LEVEL SECURITY")).collect()
}
