//! What a tenant of a family has, in plain Rust.

use crate::state::Fault;
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a row whose target goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goes {
    Refused,
    Cascade,
    Empty,
}

/// What the statements of a family depend on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traits {
    pub(crate) top_is_soft: bool,
    pub(crate) row_is_soft: bool,
    pub(crate) top_is_required: bool,
    pub(crate) has_one_part: bool,
    /// What is asked has a value that only the database knows.
    pub(crate) top_is_asked: bool,
    pub(crate) boss_is_asked: bool,
    pub(crate) row_is_asked: bool,
    pub(crate) label_is_asked: bool,
    pub(crate) key_is_asked: bool,
    pub(crate) top_goes: Goes,
    pub(crate) boss_goes: Goes,
}

/// A new row, unless there is one with its code.
pub(crate) fn insert<T>(rows: &mut BTreeMap<i32, T>, code: i32, row: T) -> Result<(), Fault> {
    match rows.insert(code, row) {
        None => Ok(()),
        Some(_) => Err(Fault::Unique),
    }
}

/// All rows of one tenant, by their codes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct State {
    /// The mark, and whether it is deleted.
    pub(crate) tops: BTreeMap<i32, (i32, bool)>,
    pub(crate) rows: BTreeMap<i32, Row>,
    /// The mark and the row.
    pub(crate) parts: BTreeMap<i32, (i32, i32)>,
    pub(crate) labels: BTreeMap<i32, i32>,
    /// Row and label.
    pub(crate) links: BTreeSet<(i32, i32)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) mark: i32,
    pub(crate) gone: bool,
    pub(crate) top: Option<i32>,
    pub(crate) boss: Option<i32>,
}

impl State {
    /// Those that are not deleted.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (i32, &Row)> {
        self.rows.iter().filter(|(_, row)| !row.gone).map(|(code, row)| (*code, row))
    }

    pub(crate) fn is_shown(&self, code: i32) -> bool {
        self.rows.get(&code).is_some_and(|row| !row.gone)
    }

    /// The top that a row shows: a required one even if it is deleted.
    pub(crate) fn top_of(&self, row: &Row, traits: Traits) -> Option<i32> {
        row.top.filter(|top| traits.top_is_required || !self.tops[top].1)
    }

    pub(crate) fn boss_of(&self, row: &Row) -> Option<i32> {
        row.boss.filter(|boss| self.is_shown(*boss))
    }

    pub(crate) fn minions(&self, code: i32) -> i64 {
        self.shown().filter(|(_, row)| row.boss == Some(code)).count() as i64
    }

    pub(crate) fn labels_of(&self, code: i32) -> Vec<i32> {
        self.links.iter().filter(|(row, _)| *row == code).map(|(_, label)| *label).collect()
    }

    pub(crate) fn parts_of(&self, code: i32) -> Vec<i32> {
        self.parts.iter().filter(|(_, (_, row))| *row == code).map(|(code, _)| *code).collect()
    }

    pub(crate) fn remove_top(&mut self, code: i32, traits: Traits) -> Result<u64, Fault> {
        let Some((_, gone)) = self.tops.get_mut(&code).filter(|(_, gone)| !*gone) else {
            return Ok(0);
        };
        if traits.top_is_soft {
            *gone = true;
            return Ok(1);
        }
        let of_it = self.rows.iter().filter(|(_, row)| row.top == Some(code));
        let of_it: Vec<i32> = of_it.map(|(code, _)| *code).collect();
        match traits.top_goes {
            Goes::Refused if !of_it.is_empty() => return Err(Fault::ForeignKey),
            Goes::Cascade => self.lose(&of_it, traits)?,
            Goes::Refused | Goes::Empty => {
                for code in of_it {
                    self.rows.get_mut(&code).expect("it was found").top = None;
                }
            }
        }
        self.tops.remove(&code);
        Ok(1)
    }

    pub(crate) fn remove_rows(&mut self, codes: &[i32], traits: Traits) -> Result<u64, Fault> {
        if traits.row_is_soft {
            for code in codes {
                self.rows.get_mut(code).expect("it was found").gone = true;
            }
        } else {
            self.lose(codes, traits)?;
        }
        Ok(codes.len() as u64)
    }

    /// Rows go with their parts and links.
    fn lose(&mut self, codes: &[i32], traits: Traits) -> Result<(), Fault> {
        self.rows.retain(|code, _| !codes.contains(code));
        self.parts.retain(|_, (_, row)| !codes.contains(row));
        self.links.retain(|(row, _)| !codes.contains(row));
        for row in self.rows.values_mut().filter(|row| row.boss.is_some_and(|b| codes.contains(&b)))
        {
            if traits.boss_goes == Goes::Refused {
                return Err(Fault::ForeignKey);
            }
            row.boss = None;
        }
        Ok(())
    }

    /// What a look by hand has found. A reference to a row that is not the tenant's reads as none, which the
    /// oracle does not know of.
    ///
    /// # Panics
    ///
    /// If a code is there twice.
    pub(crate) fn read(lines: &[String]) -> State {
        let mut state = State::default();
        for line in lines {
            let (kind, numbers) = line.split_once('|').expect("a line has a kind");
            let numbers = numbers.split('|').map(|text| text.parse().expect("it is a number"));
            let n: Vec<i32> = numbers.collect();
            let there = |code: i32| Some(code).filter(|code| *code >= 0);
            let is_new = match kind {
                "Top" => insert(&mut state.tops, n[0], (n[1], n[2] == 1)),
                "Row" => {
                    let (top, boss) = (there(n[3]), there(n[4]));
                    let row = Row { mark: n[1], gone: n[2] == 1, top, boss };
                    insert(&mut state.rows, n[0], row)
                }
                "Part" => insert(&mut state.parts, n[0], (n[1], n[2])),
                "Label" => insert(&mut state.labels, n[0], n[1]),
                _ => state.links.insert((n[0], n[1])).then_some(()).ok_or(Fault::Unique),
            };
            assert!(is_new.is_ok(), "a code is unique: {line}");
        }
        state
    }
}
