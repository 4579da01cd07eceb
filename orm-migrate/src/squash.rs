//! Several migrations as one, which takes their place.

mod part;
mod prove;
mod range;

pub use prove::prove;

use crate::error::Error;
use crate::generate::Draft;
use crate::plan::{Irreversible, Plan, PlannedMigration, Step, Steps};
use crate::schema::Schema;
use crate::source::{Migration, Migrations};
use orm::Dialect;
use part::{Part, parts};
use range::range;
use std::path::Path;

/// A migration that takes the place of others, for one database; not written yet.
#[derive(Debug, Clone)]
#[must_use = "it is nothing until it is written"]
pub struct Squashed {
    id: String,
    name: String,
    dependencies: Vec<String>,
    branch: Option<String>,
    replaces: Vec<String>,
    kept: Vec<String>,
    plan: Plan,
    after: Schema,
}

/// Puts the migrations from one to another, both among them, into one of this name.
///
/// What was generated becomes the difference between the snapshots around it, so that what came and went
/// leaves no trace. What was written by hand stays as it is, in its place, with its comments, and so does
/// what was generated and then changed, and what cannot be told from snapshots on tables that may have rows:
/// other names and values.
///
/// It is one transaction, in which changes are not taken apart: meant for databases that have had all of
/// these migrations, which only record it, and for new ones.
///
/// ```no_run
/// # fn run() -> Result<(), orm_migrate::Error> {
/// use orm_migrate::{Source, Squashed, squash};
///
/// let migrations = Source::folder("migrations").load(orm::Dialect::Postgres)?;
/// let squashed = squash(&migrations, "20260102030405_customers", "orders_total", "squashed")?;
/// Squashed::write(&[squashed], "migrations", &migrations)?;
/// # Ok(()) }
/// ```
///
/// # Errors
/// [`is_input`](Error::is_input) if one of the two is not there, they are no line (a merge, a branch that
/// begins inside, another branch), or one among them is written in Rust, does not run in a transaction though
/// its statements have to stay, or replaces others itself.
pub fn squash(
    migrations: &Migrations,
    from: &str,
    to: &str,
    name: &str,
) -> Result<Squashed, Error> {
    let all = range(migrations, from, to)?;
    let (first, last) = (all[0], all[all.len() - 1]);
    let draft = Draft::new(name);
    let id = format!("{}_{}", last.version(), draft.name());
    if migrations.get(&id).is_some() {
        return Err(Error::input(format!("there is a migration {id}; give it another name")));
    }
    let parts = parts(migrations, &all)?;
    let kept = parts.iter().flat_map(|part| match part {
        Part::Kept(kept) => kept.iter().map(|one| one.id().to_owned()).collect(),
        Part::Planned(_) => Vec::new(),
    });
    let after = all.iter().rev().find_map(|one| one.snapshot().transpose()).transpose()?;
    let after = match after {
        Some(after) => after,
        None => part::before(migrations, first)?,
    };
    Ok(Squashed {
        id,
        name: name.to_owned(),
        dependencies: first.dependencies().to_vec(),
        branch: first.manifest().branch.clone(),
        replaces: all.iter().map(|one| one.id().to_owned()).collect(),
        kept: kept.collect(),
        plan: Plan { migrations: vec![joined(&parts)?] },
        after,
    })
}

impl Squashed {
    /// Its id: the time of the last one that it replaces, and its name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The database that it is for.
    pub fn dialect(&self) -> Dialect {
        self.after.dialect
    }

    /// The ids of those that it replaces, in their order.
    pub fn replaces(&self) -> &[String] {
        &self.replaces
    }

    /// The ids of those among them whose statements it has as they were.
    pub fn kept(&self) -> &[String] {
        &self.kept
    }

