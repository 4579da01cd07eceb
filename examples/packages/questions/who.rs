//! Who depends on a package: a projection, pages, sums, text search, and a part of a document.

use orm::{Cursor, Error, Executor, Projection};

use crate::models::{Dependency, Kind, Package};
use crate::table::{Answer, few};

/// What is asked of each dependency. A field without an expression is the column of its name.
#[derive(Projection, Debug, PartialEq)]
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

    // A part of a document, by its path: `None` where it leads nowhere. The name is unique, so that
    // there is at most one row: `optional`.
    let about = Package::query()
        .filter(|p| p.name.eq(&name))
        .select(|p| (p.description, p.links.text_at(["repository"])))
        .optional(db)
        .await?;
    let Some((description, repository)) = about else {
        return Ok(answer.note(similar(db, &name).await?));
    };
    for row in dependents(db, &name).await? {
        let purpose = match row.kind {
            Kind::Normal => "use",
            Kind::Build => "build",
            Kind::Dev => "tests",
        };
        let purpose = format!("{purpose}{}", if row.optional { ", optional" } else { "" });
        let chosen = row.chosen.unwrap_or_default();
        answer.row([row.package, row.version, purpose, row.requirement, chosen]);
    }
    let about = [description, repository].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Ok(answer.note(about.split_whitespace().collect::<Vec<_>>().join(" ")))
}

/// Page by page: each begins where the last one ended, however long the list.
async fn dependents(db: &impl Executor, name: &str) -> Result<Vec<Dependent>, Error> {
    let mut dependents = Vec::new();
    let mut next: Option<Cursor> = None;
    loop {
        let page = Dependency::query()
            .filter(|d| d.resolved().package().name.eq(name))
            .order_by(|d| d.version_id.asc())
            .select_as::<Dependent>()
            .page(db, 100, next.as_ref())
            .await?;
        for row in page.rows {
            // A manifest may declare the same once for each platform.
            if !dependents.contains(&row) {
                dependents.push(row);
            }
        }
        next = page.next;
        if next.is_none() {
            return Ok(dependents);
        }
    }
}

/// The package that is asked for most: a sum over one relation of counts over another. A dependency
/// of some platforms only may be declared many times and is left out.
async fn most_wanted(db: &impl Executor) -> Result<Option<String>, Error> {
    Package::query()
        .order_by(|p| {
            let wanted =
                p.versions().sum(|v| v.dependents().filter(|d| d.platform.is_null()).count());
            (wanted.desc(), p.id.asc())
        })
        .select(|p| p.name)
        .first(db)
        .await
}

/// What the user may have meant.
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
