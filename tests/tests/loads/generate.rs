//! Random choices in the places of a load tree. The numbers are few, so that conditions hit.

use super::tree::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

type Random<T> = BoxedStrategy<T>;

/// Makes random choices everywhere in the tree.
pub fn choose(tree: &mut Tree, runner: &mut TestRunner) {
    for cut in tree.cuts() {
        *cut = choice().new_tree(runner).expect("there is always a choice").current();
    }
    // Few roots would leave little to load.
    tree.cut.limit = tree.cut.limit.map(|limit| limit + 5);
    tree.cut.offset = tree.cut.offset.filter(|offset| *offset < 3);
}

fn choice() -> Random<Cut> {
    let limits = (option::weighted(0.5, 0..4_u64), option::weighted(0.3, 0..4_u64));
    let test = prop_oneof![2 => Just(Test::Always), 3 => test(2)];
    (test, vec(order(), 0..3), limits, any::<bool>(), (compare(), -2..4_i32))
        .prop_map(|(test, order, (limit, offset), deleted, between)| Cut {
            test,
            order,
            limit,
            offset,
            deleted,
            between,
        })
        .boxed()
}

fn order() -> Random<Order> {
    (select(vec![Column::Number, Column::Note, Column::Far]), any::<bool>())
        .prop_map(|(column, descending)| Order { column, descending })
        .boxed()
}

fn compare() -> Random<Compare> {
    select(vec![Compare::Eq, Compare::Lt, Compare::Ge, Compare::Ge]).boxed()
}

fn test(depth: u32) -> Random<Test> {
    let ask = || (compare(), -2..4_i32);
    let leaf = prop_oneof![
        2 => ask().prop_map(|(op, number)| Test::Number(op, number)),
        1 => select(vec!["a", "b", "gone"]).prop_map(Test::Note),
        1 => Just(Test::NoteNull),
        2 => ask().prop_map(|(op, number)| Test::Far(op, number)),
        2 => ask().prop_map(|(op, number)| Test::Any(op, number)),
    ]
    .boxed();
    let Some(depth) = depth.checked_sub(1) else { return leaf };
    let inner = || test(depth).prop_map(Box::new);
    prop_oneof![
        3 => leaf,
        1 => inner().prop_map(Test::Not),
        1 => (inner(), inner()).prop_map(|(a, b)| Test::Both(a, b)),
        2 => (inner(), inner()).prop_map(|(a, b)| Test::Either(a, b)),
    ]
    .boxed()
}
