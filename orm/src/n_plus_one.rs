//! A query that one task sends again and again: rows that are loaded one by one.

use crate::call_site::CallSite;
use crate::event::Event;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};
use tokio::task;

/// How many pairs of a task and a text are remembered; the one that was seen longest ago goes first.
const MOST_COUNTED: usize = 1024;

/// The longest pause between two runs that belong together. The task of a server's connection lives
/// on from request to request, and that of a worker from job to job.
const PAUSE: Duration = Duration::from_secs(5);

/// How many reports a process makes.
const MOST_REPORTED: usize = 1024;

/// The texts and call sites that this process has reported.
static REPORTED: Mutex<BTreeSet<(Arc<str>, String)>> = Mutex::new(BTreeSet::new());

/// Counts the queries of each task, once it has a threshold.
#[derive(Default)]
pub(crate) struct Detector {
    /// 0 while nothing is counted.
    threshold: AtomicUsize,
    counts: Mutex<Counts>,
}

impl Detector {
    pub(crate) fn set_threshold(&self, threshold: usize) {
        self.threshold.store(threshold, Ordering::Relaxed);
    }

    /// Counts a statement that ended, and reports the one that goes beyond the threshold.
    ///
    /// To be called on the way of the task that waits for the statement: the call site is on the stack.
    pub(crate) fn note(&self, event: &Event<'_>) {
        let threshold = self.threshold.load(Ordering::Relaxed);
        if threshold == 0 || event.operation != Some("SELECT") {
            return;
        }
        let run = Run { ended: Instant::now(), elapsed: event.elapsed };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.add(Doer::current(), &event.sql, run, threshold);
        drop(counts);
        let Some(count) = count else { return };
        let call_site = CallSite::capture().find();
        if is_new(&event.sql, &call_site) {
            tracing::event!(
                target: "orm::n_plus_one",
                tracing::Level::WARN,
                db.query.text = &*event.sql,
                count,
                call_site,
                "one task sends the same query again and again: load the rows together, by \
                 `select_related`, `prefetch_related` or `load_related`, or by one query with `is_in`"
            );
        }
    }
}

fn is_new(sql: &Arc<str>, call_site: &str) -> bool {
    let mut reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
    reported.len() < MOST_REPORTED && reported.insert((sql.clone(), call_site.to_owned()))
}

/// Who sends a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Doer {
    Task(task::Id),
    /// What `block_on` runs is no task.
    Thread(ThreadId),
}

impl Doer {
    fn current() -> Self {
        task::try_id().map_or_else(|| Doer::Thread(thread::current().id()), Doer::Task)
    }
}

/// When a statement ran.
#[derive(Clone, Copy)]
struct Run {
    ended: Instant,
    elapsed: Duration,
}

/// How often each task sent each text lately.
#[derive(Default)]
struct Counts(HashMap<(Doer, Arc<str>), Count>);

struct Count {
    runs: usize,
    is_told: bool,
    last: Instant,
}

impl Counts {
    /// The count, if it is to be told: the first time that it is beyond the threshold.
    fn add(&mut self, doer: Doer, sql: &Arc<str>, run: Run, threshold: usize) -> Option<usize> {
        let key = (doer, sql.clone());
        if self.0.len() >= MOST_COUNTED && !self.0.contains_key(&key) {
            self.forget_one();
        }
        let new = Count { runs: 0, is_told: false, last: run.ended };
        let count = self.0.entry(key).or_insert(new);
        let pause = run.ended.saturating_duration_since(count.last).saturating_sub(run.elapsed);
        if pause > PAUSE {
            (count.runs, count.is_told) = (0, false);
        }
        count.runs += 1;
        count.last = run.ended;
        let is_due = count.runs > threshold && !count.is_told;
        count.is_told |= is_due;
        is_due.then_some(count.runs)
    }

    fn forget_one(&mut self) {
        let oldest = self.0.iter().min_by_key(|(_, count)| count.last);
        if let Some(key) = oldest.map(|(key, _)| key.clone()) {
            self.0.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREAD: fn() -> Doer = || Doer::Thread(thread::current().id());

    /// Counts one text at these seconds, each run having taken so many, and gives what is told.
    #[track_caller]
    fn check(threshold: usize, runs: &[(u64, u64)], expect: &[usize]) {
        let (start, sql) = (Instant::now(), Arc::from("SELECT 1"));
        let mut counts = Counts::default();
        let told = runs.iter().filter_map(|&(ended, elapsed)| {
            let ended = start + Duration::from_secs(ended);
            let run = Run { ended, elapsed: Duration::from_secs(elapsed) };
            counts.add(THREAD(), &sql, run, threshold)
        });
        assert_eq!(told.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_count_is_told_once() {
        check(3, &[(0, 0), (0, 0), (0, 0)], &[]);
        check(3, &[(0, 0), (0, 0), (0, 0), (0, 0), (0, 0)], &[4]);
        check(1, &[(0, 0), (5, 0), (10, 0)], &[2]);
    }

    #[test]
    fn a_pause_ends_what_belongs_together() {
        check(1, &[(0, 0), (6, 0), (12, 0)], &[]);
        check(1, &[(0, 0), (1, 0), (7, 0), (8, 0)], &[2, 2]);
        // The run took the time, so that there was no pause.
        check(1, &[(0, 0), (60, 59)], &[2]);
    }

    #[test]
    fn memory_is_bounded_and_the_oldest_goes_first() {
        let mut counts = Counts::default();
        let start = Instant::now();
        let text = |number: usize| Arc::from(format!("SELECT {number}"));
        let mut add = |number: usize, at: usize| {
            let run =
                Run { ended: start + Duration::from_micros(at as u64), elapsed: Duration::ZERO };
            (counts.add(THREAD(), &text(number), run, 1), counts.0.len())
        };
        for number in 0..MOST_COUNTED {
            assert_eq!(add(number, number), (None, number + 1));
        }
        // One more makes the oldest go; it counts anew when it comes back, and the next oldest goes.
        assert_eq!(add(MOST_COUNTED, MOST_COUNTED), (None, MOST_COUNTED));
        assert_eq!(add(0, MOST_COUNTED + 1), (None, MOST_COUNTED));
        assert_eq!(add(2, MOST_COUNTED + 2), (Some(2), MOST_COUNTED));
    }
}
