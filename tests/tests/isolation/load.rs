//! What a tenant loads with its rows: each kind of relation, each way to load it.

use crate::ask::Ask;
use crate::read::Reader;
use crate::state::State;
use crate::turn::{Stop, Turn};
use orm::load_related;
use orm_tests::models::tenants::{Firm, Land, Person, Skill};

type Done = Result<(), Stop>;

pub(crate) async fn load<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    match turn.dice.below(6) {
        0 => tree(db, turn).await,
        1 => joined(db, turn).await,
        2 => cut(db, turn).await,
        3 => counted(db, turn).await,
        4 => onto(db, turn).await,
        _ => links(db, turn).await,
    }
}

/// A person with all that is related: email, boss, minions, whether there is a desk, skills.
pub(crate) type Around = (String, Option<String>, Vec<String>, bool, Vec<String>);

pub(crate) fn around(state: &State, email: &str) -> Around {
    let human = &state.people[email];
    let boss = human.boss.and_then(|id| state.by_id(id)).map(|(email, _)| email.clone());
    (
        email.to_owned(),
        boss,
        state.minions(human.id),
        state.desks.contains(&human.id),
        state.skills_of(human.id),
    )
}

/// Every kind of relation over three levels, each by its own statement.
async fn tree<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    let age = turn.age();
    let firms = Firm::query()
        .order_by(|f| f.code.asc())
        .prefetch_related(|f| {
            let people = f.people().filter(|p| p.age.gt(age)).order_by(|p| p.email.asc());
            (
                f.land(),
                people.with(|p| {
                    (
                        p.boss(),
                        p.minions().order_by(|m| m.email.asc()),
                        p.desk(),
                        p.skills().order_by(|s| s.name.asc()),
                    )
                }),
            )
        })
        .all(db)
        .await?;
    let mut seen = Vec::new();
    for firm in &firms {
        turn.own::<Firm>(firm);
        let mut people = Vec::new();
        for person in firm.people() {
            turn.emails([&**person].into_iter().chain(person.boss()).chain(person.minions()));
            turn.owns(person.desk());
            turn.owns(person.skills());
            let minions = person.minions().iter().map(|m| m.email.clone()).collect();
            let skills = person.skills().iter().map(|s| s.name.clone()).collect();
            let boss = person.boss().map(|boss| boss.email.clone());
            people.push((person.email.clone(), boss, minions, person.desk().is_some(), skills));
        }
        seen.push((firm.code.clone(), firm.land().code.clone(), people));
    }
    turn.same(seen, |state| {
        let firms = state.firms.iter().filter(|(_, (_, gone))| !gone);
        let of = |(code, (land, _)): (&String, &(String, bool))| {
            let people = state.people_of(code).filter(|(_, human)| human.age > age);
            let people: Vec<Around> = people.map(|(email, _)| around(state, email)).collect();
            (code.clone(), land.clone(), people)
        };
        firms.map(of).collect()
    });
    Ok(())
}

/// To-one relations by joins, together with conditions of all kinds.
async fn joined<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    let ask = Ask::any(turn);
    let people = ask.query().select_related(|p| (p.firm().land(), p.boss().firm(), p.desk()));
    let people = people.all(db).await?;
    let mut seen = Vec::new();
    for person in &people {
        turn.emails([&**person]);
        turn.own::<Firm>(person.firm());
        turn.owns(person.desk());
        if let Some(boss) = person.boss() {
            turn.emails([&**boss]);
            turn.own::<Firm>(boss.firm());
        }
        let boss = person.boss().map(|boss| (boss.email.clone(), boss.firm().code.clone()));
        let land = person.firm().land().code.clone();
        seen.push((person.email.clone(), land, boss, person.desk().is_some()));
    }
    turn.same(seen, |state| {
        let of = |email: String| {
            let human = &state.people[&email];
            let boss = human.boss.and_then(|id| state.by_id(id));
            let boss = boss.map(|(email, boss)| (email.clone(), boss.firm.clone()));
            (email, state.firms[&human.firm].0.clone(), boss, state.desks.contains(&human.id))
        };
        ask.rows(state).into_iter().map(of).collect()
    });
    Ok(())
}

/// Some of the related rows of each.
async fn cut<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    let (limit, offset) = (1 + turn.dice.below(3), turn.dice.below(2));
    let firms = Firm::query().order_by(|f| f.code.asc()).with_deleted();
    let firms = firms.prefetch_related(|f| {
        let people = f.people().order_by(|p| p.email.asc()).limit(limit).offset(offset);
        people.with(|p| (p.firm(), p.skills().order_by(|s| s.name.desc()).limit(limit)))
    });
    let mut seen = Vec::new();
    for firm in firms.all(db).await? {
        turn.own::<Firm>(&firm);
        for person in firm.people() {
            turn.emails([&**person]);
            turn.own(person.firm());
            turn.owns(person.skills());
            let skills: Vec<_> = person.skills().iter().map(|s| s.name.clone()).collect();
            seen.push((firm.code.clone(), person.email.clone(), skills));
        }
    }
    turn.same(seen, |state| {
        let mut rows = Vec::new();
        for code in state.firms.keys() {
            let people = state.people_of(code).skip(offset as usize).take(limit as usize);
            rows.extend(people.map(|(email, human)| {
                let skills = state.skills_of(human.id).into_iter().rev().take(limit as usize);
                (code.clone(), email.clone(), skills.collect())
            }));
        }
        rows
    });
    Ok(())
}

