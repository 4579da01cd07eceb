//! What the commands share: the database, the migrations, the models.

use super::Cli;
use super::args::Common;
use super::ask;
use super::output::{Output, Tone};
use super::progress::Progress;
use crate::Direction;
use crate::partitions::Maintenance;
use crate::schema::Schema;
use crate::source::folder_of;
use crate::{
    Embedded, Error, Migration, Migrations, Migrator, ReadOptions, Settings, Source, Target, Todo,
    canonical, differences, introspect,
};
use orm::schema::Table;
use orm::{Db, Dialect};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::Path;
use tokio::sync::OnceCell;

pub(super) struct Context {
    pub(super) output: Output,
    pub(super) common: Common,
    pub(super) cli: Cli,
    db: OnceCell<Db>,
}

impl Context {
    pub(super) fn new(common: Common, cli: Cli) -> Context {
        Context { output: Output::new(&common), common, cli, db: OnceCell::new() }
    }

    pub(super) fn url(&self) -> Result<&str, Error> {
        self.common.database_url.as_deref().ok_or_else(|| {
            Error::input("no database is named: set DATABASE_URL, or give --database-url")
        })
    }

    /// The database, connected at the first call.
    pub(super) async fn db(&self) -> Result<&Db, Error> {
        let url = self.url()?;
        self.db.get_or_try_init(async || Ok(Db::connect(url).await?)).await
    }

    /// The database's kind, without connecting.
    pub(super) fn dialect(&self) -> Result<Dialect, Error> {
        match self.url()?.split(':').next() {
            Some("postgres" | "postgresql") => Ok(Dialect::Postgres),
            Some("sqlite") => Ok(Dialect::Sqlite),
            _ => Err(Error::input("the database's URL begins with neither postgres: nor sqlite:")),
        }
    }

    pub(super) fn migrations(&self) -> Result<Migrations, Error> {
        let dialect = self.dialect()?;
        let loaded = self.source().load(dialect);
        let snapshot = match &loaded {
            Ok(migrations) => migrations.snapshot(),
            Err(_) => self.snapshot_of_other(dialect),
        };
        // An unreadable snapshot is told by who needs it.
        match snapshot {
            Ok(Some(snapshot)) if snapshot.dialect != dialect => Err(Error::input(format!(
                "the migrations in {} are for {}, the database is {}: each has a folder of its own, \
                 or both have files inside each migration",
                self.common.migrations.display(),
                snapshot.dialect.name(),
                dialect.name()
            ))),
            _ => loaded,
        }
    }

    /// The last snapshot, where nothing is meant for this database and all can be read as the other's: SQL of
    /// one is not always SQL of the other.
    fn snapshot_of_other(&self, dialect: Dialect) -> Result<Option<Schema>, Error> {
        let other = match dialect {
            Dialect::Postgres => Dialect::Sqlite,
            Dialect::Sqlite => Dialect::Postgres,
        };
        let (others, own) = (self.source().load(other)?, folder_of(dialect));
        let folder = |one: &Migration| self.common.migrations.join(one.id()).join(own);
        match others.all().iter().any(|one| folder(one).is_dir()) {
            true => Ok(None),
            false => others.snapshot(),
        }
    }

