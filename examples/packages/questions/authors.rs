//! Authors: rows of a many-to-many relation, a few of each.

use orm::{Error, Executor};

use crate::models::Author;
use crate::table::Answer;

pub async fn authors(db: &impl Executor) -> Result<Answer, Error> {
    let authors = Author::query()
        .order_by(|a| (a.versions().count().desc(), a.id.asc()))
        .limit(8)
        .prefetch_related(|a| {
            // The three that are needed most, of each author.
            let needed = a.versions().order_by(|v| (v.reached_by().count().desc(), v.id.asc()));
            needed.limit(3).with(|v| v.package())
        })
        .all(db)
        .await?;
    let mut answer = Answer::new("Who wrote the most of it?", ["author", "needed most"]);
    for author in &authors {
        let names = author.versions().iter().map(|version| version.package().name.clone());
        answer.row([author.name.clone(), names.collect::<Vec<_>>().join(", ")]);
    }
    Ok(answer)
}
