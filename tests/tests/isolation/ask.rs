//! Random questions for people: as queries, and for the oracle.

use crate::state::{Human, State};
use crate::turn::Turn;
use orm::{Query, exists, outer};
use orm_tests::models::tenants::{Firm, Person};

/// Which people, in which order, and how many of them.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    kind: u64,
    firm: String,
    email: String,
    skill: String,
    age: i32,
    descending: bool,
    limit: Option<u64>,
    offset: Option<u64>,
}

impl Ask {
    pub(crate) fn any(turn: &mut Turn) -> Ask {
        let mut ask = Ask::all(turn);
        ask.offset = (turn.dice.below(5) == 0).then(|| turn.dice.below(3));
        ask
    }

    /// Without an offset.
    pub(crate) fn all(turn: &mut Turn) -> Ask {
        Ask {
            kind: turn.dice.below(16),
            firm: turn.firm(),
            email: turn.email(),
            skill: turn.skill(),
            age: turn.age(),
            descending: turn.dice.below(2) == 0,
            limit: (turn.dice.below(3) == 0).then(|| 1 + turn.dice.below(4)),
            offset: None,
        }
    }

    /// The same question for all rows.
    pub(crate) fn unbounded(self) -> Ask {
        Ask { limit: None, offset: None, ..self }
    }

    /// Whether it leads away from the row's tenant over all of them: by a subquery that no relation ties
    /// to the row, or over a row that is nobody's.
    pub(crate) fn leads_to_others(&self) -> bool {
        matches!(self.kind, 8 | 9 | 14)
    }

    pub(crate) fn limit_to(&mut self, rows: u64) {
        self.limit = Some(rows);
    }

    pub(crate) fn query(&self) -> Query<Person> {
        let Ask { firm, email, skill, age, .. } = self.clone();
        let people = Person::query();
        let people = match self.kind {
            0 => people,
            1 => people.filter(|p| p.age.gt(age)),
            2 => people.filter(|p| p.firm().land_code.eq("DE")),
            3 => people.filter(|p| p.boss().email.eq(email)),
            4 => people.filter(|p| p.minions().any(|m| m.age.gt(age))),
            5 => people.filter(|p| p.desk().id.is_not_null()),
            6 => people.filter(|p| p.skills().any(|s| s.name.eq(skill))),
            7 => people.filter(|p| p.skills().none(|s| s.name.eq(skill))),
            8 => {
                let firms = Firm::query().filter(|f| f.land_code.eq("DE")).select(|f| f.code);
                people.filter(|p| p.firm_code.is_in(firms))
            }
            9 => people.filter(|p| {
                exists::<Person, _, _>(|o| {
                    o.firm_code.eq(outer(p.firm_code)) & o.age.gt(outer(p.age))
                })
            }),
            // What the tenant's condition must not come into.
            10 => people.filter(|p| p.age.gt(age) | p.age.le(age)),
            11 => people.filter(|p| !p.email.eq(email) | p.firm().code.eq(firm)),
            12 => {
                people.filter(|p| p.firm().people().any(|c| c.skills().any(|s| s.name.eq(skill))))
            }
            13 => people.filter(|p| p.boss().boss().desk().id.is_null() & p.firm_code.eq(firm)),
            14 => people.filter(|p| p.firm().land().firms().any(|f| f.code.eq(firm))),
            _ => people.filter(|p| p.minions().all(|m| m.firm_code.eq(firm))),
        };
        let mut people = match self.descending {
            true => people.order_by(|p| p.email.desc()),
            false => people.order_by(|p| p.email.asc()),
        };
        if let Some(limit) = self.limit {
            people = people.limit(limit);
        }
        if let Some(offset) = self.offset {
            people = people.offset(offset);
        }
        people
    }

    /// The emails of the people that are asked for.
    pub(crate) fn rows(&self, state: &State) -> Vec<String> {
        let people = state.people.iter().filter(|(email, human)| self.holds(state, email, human));
        let mut emails: Vec<_> = people.map(|(email, _)| email.clone()).collect();
        if self.descending {
            emails.reverse();
        }
        let emails = emails.into_iter().skip(self.offset.unwrap_or(0) as usize);
        emails.take(self.limit.unwrap_or(u64::MAX) as usize).collect()
    }

    fn holds(&self, state: &State, email: &str, human: &Human) -> bool {
        let boss = |human: &Human| human.boss.and_then(|id| state.by_id(id));
        let able = |id| state.links.contains(&(id, self.skill.clone()));
        match self.kind {
            0 | 10 => true,
            1 => human.age > self.age,
            2 => state.firms[&human.firm].0 == "DE",
            3 => boss(human).is_some_and(|(email, _)| *email == self.email),
            4 => state.minions(human.id).iter().any(|email| state.people[email].age > self.age),
            5 => state.desks.contains(&human.id),
            6 => able(human.id),
            7 => !able(human.id),
            8 => state.firms[&human.firm] == ("DE".to_owned(), false),
            9 => state.people_of(&human.firm).any(|(_, other)| other.age > human.age),
            11 => email != self.email || human.firm == self.firm,
            12 => state.people_of(&human.firm).any(|(_, other)| able(other.id)),
            13 => {
                let above = boss(human).and_then(|(_, above)| boss(above));
                let seated = above.is_some_and(|(_, above)| state.desks.contains(&above.id));
                !seated && human.firm == self.firm
            }
            14 => {
                let land = &state.firms[&human.firm].0;
                state.firms.get(&self.firm).is_some_and(|firm| firm == &(land.clone(), false))
            }
            _ => {
                let minions = state.minions(human.id);
                minions.iter().all(|email| state.people[email].firm == self.firm)
            }
        }
    }
}
