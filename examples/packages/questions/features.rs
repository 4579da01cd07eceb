//! The largest feature sets: several values over one relation.

use orm::{Error, Executor, Projection};

use crate::models::Version;
use crate::table::Answer;

/// A version and what its features amount to. Each expression is a subquery of the same row.
#[derive(Projection, Debug)]
#[projection(from = Version)]
struct FeatureSet {
    #[projection(expr = |v| v.package().name)]
    package: String,
    number: String,
    #[projection(expr = |v| v.features().count())]
    features: i64,
    #[projection(expr = |v| v.features().filter(|f| f.active).count())]
    active: i64,
    // The greatest of nothing is `None`.
    #[projection(expr = |v| v.features().max(|f| f.enables.len()))]
    largest: Option<i32>,
}

pub async fn features(db: &impl Executor) -> Result<Answer, Error> {
    let rows = Version::query()
        .filter(|v| v.features().is_present())
        .order_by(|v| (v.features().count().desc(), v.id.asc()))
        .limit(10)
        .select_as::<FeatureSet>()
        .all(db)
        .await?;
    let mut answer = Answer::new(
        "Which have the largest sets of features?",
        ["package", "version", "features", "on here", "most in one"],
    );
    for row in rows {
        let (features, active) = (row.features.to_string(), row.active.to_string());
        let largest = row.largest.unwrap_or_default().to_string();
        answer.row([row.package, row.number, features, active, largest]);
    }
    Ok(answer)
}
