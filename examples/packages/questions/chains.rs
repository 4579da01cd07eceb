//! The deepest chains: the graph in two statements, and a walk in memory.

use std::collections::HashMap;

use orm::{Error, Executor, Loaded, Query};

use crate::models::{Kind, Version};
use crate::table::Answer;

/// A version with its package, and those of its dependencies that lead on.
type Node = Loaded![Version { package, partial dependencies }];

// A query for each link of a chain would be as many statements as there are links.
const _: () = assert!(Query::<Version, Node>::MAX_STATEMENTS == 2);

pub async fn chains(db: &impl Executor) -> Result<Answer, Error> {
    let versions = Version::query()
        .order_by(|v| (v.depth.desc(), v.id.asc()))
        .select_related(|v| v.package())
        .prefetch_related(|v| {
            let leading = v.dependencies().filter(|d| d.kind.ne(Kind::Dev));
            leading.order_by(|d| d.resolved_id.asc())
        })
        .all(db)
        .await?;
    // Only where a chain begins: any other is the rest of one of these.
    let begins: Vec<i64> = Version::query()
        .filter(|v| v.depth.gt(0) & v.dependents().none(|d| d.kind.ne(Kind::Dev)))
        .order_by(|v| (v.depth.desc(), v.id.asc()))
        .limit(3)
        .select(|v| v.id)
        .all(db)
        .await?;

    let by_id: HashMap<i64, &Node> = versions.iter().map(|version| (version.id, version)).collect();
    let mut answer =
        Answer::new("Which chains of dependencies are the deepest?", ["links", "chain"]);
    for first in begins.iter().filter_map(|id| by_id.get(id).copied()) {
        let links = std::iter::successors(Some(first), |version| next(version, &by_id));
        let chain: Vec<_> =
            links.map(|version| format!("{} {}", version.package().name, version.number)).collect();
        answer.row([first.depth.to_string(), chain.join(" → ")]);
    }
    Ok(answer)
}

/// The next link: the first dependency that is one less deep.
fn next<'a>(version: &Node, by_id: &HashMap<i64, &'a Node>) -> Option<&'a Node> {
    let resolved = version.dependencies().iter().filter_map(|dependency| dependency.resolved_id);
    let mut versions = resolved.filter_map(|id| by_id.get(&id).copied());
    versions.find(|next| next.depth == version.depth - 1)
}
