//! Each lint rule by its cases, levels, comments that allow, and how findings are shown.

use crate::lint_cases::{Case, cases, expect_file, folder};
use orm::Dialect;
use orm_migrate::lint::{Group, Level, Levels, LintInput, created_tables, lint, rule, rules};
use orm_migrate::schema::{DataType, ObjectName, Schema, Table};
use orm_tests::models::{Badge, LEAGUE, SHOP, TENANTS};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

fn names(case: &Case, sql: &str) -> Vec<&'static str> {
    case.lint(sql).iter().map(|finding| finding.rule).collect()
}

#[test]
fn a_bad_file_gives_its_rule_alone_and_a_good_one_nothing() {
    for case in cases() {
        let found = case.lint(&case.bad);
        let (rule, path) = (case.rule.name, case.path("bad.sql"));
        let rules: BTreeSet<_> = found.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, BTreeSet::from([rule]), "{}", path.display());
        let shown: Vec<_> = found.iter().map(|finding| finding.render(false)).collect();
        expect_file(&case.path("bad.txt"), &shown.join("\n"));
        assert_eq!(names(&case, &case.good), [""; 0], "{}", case.path("good.sql").display());
    }
}

#[test]
fn there_is_no_case_without_a_rule() {
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        for file in fs::read_dir(folder(dialect)).expect("the folder is there") {
            let file = file.expect("the folder can be read").file_name();
            let name = file.to_string_lossy();
            let name = name.split('.').next().unwrap_or_default();
            let rule = rule(name).filter(|rule| rule.databases.contains(&dialect));
            assert!(rule.is_some(), "no rule is named like {}", file.display());
        }
    }
}

#[test]
fn a_rewrite_in_the_place_of_its_statement_is_what_the_rule_asks_for() {
    // What a comment lacks, nobody else knows.
    for case in cases().into_iter().filter(|case| case.rule.group != Group::Comments) {
        let mut sql = case.bad.clone();
        for _ in case.lint(&case.bad) {
            let found = case.lint(&sql);
            let Some(first) = found.iter().find(|finding| finding.rule == case.rule.name) else {
                break;
            };
            let bad = Case { bad: sql, ..fresh(&case) };
            sql = bad.rewritten(first);
        }
        let left: Vec<_> = names(&case, &sql)
            .into_iter()
            .filter(|name| *name == case.rule.name || *name == "syntax" || name.ends_with("-allow"))
            .collect();
        let is_prose = case.rule.name == "syntax";
        assert!(left.is_empty() || is_prose, "{left:?} in what {} says:\n{sql}", case.rule.name);
        let has_hole = sql.split('<').skip(1).any(|rest| {
            let word = rest.split('>').next().unwrap_or_default();
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()) && rest.contains('>')
        });
        assert!(!has_hole, "{} has nothing for a word of its rewrite:\n{sql}", case.rule.name);
    }
}

/// The same case, for another text.
fn fresh(case: &Case) -> Case {
    cases()
        .into_iter()
        .find(|other| other.rule.name == case.rule.name && other.dialect == case.dialect)
        .expect("it is one of the cases")
}

/// The rules that a text is against on PostgreSQL, changed as asked.
#[track_caller]
fn check<'a>(sql: &'a str, change: impl FnOnce(&mut LintInput<'a>), expect: &[&str]) {
    let mut input = LintInput::new(Dialect::Postgres, "up.sql", sql);
    input.today = "2026-11-21".parse().expect("a date");
    change(&mut input);
    let found = lint(&input, &Levels::default());
    let found: Vec<_> =
        found.iter().map(|finding| format!("{} {}", finding.level, finding.rule)).collect();
    assert_eq!(found, expect, "{sql}");
}

