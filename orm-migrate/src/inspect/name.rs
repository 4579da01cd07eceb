//! Names in Rust, made of names in a database.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Names that mean something else where the structs stand, or in what the derive makes.
const TAKEN: &[&str] = &[
    "Box",
    "Clone",
    "DateTime",
    "DbEnum",
    "Debug",
    "Decimal",
    "Err",
    "Model",
    "NaiveDate",
    "NaiveDateTime",
    "NaiveTime",
    "None",
    "Ok",
    "Option",
    "Result",
    "Self",
    "Some",
    "String",
    "Utc",
    "Uuid",
    "Value",
    "Vec",
];

/// The names of generated methods, which no relation can have (`orm-macros`, `model::relation`).
const METHODS: &[&str] = &[
    "copy_in",
    "copy_in_stream",
    "create",
    "create_many",
    "delete",
    "filter",
    "find",
    "get",
    "get_or_create",
    "insert_many",
    "into_parts",
    "limit",
    "order_by",
    "prefetch_related",
    "query",
    "reload",
    "update",
    "with",
    "model",
    "row",
];

/// The words that are no identifiers (Rust reference, "Keywords", edition 2024).
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The struct of a table: its name in the singular, if the derive makes the name of that again.
pub(super) fn of_struct(table: &str) -> String {
    let name = [("ies", "y"), ("es", ""), ("s", "")].into_iter().find_map(|(end, single)| {
        let name = camel(&format!("{}{single}", table.strip_suffix(end)?));
        (plural(&name) == table).then_some(name)
    });
    let name = name.unwrap_or_else(|| camel(table));
    if TAKEN.contains(&name.as_str()) { format!("{name}Row") } else { name }
}

/// The table that the derive gives a struct of this name (`orm-macros`, `name::table`).
pub(super) fn plural(of: &str) -> String {
    let name = of.to_snake_case();
    let vowel_before_y = ["ay", "ey", "iy", "oy", "uy"].iter().any(|end| name.ends_with(end));
    match name.strip_suffix('y') {
        Some(stem) if !vowel_before_y => format!("{stem}ies"),
        _ if ["s", "x", "ch", "sh"].iter().any(|end| name.ends_with(end)) => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

/// A type or variant: `PG-13` is `Pg13`.
pub(super) fn camel(text: &str) -> String {
    let name: String = text.to_upper_camel_case().chars().filter(|c| is_word(*c)).collect();
    match name.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_ascii_digit() || name == "Self" => format!("N{name}"),
        Some(_) => name,
    }
}

/// A field: in snake case, without `r#`.
pub(super) fn of_field(column: &str) -> String {
    let name: String = column.to_snake_case().chars().filter(|c| is_word(*c)).collect();
    match name.as_str() {
        "" => "column".to_owned(),
        "self" | "super" | "crate" => format!("{name}_"),
        _ if name.starts_with(|first: char| first.is_ascii_digit()) => format!("n{name}"),
        _ => name,
    }
}

/// A name that is not among those that are taken: with a number behind it, after `between`, if it has to be.
pub(super) fn free(name: String, between: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u32..).map(|number| format!("{name}{between}{number}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(name)
}

/// An identifier in a source: raw if it is a keyword.
pub(super) fn written(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// Whether a relation can have this name.
pub(super) fn can_be_relation(name: &str) -> bool {
    let begins = name.starts_with(|first: char| first.is_alphabetic());
    begins && !METHODS.contains(&name) && !["self", "super", "crate"].contains(&name)
}

/// So many bytes a name has at most on PostgreSQL, and in a model (manual, 4.1.1).
const LONGEST: usize = 63;

/// Whether a model can say this name.
pub(super) fn fits(name: &str) -> bool {
    (1..=LONGEST).contains(&name.len())
}

/// The name that the derive gives a constraint (`orm-macros`, `name::fit`): cut with a hash at its end where
/// PostgreSQL would cut it.
pub(super) fn of_constraint(table: &str, what: &str, kind: &str) -> String {
    let name = format!("{table}_{what}_{kind}");
    if fits(&name) {
        return name;
    }
    let mut end = LONGEST - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    // FNV-1a of 64 bits.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{}_{:08x}", &name[..end], hash as u32)
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_are_singular_where_the_derive_finds_the_way_back() {
        let check = |table, expect| assert_eq!(of_struct(table), expect, "{table}");
        check("orders", "Order");
        check("countries", "Country");
        check("addresses", "Address");
        check("boxes", "BoxRow");
        check("order_items", "OrderItem");
        check("staff", "Staff");
        check("film_actor", "FilmActor");
        check("2fa keys", "N2faKeys");
        check("options", "OptionRow");
        check("Orders", "Orders");
    }

    #[test]
    fn the_derive_refuses_the_same_names_of_relations() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../orm-macros/src/model/relation.rs");
        let source = std::fs::read_to_string(path).expect("the derive is beside");
        let (_, list) = source.split_once("const METHODS: ").expect("it has a list");
        let (list, _) = list.split_once("];").expect("the list ends");
        let names: Vec<_> = list.split('"').skip(1).step_by(2).collect();
        assert!(names.len() > 10 && METHODS.starts_with(&names), "{names:?}");
    }

    #[test]
    fn fields_are_in_snake_case() {
        let check = |column, expect| assert_eq!(of_field(column), expect, "{column}");
        check("userId", "user_id");
        check("type", "type");
        check("self", "self_");
        check("2nd", "n2nd");
        check("a b-c", "a_b_c");
        check("%", "column");
    }
}
