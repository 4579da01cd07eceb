//! What is due, for tables in all kinds of states.

use super::*;
use orm::schema::{Period, PeriodUnit};

const NOW: &str = "2026-11-21T18:53:29Z";

fn months(count: u32) -> Period {
    Period { count, unit: PeriodUnit::Month }
}

fn policy() -> Partitioning {
    Partitioning {
        column: "at",
        every: months(1),
        keep: Some(months(3)),
        on_expiry: Expiry::Drop,
        ahead: 1,
    }
}

/// `name from to`, with `-` for an end that is none.
fn existing(lines: &[&str]) -> Vec<Existing> {
    let one = |line: &&str| {
        let words: Vec<_> = line.split(' ').collect();
        let end = |text: &str| (text != "-").then(|| format!("{text}T00:00:00").parse().unwrap());
        Existing {
            name: words[0].to_owned(),
            bound: Bound::Range(Span { from: end(words[1]), to: end(words[2]) }),
            is_detaching: words.get(3).is_some(),
        }
    };
    lines.iter().map(one).collect()
}

#[track_caller]
fn check(policy: &Partitioning, lines: &[&str], now: &str, create: &[&str], expire: &[&str]) {
    let found = due("t", policy, &existing(lines), &[], now.parse().expect("it is a time"));
    let made: Vec<_> =
        found.create.iter().map(|new| format!("{} {}", new.name, new.span)).collect();
    assert_eq!(made, create);
    assert_eq!(found.expire, expire);
    assert!(found.blocked.is_empty() && found.finish.is_empty(), "{found:?}");
}

#[test]
fn today_and_what_is_ahead_are_made() {
    let two = ["t_p2026_11 2026-11-01 to 2026-12-01", "t_p2026_12 2026-12-01 to 2027-01-01"];
    check(&policy(), &[], NOW, &two, &[]);
    let there = ["t_p2026_11 2026-11-01 2026-12-01", "t_p2026_12 2026-12-01 2027-01-01"];
    check(&policy(), &there, NOW, &[], &[]);
    // The last moment of a month, and the first one of the next.
    check(&policy(), &there, "2026-11-30T23:59:59.999Z", &[], &[]);
    let next = ["t_p2027_01 2027-01-01 to 2027-02-01"];
    check(&policy(), &there, "2026-12-01T00:00:00Z", &next, &[]);
}

#[test]
fn gaps_are_filled_from_the_first_one_on() {
    let there = ["old 2026-09-01 2026-10-01", "new 2026-12-01 2027-01-01"];
    let gap = ["t_p2026_10 2026-10-01 to 2026-11-01", "t_p2026_11 2026-11-01 to 2026-12-01"];
    check(&policy(), &there, NOW, &gap, &[]);
    // Nothing that would expire at once.
    let there = ["old 2026-01-01 2026-02-01", "t_p2026_11 2026-11-01 2027-01-01"];
    let gap = [
        "t_p2026_08 2026-08-01 to 2026-09-01",
        "t_p2026_09 2026-09-01 to 2026-10-01",
        "t_p2026_10 2026-10-01 to 2026-11-01",
    ];
    check(&policy(), &there, NOW, &gap, &["old"]);
    // Only those to come are there.
    let there = ["t_p2027_01 2027-01-01 2027-02-01"];
    let two = ["t_p2026_11 2026-11-01 to 2026-12-01", "t_p2026_12 2026-12-01 to 2027-01-01"];
    check(&policy(), &there, NOW, &two, &[]);
}

#[test]
fn what_is_there_is_completed_around() {
    let there = ["a 2026-11-10 2026-11-20", "b 2026-12-24 -"];
    let parts = [
        "t_p2026_11_01_000000 2026-11-01 to 2026-11-10",
        "t_p2026_11_20_000000 2026-11-20 to 2026-12-01",
        "t_p2026_12_01_000000 2026-12-01 to 2026-12-24",
    ];
    check(&policy(), &there, NOW, &parts, &[]);
    check(&policy(), &["all - -"], NOW, &[], &[]);
    check(
        &policy(),
        &["past - 2026-11-01"],
        NOW,
        &["t_p2026_11 2026-11-01 to 2026-12-01", "t_p2026_12 2026-12-01 to 2027-01-01"],
        &[],
    );
}

#[test]
fn a_long_gap_is_not_filled_to_its_beginning() {
    let hours =
        Partitioning { every: Period { count: 1, unit: PeriodUnit::Hour }, keep: None, ..policy() };
    let found =
        due("t", &hours, &existing(&["old 1970-01-01 1970-01-02"]), &[], NOW.parse().unwrap());
    assert_eq!(found.create.len(), 1002);
}

#[test]
fn what_ended_long_enough_ago_expires_as_a_whole() {
    let there = [
        "late 2026-08-01 2026-11-01",
        "b 2026-08-01 2026-08-22",
        "a 2026-07-01 2026-08-01",
        "first - 2026-07-01",
        "now 2026-11-01 2027-01-01",
    ];
    let policy = policy();
    // August 21 is the limit: what ended a day after it stays.
    check(&policy, &there, NOW, &[], &["first", "a"]);
    check(&policy, &there, "2026-11-22T00:00:00Z", &[], &["first", "a", "b"]);
    check(&Partitioning { keep: None, ..policy }, &there, NOW, &[], &[]);
}

#[test]
fn what_is_no_range_is_left_alone() {
    let mut there = existing(&["now 2026-11-01 2027-01-01"]);
    for (name, bound) in [("rest", Bound::Default), ("strange", Bound::Other)] {
        there.push(Existing { name: name.to_owned(), bound, is_detaching: false });
    }
    assert_eq!(due("t", &policy(), &there, &[], NOW.parse().unwrap()), Due::default());
}

#[test]
fn a_name_that_is_taken_blocks() {
    let taken = ["t_p2026_12".to_owned()];
    let found = due("t", &policy(), &[], &taken, NOW.parse().unwrap());
    assert_eq!((found.create.len(), found.blocked.len()), (1, 1));
    assert_eq!(found.blocked[0].name, "t_p2026_12");
}

#[test]
fn what_was_begun_is_completed() {
    let there = existing(&[
        "a 2026-01-01 2026-02-01 detaching",
        "b 2026-10-01 2026-11-01 detaching",
        "now 2026-11-01 2027-01-01",
    ]);
    let found = due("t", &policy(), &there, &[], NOW.parse().unwrap());
    assert_eq!((found.expire, found.finish), (vec!["a".to_owned()], vec!["b".to_owned()]));
}

#[test]
fn rows_find_a_partition_up_to_a_time() {
    let at = |text: &str| format!("{text}T00:00:00").parse::<NaiveDateTime>().unwrap();
    let now = NOW.parse::<DateTime<Utc>>().unwrap().naive_utc();
    let there = existing(&[
        "c 2027-02-01 2027-03-01",
        "a 2026-11-01 2026-12-01",
        "b 2026-12-01 2027-01-01",
    ]);
    assert_eq!(until(&there, now), Some(at("2027-01-01")));
    assert_eq!(until(&there[..1], now), None);
    assert_eq!(until(&existing(&["a 2026-11-01 -"]), now), Some(NaiveDateTime::MAX));
    for (ahead, needed_until) in
        [(1, "2026-12-01"), (2, "2027-01-01"), (3, "2027-01-01"), (4, "2027-02-01")]
    {
        let policy = Partitioning { ahead, ..policy() };
        assert_eq!(needed(&policy, now), at(needed_until), "{ahead} ahead");
    }
}
