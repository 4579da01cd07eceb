//! `generate`: writes the migration that leads from the last snapshot to the models.

mod answers;

use super::args::Generate;
use super::ask;
use super::context::Context;
use super::output::Tone;
use crate::schema::Schema;
use crate::{Diff, Draft, Error, Migrations, Options, Plan, PlannedMigration, Step, diff, plan};
use answers::{asked, given, how_to_say, unanswered};
use serde::Serialize;
use std::process::ExitCode;

#[derive(Debug, Default, Serialize)]
struct Written {
    migrations: Vec<String>,
    changes: Vec<String>,
    /// What the changes rely on.
    notes: Vec<String>,
}

/// What would be written.
#[derive(Debug, Serialize)]
struct Planned<'a> {
    changes: Vec<String>,
    migrations: Vec<PlannedOne<'a>>,
}

#[derive(Debug, Serialize)]
struct PlannedOne<'a> {
    transactional: bool,
    statements: Vec<&'a str>,
}

pub(super) async fn run(context: &Context, arguments: &Generate) -> Result<ExitCode, Error> {
    let migrations = context.migrations()?;
    if !arguments.dry_run {
        // Before anything is asked.
        context.folder()?;
    }
    let mut draft = Draft::new(&arguments.name);
    if let Some(branch) = &arguments.branch {
        draft = draft.branch(branch);
    }
    match arguments.merge {
        true => draft = draft.merge(),
        // Before anything is asked.
        false => drop(migrations.heads()?),
    }
    let tenants = context.settings()?.tenants;
    if arguments.empty {
        if tenants.schemas && tenants.rows {
            draft = draft.tenant_rows();
        }
        let models;
        if arguments.merge {
            // Whoever merges by hand leads to the models.
            models = context.of_models()?;
            draft = draft.after(&models);
        }
        let migrations = draft.write(context.folder()?, &migrations)?;
        written(context, Written { migrations, ..Written::default() });
        return Ok(ExitCode::SUCCESS);
    }
    let models = context.of_models()?;
    let before = migrations.snapshot()?.unwrap_or_else(|| Schema::empty(models.dialect));
    let models = models.stored_like(&before);
    let changes = decided(context, arguments, &before, &models)?;
    if let Some(refusal) = changes.refusals.first() {
        return Err(Error::refused(refusal.to_string()));
    }
    if changes.ops.is_empty() {
        let migrations = match arguments.merge && !arguments.dry_run {
            true => draft.after(&changes.target).write(context.folder()?, &migrations)?,
            false => Vec::new(),
        };
        written(context, Written { migrations, ..Written::default() });
        return Ok(ExitCode::SUCCESS);
    }
    refuse_loss(context, arguments, &changes)?;
    let mut options = if arguments.naive { Options::default().plain() } else { Options::default() };
    if tenants.schemas && tenants.rows {
        refuse_half(&migrations)?;
        options = options.tenant_schemas_and_rows();
    } else if tenants.schemas {
        options = options.tenant_schemas();
    }
    let plan = plan(&before, &changes.target, &changes.ops, &options);
    let told: Vec<_> = changes.ops.iter().map(ToString::to_string).collect();
    if arguments.dry_run {
        let planned = Planned::all(&plan, told);
        context.output.result(&planned, |_| text(&plan));
        return Ok(ExitCode::SUCCESS);
    }
    let draft = draft.plan(&plan, &changes.target);
    let migrations = draft.write(context.folder()?, &migrations)?;
    let notes = changes.questions.iter().map(|one| format!("{one} {}", how_to_say(one)));
    written(context, Written { migrations, changes: told, notes: notes.collect() });
    Ok(ExitCode::SUCCESS)
}