#[test]
fn a_table_of_the_same_run_is_spared() {
    let index = "CREATE INDEX visits_at ON visits (at);";
    check(index, |_| {}, &["error create-index-blocking"]);
    let table = "CREATE TABLE public.visits (id bigint PRIMARY KEY, at timestamptz);\n";
    check(&format!("{table}{index}"), |_| {}, &[]);
    // Behind its end, the name is somebody else's.
    let trigger = "CREATE TRIGGER t BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION f();";
    check(&format!("{table}{trigger}"), |_| {}, &[]);
    let gone = format!("{table}ALTER TABLE visits RENAME TO seen;\n{trigger}");
    check(&gone, |_| {}, &["warning create-trigger"]);
    let both = format!("{table}DROP TABLE visits, users;");
    check(&both, |_| {}, &["error drop-table"]);
    let made = created_tables(Dialect::Postgres, table);
    assert_eq!(made, [ObjectName::plain("visits")]);
    check(index, |input| input.new_tables = &made, &[]);
}

#[test]
fn a_length_that_a_model_asks_for_is_spared() {
    let sql = "CREATE TABLE badges (code varchar(8) PRIMARY KEY, note varchar(9));";
    let after = Schema::of_models(Dialect::Postgres, &[Badge::TABLE]);
    check(sql, |_| {}, &["warning varchar-length", "warning varchar-length"]);
    check(sql, |input| input.after = Some(&after), &["warning varchar-length"]);
    let grown = "ALTER TABLE badges ALTER code TYPE varchar(8);";
    let mut before = after.clone();
    before.tables[0].columns[0].ty = DataType::named("varchar(4)");
    check(
        grown,
        |input| {
            input.before = Some(&before);
            input.after = Some(&after);
        },
        &[],
    );
}

#[test]
fn a_table_that_may_have_been_there_is_none_of_the_run() {
    let sql = "CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY);\nDROP TABLE users;";
    check(sql, |_| {}, &[]);
    let mut before = Schema::empty(Dialect::Postgres);
    before.tables.push(Table::new(ObjectName::plain("users")));
    let mut input = LintInput::new(Dialect::Postgres, "up.sql", sql);
    input.before = Some(&before);
    let found = lint(&input, &Levels::default());
    assert_eq!(found.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["drop-table"]);
}

#[test]
fn a_constraint_of_a_new_column_comes_behind_the_column() {
    let rewrite = |sql: &str, rule: &str| {
        let found = lint(&LintInput::new(Dialect::Postgres, "up.sql", sql), &Levels::default());
        let found = found.into_iter().find(|finding| finding.rule == rule);
        found.unwrap_or_else(|| panic!("{sql} is against {rule}")).rewrite
    };
    let sql = "ALTER TABLE shop.users ADD COLUMN \"Phone\" text UNIQUE;";
    assert_eq!(
        rewrite(sql, "unique-constraint"),
        "ALTER TABLE shop.users ADD COLUMN \"Phone\" text;\n\
         -- In a migration that is not transactional:\n\
         CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_phone_key ON shop.users (\"Phone\");\n\
         -- In the next one:\n\
         ALTER TABLE shop.users ADD CONSTRAINT users_phone_key UNIQUE USING INDEX users_phone_key;"
    );
    let sql = "ALTER TABLE users ADD team bigint REFERENCES teams (id) ON DELETE CASCADE;";
    assert_eq!(
        rewrite(sql, "foreign-key-without-not-valid"),
        "ALTER TABLE users ADD COLUMN team bigint;\n\
         ALTER TABLE users ADD CONSTRAINT users_team_fkey FOREIGN KEY (team) REFERENCES teams (id) \
         ON DELETE CASCADE NOT VALID;\n\
         -- In the next migration, while everybody reads and writes:\n\
         ALTER TABLE users VALIDATE CONSTRAINT users_team_fkey;"
    );
}

