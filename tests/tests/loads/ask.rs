//! Queries whose types are forgotten, so that one test asks all of them.

use super::row::plain;
use super::tree::{Node, Tree};
use futures_util::future::BoxFuture;
use orm::query::Plan;
use orm::scope::Global;
use orm::{Cursor, Db, Error, Model, Query};
use serde::Serialize;
use serde_json::Value;

pub type Rows<'a> = BoxFuture<'a, Result<Vec<Value>, Error>>;
/// Rows, and where the next page begins.
pub type Paged<'a> = BoxFuture<'a, Result<(Vec<Value>, Option<Cursor>), Error>>;

/// One load tree: its shape, and the typed query that it stands for.
#[derive(Debug)]
pub struct Case {
    pub name: &'static str,
    /// The root's table, and the relations with nothing chosen.
    pub shape: fn() -> Tree,
    /// The query, and the same with its loads given one by one from the last to the first.
    pub queries: fn(&Tree) -> [Box<dyn Ask>; 2],
    /// The relations that are loaded onto rows first, and those that are loaded onto them then.
    pub steps: fn() -> [Vec<Node>; 2],
    /// The same by `load_related`.
    pub onto: for<'a> fn(&'a Db, &'a Tree) -> Rows<'a>,
}

/// A query with loads.
pub trait Ask: Send {
    /// `MAX_STATEMENTS`.
    fn most(&self) -> usize;
    fn all<'a>(&'a self, db: &'a Db, loads: &'a [Node]) -> Rows<'a>;
    fn stream<'a>(&'a self, db: &'a Db, loads: &'a [Node]) -> Rows<'a>;
    fn page<'a>(
        &'a self,
        db: &'a Db,
        loads: &'a [Node],
        size: u32,
        after: Option<&'a Cursor>,
    ) -> Paged<'a>;
}

impl<M: Model<Scope = Global>, S: Plan<M, Row: Serialize>> Ask for Query<M, S> {
    fn most(&self) -> usize {
        Query::<M, S>::MAX_STATEMENTS
    }

    fn all<'a>(&'a self, db: &'a Db, loads: &'a [Node]) -> Rows<'a> {
        Box::pin(async move { Ok(plain_rows(&self.clone().all(db).await?, loads)) })
    }

    fn stream<'a>(&'a self, db: &'a Db, loads: &'a [Node]) -> Rows<'a> {
        Box::pin(async move {
            let mut stream = self.clone().stream(db);
            let mut rows = Vec::new();
            while let Some(row) = stream.next().await? {
                rows.push(plain(&row, loads));
            }
            Ok(rows)
        })
    }

    fn page<'a>(
        &'a self,
        db: &'a Db,
        loads: &'a [Node],
        size: u32,
        after: Option<&'a Cursor>,
    ) -> Paged<'a> {
        Box::pin(async move {
            let page = self.clone().page(db, size, after).await?;
            Ok((plain_rows(&page.rows, loads), page.next))
        })
    }
}

/// The two queries have one type: what is loaded does not depend on the order of the loads.
pub fn both<M: Model<Scope = Global>, S: Plan<M, Row: Serialize>>(
    queries: [Query<M, S>; 2],
) -> [Box<dyn Ask>; 2] {
    queries.map(|query| Box::new(query) as Box<dyn Ask>)
}

pub fn plain_rows(rows: &[impl Serialize], loads: &[Node]) -> Vec<Value> {
    rows.iter().map(|row| plain(row, loads)).collect()
}
