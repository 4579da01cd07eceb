//! What a tenant has, in plain Rust: the oracle's side, and what a look by hand finds.

use orm::{Error, Executor};
use std::collections::{BTreeMap, BTreeSet};

/// All rows of one tenant.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct State {
    /// By code: the land, and whether it is deleted.
    pub(crate) firms: BTreeMap<String, (String, bool)>,
    /// By email.
    pub(crate) people: BTreeMap<String, Human>,
    /// Whose they are.
    pub(crate) desks: BTreeSet<i64>,
    pub(crate) skills: BTreeSet<String>,
    pub(crate) links: BTreeSet<(i64, String)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Human {
    /// Below zero until the database has given one.
    pub(crate) id: i64,
    pub(crate) firm: String,
    pub(crate) boss: Option<i64>,
    pub(crate) age: i32,
    pub(crate) version: i32,
}

/// Why a write is refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fault {
    Unique,
    ForeignKey,
    NotFound,
    Stale,
    Unscoped,
    /// Both of a unique set and of a reference: which is told depends on the database.
    UniqueAndForeignKey,
}

impl Fault {
    pub(crate) fn of(error: &Error) -> Option<Fault> {
        [
            (error.is_unique_violation(), Fault::Unique),
            (error.is_foreign_key_violation(), Fault::ForeignKey),
            (error.is_not_found(), Fault::NotFound),
            (error.is_stale(), Fault::Stale),
            (error.is_unscoped(), Fault::Unscoped),
        ]
        .into_iter()
        .find_map(|(is, fault)| is.then_some(fault))
    }

    /// Whether an error of this kind says so.
    pub(crate) fn is_told_as(self, told: Option<Fault>) -> bool {
        match self {
            Fault::UniqueAndForeignKey => {
                matches!(told, Some(Fault::Unique | Fault::ForeignKey))
            }
            fault => told == Some(fault),
        }
    }
}

impl State {
    pub(crate) fn by_id(&self, id: i64) -> Option<(&String, &Human)> {
        self.people.iter().find(|(_, human)| human.id == id)
    }

    pub(crate) fn minions(&self, id: i64) -> Vec<String> {
        let people = self.people.iter().filter(|(_, human)| human.boss == Some(id));
        people.map(|(email, _)| email.clone()).collect()
    }

    pub(crate) fn skills_of(&self, id: i64) -> Vec<String> {
        self.links
            .iter()
            .filter(|(person, _)| *person == id)
            .map(|(_, name)| name.clone())
            .collect()
    }

