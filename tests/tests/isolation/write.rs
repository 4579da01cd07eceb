//! What a tenant writes, in every way there is.

use crate::ask::Ask;
use crate::ground::person_id;
use crate::state::{Fault, State};
use crate::turn::{Stop, Turn};
use orm::scope::TenantExecutor;
use orm::{Writer, create_with};
use orm_tests::models::tenants::*;

pub(crate) trait ReaderAndWriter: TenantExecutor<i64> + Writer {}
impl<E: TenantExecutor<i64> + Writer> ReaderAndWriter for E {}

type Done = Result<(), Stop>;

pub(crate) async fn write<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    match turn.dice.below(12) {
        0 => create(db, turn).await,
        1 => bulk(db, turn).await,
        2 => upsert(db, turn).await,
        3 => met(db, turn).await,
        4 => change_found(db, turn).await,
        5 => change_row(db, turn).await,
        6 => remove(db, turn).await,
        7 => firms(db, turn).await,
        8 => links(db, turn).await,
        9 => related(db, turn).await,
        10 => desks(db, turn).await,
        _ => skills(db, turn).await,
    }
}

fn add(state: &mut State, new: &person::New) -> Result<(), Fault> {
    state.add(&new.email, &new.firm_code, new.boss_id, new.age)
}

fn add_all(state: &mut State, new: &[person::New]) -> Result<(), Fault> {
    let mut emails: Vec<_> = new.iter().map(|new| &new.email).collect();
    emails.sort();
    let twice = emails.windows(2).any(|pair| pair[0] == pair[1]);
    let clashes = twice || emails.iter().any(|email| state.people.contains_key(*email));
    let is_there = |boss: Option<i64>| boss.is_none_or(|boss| state.by_id(boss).is_some());
    let strange =
        new.iter().any(|new| !state.firms.contains_key(&new.firm_code) || !is_there(new.boss_id));
    match (clashes, strange) {
        (true, true) => Err(Fault::UniqueAndForeignKey),
        (true, false) => Err(Fault::Unique),
        (false, true) => Err(Fault::ForeignKey),
        (false, false) => new.iter().try_for_each(|new| add(state, new)),
    }
}

async fn create<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    let new = turn.new_person();
    let made = Person::create(db, new.clone()).await;
    turn.owns(&made);
    turn.wrote(made.map(drop), |state| add(state, &new))
}

async fn bulk<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    let new = turn.new_people(2);
    let rows = new.clone();
    let made = match turn.dice.below(5) {
        0 => Person::insert_many(rows).exec(db).await.map(|_| Vec::new()),
        1 => Person::insert_many(rows).returning(db).await,
        2 => Person::create_many(db, rows).await,
        3 => Person::copy_in(rows).exec(db).await.map(|_| Vec::new()),
        _ => {
            let kept = Person::insert_many(rows).on_conflict_do_nothing().exec(db).await;
            return turn.wrote(kept, |state| kept_or_made(state, &new));
        }
    };
    turn.owns(made.iter().flatten());
    turn.wrote(made.map(drop), |state| add_all(state, &new))
}

fn kept_or_made(state: &mut State, new: &[person::New]) -> Result<u64, Fault> {
    let mut made = 0;
    for new in new {
        if !state.people.contains_key(&new.email) {
            add(state, new)?;
            made += 1;
        }
    }
    Ok(made)
}

async fn upsert<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    let new = turn.new_person();
    let conflict = Person::insert_many([new.clone()]).on_conflict(|p| p.email);
    if turn.dice.below(3) == 0 {
        let kept = conflict.do_nothing().exec(db).await;
        return turn.wrote(kept, |state| kept_or_made(state, &[new]));
    }
    let least = turn.age();
    let upsert = conflict.do_update(|p| p.age.set_excluded());
    let rows = match turn.dice.below(2) {
        0 => upsert.filter(|p| p.age.ge(least)).returning(db).await,
        _ => upsert.filter(|p| p.age.ge(least)).exec(db).await.map(|_| Vec::new()),
    };
    turn.owns(rows.iter().flatten());
    turn.wrote(rows.map(drop), |state| match state.people.get_mut(&new.email) {
        None => add(state, &new),
        Some(human) => {
            if human.age >= least {
                human.age = new.age;
                human.version += 1;
            }
            Ok(())
        }
    })
}

async fn met<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    let new = turn.new_person();
    let met = Person::get_or_create(db, |p| p.email, new.clone()).await;
    if let Ok((person, _)) = &met {
        turn.own(person);
    }
    turn.wrote(met.map(|(_, is_new)| is_new), |state| {
        if state.people.contains_key(&new.email) {
            return Ok(false);
        }
        add(state, &new).map(|()| true)
    })
}

