//! What each derive says about an item, and that what it writes is Rust.

mod db_enum;
mod db_type;
mod expansion;
mod index;
mod model;
mod names;
mod partition;
mod projection;

use crate::diag::Errors;
use syn::DeriveInput;

/// Compares all messages about an item with those that are expected, in order.
#[track_caller]
fn expect(item: &str, messages: &[&str], run: fn(&DeriveInput, &mut Errors)) {
    let input: DeriveInput = syn::parse_str(item).expect("the test's item is Rust");
    let mut errors = Errors::default();
    run(&input, &mut errors);
    assert_eq!(errors.messages(), messages, "about {item}");
}
