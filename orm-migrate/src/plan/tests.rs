//! Plans of small differences, as text.

use super::{Options, plan};
use crate::diff::{Answer, Answers, Subject, diff};
use crate::schema::{
    Check, Column, DataType, EnumType, ForeignKey, Generated, Index, IndexPart, ObjectName,
    PrimaryKey, Schema, Table, Unique,
};
use orm::Dialect;

/// `orders (id, note, total)` with a key, and `customers`.
fn shop(dialect: Dialect) -> Schema {
    let ty = |postgres: &str, sqlite: &str| {
        DataType::named(if dialect == Dialect::Postgres { postgres } else { sqlite })
    };
    let key = Some(PrimaryKey { name: None, columns: vec!["id".to_owned()] });
    let mut total = Column::new("total", ty("integer", "INTEGER"));
    total.nullable = true;
    let mut orders = Table::new(ObjectName::plain("orders"));
    orders.columns = vec![
        Column::new("id", ty("bigint", "INTEGER")),
        Column::new("note", ty("text", "TEXT")),
        total,
    ];
    orders.primary_key.clone_from(&key);
    let mut customers = Table::new(ObjectName::plain("customers"));
    customers.columns = vec![Column::new("id", ty("bigint", "INTEGER"))];
    customers.primary_key = key;
    Schema { tables: vec![orders, customers], ..Schema::empty(dialect) }
}

fn orders(schema: &mut Schema) -> &mut Table {
    &mut schema.tables[0]
}

fn value(column: &str, value: &str) -> Answers {
    let subject = Subject::Column(ObjectName::plain("orders"), column.to_owned());
    Answers::new().with(subject, Answer::Value(value.to_owned()))
}

/// The plan as lines: `-- suffix`, statements up, and those back behind `<`.
fn lines(dialect: Dialect, answers: &Answers, edit: impl FnOnce(&mut Schema)) -> Vec<String> {
    let from = shop(dialect);
    let mut to = from.clone();
    edit(&mut to);
    between(&from, &to, answers)
}

fn between(from: &Schema, to: &Schema, answers: &Answers) -> Vec<String> {
    let diff = diff(from, to, answers);
    let plan = plan(from, &diff.target, &diff.ops, &Options::default());
    let mut lines = Vec::new();
    for migration in plan.migrations {
        let outside = if migration.transactional { "" } else { " outside" };
        lines.push(format!("--{outside} {}", migration.suffix));
        lines.extend(migration.up.into_iter().map(|step| step.sql));
        match migration.down {
            Ok(steps) => lines.extend(steps.into_iter().map(|step| format!("< {}", step.sql))),
            Err(irreversible) => lines.push(format!("< {irreversible}")),
        }
    }
    lines
}

#[track_caller]
fn postgres(answers: &Answers, edit: impl FnOnce(&mut Schema), expect: &[&str]) {
    assert_eq!(lines(Dialect::Postgres, answers, edit), expect);
}

#[track_caller]
fn sqlite(answers: &Answers, edit: impl FnOnce(&mut Schema), expect: &[&str]) {
    assert_eq!(lines(Dialect::Sqlite, answers, edit), expect);
}

fn reference() -> ForeignKey {
    ForeignKey {
        name: Some("orders_total_fkey".to_owned()),
        columns: vec!["total".to_owned()],
        target: ObjectName::plain("customers"),
        target_columns: vec!["id".to_owned()],
        on_delete: Default::default(),
        on_update: Default::default(),
        on_delete_columns: Vec::new(),
        deferrable: None,
    }
}

#[test]
fn what_would_scan_under_a_lock_is_taken_apart() {
    postgres(
        &Answers::new(),
        |schema| {
            let orders = orders(schema);
            orders.foreign_keys.push(reference());
            orders.uniques.push(Unique {
                name: Some("orders_note_key".to_owned()),
                columns: vec!["note".to_owned()],
                nulls_not_distinct: false,
            });
            orders
                .checks
                .push(Check { name: Some("low".to_owned()), expression: "total < 9".to_owned() });
        },
        &[
            "-- ",
            r#"ALTER TABLE "orders" ADD CONSTRAINT "low" CHECK (total < 9) NOT VALID"#,
            r#"ALTER TABLE "orders" ADD CONSTRAINT "orders_total_fkey" FOREIGN KEY ("total") REFERENCES "customers" ("id") NOT VALID"#,
            r#"< ALTER TABLE "orders" DROP CONSTRAINT "orders_total_fkey""#,
            r#"< ALTER TABLE "orders" DROP CONSTRAINT "low""#,
            "-- outside 2_fill",
            r#"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "orders_note_key" ON "orders" ("note")"#,
            r#"< DROP INDEX CONCURRENTLY IF EXISTS "orders_note_key""#,
            "-- 3_validate",
            r#"ALTER TABLE "orders" VALIDATE CONSTRAINT "low""#,
            r#"ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_total_fkey""#,
            "-- 4_contract",
            r#"ALTER TABLE "orders" ADD CONSTRAINT "orders_note_key" UNIQUE USING INDEX "orders_note_key""#,
            r#"< ALTER TABLE "orders" DROP CONSTRAINT "orders_note_key""#,
        ],
    );
}

