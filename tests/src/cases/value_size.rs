//! Texts and decimals of columns with a length or a precision.

use crate::TestDb;
use crate::models::*;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use orm::{Db, Dialect, Error};
use rust_decimal::{Decimal, dec};

fn new(code: &str, fee: Decimal) -> badge::New {
    badge::New {
        code: code.into(),
        owner: None,
        fee,
        points: None,
        share: None,
        seen_at: None,
        opens: None,
        gate: Gate { hall: "A".into(), toll: None },
    }
}

/// What does not fit is refused by the type on PostgreSQL, by a check on SQLite.
#[track_caller]
fn is_refused(db: &Db, error: Error, code: &str, constraint: &str) {
    match db.dialect() {
        Dialect::Postgres => {
            assert!(error.is_data_exception(), "{error:?}");
            assert_eq!(error.code(), Some(code), "{error:?}");
        }
        Dialect::Sqlite => {
            assert!(error.is_check_violation(), "{error:?}");
            assert_eq!(error.constraint(), Some(constraint));
        }
    }
}

pub async fn a_text_is_as_long_as_its_column(t: &TestDb) {
    let db = &t.db;
    create(db, &[Badge::TABLE]).await;
    // Characters, not bytes: of one to four each.
    let longest = "aä€𝄞aä€𝄞";
    let owner = Some(Initials("äö".into()));
    let gate = Gate { hall: "€€€".into(), toll: None };
    let most = badge::New { owner, gate, ..new(longest, dec!(1)) };
    let made = Badge::create(db, most).await.unwrap();
    assert_eq!(Badge::get(db, longest.to_owned()).await.unwrap(), made);

    let longer = || new("aä€𝄞aä€𝄞x", dec!(1));
    let error = Badge::create(db, longer()).await.unwrap_err();
    is_refused(db, error, "22001", "badges_code_length");
    let error = Badge::insert_many([new("b", dec!(1)), longer()]).exec(db).await.unwrap_err();
    is_refused(db, error, "22001", "badges_code_length");
    let error = Badge::copy_in([new("c", dec!(1)), longer()]).exec(db).await.unwrap_err();
    is_refused(db, error, "22001", "badges_code_length");
    let patch = badge::Patch { owner: Some(Some(Initials("abc".into()))), ..Default::default() };
    let error = made.update(db, patch).await.unwrap_err();
    is_refused(db, error, "22001", "badges_owner_length");
    let doubled = Badge::query().update(|b| b.gate.hall.set(orm::concat(b.gate.hall, "x")));
    let error = doubled.exec(db).await.unwrap_err();
    is_refused(db, error, "22001", "badges_gate_hall_length");
    assert_eq!(Badge::query().all(db).await.unwrap(), [made]);
}

pub async fn a_decimal_has_the_digits_of_its_column(t: &TestDb) {
    let db = &t.db;
    create(db, &[Badge::TABLE]).await;
    let fits =
        [dec!(999.99), dec!(-999.99), dec!(0), dec!(0.5), dec!(-0.05), dec!(100), dec!(1.500)];
    for (at, fee) in fits.into_iter().enumerate() {
        let share = Some(dec!(0.1234));
        let made = Badge::create(db, badge::New { share, ..new(&at.to_string(), fee) }).await;
        let made = made.unwrap_or_else(|error| panic!("{fee}: {error:?}"));
        assert_eq!((made.fee, made.points, made.share), (fee, dec!(7), share));
    }
    for fee in [dec!(1000), dec!(-1000), dec!(123456.7)] {
        let error = Badge::create(db, new("large", fee)).await.unwrap_err();
        is_refused(db, error, "22003", "badges_fee_precision");
    }
    let large = badge::New { points: Some(dec!(1000)), ..new("large", dec!(1)) };
    let error = Badge::create(db, large).await.unwrap_err();
    is_refused(db, error, "22003", "badges_points_precision");
    let large = badge::New { share: Some(dec!(1)), ..new("large", dec!(1)) };
    let error = Badge::create(db, large).await.unwrap_err();
    is_refused(db, error, "22003", "badges_share_precision");
    let gate = Gate { hall: "A".into(), toll: Some(dec!(100)) };
    let error = Badge::create(db, badge::New { gate, ..new("large", dec!(1)) }).await.unwrap_err();
    is_refused(db, error, "22003", "badges_gate_toll_precision");
    let doubled = Badge::query().update(|b| b.fee.set(b.fee * dec!(2)));
    is_refused(db, doubled.exec(db).await.unwrap_err(), "22003", "badges_fee_precision");

    // PostgreSQL rounds what is behind the last digit; SQLite has nothing that could.
    let finer = Badge::create(db, new("finer", dec!(1.235))).await;
    match db.dialect() {
        Dialect::Postgres => assert_eq!(finer.unwrap().fee, dec!(1.24)),
        Dialect::Sqlite => is_refused(db, finer.unwrap_err(), "", "badges_fee_precision"),
    }
}

pub async fn a_time_has_the_digits_of_its_column(t: &TestDb) {
    let db = &t.db;
    create(db, &[Badge::TABLE]).await;
    let at = |micro| NaiveTime::from_hms_micro_opt(8, 30, 1, micro).unwrap();
    let on = |time| NaiveDateTime::new(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(), time);
    let given = badge::New {
        seen_at: Some(on(at(123_456))),
        opens: Some(at(400_000)),
        ..new("a", dec!(1))
    };
    let made = Badge::create(db, given).await.unwrap();
    let expect = match db.dialect() {
        Dialect::Postgres => (Some(on(at(123_000))), Some(at(0))),
        Dialect::Sqlite => (Some(on(at(123_456))), Some(at(400_000))),
    };
    assert_eq!((made.seen_at, made.opens), expect);
    // What is given back is what is kept, the library's own time too.
    assert_eq!(made.reload(db).await.unwrap(), made);
}