#[test]
fn a_small_table_is_worth_a_warning() {
    let rows =
        BTreeMap::from([(ObjectName::plain("users"), 500), (ObjectName::plain("hits"), 1 << 40)]);
    let index = |table: &str| format!("CREATE INDEX i ON {table} (at);");
    let known = |input: &mut LintInput<'_>| input.rows = None;
    check(&index("users"), known, &["error create-index-blocking"]);
    let mut input = LintInput::new(Dialect::Postgres, "up.sql", "");
    input.rows = Some(&rows);
    for (table, level) in
        [("users", Level::Warning), ("hits", Level::Error), ("other", Level::Error)]
    {
        let sql = index(table);
        let found = lint(&LintInput { sql: &sql, ..input.clone() }, &Levels::default());
        assert_eq!(found[0].level, level, "{table}");
    }
    // Data is data.
    let sql = "ALTER TABLE users DROP COLUMN nick;";
    let found = lint(&LintInput { sql, ..input.clone() }, &Levels::default());
    assert_eq!(found[0].level, Level::Error);
}

#[test]
fn a_comment_allows_the_statement_that_it_stands_at() {
    let drop = "ALTER TABLE users DROP COLUMN nick;";
    let keep = "ALTER TABLE users ADD COLUMN phone text;";
    let allow = "-- orm:allow drop-column until 2027-03-31: nothing reads it";
    check(&format!("{allow}\n{drop}"), |_| {}, &[]);
    check(&format!("{drop} {allow}\n{keep}"), |_| {}, &[]);
    check(&format!("ALTER TABLE users\n{allow}\nDROP COLUMN nick;"), |_| {}, &[]);
    check(&format!("/* {} */\n{drop}", allow.trim_start_matches("-- ")), |_| {}, &[]);
    let both = ["error drop-column", "warning unused-allow"];
    check(&format!("{drop}\n{allow}\n{keep}"), |_| {}, &both);
    check(&format!("{drop}\n-- {allow}"), |_| {}, &both[..1]);
    let broken =
        "-- orm:allow syntax until 2027-03-31: tried\nALTER TABLE users ADD COLUM a text NOT;";
    check(broken, |_| {}, &[]);
    check(broken, |input| input.dialect = Dialect::Sqlite, &[]);
    // On its last day it holds; behind that it still hides what it allowed, and says so.
    let day = |day: &'static str| {
        move |input: &mut LintInput<'_>| input.today = day.parse().expect("a date")
    };
    check(&format!("{allow}\n{drop}"), day("2027-03-31"), &[]);
    check(&format!("{allow}\n{drop}"), day("2027-04-01"), &["error expired-allow"]);
    // Other programs' comments allow nothing.
    check(&format!("-- squawk-ignore ban-drop-column\n{drop}"), |_| {}, &both[..1]);
    check(&format!("-- squawk-ignore-file\n{drop}"), |_| {}, &both[..1]);
}

