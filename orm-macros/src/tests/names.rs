//! Names of tables, modules and constraints.

use crate::name;
use proc_macro2::Span;
use syn::Ident;

fn ident(text: &str) -> Ident {
    Ident::new(text, Span::call_site())
}

#[test]
fn tables_are_plural() {
    let table = |model: &str| name::table(&ident(model));
    assert_eq!(table("Order"), "orders");
    assert_eq!(table("OrderItem"), "order_items");
    assert_eq!(table("Country"), "countries");
    assert_eq!(table("Day"), "days");
    assert_eq!(table("Address"), "addresses");
    assert_eq!(table("Box"), "boxes");
    assert_eq!(table("Branch"), "branches");
}

#[test]
fn modules_avoid_keywords() {
    let module = |item: &str| name::module(&ident(item)).to_string();
    assert_eq!(module("HttpLog"), "http_log");
    assert_eq!(module("Type"), "r#type");
    assert_eq!(module("Gen"), "r#gen");
    assert_eq!(module("Crate"), "crate_");
}

#[test]
fn long_names_are_cut() {
    let long = "a".repeat(100);
    let fit = name::fit(long.clone());
    assert_eq!(fit.len(), name::LONGEST);
    assert!(fit.starts_with(&"a".repeat(54)));
    assert_ne!(fit, name::fit(long + "a"));
    assert_eq!(name::fit("orders_pkey".to_owned()), "orders_pkey");
    assert!(name::fit("é".repeat(40)).len() <= name::LONGEST);
}

/// The values that FNV-1a has by definition for these texts.
#[test]
fn the_hash_is_fnv() {
    assert_eq!(name::hash(""), 0xcbf2_9ce4_8422_2325);
    assert_eq!(name::hash("a"), 0xaf63_dc4c_8601_ec8c);
}
