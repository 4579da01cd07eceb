//! What is to be done, by the migrations that there are and what was done before.

use super::*;
use crate::source::{Body, Manifest};
use chrono::Utc;
use orm::Dialect;
use std::sync::Arc;

/// The id of the migration made on this day.
fn id(day: u32) -> String {
    format!("202601{day:02}000000_m{day}")
}

/// Migrations as `(day, days of those before, branch)`.
fn migrations(all: &[(u32, &[u32], Option<&str>)]) -> Migrations {
    let all = all.iter().map(|(day, before, branch)| {
        let manifest = Manifest {
            dependencies: before.iter().map(|day| id(*day)).collect(),
            branch: branch.map(str::to_owned),
            ..Manifest::default()
        };
        let sql = crate::source::Sql { down: Some(Default::default()), ..Default::default() };
        Migration::new(id(*day), manifest, "sum".to_owned(), Body::Sql(Arc::new(sql)))
    });
    Migrations::of(Dialect::Sqlite, all.collect()).expect("there is an order")
}

fn entry(day: u32, direction: Direction, state: State) -> Entry {
    Entry {
        number: i64::from(day),
        id: id(day),
        checksum: "sum".to_owned(),
        direction,
        state,
        step_done: 0,
        step_total: 1,
        transactional: true,
        out_of_order: false,
        started_at: Utc::now(),
        finished_at: None,
        duration_ms: None,
        runner: String::new(),
        error: None,
        tool_version: String::new(),
    }
}

fn applied(days: &[u32]) -> Vec<Entry> {
    days.iter().map(|day| entry(*day, Direction::Up, State::Applied)).collect()
}

fn ids(todo: Result<Vec<Todo>, Error>) -> Result<Vec<String>, Error> {
    Ok(todo?.iter().map(|todo| todo.migration.name().to_owned()).collect())
}

#[track_caller]
fn check(migrations: &Migrations, entries: &[Entry], target: Target, expect: &[&str]) {
    let todo = up(migrations, entries, &target, Allow::default());
    assert_eq!(ids(todo).expect("there is something to do"), expect, "{target:?}");
}

#[track_caller]
fn refused(migrations: &Migrations, entries: &[Entry], expect: &str) -> Error {
    let error = up(migrations, entries, &Target::Latest, Allow::default()).unwrap_err();
    assert!(error.to_string().contains(expect), "{error}");
    error
}

const LINE: &[(u32, &[u32], Option<&str>)] = &[(1, &[], None), (2, &[1], None), (3, &[2], None)];

#[test]
fn what_is_not_applied_is_to_be_done_in_order() {
    let line = migrations(LINE);
    check(&line, &[], Target::Latest, &["m1", "m2", "m3"]);
    check(&line, &applied(&[1, 2]), Target::Latest, &["m3"]);
    check(&line, &applied(&[1, 2, 3]), Target::Latest, &[]);
    check(&line, &[], Target::To("m2".to_owned()), &["m1", "m2"]);
    check(&line, &applied(&[1]), Target::Steps(1), &["m2"]);
    // A dependency goes before the time of its making.
    let back = migrations(&[(1, &[2], None), (2, &[], None)]);
    check(&back, &[], Target::Latest, &["m2", "m1"]);
    check(&back, &applied(&[2]), Target::Latest, &["m1"]);
}

#[test]
fn branches_have_a_head_each() {
    let two = migrations(&[(1, &[], None), (2, &[1], None), (3, &[1], None)]);
    let error = refused(&two, &[], &format!("{}, {}", id(2), id(3)));
    assert!(error.is_two_heads() && error.exit_code() == 3);
    let named =
        migrations(&[(1, &[], None), (2, &[1], None), (3, &[1], Some("b")), (4, &[3], None)]);
    check(&named, &[], Target::Latest, &["m1", "m2", "m3", "m4"]);
    check(&named, &[], Target::Branch("b".to_owned()), &["m1", "m3", "m4"]);
    check(&named, &[], Target::Branch(String::new()), &["m1", "m2"]);
    // What is newer on another branch is no matter.
    check(&named, &applied(&[1, 3]), Target::Latest, &["m2", "m4"]);
}

#[test]
fn out_of_order_is_refused_or_told() {
    let line = migrations(&[(1, &[], None), (2, &[1], None), (3, &[1, 2], None)]);
    let error = refused(&line, &applied(&[1, 3]), "which is newer, is");
    assert!(error.is_out_of_order());
    let allow = Allow { out_of_order: true, ..Allow::default() };
    let todo = up(&line, &applied(&[1, 3]), &Target::Latest, allow).expect("it is allowed");
    assert!(todo.len() == 1 && todo[0].out_of_order);
}

#[test]
fn a_history_of_others_is_refused() {
    let line = migrations(LINE);
    let error = refused(&line, &applied(&[1, 4]), "newer than the newest");
    assert!(error.is_from_the_future());
    let gap = migrations(&[(1, &[], None), (3, &[1], None)]);
    let error = refused(&gap, &applied(&[1, 2]), "not among the migrations");
    assert!(error.is_missing());
    for state in [State::Applied, State::Baselined] {
        let mut changed = applied(&[1]);
        changed[0].checksum = "other".to_owned();
        changed[0].state = state;
        let error = refused(&line, &changed, "(applied: other, found: sum)");
        assert!(error.is_checksum_changed());
    }
}

