//! What each unit of work was to write, and whether that is there: all of it or nothing.

use crate::dice::Dice;
use orm::Db;
use orm_tests::models::{Product, Tag, tag};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The product whose stock is the sum of the rows of all units.
pub(crate) const COUNTER: &str = "counter";

/// A unit of work. Its rows are tags named `unit <number> <rows> <row>`.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    number: u64,
    pub(crate) rows: u64,
}

impl Unit {
    /// The rows that it writes.
    pub(crate) fn tags(&self) -> Vec<tag::New> {
        let name = |row| format!("unit {} {} {row}", self.number, self.rows);
        (0..self.rows).map(|row| tag::New { name: name(row) }).collect()
    }

    /// A row that is never to be seen by others.
    pub(crate) fn lost(&self) -> tag::New {
        tag::New { name: format!("lost {}", self.number) }
    }
}

/// What came of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It came to its end and said that it had written so many rows.
    Closed(u64),
    /// It was dropped: its rows are there or not.
    GivenUp,
}

#[derive(Debug, Default)]
pub(crate) struct Books {
    next: AtomicU64,
    fates: Mutex<BTreeMap<u64, Fate>>,
}

impl Books {
    pub(crate) fn open(&self, dice: &mut Dice) -> Unit {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        Unit { number, rows: 1 + dice.below(12) }
    }

    pub(crate) fn close(&self, unit: Unit, rows: u64) {
        self.enter(unit, Fate::Closed(rows));
    }

    pub(crate) fn give_up(&self, unit: Unit) {
        self.enter(unit, Fate::GivenUp);
    }

    fn enter(&self, unit: Unit, fate: Fate) {
        self.fates.lock().unwrap_or_else(PoisonError::into_inner).insert(unit.number, fate);
    }

    /// How many came to their end, and how many were dropped.
    pub(crate) fn runs(&self) -> (usize, usize) {
        let fates = self.fates.lock().unwrap_or_else(PoisonError::into_inner);
        let dropped = fates.values().filter(|fate| **fate == Fate::GivenUp).count();
        (fates.len() - dropped, dropped)
    }

    /// Compares the books with what is there.
    pub(crate) async fn balance(&self, db: &Db) {
        let names = Tag::query().select(|t| t.name).all(db).await.unwrap();
        let lost: Vec<_> = names.iter().filter(|name| name.starts_with("lost")).collect();
        assert!(lost.is_empty(), "rolled back and there: {lost:?}");
        let mut there: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
        for name in names.iter().filter_map(|name| name.strip_prefix("unit ")) {
            let numbers: Vec<u64> = name.split(' ').map(|part| part.parse().unwrap()).collect();
            let entry = there.entry(numbers[0]).or_insert((numbers[1], 0));
            entry.1 += 1;
        }
        for (unit, (asked, found)) in &there {
            assert_eq!(asked, found, "unit {unit}: all of its rows or none");
        }
        let fates = self.fates.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (unit, fate) in &fates {
            let found = there.get(unit).map_or(0, |(_, found)| *found);
            if let Fate::Closed(rows) = fate {
                assert_eq!(*rows, found, "unit {unit}: what it said that it wrote");
            }
        }
        let sum: u64 = there.values().map(|(_, found)| found).sum();
        let counter = Product::query().filter(|p| p.sku.eq(COUNTER)).select(|p| p.stock);
        let counter = counter.one(db).await.unwrap();
        assert_eq!(i64::from(counter), sum as i64, "each unit counted its rows, once");
    }
}