    pub(crate) fn people_of<'a>(
        &'a self,
        firm: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a Human)> {
        self.people.iter().filter(move |(_, human)| human.firm == firm)
    }

    /// A new person, whose references have to be the tenant's own.
    pub(crate) fn add(
        &mut self,
        email: &str,
        firm: &str,
        boss: Option<i64>,
        age: i32,
    ) -> Result<(), Fault> {
        if self.people.contains_key(email) {
            return Err(Fault::Unique);
        }
        if !self.firms.contains_key(firm) || boss.is_some_and(|boss| self.by_id(boss).is_none()) {
            return Err(Fault::ForeignKey);
        }
        let id = -1 - self.people.len() as i64;
        let human = Human { id, firm: firm.to_owned(), boss, age, version: 1 };
        self.people.insert(email.to_owned(), human);
        Ok(())
    }

    /// People go with their links; who had them as a boss has none, and a desk holds them.
    pub(crate) fn remove(&mut self, emails: &[String]) -> Result<u64, Fault> {
        for email in emails {
            let gone = self.people.remove(email).expect("it was found before").id;
            if self.desks.contains(&gone) {
                return Err(Fault::ForeignKey);
            }
            self.links.retain(|(person, _)| *person != gone);
            for human in self.people.values_mut().filter(|human| human.boss == Some(gone)) {
                human.boss = None;
            }
        }
        Ok(emails.len() as u64)
    }

    /// Takes the ids that the database has given to new people.
    ///
    /// # Panics
    ///
    /// If a new one was there before.
    pub(crate) fn adopt(&mut self, seen: &State) {
        let old: Vec<i64> = self.people.values().map(|human| human.id).collect();
        for (email, human) in self.people.iter_mut().filter(|(_, human)| human.id < 0) {
            if let Some(found) = seen.people.get(email) {
                assert!(!old.contains(&found.id), "{email} has got the id of another one");
                human.id = found.id;
            }
        }
    }

    /// Everything that the tables hold of a tenant, read by hand.
    pub(crate) async fn look<E: Executor>(
        db: &E,
        table: impl Fn(&str) -> String,
        tenant: i64,
    ) -> Result<State, Error> {
        let sql = format!(
            "SELECT 'firm|' || code || '|' || land_code || '|' \
             || CASE WHEN deleted_at IS NULL THEN 0 ELSE 1 END FROM {} WHERE tenant_id = $1 \
             UNION ALL SELECT 'person|' || email || '|' || id || '|' || firm_code || '|' \
             || coalesce(boss_id, 0) || '|' || age || '|' || version FROM {} WHERE tenant_id = $1 \
             UNION ALL SELECT 'desk|' || person_id FROM {} WHERE tenant_id = $1 \
             UNION ALL SELECT 'skill|' || name FROM {} WHERE tenant_id = $1 \
             UNION ALL SELECT 'link|' || person_id || '|' || skill_name FROM {} \
             WHERE tenant_id = $1",
            table("firms"),
            table("people"),
            table("desks"),
            table("skills"),
            table("person_skills"),
        );
        let look = orm::sql::<String>(orm::unsafe_text(sql)).bind(tenant);
        let lines = look.unscoped("what the tables hold, beside the condition").all(db).await?;
        Ok(State::read(&lines))
    }

    /// In tables of the tenant's own, nobody else has a row.
    ///
    /// # Panics
    ///
    /// If somebody has.
    pub(crate) async fn is_all_there_is<E: Executor>(
        db: &E,
        table: impl Fn(&str) -> String,
        tenant: i64,
    ) -> Result<(), Error> {
        for name in ["firms", "people", "desks", "skills", "person_skills"] {
            let sql = format!("SELECT count(*) FROM {} WHERE tenant_id <> $1", table(name));
            let others = orm::sql::<i64>(orm::unsafe_text(sql)).bind(tenant);
            let others = others.unscoped("looks for rows of others").one(db).await?;
            assert_eq!(others, 0, "rows of others are in the {name} of tenant {tenant}");
        }
        Ok(())
    }

    fn read(lines: &[String]) -> State {
        let mut state = State::default();
        for line in lines {
            let parts: Vec<&str> = line.split('|').collect();
            let number = |at: usize| parts[at].parse::<i64>().expect("it is a number");
            let text = |at: usize| parts[at].to_owned();
            match parts[0] {
                "firm" => drop(state.firms.insert(text(1), (text(2), number(3) == 1))),
                "person" => {
                    let human = Human {
                        id: number(2),
                        firm: text(3),
                        boss: Some(number(4)).filter(|boss| *boss != 0),
                        age: number(5) as i32,
                        version: number(6) as i32,
                    };
                    assert!(state.people.insert(text(1), human).is_none(), "an email is unique");
                }
                "desk" => assert!(state.desks.insert(number(1)), "a person has one desk"),
                "skill" => drop(state.skills.insert(text(1))),
                _ => drop(state.links.insert((number(1), text(2)))),
            }
        }
        state
    }

    /// What has to be true of a tenant's rows whatever was done: all that they refer to is its own, and
    /// every mark is the tenant's.
    ///
    /// # Panics
    ///
    /// If it is not.
    pub(crate) fn is_sound(&self, tenant: i64) {
        let ids: BTreeSet<i64> = self.people.values().map(|human| human.id).collect();
        for human in self.people.values() {
            assert_eq!(i64::from(human.age / 100), tenant, "a mark of another: {human:?}");
            assert!(human.boss.is_none_or(|boss| ids.contains(&boss)), "{human:?}");
            assert!(self.firms.contains_key(&human.firm), "{human:?}");
        }
        assert!(self.desks.iter().all(|person| ids.contains(person)), "{:?}", self.desks);
        let linked =
            |(person, name): &(i64, String)| ids.contains(person) && self.skills.contains(name);
        assert!(self.links.iter().all(linked), "{:?}", self.links);
    }
}
