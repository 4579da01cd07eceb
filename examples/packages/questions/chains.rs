//! The deepest chains: a walk, one small query a step.
//!
//! One statement could do it (`WITH RECURSIVE`). Until there are typed ones, what each step needs is
//! in a column: the depth, which was computed once.

use orm::{Error, Executor};

use crate::models::{Kind, Version};
use crate::table::Answer;

pub async fn chains(db: &impl Executor) -> Result<Answer, Error> {
    // Only where a chain begins: any other is the rest of one of these. A model's fields in a
    // selection are the whole row.
    let deepest = Version::query()
        .filter(|v| v.depth.gt(0) & v.dependents().none(|d| d.kind.ne(Kind::Dev)))
        .order_by(|v| (v.depth.desc(), v.id.asc()))
        .limit(3)
        .select(|v| (v, v.package().name))
        .all(db)
        .await?;
    let mut answer =
        Answer::new("Which chains of dependencies are the deepest?", ["links", "chain"]);
    for (version, name) in deepest {
        let mut chain = vec![format!("{name} {}", version.number)];
        let (mut at, mut depth) = (version.id, version.depth);
        while let Some((id, name, number)) = step(db, at, depth).await? {
            chain.push(format!("{name} {number}"));
            (at, depth) = (id, depth - 1);
        }
        answer.row([version.depth.to_string(), chain.join(" → ")]);
    }
    Ok(answer)
}

/// The next link: a dependency that is one less deep.
async fn step(
    db: &impl Executor,
    at: i64,
    depth: i32,
) -> Result<Option<(i64, String, String)>, Error> {
    // `first` is the first row in the order, or `None`.
    let to_version = Version::query().filter(|v| {
        v.depth.eq(depth - 1) & v.dependents().any(|d| d.version_id.eq(at) & d.kind.ne(Kind::Dev))
    });
    to_version
        .order_by(|v| v.id.asc())
        .select(|v| (v.id, v.package().name, v.number))
        .first(db)
        .await
}
