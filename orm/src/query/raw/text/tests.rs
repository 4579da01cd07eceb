//! Texts of one statement and of several, and how many values they take.

use super::*;

fn is_several(sql: &str) -> bool {
    read(Dialect::Sqlite, sql).is_several
}

fn placeholders(dialect: Dialect, sql: &str) -> usize {
    read(dialect, sql).placeholders
}

#[test]
fn one_statement_may_end_as_it_likes() {
    for sql in [
        "",
        ";",
        "SELECT 1",
        "SELECT 1;",
        "SELECT 1 ; ;\n\t-- and no more; really",
        ";SELECT 1; /* ; SELECT 2; */",
        "SELECT ';', '''; x', \"a;\"\"b\", `;`, [;] -- ;",
        "SELECT 1 /* ; /* ; */",
        "SELECT 1; /* without an end",
        "SELECT 'without an end; SELECT 2",
        "CREATE TABLE trigger_log (a)",
        "CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END",
        "create temp trigger x after insert on t begin select case a when 1 then 2 end; end;",
        "EXPLAIN QUERY PLAN CREATE TEMPORARY TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; SELECT 2;\nEND ; --",
    ] {
        assert!(!is_several(sql), "{sql}");
    }
}

#[test]
fn a_second_statement_is_seen() {
    for sql in [
        "SELECT 1; SELECT 2",
        "SELECT 1;x",
        "SELECT 1;;;'",
        "SELECT ''';'; SELECT 2",
        "SELECT 1 -- ;\n; SELECT 2",
        "SELECT 1 /* ; /* */; SELECT 2",
        "SELECT 'é'; SELECT 2",
        "CREATE TABLE t (a); CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END",
        "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END; SELECT 2",
        "BEGIN; SELECT 1; END",
    ] {
        assert!(is_several(sql), "{sql}");
    }
}

#[test]
fn sqlite_counts_its_placeholders() {
    for (sql, expect) in [
        ("SELECT 1", 0),
        ("SELECT ?, ?", 2),
        ("SELECT $1, $2, $1", 2),
        ("SELECT $2", 1),
        ("SELECT ?3", 3),
        ("SELECT ?3, ?", 4),
        ("SELECT :a, @a, $a, :a, :b", 4),
        ("SELECT '$1', \"$2\", [?], `?` -- $3\n/* $4 */, $5", 1),
        ("SELECT a$1, é$1", 0),
        ("SELECT $a::b, $a", 2),
        ("SELECT a -> '$.b', '?'", 0),
    ] {
        assert_eq!(placeholders(Dialect::Sqlite, sql), expect, "{sql}");
    }
}

#[test]
fn postgres_counts_to_the_highest_placeholder() {
    for (sql, expect) in [
        ("SELECT 1", 0),
        ("SELECT $1, $2::text, $1", 2),
        ("SELECT $3[1], a[$1:$2]", 3),
        ("SELECT '$1', \"$2\", '''$3'", 0),
        ("SELECT E'\\'$1', e'''$2\\\\', E'é\\é$4', $3", 3),
        ("SELECT 'a\\', $1", 1),
        ("SELECT $$ $1 $$, $tag$ $2 $$ $3 $tag$, $4", 4),
        ("SELECT a$1, é$2 -- $3\n, /* $4 /* */ $5 */ $1", 1),
        ("SELECT a ? 'b', a ?| $1, a #> $2, @ -1", 2),
        ("SELECT $99999999999999999999999", 0),
    ] {
        assert_eq!(placeholders(Dialect::Postgres, sql), expect, "{sql}");
    }
}

#[test]
fn values_and_placeholders_are_as_many() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        assert!(check(dialect, "SELECT $1", 1).is_ok());
        assert!(check(dialect, "SELECT $1", 0).unwrap_err().is_encode());
        let error = check(dialect, "SELECT $1", 2).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the statement has another number of placeholders (1) than of values (2)"
        );
    }
    // Placeholders of a later call.
    assert!(check(Dialect::Postgres, "PREPARE p AS SELECT $1::int", 0).is_ok());
}
