//! The loads of a query, without types: a tree of relations.

use super::Count;
use crate::error::Error;
use crate::schema::{Relation, Table};
use crate::stmt::{Deleted, Expr, Hops, OrderBy};
use std::sync::Arc;

/// The relations that are loaded with the rows of one place.
#[derive(Debug, Clone, Default)]
pub struct Loads {
    /// Shared, because the thread or task that reads rows needs them, too.
    loads: Vec<Arc<LoadNode>>,
}

/// One relation that is loaded.
#[derive(Debug, Clone)]
#[doc(hidden)]
pub struct LoadNode {
    pub(super) relation: &'static Relation,
    pub(super) way: Way,
    pub(super) loads: Loads,
    /// How many columns it has in the statement of the place where it is joined.
    pub(super) width: usize,
}

/// How a relation's rows come.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// In the same statement.
    Joined,
    /// By a statement of its own.
    Fetched(Fetch),
    /// Only their number, in the same statement.
    Counted(Count),
    /// They are there already: only what is below them is loaded.
    Present,
}

/// What a statement of its own asks for.
#[derive(Debug, Clone)]
pub(crate) struct Fetch {
    pub(crate) filter: Vec<Expr>,
    pub(crate) order: Vec<OrderBy>,
    /// For each parent.
    pub(crate) limit: Option<u64>,
    /// For each parent.
    pub(crate) offset: Option<u64>,
    pub(crate) deleted: Deleted,
    /// The columns, if they are not the row's.
    pub(crate) columns: Option<Vec<Expr>>,
    /// The hop to the row between, if that comes too.
    pub(crate) through: Option<&'static Relation>,
}

impl Default for Fetch {
    fn default() -> Self {
        Fetch {
            filter: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            deleted: Deleted::Hidden,
            columns: None,
            through: None,
        }
    }
}

impl Loads {
    pub(super) fn get(&self, relation: &Relation) -> Option<&Arc<LoadNode>> {
        self.loads.iter().find(|load| load.relation.name == relation.name)
    }

    /// The loads at the end of a path whose relations are all joined.
    pub(super) fn at(&mut self, path: &[&'static Relation]) -> &mut Loads {
        path.iter().fold(self, |loads, relation| {
            loads.add(relation, Way::Joined, Loads::default());
            loads.below(relation)
        })
    }

    /// Adds a load, or adds to the one that is there.
    pub(super) fn add(&mut self, relation: &'static Relation, way: Way, below: Loads) {
        match self.loads.iter_mut().find(|load| load.relation.name == relation.name) {
            Some(load) => {
                let load = Arc::make_mut(load);
                load.way.merge(way);
                load.loads.merge(below);
            }
            None => {
                self.loads.push(Arc::new(LoadNode { relation, way, loads: below, width: 0 }));
            }
        }
    }

    /// Says that the rows of a relation are there already.
    pub(super) fn present(&mut self, relation: &Relation) -> Option<&mut Loads> {
        let load = self.loads.iter_mut().find(|load| load.relation.name == relation.name)?;
        let load = Arc::make_mut(load);
        load.way = Way::Present;
        Some(&mut load.loads)
    }

    pub(super) fn merge(&mut self, other: Loads) {
        for load in other.loads {
            let load = Arc::unwrap_or_clone(load);
            self.add(load.relation, load.way, load.loads);
        }
    }

    /// To-one relations of rows that are there come by statements of their own: there is none that
    /// they could be joined to, and none to count in.
    pub(super) fn apart(&mut self) -> Result<(), Error> {
        for load in &mut self.loads {
            let load = Arc::make_mut(load);
            match load.way {
                Way::Joined => load.way = Way::Fetched(Fetch::default()),
                Way::Present => load.loads.apart()?,
                Way::Fetched(_) => {}
                Way::Counted(_) => {
                    return Err(Error::unsupported(format!(
                        "a count of `{}` for rows that are there already: count in the query that fetches them",
                        load.relation.name
                    )));
                }
            }
        }
        Ok(())
    }

    fn below(&mut self, relation: &Relation) -> &mut Loads {
        let load = self.loads.iter_mut().find(|load| load.relation.name == relation.name);
        &mut Arc::make_mut(load.expect("the relation was added before")).loads
    }

    /// The loads, to be read by: with the columns of what is joined counted. `deleted` says what the
    /// statement at the root does with deleted rows.
    pub(crate) fn sealed(mut self, deleted: Deleted) -> Self {
        self.seal(deleted);
        self
    }

    fn seal(&mut self, deleted: Deleted) {
        for load in &mut self.loads {
            let load = Arc::make_mut(load);
            let below = match &mut load.way {
                Way::Joined => deleted,
                Way::Fetched(fetch) => {
                    // A to-one relation is read alike, by a join or by a statement of its own.
                    if !load.relation.is_to_many() && deleted != Deleted::Hidden {
                        fetch.deleted = Deleted::Shown;
                    }
                    fetch.deleted
                }
                Way::Counted(_) | Way::Present => Deleted::Hidden,
            };
            load.loads.seal(below);
            load.width = match load.way {
                Way::Counted(_) => 1,
                _ => (load.relation.target)().columns().count() + load.loads.width(),
            };
        }
    }

    /// The columns of what is joined, beside the row's own.
    fn width(&self) -> usize {
        self.joined().map(|load| load.width).sum()
    }

    /// What comes in the same statement.
    fn joined(&self) -> impl Iterator<Item = &Arc<LoadNode>> {
        self.loads.iter().filter(|load| matches!(load.way, Way::Joined | Way::Counted(_)))
    }

    /// Whether a further statement may be sent.
    pub(crate) fn fetch(&self) -> bool {
        self.loads.iter().any(|load| match load.way {
            Way::Fetched(_) => true,
            Way::Joined | Way::Present => load.loads.fetch(),
            Way::Counted(_) => false,
        })
    }

    /// The columns of what is joined to the table at the hops, in the order of the table's
    /// relations, which is the order in which rows are read.
    pub(crate) fn columns(&self, table: &'static Table, hops: &Hops, out: &mut Vec<Expr>) {
        for relation in table.relations {
            let Some(load) = self.joined().find(|load| load.relation.name == relation.name) else {
                continue;
            };
            if let Way::Counted(count) = &load.way {
                out.push(count.column(load.relation, hops.clone()));
                continue;
            }
            let mut hops = hops.clone();
            hops.push(load.relation);
            out.push(Expr::Row { hops: hops.clone() });
            load.loads.columns((load.relation.target)(), &hops, out);
        }
    }
}

impl Way {
    fn merge(&mut self, other: Way) {
        match (&mut *self, other) {
            (Way::Fetched(fetch), Way::Fetched(other)) => fetch.merge(other),
            // One statement less.
            (Way::Fetched(_), Way::Joined) => *self = Way::Joined,
            _ => {}
        }
    }
}

impl Fetch {
    /// The types have refused two of which one is filtered or cut.
    fn merge(&mut self, other: Fetch) {
        for order in other.order {
            if !self.order.contains(&order) {
                self.order.push(order);
            }
        }
        if other.deleted == Deleted::Shown {
            self.deleted = Deleted::Shown;
        }
        self.through = self.through.or(other.through);
    }
}
