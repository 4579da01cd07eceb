//! Values of every type come back equal, from the edges of their ranges too.

use crate::TestDb;
use crate::models::*;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use orm::Json;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rust_decimal::Decimal;
use uuid::Uuid;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_map(|text| text.replace('\0', "")),
        Just(String::new()),
        Just("'; DROP TABLE everything; --".to_owned()),
        Just("\"quoted\" \\ % _ ? $1 :x".to_owned()),
        Just("ä€𝄞\u{202e}\u{feff}".repeat(3000)),
    ]
}

fn date() -> impl Strategy<Value = NaiveDate> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    prop_oneof![
        (0..3_652_059_i32).prop_map(|days| NaiveDate::from_num_days_from_ce_opt(days + 1).unwrap()),
        Just(day(1, 1, 1)),
        Just(day(9999, 12, 31)),
        Just(day(2000, 2, 29)),
    ]
}

fn time() -> impl Strategy<Value = NaiveTime> {
    (0..86_400_u32, 0..1_000_000_u32).prop_map(|(second, micro)| {
        NaiveTime::from_num_seconds_from_midnight_opt(second, micro * 1000).unwrap()
    })
}

fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    (date(), time()).prop_map(|(date, time)| date.and_time(time).and_utc())
}

/// Up to 28 digits, with up to 28 of them behind the point.
fn decimal() -> impl Strategy<Value = Decimal> {
    let largest = 9_999_999_999_999_999_999_999_999_999_i128;
    prop_oneof![
        (-largest..=largest, 0..=28_u32)
            .prop_map(|(digits, scale)| Decimal::from_i128_with_scale(digits, scale)),
        Just(Decimal::ZERO),
        Just(Decimal::new(100, 2)),
        Just(Decimal::MAX),
        Just(Decimal::MIN),
    ]
}

fn double() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("a number", |number| number.is_finite()),
        Just(f64::MIN_POSITIVE),
        Just(f64::MAX),
        Just(-0.0),
        Just(0.1 + 0.2),
        Just(5e-324),
    ]
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        text().prop_map(|text| text.chars().take(50).collect::<String>().into()),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::hash_map("[a-z\"\\\\ ]{0,6}", inner, 0..5)
                .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

fn note() -> impl Strategy<Value = Note> {
    (text(), text()).prop_map(|(title, inner)| Note {
        title: title.chars().take(99).collect(),
        depth: Some(Box::new(Note { title: inner.chars().take(99).collect(), depth: None })),
    })
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![Just(Status::Open), Just(Status::Paid), Just(Status::Sent)]
}

fn mood() -> impl Strategy<Value = Mood> {
    prop_oneof![Just(Mood::Good), Just(Mood::Bad), Just(Mood::Unknown)]
}

pub(super) fn everything() -> impl Strategy<Value = everything::New> {
    let numbers = (any::<bool>(), any::<i16>(), any::<i32>(), any::<i64>(), any::<f32>(), double());
    let texts = (text(), any::<Vec<u8>>(), any::<u128>(), text());
    let times = (date(), time(), moment(), moment());
    let rest = (decimal(), note(), json(), status(), mood(), decimal());
    let lists = (
        any::<Vec<i32>>(),
        prop::collection::vec(text(), 0..4),
        prop::collection::vec(mood(), 0..4),
    );
    (numbers, texts, times, rest, lists).prop_map(|(numbers, texts, times, rest, lists)| {
        everything::New {
            truth: numbers.0,
            small: numbers.1,
            medium: numbers.2,
            large: numbers.3,
            single: if numbers.4.is_finite() { numbers.4 } else { f32::MAX },
            double: numbers.5,
            text: texts.0,
            bytes: texts.1,
            uuid: Uuid::from_u128(texts.2),
            code: Code(texts.3),
            date: times.0,
            time: times.1,
            stamp: times.2.naive_utc(),
            moment: times.3,
            exact: rest.0,
            note: Json(rest.1),
            json: rest.2,
            status: rest.3,
            mood: rest.4,
            price: Money { amount: rest.5, currency: "EUR".into() },
            numbers: lists.0,
            words: lists.1,
            moods: lists.2,
        }
    })
}

/// The row that a `New` becomes.
pub(super) fn row(id: i64, new: everything::New) -> Everything {
    Everything {
        id,
        truth: new.truth,
        small: new.small,
        medium: new.medium,
        large: new.large,
        single: new.single,
        double: new.double,
        text: new.text,
        bytes: new.bytes,
        uuid: new.uuid,
        date: new.date,
        time: new.time,
        stamp: new.stamp,
        moment: new.moment,
        exact: new.exact,
        note: new.note,
        json: new.json,
        status: new.status,
        mood: new.mood,
        code: new.code,
        price: new.price,
        numbers: new.numbers,
        words: new.words,
        moods: new.moods,
    }
}

