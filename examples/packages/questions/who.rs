//! Who depends on a package: a projection, pages, text search, and JSON.

use orm::{Cursor, Error, Executor, Projection};

use crate::models::{Dependency, Kind, Package};
use crate::table::{Answer, few};

/// What is asked of each dependency. A field without an expression is the column of its name.
#[derive(Projection, Debug)]
#[projection(from = Dependency)]
struct Dependent {
    #[projection(expr = |d| d.version().package().name)]
    package: String,
    #[projection(expr = |d| d.version().number)]
    version: String,
    kind: Kind,
    optional: bool,
    requirement: String,
    // Behind a reference that may be absent, every column is an `Option`.
    #[projection(expr = |d| d.resolved().number)]
    chosen: Option<String>,
}

/// The dependents of the named package, or of the one that most depend on.
pub async fn who(db: &impl Executor, name: Option<&str>) -> Result<Answer, Error> {
    let name = match name {
        Some(name) => name.to_owned(),
        None => most_wanted(db).await?.unwrap_or_default(),
    };
    let header = ["package", "version", "for", "requires", "gets"];
    let mut answer = Answer::new(format!("Who depends on `{name}`?"), header);
    // Unique, so at most one: `optional` is that row or `None`.
    let package = Package::query().filter(|p| p.name.eq(&name)).optional(db).await?;
    if package.is_none() {
        return Ok(answer.note(similar(db, &name).await?));
    }

    // Page by page: each begins where the last one ended, however long the list.
    let mut page: Option<Cursor> = None;
    loop {
        let dependents = Dependency::query()
            .filter(|d| d.resolved().package().name.eq(&name))
            .order_by(|d| d.version_id.asc())
            .select_as::<Dependent>()
            .page(db, 100, page.as_ref())
            .await?;
        for row in dependents.rows {
            let optional = if row.optional { ", optional" } else { "" };
            let purpose = match row.kind {
                Kind::Normal => "use",
                Kind::Build => "build",
                Kind::Dev => "tests",
            };
            let chosen = row.chosen.unwrap_or_default();
            let purpose = format!("{purpose}{optional}");
            answer.row([row.package, row.version, purpose, row.requirement, chosen]);
        }
        page = dependents.next;
        if page.is_none() {
            break;
        }
    }
    // A part of a document, by its path; `None` where it leads nowhere.
    let home = Package::query()
        .filter(|p| p.name.eq(&name))
        .select(|p| (p.links.text_at(["repository"]), p.description))
        .one(db)
        .await?;
    let about = [home.1, home.0].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Ok(answer.note(about.split_whitespace().collect::<Vec<_>>().join(" ")))
}

/// The package whose versions have the most dependents: a sum over one relation of counts over another.
async fn most_wanted(db: &impl Executor) -> Result<Option<String>, Error> {
    Package::query()
        .order_by(|p| (p.versions().sum(|v| v.dependents().count()).desc(), p.id.asc()))
        .select(|p| p.name)
        .first(db)
        .await
}

async fn similar(db: &impl Executor, name: &str) -> Result<String, Error> {
    let names: Vec<String> = Package::query()
        .filter(|p| p.name.icontains(name))
        .order_by(|p| (p.name.length().asc(), p.id.asc()))
        .select(|p| p.name)
        .all(db)
        .await?;
    Ok(match names.len() {
        0 => "There is no such package.".to_owned(),
        _ => format!("There is no such package, but {}.", few(&names, 8)),
    })
}