/// Whoever a question finds: by its conditions, over joins, up to a limit.
async fn change_found<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    let (ask, age, boss) = (Ask::all(turn), turn.age(), turn.somebody());
    let promoted = turn.dice.below(4) == 0;
    let update = match promoted {
        true => ask.query().update(|p| p.boss_id.set(boss)),
        false => ask.query().update(|p| p.age.set(age)),
    };
    let changed = match turn.dice.below(2) {
        0 => update.exec(db).await,
        _ => {
            let rows = update.returning(db).await;
            turn.owns(rows.iter().flatten());
            rows.map(|rows| rows.len() as u64)
        }
    };
    turn.wrote(changed, |state| {
        let found = ask.rows(state);
        if promoted && !found.is_empty() && state.by_id(boss).is_none() {
            return Err(Fault::ForeignKey);
        }
        for email in &found {
            let human = state.people.get_mut(email).expect("it was found");
            human.version += 1;
            match promoted {
                true => human.boss = Some(boss),
                false => human.age = age,
            }
        }
        Ok(found.len() as u64)
    })
}

async fn change_row<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    let (email, age, firm) = (turn.email(), turn.age(), turn.firm());
    let found = Person::query().filter(|p| p.email.eq(email.as_str())).optional(db).await?;
    let Some(person) = found else { return Ok(()) };
    turn.own(&person);
    let patch =
        person::Patch { age: Some(age), firm_code: Some(firm.clone()), ..Default::default() };
    let changed = person.update(db, patch).await;
    turn.owns(&changed);
    turn.wrote(changed.map(drop), |state| {
        if !state.firms.contains_key(&firm) {
            return Err(Fault::ForeignKey);
        }
        let human = state.people.get_mut(&email).expect("it was found");
        *human = crate::state::Human { age, firm, version: human.version + 1, ..human.clone() };
        Ok(())
    })
}

async fn remove<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    if turn.dice.below(2) == 0 {
        let mut ask = Ask::all(turn);
        // Some are left.
        ask.limit_to(1 + turn.dice.below(2));
        let removed = ask.query().delete().exec(db).await;
        return turn.wrote(removed, |state| state.remove(&ask.rows(state)));
    }
    let email = turn.email();
    let found = Person::query().filter(|p| p.email.eq(email.as_str())).optional(db).await?;
    let Some(person) = found else { return Ok(()) };
    let removed = person.delete(db).await;
    turn.wrote(removed, |state| state.remove(&[email]).map(drop))
}

async fn firms<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    let (code, land) = (turn.firm(), turn.dice.one_of(&["DE", "FR"]));
    let new = || firm::New { code: code.clone(), land_code: land.into() };
    let gone = |state: &State| state.firms.get(&code).map(|(_, gone)| *gone);
    let by_code = || Firm::query().filter(|f| f.code.eq(code.as_str()));
    match turn.dice.below(6) {
        0 => {
            let made = Firm::create(db, new()).await;
            turn.owns(&made);
            turn.wrote(made.map(drop), |state| match gone(state) {
                Some(_) => Err(Fault::Unique),
                None => {
                    state.firms.insert(code.clone(), (land.into(), false));
                    Ok(())
                }
            })
        }
        1 => {
            let upsert = Firm::insert_many([new()]).on_conflict(|f| f.code);
            let upsert = upsert.do_update(|f| f.land_code.set_excluded()).exec(db).await;
            turn.wrote(upsert.map(drop), |state| {
                state.firms.entry(code.clone()).or_default().0 = land.into();
                Ok(())
            })
        }
        2 => {
            let removed = by_code().delete().exec(db).await;
            turn.wrote(removed, |state| {
                let there = gone(state) == Some(false);
                state.firms.entry(code.clone()).and_modify(|(_, gone)| *gone = true);
                Ok(u64::from(there))
            })
        }
        3 => {
            let restored = by_code().restore().exec(db).await;
            turn.wrote(restored, |state| {
                let was_gone = gone(state) == Some(true);
                state.firms.entry(code.clone()).and_modify(|(_, gone)| *gone = false);
                Ok(u64::from(was_gone))
            })
        }
        4 => {
            let Some(firm) = by_code().optional(db).await? else { return Ok(()) };
            turn.own(&firm);
            let removed = firm.delete(db).await;
            turn.wrote(removed, |state| {
                state.firms.entry(code.clone()).and_modify(|(_, gone)| *gone = true);
                Ok(())
            })
        }
        _ => {
            // Most often nobody is there; people go with their firm.
            let code = "f3";
            let all = Firm::query().filter(|f| f.code.eq(code)).with_deleted();
            let removed = all.delete().hard().exec(db).await;
            turn.wrote(removed, |state| {
                if state.firms.remove(code).is_none() {
                    return Ok(0);
                }
                let people: Vec<_> =
                    state.people_of(code).map(|(email, _)| email.clone()).collect();
                state.remove(&people).map(|_| 1)
            })
        }
    }
}

