//! What is there: `count`, and conditions over related rows and over others.

use orm::{Error, Executor, exists, outer};

use crate::models::{
    Author, Dependency, Feature, Keyword, Kind, Origin, Package, Scan, TargetKind, Version,
};
use crate::table::Answer;

pub async fn overview(db: &impl Executor) -> Result<Answer, Error> {
    // `one`: exactly one row, or an error.
    let scan = Scan::query().filter(|s| s.versions.is_not_null()).one(db).await?;
    let mut answer =
        Answer::new(format!("What does `{}` consist of?", scan.project), ["", "count"]);
    let mut line = |what: &str, count: i64| answer.row([what.to_owned(), count.to_string()]);

    line("packages", Package::query().count(db).await?);
    line("versions of packages", Version::query().count(db).await?);
    // What no relation says is a subquery by hand: `outer` reaches the query around it.
    let older = Version::query().filter(|v| {
        exists::<Version, _, _>(|newer| {
            newer.package_id.eq(outer(v.package_id)) & newer.id.gt(outer(v.id))
        })
    });
    line("  older than another one here", older.count(db).await?);
    // `is_in` takes a list, or a query of one column.
    let several = Package::query().filter(|p| p.versions().count().gt(1)).select(|p| p.id);
    let shared = Version::query().filter(|v| v.package_id.is_in(several));
    line("  of packages in more than one version", shared.count(db).await?);
    let editions = Version::query().select(|v| v.edition).distinct().all(db).await?;
    line("  editions of Rust", editions.len() as i64);
    // A query is a value: made once, it can be narrowed in several ways.
    let others = Version::query().filter(|v| v.origin.ne(Origin::Workspace));
    line("  from outside the workspace", others.clone().count(db).await?);
    // `any`, `all` and `none` ask about the rows of a to-many relation, in a subquery.
    let scripts =
        others.clone().filter(|v| v.targets().any(|t| t.kind.eq(TargetKind::BuildScript)));
    line("  with a build script", scripts.count(db).await?);
    let macros = others.clone().filter(|v| v.targets().any(|t| t.kind.eq(TargetKind::ProcMacro)));
    line("  that are procedural macros", macros.count(db).await?);
    let modest =
        others.clone().filter(|v| v.dependencies().all(|d| d.optional | d.kind.eq(Kind::Dev)));
    line("  that need nothing unless asked to", modest.count(db).await?);
    let plain = others.filter(|v| v.features().none(|f| f.active));
    line("  with no feature on", plain.count(db).await?);

    line("dependencies", Dependency::query().count(db).await?);
    // A to-one relation is a path, and the query joins it by itself.
    let own = Dependency::query().filter(|d| d.version().origin.eq(Origin::Workspace));
    line("  of the workspace itself", own.count(db).await?);
    let off = Dependency::query().filter(|d| d.optional & d.resolved_id.is_null());
    line("  optional, and off", off.count(db).await?);
    let windows = Dependency::query().filter(|d| d.platform.contains("windows"));
    line("  that speak of Windows", windows.count(db).await?);

    line("features", Feature::query().count(db).await?);
    // The length of a list: of an array on PostgreSQL, of a JSON array on SQLite.
    let groups = Feature::query().filter(|f| f.enables.len().gt(1));
    line("  that turn on more than one thing", groups.count(db).await?);
    line("authors", Author::query().count(db).await?);
    line("keywords", Keyword::query().count(db).await?);
    Ok(answer)
}
