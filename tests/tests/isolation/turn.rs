//! One tenant's turn: what it may see, and what the oracle says of it.

use crate::dice::Dice;
use crate::ground::{COUNT, ages, person_id, tenants};
use crate::state::{Fault, State};
use orm::{Error, Model};
use orm_tests::models::tenants::{Desk, Firm, Person, PersonSkill, Skill, person};
use std::fmt::Debug;

/// A tenant that does something. Without a state, others do something for the same tenant at the same
/// time: what is seen has to be the tenant's, but nobody knows how much it is.
#[derive(Debug)]
pub(crate) struct Turn {
    pub(crate) id: i64,
    /// Whether other tenants have the same ids.
    pub(crate) shares_numbers: bool,
    pub(crate) dice: Dice,
    pub(crate) state: Option<State>,
    /// Whether its statements have the tenant's condition.
    pub(crate) has_condition: bool,
}

/// What ended an operation before its end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// An error that the oracle knew of.
    Known,
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Error(error)
    }
}

/// Whose a row says that it is.
pub(crate) trait Owned: Model {
    fn owner(&self) -> i64;
}

macro_rules! owned {
    ($($model:ident),*) => {$(
        impl Owned for $model {
            fn owner(&self) -> i64 {
                self.tenant_id
            }
        }
    )*};
}
owned!(Firm, Person, Desk, Skill, PersonSkill);

impl Turn {
    /// The row is the tenant's own.
    pub(crate) fn own<M: Owned>(&self, row: &M) {
        assert_eq!(row.owner(), self.id, "a row of another tenant: {}", M::TABLE.name);
    }

    /// So is each of them.
    pub(crate) fn owns<'a, M: Owned>(&self, rows: impl IntoIterator<Item = &'a M>) {
        rows.into_iter().for_each(|row| self.own(row));
    }

    /// The people, as they are compared.
    pub(crate) fn emails<'a>(&self, people: impl IntoIterator<Item = &'a Person>) -> Vec<String> {
        let people = people.into_iter().inspect(|person| {
            self.own(*person);
            assert_eq!(i64::from(person.age / 100), self.id, "a mark of another tenant");
        });
        people.map(|person| person.email.clone()).collect()
    }

    /// What was seen is what the oracle knows, if it does.
    pub(crate) fn same<T: PartialEq + Debug>(&self, seen: T, known: impl FnOnce(&State) -> T) {
        if let Some(state) = &self.state {
            assert_eq!(seen, known(state), "tenant {}: {state:#?}", self.id);
        }
    }

    /// What a write said is what the oracle says, which takes it over.
    pub(crate) fn wrote<T: PartialEq + Debug>(
        &mut self,
        result: Result<T, Error>,
        known: impl FnOnce(&mut State) -> Result<T, Fault>,
    ) -> Result<(), Stop> {
        if let Err(error) = &result {
            self.reveals_nothing(error);
        }
        let Some(state) = &self.state else { return Ok(result.map(drop)?) };
        let mut after = state.clone();
        match (result, known(&mut after)) {
            (Ok(seen), Ok(known)) => {
                assert_eq!(seen, known, "tenant {}: {state:#?}", self.id);
                self.state = Some(after);
                Ok(())
            }
            (Err(error), Err(fault)) => {
                let is_it = fault.is_told_as(Fault::of(&error));
                assert!(is_it, "{fault:?}, not {error:?}: {state:#?}");
                Err(Stop::Known)
            }
            (result, known) => {
                panic!("tenant {}: {result:?}, not {known:?}: {state:#?}", self.id)
            }
        }
    }

    /// No number in the error is another tenant's.
    pub(crate) fn reveals_nothing(&self, error: &Error) {
        let mut text = format!("{error} {error:?}");
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            text.push_str(&format!(" {cause} {cause:?}"));
            source = cause.source();
        }
        for other in tenants().into_iter().filter(|id| *id != self.id) {
            assert!(!text.contains(&other.to_string()), "{other} is in an error: {text}");
        }
    }

    pub(crate) fn email(&mut self) -> String {
        format!("p{}", self.dice.below(12))
    }

    /// One that most often is there.
    pub(crate) fn firm(&mut self) -> String {
        format!("f{}", self.dice.below(4))
    }

    pub(crate) fn skill(&mut self) -> String {
        format!("s{}", self.dice.below(5))
    }

    pub(crate) fn age(&mut self) -> i32 {
        ages(self.id) + self.dice.below(100) as i32
    }

    /// The id of somebody: the tenant's own, or another tenant's.
    pub(crate) fn somebody(&mut self) -> i64 {
        let whose = if self.dice.below(2) == 0 { self.id } else { self.another() };
        person_id(self.shares_numbers, whose, self.dice.below(8) as i64)
    }

    pub(crate) fn another(&mut self) -> i64 {
        let at = tenants().iter().position(|id| *id == self.id).expect("it is one of them");
        let steps = 1 + self.dice.below(COUNT as u64 - 1) as usize;
        tenants()[(at + steps) % COUNT as usize]
    }

    pub(crate) fn boss(&mut self) -> Option<i64> {
        (self.dice.below(3) == 0).then(|| self.somebody())
    }

    pub(crate) fn new_person(&mut self) -> person::New {
        person::New {
            email: self.email(),
            firm_code: self.firm(),
            boss_id: self.boss(),
            age: self.age(),
        }
    }

    pub(crate) fn new_people(&mut self, count: usize) -> Vec<person::New> {
        (0..count).map(|_| self.new_person()).collect()
    }
}
