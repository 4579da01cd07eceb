//! What is there: `count`, and conditions over related rows.

use orm::{Error, Executor};

use crate::models::{
    Author, Dependency, Feature, Keyword, Kind, Origin, Package, Scan, TargetKind, Version,
};
use crate::table::Answer;

pub async fn overview(db: &impl Executor) -> Result<Answer, Error> {
    // `one`: exactly one row, or an error.
    let scan = Scan::query().filter(|s| s.versions.is_not_null()).one(db).await?;
    let mut answer =
        Answer::new(format!("What does `{}` consist of?", scan.project), ["", "count"]);
    let mut count = |what: &str, count: i64| answer.row([what.to_owned(), count.to_string()]);

    count("packages", Package::query().count(db).await?);
    count("versions of packages", Version::query().count(db).await?);
    // A query is a value: it can be made once and narrowed in several ways.
    let versions = Version::query().filter(|v| v.origin.ne(Origin::Workspace));
    let outside = versions.clone();
    count("  of others", outside.count(db).await?);
    // `any`, `all` and `none` ask about the rows of a to-many relation, in a subquery.
    let scripts =
        versions.clone().filter(|v| v.targets().any(|t| t.kind.eq(TargetKind::BuildScript)));
    count("  that run a build script", scripts.count(db).await?);
    let macros = versions.clone().filter(|v| v.targets().any(|t| t.kind.eq(TargetKind::ProcMacro)));
    count("  that are procedural macros", macros.count(db).await?);
    let free =
        versions.clone().filter(|v| v.dependencies().all(|d| d.optional | d.kind.eq(Kind::Dev)));
    count("  that need nothing unless asked to", free.count(db).await?);
    let bare = versions.filter(|v| v.features().none(|f| f.active));
    count("  without a feature that is on", bare.count(db).await?);

    count("dependencies", Dependency::query().count(db).await?);
    // A required to-one relation is a path: the query joins it by itself.
    let own = Dependency::query().filter(|d| d.version().origin.eq(Origin::Workspace));
    count("  of the workspace itself", own.count(db).await?);
    let off = Dependency::query().filter(|d| d.optional & d.resolved_id.is_null());
    count("  optional, and off", off.count(db).await?);
    let elsewhere = Dependency::query().filter(|d| d.platform.contains("windows"));
    count("  for Windows only", elsewhere.count(db).await?);

    count("features", Feature::query().count(db).await?);
    // `len` is the length of a list: an array on PostgreSQL, a JSON array on SQLite.
    let groups = Feature::query().filter(|f| f.enables.len().gt(1));
    count("  that turn on more than one thing", groups.count(db).await?);
    count("authors", Author::query().count(db).await?);
    count("keywords", Keyword::query().count(db).await?);
    Ok(answer)
}
