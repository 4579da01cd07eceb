//! Which new name was which old one.

/// The names of one kind before and after, and what is known of them.
pub(super) struct Names<T> {
    /// The old ones.
    pub(super) old: Vec<T>,
    /// The new ones, each with the old one that is declared for it.
    pub(super) new: Vec<(T, Option<T>)>,
}

impl<T: Clone + PartialEq> Names<T> {
    /// The pairs of an old name and its new one.
    ///
    /// What is declared counts while the old name is there and the new one is not, or was renamed itself:
    /// afterwards it only has not been removed yet.
    pub(super) fn pairs(&self) -> Vec<(T, T)> {
        let mut pairs: Vec<(T, T)> = Vec::new();
        for (new, hint) in &self.new {
            let Some(old) = hint.as_ref().filter(|old| *old != new) else { continue };
            if self.old.contains(old) && pairs.iter().all(|(taken, _)| taken != old) {
                pairs.push((old.clone(), new.clone()));
            }
        }
        loop {
            let is_free = |new: &T| {
                !self.old.contains(new) || pairs.iter().any(|(renamed, _)| renamed == new)
            };
            let kept: Vec<_> = pairs.iter().filter(|(_, new)| is_free(new)).cloned().collect();
            if kept.len() == pairs.len() {
                return pairs;
            }
            pairs = kept;
        }
    }

    /// The old names that are gone, and the new ones that were not there.
    pub(super) fn left(&self, pairs: &[(T, T)]) -> (Vec<&T>, Vec<&T>) {
        let gone = self.old.iter().filter(|old| {
            self.new.iter().all(|(new, _)| new != *old) && pairs.iter().all(|(one, _)| one != *old)
        });
        let fresh = self
            .new
            .iter()
            .map(|(new, _)| new)
            .filter(|new| !self.old.contains(new) && pairs.iter().all(|(_, one)| one != *new));
        (gone.collect(), fresh.collect())
    }
}

/// The pairs one after another, so that each new name is free when its turn comes; in a circle one goes
/// through a name that nobody has.
pub(super) fn sequence<T: Clone + PartialEq>(
    mut pairs: Vec<(T, T)>,
    temporary: impl Fn(&T) -> T,
) -> Vec<(T, T)> {
    let mut done = Vec::new();
    while !pairs.is_empty() {
        let is_free = |(_, to): &(T, T)| pairs.iter().all(|(from, _)| from != to);
        match pairs.iter().position(is_free) {
            Some(at) => done.push(pairs.remove(at)),
            None => {
                let between = temporary(&pairs[0].0);
                done.push((pairs[0].0.clone(), between.clone()));
                pairs[0].0 = between;
            }
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use super::{Names, sequence};

    #[track_caller]
    fn check(old: &[&'static str], new: &[(&'static str, &'static str)], expect: &[(&str, &str)]) {
        let new = new.iter().map(|(new, hint)| (*new, (!hint.is_empty()).then_some(*hint)));
        let names = Names { old: old.to_vec(), new: new.collect() };
        assert_eq!(sequence(names.pairs(), |_| "-"), expect);
    }

    #[test]
    fn a_declared_name_counts_once() {
        check(&["a"], &[("b", "a")], &[("a", "b")]);
        check(&["b"], &[("b", "a")], &[]);
        // The old name is there again, for something else.
        check(&["a", "b"], &[("a", ""), ("b", "a")], &[]);
        check(&["a"], &[("a", ""), ("b", "a")], &[("a", "b")]);
        check(&["a"], &[("b", "a"), ("c", "a")], &[("a", "b")]);
    }

    #[test]
    fn names_may_move_on_and_change_places() {
        check(&["a", "b"], &[("b", "a"), ("c", "b")], &[("b", "c"), ("a", "b")]);
        check(&["a", "b"], &[("b", "a"), ("a", "b")], &[("a", "-"), ("b", "a"), ("-", "b")]);
    }
}
