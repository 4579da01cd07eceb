//! From plain data to the library's own conditions and orders.

use super::kind::{Computation, Fields, Kind, Rhs};
use super::model::{Group, Part, Record, part};
use super::tree::*;
use orm::expr::{Equality, Expr, Operand as Beside, Ordered, Ordering, Source};
use orm::path::{Root, Sub};
use orm::{Cond, DbType, outer};

type PartFields = part::Fields<Root<Part, Sub<Record, Part>>>;
type PartCond = Cond<Sub<Record, Part>>;

pub fn cond(tree: &Tree, f: Fields) -> Cond<Record> {
    match tree {
        Tree::Always => Cond::always(),
        Tree::Never => Cond::never(),
        Tree::And(terms) => Cond::all(terms.iter().map(|term| cond(term, f))),
        Tree::Or(terms) => Cond::any(terms.iter().map(|term| cond(term, f))),
        Tree::Both(lhs, rhs) => cond(lhs, f) & cond(rhs, f),
        Tree::Either(lhs, rhs) => cond(lhs, f) | cond(rhs, f),
        Tree::Not(term) => !cond(term, f),
        Tree::Flag => f.flag & Cond::always(),
        Tree::FlagN => Cond::always() & f.flag_n,
        Tree::Bool(test) => ask(test, f),
        Tree::Small(test) => ask(test, f),
        Tree::Big(test) => ask(test, f),
        Tree::Real(test) => ask(test, f),
        Tree::Text(test) => ask(test, f),
        Tree::Exact(test) => ask(test, f),
        Tree::Day(test) => ask(test, f),
        Tree::Moment(test) => ask(test, f),
        Tree::Colour(test) => ask(test, f),
        Tree::Code(test) => ask(test, f),
        Tree::Match { kind, text, pattern } => {
            let text = operand(text, f);
            match kind {
                Match::Like => text.like(pattern),
                Match::ILike => text.ilike(pattern),
                Match::Contains => text.contains(pattern),
                Match::IContains => text.icontains(pattern),
                Match::StartsWith => text.starts_with(pattern),
                Match::EndsWith => text.ends_with(pattern),
            }
        }
        Tree::Parts(Quantifier::Any, inner) => f.parts().any(|p| part_cond(inner, p, f)),
        Tree::Parts(Quantifier::All, inner) => f.parts().all(|p| part_cond(inner, p, f)),
        Tree::Parts(Quantifier::None, inner) => f.parts().none(|p| part_cond(inner, p, f)),
        Tree::PartCount(op, count) => compare(*op, f.parts().count(), *count),
        Tree::PartSum(op, sum) => compare(*op, f.parts().sum(|p| p.qty), *sum),
        Tree::GroupIn { negated, compare: op, size } => {
            let groups = Group::query().filter(|g| compare(*op, g.size, *size)).select(|g| g.id);
            if *negated { f.group_id.is_not_in(groups) } else { f.group_id.is_in(groups) }
        }
    }
}

fn part_cond(tree: &PartTree, p: PartFields, f: Fields) -> PartCond {
    match tree {
        PartTree::Qty(op, qty) => compare(*op, p.qty, *qty),
        PartTree::QtyOfRecord(op) => compare(*op, p.qty, outer(f.small)),
        PartTree::QtyOfGroup(op) => compare(*op, p.qty, outer(f.group().size)),
        PartTree::Note(op, note) => compare(*op, p.note, note.as_str()),
        PartTree::NoteNull { negated: false } => p.note.is_null(),
        PartTree::NoteNull { negated: true } => p.note.is_not_null(),
        PartTree::Both(lhs, rhs) => part_cond(lhs, p, f) & part_cond(rhs, p, f),
        PartTree::Either(lhs, rhs) => part_cond(lhs, p, f) | part_cond(rhs, p, f),
        PartTree::Not(term) => !part_cond(term, p, f),
    }
}

