//! Keywords: what the tree is about.

use orm::{Error, Executor};

use crate::models::Keyword;
use crate::table::Answer;

pub async fn keywords(db: &impl Executor) -> Result<Answer, Error> {
    // The same expression can be selected, ordered by, and asked for in a condition.
    let rows: Vec<(String, i64)> = Keyword::query()
        .filter(|k| k.versions().count().gt(1))
        .order_by(|k| (k.versions().count().desc(), k.id.asc()))
        .limit(12)
        .select(|k| (k.name, k.versions().count()))
        .all(db)
        .await?;
    let mut answer = Answer::new("What is it all about?", ["keyword", "packages"]);
    for (name, packages) in rows {
        answer.row([name, packages.to_string()]);
    }
    Ok(answer)
}
