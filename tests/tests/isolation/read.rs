//! What a tenant reads, in every way there is.

use crate::ask::Ask;
use crate::load::load;
use crate::state::{Human, State};
use crate::turn::{Stop, Turn};
use futures_util::TryStreamExt;
use orm::scope::TenantExecutor;
use orm_tests::models::tenants::{Firm, Land, Person, PersonSkill, Skill};
use std::collections::BTreeSet;

/// An executor of a tenant.
pub(crate) trait Reader: TenantExecutor<i64> {}
impl<E: TenantExecutor<i64>> Reader for E {}

type Done = Result<(), Stop>;

pub(crate) async fn read<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    match turn.dice.below(12) {
        0..4 => ends(db, turn).await,
        4 => keys(db, turn).await,
        5 => values(db, turn).await,
        6 => related(db, turn).await,
        7..11 => load(db, turn).await,
        _ => by_hand(db, turn).await,
    }
}

/// Each end of a query.
async fn ends<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    let ask = Ask::any(turn);
    let query = ask.query();
    match turn.dice.below(12) {
        0 => {
            let people = query.all(db).await?;
            turn.same(turn.emails(&people), |state| ask.rows(state));
            turn.same(people.iter().map(human).collect::<Vec<_>>(), |state| {
                ask.rows(state).iter().map(|email| state.people[email].clone()).collect()
            });
        }
        1 => turn.same(query.count(db).await?, |state| ask.rows(state).len() as i64),
        2 => turn.same(query.exists(db).await?, |state| !ask.rows(state).is_empty()),
        3 => {
            let first = query.first(db).await?;
            turn.same(turn.emails(&first), |state| ask.rows(state).into_iter().take(1).collect());
        }
        4 => {
            let one = query.limit(1).optional(db).await?;
            turn.same(turn.emails(&one), |state| ask.rows(state).into_iter().take(1).collect());
        }
        5 => {
            let mut rows = query.stream(db);
            let mut people = Vec::new();
            while let Some(person) = rows.next().await? {
                people.push(person);
            }
            turn.same(turn.emails(&people), |state| ask.rows(state));
        }
        6 => {
            // A COPY takes no values: the query has none but the tenant, or is refused.
            let copied: Result<Vec<Person>, _> = query.copy_out(db).try_collect().await;
            match copied {
                Ok(people) => turn.same(turn.emails(&people), |state| ask.rows(state)),
                Err(error) if error.is_unsupported() => {}
                Err(error) => return Err(error.into()),
            }
        }
        7 => {
            let ask = Ask::unbounded(ask);
            let size = 1 + turn.dice.below(4) as u32;
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = ask.query().page(db, size, after.as_ref()).await?;
                seen.extend(turn.emails(&page.rows));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            turn.same(seen, |state| ask.rows(state));
        }
        8 => {
            let pairs = query.select(|p| (p.email, p.firm().land_code, p.boss().email));
            turn.same(pairs.all(db).await?, |state| {
                let of = |email: String| {
                    let human = &state.people[&email];
                    let boss = human.boss.and_then(|id| state.by_id(id));
                    (
                        email,
                        state.firms[&human.firm].0.clone(),
                        boss.map(|(email, _)| email.clone()),
                    )
                };
                ask.rows(state).into_iter().map(of).collect()
            });
        }
        9 => {
            let counts = query
                .select(|p| (p.minions().count(), p.skills().count(), p.minions().max(|m| m.age)));
            turn.same(counts.all(db).await?, |state| {
                let of = |email: String| {
                    let id = state.people[&email].id;
                    let minions = state.minions(id);
                    let ages = minions.iter().map(|email| state.people[email].age);
                    (minions.len() as i64, state.skills_of(id).len() as i64, ages.max())
                };
                ask.rows(state).into_iter().map(of).collect()
            });
        }
        10 => {
            let firms = Person::query().order_by(|p| p.firm_code.asc()).select(|p| p.firm_code);
            turn.same(firms.distinct().all(db).await?, |state| {
                let firms = state.people.values().map(|human| human.firm.clone());
                firms.collect::<BTreeSet<_>>().into_iter().collect()
            });
        }
        _ => {
            let sql = query.to_sql(db)?;
            assert_eq!(sql.contains("\"tenant_id\" = "), turn.has_condition, "{sql}");
            query.explain(db).await?;
        }
    }
    Ok(())
}

