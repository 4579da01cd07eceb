//! The heaviest: counts of what was stored for each pair of versions.

use orm::{Error, Executor, case, coalesce};

use crate::models::{Kind, Origin, Version};
use crate::table::Answer;

pub async fn heaviest(db: &impl Executor) -> Result<Answer, Error> {
    let rows: Vec<(String, String, i64, i64, i64, String, String)> = Version::query()
        .filter(|v| v.origin.ne(Origin::Workspace))
        .order_by(|v| (v.reaches().count().desc(), v.id.asc()))
        .limit(10)
        .select(|v| {
            let direct =
                v.dependencies().filter(|d| d.resolved_id.is_not_null() & d.kind.ne(Kind::Dev));
            // The workspace's own use of it, which is a choice of its own.
            let own = v.dependents().any(|d| d.version().origin.eq(Origin::Workspace));
            (
                v.package().name,
                v.number,
                v.reaches().count(),
                direct.count(),
                v.reached_by().count(),
                case::<String, _, _>(own, "yes").otherwise(""),
                coalesce(v.rust_version, "any"),
            )
        })
        .all(db)
        .await?;
    let mut answer = Answer::new(
        "Which bring the most, counting everything below them?",
        ["package", "version", "brings", "directly", "needed by", "asked for here", "Rust"],
    );
    for (name, number, brings, direct, needed, own, rust) in rows {
        let (brings, direct, needed) = (brings.to_string(), direct.to_string(), needed.to_string());
        answer.row([name, number, brings, direct, needed, own, rust]);
    }
    Ok(answer)
}
