//! The answers to what a difference cannot tell: from the command line, or asked for.

use crate::cli::args::Generate;
use crate::cli::ask;
use crate::cli::context::Context;
use crate::cli::output::Tone;
use crate::schema::{ObjectName, Schema};
use crate::{Answer, Answers, Error, Question, Subject};

/// What the command line says before anybody asks.
///
/// # Errors
/// [`is_input`](Error::is_input) if it names what is not there: nobody would notice that it changed nothing.
pub(super) fn given(
    arguments: &Generate,
    before: &Schema,
    models: &Schema,
) -> Result<Answers, Error> {
    let mut answers = Answers::new();
    for rename in &arguments.rename {
        let (old, new) = split(rename, "--rename customers.mail=email, clients=customers")?;
        let owner = old.rsplit_once('.').map(|(owner, _)| owner);
        let new = owner.map_or(new.to_owned(), |owner| format!("{owner}.{new}"));
        let subject = subject(models, &new).ok_or_else(|| unknown("--rename", rename, &new))?;
        let Some(old) = old_name(before, &subject, old) else {
            let text = format!("`--rename {rename}`: the last snapshot has no {old}");
            return Err(Error::input(text));
        };
        answers.answer(subject, Answer::RenamedFrom(old.to_owned()));
    }
    for new in &arguments.new {
        let subject = subject(models, new).ok_or_else(|| unknown("--new", new, new))?;
        answers.answer(subject, Answer::New);
    }
    for value in &arguments.value {
        let (column, sql) = split(value, "--value orders.state=\"'open'\"")?;
        match subject(models, column) {
            Some(subject @ Subject::Column(..)) => {
                answers.answer(subject, Answer::Value(sql.to_owned()));
            }
            _ => return Err(unknown("--value", value, column)),
        }
    }
    Ok(answers)
}

/// What of the models has this name: a table or an enum, or a column or a label behind the name of its own.
fn subject(models: &Schema, text: &str) -> Option<Subject> {
    let whole = name(text);
    if models.table(&whole).is_some() {
        return Some(Subject::Table(whole));
    }
    if models.enum_type(&whole).is_some() {
        return Some(Subject::Enum(whole));
    }
    let (owner, part) = text.rsplit_once('.')?;
    let (owner, part) = (name(owner), part.to_owned());
    if models.table(&owner).is_some_and(|table| table.column(&part).is_some()) {
        return Some(Subject::Column(owner, part));
    }
    let ty = models.enum_type(&owner)?;
    ty.labels.contains(&part).then_some(Subject::Label(owner, part))
}

/// The old name of something, if the last snapshot has it.
fn old_name<'a>(before: &Schema, new: &Subject, old: &'a str) -> Option<&'a str> {
    let part = old.rsplit('.').next()?;
    match new {
        Subject::Table(_) => before.table(&name(old)).map(|_| old),
        Subject::Enum(_) => before.enum_type(&name(old)).map(|_| old),
        // Its table may have another name there.
        Subject::Column(table, _) => {
            let tables = before.table(table).map_or(&before.tables[..], std::slice::from_ref);
            tables.iter().any(|table| table.column(part).is_some()).then_some(part)
        }
        Subject::Label(ty, _) => {
            let enums = before.enum_type(ty).map_or(&before.enums[..], std::slice::from_ref);
            enums.iter().any(|ty| ty.labels.iter().any(|label| label == part)).then_some(part)
        }
    }
}

fn unknown(option: &str, text: &str, what: &str) -> Error {
    Error::input(format!("`{option} {text}`: the models have no {what}"))
}

/// The questions that have to be answered, with the words to do so.
pub(super) fn unanswered(questions: &[Question]) -> Vec<String> {
    let is_name = |question: &&Question| matches!(question, Question::Renamed { .. });
    let names: Vec<_> = questions.iter().filter(is_name).map(Question::subject).collect();
    // What a new column gets is no question while it may be an old one.
    let is_open = |question: &&Question| {
        question.is_required() && (is_name(question) || !names.contains(&question.subject()))
    };
    let say = |question: &Question| format!("{question} {}", how_to_say(question));
    questions.iter().filter(is_open).map(say).collect()
}

