//! The suite over a strategy: one tenant after the other with an oracle, and many at once.

use crate::dice::{self, Dice, End};
use crate::ground::{COUNT, Strategy, fill, tenants};
use crate::over_all::over_all;
use crate::read::read;
use crate::state::{Fault, State};
use crate::strangers::strangers;
use crate::turn::{Stop, Turn};
use crate::write::{ReaderAndWriter, write};
use orm::{Db, Error, TenantTx};
use orm_tests::models::tenants::Person;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

const TASKS: u64 = 64;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(120);

/// Half of the tenants are steady: nothing of theirs is dropped, and one task at a time works for them, so
/// that the oracle knows what they have while the others do what they like.
fn is_steady(at: usize) -> bool {
    at.is_multiple_of(2)
}

#[derive(Debug, Clone)]
pub(crate) struct Run<S> {
    strategy: S,
    db: Db,
    /// Reads the tables by hand, beside all conditions.
    outside: Db,
    states: Arc<Vec<Mutex<State>>>,
    dice: Dice,
    /// Whether the oracle knows what steady tenants have, and nobody else.
    at_once: bool,
}

impl<S: Strategy> Run<S> {
    /// Makes and fills the tables.
    pub(crate) async fn of(strategy: S, db: &Db, outside: &Db, mut dice: Dice) -> Run<S> {
        let states = fill(&strategy, outside, &mut dice).await;
        let states = Arc::new(states.into_iter().map(Mutex::new).collect());
        let run = Run {
            strategy,
            db: db.clone(),
            outside: outside.clone(),
            states,
            dice,
            at_once: false,
        };
        run.everybody_has_what_is_known().await;
        run
    }

    /// Each operation by a random tenant. After it, that tenant has what the oracle says; after some of
    /// them, all others have what they had.
    pub(crate) async fn one_after_the_other(mut self, rounds: u64) {
        for round in 0..rounds * COUNT as u64 {
            let at = self.dice.below(COUNT as u64) as usize;
            let dice = self.dice.branch();
            self.steady(at, dice).await;
            if round % 200 == 0 {
                self.everybody_has_what_is_known().await;
                self.over_all().await;
            }
        }
        self.everybody_has_what_is_known().await;
    }

    async fn over_all(&mut self) {
        let mut states = Vec::new();
        for (at, id) in tenants().into_iter().enumerate() {
            states.push((id, self.states[at].lock().await.clone()));
        }
        let Some(all) = self.strategy.all(&self.db) else { return };
        let dice = self.dice.branch();
        let mut turn = self.turn(tenants()[0], dice, None);
        over_all(&all, &mut turn, &states).await;
    }

