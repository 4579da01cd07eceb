//! Writing migrations: plans, as the folders of files that are reviewed, changed and run.

mod text;

use crate::error::Error;
use crate::plan::{Plan, PlannedMigration, Step};
use crate::schema::Schema;
use crate::snapshot;
use crate::source::split::split;
use crate::source::{FORMAT, Manifest, Migrations, SUMS, Source, folder_of, is_id, sums};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use orm::Dialect;
use std::fs;
use std::path::{Path, PathBuf};

/// Migrations that are to be written.
///
/// ```no_run
/// # fn run(plan: &orm_migrate::Plan, after: &orm_migrate::schema::Schema) -> Result<(), orm_migrate::Error> {
/// use orm_migrate::{Draft, Source};
///
/// let migrations = Source::folder("migrations").load(after.dialect)?;
/// let ids = Draft::new("add customers' phone").plan(plan, after).write("migrations", &migrations)?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a draft is nothing until it is written"]
pub struct Draft<'a> {
    name: String,
    at: DateTime<Utc>,
    branch: Option<String>,
    is_merge: bool,
    tenant_rows: bool,
    in_place: Option<InPlace>,
    parts: Vec<(&'a Plan, &'a Schema)>,
    after: Option<&'a Schema>,
}

/// Where a migration stands that takes the place of others.
#[derive(Debug, Clone)]
struct InPlace {
    id: String,
    dependencies: Vec<String>,
    replaces: Vec<String>,
}

