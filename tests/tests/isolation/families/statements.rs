//! Random statements over a family, and what the oracle says of each.

use super::drive::Family;
use super::oracle::{Row, State, insert};
use crate::dice::Dice;
use crate::state::Fault;
use orm::{Error, Tenant};
use std::fmt::Debug;

/// A tenant that does something, and another one whose rows it may have got hold of.
pub(super) struct Turn<'a, F: Family> {
    pub(super) own: &'a Tenant<F::Id>,
    pub(super) other: &'a Tenant<F::Id>,
    /// The same numbers may be both tenants' keys.
    pub(super) may_clash: bool,
    /// The first of the marks that tell whose a row is: there are a hundred.
    pub(super) marks: i32,
    pub(super) state: State,
    pub(super) dice: Dice,
    /// Of all other tenants, their ids as they are written.
    pub(super) strange: &'a [String],
}

const CODES: u64 = 8;

impl<F: Family> Turn<'_, F> {
    fn code(&mut self) -> i32 {
        self.dice.below(CODES) as i32
    }

    fn mark(&mut self) -> i32 {
        self.marks + self.dice.below(100) as i32
    }

    /// One that is kept off most rows.
    fn high(&mut self) -> i32 {
        self.marks + 70 + self.dice.below(30) as i32
    }

    fn wrote<T: PartialEq + Debug>(
        &mut self,
        result: Result<T, Error>,
        known: impl FnOnce(&mut State) -> Result<T, Fault>,
    ) {
        if let Err(error) = &result {
            self.reveals_nothing(error);
        }
        let mut after = self.state.clone();
        match (result, known(&mut after)) {
            (Ok(seen), Ok(known)) => {
                assert_eq!(seen, known, "{:#?}", self.state);
                self.state = after;
            }
            (Err(error), Err(fault)) => {
                let is_it = fault.is_told_as(Fault::of(&error));
                assert!(is_it, "{fault:?}, not {error:?}: {:#?}", self.state);
            }
            (seen, known) => panic!("{seen:?}, not {known:?}: {:#?}", self.state),
        }
    }

    fn reveals_nothing(&self, error: &Error) {
        let mut text = format!("{error} {error:?}");
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            text.push_str(&format!(" {cause} {cause:?}"));
            source = cause.source();
        }
        let told = self.strange.iter().find(|id| text.contains(id.as_str()));
        assert!(told.is_none(), "{told:?} is in an error: {text}");
    }

    /// One statement of any kind.
    pub(super) async fn something(&mut self) -> Result<(), Error> {
        match self.dice.below(22) {
            0..=6 => self.read().await,
            7..=13 => self.add().await,
            14..=18 => self.change().await,
            19..=20 => self.links().await,
            _ => self.strangers().await,
        }
    }

    async fn read(&mut self) -> Result<(), Error> {
        let (own, state) = (self.own, &self.state);
        match self.dice.below(7) {
            0 => {
                let least = self.marks + self.dice.below(100) as i32;
                let rows = state.shown().map(|(code, row)| (code, row.mark));
                let known: Vec<_> = rows.filter(|(_, mark)| *mark >= least).collect();
                assert_eq!(F::rows(own, least).await?, known);
            }
            1 => {
                let code = self.dice.below(CODES) as i32;
                let is_strange = self.dice.below(2) == 0;
                let via = if is_strange { self.other } else { own };
                let found = F::by_key(own, via, code).await?;
                let asked = F::TRAITS.key_is_asked;
                if !(is_strange && asked && self.may_clash) {
                    let row = state.rows.get(&code).filter(|row| !row.gone);
                    let known = row.filter(|_| !(is_strange && asked));
                    assert_eq!(found, known.map(|row| (code, row.mark)));
                }
            }
            2 => {
                let top = self.dice.below(CODES) as i32;
                let label = self.dice.below(CODES) as i32;
                let known = state.shown().filter(|(code, row)| {
                    state.top_of(row, F::TRAITS) == Some(top)
                        || state.links.contains(&(*code, label))
                });
                let known: Vec<i32> = known.map(|(code, _)| code).collect();
                assert_eq!(F::asked(own, top, label).await?, known);
            }
            3 => {
                let tops = state.tops.iter().filter(|(_, (_, gone))| !gone);
                let known = tops.map(|(top, _)| {
                    let rows = state.shown().filter(|(_, row)| row.top == Some(*top));
                    let around = rows.map(|(code, row)| {
                        let boss = state.boss_of(row).into_iter().collect();
                        (code, boss, state.parts_of(code), state.labels_of(code))
                    });
                    (*top, around.collect())
                });
                assert_eq!(F::tree(own).await?, known.collect::<Vec<_>>());
            }
            4 => {
                let known = state.shown().map(|(code, row)| {
                    let top = state.top_of(row, F::TRAITS).into_iter().collect();
                    (code, top, state.boss_of(row).into_iter().collect())
                });
                assert_eq!(F::joined(own).await?, known.collect::<Vec<_>>());
            }
            5 => {
                let known = state.shown().map(|(code, _)| {
                    (code, state.minions(code), state.labels_of(code).len() as i64)
                });
                assert_eq!(F::counts(own).await?, known.collect::<Vec<_>>());
            }
            _ => {
                let known = state.labels.keys().map(|label| {
                    let rows = state.links.iter().filter(|(_, other)| other == label);
                    let rows = rows.map(|(row, _)| *row).filter(|row| state.is_shown(*row));
                    (*label, rows.collect())
                });
                assert_eq!(F::labels(own).await?, known.collect::<Vec<_>>());
            }
        }
        Ok(())
    }

    /// By whom a value is looked up that only the database knows: half of the time by the other tenant.
    fn via(&mut self) -> bool {
        !self.may_clash && self.dice.below(2) == 0
    }

    async fn add(&mut self) -> Result<(), Error> {
        let (code, mark) = (self.code(), self.mark());
        let traits = F::TRAITS;
        match self.dice.below(5) {
            0 => {
                let made = F::add_top(self.own, code, mark).await;
                self.wrote(made, |state| insert(&mut state.tops, code, (mark, false)));
            }
            1 => {
                let made = F::add_label(self.own, code, mark).await;
                self.wrote(made, |state| insert(&mut state.labels, code, mark));
            }
            2..=3 => {
                let top = (traits.top_is_required || self.dice.below(2) == 0).then(|| self.code());
                let boss = (self.dice.below(3) == 0).then(|| self.code());
                let (is_strange, upsert) = (self.via(), self.dice.below(3) == 0);
                let via = if is_strange { self.other } else { self.own };
                let made = F::add_row(self.own, via, [code, mark], [top, boss], upsert).await;
                if matches!(made, Ok(None)) {
                    return Ok(());
                }
                let (strange_top, strange_boss) =
                    (is_strange && traits.top_is_asked, is_strange && traits.boss_is_asked);
                self.wrote(made.map(drop), |state| {
                    let no_top = top.is_some_and(|t| strange_top || !state.tops.contains_key(&t));
                    // A row may be its own boss, by a value that it gives itself.
                    let no_boss = boss.is_some_and(|boss| {
                        strange_boss || (boss != code && !state.rows.contains_key(&boss))
                    });
                    match (state.rows.get_mut(&code), no_top || no_boss) {
                        (Some(row), _) if upsert => {
                            row.mark = mark;
                            Ok(())
                        }
                        (Some(_), true) => Err(Fault::UniqueAndForeignKey),
                        (Some(_), false) => Err(Fault::Unique),
                        (None, true) => Err(Fault::ForeignKey),
                        (None, false) => {
                            let row = Row { mark, gone: false, top, boss };
                            insert(&mut state.rows, code, row)
                        }
                    }
                });
            }
            _ => {
                let (row, is_strange) = (self.code(), self.via());
                let via = if is_strange { self.other } else { self.own };
                let made = F::add_part(self.own, via, [code, mark], row).await;
                if matches!(made, Ok(None)) {
                    return Ok(());
                }
                let is_strange = is_strange && traits.row_is_asked;
                self.wrote(made.map(drop), |state| {
                    let missing = is_strange || !state.rows.contains_key(&row);
                    let taken = traits.has_one_part && !missing && !state.parts_of(row).is_empty();
                    match (taken || state.parts.contains_key(&code), missing) {
                        (true, true) => Err(Fault::UniqueAndForeignKey),
                        (true, false) => Err(Fault::Unique),
                        (false, true) => Err(Fault::ForeignKey),
                        (false, false) => insert(&mut state.parts, code, (mark, row)),
                    }
                });
            }
        }
        Ok(())
    }

    async fn change(&mut self) -> Result<(), Error> {
        let (code, mark, least) = (self.code(), self.mark(), self.high());
        let (own, traits) = (self.own, F::TRAITS);
        let found = |state: &State| -> Vec<i32> {
            let rows = state.shown().filter(|(_, row)| row.mark >= least);
            rows.map(|(code, _)| code).collect()
        };
        match self.dice.below(8) {
            0..=1 => {
                let changed = F::change_rows(own, least, mark).await;
                self.wrote(changed, |state| {
                    let found = found(state);
                    for code in &found {
                        state.rows.get_mut(code).expect("it was found").mark = mark;
                    }
                    Ok(found.len() as u64)
                });
            }
            2 => {
                let changed = F::change_row(own, code, mark).await;
                self.wrote(changed, |state| {
                    let row = state.rows.get_mut(&code).filter(|row| !row.gone);
                    Ok(row.map(|row| row.mark = mark).is_some())
                });
            }
            3 => {
                let removed = F::remove_rows(own, least).await;
                self.wrote(removed, |state| state.remove_rows(&found(state), traits));
            }
            4 => {
                let removed = F::remove_row(own, code).await;
                self.wrote(removed, |state| match state.is_shown(code) {
                    true => state.remove_rows(&[code], traits).map(|_| true),
                    false => Ok(false),
                });
            }
            5 => {
                let removed = F::remove_top(own, code).await;
                self.wrote(removed, |state| state.remove_top(code, traits));
            }
            6 => {
                let removed = F::remove_part(own, code).await;
                self.wrote(removed, |state| Ok(u64::from(state.parts.remove(&code).is_some())));
            }
            _ => {
                let removed = F::remove_label(own, code).await;
                self.wrote(removed, |state| {
                    state.links.retain(|(_, label)| *label != code);
                    Ok(u64::from(state.labels.remove(&code).is_some()))
                });
            }
        }
        Ok(())
    }

    async fn links(&mut self) -> Result<(), Error> {
        let (row, label, is_added) = (self.code(), self.code(), self.dice.below(3) > 0);
        let is_strange = self.via();
        let via = if is_strange { self.other } else { self.own };
        let done = F::link(self.own, via, row, label, is_added).await;
        if matches!(done, Ok(None)) {
            return Ok(());
        }
        let missing = is_strange && F::TRAITS.label_is_asked;
        self.wrote(done, |state| {
            if !is_added {
                return Ok(Some(u64::from(!missing && state.links.remove(&(row, label)))));
            }
            match missing || !state.labels.contains_key(&label) {
                true => Err(Fault::ForeignKey),
                false => Ok(Some(u64::from(state.links.insert((row, label))))),
            }
        });
        Ok(())
    }

    /// Another tenant's row is no row here.
    async fn strangers(&mut self) -> Result<(), Error> {
        let code = self.code();
        let (errors, related) = F::strange(self.own, self.other, code).await?;
        assert_eq!(related, 0);
        for error in errors {
            let refused = error.is_stale() || error.is_not_found() || error.is_unscoped();
            assert!(refused, "{error:?}");
            self.reveals_nothing(&error);
        }
        Ok(())
    }
}
