//! Types that need something in the text: enums of the database, arrays, documents, structs inside.

use super::book::{Book, NUMBER, TEXT, YEAR};
use chrono::{DateTime, NaiveDate, Utc};
use orm::Json;
use orm_tests::models::*;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A row of the table of all types, as a query for its key.
macro_rules! rows {
    ($book:ident, $title:literal, |$o:ident| $condition:expr) => {
        $book
            .add($title, async |db| {
                Everything::query().filter(|$o| $condition).select(|row| row.id).all(db).await
            })
            .await;
    };
}

pub async fn write(book: &mut Book) {
    book.add("insert of one", async |db| Everything::create(db, everything()).await).await;
    book.add("insert of many", async |db| {
        Everything::insert_many([everything(), everything()]).exec(db).await
    })
    .await;
    book.add("update of everything", async |db| {
        Everything::query()
            .update(|e| {
                (
                    e.mood.set(Mood::Bad),
                    e.moods.set(vec![Mood::Bad]),
                    e.status.set(Status::Sent),
                    e.words.set(vec![TEXT.to_owned()]),
                    e.price.amount.set(Decimal::from(NUMBER)),
                    e.json.set(serde_json::json!({ TEXT: NUMBER })),
                    e.date.set(day()),
                )
            })
            .exec(db)
            .await
    })
    .await;
    rows!(book, "a native enum", |e| e.mood.eq(Mood::Bad) | e.mood.is_in([Mood::Bad]));
    rows!(book, "an enum that is text", |e| e.status.ne(Status::Sent));
    rows!(book, "an element of a list", |e| e.numbers.has(NUMBER) | e.words.has(TEXT));
    rows!(book, "a native enum in a list", |e| e.moods.has(e.mood) | e.moods.has(Mood::Bad));
    rows!(book, "a list's length", |e| e.numbers.len().gt(NUMBER));
    rows!(book, "a struct inside", |e| e.price.amount.gt(NUMBER) & e.price.currency.eq(TEXT));
    rows!(book, "a newtype", |e| e.code.eq(Code(TEXT.into())));
    rows!(book, "a document's text", |e| e.json.text_at([TEXT, "98765"]).eq(TEXT));
    rows!(book, "a typed document's text", |e| e.note.text_at([TEXT]).is_null());
    rows!(book, "a document inside another", |e| e.json.contains_json(serde_json::json!(TEXT)));
    rows!(book, "dates and times", |e| e.date.eq(day())
        | e.time.gt(moment().time())
        | e.stamp.lt(moment().naive_utc())
        | e.moment.le(moment()));
    rows!(book, "bytes and UUIDs", |e| e.bytes.eq(TEXT.as_bytes()) | e.uuid.ne(Uuid::nil()));
    rows!(book, "floats", |e| e.single.gt(0.5) | (e.double * 98_765.0).lt(98_765.5));
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(YEAR, 1, 2).expect("a day of the calendar")
}

fn moment() -> DateTime<Utc> {
    day().and_hms_opt(3, 4, 5).expect("a time of the day").and_utc()
}

fn everything() -> everything::New {
    everything::New {
        truth: true,
        small: 1,
        medium: NUMBER,
        large: 98_765,
        single: 0.5,
        double: 98_765.5,
        text: TEXT.into(),
        bytes: TEXT.into(),
        uuid: Uuid::nil(),
        date: day(),
        time: moment().time(),
        stamp: moment().naive_utc(),
        moment: moment(),
        exact: Decimal::from(NUMBER),
        note: Json(Note { title: TEXT.into(), depth: None }),
        json: serde_json::json!({ TEXT: [NUMBER] }),
        status: Status::Sent,
        mood: Mood::Unknown,
        code: Code(TEXT.into()),
        price: Money { amount: Decimal::from(NUMBER), currency: TEXT.into() },
        numbers: vec![NUMBER],
        words: vec![TEXT.into()],
        moods: vec![Mood::Unknown],
    }
}