fn ask<T: Kind>(test: &Test<T>, f: Fields) -> Cond<Record> {
    match test {
        Test::Compare(op, lhs, Side::Value(value)) => compare(*op, operand(lhs, f), value),
        Test::Compare(op, lhs, Side::Operand(rhs)) => {
            compare(*op, operand(lhs, f), operand(rhs, f))
        }
        Test::Between(expr, low, high) => {
            let expr = operand(expr, f);
            match (low, high) {
                (Side::Value(low), Side::Value(high)) => expr.between(low, high),
                (Side::Value(low), Side::Operand(high)) => expr.between(low, operand(high, f)),
                (Side::Operand(low), Side::Value(high)) => expr.between(operand(low, f), high),
                (Side::Operand(low), Side::Operand(high)) => {
                    expr.between(operand(low, f), operand(high, f))
                }
            }
        }
        Test::In { operand: expr, list, negated: false } => operand(expr, f).is_in(list.clone()),
        Test::In { operand: expr, list, negated: true } => operand(expr, f).is_not_in(list.clone()),
        Test::Null { operand: expr, negated: false } => operand(expr, f).is_null(),
        Test::Null { operand: expr, negated: true } => operand(expr, f).is_not_null(),
        Test::Distinct { operand: expr, value, negated: false } => {
            operand(expr, f).is_distinct_from(value.clone())
        }
        Test::Distinct { operand: expr, value, negated: true } => {
            operand(expr, f).is_not_distinct_from(value.clone())
        }
    }
}

fn compare<R, T, V>(op: Compare, lhs: Expr<R, T>, rhs: V) -> Cond<R::Scope>
where
    R: Source,
    T: orm::Scalar<Base: DbType<Family: Equality + Ordered>>,
    V: Beside<R::Scope, T::Base>,
{
    match op {
        Compare::Eq => lhs.eq(rhs),
        Compare::Ne => lhs.ne(rhs),
        Compare::Lt => lhs.lt(rhs),
        Compare::Le => lhs.le(rhs),
        Compare::Gt => lhs.gt(rhs),
        Compare::Ge => lhs.ge(rhs),
    }
}

fn operand<T: Kind>(expr: &Operand<T>, f: Fields) -> Computation<T> {
    match expr {
        Operand::Column(number) => T::column(f, *number),
        Operand::Arithmetic(op, lhs, rhs) => {
            let rhs = match &**rhs {
                Side::Value(value) => Rhs::Value(value.clone()),
                Side::Operand(rhs) => Rhs::Computed(operand(rhs, f)),
            };
            T::arithmetic(*op, operand(lhs, f), rhs)
        }
        Operand::Unary(expr) => T::unary(operand(expr, f)),
        Operand::Coalesce(first, second) => match &**second {
            Side::Value(value) => orm::coalesce(operand(first, f), value).nullable(),
            Side::Operand(second) => orm::coalesce(operand(first, f), operand(second, f)),
        },
        Operand::Case { when, otherwise } => {
            // A branch that never holds, so that the type says from the start that a value may be absent.
            let mut case = orm::case::<T, _, _>(Cond::never(), T::column(f, 0));
            for (condition, value) in when {
                case = match value {
                    Side::Value(value) => case.when(cond(condition, f), value),
                    Side::Operand(value) => case.when(cond(condition, f), operand(value, f)),
                };
            }
            match otherwise.as_deref() {
                None => case.end(),
                Some(Side::Value(value)) => case.otherwise(value),
                Some(Side::Operand(value)) => case.otherwise(operand(value, f)),
            }
        }
    }
}

/// The columns that rows are ordered by.
macro_rules! orders {
    ($($name:ident)+) => {
        pub const ORDERS: usize = [$(stringify!($name)),+].len();

        fn ordering(order: &Order, f: Fields) -> Ordering<Record> {
            let mut column = order.column;
            $(
                if column == 0 {
                    return if order.descending { f.$name.desc() } else { f.$name.asc() };
                }
                column = column.wrapping_sub(1);
            )+
            unreachable!("there is no column {} to order by, {column} are left", order.column)
        }
    };
}

orders! {
    flag flag_n small small_n big big_n real real_n text text_n exact exact_n
    day day_n moment moment_n colour colour_n code code_n
}

pub fn orderings(orders: &[Order], f: Fields) -> Vec<Ordering<Record>> {
    let terms = orders.iter().map(|order| {
        let term = ordering(order, f);
        match order.nulls_first {
            None => term,
            Some(true) => term.nulls_first(),
            Some(false) => term.nulls_last(),
        }
    });
    terms.chain([f.id.asc()]).collect()
}
