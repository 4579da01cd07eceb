//! The shape of a family of models, which dice decide, and the Rust that it is written as.

use super::oracle::Goes;
use crate::dice::Dice;
use std::fmt::Write as _;

/// A column's type that tells rows apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Plain {
    Int,
    Big,
    Text,
    Uuid,
    /// A newtype of an integer.
    Org,
}

impl Plain {
    pub(super) fn ty(self) -> &'static str {
        match self {
            Plain::Int => "i32",
            Plain::Big => "i64",
            Plain::Text => "String",
            Plain::Uuid => "Uuid",
            Plain::Org => "Org",
        }
    }

    /// An expression of this type, made of one of `i32`.
    pub(super) fn of(self, number: &str) -> String {
        match self {
            Plain::Int => number.to_owned(),
            Plain::Big => format!("i64::from({number})"),
            Plain::Text => format!("text({number})"),
            Plain::Uuid => format!("uuid({number})"),
            Plain::Org => format!("Org(i64::from({number}))"),
        }
    }
}

/// A primary key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Key {
    /// Made by the database or the library: the same numbers mean other rows to other tenants.
    Auto(Plain),
    /// Given by the user: all tenants give the same.
    Given(Plain),
    /// Of two columns that the user gives.
    Pair(Plain, Plain),
}

/// A reference: its name, the model that it leads to, and how.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    pub(super) name: &'static str,
    pub(super) target: &'static str,
    /// The target's key; without one, the reference is by its unique code.
    pub(super) key: Option<Key>,
    pub(super) optional: bool,
    pub(super) goes: Goes,
    /// No two rows refer to the same one.
    pub(super) unique: bool,
}

impl Reference {
    /// Its columns: their names and types.
    pub(super) fn columns(&self) -> Vec<(String, Plain)> {
        let name = self.name;
        match self.key {
            None => vec![(format!("{name}_code"), Plain::Int)],
            Some(Key::Auto(ty) | Key::Given(ty)) => vec![(format!("{name}_key"), ty)],
            Some(Key::Pair(a, b)) => vec![(format!("{name}_a"), a), (format!("{name}_b"), b)],
        }
    }

    /// The columns that it leads to.
    pub(super) fn referenced(&self) -> Vec<&'static str> {
        match self.key {
            None => vec!["code"],
            Some(key) => key.columns(),
        }
    }

    /// `Row.top_key`, `Row.(top_a, top_b)`
    pub(super) fn reverse(&self, model: &str) -> String {
        let columns: Vec<_> = self.columns().into_iter().map(|(name, _)| name).collect();
        match columns.as_slice() {
            [column] => format!("{model}.{column}"),
            columns => format!("{model}.({})", columns.join(", ")),
        }
    }

    /// The type of its value, and the value that leads to the row of a code; none if only a query tells.
    pub(super) fn value(&self) -> (String, Option<String>) {
        match self.key {
            None => ("i32".to_owned(), Some("code".to_owned())),
            Some(key) => key.value(),
        }
    }
}

impl Key {
    pub(super) fn columns(self) -> Vec<&'static str> {
        match self {
            Key::Auto(_) | Key::Given(_) => vec!["id"],
            Key::Pair(..) => vec!["a", "b"],
        }
    }

    pub(super) fn value(self) -> (String, Option<String>) {
        match self {
            Key::Auto(ty) => (ty.ty().to_owned(), None),
            Key::Given(ty) => (ty.ty().to_owned(), Some(ty.of("code"))),
            Key::Pair(a, b) => (
                format!("({}, {})", a.ty(), b.ty()),
                Some(format!("({}, {})", a.of("code / 4"), b.of("code % 4"))),
            ),
        }
    }
}

/// A model: what is of no interest to the statements is there to vary the columns.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) tenant: &'static str,
    /// Of the links, none: theirs are the references.
    pub(super) key: Option<Key>,
    pub(super) references: Vec<Reference>,
    pub(super) is_soft: bool,
    /// Columns that nobody asks for, as they are declared and as they are filled.
    pub(super) others: Vec<(&'static str, Option<&'static str>)>,
    /// The relations that other models lead back by.
    pub(super) reverse: Vec<String>,
    /// In the order of the columns.
    pub(super) dice: Dice,
}

/// Columns of all kinds: how they are declared, and what a new row has there if the user gives it.
const OTHERS: [(&str, Option<&str>); 9] = [
    ("pub(crate) note: Option<String>", Some("note: None")),
    ("pub(crate) tags: Vec<String>", Some("tags: vec![\"a\".into(), \"b\".into()]")),
    ("pub(crate) sizes: Option<Vec<i32>>", Some("sizes: Some(vec![code])")),
    ("pub(crate) kind: Kind", Some("kind: Kind::Small")),
    ("pub(crate) grade: Grade", Some("grade: Grade::Low")),
    ("pub(crate) weight: f64", Some("weight: 0.5")),
    ("#[model(version)] pub(crate) version: i32", None),
    ("#[model(created_at)] pub(crate) made_at: DateTime<Utc>", None),
    ("#[model(default = true)] pub(crate) is_open: bool", Some("is_open: None")),
];

const TENANTS: [&str; 4] = ["tenant_id", "org", "account_id", "owner"];

impl Shape {
    pub(super) fn any(name: &'static str, key: Option<Key>, dice: &mut Dice) -> Shape {
        let others = OTHERS.into_iter().filter(|_| dice.below(3) == 0).collect();
        Shape {
            name,
            tenant: dice.one_of(&TENANTS),
            key,
            references: Vec::new(),
            is_soft: false,
            others,
            reverse: Vec::new(),
            dice: dice.branch(),
        }
    }

