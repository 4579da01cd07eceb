//! What a database holds, beside what it should.

use orm::{Db, Dialect};
use orm_migrate::schema::Schema;

pub(super) async fn found(db: &Db, wanted: &Schema) -> Result<Schema, String> {
    let found = Schema::of_database(db).await.map_err(|error| chain(&error))?;
    Ok(found.with_hints_of(wanted).sorted())
}

fn chain(error: &dyn std::error::Error) -> String {
    let cause = error.source().map(|cause| format!(": {}", chain(cause)));
    format!("{error}{}", cause.unwrap_or_default())
}

/// Compares what was found; the first difference is told.
pub(super) fn compare(found: &Schema, wanted: &Schema) -> Result<(), String> {
    if found == wanted {
        return Ok(());
    }
    // SQLite puts a new name in quotes wherever it replaces an old one.
    let text = |schema: &Schema| {
        let text = serde_json::to_string_pretty(schema).unwrap();
        if schema.dialect == Dialect::Sqlite { text.replace("\\\"", "") } else { text }
    };
    let (found, wanted) = (text(found), text(wanted));
    if found == wanted {
        return Ok(());
    }
    let lines: Vec<_> = found.lines().zip(wanted.lines()).collect();
    let at = lines.iter().position(|(found, wanted)| found != wanted).unwrap_or(lines.len() - 1);
    let around = |which: fn(&(&str, &str)) -> String| {
        lines[at.saturating_sub(12)..lines.len().min(at + 8)]
            .iter()
            .map(which)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let (found, wanted) = (around(|line| line.0.to_owned()), around(|line| line.1.to_owned()));
    Err(format!("found\n{found}\nwanted\n{wanted}"))
}
