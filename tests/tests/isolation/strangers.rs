//! Rows of another tenant in this one's hands: kept from before, or written by hand with any key.

use crate::load::onto_strangers;
use crate::turn::{Stop, Turn};
use crate::write::ReaderAndWriter;
use orm::Error;
use orm_tests::models::tenants::*;

/// Nothing that is done with them reaches a row: neither theirs nor the one of the same key here.
pub(crate) async fn strangers<E: ReaderAndWriter>(db: &E, turn: &mut Turn) -> Result<(), Stop> {
    let tenant_id = turn.another();
    let person = Person {
        id: turn.somebody(),
        tenant_id,
        email: turn.email(),
        firm_code: turn.firm(),
        boss_id: None,
        age: turn.age(),
        version: 1 + turn.dice.below(3) as i32,
    };
    let firm = Firm { code: turn.firm(), tenant_id, land_code: "DE".into(), deleted_at: None };
    let name = turn.skill();
    let (what, is_added) = (turn.dice.below(9), turn.dice.below(2) == 0);
    let refused = |error: Error| {
        turn.reveals_nothing(&error);
        let refused = error.is_stale() || error.is_not_found() || error.is_unscoped();
        assert!(refused, "{error:?}");
    };
    match what {
        0 => {
            let patch = person::Patch { age: Some(person.age), ..Default::default() };
            refused(person.update(db, patch).await.unwrap_err());
        }
        1 => refused(person.delete(db).await.unwrap_err()),
        2 => refused(person.reload(db).await.unwrap_err()),
        3 => refused(firm.delete(db).await.unwrap_err()),
        4 => refused(firm.reload(db).await.unwrap_err()),
        5 => {
            assert_eq!(person.skills().remove(db, [name.as_str()]).await.unwrap_or(0), 0);
            assert_eq!(person.skills().clear(db).await.unwrap_or(0), 0);
        }
        6 => {
            assert_eq!(person.minions().count(db).await?, 0);
            assert_eq!(person.skills().all(db).await?, []);
            assert_eq!(firm.people().all(db).await?, []);
        }
        7 => return onto_strangers(db, turn, vec![person]).await,
        _ => {
            let error = match is_added {
                true => person.skills().add(db, [name.as_str()]).await.unwrap_err(),
                false => person.skills().set(db, [name.as_str()]).await.unwrap_err(),
            };
            refused(error);
            let made =
                firm.people().create(db, |firm_code| person::New { firm_code, ..like(&person) });
            refused(made.await.unwrap_err());
        }
    }
    Ok(())
}

fn like(person: &Person) -> person::New {
    person::New {
        email: "p99".into(),
        firm_code: person.firm_code.clone(),
        boss_id: None,
        age: person.age,
    }
}