impl<'a> Draft<'a> {
    /// A migration with this name, of which letters and digits are kept; empty, to be written by hand, until
    /// it has a [`plan`](Draft::plan).
    pub fn new(name: &str) -> Draft<'a> {
        Draft {
            name: plain(name),
            at: Utc::now(),
            branch: None,
            is_merge: false,
            tenant_rows: false,
            in_place: None,
            parts: Vec::new(),
            after: None,
        }
    }

    /// What it does on the schema's database, and the schema after it. One plan for each of two databases
    /// makes files for each.
    pub fn plan(mut self, plan: &'a Plan, after: &'a Schema) -> Self {
        self.parts.push((plan, after));
        self
    }

    /// The schema that it leads to although it has no [`plan`](Draft::plan): it does nothing, or what is written
    /// by hand.
    pub fn after(mut self, schema: &'a Schema) -> Self {
        self.after = Some(schema);
        self
    }

    /// The time of its making, from which its number comes; now, otherwise. It is later than that of all
    /// other migrations, whatever this says.
    pub fn at(mut self, at: DateTime<Utc>) -> Self {
        self.at = at;
        self
    }

    /// The branch that it goes on; it begins one that is not there, behind the head of the one without a
    /// name.
    pub fn branch(mut self, name: impl Into<String>) -> Self {
        self.branch = Some(name.into());
        self
    }

    /// Lets it depend on all heads of its branch, so that it has one again. The schema before it is what their
    /// lines make together: [`Migrations::snapshot`].
    pub fn merge(mut self) -> Self {
        self.is_merge = true;
        self
    }

    /// Lets an empty one say that its `up.sql` is for tables that tenants share, too, where others have schemas:
    /// [`Manifest::tenant_rows`]. A plan says so itself.
    pub fn tenant_rows(mut self) -> Self {
        self.tenant_rows = true;
        self
    }

    /// Lets it have this id, depend on these and take the place of those.
    pub(crate) fn in_place(
        mut self,
        id: &str,
        dependencies: &[String],
        replaces: &[String],
    ) -> Self {
        let (id, dependencies) = (id.to_owned(), dependencies.to_vec());
        self.in_place = Some(InPlace { id, dependencies, replaces: replaces.to_vec() });
        self
    }

    /// Its name, as ids have it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Writes the folders into this one, where these migrations are, and the list of all. Gives the ids.
    ///
    /// # Errors
    /// [`is_input`](Error::is_input) if the name has no letter or digit, a file cannot be written, or a plan
    /// cannot be; [`is_two_heads`](Error::is_two_heads) without [`merge`](Self::merge).
    pub fn write(
        &self,
        folder: impl AsRef<Path>,
        migrations: &Migrations,
    ) -> Result<Vec<String>, Error> {
        let folder = folder.as_ref();
        if self.name.is_empty() {
            return Err(Error::input("the name of a migration has letters and digits"));
        }
        let mut made = Vec::new();
        self.write_into(folder, migrations, &mut made).inspect_err(|_| {
            // What is half there, or cannot be run, would be in the way of every other command.
            for path in made {
                let _ = fs::remove_dir_all(path);
            }
        })
    }

    /// Writes the folders, and notes each that was not there.
    fn write_into(
        &self,
        folder: &Path,
        migrations: &Migrations,
        made: &mut Vec<PathBuf>,
    ) -> Result<Vec<String>, Error> {
        let mut before = self.before(migrations)?;
        let mut at = self.first(migrations)?;
        let count = self.parts.iter().map(|(plan, _)| plan.migrations.len()).max().unwrap_or(1);
        let mut ids = Vec::new();
        for number in 0..count {
            let id = match &self.in_place {
                Some(place) => place.id.clone(),
                None => format!("{}_{}", at.format(VERSION), self.name_of(number)),
            };
            if !is_id(&id) {
                return Err(Error::input(format!("{id} cannot be the id of a migration")));
            }
            let manifest = Manifest {
                dependencies: std::mem::replace(&mut before, vec![id.clone()]),
                branch: self.branch.clone().filter(|_| number == 0),
                tenant_rows: self.tenant_rows,
                replaces: self.in_place.iter().flat_map(|place| place.replaces.clone()).collect(),
                ..Manifest::default()
            };
            made.extend(Some(folder.join(&id)).filter(|path| !path.exists()));
            for (path, text) in self.files(&id, number, count, &manifest) {
                write(&folder.join(&id).join(path), &text)?;
            }
            ids.push(id);
            at += Duration::seconds(1);
        }
        // Reads what was written, too: what cannot be run is known at once.
        let dialects = self.dialects(migrations);
        for &dialect in &dialects {
            let source = Source::folder(folder).with_all(migrations.in_rust());
            source.load(dialect).map_err(|error| {
                Error::input("nothing is written, because it could not be read again")
                    .with_source(error)
            })?;
        }
        write_sums(folder, dialects[0])?;
        Ok(ids)
    }

    /// Those that it is for; one without statements is for that which the others were read for.
    fn dialects(&self, migrations: &Migrations) -> Vec<Dialect> {
        match self.parts.is_empty() {
            true => vec![migrations.dialect()],
            false => self.parts.iter().map(|(_, after)| after.dialect).collect(),
        }
    }

    /// The ids of what comes before the first one.
    fn before(&self, migrations: &Migrations) -> Result<Vec<String>, Error> {
        if let Some(place) = &self.in_place {
            return Ok(place.dependencies.clone());
        }
        let branch = self.branch.as_deref().unwrap_or_default();
        if self.is_merge {
            let heads = migrations.heads_of(branch);
            return Ok(heads.into_iter().map(str::to_owned).collect());
        }
        let heads = migrations.heads()?;
        let head = |name: &str| heads.iter().find(|(branch, _)| *branch == name);
        let head = head(branch).or_else(|| head(""));
        Ok(head.map(|(_, head)| head.id().to_owned()).into_iter().collect())
    }

    /// The time of the first one.
    fn first(&self, migrations: &Migrations) -> Result<NaiveDateTime, Error> {
        let Some(newest) = migrations.all().iter().map(|migration| migration.version()).max()
        else {
            return Ok(self.at.naive_utc());
        };
        let newest = NaiveDateTime::parse_from_str(newest, VERSION).map_err(|error| {
            Error::input(format!("{newest}, the newest migration's number, is no time"))
                .with_source(error)
        })?;
        Ok(self.at.naive_utc().max(newest + Duration::seconds(1)))
    }

    fn name_of(&self, number: usize) -> String {
        let suffixes = self.parts.iter().filter_map(|(plan, _)| plan.migrations.get(number));
        let suffix = suffixes.map(|migration| plain(&migration.suffix)).find(|s| !s.is_empty());
        suffix.map_or_else(|| self.name.clone(), |suffix| format!("{}_{suffix}", self.name))
    }

    /// The files of one migration, by their paths in its folder.
    fn files(
        &self,
        id: &str,
        number: usize,
        count: usize,
        manifest: &Manifest,
    ) -> Vec<(PathBuf, String)> {
        let parts = self
            .parts
            .iter()
            .filter_map(|(plan, after)| Some((plan.migrations.get(number)?, *after)));
        let parts: Vec<_> = parts.collect();
        let is_one = self.parts.len() <= 1;
        let mut files = Vec::new();
        let mut own = manifest.clone();
        if let ([(_, after)], false) = (&parts[..], is_one) {
            own.databases = vec![folder_of(after.dialect).to_owned()];
        }
        if parts.is_empty() {
            files.push(("up.sql".into(), text::empty(id, "what it does")));
            files.push((
                "down.sql".into(),
                text::empty(id, "what takes it back; without a statement, `down` only forgets it"),
            ));
            let after = self.after.map(|after| ("snapshot.json".into(), snapshot::write(after)));
            files.extend(after);
        }
        for (migration, after) in parts {
            let place = if is_one { PathBuf::new() } else { folder_of(after.dialect).into() };
            let told = told(own.clone(), migration);
            if is_one {
                own = told;
            } else {
                files.push((place.join(MANIFEST), text::manifest(&told)));
            }
            for (name, text) in scripts(id, after.dialect, migration) {
                files.push((place.join(name), text));
            }
            if number + 1 == count {
                files.push((place.join("snapshot.json"), snapshot::write(after)));
            }
        }
        files.push((MANIFEST.into(), text::manifest(&own)));
        files
    }
}

