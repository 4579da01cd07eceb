//! Labels of enums that are gone, on real servers: rows that held them hold what was said.

use orm::{Dialect, sql};
use orm_migrate::schema::{
    Check, Column, DataType, EnumType, Index, IndexPart, ObjectName, PrimaryKey, Schema, Table,
};
use orm_migrate::{
    Answer, Answers, Draft, Error, Migrator, Options, Plan, Question, Source, StepKind, Subject,
    Target, canonical, diff, differences, plan,
};
use orm_tests::setup::{self, TestDb};
use tempfile::TempDir;

/// `parcels (id, size, sizes, state, states)` with these labels of `size` and `state`: types and texts, and
/// lists of both where the database has such. The last label is the default, and named by a check and an index.
fn parcels(dialect: Dialect, sizes: &[&str], states: &[&str]) -> Schema {
    let is_postgres = dialect == Dialect::Postgres;
    let (number, text) = if is_postgres { ("bigint", "text") } else { ("INTEGER", "TEXT") };
    let owned = |labels: &[&str]| labels.iter().map(|label| (*label).to_owned()).collect();
    let list = |labels: &[&str]| {
        labels.iter().map(|label| dialect.literal(label)).collect::<Vec<_>>().join(", ")
    };
    let check = |name: &str, expression: String| Check { name: Some(name.to_owned()), expression };
    let mut schema = Schema::empty(dialect);
    let mut table = Table::new(ObjectName::plain("parcels"));
    table.columns = vec![
        Column::new("id", DataType::named(number)),
        Column::new("size", DataType::named(text)),
        Column::new("state", DataType::named(text)),
    ];
    table.primary_key = Some(PrimaryKey { name: None, columns: vec!["id".to_owned()] });
    let labels = format!("\"state\" IN ({})", list(states));
    table.checks.push(check("parcels_state_labels", labels));
    for (column, labels) in [(1, sizes), (2, states)] {
        let last = dialect.literal(labels[labels.len() - 1]);
        let name = table.columns[column].name.clone();
        table.columns[column].default = Some(last.clone());
        let expression = format!("{name} <> {last} OR id > 0");
        table.checks.push(check(&format!("parcels_{name}_last"), expression));
        table.indexes.push(Index {
            name: format!("parcels_{name}_last_idx"),
            method: None,
            unique: false,
            parts: vec![IndexPart::column("id")],
            include: Vec::new(),
            predicate: Some(format!("{name} = {last}")),
        });
    }
    if is_postgres {
        let name = ObjectName::plain("size");
        table.columns[1].ty = DataType::Enum(name.clone());
        table.columns.push(Column::new("sizes", DataType::EnumArray(name.clone())));
        table.columns.push(Column::new("states", DataType::named("text[]")));
        let labels = format!("\"states\" <@ ARRAY[{}]::text[]", list(states));
        table.checks.push(check("parcels_states_labels", labels));
        schema.enums.push(EnumType::new(name, owned(sizes)));
    } else {
        let labels = format!("\"size\" IN ({})", list(sizes));
        table.checks.push(check("parcels_size_labels", labels));
    }
    schema.tables.push(table);
    schema
}

/// The same answer wherever the label is gone.
fn everywhere(answers: Answers, label: &str, answer: &Answer) -> Answers {
    let label = || label.to_owned();
    let of =
        |column: &str| Subject::Value(ObjectName::plain("parcels"), column.to_owned(), label());
    let of_type = Subject::Label(ObjectName::plain("size"), label());
    let subjects = [of("size"), of("state"), of("states"), of_type];
    subjects.into_iter().fold(answers, |answers, subject| answers.with(subject, answer.clone()))
}

fn label(text: &str) -> Answer {
    Answer::Label(text.to_owned())
}

/// A database with a folder of migrations.
struct Ground {
    t: TestDb,
    folder: TempDir,
    now: Schema,
}

