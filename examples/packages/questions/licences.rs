//! Licences: counts over a many-to-many relation, beside the row and as the order.

use orm::{Error, Executor};

use crate::models::{Licence, Version};
use crate::table::Answer;

pub async fn licences(db: &impl Executor) -> Result<Answer, Error> {
    let rows: Vec<(String, i64, i64)> = Licence::query()
        .order_by(|l| (l.versions().count().desc(), l.id.asc()))
        .select(|l| {
            // A relation can be narrowed before it is counted.
            let alone = l.versions().filter(|v| v.licences().count().eq(1));
            (l.name, l.versions().count(), alone.count())
        })
        .all(db)
        .await?;
    let without = Version::query().filter(|v| v.licences().is_absent()).count(db).await?;

    let mut answer = Answer::new(
        "Which licences, and for how many packages?",
        ["licence", "packages", "only this one"],
    );
    for (name, packages, alone) in rows {
        answer.row([name, packages.to_string(), alone.to_string()]);
    }
    Ok(match without {
        0 => answer,
        without => answer.note(format!("{without} name no licence")),
    })
}