    /// The files in the program, if they are what there is.
    fn embedded(&self) -> Option<&'static Embedded> {
        self.cli.embedded.filter(|_| !self.common.migrations.is_dir())
    }

    /// Where migrations are written.
    ///
    /// # Errors
    /// [`is_refused`](Error::is_refused) if those that there are are in the program alone.
    pub(super) fn folder(&self) -> Result<&Path, Error> {
        match self.embedded() {
            Some(_) => Err(Error::refused(format!(
                "the migrations are in the program, and {} is no folder: go where it is, or name it by \
                 `--migrations`",
                self.common.migrations.display()
            ))),
            None => Ok(&self.common.migrations),
        }
    }

    /// The files, and what the program has in Rust beside them.
    pub(super) fn source(&self) -> Source {
        let files = self.embedded().map(Source::embedded);
        let files = files.unwrap_or_else(|| Source::folder(&self.common.migrations));
        files.with_all(self.cli.migrations.iter().cloned())
    }

    /// What the models need.
    ///
    /// # Errors
    /// [`is_input`](Error::is_input) if the program has none, or two of one table.
    pub(super) fn of_models(&self) -> Result<Schema, Error> {
        let tables = self.tables();
        one_of_each(&tables)?;
        if tables.is_empty() {
            return Err(Error::input(
                "the program has no models: run this by a binary that links them, such as \
                 src/bin/manage.rs with `use my_library as _; orm_migrate::main!();`",
            ));
        }
        let schema = Schema::of_models(self.dialect()?, &tables);
        Ok(match self.settings()?.tenants.policies_for {
            Some(role) => schema.with_policies_for(&role, &tables),
            None => schema,
        })
    }

    /// The tables of the program's models.
    pub(super) fn tables(&self) -> Vec<&'static Table> {
        let mut tables = orm::schema::models();
        tables.extend(&self.cli.tables);
        tables
    }

    /// The maintenance of the partitions of all that is in the database itself.
    pub(super) async fn maintenance(&self) -> Result<Maintenance, Error> {
        Ok(Maintenance::of(self.db().await?).tables(&self.tables()))
    }

    /// What is wrong with partitions, in words.
    pub(super) async fn concerns(&self) -> Result<Vec<String>, Error> {
        let standing = self.maintenance().await?.standing().await?;
        let concerns = standing.iter().flat_map(|one| {
            one.concerns.iter().map(move |concern| format!("{}: {concern}", one.table))
        });
        Ok(concerns.collect())
    }

    /// What the project says of its migrations.
    pub(super) fn written_settings(&self) -> Result<Settings, Error> {
        let embedded = self.embedded().map(Settings::embedded);
        embedded.unwrap_or_else(|| Settings::of_folder(&self.common.migrations))
    }

    /// The same; the URL says, too, whether tenants have schemas.
    pub(super) fn settings(&self) -> Result<Settings, Error> {
        let mut settings = self.written_settings()?;
        let mut parameters = self.url()?.split(['?', '&']).skip(1);
        settings.tenants.schemas |= parameters.any(|one| one == "tenancy=schemas");
        Ok(settings)
    }

    /// What of a schema is in the database itself, rather than in those of tenants.
    pub(super) fn shared(&self, mut schema: Schema) -> Result<Schema, Error> {
        let tenants = self.settings()?.tenants;
        if tenants.schemas && !tenants.rows && self.dialect()? == Dialect::Postgres {
            schema.tables.retain(|table| table.tenant.is_none());
        }
        Ok(schema)
    }

    pub(super) async fn of_database(&self, schemas: &[String]) -> Result<Schema, Error> {
        let mut options = ReadOptions::new();
        if !schemas.is_empty() {
            options = options.schemas(schemas);
        }
        Ok(introspect(self.db().await?, &options).await?.schema)
    }

    /// What runs the migrations, with a bar of progress on a terminal.
    pub(super) async fn migrator(&self) -> Result<Migrator, Error> {
        let migrator = Migrator::new(self.db().await?, self.migrations()?);
        Ok(migrator.observer(Progress::new(self.output)))
    }

    pub(super) async fn pending(&self) -> Result<Vec<Todo>, Error> {
        self.migrator().await?.dry_run(Direction::Up, Target::Latest).await
    }

    /// How the database differs from what the snapshots of the applied migrations tell; `None` if there are
    /// none.
    pub(super) async fn drift(&self) -> Result<Option<Vec<String>>, Error> {
        let migrator = self.migrator().await?;
        let migrations = migrator.migrations();
        let entries = migrator.entries().await?;
        let applied = migrator.applied(&entries);
        let snapshot = match applied.iter().any(|one| migrations.replaced(one.id()).is_some()) {
            // Some of those that one migration replaces: they are one line.
            true => {
                let mut snapshots = applied.iter().rev().map(|one| one.snapshot());
                snapshots.find_map(Result::transpose).transpose()?
            }
            false => migrations.state(&applied.iter().map(|one| one.id().to_owned()).collect())?,
        };
        let Some(snapshot) = snapshot else { return Ok(None) };
        let db = self.db().await?;
        let found = self.of_database(&[]).await?;
        let expected = self.shared(canonical(db, &snapshot).await?)?;
        let mut differing = differences(&expected, &found);
        if let Some(after) = half_way(migrations, &applied)? {
            // What is done of the change differs from before it, what is not done yet from after it.
            let expected = self.shared(canonical(db, &after).await?)?;
            let others = differences(&expected, &found);
            differing.retain(|one| others.contains(one));
        }
        Ok(Some(differing))
    }

    /// Whether data may be lost, as somebody says on a terminal.
    pub(super) fn ask_loss(&self, what: &impl Display) -> Result<bool, Error> {
        if !self.output.can_ask() {
            return Ok(false);
        }
        self.output.say(&self.output.tinted(Tone::Notice, &what.to_string()));
        ask::confirmation("Lose it?")
    }

    /// A text goes into its file, or is printed; in JSON, what it is part of is printed.
    pub(super) fn write_or_print(
        &self,
        file: Option<&Path>,
        text: &str,
        whole: &impl Serialize,
    ) -> Result<(), Error> {
        if let Some(path) = file {
            std::fs::write(path, text)
                .map_err(|error| Error::file_error("cannot be written", path, error))?;
        }
        self.output.result(whole, |_| file.map_or(text.to_owned(), |_| String::new()));
        Ok(())
    }
}

/// The database after a change in several migrations of which some are applied, and not the last one, which
/// alone has a snapshot.
fn half_way(migrations: &Migrations, applied: &[&Migration]) -> Result<Option<Schema>, Error> {
    let applied: BTreeSet<_> = applied.iter().map(|one| one.id().to_owned()).collect();
    let recorded = migrations.recorded(&applied);
    let begun: Vec<_> = applied.difference(&recorded).collect();
    let ends = |one: &&Migration| {
        let before = migrations.ancestors(one.id());
        one.has_snapshot()
            && !applied.contains(one.id())
            && begun.iter().any(|id| before.contains(*id))
    };
    let end = migrations.all().iter().find(ends);
    Ok(end.map(|one| one.snapshot()).transpose()?.flatten())
}

fn one_of_each(tables: &[&Table]) -> Result<(), Error> {
    for (at, table) in tables.iter().enumerate() {
        if let Some(other) = tables[..at].iter().find(|other| other == &table) {
            let Table { model, name, .. } = table;
            return Err(Error::input(format!(
                "the models {} and {model} are both of the table {name}: mark one of them \
                 `#[model(unmanaged)]`",
                other.model
            )));
        }
    }
    Ok(())
}