impl Ground {
    /// Parcels of the sizes small, large and huge, which are open, sent and lost; one of each.
    async fn new(t: TestDb) -> Ground {
        let folder = TempDir::with_prefix("orm-labels-").expect("temporary files can be made");
        let dialect = t.db.dialect();
        let mut ground = Ground { t, folder, now: Schema::empty(dialect) };
        let first = parcels(dialect, &["small", "large", "huge"], &["open", "sent", "lost"]);
        ground.change(&first, &Answers::new(), &Options::default()).await.expect("it is made");
        for (id, size, state) in [(1, "small", "open"), (2, "large", "sent"), (3, "huge", "lost")] {
            ground.insert(id, size, state).await.expect("these are labels");
        }
        ground
    }

    async fn insert(&self, id: i64, size: &str, state: &str) -> Result<u64, orm::Error> {
        let text = match self.t.db.dialect() {
            Dialect::Postgres => format!(
                "INSERT INTO parcels (id, size, state, sizes, states) VALUES \
                 ({id}, '{size}', '{state}', '{{{size},small}}', '{{open,{state}}}')"
            ),
            Dialect::Sqlite => {
                format!("INSERT INTO parcels (id, size, state) VALUES ({id}, '{size}', '{state}')")
            }
        };
        sql::<()>(orm::unsafe_text(text)).exec(&self.t.db).await
    }

    /// Each row as a text.
    async fn rows(&self) -> Vec<String> {
        let lists = match self.t.db.dialect() {
            Dialect::Postgres => "|| ' ' || sizes::text || states::text",
            Dialect::Sqlite => "",
        };
        let text = format!(
            "SELECT CAST(size AS text) || ' ' || state {lists} AS line FROM parcels ORDER BY id"
        );
        sql::<String>(orm::unsafe_text(text)).all(&self.t.db).await.expect("it can be read")
    }

    fn planned(&self, to: &Schema, answers: &Answers, options: &Options) -> (Plan, Schema) {
        let work = diff(&self.now, to, answers);
        assert_eq!(work.questions, []);
        (plan(&self.now, &work.target, &work.ops, options), work.target)
    }

    fn migrator(&self) -> Migrator {
        let load = Source::folder(self.folder.path()).load(self.t.db.dialect());
        Migrator::new(&self.t.db, load.expect("the folder has migrations")).batch(1)
    }

    /// Writes the change as migrations and runs them; gives how many there are.
    async fn change(
        &mut self,
        to: &Schema,
        answers: &Answers,
        options: &Options,
    ) -> Result<usize, Error> {
        let (plan, after) = self.planned(to, answers, options);
        let migrations = Source::folder(self.folder.path()).load(self.t.db.dialect());
        let migrations = migrations.expect("the folder can be read");
        let draft = Draft::new("change").plan(&plan, &after);
        let ids = draft.write(self.folder.path(), &migrations).expect("it can be written");
        self.migrator().up(Target::Latest).await?;
        self.now = after;
        self.is(&self.now).await;
        Ok(ids.len())
    }

    /// The database is the one that is described.
    async fn is(&self, schema: &Schema) {
        let wanted = canonical(&self.t.db, schema).await.expect("it can be made");
        let mut found = Schema::of_database(&self.t.db).await.expect("it can be read");
        found.tables.retain(|table| table.name.name == "parcels");
        assert_eq!(differences(&wanted, &found), [""; 0]);
    }
}

/// Lines of rows, with lists where the database has them.
fn lines(dialect: Dialect, rows: &[(&str, &str)]) -> Vec<String> {
    let line = |(size, state): &(&str, &str)| match dialect {
        Dialect::Postgres => format!("{size} {state} {{{size},small}}{{open,{state}}}"),
        Dialect::Sqlite => format!("{size} {state}"),
    };
    rows.iter().map(line).collect()
}