async fn links<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    let (email, names) = (turn.email(), [turn.skill(), turn.skill()]);
    let found = Person::query().filter(|p| p.email.eq(email)).optional(db).await?;
    let Some(person) = found else { return Ok(()) };
    turn.own(&person);
    let keys = || names.iter().map(String::as_str);
    let link = |name: &String| (person.id, name.clone());
    let strange = |state: &State| names.iter().any(|name| !state.skills.contains(name));
    match turn.dice.below(4) {
        0 => {
            let added = person.skills().add(db, keys()).await;
            turn.wrote(added, |state| {
                if strange(state) {
                    return Err(Fault::ForeignKey);
                }
                Ok(names.iter().filter(|name| state.links.insert(link(name))).count() as u64)
            })
        }
        1 => {
            let removed = person.skills().remove(db, keys()).await;
            turn.wrote(removed, |state| {
                Ok(names.iter().filter(|name| state.links.remove(&link(name))).count() as u64)
            })
        }
        2 => {
            let cleared = person.skills().clear(db).await;
            turn.wrote(cleared, |state| {
                let all = state.links.len();
                state.links.retain(|(id, _)| *id != person.id);
                Ok((all - state.links.len()) as u64)
            })
        }
        _ => {
            let set = person.skills().set(db, keys()).await;
            turn.wrote(set, |state| {
                if strange(state) {
                    return Err(Fault::ForeignKey);
                }
                state.links.retain(|(id, _)| *id != person.id);
                state.links.extend(names.iter().map(link));
                Ok(())
            })
        }
    }
}

async fn related<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    let new = turn.new_people(2);
    if turn.dice.below(2) == 0 {
        let code = "f3".to_owned();
        let firm = firm::New { code: code.clone(), land_code: "DE".into() };
        let items = new.clone();
        let made = create_with(db, firm, Firm::people, items, |firm_code, new| person::New {
            firm_code,
            ..new
        });
        let made = made.await;
        if let Ok(firm) = &made {
            turn.own::<Firm>(firm);
            turn.owns(firm.people());
        }
        return turn.wrote(made.map(drop), |state| {
            if state.firms.contains_key(&code) {
                return Err(Fault::Unique);
            }
            state.firms.insert(code.clone(), ("DE".to_owned(), false));
            let of_it = |new| person::New { firm_code: code.clone(), ..new };
            add_all(state, &new.into_iter().map(of_it).collect::<Vec<_>>())
        });
    }
    let id = person_id(turn.shares_numbers, turn.id, turn.dice.below(8) as i64);
    let Some(boss) = Person::find(db, id).await? else { return Ok(()) };
    turn.own(&boss);
    let items = new.clone();
    let made = boss
        .minions()
        .create_many(db, items, |boss_id, new| person::New { boss_id: Some(boss_id), ..new });
    let made = made.await;
    turn.owns(made.iter().flatten());
    turn.wrote(made.map(drop), |state| {
        let under = |new| person::New { boss_id: Some(id), ..new };
        add_all(state, &new.into_iter().map(under).collect::<Vec<_>>())
    })
}

async fn desks<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    let person_id = turn.somebody();
    if turn.dice.below(2) == 0 {
        let made = Desk::create(db, desk::New { person_id }).await;
        turn.owns(&made);
        return turn.wrote(made.map(drop), |state| {
            if state.desks.contains(&person_id) {
                return Err(Fault::Unique);
            }
            if state.by_id(person_id).is_none() {
                return Err(Fault::ForeignKey);
            }
            state.desks.insert(person_id);
            Ok(())
        });
    }
    let removed = Desk::query().filter(|d| d.person_id.eq(person_id)).delete().exec(db).await;
    turn.wrote(removed, |state| Ok(u64::from(state.desks.remove(&person_id))))
}

async fn skills<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Done {
    let name = turn.skill();
    if turn.dice.below(2) == 0 {
        let made = Skill::create(db, skill::New { name: name.clone() }).await;
        turn.owns(&made);
        return turn.wrote(made.map(drop), |state| match state.skills.insert(name) {
            true => Ok(()),
            false => Err(Fault::Unique),
        });
    }
    let removed = Skill::query().filter(|s| s.name.eq(name.as_str())).delete().exec(db).await;
    turn.wrote(removed, |state| {
        state.links.retain(|(_, other)| *other != name);
        Ok(u64::from(state.skills.remove(&name)))
    })
}
