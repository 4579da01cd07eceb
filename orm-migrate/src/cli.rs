//! The command line: what is written is read, done by the library, and printed.

mod args;
mod ask;
mod check;
mod context;
mod diagram;
mod doctor;
mod down;
mod generate;
mod inspect;
mod lint;
mod output;
mod partitions;
mod progress;
mod repair;
mod reset;
mod seed;
mod sql;
mod squash;
mod status;
mod tenants;
mod up;

use crate::source::Rust;
use crate::{Embedded, Error, RustMigration};
use args::{Arguments, Command};
use clap::Parser;
use context::Context;
use orm::Db;
use orm::schema::Table;
use std::fmt;
use std::pin::Pin;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;

type Planted<'a> = Pin<Box<dyn Future<Output = Result<(), orm::Error>> + 'a>>;
type Plant = Box<dyn Fn(&Db) -> Planted<'_>>;

/// The command line of a program's own `manage` binary, which knows the program's models.
///
/// ```no_run
/// // src/bin/manage.rs; `use shop as _;` links a library whose models are meant, too.
/// orm_migrate::main!();
/// ```
///
/// With rows to begin with:
///
/// ```no_run
/// use orm::{Db, Error};
/// use std::process::ExitCode;
///
/// async fn demo(db: &Db) -> Result<(), Error> {
///     orm::sql::<()>("SELECT 1").exec(db).await.map(drop)
/// }
///
/// fn main() -> ExitCode {
///     orm_migrate::Cli::new().seed("demo", demo).run()
/// }
/// ```
///
/// The exit code is 0 if it is done, 1 if `check`, `lint`, `doctor` or `partitions` found something, 2 for a
/// command line that is wrong, 8 if it was done for some tenants and failed for others (1 if for all), 130 after
/// Ctrl-C at a question, and otherwise [`Error::exit_code`].
#[derive(Default)]
#[must_use = "nothing happens until `run`"]
pub struct Cli {
    seeds: Vec<(&'static str, Plant)>,
    tables: Vec<&'static Table>,
    migrations: Vec<Arc<dyn Rust>>,
    embedded: Option<&'static Embedded>,
}

impl Cli {
    /// A command line without seeds.
    pub fn new() -> Cli {
        Cli::default()
    }

    /// Rows for an environment: `manage seed <environment>` runs this. It runs as often as it is called,
    /// so write what finds its rows there: `get_or_create`, `upsert`.
    pub fn seed(
        mut self,
        environment: &'static str,
        plant: impl AsyncFn(&Db) -> Result<(), orm::Error> + 'static,
    ) -> Cli {
        let plant = Rc::new(plant);
        self.seeds.push((
            environment,
            Box::new(move |db| {
                let plant = plant.clone();
                Box::pin(async move { plant(db).await })
            }),
        ));
        self
    }

    /// Tables beside those of the program's models, such as `orm::directory::TABLES`.
    pub fn tables(mut self, tables: &[&'static Table]) -> Cli {
        self.tables.extend(tables);
        self
    }

    /// The migrations in the program, for where it runs without their folder: they are what there is where
    /// `--migrations` is none. What writes migrations needs the folder. `main!("migrations")` says the same as
    /// `Cli::new().embedded(embed_migrations!("migrations")).run()`.
    pub fn embedded(mut self, files: &'static Embedded) -> Cli {
        self.embedded = Some(files);
        self
    }

    /// One more migration, beside those of the folder, that is written in Rust.
    ///
    /// ```no_run
    /// # use orm::{Error, Tx};
    /// # use orm_migrate::RustMigration;
    /// # struct FillSlugs;
    /// # impl RustMigration for FillSlugs {
    /// #     const ID: &'static str = "20260203040506_fill_slugs";
    /// #     async fn up(&self, _: &Tx) -> Result<(), Error> { Ok(()) }
    /// #     async fn down(&self, _: &Tx) -> Result<(), Error> { Ok(()) }
    /// # }
    /// # fn main() -> std::process::ExitCode {
    /// orm_migrate::Cli::new().migration(FillSlugs).run()
    /// # }
    /// ```
    pub fn migration(mut self, migration: impl RustMigration) -> Cli {
        self.migrations.push(Arc::new(migration));
        self
    }

    /// Reads the program's arguments, does what they say, and tells how it went.
    pub fn run(self) -> ExitCode {
        let arguments = Arguments::parse();
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                eprintln!("error: no runtime for tasks: {error}");
                return ExitCode::FAILURE;
            }
        };
        let context = Context::new(arguments.common, self);
        match runtime.block_on(done(&context, &arguments.command)) {
            Ok(code) => code,
            Err(error) => {
                context.output.fail(&error);
                ExitCode::from(error.exit_code())
            }
        }
    }
}

impl fmt::Debug for Cli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seeds: Vec<_> = self.seeds.iter().map(|(environment, _)| environment).collect();
        f.debug_struct("Cli").field("seeds", &seeds).finish_non_exhaustive()
    }
}

async fn done(context: &Context, command: &Command) -> Result<ExitCode, Error> {
    match command {
        Command::Generate(arguments) => generate::run(context, arguments).await,
        Command::Up(arguments) => up::run(context, arguments).await,
        Command::Down(arguments) => down::run(context, arguments).await,
        Command::Status(arguments) => status::run(context, arguments).await,
        Command::Check(arguments) => check::run(context, arguments).await,
        Command::Lint(arguments) => lint::run(context, arguments).await,
        Command::Repair => repair::run(context).await,
        Command::Squash(arguments) => squash::run(context, arguments).await,
        Command::Sql(arguments) => sql::run(context, arguments).await,
        Command::Inspect(arguments) => inspect::run(context, arguments).await,
        Command::Diagram(arguments) => diagram::run(context, arguments).await,
        Command::Seed(arguments) => seed::run(context, arguments).await,
        Command::Reset(arguments) => reset::run(context, arguments).await,
        Command::Partitions(arguments) => partitions::run(context, arguments).await,
        Command::Doctor => doctor::run(context).await,
    }
}

/// A `main` that is the command line, for a binary of the program that has the models.
///
/// ```no_run
/// orm_migrate::main!();
/// ```
///
/// `main!("migrations")` has the migrations of that folder in the program: see [`Cli::embedded`].
#[macro_export]
macro_rules! main {
    () => {
        fn main() -> ::std::process::ExitCode {
            $crate::Cli::new().run()
        }
    };
    ($folder:literal) => {
        fn main() -> ::std::process::ExitCode {
            $crate::Cli::new().embedded($crate::embed_migrations!($folder)).run()
        }
    };
}
