//! Hostile texts through every entry that takes one: each ends as data that comes back equal, or as
//! an error, and the statement's text is that of a harmless one.

use crate::TestDb;
use crate::models::{Code, create};
use futures_util::TryStreamExt;
use orm::{Cursor, Dialect, Error, Json, Model, Query};
use serde_json::json;

/// A place for any text, in each kind of column that holds one.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Hostage {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub number: i64,
    pub text: String,
    #[model(default = "it's")]
    pub other: Option<String>,
    pub code: Code,
    pub words: Vec<String>,
    pub document: serde_json::Value,
    pub typed: Json<Vec<String>>,
    pub status: crate::models::Status,
}

/// What stands for a text that nobody minds.
const HARMLESS: &str = "harmless";

#[rustfmt::skip]
const HOSTILE: &[&str] = &[
    // Quotes, and what ends a statement.
    "'", "''", "\"", "\"\"", "`", ";", "';", "'; DROP TABLE hostages; --", "' OR '1'='1", "\" OR 1=1 --",
    "); DELETE FROM hostages; --", "1; DELETE FROM hostages", "' UNION SELECT * FROM pg_shadow --",
    "'||pg_sleep(10)||'", "1' AND sqlite_version()--", "$$", "$tag$ x $tag$", "E'\\x27'", "U&'\\0027'",
    // Comments.
    "--", "-- x", "/*", "*/", "/* x */", "#",
    // Backslashes, and what means something in a pattern, an array or a document.
    "\\", "\\\\", "\\'", "\\\"", "x\\", "%", "_", "%%", "x%y", "x_y", "\\%", "\\_", "[a-z]", "*",
    "{}", "{a,b}", "{\"a\"}", "{NULL}", "NULL", "null", "\\N", "[0]", "#-1", "$", "$.a", "$.\"a\"", "a.b",
    "a\"b", "\\\"b", "\"a\"", "0", "1", "01", "-1", "true", "[]", "\"\\u0000\"", "\\u0027", "\\u0000",
    // Placeholders, and what other languages would fill in.
    "?", "??", "?1", "$1", "$2::text", "$1$2", ":x", ":1", "@x", "%s%n", "{0}", "{{7*7}}", "${HOME}", "$(id)",
    // Quotes that are none: other characters, other escapes, bytes of an overlong form.
    "\u{2019}", "\u{2BC}", "\u{FF07}", "%27", "&#39;", "\u{C0}\u{A7}", "\u{BF27}", "\u{FFFD}",
    // Characters that are not seen, or that turn the text round.
    "", " ", "\t", "\r\n", "\n--\n", "\u{8}", "\u{1A}", "\u{7F}", "\u{85}", "\u{200B}", "\u{2028}", "\u{202E}'",
    "\u{FEFF}'", "e\u{301}", "\u{E9}", "\u{1F4A9}", "\u{10FFFF}", "\u{E000}",
    // PostgreSQL holds no NUL; a C string ends there.
    "\0", "x\0y", "x\0", "\0'; DROP TABLE hostages; --",
];

/// Every hostile text, some of them huge.
pub fn hostile() -> Vec<String> {
    let huge =
        ["'; --".repeat(40_000), "\\".repeat(100_001), "%_".repeat(3_000), "(".repeat(20_000)];
    HOSTILE.iter().map(|text| (*text).to_owned()).chain(huge).collect()
}

/// The texts that this database can hold.
fn storable(t: &TestDb) -> Vec<String> {
    let nul = t.db.dialect() == Dialect::Sqlite;
    hostile().into_iter().filter(|text| nul || !text.contains('\0')).collect()
}

fn hostage(number: usize, text: &str) -> hostage::New {
    hostage::New {
        number: number as i64,
        text: text.into(),
        other: Some(Some(text.into())),
        code: Code(text.into()),
        words: vec![text.into(), HARMLESS.into()],
        document: json!({ "text": text, text: [text, { text: text }] }),
        typed: Json(vec![text.into()]),
        status: crate::models::Status::Open,
    }
}