pub async fn every_type_comes_back_equal(t: &TestDb) {
    create(&t.db, &[Everything::TABLE]).await;
    let mut runner = TestRunner::deterministic();
    let strategy = everything();
    let mut news = Vec::new();
    for _ in 0..150 {
        news.push(strategy.new_tree(&mut runner).unwrap().current());
    }
    for new in &news {
        let created = Everything::create(&t.db, new.clone()).await.unwrap();
        let expected = row(created.id, new.clone());
        assert_eq!(created, expected, "by one insert");
        assert_eq!(created.exact.scale(), expected.exact.scale());
        assert_eq!(Everything::get(&t.db, created.id).await.unwrap(), expected);
        // SQLite keeps a number without a fraction as an integer, which has no negative zero.
        if new.double != 0.0 {
            assert_eq!(created.double.to_bits(), new.double.to_bits());
        }
        // Each value finds its own row again.
        let found = Everything::query()
            .filter(|e| {
                e.id.eq(created.id)
                    & e.truth.eq(new.truth)
                    & e.small.eq(new.small)
                    & e.medium.is_in([new.medium])
                    & e.large.is_in([new.large])
                    & e.single.is_in([new.single])
                    & e.double.is_in([new.double])
                    & e.text.is_in([&new.text])
                    & e.bytes.is_in([&new.bytes])
                    & e.uuid.is_in([new.uuid])
                    & e.date.is_in([new.date])
                    & e.time.is_in([new.time])
                    & e.stamp.is_in([new.stamp])
                    & e.moment.is_in([new.moment])
            })
            .filter(|e| {
                e.exact.is_in([new.exact])
                    & e.status.is_in([new.status])
                    & e.mood.is_in([new.mood])
                    & e.code.is_in([&new.code])
                    & e.price.amount.eq(new.price.amount)
                    & e.moods.len().eq(new.moods.len() as i32)
                    & new.moods.first().map(|mood| e.moods.has(*mood))
                    & new.words.first().map(|word| e.words.has(word))
            })
            .count(&t.db)
            .await
            .unwrap();
        assert_eq!(found, 1, "{created:?}");
    }
    let many = Everything::create_many(&t.db, news.clone()).await.unwrap();
    let expected: Vec<_> =
        many.iter().zip(news).map(|(created, new)| row(created.id, new)).collect();
    assert_eq!(many, expected, "by a bulk insert");
}

/// No value of any type.
pub(super) fn nothing() -> anything::New {
    anything::New {
        truth: None,
        small: None,
        medium: None,
        large: None,
        single: None,
        double: None,
        text: None,
        bytes: None,
        uuid: None,
        date: None,
        time: None,
        stamp: None,
        moment: None,
        exact: None,
        note: None,
        json: None,
        status: None,
        mood: None,
        code: None,
        numbers: None,
        doubles: None,
    }
}

pub async fn optional_values_come_back_equal(t: &TestDb) {
    create(&t.db, &[Anything::TABLE]).await;
    let some = anything::New {
        truth: Some(false),
        json: Some(serde_json::json!({"a": [1, null]})),
        mood: Some(Mood::Bad),
        numbers: Some(vec![]),
        doubles: Some(vec![0.1, -0.0, f64::MAX]),
        exact: Some(Decimal::new(-5, 3)),
        ..nothing()
    };
    let rows = Anything::create_many(&t.db, [nothing(), some.clone(), nothing()]).await.unwrap();
    let alone = Anything::create(&t.db, some).await.unwrap();
    assert_eq!(Anything { id: alone.id, ..rows[1].clone() }, alone);
    assert_eq!(rows[1].doubles.as_deref(), Some(&[0.1, -0.0, f64::MAX][..]));
    assert_eq!(
        (rows[1].truth, rows[1].mood, &rows[1].numbers),
        (Some(false), Some(Mood::Bad), &Some(vec![]))
    );
    assert_eq!(Anything { id: rows[0].id, ..rows[2].clone() }, rows[0]);
    assert!(rows[0].text.is_none() && rows[0].moment.is_none() && rows[0].mood.is_none());
    let same = Anything::query()
        .filter(|a| a.exact.is_not_distinct_from(None) & a.mood.is_null() & a.doubles.is_null())
        .count(&t.db)
        .await
        .unwrap();
    assert_eq!(same, 2);
}

pub async fn what_a_database_cannot_hold_is_refused(t: &TestDb) {
    create(&t.db, &[Anything::TABLE]).await;
    let insert = orm::sql::<Option<f64>>("SELECT $1").bind(f64::NAN);
    let nul = orm::sql::<String>("SELECT $1").bind("a\0b".to_owned());
    match t.db.dialect() {
        orm::Dialect::Postgres => {
            assert!(insert.one(&t.db).await.unwrap().unwrap().is_nan());
            let error = nul.one(&t.db).await.unwrap_err();
            assert!(error.is_encode(), "{error:?}");
        }
        orm::Dialect::Sqlite => {
            let error = insert.one(&t.db).await.unwrap_err();
            assert!(error.is_encode(), "{error:?}");
            assert_eq!(nul.one(&t.db).await.unwrap(), "a\0b");
        }
    }
    // An overflow of a column's type is an error, not another number.
    if t.db.dialect() == orm::Dialect::Sqlite {
        let error = orm::sql::<f32>("SELECT 1e300").one(&t.db).await.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
    }
    let error = orm::sql::<i16>("SELECT 40000").one(&t.db).await.unwrap_err();
    assert!(error.is_decode(), "{error:?}");
}
