//! Two branches that each added a migration behind the same one, put together.

use crate::cli::{Manage, both};
use chrono::{DateTime, Utc};
use orm_migrate::schema::{ObjectName, Schema, Table};
use orm_migrate::{Answers, Draft, Options, Source, diff, plan};
use std::path::Path;

fn table<'a>(schema: &'a mut Schema, name: &str) -> &'a mut Table {
    let mut tables = schema.tables.iter_mut();
    tables.find(|table| table.name == ObjectName::plain(name)).expect("it is a model's")
}

/// The schema without `posts.published_at`.
fn forget_dates(schema: &mut Schema) {
    let posts = table(schema, "posts");
    posts.columns.retain(|column| column.name != "published_at");
    posts.indexes.clear();
}

/// The schema in which authors may have the same address.
fn forget_addresses(schema: &mut Schema) {
    table(schema, "authors").uniques.clear();
}

/// Lets the folder have a migration to the first of these schemas, and two behind it, to the others. Gives
/// the ids of these two.
fn branches(manage: &Manage, [base, one, other]: [&Schema; 3]) -> [String; 2] {
    let folder = manage.folder.path();
    let write = |name: &str, minute: u32, from: &Schema, to: &Schema| {
        let changes = diff(from, to, &Answers::new());
        let plan = plan(from, &changes.target, &changes.ops, &Options::default().plain());
        let at: DateTime<Utc> = format!("2026-03-04T12:{minute:02}:00Z").parse().expect("a time");
        let known = match minute {
            0 => Source::empty().load(to.dialect),
            _ => Source::folder(folder).load(to.dialect),
        };
        let known = known.expect("they are migrations");
        let draft = Draft::new(name).plan(&plan, &changes.target).at(at);
        draft.write(folder, &known).expect("it can be written").pop().expect("there is one")
    };
    let empty = Schema::empty(base.dialect);
    write("init", 0, &empty, base);
    let first = write("one", 1, base, one);
    // The other branch has not heard of it.
    let away = manage.folder.path().with_extension("away");
    std::fs::rename(folder.join(&first), &away).expect("it can be moved");
    let second = write("other", 2, base, other);
    std::fs::rename(&away, folder.join(&first)).expect("it can be moved");
    orm_migrate::write_sums(folder, base.dialect).expect("it can be listed");
    [first, second]
}

/// The models, by a migration that is gone again.
fn models(manage: &Manage) -> Schema {
    manage.done(&["generate", "init"]);
    let path = manage.only_migration();
    let schema = snapshot(&path);
    std::fs::remove_dir_all(path).expect("it was generated");
    std::fs::remove_file(manage.folder.path().join("migrations.sum")).expect("it was, too");
    schema
}

fn snapshot(migration: &Path) -> Schema {
    let text = std::fs::read_to_string(migration.join("snapshot.json")).expect("it has one");
    serde_json::from_str(&text).expect("it is a schema")
}

#[tokio::test]
async fn a_merge_has_what_both_branches_made() {
    both(|manage| {
        let models = models(&manage);
        let (mut one, mut other) = (models.clone(), models.clone());
        forget_dates(&mut one);
        forget_addresses(&mut other);
        let mut base = one.clone();
        forget_addresses(&mut base);
        let [first, second] = branches(&manage, [&base, &one, &other]);

        for arguments in [&["generate", "more"][..], &["check", "--offline"], &["up"]] {
            let ended = manage.run(arguments);
            assert_eq!(ended.code, Some(3), "{arguments:?}: {ended:?}");
            let has = |text: &str| ended.said.contains(text);
            assert!(has(&first) && has(&second) && has("--merge"), "{ended:?}");
        }
        let written = manage.json(&["generate", "join", "--merge"]);
        assert_eq!(written["changes"], serde_json::json!([]), "both are what the models have");
        let id = written["migrations"][0].as_str().expect("it wrote one");
        let merged = snapshot(&manage.folder.path().join(id));
        assert_eq!(merged.sorted(), models.sorted());
        assert!(manage.done(&["generate", "more"]).contains("no changes"));
        manage.done(&["check", "--offline"]);
        manage.done(&["up"]);
        assert!(manage.done(&["check"]).contains("agree"));
        manage.done(&["down"]);
    })
    .await;
}

#[tokio::test]
async fn a_merge_by_hand_needs_no_snapshot() {
    both(|manage| {
        let models = models(&manage);
        let (mut one, mut other) = (models.clone(), models.clone());
        forget_dates(&mut one);
        forget_addresses(&mut other);
        let mut base = one.clone();
        forget_addresses(&mut base);
        let [first, second] = branches(&manage, [&base, &one, &other]);
        let folder = manage.folder.path().join("20260304120300_join");
        std::fs::create_dir(&folder).expect("it can be made");
        std::fs::write(folder.join("up.sql"), "-- nothing\n").expect("it can be written");
        let manifest = format!("dependencies = [{first:?}, {second:?}]\n");
        std::fs::write(folder.join("migration.toml"), manifest).expect("it can be written");
        orm_migrate::write_sums(manage.folder.path(), models.dialect).expect("it can be listed");
        assert!(manage.done(&["generate", "more"]).contains("no changes"));
        manage.done(&["up"]);
        assert!(manage.done(&["check"]).contains("agree"));
    })
    .await;
}

#[tokio::test]
async fn what_both_branches_changed_is_refused_by_name() {
    both(|manage| {
        let models = models(&manage);
        let mut base = models.clone();
        forget_dates(&mut base);
        let [first, second] = branches(&manage, [&base, &models, &models]);
        let ended = manage.run(&["generate", "join", "--merge"]);
        assert_eq!(ended.code, Some(3), "{ended:?}");
        let has = |text: &str| ended.said.contains(text);
        assert!(has(&first) && has(&second) && has("column posts.published_at"), "{ended:?}");

        // By hand, it is said which of the two is right: the models' form is what comes of both.
        manage.done(&["generate", "join", "--merge", "--empty"]);
        assert!(manage.done(&["generate", "more"]).contains("no changes"));
        manage.done(&["check", "--offline"]);
    })
    .await;
}
