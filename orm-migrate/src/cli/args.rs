//! What is written on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Migrations of a program's database: made of its models, reviewed as files, applied once.
#[derive(Debug, Parser)]
#[command(version, disable_help_subcommand = true, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// The database: postgres://.. or sqlite:..
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(super) database_url: Option<String>,
    /// The folder of the migrations
    #[arg(long, global = true, default_value = "migrations", value_name = "FOLDER")]
    pub(super) migrations: PathBuf,
    /// Print one JSON document instead of text
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(super) color: Color,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the migration that leads from the last snapshot to the models
    Generate(Generate),
    /// Apply the migrations that are pending
    Up(Up),
    /// Take migrations back, the last one first
    Down(Down),
    /// Show which migrations are applied
    Status(Status),
    /// Fail if models, migrations and database differ
    Check(Check),
    /// Find what would lock, break or lose something
    Lint(Lint),
    /// Accept the files of applied migrations as they are now
    Repair,
    /// Put several migrations into one
    Squash(Squash),
    /// Print the SQL of a migration
    Sql(Sql),
    /// Write the models of a database that is there
    Inspect(Inspect),
    /// Draw the models
    Diagram(Diagram),
    /// Fill the database with the program's own rows
    Seed(Seed),
    /// Drop everything and apply all migrations
    Reset(Reset),
    /// Make partitions ahead of time, and end those that are old enough
    Partitions(Partitions),
    /// Look whether migrations can run
    Doctor,
}

/// `generate`
#[derive(Debug, Args)]
pub(super) struct Generate {
    /// What the migration does, in a few words: add_orders
    pub(super) name: String,
    /// Write an empty one, for SQL by hand
    #[arg(long)]
    pub(super) empty: bool,
    /// Go on this branch; it begins if it is not there
    #[arg(long, value_name = "NAME")]
    pub(super) branch: Option<String>,
    /// Let it depend on all heads of its branch, so that it has one again
    #[arg(long)]
    pub(super) merge: bool,
    /// Print it instead of writing it
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Say that a table, column or label was renamed: customers.mail=email, clients=customers
    #[arg(long, value_name = "OLD=NEW")]
    pub(super) rename: Vec<String>,
    /// Say that a table, column or label is new, though another one is gone: customers.email
    #[arg(long, value_name = "NAME")]
    pub(super) new: Vec<String>,
    /// Give the rows that are there a value of a required column: orders.state="'open'"; or those that hold a
    /// label which is gone another label: status.sent=shipped, orders.status.sent=shipped
    #[arg(long, value_name = "TABLE.COLUMN=SQL|LABEL=LABEL")]
    pub(super) value: Vec<String>,
    /// Say that no row holds a label which is gone; `up` fails if one does: status.sent, orders.status.sent
    #[arg(long, value_name = "LABEL")]
    pub(super) unused: Vec<String>,
    /// Drop what the models no longer have
    #[arg(long)]
    pub(super) allow_drop: bool,
    /// Write each change as one statement, though it may lock a table that is in use
    #[arg(long)]
    pub(super) naive: bool,
}

/// Which tenants.
#[derive(Debug, Args)]
pub(super) struct Tenants {
    /// Only this tenant; may be given several times
    #[arg(long, value_name = "ID")]
    pub(super) tenant: Vec<String>,
    /// Every tenant
    #[arg(long, conflicts_with = "tenant")]
    pub(super) all_tenants: bool,
    /// How many tenants at once
    #[arg(long, default_value_t = 8, value_name = "NUMBER")]
    pub(super) workers: usize,
    /// The tenants that go first; the others follow if none of them fails
    #[arg(long, value_name = "ID")]
    pub(super) canary: Vec<String>,
}

impl Tenants {
    /// Whether any are meant.
    pub(super) fn are_meant(&self) -> bool {
        self.all_tenants || !self.tenant.is_empty()
    }
}

