//! `generate`: writes the migration that leads from the last snapshot to the models.

use super::args::Generate;
use super::context::Context;
use super::output::Tone;
use crate::schema::{ObjectName, Schema};
use crate::{
    Answer, Answers, Diff, Draft, Error, Migrations, Options, Plan, Question, Step, Subject, diff,
    plan,
};
use serde::Serialize;
use std::process::ExitCode;

#[derive(Debug, Serialize)]
struct Written {
    migrations: Vec<String>,
    changes: Vec<String>,
}

pub(super) async fn run(context: &Context, arguments: &Generate) -> Result<ExitCode, Error> {
    let migrations = context.migrations()?;
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
        let models = arguments.merge.then(|| context.of_models()).transpose()?;
        // Whoever merges by hand leads to the models.
        draft = models.iter().fold(draft, |draft, models| draft.after(models));
        let migrations = draft.write(&context.common.migrations, &migrations)?;
        written(context, Written { migrations, changes: Vec::new() });
        return Ok(ExitCode::SUCCESS);
    }
    let models = context.of_models()?;
    let before = migrations.snapshot()?.unwrap_or_else(|| Schema::empty(models.dialect));
    let models = models.stored_like(&before);
    let changes = decided(context, arguments, &before, &models)?;
    if let Some(refusal) = changes.refusals.first() {
        return Err(Error::refused(refusal.to_string()));
    }
    if changes.ops.is_empty() && arguments.merge && !arguments.dry_run {
        let draft = draft.after(&changes.target);
        let migrations = draft.write(&context.common.migrations, &migrations)?;
        written(context, Written { migrations, changes: Vec::new() });
        return Ok(ExitCode::SUCCESS);
    }
    if changes.ops.is_empty() {
        written(context, Written { migrations: Vec::new(), changes: Vec::new() });
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
        context.output.print(&text(&plan));
        return Ok(ExitCode::SUCCESS);
    }
    let draft = draft.plan(&plan, &changes.target);
    let migrations = draft.write(&context.common.migrations, &migrations)?;
    written(context, Written { migrations, changes: told });
    Ok(ExitCode::SUCCESS)
}

/// The difference, once nothing is left to be asked.
fn decided(
    context: &Context,
    arguments: &Generate,
    before: &Schema,
    models: &Schema,
) -> Result<Diff, Error> {
    let mut answers = given(arguments)?;
    loop {
        let found = diff(before, models, &answers);
        let Some(question) = found.questions.iter().find(|question| question.is_required()) else {
            return Ok(found);
        };
        if !context.output.can_ask() {
            return Err(Error::refused(format!("{question} {}", how_to_say(question))));
        }
        answers.answer(question.subject(), ask(context, question)?);
    }
}

/// What the command line says before anybody asks.
fn given(arguments: &Generate) -> Result<Answers, Error> {
    let mut answers = Answers::new();
    for rename in &arguments.rename {
        let (old, new) = split(rename, "--rename customers.mail=email, clients=customers")?;
        match old.rsplit_once('.') {
            Some((table, column)) => {
                let subject = Subject::Column(name(table), new.to_owned());
                answers.answer(subject, Answer::RenamedFrom(column.to_owned()));
            }
            None => {
                answers.answer(Subject::Table(name(new)), Answer::RenamedFrom(old.to_owned()));
            }
        }
    }
    for new in &arguments.new {
        let subject = match new.rsplit_once('.') {
            Some((table, column)) => Subject::Column(name(table), column.to_owned()),
            None => Subject::Table(name(new)),
        };
        answers.answer(subject, Answer::New);
    }
    for value in &arguments.value {
        let (column, sql) = split(value, "--value orders.state=\"'open'\"")?;
        let Some((table, column)) = column.rsplit_once('.') else {
            return Err(Error::input(format!("{column} names no column: orders.state")));
        };
        let subject = Subject::Column(name(table), column.to_owned());
        answers.answer(subject, Answer::Value(sql.to_owned()));
    }
    Ok(answers)
}

fn split<'a>(text: &'a str, example: &str) -> Result<(&'a str, &'a str), Error> {
    text.split_once('=').ok_or_else(|| Error::input(format!("{text} has no `=`: {example}")))
}

fn name(text: &str) -> ObjectName {
    match text.split_once('.') {
        Some((schema, name)) => ObjectName::within(schema, name),
        None => ObjectName::plain(text),
    }
}

/// How a question is answered without a terminal.
fn how_to_say(question: &Question) -> String {
    match question {
        Question::Renamed { new, gone } => {
            let (old, new) = match new {
                Subject::Column(table, column) => {
                    (format!("{table}.{}", gone.join("|")), format!("{table}.{column}"))
                }
                Subject::Table(name) => (gone.join("|"), name.to_string()),
                _ => return "Say so in the model: `renamed_from = \"..\"`.".to_owned(),
            };
            let last = new.rsplit('.').next().unwrap_or(&new);
            format!("Say `--rename {old}={last}`, or `--new {new}` if it is new.")
        }
        Question::Value { table, column, .. } => {
            format!(
                "Say `--value {table}.{}=SQL`, or let the model's field be an `Option`.",
                column.name
            )
        }
    }
}

fn ask(context: &Context, question: &Question) -> Result<Answer, Error> {
    let failed = |error: dialoguer::Error| Error::refused(format!("no answer came: {error}"));
    context.output.say(&context.output.tinted(Tone::Notice, &question.to_string()));
    match question {
        Question::Renamed { gone, .. } => {
            let choices = gone.iter().map(|old| format!("yes, it was {old}"));
            let choices: Vec<_> = choices.chain(["no, it is new".to_owned()]).collect();
            let chosen = dialoguer::Select::new().items(&choices).default(0).interact();
            Ok(match gone.get(chosen.map_err(failed)?) {
                Some(old) => Answer::RenamedFrom(old.clone()),
                None => Answer::New,
            })
        }
        Question::Value { .. } => {
            let choices = ["a value for the rows that are there, as SQL", "let it be NULL for now"];
            let chosen = dialoguer::Select::new().items(choices).default(0).interact();
            if chosen.map_err(failed)? == 1 {
                return Ok(Answer::Nullable);
            }
            let value = dialoguer::Input::<String>::new().with_prompt("SQL").interact_text();
            Ok(Answer::Value(value.map_err(failed)?))
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
        let question = format!("{lost} would be lost. Write that?");
        let confirmed = dialoguer::Confirm::new().with_prompt(question).default(false).interact();
        if matches!(confirmed, Ok(true)) {
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

fn text(plan: &Plan) -> String {
    let mut text = String::new();
    for migration in &plan.migrations {
        let how =
            if migration.transactional { "in a transaction" } else { "statement by statement" };
        text.push_str(&format!("-- {how}\n"));
        let tenant = migration.tenant.as_ref().map(|steps| steps.up.as_slice()).unwrap_or_default();
        for step in migration.up.iter().chain(tenant) {
            text.push_str(&one(step));
        }
        text.push('\n');
    }
    text
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
        text
    });
}
