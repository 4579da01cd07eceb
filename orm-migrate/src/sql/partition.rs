//! Statements around partitions that stand in a migration, which knows neither its time nor what there is.

use super::Place;
use crate::partitions::{ANCHOR, base, patterns};
use crate::schema::Table;
use orm::Dialect;
use orm::schema::{Period, PeriodUnit};

const DIALECT: Dialect = Dialect::Postgres;

/// How each of them begins, by which the linter knows that they are ours.
pub(crate) const MARK: &str = "DO $orm_partitions$";

/// Makes the first partitions of a new table, so that rows can be written: those of the time when it runs,
/// which are the same that [`maintain`](crate::partitions::maintain) would make.
pub(crate) fn first(place: Place<'_>, table: &Table) -> Option<String> {
    let first = table.partitioning.as_ref()?.first?;
    let (low, step) = sums(first.every);
    let (name, bound) = patterns(first.every.unit);
    let schema = place.schema(table).map(|schema| format!("{}.", DIALECT.quoted(schema)));
    // Nobody else sees the table yet, so that the lock of PARTITION OF keeps nobody waiting.
    let create = format!(
        "CREATE TABLE {}%I PARTITION OF {} FOR VALUES FROM (%L) TO (%L)",
        percents(&schema.unwrap_or_default()),
        percents(&place.qualified(DIALECT, table)),
    );
    let base = DIALECT.literal(&base(&table.name.name));
    Some(format!(
        "{MARK}\n\
         -- The partition of today and those ahead of it; `manage partitions` makes the next ones in time.\n\
         DECLARE\n    \
             today timestamp := now() AT TIME ZONE 'UTC';\n    \
             low timestamp := {low};\n    \
             high timestamp;\n\
         BEGIN\n    \
             FOR number IN 0..{} LOOP\n        \
                 high := low + {step};\n        \
                 EXECUTE format({},\n            \
                     {base} || to_char(low, '{name}'), to_char(low, '{bound}'), to_char(high, '{bound}'));\n        \
                 low := high;\n    \
             END LOOP;\n\
         END\n\
         $orm_partitions$",
        first.ahead,
        DIALECT.literal(&create),
    ))
}

/// A name in the first argument of PostgreSQL's `format`.
fn percents(name: &str) -> String {
    name.replace('%', "%%")
}

/// Where the period of `today` begins, and how long one is.
fn sums(every: Period) -> (String, String) {
    let count = u64::from(every.count);
    let seconds = match every.unit {
        PeriodUnit::Hour => 3600 * count,
        PeriodUnit::Day => 86_400 * count,
        PeriodUnit::Week => 604_800 * count,
        PeriodUnit::Month => return months(count),
        PeriodUnit::Year => return months(12 * count),
    };
    let step = format!("interval '{}'", crate::schema::period::text(every));
    let anchor = format!("timestamp '{ANCHOR}'");
    let low = format!(
        "{anchor} + floor(extract(epoch FROM today - {anchor}) / {seconds}) * interval '{seconds} seconds'"
    );
    (low, step)
}

fn months(count: u64) -> (String, String) {
    // Since 1970, in which this was the first one.
    const FIRST: u64 = 1970 * 12 + 1;
    let month = format!("extract(year FROM today) * 12 + extract(month FROM today) - {FIRST}");
    let low =
        format!("timestamp '1970-01-01' + floor(({month}) / {count}) * interval '{count} months'");
    (low, format!("interval '{count} months'"))
}

/// The policies of a table whose number follows, as one value.
pub(crate) const RULES: &str = "SELECT array_agg(row(polname, polcmd, polpermissive, polroles::text, \
    pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))::text \
    ORDER BY polname) FROM pg_policy WHERE polrelid =";

/// Gives each partition the row-level security of its table, and its policies: a statement that names a
/// partition meets these, not the table's. Nothing, for a table without partitions.
pub(crate) fn secure(place: Place<'_>, table: &Table) -> Option<String> {
    table.partitioning.as_ref()?;
    Some(secured(&place.qualified(DIALECT, table)))
}

/// The same for a table by its name, as it stands in a statement.
pub(crate) fn secured(table: &str) -> String {
    format!(
        "{MARK}\n\
         -- A partition that is named itself shows the rows that its table shows.\n\
         DECLARE\n    \
             whole regclass := {};\n    \
             part regclass;\n    \
             change text;\n\
         BEGIN\n    \
             FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = whole LOOP\n        \
                 FOR change IN SELECT format('ALTER TABLE %s %s ROW LEVEL SECURITY, %s ROW LEVEL SECURITY', part,\n                \
                         CASE WHEN w.relrowsecurity THEN 'ENABLE' ELSE 'DISABLE' END,\n                \
                         CASE WHEN w.relforcerowsecurity THEN 'FORCE' ELSE 'NO FORCE' END)\n            \
                     FROM pg_class w JOIN pg_class p ON p.oid = part WHERE w.oid = whole AND\n                \
                         (w.relrowsecurity, w.relforcerowsecurity) <> (p.relrowsecurity, p.relforcerowsecurity)\n        \
                 LOOP\n            \
                     EXECUTE change;\n        \
                 END LOOP;\n        \
                 CONTINUE WHEN ({RULES} part) IS NOT DISTINCT FROM ({RULES} whole);\n        \
                 FOR change IN SELECT format('DROP POLICY %I ON %s', polname, part)\n            \
                     FROM pg_policy WHERE polrelid = part\n        \
                 LOOP\n            \
                     EXECUTE change;\n        \
                 END LOOP;\n        \
                 FOR change IN SELECT format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', polname, part,\n                \
                         CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,\n                \
                         CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'\n                    \
                             WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,\n                \
                         (SELECT string_agg(coalesce(quote_ident(r.rolname), 'PUBLIC'), ', ')\n                    \
                             FROM unnest(polroles) AS u(id) LEFT JOIN pg_roles r ON r.oid = u.id))\n                \
                         || coalesce(' USING (' || pg_get_expr(polqual, polrelid) || ')', '')\n                \
                         || coalesce(' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')', '')\n            \
                     FROM pg_policy WHERE polrelid = whole ORDER BY polname\n        \
                 LOOP\n            \
                     EXECUTE change;\n        \
                 END LOOP;\n    \
             END LOOP;\n\
         END\n\
         $orm_partitions$",
        DIALECT.literal(table),
    )
}