    /// Tasks that each work for a random tenant, and drop what they do for half of them at random.
    pub(crate) async fn all_at_once(mut self, rounds: u64) {
        self.at_once = true;
        let tasks = (0..TASKS).map(|_| {
            let (run, mut dice) = (self.clone(), self.dice.branch());
            tokio::spawn(async move {
                for _ in 0..rounds {
                    let at = dice.below(COUNT as u64) as usize;
                    let branch = dice.branch();
                    match is_steady(at) {
                        true => run.steady(at, branch).await,
                        false => run.shaky(at, branch, dice.end()).await,
                    }
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            let ended = tokio::time::timeout(LONGEST, task).await.expect("nothing hangs");
            ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
        }
        self.everybody_has_what_is_known().await;
    }

    /// A tenant of which everything is known does something.
    async fn steady(&self, at: usize, mut dice: Dice) {
        let mut state = self.states[at].lock().await;
        let id = tenants()[at];
        let tenant = self.strategy.tenant(&self.db, id).await;
        self.strategy.befall(id, &mut dice).await;
        let before = state.clone();
        let in_a_transaction = dice.below(3) == 0;
        let mut turn = self.turn(id, dice, Some(before.clone()));
        let end = match in_a_transaction {
            true => {
                async {
                    let tx = tenant.begin().await?;
                    let end = several(&tx, &mut turn).await;
                    if end.is_ok() && turn.dice.below(3) > 0 {
                        tx.commit().await?;
                    } else {
                        tx.rollback().await?;
                        turn.state = Some(before.clone());
                    }
                    end
                }
                .await
            }
            false => something(&tenant, &mut turn).await,
        };
        if let Err(Stop::Error(error)) = end {
            panic!("tenant {id}: {error:?}: {before:#?}");
        }
        let seen = self.look(id).await;
        let mut known = turn.state.expect("it is steady");
        known.adopt(&seen);
        assert_eq!(seen, known, "tenant {id} had {before:#?}");
        seen.is_sound(id);
        *state = known;
    }

    /// Something that may be dropped, of a tenant for which others do something at the same time.
    async fn shaky(&self, at: usize, dice: Dice, end: End) {
        let id = tenants()[at];
        let tenant = self.strategy.tenant(&self.db, id).await;
        let mut turn = self.turn(id, dice, None);
        let work = async move {
            let end = match turn.dice.below(3) == 0 {
                true => {
                    async {
                        let tx = tenant.begin().await?;
                        several(&tx, &mut turn).await?;
                        Ok(tx.commit().await?)
                    }
                    .await
                }
                false => something(&tenant, &mut turn).await,
            };
            (turn, end)
        };
        let ended = match end {
            End::Whole => Some(work.await),
            End::Polls(polls, linger) => dice::drop_after(work, polls, linger).await,
            End::Time(time) => dice::drop_in_time(work, time).await,
        };
        let Some((turn, Err(Stop::Error(error)))) = ended else { return };
        turn.reveals_nothing(&error);
        let expected = Fault::of(&error).is_some()
            || error.is_deadlock()
            || error.is_lock_timeout()
            || error.is_transaction_state();
        assert!(expected, "tenant {id}: {error:?}");
    }

    fn turn(&self, id: i64, dice: Dice, state: Option<State>) -> Turn {
        let shares_numbers = self.strategy.shares_numbers(self.db.dialect());
        Turn { id, shares_numbers, dice, state, has_condition: self.strategy.has_condition() }
    }

    async fn look(&self, id: i64) -> State {
        let table = |table: &str| self.strategy.table(id, table);
        State::look(&self.strategy.database(&self.outside, id), table, id).await.unwrap()
    }

    async fn everybody_has_what_is_known(&self) {
        for (at, id) in tenants().into_iter().enumerate() {
            let known = self.states[at].lock().await;
            let seen = self.look(id).await;
            seen.is_sound(id);
            if self.strategy.is_alone(id) {
                let table = |table: &str| self.strategy.table(id, table);
                let of_it = self.strategy.database(&self.outside, id);
                State::is_all_there_is(&of_it, table, id).await.unwrap();
            }
            if !self.at_once || is_steady(at) {
                assert_eq!(seen, *known, "tenant {id}");
            }
        }
    }
}

async fn something<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Result<(), Stop> {
    match turn.dice.below(20) {
        0 => strangers(db, turn).await,
        1..10 => read(db, turn).await,
        _ => write(db, turn).await,
    }
}

/// Several things in a transaction, some of them in one that is nested, and locks.
async fn several(tx: &TenantTx<i64>, turn: &mut Turn) -> Result<(), Stop> {
    for _ in 0..1 + turn.dice.below(4) {
        match turn.dice.below(4) {
            0 => {
                let before = turn.state.clone();
                let inner = tx.begin().await?;
                let end = something(&inner, turn).await;
                if let Err(stop @ Stop::Error(_)) = end {
                    return Err(stop);
                }
                if end.is_err() || turn.dice.below(2) == 0 {
                    inner.rollback().await?;
                    turn.state = before;
                } else {
                    inner.commit().await?;
                }
            }
            1 => {
                let people =
                    Person::query().order_by(|p| p.email.asc()).for_update().all(tx).await?;
                turn.same(turn.emails(&people), |state| state.people.keys().cloned().collect());
            }
            _ => something(tx, turn).await?,
        }
        know_new_ids(tx, turn).await?;
    }
    Ok(())
}

/// The ids that the database has given to new people, by whom others are found.
async fn know_new_ids(tx: &TenantTx<i64>, turn: &mut Turn) -> Result<(), Error> {
    let Some(state) = &turn.state else { return Ok(()) };
    if state.people.values().all(|human| human.id > 0) {
        return Ok(());
    }
    let pairs = Person::query().select(|p| (p.email, p.id)).all(tx).await?;
    let state = turn.state.as_mut().expect("it is steady");
    for (email, id) in pairs {
        let human = state.people.get_mut(&email).expect("nobody else is there");
        human.id = id;
    }
    Ok(())
}