#[test]
fn a_column_becomes_required_without_a_scan() {
    postgres(
        &value("total", "0"),
        |schema| orders(schema).columns[2].nullable = false,
        &[
            "-- outside ",
            r#"UPDATE "orders" SET "total" = 0 WHERE "total" IS NULL"#,
            "-- 2_check",
            r#"ALTER TABLE "orders" ADD CONSTRAINT "orders_total_present" CHECK ("total" IS NOT NULL) NOT VALID"#,
            r#"< ALTER TABLE "orders" DROP CONSTRAINT IF EXISTS "orders_total_present""#,
            "-- 3_validate",
            r#"ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_total_present""#,
            "-- 4_contract",
            r#"ALTER TABLE "orders" ALTER "total" SET NOT NULL"#,
            r#"ALTER TABLE "orders" DROP CONSTRAINT "orders_total_present""#,
            r#"< ALTER TABLE "orders" ALTER "total" DROP NOT NULL"#,
        ],
    );
}

#[test]
fn a_new_column_has_one_value_at_once_and_others_later() {
    let add = |default: Option<&str>| {
        let default = default.map(str::to_owned);
        let column = Column { default, ..Column::new("code", DataType::named("uuid")) };
        move |schema: &mut Schema| orders(schema).columns.push(column)
    };
    postgres(
        &value("code", "'00000000-0000-0000-0000-000000000000'"),
        add(None),
        &[
            "-- ",
            r#"ALTER TABLE "orders" ADD COLUMN "code" uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'"#,
            r#"ALTER TABLE "orders" ALTER "code" DROP DEFAULT"#,
            r#"< ALTER TABLE "orders" DROP COLUMN "code""#,
        ],
    );
    postgres(
        &Answers::new(),
        add(Some("gen_random_uuid()")),
        &[
            "-- ",
            r#"ALTER TABLE "orders" ADD COLUMN "code" uuid"#,
            r#"ALTER TABLE "orders" ALTER "code" SET DEFAULT gen_random_uuid()"#,
            r#"< ALTER TABLE "orders" DROP COLUMN "code""#,
            "-- outside 2_fill",
            r#"UPDATE "orders" SET "code" = gen_random_uuid() WHERE "code" IS NULL"#,
            "-- 3_check",
            r#"ALTER TABLE "orders" ADD CONSTRAINT "orders_code_present" CHECK ("code" IS NOT NULL) NOT VALID"#,
            r#"< ALTER TABLE "orders" DROP CONSTRAINT IF EXISTS "orders_code_present""#,
            "-- 4_validate",
            r#"ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_code_present""#,
            "-- 5_contract",
            r#"ALTER TABLE "orders" ALTER "code" SET NOT NULL"#,
            r#"ALTER TABLE "orders" DROP CONSTRAINT "orders_code_present""#,
            r#"< ALTER TABLE "orders" ALTER "code" DROP NOT NULL"#,
        ],
    );
}

#[test]
fn a_type_that_rewrites_rows_gets_a_second_column() {
    postgres(
        &Answers::new(),
        |schema| orders(schema).columns[2].ty = DataType::named("bigint"),
        &[
            "-- ",
            r#"ALTER TABLE "orders" ADD COLUMN "orm_new_total_v" bigint"#,
            r#"CREATE FUNCTION "orm_copy_orders_total_v"() RETURNS trigger LANGUAGE plpgsql AS $orm$ BEGIN NEW."orm_new_total_v" := NEW."total"; RETURN NEW; END $orm$"#,
            r#"CREATE TRIGGER "orm_copy_orders_total_v" BEFORE INSERT OR UPDATE ON "orders" FOR EACH ROW EXECUTE FUNCTION "orm_copy_orders_total_v"()"#,
            r#"< DROP TRIGGER "orm_copy_orders_total_v" ON "orders""#,
            r#"< DROP FUNCTION "orm_copy_orders_total_v"()"#,
            r#"< ALTER TABLE "orders" DROP COLUMN "orm_new_total_v""#,
            "-- outside 2_fill",
            r#"UPDATE "orders" SET "orm_new_total_v" = "total" WHERE "orm_new_total_v" IS NULL AND "total" IS NOT NULL"#,
            "-- 3_contract",
            r#"DROP TRIGGER "orm_copy_orders_total_v" ON "orders""#,
            r#"DROP FUNCTION "orm_copy_orders_total_v"()"#,
            r#"ALTER TABLE "orders" DROP COLUMN "total""#,
            r#"ALTER TABLE "orders" RENAME COLUMN "orm_new_total_v" TO "total""#,
            r#"< ALTER TABLE "orders" RENAME COLUMN "total" TO "orm_new_total_v""#,
            r#"< ALTER TABLE "orders" ADD COLUMN "total" integer"#,
            r#"< UPDATE "orders" SET "total" = "orm_new_total_v""#,
            r#"< CREATE FUNCTION "orm_copy_orders_total_v"() RETURNS trigger LANGUAGE plpgsql AS $orm$ BEGIN NEW."orm_new_total_v" := NEW."total"; RETURN NEW; END $orm$"#,
            r#"< CREATE TRIGGER "orm_copy_orders_total_v" BEFORE INSERT OR UPDATE ON "orders" FOR EACH ROW EXECUTE FUNCTION "orm_copy_orders_total_v"()"#,
        ],
    );
    postgres(
        &Answers::new(),
        |schema| orders(schema).columns[1].ty = DataType::named("varchar"),
        &[
            "-- ",
            r#"ALTER TABLE "orders" ALTER "note" TYPE varchar"#,
            r#"< ALTER TABLE "orders" ALTER "note" TYPE text"#,
        ],
    );
}

