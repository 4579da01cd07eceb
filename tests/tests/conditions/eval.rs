//! SQL's logic of three values by hand, over plain data: what both databases should say.

use super::kind::Kind;
use super::model::{Data, Group, Part, Seen};
use super::tree::*;
use std::cmp::Ordering;

/// True, false, or `None` for what is not known.
type Truth = Option<bool>;

pub fn holds(tree: &Tree, s: Seen<'_>, groups: &[Group]) -> Truth {
    let holds = |tree: &Tree| holds(tree, s, groups);
    match tree {
        Tree::Always => Some(true),
        Tree::Never => Some(false),
        Tree::And(terms) => all(terms.iter().map(holds)),
        Tree::Or(terms) => any(terms.iter().map(holds)),
        Tree::Both(lhs, rhs) => and(holds(lhs), holds(rhs)),
        Tree::Either(lhs, rhs) => or(holds(lhs), holds(rhs)),
        Tree::Not(term) => holds(term).map(|truth| !truth),
        Tree::Flag => Some(s.record.flag),
        Tree::FlagN => s.record.flag_n,
        Tree::Bool(test) => ask(test, s, groups),
        Tree::Small(test) => ask(test, s, groups),
        Tree::Big(test) => ask(test, s, groups),
        Tree::Real(test) => ask(test, s, groups),
        Tree::Text(test) => ask(test, s, groups),
        Tree::Exact(test) => ask(test, s, groups),
        Tree::Day(test) => ask(test, s, groups),
        Tree::Moment(test) => ask(test, s, groups),
        Tree::Colour(test) => ask(test, s, groups),
        Tree::Code(test) => ask(test, s, groups),
        Tree::Match { kind, text, pattern } => {
            Some(matches(*kind, &operand(text, s, groups)?, pattern))
        }
        Tree::Parts(quantifier, inner) => {
            let mut parts = s.parts.iter().map(|part| part_holds(inner, part, s) == Some(true));
            Some(match quantifier {
                Quantifier::Any => parts.any(|met| met),
                Quantifier::All => parts.all(|met| met),
                Quantifier::None => !parts.any(|met| met),
            })
        }
        Tree::PartCount(op, count) => compare(*op, &(s.parts.len() as i64), count),
        Tree::PartSum(op, sum) => {
            let parts = s.parts.iter().map(|part| part.qty);
            compare(*op, &parts.reduce(|sum, qty| sum + qty)?, sum)
        }
        Tree::GroupIn { negated, compare: op, size } => {
            let mut found =
                groups.iter().filter(|group| compare(*op, &group.size, size) == Some(true));
            let inside = match s.record.group_id {
                Some(id) => Some(found.any(|group| group.id == id)),
                // Nothing is in an empty list, whatever it is.
                None if found.next().is_none() => Some(false),
                None => None,
            };
            inside.map(|inside| inside != *negated)
        }
    }
}

fn all(terms: impl Iterator<Item = Truth>) -> Truth {
    let mut all = Some(true);
    for term in terms {
        all = and(all, term);
    }
    all
}

fn any(terms: impl Iterator<Item = Truth>) -> Truth {
    let mut any = Some(false);
    for term in terms {
        any = or(any, term);
    }
    any
}