    /// The name of its table.
    pub(super) fn table(&self) -> String {
        format!("{}s", self.name.to_lowercase())
    }

    /// The struct.
    pub(super) fn declared(&self, tenant: Plain) -> String {
        let mut keys = vec![format!("tenant = {}", self.tenant)];
        let mut fields = vec![format!("pub(crate) {}: {},", self.tenant, tenant.ty())];
        match self.key {
            Some(Key::Auto(ty)) => {
                fields.push(format!("#[model(primary_key, auto)] pub(crate) id: {},", ty.ty()));
            }
            Some(Key::Given(ty)) => {
                fields.push(format!("#[model(primary_key)] pub(crate) id: {},", ty.ty()));
            }
            Some(Key::Pair(a, b)) => {
                keys.push("primary_key(a, b)".to_owned());
                fields.extend([
                    format!("pub(crate) a: {},", a.ty()),
                    format!("pub(crate) b: {},", b.ty()),
                ]);
            }
            None => {
                let columns = self.references.iter().flat_map(Reference::columns);
                let columns: Vec<_> = columns.map(|(name, _)| name).collect();
                keys.push(format!("primary_key({})", columns.join(", ")));
            }
        }
        if self.key.is_some() {
            keys.push("unique(code)".to_owned());
            fields.extend(["pub(crate) code: i32,".to_owned(), "pub(crate) mark: i32,".to_owned()]);
        }
        if self.is_soft {
            fields.push(
                "#[model(soft_delete)] pub(crate) gone_at: Option<DateTime<Utc>>,".to_owned(),
            );
        }
        for reference in &self.references {
            referring(reference, &mut keys, &mut fields);
        }
        fields.extend(self.others.iter().map(|(field, _)| format!("{field},")));
        keys.extend(self.reverse.iter().cloned());
        let mut dice = self.dice.clone();
        for at in (1..fields.len()).rev() {
            fields.swap(at, dice.below(at as u64 + 1) as usize);
        }
        let mut text = format!("#[derive(Model, Debug, Clone)]\n#[model({})]\n", keys.join(", "));
        writeln!(text, "pub(crate) struct {} {{", self.name).expect("a text takes it");
        for field in fields {
            writeln!(text, "    {field}").expect("a text takes it");
        }
        text.push_str("}\n");
        text
    }

    /// The function that makes a new row.
    pub(super) fn made(&self) -> String {
        let module = self.name.to_lowercase();
        let parameters: Vec<_> = self
            .references
            .iter()
            .map(|reference| {
                let (ty, _) = reference.value();
                format!(", {}: Option<{ty}>", reference.name)
            })
            .collect();
        let mut fields = vec!["code".to_owned(), "mark".to_owned()];
        match self.key {
            Some(Key::Given(ty)) => fields.push(format!("id: {}", ty.of("code"))),
            Some(Key::Pair(a, b)) => {
                fields.push(format!("a: {}", a.of("code / 4")));
                fields.push(format!("b: {}", b.of("code % 4")));
            }
            Some(Key::Auto(_)) | None => {}
        }
        let mut lines = String::new();
        for reference in &self.references {
            let name = reference.name;
            if !reference.optional {
                writeln!(lines, "    let {name} = {name}.expect(\"it is required\");")
                    .expect("it does");
            }
            match reference.columns().as_slice() {
                [(column, _)] => fields.push(format!("{column}: {name}")),
                columns => {
                    let names: Vec<_> = columns.iter().map(|(column, _)| column.clone()).collect();
                    let split =
                        if reference.optional { format!("{name}.unzip()") } else { name.into() };
                    writeln!(lines, "    let ({}) = {split};", names.join(", ")).expect("it does");
                    fields.extend(names);
                }
            }
        }
        fields.extend(self.others.iter().filter_map(|(_, value)| value.map(str::to_owned)));
        format!(
            "fn new_{module}(code: i32, mark: i32{}) -> {module}::New {{\n{lines}    {module}::New {{ {} }}\n}}\n",
            parameters.concat(),
            fields.join(", ")
        )
    }
}

/// How a reference is declared.
fn referring(reference: &Reference, keys: &mut Vec<String>, fields: &mut Vec<String>) {
    let Reference { name, target, .. } = reference;
    let columns = reference.columns();
    if let [(column, ty)] = columns.as_slice() {
        let unique = if reference.unique { "unique, " } else { "" };
        let to = if reference.key.is_none() { ".code" } else { "" };
        let goes = written(reference.goes).map(|goes| format!(", on_delete = {goes}"));
        let ty = if reference.optional { format!("Option<{}>", ty.ty()) } else { ty.ty().into() };
        fields.push(format!(
            "#[model({unique}references = {target}{to}, relation = {name}{})] pub(crate) {column}: {ty},",
            goes.unwrap_or_default()
        ));
        return;
    }
    let names: Vec<_> = columns.iter().map(|(column, _)| column.clone()).collect();
    let goes = written(reference.goes).map(|goes| format!(" on_delete {goes}"));
    keys.push(format!(
        "belongs_to({name}: {target} by ({}){})",
        names.join(", "),
        goes.unwrap_or_default()
    ));
    for (column, ty) in columns {
        let ty = if reference.optional { format!("Option<{}>", ty.ty()) } else { ty.ty().into() };
        fields.push(format!("pub(crate) {column}: {ty},"));
    }
}

/// How an action is written; to refuse is what happens without one.
fn written(goes: Goes) -> Option<&'static str> {
    match goes {
        Goes::Refused => None,
        Goes::Cascade => Some("cascade"),
        Goes::Empty => Some("set_null"),
    }
}