/// `up`
#[derive(Debug, Args)]
pub(super) struct Up {
    /// The last one to apply
    #[arg(long, value_name = "MIGRATION")]
    pub(super) to: Option<String>,
    /// Print what would be done
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Record them as applied, without running them
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) fake: bool,
    /// Apply those, too, that are older than the last one applied
    #[arg(long)]
    pub(super) out_of_order: bool,
    /// How long to wait for another process that migrates, in seconds
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    pub(super) lock_wait: u64,
    #[command(flatten)]
    pub(super) tenants: Tenants,
}

/// `down`
#[derive(Debug, Args)]
pub(super) struct Down {
    /// The last one that stays applied; `zero` for none
    #[arg(long, value_name = "MIGRATION", conflicts_with = "steps")]
    pub(super) to: Option<String>,
    /// How many to take back
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub(super) steps: usize,
    /// Print what would be done
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Go on though rows or columns are lost
    #[arg(long)]
    pub(super) allow_data_loss: bool,
    /// How long to wait for another process that migrates, in seconds
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    pub(super) lock_wait: u64,
    #[command(flatten)]
    pub(super) tenants: Tenants,
}

/// `status`
#[derive(Debug, Args)]
pub(super) struct Status {
    /// Show the version of each tenant
    #[arg(long)]
    pub(super) tenants: bool,
}

/// `check`
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Compare models and migrations alone, without a database
    #[arg(long)]
    pub(super) offline: bool,
}

/// `lint`
#[derive(Debug, Args)]
pub(super) struct Lint {
    /// Files or folders; the pending migrations if there are none
    pub(super) paths: Vec<PathBuf>,
    /// All migrations
    #[arg(long, conflicts_with = "paths")]
    pub(super) all: bool,
}

/// `squash`
#[derive(Debug, Args)]
pub(super) struct Squash {
    /// The first migration
    pub(super) from: String,
    /// The last migration
    pub(super) to: String,
    /// The name of the new one
    #[arg(default_value = "squashed")]
    pub(super) name: String,
}

/// `sql`
#[derive(Debug, Args)]
pub(super) struct Sql {
    /// The migration, or the beginning of its name
    pub(super) migration: String,
    /// The way back
    #[arg(long)]
    pub(super) down: bool,
    /// Only what it runs for this tenant, wherever its rows are
    #[arg(long, value_name = "ID")]
    pub(super) tenant: Option<String>,
}

/// `inspect`
#[derive(Debug, Args)]
pub(super) struct Inspect {
    /// Only tables of this schema; may be given several times
    #[arg(long, value_name = "SCHEMA")]
    pub(super) schema: Vec<String>,
    /// The file to write; printed without it
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// `diagram`
#[derive(Debug, Args)]
pub(super) struct Diagram {
    /// How it is drawn
    #[arg(long, value_enum, default_value_t = Picture::Mermaid)]
    pub(super) format: Picture,
    /// Draw the database rather than the models
    #[arg(long)]
    pub(super) database: bool,
    /// The file to write; printed without it
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// How a diagram is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Picture {
    /// Text that viewers of Markdown draw
    Mermaid,
    /// A picture
    Svg,
}

/// `seed`
#[derive(Debug, Args)]
pub(super) struct Seed {
    /// The program's name for them: development, demo
    #[arg(default_value = "development")]
    pub(super) environment: String,
    /// Empty the models' tables before
    #[arg(long, requires = "confirm")]
    pub(super) clean: bool,
    /// Yes, delete all rows
    #[arg(long)]
    pub(super) confirm: bool,
}

/// `reset`
#[derive(Debug, Args)]
pub(super) struct Reset {
    /// Yes, lose everything
    #[arg(long)]
    pub(super) confirm: bool,
}

/// `partitions`
#[derive(Debug, Args)]
pub(super) struct Partitions {
    /// Show what there is, and print what would be done
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Drop those with their rows whose model says so
    #[arg(long)]
    pub(super) allow_drop: bool,
    /// How long to wait for another process that migrates, in seconds
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    pub(super) lock_wait: u64,
    /// Those of this tenant, too; may be given several times
    #[arg(long, value_name = "ID")]
    pub(super) tenant: Vec<String>,
    /// Those of every tenant, too
    #[arg(long, conflicts_with = "tenant")]
    pub(super) all_tenants: bool,
}
