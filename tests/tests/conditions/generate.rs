//! Random rows and random conditions. The values of each type are few, so that conditions hit.

use super::build::ORDERS;
use super::kind::Kind;
use super::model::*;
use super::tree::*;
use chrono::{DateTime, NaiveDate, Utc};
use proptest::collection::vec;
use proptest::option::{self, of};
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::{Decimal, dec};
use std::fmt::Debug;
use uuid::Uuid;

/// How deep a condition is at most.
pub const DEPTH: u32 = 5;
/// How deep a computed value is at most: deeper products would leave the range of their type.
const COMPUTED: u32 = 2;
pub const RECORDS: usize = 80;

type Random<T> = BoxedStrategy<T>;

/// A type's values.
trait Domain: Kind + Debug {
    fn domain() -> Vec<Self>;

    fn any() -> Random<Self> {
        select(Self::domain()).boxed()
    }

    fn maybe() -> Random<Option<Self>> {
        option::weighted(0.6, Self::any()).boxed()
    }
}

macro_rules! domains {
    ($($type:ty: [$($value:expr),+ $(,)?];)+) => {$(
        impl Domain for $type {
            fn domain() -> Vec<Self> {
                vec![$($value),+]
            }
        }
    )+};
}

domains! {
    bool: [false, true];
    i32: [-3, -1, 0, 1, 2, 5];
    i64: [-50_000, -1, 0, 1, 2, 7, 50_000];
    f64: [-1.5, 0.0, 0.1, 0.5, 2.0, 1e10];
    String: [
        String::new(), "a".into(), "A".into(), "ab".into(), " b ".into(), "a%b".into(), "a_b".into(),
        "a\\b".into(), "é".into(), "zß水".into(), "'".into(),
    ];
    Decimal: [dec!(0), dec!(0.1), dec!(0.10), dec!(1), dec!(1.0), dec!(-2.5), dec!(99.99), dec!(10)];
    NaiveDate: [date(987, 6, 5), date(1970, 1, 1), date(2024, 2, 29), date(2024, 12, 31)];
    DateTime<Utc>: [moment(0), moment(-1), moment(1), moment(500_000), moment(1_700_000_000_000_000)];
    Colour: [Colour::Red, Colour::Green, Colour::Blue];
    Uuid: [Uuid::nil(), Uuid::from_u128(0xA0), Uuid::from_u128(9 << 120), Uuid::max()];
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

fn moment(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).expect("a moment in range")
}

pub fn data() -> Random<Data> {
    let regions = vec(String::any(), 2);
    let groups = vec((0..2_i64, i32::any(), String::maybe()), 4);
    let numbers = (
        (bool::any(), bool::maybe(), i32::any(), i32::maybe(), i64::any(), i64::maybe()),
        (f64::any(), f64::maybe(), Decimal::any(), Decimal::maybe()),
    );
    let others = (
        (String::any(), String::maybe(), NaiveDate::any(), NaiveDate::maybe()),
        (DateTime::any(), DateTime::maybe(), Colour::any(), Colour::maybe()),
        (Uuid::any(), Uuid::maybe()),
    );
    let records = vec((of(0..4_i64), numbers, others), RECORDS);
    let parts = vec((0..RECORDS as i64, i32::any(), String::maybe()), RECORDS);
    let data = (regions, groups, records, parts).prop_map(|(regions, groups, records, parts)| {
        let regions = (0..).zip(regions).map(|(id, name)| Region { id, name });
        let groups = (0..).zip(groups);
        let groups =
            groups.map(|(id, (region_id, size, motto))| Group { id, region_id, size, motto });
        let records = (0..).zip(records).map(|(id, (group_id, numbers, others))| {
            let ((flag, flag_n, small, small_n, big, big_n), (real, real_n, exact, exact_n)) =
                numbers;
            let ((text, text_n, day, day_n), (moment, moment_n, colour, colour_n), code) = others;
            let (code, code_n) = code;
            #[rustfmt::skip]
            let record = Record {
                id, group_id, flag, flag_n, small, small_n, big, big_n, real, real_n, text, text_n,
                exact, exact_n, day, day_n, moment, moment_n, colour, colour_n, code, code_n,
            };
            record
        });
        let mut parts: Vec<_> = parts.into_iter().collect();
        parts.sort_by_key(|(record_id, ..)| *record_id);
        let parts = (0..).zip(parts);
        let parts = parts.map(|(id, (record_id, qty, note))| Part { id, record_id, qty, note });
        Data {
            regions: regions.collect(),
            groups: groups.collect(),
            records: records.collect(),
            parts: parts.collect(),
        }
    });
    data.boxed()
}