fn row(id: i64, new: hostage::New) -> Hostage {
    let hostage::New { number, text, other, code, words, document, typed, status } = new;
    let other = other.expect("each has one");
    Hostage { id, number, text, other, code, words, document, typed, status }
}

/// The row that nothing may touch.
async fn guard(t: &TestDb) -> Hostage {
    create(&t.db, &[Hostage::TABLE]).await;
    Hostage::create(&t.db, hostage(1_000_000, HARMLESS)).await.unwrap()
}

/// The table is there with so many rows, and the guard as it was.
async fn unharmed(t: &TestDb, guard: &Hostage, others: usize) {
    let rows = Hostage::query().count(&t.db).await.unwrap();
    assert_eq!(rows, others as i64 + 1);
    assert_eq!(&guard.reload(&t.db).await.unwrap(), guard);
}

/// What the work gives, and the texts of its statements.
async fn sent<T>(t: &TestDb, work: impl AsyncFnOnce() -> T) -> (T, Vec<String>) {
    let recorded = t.db.record(work).await;
    let texts = recorded.statements.iter().map(|statement| statement.sql.to_string());
    (recorded.value, texts.collect())
}

/// Either the database holds it, or the error says that it cannot.
fn held<T>(t: &TestDb, text: &str, result: Result<T, Error>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            assert!(error.is_encode(), "{text:.80?}: {error:?}");
            assert!(t.db.dialect() == Dialect::Postgres && text.contains('\0'), "{text:.80?}");
            None
        }
    }
}

pub async fn hostile_texts_are_written_as_they_are(t: &TestDb) {
    let guard = guard(t).await;
    let db = &t.db;
    let harmless = Hostage::create(db, hostage(999_999, HARMLESS)).await.unwrap();
    let patch = |text: &str| hostage::Patch {
        text: Some(text.into()),
        other: Some(Some(text.into())),
        words: Some(vec![text.into()]),
        document: Some(json!([text])),
        ..Default::default()
    };
    let write = async |number: usize, text: &str| {
        let row = Hostage::create(db, hostage(number, text)).await?;
        let row = row.update(db, patch(HARMLESS)).await?;
        let row = row.update(db, patch(text)).await?;
        Hostage::query()
            .filter(|h| h.number.eq(number as i64))
            .update(|h| (h.code.set(Code(text.into())), h.other.set(text), h.text.set(text)))
            .exec(db)
            .await?;
        Hostage::insert_many([hostage(number, text)])
            .on_conflict(|h| h.number)
            .do_update(|h| (h.text.set_excluded(), h.document.set_excluded()))
            .exec(db)
            .await?;
        row.reload(db).await
    };
    let (written, expected) = sent(t, async || write(0, HARMLESS).await).await;
    let mut count = 2;
    assert!(written.is_ok());
    for (number, text) in hostile().iter().enumerate() {
        let (written, statements) = sent(t, async || write(number + 1, text).await).await;
        let Some(written) = held(t, text, written) else { continue };
        assert_eq!(statements, expected, "{text:?}");
        let new = hostage::New { words: vec![text.clone()], ..hostage(number + 1, text) };
        assert_eq!(written, row(written.id, new), "{text:?}");
        count += 1;
    }
    assert!(count > 100);
    unharmed(t, &guard, count).await;
    assert_eq!(harmless.reload(db).await.unwrap(), harmless);
}

pub async fn hostile_texts_are_written_in_bulk(t: &TestDb) {
    let guard = guard(t).await;
    let texts = storable(t);
    let rows: Vec<_> = texts.iter().enumerate().map(|(at, text)| hostage(at, text)).collect();
    let created = Hostage::create_many(&t.db, rows.clone()).await.unwrap();
    let expected: Vec<_> =
        created.iter().zip(rows).map(|(created, new)| row(created.id, new)).collect();
    assert!(created == expected, "the texts come back in order");
    unharmed(t, &guard, texts.len()).await;
}