fn and(lhs: Truth, rhs: Truth) -> Truth {
    match (lhs, rhs) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(lhs: Truth, rhs: Truth) -> Truth {
    match (lhs, rhs) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn part_holds(tree: &PartTree, part: &Part, s: Seen<'_>) -> Truth {
    match tree {
        PartTree::Qty(op, qty) => compare(*op, &part.qty, qty),
        PartTree::QtyOfRecord(op) => compare(*op, &part.qty, &s.record.small),
        PartTree::QtyOfGroup(op) => compare(*op, &part.qty, &s.group?.size),
        PartTree::Note(op, note) => compare(*op, part.note.as_ref()?, note),
        PartTree::NoteNull { negated } => Some(part.note.is_none() != *negated),
        PartTree::Both(lhs, rhs) => and(part_holds(lhs, part, s), part_holds(rhs, part, s)),
        PartTree::Either(lhs, rhs) => or(part_holds(lhs, part, s), part_holds(rhs, part, s)),
        PartTree::Not(term) => part_holds(term, part, s).map(|truth| !truth),
    }
}

fn ask<T: Kind>(test: &Test<T>, s: Seen<'_>, groups: &[Group]) -> Truth {
    match test {
        Test::Compare(op, lhs, rhs) => {
            compare(*op, &operand(lhs, s, groups)?, &side(rhs, s, groups)?)
        }
        Test::Between(expr, low, high) => {
            let expr = operand(expr, s, groups);
            let beyond = |op, bound: Option<T>| compare(op, expr.as_ref()?, &bound?);
            and(
                beyond(Compare::Ge, side(low, s, groups)),
                beyond(Compare::Le, side(high, s, groups)),
            )
        }
        Test::In { operand: expr, list, negated } => {
            let inside = match operand(expr, s, groups) {
                _ if list.is_empty() => false,
                value => {
                    let value = value?;
                    list.contains(&value)
                }
            };
            Some(inside != *negated)
        }
        Test::Null { operand: expr, negated } => {
            Some(operand(expr, s, groups).is_none() != *negated)
        }
        Test::Distinct { operand: expr, value, negated } => {
            Some((operand(expr, s, groups) != *value) != *negated)
        }
    }
}

fn compare<T: PartialOrd>(op: Compare, lhs: &T, rhs: &T) -> Truth {
    Some(match op {
        Compare::Eq => lhs == rhs,
        Compare::Ne => lhs != rhs,
        Compare::Lt => lhs < rhs,
        Compare::Le => lhs <= rhs,
        Compare::Gt => lhs > rhs,
        Compare::Ge => lhs >= rhs,
    })
}

fn side<T: Kind>(side: &Side<T>, s: Seen<'_>, groups: &[Group]) -> Option<T> {
    match side {
        Side::Value(value) => Some(value.clone()),
        Side::Operand(expr) => operand(expr, s, groups),
    }
}

fn operand<T: Kind>(expr: &Operand<T>, s: Seen<'_>, groups: &[Group]) -> Option<T> {
    match expr {
        Operand::Column(number) => T::value(s, *number),
        Operand::Arithmetic(op, lhs, rhs) => {
            Some(T::apply(*op, operand(lhs, s, groups)?, side(rhs, s, groups)?))
        }
        Operand::Unary(expr) => operand(expr, s, groups).map(T::apply_unary),
        Operand::Coalesce(first, second) => {
            operand(first, s, groups).or_else(|| side(second, s, groups))
        }
        Operand::Case { when, otherwise } => {
            let branch = when.iter().find(|(tree, _)| holds(tree, s, groups) == Some(true));
            match branch {
                Some((_, value)) => side(value, s, groups),
                None => side(otherwise.as_deref()?, s, groups),
            }
        }
    }
}

fn matches(kind: Match, text: &str, pattern: &str) -> bool {
    match kind {
        Match::Like => like(&chars(text), &chars(pattern)),
        Match::ILike => {
            like(&chars(&text.to_ascii_lowercase()), &chars(&pattern.to_ascii_lowercase()))
        }
        Match::Contains => text.contains(pattern),
        Match::IContains => text.to_ascii_lowercase().contains(&pattern.to_ascii_lowercase()),
        Match::StartsWith => text.starts_with(pattern),
        Match::EndsWith => text.ends_with(pattern),
    }
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn like(text: &[char], pattern: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['%', rest @ ..] => (0..=text.len()).any(|from| like(&text[from..], rest)),
        ['_', rest @ ..] => !text.is_empty() && like(&text[1..], rest),
        ['\\', character, rest @ ..] | [character, rest @ ..] => {
            text.first() == Some(character) && like(&text[1..], rest)
        }
    }
}

/// The keys of the records that a query finds, in its order.
pub fn found(sorted: &Sorted, data: &Data) -> Vec<i64> {
    let met = |seen: &Seen<'_>| holds(&sorted.filter, *seen, &data.groups) == Some(true);
    let mut rows: Vec<_> = data.seen().filter(met).collect();
    rows.sort_by(|a, b| {
        let terms = sorted.order.iter().map(|order| place(order, *a, *b));
        terms.fold(Ordering::Equal, Ordering::then).then(a.record.id.cmp(&b.record.id))
    });
    let skipped = rows.iter().map(|seen| seen.record.id).skip(number(sorted.offset.unwrap_or(0)));
    skipped.take(sorted.limit.map_or(usize::MAX, number)).collect()
}

fn number(rows: u64) -> usize {
    usize::try_from(rows).expect("a page of a test is small")
}

/// Which of two records comes first in one term of an order.
fn place(order: &Order, a: Seen<'_>, b: Seen<'_>) -> Ordering {
    let number = order.column % 2;
    // The columns to order by are those of the types one after the other, two of each.
    match order.column / 2 {
        0 => term::<bool>(order, number, a, b),
        1 => term::<i32>(order, number, a, b),
        2 => term::<i64>(order, number, a, b),
        3 => term::<f64>(order, number, a, b),
        4 => term::<String>(order, number, a, b),
        5 => term::<rust_decimal::Decimal>(order, number, a, b),
        6 => term::<chrono::NaiveDate>(order, number, a, b),
        7 => term::<chrono::DateTime<chrono::Utc>>(order, number, a, b),
        8 => term::<super::model::Colour>(order, number, a, b),
        _ => term::<uuid::Uuid>(order, number, a, b),
    }
}

fn term<T: Kind>(order: &Order, number: usize, a: Seen<'_>, b: Seen<'_>) -> Ordering {
    let nulls_first = order.nulls_first.unwrap_or(order.descending);
    let null = if nulls_first { Ordering::Less } else { Ordering::Greater };
    match (T::value(a, number), T::value(b, number)) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => null,
        (Some(_), None) => null.reverse(),
        (Some(a), Some(b)) => {
            let ordering = a.partial_cmp(&b).expect("the values of a test have an order");
            if order.descending { ordering.reverse() } else { ordering }
        }
    }
}
