//! Packages in more than one version: a count over a relation, and a query inside a query.

use std::collections::HashMap;

use orm::{Error, Executor};

use crate::models::{Dependency, Version};
use crate::table::{Answer, few};

pub async fn duplicates(db: &impl Executor) -> Result<Answer, Error> {
    // From a version to its package and back to all versions of that.
    let duplicates = || Version::query().filter(|v| v.package().versions().count().gt(1));
    // A tuple of columns instead of whole rows, over a path that joins. The keys follow the names
    // and numbers, so that their order is theirs, whatever a database thinks of the alphabet.
    let versions: Vec<(i64, String, String)> = duplicates()
        .order_by(|v| v.id.asc())
        .select(|v| (v.id, v.package().name, v.number))
        .all(db)
        .await?;

    // `is_in` takes a list, or a query of one column. What is distinct has to be ordered
    // by what is selected.
    let wanted: Vec<(Option<i64>, i64, String, String)> = Dependency::query()
        .filter(|d| d.resolved_id.is_in(duplicates().select(|v| v.id)))
        .order_by(|d| (d.resolved_id.asc(), d.version_id.asc()))
        .select(|d| (d.resolved_id, d.version_id, d.version().package().name, d.version().number))
        .distinct()
        .all(db)
        .await?;

    let mut bringers: HashMap<i64, Vec<String>> = HashMap::new();
    for (resolved, _, name, number) in wanted {
        bringers.entry(resolved.unwrap_or_default()).or_default().push(format!("{name} {number}"));
    }
    let mut answer = Answer::new(
        "Which packages are there in more than one version, and who brings each?",
        ["package", "version", "brought by"],
    );
    let mut before = String::new();
    for (id, name, number) in versions {
        let by = bringers.get(&id).map_or(String::new(), |names| few(names, 4));
        let shown = if name == before { String::new() } else { name.clone() };
        answer.row([shown, number, by]);
        before = name;
    }
    Ok(answer)
}