#[test]
fn what_is_lost_is_told() {
    postgres(
        &Answers::new(),
        |schema| _ = orders(schema).columns.pop(),
        &[
            "-- ",
            r#"ALTER TABLE "orders" DROP COLUMN "total""#,
            "< it would not bring back the values of `orders.total`",
        ],
    );
}

#[test]
fn each_tenants_tables_are_changed_by_themselves() {
    let mut from = shop(Dialect::Postgres);
    orders(&mut from).tenant = Some("id".to_owned());
    let mut to = from.clone();
    let index = |name: &str| Index {
        name: name.to_owned(),
        method: None,
        unique: false,
        parts: vec![IndexPart::column("id")],
        include: Vec::new(),
        predicate: None,
    };
    to.tables[0].indexes.push(index("own"));
    to.tables[1].indexes.push(index("shared"));
    let diff = diff(&from, &to, &Answers::new());
    let shape = |options: &Options| -> Vec<(bool, Vec<String>, Option<Vec<String>>)> {
        let sql =
            |steps: &[super::Step]| steps.iter().map(|step| step.sql.clone()).collect::<Vec<_>>();
        let plan = plan(&from, &to, &diff.ops, options);
        let migrations = plan.migrations.iter().map(|migration| {
            assert_eq!(migration.tenant_rows, options.tenant_rows);
            let tenant = migration.tenant.as_ref().map(|tenant| sql(&tenant.up));
            (migration.transactional, sql(&migration.up), tenant)
        });
        migrations.collect()
    };
    let own = r#"CREATE INDEX "own" ON "orders" ("id")"#.to_owned();
    let concurrently = |name: &str, table: &str| {
        format!(r#"CREATE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON "{table}" ("id")"#)
    };
    let shared = concurrently("shared", "customers");
    let expect = [(true, vec![], Some(vec![own.clone()])), (false, vec![shared.clone()], None)];
    assert_eq!(shape(&Options::default().tenant_schemas()), expect);
    // Where others share the table, it is one in use.
    let expect = [
        (true, vec![], Some(vec![own])),
        (false, vec![concurrently("own", "orders"), shared], None),
    ];
    assert_eq!(shape(&Options::default().tenant_schemas_and_rows()), expect);
}

#[test]
fn sqlite_alters_what_it_can() {
    sqlite(
        &Answers::new(),
        |schema| {
            let mut column = Column::new("count", DataType::named("INTEGER"));
            column.nullable = true;
            let orders = orders(schema);
            orders.columns.pop();
            orders.columns.push(column);
            orders.checks.push(Check {
                name: Some("counted".to_owned()),
                expression: "\"count\" > 0".to_owned(),
            });
            let mut key = reference();
            key.columns = vec!["count".to_owned()];
            orders.foreign_keys.push(key);
        },
        &[
            "-- ",
            r#"ALTER TABLE "orders" DROP COLUMN "total""#,
            r#"ALTER TABLE "orders" ADD COLUMN "count" INTEGER CONSTRAINT "counted" CHECK ("count" > 0) CONSTRAINT "orders_total_fkey" REFERENCES "customers" ("id")"#,
            "< it would not bring back the values of `orders.total`",
        ],
    );
}

#[test]
fn sqlite_makes_a_table_anew_for_the_rest() {
    sqlite(
        &value("total", "0"),
        |schema| orders(schema).columns[2].nullable = false,
        &[
            "-- ",
            "CREATE TABLE \"orm_new_orders\" (\n    \"id\" INTEGER NOT NULL,\n    \"note\" TEXT NOT NULL,\n    \"total\" INTEGER NOT NULL,\n    PRIMARY KEY (\"id\")\n)",
            r#"INSERT INTO "orm_new_orders" ("id", "note", "total") SELECT "id", "note", COALESCE("total", 0) FROM "orders""#,
            r#"DROP TABLE "orders""#,
            r#"ALTER TABLE "orm_new_orders" RENAME TO "orders""#,
            "< CREATE TABLE \"orm_new_orders\" (\n    \"id\" INTEGER NOT NULL,\n    \"note\" TEXT NOT NULL,\n    \"total\" INTEGER,\n    PRIMARY KEY (\"id\")\n)",
            r#"< INSERT INTO "orm_new_orders" ("id", "note", "total") SELECT "id", "note", "total" FROM "orders""#,
            r#"< DROP TABLE "orders""#,
            r#"< ALTER TABLE "orm_new_orders" RENAME TO "orders""#,
        ],
    );
}

#[test]
fn an_expression_comes_back_with_what_stands_on_its_column() {
    let mut from = shop(Dialect::Postgres);
    let expression = "id + 1".to_owned();
    orders(&mut from).columns[2].generated = Some(Generated { expression, stored: true });
    orders(&mut from).indexes.push(Index {
        name: "orders_total_idx".to_owned(),
        method: None,
        unique: false,
        parts: vec![IndexPart::column("total")],
        include: vec![],
        predicate: None,
    });
    let mut to = from.clone();
    orders(&mut to).columns[2].generated = None;
    assert_eq!(
        between(&from, &to, &Answers::new()),
        [
            "-- ",
            r#"ALTER TABLE "orders" ALTER "total" DROP EXPRESSION"#,
            r#"< DROP INDEX "orders_total_idx""#,
            r#"< ALTER TABLE "orders" DROP COLUMN "total""#,
            r#"< ALTER TABLE "orders" ADD COLUMN "total" integer GENERATED ALWAYS AS (id + 1) STORED"#,
            r#"< CREATE INDEX "orders_total_idx" ON "orders" ("total")"#,
        ]
    );
}

#[test]
fn sqlite_keeps_a_table_in_another_way_by_a_new_one() {
    let lines = lines(Dialect::Sqlite, &Answers::new(), |schema| orders(schema).strict = true);
    let made: Vec<_> = lines.iter().filter(|line| line.contains("CREATE TABLE")).collect();
    assert_eq!(made.len(), 2, "{lines:?}");
    assert!(made[0].ends_with(") STRICT"), "{lines:?}");
    assert!(made[1].starts_with("< ") && !made[1].contains("STRICT"), "{lines:?}");
}

#[test]
fn rows_get_other_labels_in_batches_or_as_they_are_cast() {
    let with = |schema: &mut Schema, labels: &[&str]| {
        let name = ObjectName::plain("mood");
        let owned = labels.iter().map(|label| (*label).to_owned()).collect();
        schema.enums = vec![EnumType::new(name.clone(), owned)];
        schema.tables[1].columns.push(Column::new("mood", DataType::Enum(name)));
        let expression = format!("\"note\" IN ('{}')", labels.join("', '"));
        let name = Some("orders_note_labels".to_owned());
        orders(schema).checks = vec![Check { name, expression }];
    };
    let (mut from, mut to) = (shop(Dialect::Postgres), shop(Dialect::Postgres));
    with(&mut from, &["good", "bad"]);
    with(&mut to, &["good"]);
    let good = || Answer::Label("good".to_owned());
    let table = ObjectName::plain("orders");
    let answers = Answers::new()
        .with(Subject::Value(table, "note".to_owned(), "bad".to_owned()), good())
        .with(Subject::Label(ObjectName::plain("mood"), "bad".to_owned()), good());
    let lines = between(&from, &to, &answers);
    let has = |line: &str| assert!(lines.iter().any(|other| other == line), "{line}: {lines:#?}");
    has("-- outside 2_fill");
    has(r#"UPDATE "orders" SET "note" = 'good' WHERE "note" = 'bad'"#);
    has(
        r#"ALTER TABLE "customers" ALTER "mood" TYPE "mood" USING (CASE "mood"::text WHEN 'bad' THEN 'good' ELSE "mood"::text END)::"mood""#,
    );
    has(r#"< ALTER TABLE "customers" ALTER "mood" TYPE "mood" USING "mood"::text::"mood""#);
    // A row that holds a label which none does is told by name.
    let lines = between(&from, &to, &Answers::new());
    let has = |line: &str| assert!(lines.iter().any(|other| other == line), "{line}: {lines:#?}");
    has(
        r#"ALTER TABLE "customers" ADD CONSTRAINT "customers_mood_unused" CHECK ("mood" <> 'bad')"#,
    );
    has(r#"ALTER TABLE "customers" DROP CONSTRAINT "customers_mood_unused""#);
}
