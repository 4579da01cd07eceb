//! A page: lines of text, and by how many statements they came.

use std::fmt;

use orm::query::Plan;
use orm::scope::Global;
use orm::{Db, Error, Model, Query};

/// Something to print.
pub struct Page {
    title: String,
    statements: usize,
    lines: Vec<String>,
}

impl Page {
    pub fn new(title: impl Into<String>, statements: usize) -> Self {
        Page { title: title.into(), statements, lines: Vec::new() }
    }

    pub fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.statements == 1 { "" } else { "s" };
        writeln!(f, "\n{} · {} statement{plural}", self.title, self.statements)?;
        self.lines.iter().try_for_each(|line| writeln!(f, "  {line}"))
    }
}

/// The rows of a query, and how many statements they took: as many as its type allows, or fewer.
pub async fn counted<M: Model<Scope = Global>, S: Plan<M>>(
    db: &Db,
    query: Query<M, S>,
) -> Result<(Vec<S::Row>, usize), Error> {
    let (rows, statements) = db.count_statements(async || query.all(db).await).await;
    assert!(statements <= Query::<M, S>::MAX_STATEMENTS);
    Ok((rows?, statements))
}
