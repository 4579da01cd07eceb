//! What is read over all tenants: everybody's rows, and with each those of its own tenant.

use crate::ask::Ask;
use crate::load::{Around, around};
use crate::state::State;
use crate::turn::Turn;
use orm::{AllTenants, load_related};
use orm_tests::models::tenants::{Firm, Person, Skill};

/// Compares questions and loads of every kind with what all tenants have, by their ids.
pub(crate) async fn over_all(all: &AllTenants, turn: &mut Turn, states: &[(i64, State)]) {
    for _ in 0..6 {
        let ask = Ask::any(turn).unbounded();
        if ask.leads_to_others() {
            continue;
        }
        let mut seen: Vec<_> = ask.query().all(all).await.unwrap().iter().map(name).collect();
        seen.sort();
        let of = |(id, state): &(i64, State)| {
            ask.rows(state).into_iter().map(|email| (*id, email)).collect::<Vec<_>>()
        };
        let mut known: Vec<_> = states.iter().flat_map(of).collect();
        known.sort();
        assert_eq!(seen, known, "{ask:?}");
        assert_eq!(ask.query().count(all).await.unwrap(), known.len() as i64, "{ask:?}");
    }
    related(all, states).await;
    cut_and_counted(all, states).await;
    pages(all, states).await;
}

fn name(person: &Person) -> (i64, String) {
    (person.tenant_id, person.email.clone())
}

async fn related(all: &AllTenants, states: &[(i64, State)]) {
    let people = Person::query().order_by(|p| p.email.asc()).all(all).await.unwrap();
    let loaded = load_related(all, people, |p| {
        (
            p.boss(),
            p.minions().order_by(|m| m.email.asc()),
            p.desk(),
            p.skills().order_by(|s| s.name.asc()),
            p.firm().with(|f| f.people()),
        )
    });
    let mut seen: Vec<(i64, Around)> = Vec::new();
    for person in loaded.await.unwrap() {
        let id = person.tenant_id;
        assert!(person.firm().tenant_id == id);
        assert!(person.firm().people().iter().all(|other| other.tenant_id == id));
        assert!(person.skills().iter().all(|skill| skill.tenant_id == id));
        let minions = person.minions().iter().map(|m| m.email.clone()).collect();
        let skills = person.skills().iter().map(|s| s.name.clone()).collect();
        let boss = person.boss().map(|boss| boss.email.clone());
        let row = (person.email.clone(), boss, minions, person.desk().is_some(), skills);
        seen.push((id, row));
    }
    seen.sort();
    let of = |(id, state): &(i64, State)| {
        state.people.keys().map(|email| (*id, around(state, email))).collect::<Vec<_>>()
    };
    let mut known: Vec<_> = states.iter().flat_map(of).collect();
    known.sort();
    assert_eq!(seen, known);
}

async fn cut_and_counted(all: &AllTenants, states: &[(i64, State)]) {
    let skills = Skill::query().prefetch_related(|s| {
        s.people().order_by(|p| p.email.asc()).filter(|p| p.firm().code.ne("f0")).limit(2)
    });
    for skill in skills.all(all).await.unwrap() {
        let state = of(states, skill.tenant_id);
        let able = |id| state.links.contains(&(id, skill.name.clone()));
        let people = state.people.iter().filter(|(_, h)| able(h.id) && h.firm != "f0");
        let known: Vec<_> = people.map(|(email, _)| email.clone()).take(2).collect();
        let seen: Vec<_> = skill.people().iter().map(|p| p.email.clone()).collect();
        assert_eq!(seen, known);
        assert!(skill.people().iter().all(|person| person.tenant_id == skill.tenant_id));
    }
    let people = Person::query()
        .select_related(|p| p.boss())
        .prefetch_related(|p| (p.minions().counted(), p.skills().counted()));
    for person in people.all(all).await.unwrap() {
        let state = of(states, person.tenant_id);
        let boss = person.boss().map(|boss| (boss.tenant_id, boss.id));
        assert_eq!(boss, person.boss_id.map(|id| (person.tenant_id, id)));
        assert_eq!(person.minions(), state.minions(person.id).len() as i64);
        assert_eq!(person.skills(), state.skills_of(person.id).len() as i64);
    }
    for firm in Firm::query().with_deleted().all(all).await.unwrap().iter().take(20) {
        let count = of(states, firm.tenant_id).people_of(&firm.code).count();
        assert_eq!(firm.people().count(all).await.unwrap(), count as i64);
    }
    let people = Person::query().filter(|p| p.email.eq("p1")).all(all).await.unwrap();
    for person in people.iter().take(20) {
        let skills = person.skills().order_by(|s| s.name.asc()).all(all).await.unwrap();
        assert!(skills.iter().all(|skill| skill.tenant_id == person.tenant_id));
        let names: Vec<_> = skills.into_iter().map(|skill| skill.name).collect();
        assert_eq!(names, of(states, person.tenant_id).skills_of(person.id));
        assert_eq!(name(&person.reload(all).await.unwrap()), name(person));
    }
}

/// Every row once, though many have one key.
async fn pages(all: &AllTenants, states: &[(i64, State)]) {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let people = Person::query().order_by(|p| p.firm_code.asc());
        let page = people.page(all, 37, after.as_ref()).await.unwrap();
        seen.extend(page.rows.iter().map(name));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    seen.sort();
    let of = |(id, state): &(i64, State)| {
        state.people.keys().map(|email| (*id, email.clone())).collect::<Vec<_>>()
    };
    let known: Vec<_> = states.iter().flat_map(of).collect();
    assert_eq!(seen, known);
}

fn of(states: &[(i64, State)], id: i64) -> &State {
    let of_it = states.iter().find(|(other, _)| *other == id);
    &of_it.expect("it is one of the tenants").1
}
