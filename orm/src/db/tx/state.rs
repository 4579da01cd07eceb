//! What is open in a transaction, what failed, and what is left to be rolled back: no I/O.

use crate::error::{Error, Kind};
use futures_util::future::BoxFuture;

/// The transaction itself, or one of the savepoints inside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    /// 0 for the transaction itself, one more for each savepoint around.
    pub(super) depth: usize,
    /// The savepoint's number.
    number: u64,
}

/// What runs after the commit.
pub(super) type Hook = Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>;

/// The state that all handles of one transaction share.
#[derive(Default)]
pub(super) struct State {
    /// The savepoints that are open, by their numbers, the innermost last.
    open: Vec<u64>,
    /// The number of the last savepoint: none is given twice, so that a handle knows its own.
    last: u64,
    /// How many statements are under way.
    running: usize,
    /// Whether the transaction itself was committed, rolled back or dropped.
    ended: bool,
    /// Whether a statement failed since the innermost open savepoint.
    failed: bool,
    /// The depth of the outermost savepoint that was dropped and is not rolled back yet.
    dropped: Option<usize>,
    /// Each with the depth that it was left at.
    hooks: Vec<(usize, Hook)>,
}

impl Level {
    pub(super) const TRANSACTION: Level = Level { depth: 0, number: 0 };

    pub(super) fn is_savepoint(self) -> bool {
        self.depth > 0
    }
}

impl State {
    /// Whether the transaction or savepoint is still open.
    pub(super) fn is_open(&self, level: Level) -> bool {
        let is_its_own = |outer| self.open.get(outer) == Some(&level.number);
        !self.ended && level.depth.checked_sub(1).is_none_or(is_its_own)
    }

    /// Whether a statement can be sent at this level.
    pub(super) fn check(&self, level: Level) -> Result<(), Error> {
        let refused = if !self.is_open(level) {
            "the transaction around this nested one has ended, and this one with it"
        } else if self.open.len() > level.depth {
            "a nested transaction is open: use its own handle, or end it first"
        } else if self.failed {
            "the transaction failed earlier and takes no more statements; \
             a nested transaction keeps a failure to itself"
        } else {
            return Ok(());
        };
        Err(Error::new(Kind::Transaction, refused))
    }

    /// Counts a statement as under way, until [`stop`](State::stop).
    pub(super) fn start(&mut self, level: Level) -> Result<(), Error> {
        self.check(level)?;
        self.running += 1;
        Ok(())
    }

    pub(super) fn stop(&mut self) {
        self.running -= 1;
    }

    /// Opens a savepoint inside this level.
    pub(super) fn open(&mut self, level: Level) -> Result<Level, Error> {
        self.check(level)?;
        if self.running > 0 {
            // It might be sent after the savepoint, and be rolled back with it.
            return Err(Error::new(
                Kind::Transaction,
                "a statement of the transaction is under way: await it before a nested one begins",
            ));
        }
        self.last += 1;
        self.open.push(self.last);
        Ok(Level { depth: self.open.len(), number: self.last })
    }

    /// Remembers that the database refused a statement.
    pub(super) fn fail(&mut self) {
        self.failed = true;
    }

    /// The transaction itself is over, and everything inside with it.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    /// The savepoint is released: what was done since belongs to the transaction around.
    pub(super) fn hand_over(&mut self, savepoint: Level) {
        if !self.is_open(savepoint) {
            return;
        }
        let outer = savepoint.depth - 1;
        self.open.truncate(outer);
        for (depth, _) in &mut self.hooks {
            *depth = (*depth).min(outer);
        }
    }

    /// Gives up the savepoint: whoever uses the transaction next rolls back to it.
    pub(super) fn abandon(&mut self, savepoint: Level) {
        if !self.is_open(savepoint) {
            return;
        }
        let depth = savepoint.depth;
        self.open.truncate(depth - 1);
        self.dropped = Some(self.dropped.map_or(depth, |dropped| dropped.min(depth)));
        self.hooks.retain(|(hook, _)| *hook < depth);
    }

    /// Whether a savepoint is to be rolled back before this level goes on.
    pub(super) fn has_dropped(&self, level: Level) -> bool {
        self.is_open(level) && self.dropped.is_some_and(|dropped| dropped >= level.depth.max(1))
    }

    /// The depth of the savepoint to be rolled back before this level goes on, if there is one.
    pub(super) fn take_dropped(&mut self, level: Level) -> Option<usize> {
        let depth = self.dropped.take_if(|dropped| *dropped >= level.depth.max(1))?;
        self.failed = false;
        Some(depth)
    }

    pub(super) fn add_hook(&mut self, level: Level, hook: Hook) {
        self.hooks.push((level.depth, hook));
    }