#[test]
fn what_stopped_half_way_goes_on_and_what_was_rolled_back_begins_anew() {
    let line = migrations(LINE);
    let mut half = entry(1, Direction::Up, State::Failed);
    (half.transactional, half.step_done) = (false, 2);
    let todo = up(&line, &[half.clone()], &Target::Latest, Allow::default()).unwrap();
    assert_eq!((todo[0].row, todo[0].done, todo[1].row), (Some(1), 2, None));
    let error = down(&line, &[half.clone()], &Target::Latest, Allow::default()).unwrap_err();
    assert!(error.is_unfinished());
    // Corrected files are all right until something of them is done.
    half.checksum = "other".to_owned();
    assert!(refused(&line, &[half.clone()], "found: sum").is_checksum_changed());
    half.step_done = 0;
    let todo = up(&line, &[half.clone()], &Target::Latest, Allow::default()).unwrap();
    assert_eq!((todo[0].row, todo[0].done), (Some(1), 0));
    half.transactional = true;
    let todo = up(&line, &[half], &Target::Latest, Allow::default()).unwrap();
    assert_eq!((todo[0].row, todo[0].done), (None, 0));
}

#[test]
fn what_was_applied_last_goes_back_first() {
    let line = migrations(LINE);
    let back = |target: Target| ids(down(&line, &applied(&[1, 2, 3]), &target, Allow::default()));
    assert_eq!(back(Target::Steps(2)).unwrap(), ["m3", "m2"]);
    assert_eq!(back(Target::To("m1".to_owned())).unwrap(), ["m3", "m2"]);
    assert_eq!(back(Target::Latest).unwrap(), ["m3", "m2", "m1"]);
    let named = migrations(&[(1, &[], Some("a")), (2, &[1], Some("b"))]);
    let only = Target::Branch("a".to_owned());
    let error = down(&named, &applied(&[1, 2]), &only, Allow::default()).unwrap_err();
    assert!(error.to_string().contains("depends on"), "{error}");
    // After it was applied again, it counts as applied.
    let mut again = applied(&[1]);
    again[0].state = State::Reverted;
    again.push(entry(1, Direction::Down, State::Applied));
    check(&line, &again, Target::Steps(1), &["m1"]);
    again.extend(applied(&[1]));
    check(&line, &again, Target::Steps(1), &["m2"]);
}

/// Three migrations, of which the first two became one, made on the second's day; and whether their files are
/// still there.
fn squashed(is_there: bool) -> Migrations {
    let new = |id: &str, dependencies: Vec<String>, replaces: Vec<String>| {
        let manifest = Manifest { dependencies, replaces, ..Manifest::default() };
        let sql = crate::source::Sql { down: Some(Default::default()), ..Default::default() };
        Migration::new(id.to_owned(), manifest, "sum".to_owned(), Body::Sql(Arc::new(sql)))
    };
    let mut all = vec![
        new("20260102000000_one", vec![], vec![id(1), id(2)]),
        new(&id(3), vec![id(2)], vec![]),
    ];
    if is_there {
        all.extend([new(&id(1), vec![], vec![]), new(&id(2), vec![id(1)], vec![])]);
    }
    Migrations::of(Dialect::Sqlite, all).expect("there is an order")
}

#[test]
fn what_replaces_others_is_run_or_recorded() {
    for is_there in [true, false] {
        let all = squashed(is_there);
        assert_eq!(all.heads().expect("there is one").len(), 1);
        check(&all, &[], Target::Latest, &["one", "m3"]);
        check(&all, &applied(&[1, 2, 3]), Target::Latest, &["one"]);
        check(&all, &applied(&[1, 2]), Target::To("m3".to_owned()), &["one", "m3"]);
        let todo = up(&all, &applied(&[1, 2]), &Target::Latest, Allow::default()).unwrap();
        assert_eq!((todo[0].is_recorded_only, todo[1].is_recorded_only), (true, false));
        let mut own = entry(4, Direction::Up, State::Baselined);
        own.id = "20260102000000_one".to_owned();
        check(&all, &[own.clone()], Target::Latest, &["m3"]);
        // It goes back in the place of those that it replaces, with those.
        let recorded = [&applied(&[1, 2, 3])[..], &[own]].concat();
        check(&all, &recorded, Target::Latest, &[]);
        let back = ids(down(&all, &recorded, &Target::Latest, Allow::default()));
        assert_eq!(back.unwrap(), ["m3", "one"]);
    }
}

#[test]
fn a_database_with_a_part_of_what_is_replaced_needs_the_rest() {
    let (whole, gone) = (squashed(true), squashed(false));
    check(&whole, &applied(&[1]), Target::Latest, &["m2", "one", "m3"]);
    assert!(refused(&gone, &applied(&[1]), "not all of 20260102000000_m2").is_missing());
    let mut half = entry(1, Direction::Up, State::Running);
    half.transactional = false;
    let todo = up(&whole, &[half.clone()], &Target::Latest, Allow::default()).unwrap();
    assert_eq!((todo.len(), todo[0].row), (4, Some(1)), "it goes on where it stopped");
    assert!(refused(&gone, &[half], "not all of 20260101000000_m1").is_missing());
    // Before it is recorded, the old files lead back.
    let back = |all| ids(down(all, &applied(&[1, 2]), &Target::Latest, Allow::default()));
    assert_eq!(back(&whole).unwrap(), ["m2", "m1"]);
    assert!(back(&gone).unwrap_err().is_unfinished());
}
