//! Rows, put into the database.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cargo_metadata::Package as CargoPackage;
use indicatif::{ProgressBar, ProgressStyle};
use orm::{Db, Error, Tx};

use crate::models::{
    Author, Dependency, Feature, Keyword, Kind, Licence, Package, Reach, Scan, Target, Version,
    VersionAuthor, VersionKeyword, VersionLicence,
};
use crate::models::{
    author, keyword, licence, reach, scan, version_author, version_keyword, version_licence,
};
use crate::read::{self, Keys, Project};

/// How many packages go into one transaction.
const BATCH: usize = 50;

/// Stores a project, and computes what is asked for most.
pub async fn project(db: &Db, project: &Project) -> Result<(), Error> {
    let count = project.packages.len();
    let bar = progress(count * 2);
    // One row. `New` has what an insert needs; the key and the time come back with the row.
    let scan =
        Scan::create(db, scan::New { project: project.name.clone(), versions: None }).await?;

    let names = Names::store(db, project).await?;
    let mut keys = Keys::new();
    for batch in project.packages.chunks(BATCH) {
        versions(db, project, batch, &mut keys, &bar).await?;
    }
    for batch in project.packages.chunks(BATCH) {
        parts(db, project, batch, &keys, &names, &bar).await?;
    }
    depths(db, count).await?;
    reaches(db).await?;

    // Only the columns that the patch sets are sent.
    let versions = Some(Some(count as i64));
    scan.update(db, scan::Patch { versions, ..Default::default() }).await?;
    bar.finish_and_clear();
    eprintln!("stored {count} packages of `{}` in {}", project.name, db.dialect().name());
    Ok(())
}

/// Shown on a terminal only, and on stderr.
fn progress(steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("storing {bar:40} {pos}/{len} {elapsed}");
    let bar = ProgressBar::new(steps as u64);
    style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
}

/// The keys of what many versions share.
struct Names {
    licences: HashMap<String, i64>,
    authors: HashMap<String, i64>,
    keywords: HashMap<String, i64>,
}

impl Names {
    /// Bulk inserts: one statement a table however many rows. The rows come back in the order in which
    /// they were given, so that keys follow the names' order.
    async fn store(db: &Db, project: &Project) -> Result<Self, Error> {
        let all = |names: fn(&CargoPackage) -> BTreeSet<String>| {
            project.packages.iter().flat_map(names).collect::<BTreeSet<_>>()
        };
        let licences = all(read::licences).into_iter().map(|name| licence::New { name });
        let authors = all(read::authors).into_iter().map(|name| author::New { name });
        let keywords = all(read::keywords).into_iter().map(|name| keyword::New { name });
        let licences = Licence::create_many(db, licences).await?;
        let authors = Author::create_many(db, authors).await?;
        let keywords = Keyword::create_many(db, keywords).await?;
        Ok(Names {
            licences: licences.into_iter().map(|row| (row.name, row.id)).collect(),
            authors: authors.into_iter().map(|row| (row.name, row.id)).collect(),
            keywords: keywords.into_iter().map(|row| (row.name, row.id)).collect(),
        })
    }
}

/// Packages and their versions, a batch in a transaction: all of it is stored, or nothing.
async fn versions<'a>(
    db: &Db,
    project: &Project,
    batch: &'a [CargoPackage],
    keys: &mut Keys<'a>,
    bar: &ProgressBar,
) -> Result<(), Error> {
    let stored = db
        .transaction(async |tx| {
            // An upsert: a package may be there from the batch before, in an older version. Within
            // a batch the newest version is the last, and takes the place of the older ones.
            let packages: BTreeMap<_, _> =
                batch.iter().map(|package| (&package.name, read::package(package))).collect();
            let packages = Package::insert_many(packages.into_values())
                .on_conflict(|p| p.name)
                .do_update(|p| (p.description.set_excluded(), p.links.set_excluded()))
                .returning(tx)
                .await?;
            let ids: HashMap<_, _> = packages.into_iter().map(|row| (row.name, row.id)).collect();

            let rows = batch.iter().filter_map(|package| {
                let package_id = *ids.get(package.name.as_str())?;
                Some(project.version(package, package_id))
            });
            count_on_commit(tx, bar, batch.len());
            Version::create_many(tx, rows).await
        })
        .await?;
    keys.extend(batch.iter().zip(stored).map(|(package, row)| (&package.id, row.id)));
    Ok(())
}