pub fn sorted() -> Random<Sorted> {
    let order = (0..ORDERS, any::<bool>(), of(any::<bool>()));
    let order = order.prop_map(|(column, descending, nulls_first)| Order {
        column,
        descending,
        nulls_first,
    });
    let page = (of(0..30_u64), of(0..30_u64));
    let filter = prop_oneof![2 => Just(Tree::Always), 1 => tree(2)];
    (filter, vec(order, 0..4), page)
        .prop_map(|(filter, order, (limit, offset))| Sorted { filter, order, limit, offset })
        .boxed()
}

/// A condition that is at most so deep.
pub fn tree(depth: u32) -> Random<Tree> {
    let leaf = leaf(depth.saturating_sub(1));
    let Some(depth) = depth.checked_sub(1) else { return leaf };
    let inner = tree(depth);
    let two = || (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
    prop_oneof![
        3 => leaf,
        1 => vec(inner.clone(), 0..4).prop_map(Tree::And),
        1 => vec(inner.clone(), 0..4).prop_map(Tree::Or),
        3 => two().prop_map(|(lhs, rhs)| Tree::Both(lhs, rhs)),
        3 => two().prop_map(|(lhs, rhs)| Tree::Either(lhs, rhs)),
        3 => inner.prop_map(|term| Tree::Not(Box::new(term))),
    ]
    .boxed()
}

fn leaf(depth: u32) -> Random<Tree> {
    // The conditions inside a `CASE`.
    let inner = if depth == 0 { simple() } else { leaf(0) };
    let matching = (
        select(vec![Match::Like, Match::Contains, Match::StartsWith, Match::EndsWith]),
        operand::<String>(COMPUTED, &inner),
        pattern("ab%_é"),
    );
    // Only ASCII letters are alike in upper and lower case on both databases.
    let insensitive = (
        select(vec![Match::ILike, Match::IContains]),
        operand::<String>(COMPUTED, &inner),
        pattern("aB%_'"),
    );
    let matching = prop_oneof![matching, insensitive];
    let text = matching.prop_map(|(kind, text, pattern)| Tree::Match { kind, text, pattern });
    let quantifier = select(vec![Quantifier::Any, Quantifier::All, Quantifier::None]);
    let group = (any::<bool>(), compare(), i32::any());
    prop_oneof![
        1 => simple(),
        1 => test(&inner).prop_map(Tree::Bool),
        2 => test(&inner).prop_map(Tree::Small),
        2 => test(&inner).prop_map(Tree::Big),
        1 => test(&inner).prop_map(Tree::Real),
        2 => test(&inner).prop_map(Tree::Text),
        2 => test(&inner).prop_map(Tree::Exact),
        1 => test(&inner).prop_map(Tree::Day),
        1 => test(&inner).prop_map(Tree::Moment),
        1 => test(&inner).prop_map(Tree::Colour),
        1 => test(&inner).prop_map(Tree::Code),
        3 => text,
        2 => (quantifier, part_tree(2)).prop_map(|(quantifier, part)| Tree::Parts(quantifier, part)),
        1 => (compare(), 0..4_i64).prop_map(|(op, count)| Tree::PartCount(op, count)),
        1 => (compare(), i32::any()).prop_map(|(op, sum)| Tree::PartSum(op, sum)),
        1 => group.prop_map(|(negated, compare, size)| Tree::GroupIn { negated, compare, size }),
    ]
    .boxed()
}

fn simple() -> Random<Tree> {
    select(vec![Tree::Flag, Tree::FlagN, Tree::Always, Tree::Never]).boxed()
}

/// Letters of the alphabet, some with a backslash before them; never one at the end, which
/// PostgreSQL refuses.
fn pattern(alphabet: &'static str) -> Random<String> {
    let token = (any::<bool>(), select(alphabet.chars().chain(['\\']).collect::<Vec<_>>()));
    let token = token.prop_map(|(escaped, character)| {
        let escaped = escaped || character == '\\';
        if escaped { format!("\\{character}") } else { character.to_string() }
    });
    vec(token, 0..4).prop_map(|tokens| tokens.concat()).boxed()
}

fn compare() -> Random<Compare> {
    use Compare::*;
    select(vec![Eq, Ne, Lt, Le, Gt, Ge]).boxed()
}

fn test<T: Domain>(inner: &Random<Tree>) -> Random<Test<T>> {
    let operand = || operand::<T>(COMPUTED, inner);
    let side = || side::<T>(COMPUTED, inner);
    let list = prop_oneof![Just(Vec::new()), vec(T::any(), 1..4), vec(T::any(), 300)];
    let in_list = (operand(), list, any::<bool>());
    let distinct = (operand(), T::maybe(), any::<bool>());
    prop_oneof![
        4 => (compare(), operand(), side()).prop_map(|(op, lhs, rhs)| Test::Compare(op, lhs, rhs)),
        1 => (operand(), side(), side()).prop_map(|(expr, low, high)| Test::Between(expr, low, high)),
        2 => in_list.prop_map(|(operand, list, negated)| Test::In { operand, list, negated }),
        1 => (operand(), any::<bool>())
            .prop_map(|(operand, negated)| Test::Null { operand, negated }),
        1 => distinct
            .prop_map(|(operand, value, negated)| Test::Distinct { operand, value, negated }),
    ]
    .boxed()
}

fn side<T: Domain>(depth: u32, inner: &Random<Tree>) -> Random<Side<T>> {
    prop_oneof![T::any().prop_map(Side::Value), operand(depth, inner).prop_map(Side::Operand),]
        .boxed()
}

fn operand<T: Domain>(depth: u32, inner: &Random<Tree>) -> Random<Operand<T>> {
    let column = (0..T::COLUMNS).prop_map(Operand::Column);
    let Some(depth) = depth.checked_sub(1) else { return column.boxed() };
    let deeper = || operand::<T>(depth, inner).prop_map(Box::new);
    let side = || side::<T>(depth, inner);
    let boxed = || side().prop_map(Box::new);
    let case = (vec((inner.clone(), side()), 1..3), of(boxed()));
    let mut kinds = vec![
        (6, column.boxed()),
        (1, (deeper(), boxed()).prop_map(|(a, b)| Operand::Coalesce(a, b)).boxed()),
        (1, case.prop_map(|(when, otherwise)| Operand::Case { when, otherwise }).boxed()),
    ];
    if !T::ARITHMETIC.is_empty() {
        let arithmetic = (select(T::ARITHMETIC), deeper(), boxed());
        kinds.push((2, arithmetic.prop_map(|(op, a, b)| Operand::Arithmetic(op, a, b)).boxed()));
        kinds.push((1, deeper().prop_map(Operand::Unary).boxed()));
    }
    proptest::strategy::Union::new_weighted(kinds).boxed()
}

fn part_tree(depth: u32) -> Random<PartTree> {
    let leaf = prop_oneof![
        2 => (compare(), i32::any()).prop_map(|(op, qty)| PartTree::Qty(op, qty)),
        1 => compare().prop_map(PartTree::QtyOfRecord),
        1 => compare().prop_map(PartTree::QtyOfGroup),
        2 => (compare(), String::any()).prop_map(|(op, note)| PartTree::Note(op, note)),
        1 => any::<bool>().prop_map(|negated| PartTree::NoteNull { negated }),
    ]
    .boxed();
    let Some(depth) = depth.checked_sub(1) else { return leaf };
    let inner = || part_tree(depth).prop_map(Box::new);
    prop_oneof![
        3 => leaf,
        1 => (inner(), inner()).prop_map(|(lhs, rhs)| PartTree::Both(lhs, rhs)),
        1 => (inner(), inner()).prop_map(|(lhs, rhs)| PartTree::Either(lhs, rhs)),
        1 => inner().prop_map(PartTree::Not),
    ]
    .boxed()
}