    pub(super) fn take_hooks(&mut self) -> Vec<Hook> {
        std::mem::take(&mut self.hooks).into_iter().map(|(_, hook)| hook).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TX: Level = Level::TRANSACTION;

    /// What the level is told instead of sending a statement.
    #[track_caller]
    fn check(state: &State, level: Level, expect: Option<&str>) {
        let told = state.check(level).map_err(|error| error.to_string());
        match (told, expect) {
            (Ok(()), None) => {}
            (Err(told), Some(expect)) => assert!(told.contains(expect), "{told}"),
            (told, expect) => panic!("{told:?} is not {expect:?}"),
        }
    }

    fn hooks(state: &State) -> Vec<usize> {
        state.hooks.iter().map(|(depth, _)| *depth).collect()
    }

    #[test]
    fn only_the_innermost_level_takes_a_statement() {
        let mut state = State::default();
        let outer = state.open(TX).unwrap();
        let inner = state.open(outer).unwrap();
        assert_eq!((outer.depth, inner.depth), (1, 2));
        for level in [TX, outer] {
            check(&state, level, Some("a nested transaction is open"));
            assert!(state.open(level).is_err());
        }
        check(&state, inner, None);
        state.hand_over(inner);
        check(&state, inner, Some("has ended"));
        check(&state, outer, None);
    }

    #[test]
    fn what_was_dropped_concerns_what_is_open_around_it() {
        let mut state = State::default();
        let outer = state.open(TX).unwrap();
        let inner = state.open(outer).unwrap();
        let has_dropped = |state: &State| [TX, outer, inner].map(|level| state.has_dropped(level));
        assert_eq!(has_dropped(&state), [false, false, false]);
        state.abandon(inner);
        assert_eq!(has_dropped(&state), [true, true, false]);
        state.abandon(outer);
        assert_eq!(has_dropped(&state), [true, false, false]);
        assert_eq!(state.take_dropped(TX), Some(1));
        assert_eq!(has_dropped(&state), [false, false, false]);
        let last = state.open(TX).unwrap();
        state.abandon(last);
        state.end();
        assert!(!state.has_dropped(TX), "nobody waits for what will not come");
    }

    #[test]
    fn a_handle_knows_its_own_savepoint() {
        let mut state = State::default();
        let first = state.open(TX).unwrap();
        state.hand_over(first);
        let second = state.open(TX).unwrap();
        assert_eq!(first.depth, second.depth);
        check(&state, first, Some("has ended"));
        // What a handle does whose savepoint is gone concerns no other.
        state.abandon(first);
        state.hand_over(first);
        check(&state, second, None);
        assert_eq!(state.take_dropped(TX), None);
    }

    #[test]
    fn what_is_around_ends_what_is_inside() {
        let mut state = State::default();
        let outer = state.open(TX).unwrap();
        let inner = state.open(outer).unwrap();
        state.abandon(outer);
        check(&state, inner, Some("has ended"));
        state.end();
        check(&state, TX, Some("has ended"));
    }

    #[test]
    fn a_failure_lasts_until_its_savepoint_is_rolled_back() {
        let mut state = State::default();
        let savepoint = state.open(TX).unwrap();
        state.fail();
        check(&state, savepoint, Some("failed earlier"));
        state.abandon(savepoint);
        assert_eq!(state.take_dropped(TX), Some(1));
        assert_eq!(state.take_dropped(TX), None, "it is rolled back once");
        check(&state, TX, None);
    }

    #[test]
    fn the_outermost_savepoint_that_was_dropped_is_rolled_back() {
        let mut state = State::default();
        let outer = state.open(TX).unwrap();
        let inner = state.open(outer).unwrap();
        state.abandon(inner);
        let again = state.open(outer).unwrap();
        assert_eq!(state.take_dropped(again), Some(2));
        state.abandon(again);
        state.abandon(outer);
        assert_eq!(state.take_dropped(TX), Some(1));
    }

    #[test]
    fn no_savepoint_begins_beside_a_statement() {
        let mut state = State::default();
        state.start(TX).unwrap();
        state.start(TX).unwrap();
        state.stop();
        assert!(state.open(TX).unwrap_err().to_string().contains("under way"));
        state.stop();
        assert!(state.open(TX).is_ok());
    }

    #[test]
    fn hooks_go_with_their_savepoint() {
        let mut state = State::default();
        let hook = || -> Hook { Box::new(|| Box::pin(async {})) };
        state.add_hook(TX, hook());
        let outer = state.open(TX).unwrap();
        state.add_hook(outer, hook());
        let inner = state.open(outer).unwrap();
        state.add_hook(inner, hook());
        state.hand_over(inner);
        assert_eq!(hooks(&state), [0, 1, 1]);
        let inner = state.open(outer).unwrap();
        state.add_hook(inner, hook());
        state.abandon(inner);
        assert_eq!(hooks(&state), [0, 1, 1]);
        state.abandon(outer);
        assert_eq!((hooks(&state), state.take_hooks().len()), (vec![0], 1));
    }
}