/// How many there are, without the rows.
async fn counted<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    let (ask, age) = (Ask::any(turn), turn.age());
    let people = ask.query().prefetch_related(|p| {
        (
            p.minions().filter(|m| m.age.gt(age)).counted(),
            p.skills().counted(),
            p.firm().with(|f| f.people().counted()),
        )
    });
    let people = people.all(db).await?;
    turn.emails(people.iter().map(|person| &**person));
    let seen: Vec<_> = people
        .iter()
        .map(|person| (person.minions(), person.skills(), person.firm().people()))
        .collect();
    turn.same(seen, |state| {
        let of = |email: String| {
            let human = &state.people[&email];
            let minions = state.minions(human.id);
            let older = minions.iter().filter(|email| state.people[*email].age > age).count();
            let colleagues = state.people_of(&human.firm).count();
            (older as i64, state.skills_of(human.id).len() as i64, colleagues as i64)
        };
        ask.rows(state).into_iter().map(of).collect()
    });
    Ok(())
}

/// Onto rows that are there.
async fn onto<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    let ask = Ask::any(turn);
    let people = ask.query().all(db).await?;
    let people = load_related(db, people, |p| {
        (
            p.boss(),
            p.minions().order_by(|m| m.email.asc()),
            p.desk(),
            p.skills().order_by(|s| s.name.asc()),
            p.firm().with(|f| f.land()),
        )
    });
    let mut seen = Vec::new();
    for person in people.await? {
        turn.emails([&*person].into_iter().chain(person.boss()).chain(person.minions()));
        turn.own::<Firm>(person.firm());
        turn.owns(person.desk());
        turn.owns(person.skills());
        let minions = person.minions().iter().map(|m| m.email.clone()).collect();
        let skills = person.skills().iter().map(|s| s.name.clone()).collect();
        let boss = person.boss().map(|boss| boss.email.clone());
        seen.push((person.email.clone(), boss, minions, person.desk().is_some(), skills));
    }
    turn.same(seen, |state| {
        let rows = ask.rows(state);
        rows.iter().map(|email| around(state, email)).collect::<Vec<Around>>()
    });
    Ok(())
}

/// The rows between, and what is reached from rows that belong to nobody.
async fn links<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    let (name, age) = (turn.skill(), turn.age());
    let skills = Skill::query().order_by(|s| s.name.asc()).prefetch_related(|s| {
        let people = s.people().order_by(|p| p.email.asc()).filter(|p| p.firm().code.ne("f0"));
        people.with_through()
    });
    let mut seen = Vec::new();
    for skill in skills.all(db).await? {
        turn.own::<Skill>(&skill);
        for person in skill.people() {
            turn.emails([&**person]);
            turn.own(person.through());
            seen.push((skill.name.clone(), person.email.clone()));
        }
    }
    turn.same(seen, |state| {
        let mut rows = Vec::new();
        for name in &state.skills {
            let able = |id| state.links.contains(&(id, name.clone()));
            let people = state.people.iter().filter(|(_, h)| able(h.id) && h.firm != "f0");
            rows.extend(people.map(|(email, _)| (name.clone(), email.clone())));
        }
        rows
    });
    let lands = Land::query().order_by(|l| l.code.asc()).prefetch_related(|l| {
        l.firms().order_by(|f| f.code.asc()).with(|f| {
            let people = f.people().order_by(|p| p.email.asc()).filter(|p| p.age.gt(age));
            people.with(|p| p.skills().filter(|s| s.name.eq(name.clone())))
        })
    });
    let mut seen = Vec::new();
    for land in lands.all(db).await? {
        for firm in land.firms() {
            turn.own::<Firm>(firm);
            for person in firm.people() {
                turn.emails([&**person]);
                turn.owns(person.skills());
                let able = !person.skills().is_empty();
                seen.push((land.code.clone(), person.email.clone(), able));
            }
        }
    }
    turn.same(seen, |state| {
        let mut rows = Vec::new();
        for land in ["DE", "FR"] {
            let firms = state.firms.iter().filter(|(_, (of, gone))| of == land && !gone);
            for (code, _) in firms {
                let people = state.people_of(code).filter(|(_, human)| human.age > age);
                rows.extend(people.map(|(email, human)| {
                    let able = state.links.contains(&(human.id, name.clone()));
                    (land.to_owned(), email.clone(), able)
                }));
            }
        }
        rows
    });
    Ok(())
}

/// Rows of another tenant, asked for through this one, have nothing here; not even what has their key.
pub(crate) async fn onto_strangers<E: Reader>(db: &E, turn: &Turn, strangers: Vec<Person>) -> Done {
    let refused = load_related(db, &strangers, |p| p.firm()).await.unwrap_err();
    assert!(refused.is_not_found(), "{refused:?}");
    for row in load_related(db, strangers, |p| (p.skills(), p.minions(), p.desk())).await? {
        assert_ne!(row.tenant_id, turn.id);
        assert!(row.skills().is_empty() && row.minions().is_empty() && row.desk().is_none());
    }
    Ok(())
}