pub async fn hostile_texts_are_copied(t: &TestDb) {
    let guard = guard(t).await;
    let texts = storable(t);
    let rows: Vec<_> = texts.iter().enumerate().map(|(at, text)| hostage(at, text)).collect();
    let copied = Hostage::copy_in(rows.clone()).exec(&t.db).await.unwrap();
    assert_eq!(copied.rows, texts.len() as u64);
    let order = || Hostage::query().order_by(|h| h.number.asc());
    let stored = order().all(&t.db).await.unwrap();
    let expected = stored.iter().zip(rows).map(|(stored, new)| row(stored.id, new));
    let expected: Vec<_> = expected.chain([guard.clone()]).collect();
    assert!(stored == expected, "the texts are there in order");
    let out: Vec<_> = order().copy_out(&t.db).try_collect().await.unwrap();
    assert!(out == expected, "and come back");
    unharmed(t, &guard, texts.len()).await;
}

pub async fn hostile_texts_are_compared_as_they_are(t: &TestDb) {
    let guard = guard(t).await;
    let db = &t.db;
    let stored = storable(t);
    let rows = stored.iter().enumerate().map(|(at, text)| hostage(at, text));
    Hostage::insert_many(rows).exec(db).await.unwrap();
    let asked = |text: &str| -> [Query<Hostage>; 6] {
        let h = Hostage::query;
        [
            h().filter(|h| h.text.eq(text) & h.code.eq(Code(text.into()))),
            h().filter(|h| h.text.is_in([text])),
            h().filter(|h| h.words.has(text)),
            h().filter(|h| h.text.contains(text)),
            h().filter(|h| h.text.starts_with(text)),
            h().filter(|h| h.text.ends_with(text)),
        ]
    };
    let texts_of = |text: &str| asked(text).map(|query| query.to_sql(db).unwrap());
    let mut all = stored.clone();
    all.push(HARMLESS.into());
    for text in hostile() {
        if !text.contains('\0') {
            assert_eq!(texts_of(&text), texts_of(HARMLESS), "{text:?}");
        }
        let met: [&dyn Fn(&str) -> bool; 6] = [
            &|held| held == text,
            &|held| held == text,
            &|held| held == text,
            &|held| held.contains(&text),
            &|held| held.starts_with(&text),
            &|held| held.ends_with(&text),
        ];
        for (at, (query, met)) in asked(&text).into_iter().zip(met).enumerate() {
            let found = query.order_by(|h| h.number.asc()).select(|h| h.text).all(db).await;
            let brief: String = text.chars().take(40).collect();
            // A pattern with a NUL cannot be asked for on either database.
            if at >= 3 && text.contains('\0') {
                assert!(found.as_ref().is_err_and(Error::is_encode), "{at}: {brief:?}: {found:?}");
                continue;
            }
            // SQLite refuses patterns of more than 50,000 bytes ("Limits", 7).
            if at >= 3 && text.len() > 50_000 && db.dialect() == Dialect::Sqlite {
                let error = format!("{:?}", found.unwrap_err());
                assert!(error.contains("pattern too complex"), "{brief}: {error}");
                continue;
            }
            let Some(found) = held(t, &text, found) else { continue };
            let seen = |text: &&String| at < 3 || !text.contains('\0');
            let expected: Vec<_> = all.iter().filter(|held| met(held)).filter(seen).collect();
            let found: Vec<_> = found.iter().filter(seen).collect();
            assert!(found == expected, "{at}: {brief:?} found {found:.80?}, not {expected:.80?}");
        }
    }
    unharmed(t, &guard, stored.len()).await;
}

