//! What people ask of a dependency tree, one question a file.

mod authors;
mod chains;
mod duplicates;
mod features;
mod heaviest;
mod keywords;
mod licences;
mod overview;
mod who;

use orm::{Error, Executor};

use crate::table::Answer;

/// Every question. Each takes whatever can run a query: a `Db`, a transaction, a reading one.
pub async fn all(db: &impl Executor, who: Option<&str>) -> Result<Vec<Answer>, Error> {
    Ok(vec![
        overview::overview(db).await?,
        duplicates::duplicates(db).await?,
        licences::licences(db).await?,
        chains::chains(db).await?,
        who::who(db, who).await?,
        features::features(db).await?,
        heaviest::heaviest(db).await?,
        authors::authors(db).await?,
        keywords::keywords(db).await?,
    ])
}