/// One row by its key: the tenant's own, or nobody's.
async fn keys<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    let (id, code, name) = (turn.somebody(), turn.firm(), turn.skill());
    let person = Person::find(db, id).await?;
    turn.same(turn.emails(&person), |state| {
        state.by_id(id).map(|(email, _)| email.clone()).into_iter().collect()
    });
    match Person::get(db, id).await {
        Ok(person) => turn.own(&person),
        Err(error) => assert!(error.is_not_found(), "{error}"),
    }
    if let Some(person) = person {
        match person.reload(db).await {
            Ok(again) => turn.same(human(&again), |_| human(&person)),
            Err(error) => assert!(error.is_not_found() && turn.state.is_none(), "{error}"),
        }
    }
    let firm = Firm::find(db, code.as_str()).await?;
    turn.owns(&firm);
    turn.same(firm.is_some(), |state| state.firms.get(&code).is_some_and(|(_, gone)| !gone));
    let link = PersonSkill::find(db, (id, name.clone())).await?;
    turn.owns(&link);
    turn.same(link.is_some(), |state| state.links.contains(&(id, name)));
    Ok(())
}

/// Values over firms and lands, which belong to nobody.
async fn values<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    let firms = Firm::query().with_deleted().order_by(|f| f.code.asc());
    let firms =
        firms.select(|f| (f.code, f.land().code, f.people().count(), f.people().max(|p| p.age)));
    turn.same(firms.all(db).await?, |state| {
        let of = |(code, (land, _)): (&String, &(String, bool))| {
            let ages: Vec<_> = state.people_of(code).map(|(_, human)| human.age).collect();
            (code.clone(), land.clone(), ages.len() as i64, ages.into_iter().max())
        };
        state.firms.iter().map(of).collect()
    });
    let in_land = |state: &State, land: &str| -> Vec<String> {
        let firms = state.firms.iter().filter(|(_, (of, gone))| of == land && !gone);
        firms.map(|(code, _)| code.clone()).collect()
    };
    let lands = Land::query().order_by(|l| l.code.asc()).select(|l| (l.code, l.firms().count()));
    turn.same(lands.all(db).await?, |state| {
        ["DE", "FR"].map(|land| (land.to_owned(), in_land(state, land).len() as i64)).to_vec()
    });
    let skill = turn.skill();
    let able = Land::query()
        .filter(|l| l.firms().any(|f| f.people().any(|p| p.skills().any(|s| s.name.eq(&*skill)))))
        .order_by(|l| l.code.asc())
        .select(|l| l.code);
    turn.same(able.all(db).await?, |state| {
        let able = |id| state.links.contains(&(id, skill.clone()));
        let is_able = |code: &String| state.people_of(code).any(|(_, human)| able(human.id));
        let lands =
            ["DE", "FR"].into_iter().filter(|land| in_land(state, land).iter().any(is_able));
        lands.map(str::to_owned).collect()
    });
    let taught = Skill::query().order_by(|s| s.name.asc());
    turn.same(taught.select(|s| (s.name, s.people().count())).all(db).await?, |state| {
        let of = |name: &String| {
            (name.clone(), state.links.iter().filter(|(_, other)| other == name).count() as i64)
        };
        state.skills.iter().map(of).collect()
    });
    Ok(())
}

/// What is related to a row.
async fn related<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    let email = turn.email();
    let person = Person::query().filter(|p| p.email.eq(email)).optional(db).await?;
    let Some(person) = person else { return Ok(()) };
    turn.own(&person);
    let minions = person.minions().order_by(|m| m.email.asc()).all(db).await?;
    turn.same(turn.emails(&minions), |state| state.minions(person.id));
    turn.same(person.minions().count(db).await?, |state| state.minions(person.id).len() as i64);
    let skills = person.skills().order_by(|s| s.name.asc());
    turn.owns(&skills.clone().all(db).await?);
    turn.same(skills.select(|s| s.name).all(db).await?, |state| state.skills_of(person.id));
    turn.same(person.skills().exists(db).await?, |state| !state.skills_of(person.id).is_empty());
    let page = person.skills().page(db, 2, None).await?;
    turn.owns(&page.rows);
    turn.same(page.rows.len(), |state| state.skills_of(person.id).len().min(2));
    let land = Land::query().order_by(|l| l.code.asc()).first(db).await?;
    let land = land.expect("nobody removes a land");
    let firms = land.firms().order_by(|f| f.code.asc()).all(db).await?;
    turn.owns(&firms);
    turn.same(firms.len(), |state| {
        state.firms.values().filter(|(of, gone)| *of == land.code && !gone).count()
    });
    Ok(())
}

/// SQL by hand has no condition, and is refused before anything is sent.
async fn by_hand<E: Reader>(db: &E, turn: &mut Turn) -> Done {
    let error = orm::sql::<i64>("SELECT count(*) FROM people").all(db).await.unwrap_err();
    assert!(error.is_unscoped(), "{error}");
    turn.reveals_nothing(&error);
    Ok(())
}

/// A person as the oracle has it.
fn human(person: &Person) -> Human {
    Human {
        id: person.id,
        firm: person.firm_code.clone(),
        boss: person.boss_id,
        age: person.age,
        version: person.version,
    }
}
