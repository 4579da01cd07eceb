//! Tenants as copies: of a template, and of a stream.

use crate::{Ground, Line, Note, Sort, line, note, on_both, sort, welcome};
use orm::directory::{TenantPlace, TenantState};
use orm::{Dialect, Error, Tenant, TenantTx, sql};

on_both! {
    a_copy_has_all_rows_of_its_template
    a_stream_is_a_tenant_again
    a_stream_that_is_not_whole_is_refused
}

/// Values that a careless text would change, references in a circle, and more rows than a page.
pub(crate) async fn fill(tx: &TenantTx<i64>) -> Result<(), Error> {
    let note = |title: String, answer_to| note::New { title, answer_to };
    let first = Note::create(tx, note("first\n\"quoted\" \\ ünï".into(), None)).await?;
    let second = Note::create(tx, note("second".into(), Some(first.id))).await?;
    // It refers to one that comes after it.
    let patch = note::Patch { answer_to: Some(Some(second.id)), ..Default::default() };
    first.update(tx, patch).await?;
    let many = (0..1500).map(|n| note(format!("note {n}"), Some(second.id)));
    Note::insert_many(many).exec(tx).await?;
    let line = |weight, bytes: &[u8], more| line::New {
        note_id: second.id,
        sort_code: "plain".into(),
        weight,
        bytes: bytes.to_vec(),
        more,
    };
    let rows = [
        line(0.1, b"", serde_json::Value::Null),
        line(f64::MAX, &[0, 39, 92, 255], serde_json::json!({ "a": [1.5, null, "\u{1}"] })),
        line(-0.0, b"\\x00", serde_json::json!("null")),
        line(f64::INFINITY, b"\0", serde_json::json!(12_345_678_901_234_567_u64)),
    ];
    Line::insert_many(rows).exec(tx).await.map(drop)
}

/// All rows of a tenant, without its id.
pub(crate) async fn content(tenant: &Tenant<i64>) -> (Vec<Note>, Vec<Line>) {
    let notes = Note::query().order_by(|n| n.id.asc()).all(tenant).await.unwrap();
    let lines = Line::query().order_by(|l| l.id.asc()).all(tenant).await.unwrap();
    let note = |note: Note| Note { tenant_id: 0, ..note };
    let line = |line: Line| Line { tenant_id: 0, ..line };
    (notes.into_iter().map(note).collect(), lines.into_iter().map(line).collect())
}

async fn a_copy_has_all_rows_of_its_template(ground: Ground) {
    let tenants = &ground.tenants;
    Sort::create(&ground.db, sort::New { code: "other".into() }).await.unwrap();
    tenants.create(1).seed(async |tx| fill(tx).await).await.unwrap();
    let template = content(&ground.directory.tenant(1).await.unwrap()).await;
    assert_eq!((template.0.len(), template.1.len()), (1502, 4));

    let mut copies = vec![tenants.create(9).database("nine", ground.own_database("nine"))];
    match ground.db.dialect() {
        Dialect::Postgres => {
            copies.push(tenants.create(3));
            copies.push(tenants.create(4).place(TenantPlace::schema("four")));
        }
        // The database makes the keys, once over all tenants.
        Dialect::Sqlite => {
            assert!(tenants.create(3).copy_of(&1).await.unwrap_err().is_refused());
            tenants.abandon(&3).await.unwrap();
        }
    }
    for copy in copies {
        let entry = copy.copy_of(&1).await.unwrap();
        assert_eq!(entry.state, TenantState::Active);
        let tenant = ground.directory.tenant(entry.id).await.unwrap();
        assert!(content(&tenant).await == template, "{} is a copy", entry.id);
        assert_eq!(Sort::query().count(&tenant).await.unwrap(), 2, "what is nobody's is there");
        // New keys clash with none, and nothing reaches the template.
        let new = note::New { title: "own".into(), answer_to: None };
        let own = Note::create(&tenant, new).await.unwrap();
        assert!(own.id > template.0.last().unwrap().id && own.tenant_id == entry.id);
    }
    assert!(content(&ground.directory.tenant(1).await.unwrap()).await == template);
    let unknown = tenants.create(5).copy_of(&77).await.unwrap_err();
    assert!(unknown.is_unknown_tenant());
}

async fn a_stream_is_a_tenant_again(ground: Ground) {
    let tenants = &ground.tenants;
    let made = tenants.create(1).name("first").metadata(serde_json::json!({ "plan": 7 }));
    made.seed(async |tx| fill(tx).await).await.unwrap();
    let original = content(&ground.directory.tenant(1).await.unwrap()).await;
    let mut stream = Vec::new();
    assert_eq!(tenants.export(&1, &mut stream).await.unwrap(), 1506);

    let text = std::str::from_utf8(&stream).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["name"], &lines[0]["metadata"]["plan"]), (&"first".into(), &7.into()));
    assert_eq!(lines[0]["tables"][0]["name"], "notes", "what others refer to comes first");
    assert_eq!(lines[0]["tables"][0]["columns"], serde_json::json!(["id", "title", "answer_to"]));
    assert_eq!(lines.last().unwrap(), &serde_json::json!({ "end": 1506 }));
    assert_eq!(lines.iter().filter(|line| line.get("l").is_some()).count(), 1502);

    let own = tenants.create(9).database("nine", ground.own_database("nine"));
    own.import(stream.as_slice()).await.unwrap();
    let tenant = ground.directory.tenant(9).await.unwrap();
    assert!(content(&tenant).await == original);
    let new = note::New { title: "own".into(), answer_to: None };
    assert!(Note::create(&tenant, new).await.unwrap().id > original.0.last().unwrap().id);
}

async fn a_stream_that_is_not_whole_is_refused(ground: Ground) {
    let tenants = &ground.tenants;
    tenants.create(1).seed(async |tx| welcome(tx).await).await.unwrap();
    let mut stream = Vec::new();
    tenants.export(&1, &mut stream).await.unwrap();
    tenants.delete(&1, std::time::Duration::ZERO).await.unwrap();
    tenants.purge().await.unwrap();
    let text = String::from_utf8(stream).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let wrong = [
        String::new(),
        lines[..2].join("\n"),
        [lines[0], lines[2]].join("\n"),
        text.replace("\"orm_tenant\":1", "\"orm_tenant\":2"),
        text.replace("\"title\"", "\"headline\""),
        text.replacen(ground.db.dialect().name(), "Oracle", 1),
        text.replace("{\"t\":0", "{\"t\":7"),
        text.replace("{\"t\":0", "{\"x\":0"),
    ];
    for (id, wrong) in (2..).zip(wrong) {
        let refused = tenants.create(id).import(wrong.as_bytes()).await.unwrap_err();
        assert!(refused.is_refused(), "{wrong}: {refused}");
        // Nothing of it is there, and the whole stream makes the tenant.
        let rows: i64 = sql("SELECT count(*) FROM notes").one(&ground.db).await.unwrap();
        assert_eq!(rows, 0);
    }
    tenants.create(2).import(text.as_bytes()).await.unwrap();
    assert_eq!(ground.titles(2).await, ["welcome"]);
}