const MANIFEST: &str = "migration.toml";

/// The fourteen digits of an id.
const VERSION: &str = "%Y%m%d%H%M%S";

/// Writes the list of all migrations of a folder, `migrations.sum`, anew: after one was written by hand, or
/// changed before it was applied anywhere.
///
/// # Errors
/// [`is_input`](Error::is_input) if a migration cannot be read, or the list not be written.
pub fn write_sums(folder: impl AsRef<Path>, dialect: Dialect) -> Result<(), Error> {
    let folder = folder.as_ref();
    let migrations = Source::folder(folder).all(dialect)?;
    write(&folder.join(SUMS), &sums(&migrations))
}

/// What a planned migration says in its manifest.
fn told(manifest: Manifest, of: &PlannedMigration) -> Manifest {
    let downs = [Some(&of.down), of.tenant.as_ref().map(|tenant| &tenant.down)];
    let downs = || downs.into_iter().flatten();
    let lost: Vec<_> = downs().filter_map(|down| Some(down.as_ref().err()?.to_string())).collect();
    let steps = downs().filter_map(|down| down.as_ref().ok()).flatten();
    Manifest {
        format: FORMAT,
        transactional: of.transactional,
        irreversible: (!lost.is_empty()).then(|| lost.join("; ")),
        down_destroys: steps.filter_map(|step| step.destroys.clone()).collect(),
        rebuilds: of.rebuilds.clone(),
        foreign_keys_off: of.foreign_keys_off,
        tenant_rows: of.tenant_rows,
        ..manifest
    }
}

/// The statements that steps are in a file.
pub(crate) fn statements(dialect: Dialect, steps: &[Step]) -> Vec<String> {
    let text = text::script("", dialect, steps);
    let parts = split(dialect, &text).expect("a plan's statements end");
    parts.into_iter().map(|part| part.sql.to_owned()).collect()
}

/// The files of SQL.
fn scripts(id: &str, dialect: Dialect, of: &PlannedMigration) -> Vec<(PathBuf, String)> {
    let mut all: Vec<(&str, Option<&Vec<Step>>)> =
        vec![("up.sql", Some(&of.up)), ("down.sql", of.down.as_ref().ok())];
    if let Some(tenant) = &of.tenant {
        all.push(("tenant/up.sql", Some(&tenant.up)));
        all.push(("tenant/down.sql", tenant.down.as_ref().ok()));
    }
    let written = all
        .into_iter()
        .filter_map(|(name, steps)| Some((name.into(), text::script(id, dialect, steps?))));
    written.collect()
}

/// Letters and digits, with `_` in the place of what is between them.
fn plain(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_ascii_lowercase()
}

fn write(file: &Path, text: &str) -> Result<(), Error> {
    let unwritable = |error| Error::file_error("it cannot be written", file, error);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(unwritable)?;
    }
    fs::write(file, text).map_err(unwritable)
}
