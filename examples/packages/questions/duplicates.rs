//! Packages in more than one version, each with those who bring it: loads two relations deep.

use orm::{Error, Executor};

use crate::models::Version;
use crate::table::{Answer, few};

pub async fn duplicates(db: &impl Executor) -> Result<Answer, Error> {
    // From a version to its package and back to all versions of that. The keys follow the names and
    // numbers, so that their order is theirs, whatever a database thinks of the alphabet.
    let versions = Version::query()
        .filter(|v| v.package().versions().count().gt(1))
        .order_by(|v| v.id.asc())
        .select_related(|v| v.package())
        .prefetch_related(|v| {
            v.dependents().order_by(|d| d.version_id.asc()).with(|d| d.version().package())
        })
        .all(db)
        .await?;

    let mut answer = Answer::new(
        "Which packages are there in more than one version, and who brings each?",
        ["package", "version", "brought by"],
    );
    let mut before = String::new();
    for version in &versions {
        let dependents = version.dependents().iter().map(|dependency| dependency.version());
        let mut names: Vec<_> =
            dependents.map(|by| format!("{} {}", by.package().name, by.number)).collect();
        // A manifest may declare the same once for each platform.
        names.dedup();
        let name = &version.package().name;
        let shown = if *name == before { String::new() } else { name.clone() };
        answer.row([shown, version.number.clone(), few(&names, 4)]);
        before.clone_from(name);
    }
    Ok(answer)
}
