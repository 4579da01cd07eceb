//! Where the boxes of a picture stand: tables in columns, each right of those that it refers to.

use crate::schema::Schema;
use std::collections::HashMap;

/// The height of a line of text.
pub(super) const LINE: f64 = 18.0;
/// How wide a letter is, at most.
pub(super) const LETTER: f64 = 7.3;
const GAP_X: f64 = 90.0;
const GAP_Y: f64 = 28.0;
pub(super) const MARGIN: f64 = 32.0;

/// The box of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The boxes of a schema's tables, in the order of its list.
pub(super) fn of(schema: &Schema) -> Vec<Frame> {
    let targets = targets(schema);
    let mut boxes: Vec<_> = (0..schema.tables.len()).map(|at| size(schema, at)).collect();
    let mut columns: Vec<Vec<usize>> = Vec::new();
    for (table, depth) in depths(&targets).into_iter().enumerate() {
        columns.resize_with(columns.len().max(depth + 1), Vec::new);
        columns[depth].push(table);
    }
    let mut x = MARGIN;
    for column in &mut columns {
        // Beside what it refers to: lines cross less.
        let beside = |table: &usize| {
            let of = &targets[*table];
            let middle = |at: &usize| boxes[*at].y + boxes[*at].height / 2.0;
            of.iter().map(middle).sum::<f64>() / of.len().max(1) as f64
        };
        let mut order: Vec<_> = column.iter().map(|table| (beside(table), *table)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut y = MARGIN;
        let mut width = 0_f64;
        for (_, table) in order {
            (boxes[table].x, boxes[table].y) = (x, y);
            y += boxes[table].height + GAP_Y;
            width = width.max(boxes[table].width);
        }
        x += width + GAP_X;
    }
    boxes
}

fn size(schema: &Schema, at: usize) -> Frame {
    let table = &schema.tables[at];
    let lines = table.columns.iter().map(|column| {
        column.name.chars().count() + column.ty.sql(schema.dialect).chars().count() + 10
    });
    let letters = lines.chain([table.name.to_string().chars().count() + 4]).max().unwrap_or(0);
    let height = (table.columns.len() as f64 + 1.0) * LINE + 16.0;
    Frame { x: 0.0, y: 0.0, width: letters as f64 * LETTER, height }
}

/// The tables that each one refers to, itself left out.
fn targets(schema: &Schema) -> Vec<Vec<usize>> {
    let numbers = schema.tables.iter().enumerate().map(|(at, table)| (&table.name, at));
    let numbers: HashMap<_, _> = numbers.collect();
    let of = |at: usize| {
        let keys = schema.tables[at].foreign_keys.iter();
        let mut found: Vec<_> = keys.filter_map(|key| numbers.get(&key.target).copied()).collect();
        found.retain(|target| *target != at);
        found.sort_unstable();
        found.dedup();
        found
    };
    (0..schema.tables.len()).map(of).collect()
}

/// How many references lead from each table to the last that refers to none; one that would close a
/// circle is not counted.
fn depths(targets: &[Vec<usize>]) -> Vec<usize> {
    fn depth(
        at: usize,
        targets: &[Vec<usize>],
        known: &mut [Option<usize>],
        way: &mut Vec<usize>,
    ) -> usize {
        if let Some(depth) = known[at] {
            return depth;
        }
        way.push(at);
        let mut deepest = 0;
        for target in &targets[at] {
            if !way.contains(target) {
                deepest = deepest.max(1 + depth(*target, targets, known, way));
            }
        }
        way.pop();
        known[at] = Some(deepest);
        deepest
    }
    let mut known = vec![None; targets.len()];
    let depths: Vec<_> =
        (0..targets.len()).map(|at| depth(at, targets, &mut known, &mut Vec::new())).collect();
    nearest(targets, depths)
}

/// Moves each table next to the first that refers to it, so that lines are short.
fn nearest(targets: &[Vec<usize>], mut depths: Vec<usize>) -> Vec<usize> {
    let mut order: Vec<_> = (0..depths.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(depths[*at]));
    for at in order {
        let referring = (0..targets.len()).filter(|from| targets[*from].contains(&at));
        let first = referring.map(|from| depths[from]).min();
        depths[at] = first.map_or(depths[at], |first| depths[at].max(first.saturating_sub(1)));
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_stands_right_of_what_it_refers_to() {
        assert_eq!(depths(&[vec![], vec![0], vec![1, 0]]), [0, 1, 2]);
    }

    #[test]
    fn circles_end() {
        assert_eq!(depths(&[vec![1], vec![2], vec![0]]), [2, 1, 0]);
    }
}
