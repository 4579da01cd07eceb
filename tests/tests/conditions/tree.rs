//! Conditions as plain data, apart from the library and from any database.

use super::model::Colour;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A condition.
#[derive(Debug, Clone)]
pub enum Tree {
    Always,
    Never,
    And(Vec<Tree>),
    Or(Vec<Tree>),
    /// `And` and `Or` by the operators `&` and `|`.
    Both(Box<Tree>, Box<Tree>),
    Either(Box<Tree>, Box<Tree>),
    Not(Box<Tree>),
    /// The column of truth values itself; the second may be `NULL`.
    Flag,
    FlagN,
    Bool(Test<bool>),
    Small(Test<i32>),
    Big(Test<i64>),
    Real(Test<f64>),
    Text(Test<String>),
    Exact(Test<Decimal>),
    Day(Test<NaiveDate>),
    Moment(Test<DateTime<Utc>>),
    Colour(Test<Colour>),
    Code(Test<Uuid>),
    Match {
        kind: Match,
        text: Operand<String>,
        pattern: String,
    },
    Parts(Quantifier, PartTree),
    PartCount(Compare, i64),
    /// The sum over the parts' quantities, which is `NULL` without parts.
    PartSum(Compare, i32),
    /// The groups whose size compares so with the number: `group_id IN (SELECT ..)`.
    GroupIn {
        negated: bool,
        compare: Compare,
        size: i32,
    },
}

/// A question about values of one type.
#[derive(Debug, Clone)]
pub enum Test<T> {
    Compare(Compare, Operand<T>, Side<T>),
    Between(Operand<T>, Side<T>, Side<T>),
    In { operand: Operand<T>, list: Vec<T>, negated: bool },
    Null { operand: Operand<T>, negated: bool },
    Distinct { operand: Operand<T>, value: Option<T>, negated: bool },
}

/// What stands on the other side: a value, or an expression.
#[derive(Debug, Clone)]
pub enum Side<T> {
    Value(T),
    Operand(Operand<T>),
}

/// A value that is computed from a record.
#[derive(Debug, Clone)]
pub enum Operand<T> {
    /// One of the type's columns, by number.
    Column(usize),
    Arithmetic(Arithmetic, Box<Operand<T>>, Box<Side<T>>),
    /// The number with the other sign, or the text in upper case.
    Unary(Box<Operand<T>>),
    Coalesce(Box<Operand<T>>, Box<Side<T>>),
    Case {
        when: Vec<(Tree, Side<T>)>,
        otherwise: Option<Box<Side<T>>>,
    },
}

#[derive(Debug, Clone, Copy)]
pub enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// Of numbers; `Add` of texts joins them.
#[derive(Debug, Clone, Copy)]
pub enum Arithmetic {
    Add,
    Sub,
    Mul,
}

#[derive(Debug, Clone, Copy)]
pub enum Match {
    Like,
    ILike,
    Contains,
    IContains,
    StartsWith,
    EndsWith,
}

#[derive(Debug, Clone, Copy)]
pub enum Quantifier {
    Any,
    All,
    None,
}

/// A condition on a part.
#[derive(Debug, Clone)]
pub enum PartTree {
    Qty(Compare, i32),
    /// Against the record's own number.
    QtyOfRecord(Compare),
    /// Against the size of the record's group, which may be absent.
    QtyOfGroup(Compare),
    Note(Compare, String),
    NoteNull {
        negated: bool,
    },
    Both(Box<PartTree>, Box<PartTree>),
    Either(Box<PartTree>, Box<PartTree>),
    Not(Box<PartTree>),
}

/// One term of an order, by the number of a column.
#[derive(Debug, Clone)]
pub struct Order {
    pub column: usize,
    pub descending: bool,
    pub nulls_first: Option<bool>,
}

/// An order of rows, of which some are wanted. The key comes last, so that it is total.
#[derive(Debug, Clone)]
pub struct Sorted {
    pub filter: Tree,
    pub order: Vec<Order>,
    pub limit: Option<u64>,
    pub offset: Option<u64>,
}

impl Tree {
    /// Simpler trees that may fail for the same reason: its parts, and itself with a simpler part.
    pub fn simpler(&self) -> Vec<Tree> {
        let (parts, whole): (_, fn(_) -> _) = match self {
            Tree::And(terms) => (terms.clone(), Tree::And),
            Tree::Or(terms) => (terms.clone(), Tree::Or),
            Tree::Both(lhs, rhs) => (vec![*lhs.clone(), *rhs.clone()], Tree::And),
            Tree::Either(lhs, rhs) => (vec![*lhs.clone(), *rhs.clone()], Tree::Or),
            Tree::Not(term) => (vec![*term.clone()], |mut terms: Vec<Tree>| {
                Tree::Not(Box::new(terms.pop().expect("a negation has a term")))
            }),
            _ => return Vec::new(),
        };
        let mut trees = parts.clone();
        for (at, part) in parts.iter().enumerate() {
            trees.extend(part.simpler().into_iter().map(|simpler| {
                let mut parts = parts.clone();
                parts[at] = simpler;
                whole(parts)
            }));
        }
        trees
    }
}