/// How a question is answered without a terminal.
pub(super) fn how_to_say(question: &Question) -> String {
    match question {
        Question::Renamed { new, gone } => {
            let gone = gone.join("|");
            let (old, new) = match new {
                Subject::Column(owner, part) | Subject::Label(owner, part) => {
                    (format!("{owner}.{gone}"), format!("{owner}.{part}"))
                }
                Subject::Table(name) | Subject::Enum(name) => (gone, name.to_string()),
            };
            let last = new.rsplit('.').next().unwrap_or(&new);
            format!("Say `--rename {old}={last}`, or `--new {new}` if it is new.")
        }
        Question::Value { table, column, is_new } => {
            let otherwise = match is_new {
                true => "or let the model's field be an `Option`",
                false => "or `up` fails if there is one",
            };
            format!("Say `--value {table}.{}=SQL`, {otherwise}.", column.name)
        }
    }
}

/// What somebody answers; `None` if there is nothing to be done.
pub(super) fn asked(context: &Context, question: &Question) -> Result<Option<Answer>, Error> {
    context.output.say(&context.output.tinted(Tone::Notice, &question.to_string()));
    let (choices, mut answers): (Vec<_>, Vec<_>) = match question {
        Question::Renamed { gone, .. } => {
            let was = |old: &String| {
                (format!("yes, it was {old}"), Some(Answer::RenamedFrom(old.clone())))
            };
            let new = ("no, it is new".to_owned(), Some(Answer::New));
            gone.iter().map(was).chain([new]).unzip()
        }
        Question::Value { is_new, .. } => {
            let value = ("a value, as SQL".to_owned(), Some(Answer::Value(String::new())));
            let none = match is_new {
                true => ("let it be NULL for now".to_owned(), Some(Answer::Nullable)),
                false => ("there are none".to_owned(), None),
            };
            [value, none].into_iter().unzip()
        }
    };
    let chosen = ask::choice(&choices)?;
    // What was chosen from is gone from the terminal.
    context.output.say(&context.output.tinted(Tone::Faint, &format!("  {}", choices[chosen])));
    match answers.swap_remove(chosen) {
        Some(Answer::Value(_)) => Ok(Some(Answer::Value(ask::text("  SQL")?))),
        answer => Ok(answer),
    }
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

#[cfg(test)]
mod tests {
    use super::{given, how_to_say, unanswered};
    use crate::cli::args::{Arguments, Command};
    use crate::schema::{EnumType, ObjectName, Schema};
    use crate::{Answers, diff};
    use clap::Parser;
    use orm::Dialect;

    fn with_labels(labels: &[&str]) -> Schema {
        let mut schema = Schema::empty(Dialect::Postgres);
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        schema.enums.push(EnumType::new(ObjectName::plain("urgency"), labels));
        schema
    }

    /// What these options leave open, or what is wrong with them.
    fn left(before: &Schema, models: &Schema, options: &[&str]) -> String {
        let line = [&["manage", "generate", "x"], options].concat();
        let Command::Generate(arguments) = Arguments::parse_from(line).command else {
            unreachable!("that is the command")
        };
        match given(&arguments, before, models) {
            Ok(answers) => unanswered(&diff(before, models, &answers).questions).join("\n"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_label_is_renamed_or_new() {
        let (before, models) = (with_labels(&["low", "high"]), with_labels(&["minor", "high"]));
        let question = &diff(&before, &models, &Answers::new()).questions[0];
        let say = "Say `--rename urgency.low=minor`, or `--new urgency.minor` if it is new.";
        assert_eq!(how_to_say(question), say);
        assert!(left(&before, &models, &[]).contains(say));
        assert_eq!(left(&before, &models, &["--rename", "urgency.low=minor"]), "");
        assert_eq!(left(&before, &models, &["--new", "urgency.minor"]), "");
    }

    #[test]
    fn what_is_not_there_is_a_mistake() {
        let (before, models) = (with_labels(&["low", "high"]), with_labels(&["minor", "high"]));
        let check = |options: &[&str], expect: &str| {
            let said = left(&before, &models, options);
            assert!(said.contains(expect), "{options:?}: {said}");
        };
        check(&["--rename", "urgency.low=miner"], "the models have no urgency.miner");
        check(&["--rename", "urgency.lo=minor"], "the last snapshot has no urgency.lo");
        check(&["--rename", "urgency.low"], "has no `=`");
        check(&["--new", "urgent"], "the models have no urgent");
        check(&["--value", "urgency.minor=1"], "the models have no urgency.minor");
    }
}
