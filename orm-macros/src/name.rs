//! Names: of modules, tables and constraints, and identifiers made of text.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::Span;
use syn::Ident;
use syn::ext::IdentExt;

/// PostgreSQL cuts longer names without an error (`NAMEDATALEN`, 64 with the final zero byte).
pub(crate) const LONGEST: usize = 63;

/// What is wrong with a `renamed_from` of a name that did not change.
pub(crate) const SAME: &str =
    "this is the name that it has; write the one that it had before, or remove `renamed_from`";

/// An identifier's text, without `r#`.
pub(crate) fn text(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// An identifier of this text, raw if it is a keyword; none for the few words that cannot be one.
pub(crate) fn ident(text: &str, span: Span) -> Option<Ident> {
    let begins = text.chars().next().is_some_and(|first| !first.is_ascii_digit());
    if !begins || matches!(text, "self" | "Self" | "super" | "crate" | "_") {
        return None;
    }
    // `gen` is a keyword since the edition 2024, which `syn` does not assume.
    if text == "gen" || syn::parse_str::<Ident>(text).is_err() {
        return Some(Ident::new_raw(text, span));
    }
    Some(Ident::new(text, span))
}

/// The module beside a struct.
pub(crate) fn module(item: &Ident) -> Ident {
    let name = text(item).to_snake_case();
    let span = Span::mixed_site().located_at(item.span());
    ident(&name, span).unwrap_or_else(|| Ident::new(&format!("{name}_"), span))
}

/// The table of a model, in the plural.
pub(crate) fn table(model: &Ident) -> String {
    let name = text(model).to_snake_case();
    let vowel_before_y = ["ay", "ey", "iy", "oy", "uy"].iter().any(|end| name.ends_with(end));
    match name.strip_suffix('y') {
        Some(stem) if !vowel_before_y => format!("{stem}ies"),
        _ if ["s", "x", "ch", "sh"].iter().any(|end| name.ends_with(end)) => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

/// A variant of `Constraint`: a word for its kind and the fields, in camel case.
pub(crate) fn variant(kind: &str, fields: &[String], span: Span) -> Ident {
    let fields: String = fields.iter().map(|field| field.to_upper_camel_case()).collect();
    Ident::new(&format!("{kind}{fields}"), span)
}

/// The words of a text of SQL, as a part of a name: `lower(email)` is `lower_email`.
pub(crate) fn words(sql: &str) -> String {
    let words = sql.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_lowercase()
}

/// A name that the database keeps whole: a longer one is cut and ends with its hash.
pub(crate) fn fit(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    let mut end = LONGEST - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{:08x}", &name[..end], hash(&name) as u32)
}

/// The hash of a name, FNV-1a of 64 bits: the same as the runtime's `hash`.
pub(crate) fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