    /// Its statements.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Writes it into the folder of these migrations, for each database that it is for, and the list of all.
    /// The files of those that it replaces stay. Gives its id.
    ///
    /// # Errors
    /// [`is_input`](Error::is_input) if a file cannot be written, there is none of it, or what is for one
    /// database replaces other migrations than what is for another.
    pub fn write(
        of: &[Squashed],
        folder: impl AsRef<Path>,
        migrations: &Migrations,
    ) -> Result<String, Error> {
        let Some(first) = of.first() else {
            return Err(Error::input("nothing is squashed"));
        };
        if of.iter().any(|other| (&other.id, &other.replaces) != (&first.id, &first.replaces)) {
            return Err(Error::input("each database has other migrations to squash"));
        }
        let parts =
            of.iter().fold(Draft::new(&first.name), |draft, one| draft.plan(&one.plan, &one.after));
        let draft = parts.in_place(&first.id, &first.dependencies, &first.replaces);
        let draft = match &first.branch {
            Some(branch) => draft.branch(branch),
            None => draft,
        };
        draft.write(folder, migrations)?;
        Ok(first.id.clone())
    }
}

/// One migration of all parts.
fn joined(parts: &[Part<'_>]) -> Result<PlannedMigration, Error> {
    let mut all = PlannedMigration {
        suffix: String::new(),
        transactional: true,
        up: Vec::new(),
        down: Ok(Vec::new()),
        tenant: None,
        tenant_rows: false,
        rebuilds: Vec::new(),
        foreign_keys_off: false,
    };
    for part in parts {
        match part {
            Part::Planned(planned) => join(&mut all, planned),
            Part::Kept(kept) => {
                for migration in kept {
                    join(&mut all, &as_it_was(migration)?);
                }
            }
        }
    }
    Ok(all)
}

fn join(all: &mut PlannedMigration, next: &PlannedMigration) {
    all.up.extend(next.up.iter().cloned());
    all.down = back(&all.down, &next.down);
    if let Some(next) = &next.tenant {
        let tenant = all.tenant.get_or_insert(Steps { up: Vec::new(), down: Ok(Vec::new()) });
        tenant.up.extend(next.up.iter().cloned());
        tenant.down = back(&tenant.down, &next.down);
    }
    all.tenant_rows |= next.tenant_rows;
    for table in &next.rebuilds {
        if !all.rebuilds.contains(table) {
            all.rebuilds.push(table.clone());
        }
    }
    all.foreign_keys_off |= next.foreign_keys_off;
}

type Back = Result<Vec<Step>, Irreversible>;

/// The way back from the second, and then from the first.
fn back(first: &Back, second: &Back) -> Back {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok(second.iter().chain(first).cloned().collect()),
        (Err(first), Err(second)) => {
            let lost = first.lost.iter().chain(&second.lost).cloned().collect();
            Err(Irreversible { lost })
        }
        (Err(lost), _) | (_, Err(lost)) => Err(lost.clone()),
    }
}

/// A migration with its statements as they stand in its files.
fn as_it_was(migration: &Migration) -> Result<PlannedMigration, Error> {
    let manifest = migration.manifest();
    if !manifest.transactional {
        return Err(Error::input(format!(
            "{} does not run in a transaction, and its statements have to stay as they are; squash what is \
             before it and what is behind it",
            migration.id()
        )));
    }
    let (up, down) = (migration.up(), migration.down());
    let (tenant_up, tenant_down) = migration.tenant();
    let steps = |script: Option<&crate::source::Script>| {
        let statements = script.map(|script| &script.statements[..]).unwrap_or_default();
        statements.iter().map(part::step).collect::<Vec<_>>()
    };
    let mut down = match (migration.irreversible(), down) {
        (None, Some(_)) => Ok(steps(down)),
        _ => Err(Irreversible { lost: vec![format!("what {} does", migration.id())] }),
    };
    if let Ok([first, ..]) = down.as_deref_mut() {
        let lost = &manifest.down_destroys;
        first.destroys = (!lost.is_empty()).then(|| lost.join(", "));
    }
    let mut up = steps(up);
    if let Some(first) = up.first_mut() {
        first.note = Some(format!("Of {}, as it stood there:", migration.id()));
    }
    let tenant_back = match tenant_down {
        Some(_) => Ok(steps(tenant_down)),
        None => Err(Irreversible { lost: vec![format!("what {} does", migration.id())] }),
    };
    Ok(PlannedMigration {
        suffix: String::new(),
        transactional: true,
        up,
        down,
        tenant: tenant_up.map(|_| Steps { up: steps(tenant_up), down: tenant_back }),
        tenant_rows: manifest.tenant_rows,
        rebuilds: manifest.rebuilds.clone(),
        foreign_keys_off: manifest.foreign_keys_off,
    })
}