async fn rows_get_the_label_that_was_said(t: TestDb, options: &Options) {
    let dialect = t.db.dialect();
    let mut ground = Ground::new(t).await;
    let first = ground.now.clone();
    let to = parcels(dialect, &["small", "large"], &["open", "sent"]);
    let asked = diff(&first, &to, &Answers::new()).questions;
    let gone = |question: &Question| matches!(question, Question::Gone { .. });
    assert!(asked.iter().all(gone) && asked.iter().all(Question::is_required), "{asked:?}");
    assert_eq!(asked.len(), if dialect == Dialect::Postgres { 3 } else { 2 });

    let answers = everywhere(Answers::new(), "huge", &label("large"));
    let answers = everywhere(answers, "lost", &label("sent"));
    let (planned, _) = ground.planned(&to, &answers, options);
    let steps = planned.migrations.iter().flat_map(|migration| &migration.up);
    let batches = steps.filter(|step| matches!(step.kind, StepKind::Backfill { .. })).count();
    assert_eq!(batches, if options.safe && dialect == Dialect::Postgres { 2 } else { 0 });
    let count = ground.change(&to, &answers, options).await.expect("no row is in the way");
    let kept = [("small", "open"), ("large", "sent"), ("large", "sent")];
    assert_eq!(ground.rows().await, lines(dialect, &kept));
    assert!(ground.insert(4, "small", "lost").await.is_err(), "it is no label any more");

    // Back: the labels are there again, and rows keep what they got.
    ground.migrator().down(Target::Steps(count)).await.expect("rows are as they may be");
    ground.is(&first).await;
    assert_eq!(ground.rows().await, lines(dialect, &kept));
    ground.insert(4, "huge", "lost").await.expect("they are labels again");
}

#[tokio::test]
async fn rows_get_the_label_that_was_said_on_postgres() {
    rows_get_the_label_that_was_said(setup::postgres().await, &Options::default()).await;
    rows_get_the_label_that_was_said(setup::postgres().await, &Options::default().plain()).await;
}

#[tokio::test]
async fn rows_get_the_label_that_was_said_on_sqlite() {
    rows_get_the_label_that_was_said(setup::sqlite().await, &Options::default()).await;
}

async fn several_labels_go_at_once_and_new_ones_lead_back(t: TestDb, options: &Options) {
    let dialect = t.db.dialect();
    let mut ground = Ground::new(t).await;
    let first = ground.now.clone();
    let to = parcels(dialect, &["it's", "small"], &["away", "open"]);
    // The first one that gets a new label has its own back; whoever shares it does not.
    let new = Subject::Label(ObjectName::plain("size"), "it's".to_owned());
    let mut answers = Answers::new().with(new, Answer::New);
    for (gone, to) in [("large", "it's"), ("huge", "it's"), ("sent", "away"), ("lost", "away")] {
        answers = everywhere(answers, gone, &label(to));
    }
    let count = ground.change(&to, &answers, options).await.expect("no row is in the way");
    let got = [("small", "open"), ("it's", "away"), ("it's", "away")];
    assert_eq!(ground.rows().await, lines(dialect, &got));
    ground.migrator().down(Target::Steps(count)).await.expect("the new labels lead back");
    ground.is(&first).await;
    let back = [("small", "open"), ("large", "sent"), ("large", "sent")];
    assert_eq!(ground.rows().await, lines(dialect, &back));
}

#[tokio::test]
async fn several_labels_go_at_once_and_new_ones_lead_back_on_postgres() {
    for options in [Options::default(), Options::default().plain()] {
        let t = setup::postgres().await;
        several_labels_go_at_once_and_new_ones_lead_back(t, &options).await;
    }
}

#[tokio::test]
async fn several_labels_go_at_once_and_new_ones_lead_back_on_sqlite() {
    let t = setup::sqlite().await;
    several_labels_go_at_once_and_new_ones_lead_back(t, &Options::default()).await;
}