pub async fn hostile_patterns_are_patterns_only(t: &TestDb) {
    let guard = guard(t).await;
    for text in hostile().iter().filter(|text| text.len() < 10_000) {
        let query =
            |text: &str| Hostage::query().filter(|h| h.text.like(text) | h.text.ilike(text));
        if !text.contains('\0') {
            assert_eq!(query(text).to_sql(&t.db).unwrap(), query(HARMLESS).to_sql(&t.db).unwrap());
        }
        // Only what is made of `%` and `_` alone can match the guard.
        let wild = text.contains('%') && text.chars().all(|c| c == '%');
        match query(text).count(&t.db).await {
            Ok(found) => assert_eq!(found == 1, wild, "{text:?}"),
            Err(error) if text.contains('\0') => assert!(error.is_encode(), "{text:?}: {error:?}"),
            // PostgreSQL refuses a pattern that ends in its escape character.
            Err(error) => {
                assert!(text.ends_with('\\'), "{text:?}: {error:?}");
                assert_eq!(error.code(), Some("22025"), "{error:?}");
            }
        }
        let words = Hostage::query().filter(|h| h.text.matches(text)).count(&t.db).await;
        match t.db.dialect() {
            Dialect::Sqlite => assert!(words.unwrap_err().is_unsupported()),
            Dialect::Postgres => {
                // A word with `-` before it is one that must not be there.
                let found = held(t, text, words).unwrap_or(0);
                assert!(found == 0 || text.contains('-'), "{text:?}");
            }
        }
    }
    unharmed(t, &guard, 0).await;
}

pub async fn hostile_keys_of_documents(t: &TestDb) {
    let guard = guard(t).await;
    let db = &t.db;
    let at = |path: &[&str]| {
        let path = path.iter().map(|step| (*step).to_owned());
        Hostage::query().filter(|h| h.document.text_at(path).eq("here"))
    };
    for (number, text) in hostile().iter().enumerate().filter(|(_, text)| text.len() < 10_000) {
        let document = json!({ text: { "x": 1, text: "here" }, "beside": { text: "there" } });
        let new = hostage::New { document, ..hostage(number, HARMLESS) };
        let created = Hostage::create(db, new).await;
        let Some(created) = held(t, text, created) else { continue };
        assert_eq!(
            at(&[text, text]).to_sql(db).unwrap(),
            at(&[HARMLESS, HARMLESS]).to_sql(db).unwrap()
        );
        let found = at(&[text, text]).select(|h| h.id).all(db).await;
        assert_eq!(found.unwrap_or_else(|e| panic!("{text:?}: {e:?}")), [created.id], "{text:?}");
        let part = json!({ text: { text: "here" } });
        let contains = Hostage::query().filter(|h| h.document.contains_json(part));
        match db.dialect() {
            Dialect::Sqlite => assert!(contains.all(db).await.unwrap_err().is_unsupported()),
            Dialect::Postgres => assert_eq!(contains.one(db).await.unwrap(), created),
        }
        created.delete(db).await.unwrap();
    }
    unharmed(t, &guard, 0).await;
}

pub async fn hostile_texts_in_raw_statements(t: &TestDb) {
    let guard = guard(t).await;
    for text in hostile() {
        let bound = orm::sql::<String>("SELECT CAST($1 AS text)").bind(text.clone());
        if let Some(back) = held(t, &text, bound.one(&t.db).await) {
            assert!(back == text, "{:.80?}", text);
        }
        // No label of the enum: the column's check refuses it.
        let status = orm::sql::<()>("UPDATE hostages SET status = $1").bind(text.clone());
        let error = status.exec(&t.db).await.unwrap_err();
        assert!(error.is_check_violation() || error.is_encode(), "{error:?}");
        assert!(!error.statement().unwrap_or("").contains(&format!("'{text}'")));
    }
    unharmed(t, &guard, 0).await;
}

pub async fn hostile_cursors(t: &TestDb) {
    let guard = guard(t).await;
    let db = &t.db;
    for text in hostile() {
        let query = Hostage::query().order_by(|h| h.text.asc());
        let error = query.page(db, 1, Some(&Cursor::new(text))).await.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
    }
    // A cursor that holds a hostile text leads on from it.
    let mut stored: Vec<_> = storable(t).into_iter().filter(|text| text.len() < 10_000).collect();
    let rows = stored.iter().enumerate().map(|(at, text)| hostage(at, text));
    Hostage::insert_many(rows).exec(db).await.unwrap();
    unharmed(t, &guard, stored.len()).await;
    stored.push(HARMLESS.into());
    stored.sort();
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let query = Hostage::query().order_by(|h| h.text.asc());
        let page = query.page(db, 1, cursor.as_ref()).await.unwrap();
        found.extend(page.rows.into_iter().map(|row| row.text));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(found, stored);
}