/// The difference, once nothing is left to be asked. What a terminal is asked for and a command line need not
/// say is what rows get that have a `NULL` in a column which is to have none: there may be no such row.
fn decided(
    context: &Context,
    arguments: &Generate,
    before: &Schema,
    models: &Schema,
) -> Result<Diff, Error> {
    let mut answers = given(arguments, before, models)?;
    let mut skipped = Vec::new();
    loop {
        let mut found = diff(before, models, &answers);
        found.questions.retain(|question| !skipped.contains(&question.subject()));
        let mut required = found.questions.iter().filter(|question| question.is_required());
        if !context.output.can_ask() {
            return match unanswered(&found.questions) {
                open if open.is_empty() => Ok(found),
                open => Err(Error::refused(open.join("\n"))),
            };
        }
        let Some(question) = required.next().or(found.questions.first()) else {
            return Ok(found);
        };
        match asked(context, question)? {
            Some(answer) => answers.answer(question.subject(), answer),
            None => skipped.push(question.subject()),
        }
    }
}

/// What would be lost has to be wanted.
fn refuse_loss(context: &Context, arguments: &Generate, changes: &Diff) -> Result<(), Error> {
    let lost: Vec<_> = changes.ops.iter().filter_map(|op| op.destroys()).collect();
    if lost.is_empty() || arguments.allow_drop {
        return Ok(());
    }
    let lost = lost.join(", ");
    if context.output.can_ask() {
        let question = format!("{lost} would be lost");
        context.output.say(&context.output.tinted(Tone::Notice, &question));
        if ask::confirmation("Write that?")? {
            return Ok(());
        }
    }
    Err(Error::refused(format!("{lost} would be lost: say so by `--allow-drop`")))
}

/// Tables with tenants that were made in schemas alone are not there to be changed where tenants share them.
fn refuse_half(migrations: &Migrations) -> Result<(), Error> {
    let made = migrations.all().iter().find(|migration| migration.tenant().0.is_some());
    match made.filter(|_| !migrations.have_tenant_rows()) {
        Some(made) => Err(Error::refused(format!(
            "tables with tenants are so far in schemas alone, since {}: write a migration (`generate --empty`) \
             whose `up.sql` makes them where tenants share them, by CREATE TABLE IF NOT EXISTS, because \
             databases of one tenant have them",
            made.id()
        ))),
        None => Ok(()),
    }
}

impl<'a> Planned<'a> {
    fn all(plan: &'a Plan, changes: Vec<String>) -> Self {
        let migrations = plan.migrations.iter().map(|migration| PlannedOne {
            transactional: migration.transactional,
            statements: steps(migration).map(|step| step.sql.as_str()).collect(),
        });
        Planned { changes, migrations: migrations.collect() }
    }
}

fn text(plan: &Plan) -> String {
    let mut text = String::new();
    for migration in &plan.migrations {
        let how =
            if migration.transactional { "in a transaction" } else { "statement by statement" };
        text.push_str(&format!("-- {how}\n"));
        text.extend(steps(migration).map(one));
        text.push('\n');
    }
    text
}

fn steps(migration: &PlannedMigration) -> impl Iterator<Item = &Step> {
    migration.up.iter().chain(migration.tenant.iter().flat_map(|steps| &steps.up))
}

fn one(step: &Step) -> String {
    let note = step.note.as_ref().map(|note| format!("-- {note}\n"));
    format!("{}{};\n", note.unwrap_or_default(), step.sql)
}

fn written(context: &Context, written: Written) {
    context.output.result(&written, |written| {
        if written.migrations.is_empty() {
            return "no changes: the models are what the last migration made".to_owned();
        }
        let mut text = String::new();
        for id in &written.migrations {
            let path = context.common.migrations.join(id);
            text.push_str(&format!(
                "{} {}\n",
                context.output.tinted(Tone::Good, "wrote"),
                path.display()
            ));
        }
        text.extend(written.changes.iter().map(|change| format!("  {change}\n")));
        let noted = |note: &String| context.output.tinted(Tone::Notice, note) + "\n";
        text.extend(written.notes.iter().map(noted));
        text
    });
}