async fn a_label_that_no_row_holds_is_in_nobodys_way(t: TestDb, [size, state]: [&str; 2]) {
    let dialect = t.db.dialect();
    let to = parcels(dialect, &["small", "large"], &["open", "sent"]);
    let answers = everywhere(Answers::new(), "huge", &Answer::Unused);
    let answers = everywhere(answers, "lost", &Answer::Unused);
    let mut ground = Ground::new(t).await;
    let (planned, _) = ground.planned(&to, &answers, &Options::default());
    let steps = planned.migrations.iter().flat_map(|migration| &migration.up);
    assert!(steps.clone().all(|step| !matches!(step.kind, StepKind::Backfill { .. })));
    let notes = steps.filter_map(|step| step.note.as_ref());
    let said = notes.filter(|note| *note == "fails if a row holds huge").count();
    assert_eq!(said, if dialect == Dialect::Postgres { 2 } else { 0 });
    // One row holds a label after all.
    let others = format!("UPDATE parcels SET size = '{size}', state = '{state}' WHERE id = 3");
    sql::<()>(orm::unsafe_text(others)).exec(&ground.t.db).await.expect("these are labels");
    if dialect == Dialect::Postgres {
        let lists = "UPDATE parcels SET sizes = '{}', states = '{}' WHERE id = 3";
        sql::<()>(lists).exec(&ground.t.db).await.expect("no label is one of a list");
    }
    let done = ground.change(&to, &answers, &Options::default()).await;
    if size != "huge" && state != "lost" {
        done.expect("no row is in the way");
        return;
    }
    let failed = done.expect_err("a row is in the way");
    let mut text = failed.to_string();
    let mut cause = std::error::Error::source(&failed);
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    let named = match (dialect, size) {
        (Dialect::Postgres, "huge") => "parcels_size_unused",
        (_, "huge") => "parcels_size_labels",
        _ => "parcels_state_labels",
    };
    assert!(text.contains(named), "{text}");
}

#[tokio::test]
async fn a_label_that_no_row_holds_is_in_nobodys_way_on_postgres() {
    for labels in [["large", "open"], ["huge", "open"], ["large", "lost"]] {
        a_label_that_no_row_holds_is_in_nobodys_way(setup::postgres().await, labels).await;
    }
}

#[tokio::test]
async fn a_label_that_no_row_holds_is_in_nobodys_way_on_sqlite() {
    for labels in [["large", "open"], ["huge", "open"], ["large", "lost"]] {
        a_label_that_no_row_holds_is_in_nobodys_way(setup::sqlite().await, labels).await;
    }
}

async fn a_model_may_say_it(t: TestDb) {
    let dialect = t.db.dialect();
    let mut ground = Ground::new(t).await;
    let mut to = parcels(dialect, &["small", "large"], &["open", "sent"]);
    let renamed = |to: &str, from: &str| vec![(to.to_owned(), from.to_owned())];
    for ty in &mut to.enums {
        ty.renamed_labels = renamed("large", "huge");
    }
    for column in &mut to.tables[0].columns {
        column.renamed_labels = match &*column.name {
            "size" if dialect == Dialect::Sqlite => renamed("large", "huge"),
            "state" | "states" => renamed("sent", "lost"),
            _ => Vec::new(),
        };
    }
    let done = ground.change(&to, &Answers::new(), &Options::default()).await;
    done.expect("nothing is asked");
    let kept = [("small", "open"), ("large", "sent"), ("large", "sent")];
    assert_eq!(ground.rows().await, lines(dialect, &kept));
    // It may stay.
    let again = diff(&ground.now, &to, &Answers::new());
    assert!(again.ops.is_empty() && again.questions.is_empty(), "{again:?}");
}

#[tokio::test]
async fn a_model_may_say_it_on_postgres() {
    a_model_may_say_it(setup::postgres().await).await;
}

#[tokio::test]
async fn a_model_may_say_it_on_sqlite() {
    a_model_may_say_it(setup::sqlite().await).await;
}
