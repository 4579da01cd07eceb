//! A tree of loads as plain data, apart from the library and from any database.

use std::collections::BTreeMap;

/// A condition; `Far` asks for the number behind a to-one path, `Any` for that of one related row.
#[derive(Debug, Clone)]
pub enum Test {
    Always,
    Number(Compare, i32),
    Note(&'static str),
    NoteNull,
    Far(Compare, i32),
    Any(Compare, i32),
    Not(Box<Test>),
    Both(Box<Test>, Box<Test>),
    Either(Box<Test>, Box<Test>),
}

#[derive(Debug, Clone, Copy)]
pub enum Compare {
    Eq,
    Lt,
    Ge,
}

/// One term of an order. The key comes last, so that the order is total.
#[derive(Debug, Clone)]
pub struct Order {
    pub column: Column,
    pub descending: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum Column {
    Number,
    Note,
    Far,
}

/// Which rows of a query, or of each parent, come, and in which order.
#[derive(Debug, Clone)]
pub struct Cut {
    pub test: Test,
    pub order: Vec<Order>,
    pub limit: Option<u64>,
    pub offset: Option<u64>,
    pub deleted: bool,
    /// The number of the row between, in a many-to-many relation.
    pub between: (Compare, i32),
}

impl Default for Cut {
    fn default() -> Self {
        let order = Vec::new();
        let between = (Compare::Ge, i32::MIN);
        Cut { test: Test::Always, order, limit: None, offset: None, deleted: false, between }
    }
}

/// What is asked of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A to-one relation.
    One,
    /// All rows, in no order.
    Many,
    /// All rows with those that were deleted softly, in no order.
    Shown,
    /// All rows in an order.
    Sorted,
    /// Some rows: a filter, an order, a limit and an offset for each parent.
    Cut,
    /// The same, by the row between, which comes too.
    Linked,
    /// All rows in the order of their keys, and the row between.
    Through,
    /// The numbers of all rows, in an order.
    Numbers,
    /// How many rows there are for which a condition holds.
    Counted,
}

/// How a relation comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Joined,
    Fetched,
    /// It is there already.
    Present,
}

/// One relation that is loaded, and those below it.
#[derive(Debug, Clone)]
pub struct Node {
    pub kind: Kind,
    pub relation: &'static str,
    pub way: Way,
    pub cut: Cut,
    pub below: Vec<Node>,
}

/// A query: its root and what is loaded.
#[derive(Debug, Clone)]
pub struct Tree {
    pub table: &'static str,
    pub cut: Cut,
    pub loads: Vec<Node>,
}

/// The same relation twice is one, with what is below both; a join is a statement less.
pub fn merged(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::new();
    for node in nodes {
        match out.iter_mut().find(|other| other.relation == node.relation) {
            Some(other) => {
                if node.way == Way::Joined {
                    other.way = Way::Joined;
                }
                other.below.extend(node.below);
            }
            None => out.push(node),
        }
    }
    for node in &mut out {
        node.below = merged(std::mem::take(&mut node.below));
    }
    out
}

/// What `load_related` does with loads on rows that have some: what is there stays, and there is no
/// statement to join to.
pub fn onto(nodes: &[Node], there: &[Node]) -> Vec<Node> {
    let there: BTreeMap<_, _> = there.iter().map(|node| (node.relation, node)).collect();
    let onto = nodes.iter().map(|node| {
        let mut node = node.clone();
        match there.get(node.relation) {
            Some(present) => {
                node.way = Way::Present;
                node.below = onto(&node.below, &present.below);
            }
            None => node.way = Way::Fetched,
        }
        node
    });
    onto.collect()
}

/// How many relations are fetched by statements of their own.
pub fn fetched(nodes: &[Node]) -> usize {
    let counts = nodes.iter().map(|n| usize::from(n.way == Way::Fetched) + fetched(&n.below));
    counts.sum()
}

/// How many relations there are, one below the other.
pub fn depth(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + depth(&node.below)).max().unwrap_or(0)
}

impl Node {
    /// Whether the rows of a parent come in an order that is known.
    pub fn is_ordered(&self) -> bool {
        !matches!(self.kind, Kind::Many | Kind::Shown)
    }

    /// Whether rows that were deleted softly come too.
    pub fn is_with_deleted(&self) -> bool {
        match self.kind {
            Kind::Shown => true,
            Kind::Cut | Kind::Linked | Kind::Counted => self.cut.deleted,
            _ => false,
        }
    }
}

pub fn child<'a>(nodes: &'a [Node], relation: &str) -> &'a Node {
    let node = nodes.iter().find(|node| node.relation == relation);
    node.unwrap_or_else(|| panic!("`{relation}` is in the tree"))
}

impl Tree {
    /// Every place where rows are chosen: the root, and each relation.
    pub fn cuts(&mut self) -> Vec<&mut Cut> {
        fn collect<'a>(nodes: &'a mut [Node], out: &mut Vec<&'a mut Cut>) {
            for node in nodes {
                out.push(&mut node.cut);
                collect(&mut node.below, out);
            }
        }
        let mut out = vec![&mut self.cut];
        collect(&mut self.loads, &mut out);
        out
    }

    /// Simpler trees that may fail for the same reason: without what is chosen in one place.
    pub fn simpler(&self) -> Vec<Tree> {
        let mut out = Vec::new();
        for at in 0..self.clone().cuts().len() {
            let simplify: [fn(&mut Cut) -> bool; 5] = [
                |cut| !matches!(std::mem::replace(&mut cut.test, Test::Always), Test::Always),
                |cut| !std::mem::take(&mut cut.order).is_empty(),
                |cut| cut.limit.take().is_some(),
                |cut| cut.offset.take().is_some(),
                |cut| std::mem::take(&mut cut.deleted),
            ];
            for simplify in simplify {
                let mut tree = self.clone();
                if simplify(tree.cuts().swap_remove(at)) {
                    out.push(tree);
                }
            }
        }
        out
    }
}
