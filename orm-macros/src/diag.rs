//! Errors, collected so that one compilation reports all of them.

use proc_macro2::TokenStream;
use quote::ToTokens;
use std::fmt::Display;
use syn::Ident;

/// The violations found so far.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// Adds a violation at the tokens of `node`.
    pub(crate) fn at(&mut self, node: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(node, message));
    }

    /// Adds a violation.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The `compile_error!`s; nothing if there are no violations.
    pub(crate) fn to_tokens(&self) -> TokenStream {
        self.0.as_ref().map(syn::Error::to_compile_error).unwrap_or_default()
    }

    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.0.iter().flatten().map(|error| error.to_string()).collect()
    }
}

/// The error of a key that there is not: names the nearest one, or all.
pub(crate) fn unknown_key(key: &Ident, known: &[&str]) -> syn::Error {
    let written = key.to_string();
    let advice = match nearest(&written, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys are {}", list(known)),
    };
    syn::Error::new_spanned(key, format!("unknown key `{written}`; {advice}"))
}

/// The error of a field that the struct does not have.
pub(crate) fn unknown_field(field: &Ident, known: &[&str]) -> syn::Error {
    let advice = match nearest(&field.to_string(), known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the fields are {}", list(known)),
    };
    syn::Error::new_spanned(field, format!("there is no field `{field}`; {advice}"))
}

/// The names, each in backticks, with commas between.
pub(crate) fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let limit = 1 + written.len() / 4;
    known
        .iter()
        .map(|name| (distance(written, name), *name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The number of letters to add, drop or change to make one word of another (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = corner + usize::from(from != *to);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
