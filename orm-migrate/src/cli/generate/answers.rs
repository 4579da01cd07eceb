//! The answers to what a difference cannot tell: from the command line, or asked for.

use crate::cli::args::Generate;
use crate::cli::ask;
use crate::cli::context::Context;
use crate::cli::output::Tone;
use crate::schema::{ObjectName, Schema, Table};
use crate::sql::labels;
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
            _ => {
                let (subject, labels) = gone(before, models, column)
                    .ok_or_else(|| no_label("--value", value, column))?;
                if !labels.iter().any(|label| label == sql) {
                    let text =
                        format!("`--value {value}`: there is no {sql}, but {}", labels.join(", "));
                    return Err(Error::input(text));
                }
                answers.answer(subject, Answer::Label(sql.to_owned()));
            }
        }
    }
    for unused in &arguments.unused {
        let (subject, _) =
            gone(before, models, unused).ok_or_else(|| no_label("--unused", unused, unused))?;
        answers.answer(subject, Answer::Unused);
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
        // A label of the models is one of an enum type.
        Subject::Value(..) => None,
    }
}

/// The label that is gone, behind the name of its enum or of its table and column, and the labels that there
/// are.
fn gone(before: &Schema, models: &Schema, text: &str) -> Option<(Subject, Vec<String>)> {
    let parts = text.match_indices('.').map(|(at, _)| (&text[..at], &text[at + 1..]));
    let mut found = parts.filter_map(|(owner, label)| {
        if let Some(ty) = models.enum_type(&name(owner)) {
            // It may have another name there.
            let enums = before.enum_type(&ty.name).map_or(&before.enums[..], std::slice::from_ref);
            let had = enums.iter().flat_map(|ty| &ty.labels).any(|old| old == label);
            let subject = Subject::Label(ty.name.clone(), label.to_owned());
            return had.then(|| (subject, ty.labels.clone()));
        }
        let (table, column) = owner.rsplit_once('.')?;
        let table = models.table(&name(table))?;
        let labels = labels::of(table, column)?;
        // Table and column may have other names there.
        let tables = before.table(&table.name).map_or(&before.tables[..], std::slice::from_ref);
        let knows = |table: &Table| {
            let lists = table.columns.iter().filter_map(|column| labels::of(table, &column.name));
            lists.flatten().any(|old| old == label)
        };
        let subject = Subject::Value(table.name.clone(), column.to_owned(), label.to_owned());
        tables.iter().any(knows).then_some((subject, labels))
    });
    found.find(|(subject, labels)| match subject {
        Subject::Label(_, label) | Subject::Value(_, _, label) => !labels.contains(label),
        _ => false,
    })
}

fn no_label(option: &str, text: &str, what: &str) -> Error {
    let or_column = if option == "--value" { "no column of the models, nor " } else { "not " };
    Error::input(format!("`{option} {text}`: {what} is {or_column}a label that is gone"))
}

fn unknown(option: &str, text: &str, what: &str) -> Error {
    let mut said = format!("`{option} {text}`: the models have no {what}");
    if !what.contains('.') {
        said.push_str(
            "; a column is named with its table, and a label with its type: orders.state",
        );
    }
    Error::input(said)
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
            let old = match new {
                Subject::Column(owner, _) | Subject::Label(owner, _) => format!("{owner}.{gone}"),
                Subject::Value(table, column, _) => format!("{table}.{column}.{gone}"),
                Subject::Table(_) | Subject::Enum(_) => gone,
            };
            let new = dotted(new);
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
        Question::Gone { label, labels } => {
            let (label, labels) = (dotted(label), labels.join("|"));
            format!("Say `--value {label}={labels}`, or `--unused {label}` if no row does.")
        }
    }
}

/// What a question is about, as the command line names it.
fn dotted(subject: &Subject) -> String {
    match subject {
        Subject::Table(name) | Subject::Enum(name) => name.to_string(),
        Subject::Column(owner, part) | Subject::Label(owner, part) => format!("{owner}.{part}"),
        Subject::Value(table, column, label) => format!("{table}.{column}.{label}"),
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
        Question::Gone { labels, .. } => {
            let label = |label: &String| (label.clone(), Some(Answer::Label(label.clone())));
            let none = ("no row holds it".to_owned(), Some(Answer::Unused));
            labels.iter().map(label).chain([none]).unzip()
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
    use crate::schema::{Check, Column, DataType, EnumType, ObjectName, Schema, Table};
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

    /// `orders (state)`, an enum kept as text, beside `urgency`, which it has, too.
    fn with_texts(labels: &[&str]) -> Schema {
        let mut schema = with_labels(labels);
        let mut table = Table::new(ObjectName::plain("orders"));
        let urgency = DataType::Enum(ObjectName::plain("urgency"));
        table.columns.push(Column::new("urgency", urgency));
        table.columns.push(Column::new("state", DataType::named("text")));
        let list: Vec<_> = labels.iter().map(|label| format!("'{label}'")).collect();
        let expression = format!("\"state\" IN ({})", list.join(", "));
        table.checks.push(Check { name: None, expression });
        schema.tables.push(table);
        schema
    }

    #[test]
    fn a_label_that_is_gone_is_asked_for() {
        let (before, models) = (with_texts(&["low", "v1.2", "high"]), with_texts(&["low", "high"]));
        let check = |options: &[&str], expect: &str| {
            assert_eq!(left(&before, &models, options), expect, "{options:?}");
        };
        let of_column = "label v1.2 of column orders.state is gone: what do rows that hold it get? Say \
             `--value orders.state.v1.2=low|high`, or `--unused orders.state.v1.2` if no row does.";
        let of_type = "label v1.2 of enum urgency is gone: what do rows that hold it get? Say \
             `--value urgency.v1.2=low|high`, or `--unused urgency.v1.2` if no row does.";
        check(&[], &format!("{of_column}\n{of_type}"));
        check(&["--value", "orders.state.v1.2=low"], of_type);
        check(&["--unused", "orders.state.v1.2"], of_type);
        check(&["--value", "urgency.v1.2=high"], of_column);
        check(&["--unused", "orders.state.v1.2", "--unused", "urgency.v1.2"], "");
    }

    #[test]
    fn a_label_may_be_renamed_to_one_that_is_there() {
        let (before, models) = (with_texts(&["low", "mid", "high"]), with_texts(&["low", "high"]));
        let rename = ["--unused", "orders.state.mid", "--rename", "urgency.mid=high"];
        assert_eq!(left(&before, &models, &rename), "");
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
        check(&["--new", "urgent"], "the models have no urgent; a column is named with its table");
        let no = "urgency.minor is no column of the models, nor a label that is gone";
        check(&["--value", "urgency.minor=1"], no);
        check(&["--value", "urgency.low=miner"], "there is no miner, but minor, high");
        check(&["--unused", "urgency.high"], "urgency.high is not a label that is gone");
    }
}
