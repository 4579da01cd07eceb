//! The source of models.

use super::model::{Enum, Field, Model, Models};
use super::name;
use heck::ToSnakeCase;

/// So wide a line of attributes is at most (rustfmt's default).
const WIDTH: usize = 100;

/// The whole module.
pub(super) fn source(models: &Models<'_>) -> String {
    let mut out = "//! The tables of the database.\n\n".to_owned();
    out.push_str(&imports(models));
    for one in &models.enums {
        out.push_str(&enumeration(one));
    }
    for model in &models.list {
        out.push_str(&structure(model));
    }
    out
}

fn imports(models: &Models<'_>) -> String {
    let types = || models.list.iter().flat_map(|model| &model.fields).map(|field| &field.ty.name);
    let uses = |word: &str| types().any(|ty| ty.split(['<', '>', ':']).any(|part| part == word));
    let chrono = ["DateTime", "NaiveDate", "NaiveDateTime", "NaiveTime", "Utc"];
    let chrono: Vec<_> = chrono.into_iter().filter(|word| uses(word)).collect();
    let mut out = String::new();
    match chrono[..] {
        [] => {}
        [one] => out.push_str(&format!("use chrono::{one};\n")),
        _ => out.push_str(&format!("use chrono::{{{}}};\n", chrono.join(", "))),
    }
    out.push_str(if models.enums.is_empty() {
        "use orm::Model;\n"
    } else {
        "use orm::{DbEnum, Model};\n"
    });
    for (word, line) in [("Decimal", "use rust_decimal::Decimal;\n"), ("Uuid", "use uuid::Uuid;\n")]
    {
        if uses(word) {
            out.push_str(line);
        }
    }
    out
}

fn enumeration(one: &Enum<'_>) -> String {
    let own = &one.of.name.name;
    let mut out = "\n#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]\n".to_owned();
    let mut items = vec!["native".to_owned()];
    if one.name.to_snake_case() != *own {
        items.push(format!("name = {own:?}"));
    }
    items.extend(one.of.name.schema.as_ref().map(|schema| format!("schema = {schema:?}")));
    out.push_str(&attribute("db_enum", &items, ""));
    out.push_str(&format!("pub enum {} {{\n", one.name));
    let mut taken: Vec<String> = Vec::new();
    for label in &one.of.labels {
        let variant =
            name::free(name::camel(label), "N", |name| taken.iter().any(|other| other == name));
        if variant.to_snake_case() != *label {
            out.push_str(&format!("    #[db_enum(rename = {label:?})]\n"));
        }
        out.push_str(&format!("    {variant},\n"));
        taken.push(variant);
    }
    out.push_str("}\n");
    out
}

fn structure(model: &Model<'_>) -> String {
    let mut out = "\n".to_owned();
    out.push_str(&comments(&model.notes, ""));
    if looks_repeated(&model.items) {
        out.push_str("#[allow(clippy::duplicated_attributes)]\n");
    }
    out.push_str("#[derive(Model, Debug, Clone, PartialEq)]\n");
    out.push_str(&attribute("model", &model.items, ""));
    out.push_str(&format!("pub struct {} {{\n", model.name));
    for field in &model.fields {
        out.push_str(&field_lines(field));
    }
    out.push_str("}\n");
    out
}

/// Whether clippy takes two indexes over one column for an attribute that is there twice. It reads only lists
/// that are words and values, which relations are not.
fn looks_repeated(items: &[String]) -> bool {
    let count = |word: &str| items.iter().filter(|item| item.starts_with(word)).count();
    let is_read =
        !items.iter().any(|item| item.starts_with("has_") || item.starts_with("belongs_"));
    is_read && (count("index(") > 1 || count("unique(") > 1)
}

fn field_lines(field: &Field<'_>) -> String {
    let mut out = comments(&field.notes, "    ");
    out.push_str(&attribute("model", &field.items, "    "));
    let ty = &field.ty.name;
    let ty = if field.is_optional { format!("Option<{ty}>") } else { ty.clone() };
    out.push_str(&format!("    pub {}: {ty},\n", name::written(&field.name)));
    out
}

/// Each text as a comment, its lines one by one.
fn comments(texts: &[String], indent: &str) -> String {
    let lines = texts.iter().flat_map(|text| text.lines());
    lines.map(|line| format!("{indent}// {line}\n")).collect()
}

/// `#[model(a, b)]`, each on a line of its own if they do not fit on one.
fn attribute(word: &str, items: &[String], indent: &str) -> String {
    if items.is_empty() {
        return String::new();
    }
    let line = format!("{indent}#[{word}({})]\n", items.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let lines: String = items.iter().map(|item| format!("{indent}    {item},\n")).collect();
    format!("{indent}#[{word}(\n{lines}{indent})]\n")
}