#[test]
fn a_project_has_levels_of_its_own() {
    let sql = "ALTER TABLE users DROP COLUMN nick;";
    let input = LintInput::new(Dialect::Postgres, "up.sql", sql);
    let levels = |text: &str| serde_json::from_str::<Levels>(text);
    let level = |text: &str| {
        let found = lint(&input, &levels(text).expect("known rules"));
        found.first().map(|finding| finding.level)
    };
    assert_eq!(level("{}"), Some(Level::Error));
    assert_eq!(level(r#"{"drop-column": "warning"}"#), Some(Level::Warning));
    assert_eq!(level(r#"{"drop-column": "off"}"#), None);
    let error =
        levels(r#"{"drop-columns": "off"}"#).expect_err("there is no such rule").to_string();
    assert!(error.starts_with("there is no lint rule `drop-columns`"), "{error}");
}

#[test]
fn a_finding_names_its_place_for_programs() {
    let sql = "-- ä\nUPDATE a SET b = 1 WHERE c;\nALTER TABLE \"Ö\"\n  DROP COLUMN nick;";
    let found = lint(&LintInput::new(Dialect::Postgres, "1/up.sql", sql), &Levels::default());
    let json = serde_json::to_value(&found).expect("it is plain data");
    let [finding] = json.as_array().expect("a list").as_slice() else { panic!("{json}") };
    assert_eq!(finding["rule"], "drop-column");
    assert_eq!(finding["level"], "error");
    assert_eq!(finding["file"], "1/up.sql");
    assert_eq!((&finding["line"], &finding["column"]), (&4.into(), &3.into()));
    assert_eq!(finding["statement"], "ALTER TABLE \"Ö\"\n  DROP COLUMN nick");
    let keys: BTreeSet<_> = finding.as_object().expect("an object").keys().cloned().collect();
    let expect = ["column", "file", "level", "line", "rewrite", "risk", "rule", "statement", "why"];
    assert_eq!(keys, expect.map(str::to_owned).into());
}

#[test]
fn what_models_need_is_made_without_an_error() {
    for tables in [SHOP, LEAGUE, TENANTS] {
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            let mut statements = orm_migrate::create_sql(dialect, tables);
            if dialect == Dialect::Postgres {
                statements.extend(orm_migrate::row_level_security_sql(tables, "app"));
            }
            let sql = statements.join(";\n");
            let after = Schema::of_models(dialect, tables);
            let mut input = LintInput::new(dialect, "up.sql", &sql);
            input.after = Some(&after);
            let found = lint(&input, &Levels::default());
            let errors: Vec<_> =
                found.iter().filter(|finding| finding.level == Level::Error).collect();
            assert!(errors.is_empty(), "{dialect:?}: {errors:#?}");
        }
    }
}

#[test]
fn a_text_that_ends_anywhere_is_read() {
    for case in cases() {
        for text in [&case.bad, &case.good, &case.given] {
            let ends = text.char_indices().map(|(at, _)| at).step_by(5);
            for end in ends {
                case.lint(&text[..end]);
                case.lint(&text[end..]);
            }
        }
    }
}

#[test]
fn the_guide_has_every_rule() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../orm-migrate/docs/lint.md");
    expect_file(&path, &guide());
}

/// The guide's section on the rules.
fn guide() -> String {
    let mut text = String::from(INTRODUCTION);
    let groups = [
        (Group::Breaking, "What a program that runs meanwhile does not survive"),
        (Group::Blocking, "What makes requests wait"),
        (Group::Design, "What is hard to change later"),
        (Group::Running, "Whether a migration runs, and runs again"),
        (Group::Tenants, "Tenants"),
        (Group::Comments, "Comments that allow"),
    ];
    for (group, title) in groups {
        write!(
            text,
            "\n## {title}\n\n| rule | level | database | what it is | what becomes of it |\n"
        )
        .expect("a text takes all");
        text.push_str("|---|---|---|---|---|\n");
        for rule in rules().filter(|rule| rule.group == group) {
            let database = match rule.databases {
                [Dialect::Postgres] => "PostgreSQL",
                [Dialect::Sqlite] => "SQLite",
                _ => "both",
            };
            let (name, level) = (rule.name, rule.level);
            writeln!(text, "| `{name}` | {level} | {database} | {} | {} |", rule.why, rule.risk)
                .expect("a text takes all");
        }
    }
    text
}

const INTRODUCTION: &str = "\
# The rules

Each finding names a rule, the place, the reason, the risk, and what to write instead. An error makes the
migration unfit to run; a warning is worth a thought. A project's `[lint]` table gives a rule another level:

```toml
[lint]
varchar-length = \"off\"
create-trigger = \"error\"
```

A comment at a statement, in front of it or on its line, allows what a rule has against it, for a reason and
until a day. Once the day is over, that is an error; where nothing is left to allow, a warning:

```sql
-- orm:allow drop-column until 2027-01-31: nothing has read it since 4.2
ALTER TABLE users DROP COLUMN nick;
```

Tables that the same run makes are spared where only users or rows could suffer. Where the number of a table's
rows is known and small, what only takes time is a warning.
";