/// What belongs to the versions of a batch. By now every version has a key to refer to.
async fn parts(
    db: &Db,
    project: &Project,
    batch: &[CargoPackage],
    keys: &Keys<'_>,
    names: &Names,
    bar: &ProgressBar,
) -> Result<(), Error> {
    let versions = || batch.iter().filter_map(|package| Some((package, *keys.get(&package.id)?)));
    let ids = |names: BTreeSet<String>, keys: &HashMap<String, i64>| -> Vec<i64> {
        names.iter().filter_map(|name| keys.get(name).copied()).collect()
    };
    db.transaction(async |tx| {
        let targets = versions().flat_map(|(package, id)| read::targets(package, id));
        let features = versions().flat_map(|(package, id)| project.features(package, id));
        let dependencies =
            versions().flat_map(|(package, id)| project.dependencies(package, id, keys));
        Target::insert_many(targets).exec(tx).await?;
        Feature::insert_many(features).exec(tx).await?;
        Dependency::insert_many(dependencies).exec(tx).await?;

        let licences = versions().flat_map(|(package, version_id)| {
            let ids = ids(read::licences(package), &names.licences).into_iter();
            ids.map(move |licence_id| version_licence::New { version_id, licence_id })
        });
        let authors = versions().flat_map(|(package, version_id)| {
            let ids = ids(read::authors(package), &names.authors).into_iter();
            ids.map(move |author_id| version_author::New { version_id, author_id })
        });
        let keywords = versions().flat_map(|(package, version_id)| {
            let ids = ids(read::keywords(package), &names.keywords).into_iter();
            ids.map(move |keyword_id| version_keyword::New { version_id, keyword_id })
        });
        VersionLicence::insert_many(licences).exec(tx).await?;
        VersionAuthor::insert_many(authors).exec(tx).await?;
        VersionKeyword::insert_many(keywords).exec(tx).await?;
        count_on_commit(tx, bar, batch.len());
        Ok(())
    })
    .await
}

/// A hook of the transaction: the bar moves only once what it counts will last.
fn count_on_commit(tx: &Tx, bar: &ProgressBar, packages: usize) {
    let bar = bar.clone();
    tx.on_commit(move || async move { bar.inc(packages as u64) });
}

/// The length of the longest chain below each version, by updates of what a query finds: one more
/// than the deepest of its dependencies, until nothing moves.
///
/// What tests need is left out, because it may go round in circles, and so is what cannot be: no
/// chain is longer than there are versions.
async fn depths(db: &Db, versions: usize) -> Result<(), Error> {
    db.transaction(async |tx| {
        for depth in 1..=versions as i32 {
            let moved = Version::query()
                .filter(|v| {
                    v.dependencies()
                        .any(|d| d.kind.ne(Kind::Dev) & d.resolved().depth.eq(depth - 1))
                })
                .update(|v| v.depth.set(depth))
                .exec(tx)
                .await?;
            if moved == 0 {
                break;
            }
        }
        Ok(())
    })
    .await
}

/// Which version needs which, however many steps away: a row for each pair.
async fn reaches(db: &Db) -> Result<(), Error> {
    let mut needs: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    // A stream: the rows come one by one, as the database gives them.
    let mut edges = Dependency::query()
        .filter(|d| d.kind.ne(Kind::Dev) & d.resolved_id.is_not_null())
        .select(|d| (d.version_id, d.resolved_id))
        .stream(db);
    while let Some((from, to)) = edges.next().await? {
        needs.entry(from).or_default().extend(to);
    }
    drop(edges); // and with it the connection that it holds

    let mut rows = Vec::new();
    for &from_id in needs.keys() {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from_id]);
        while let Some(at) = next.pop() {
            let further = needs.get(&at).into_iter().flatten();
            next.extend(further.filter(|&&to| to != from_id && seen.insert(to)));
        }
        rows.extend(seen.into_iter().map(|to_id| reach::New { from_id, to_id }));
    }
    // Many thousand rows are one call, and on PostgreSQL one statement with one array a column.
    Reach::insert_many(rows).exec(db).await?;
    Ok(())
}
