//! The words that names are made of.

/// The shelves, and their parts.
pub const SHELVES: &[(&str, &[&str])] = &[
    ("Garden", &["Tools", "Seeds", "Pots", "Watering"]),
    ("Kitchen", &["Pans", "Knives", "Baking", "Storage"]),
    ("Office", &["Paper", "Pens", "Lamps", "Chairs"]),
    ("Sport", &["Running", "Climbing", "Cycling", "Swimming"]),
    ("Music", &["Strings", "Drums", "Stands", "Cables"]),
];

pub const LABELS: &[&str] =
    &["new", "sale", "organic", "handmade", "heavy", "fragile", "last ones", "award", "refill"];

pub const QUALITIES: &[&str] =
    &["Small", "Large", "Sturdy", "Light", "Classic", "Folding", "Quiet", "Bright", "Plain"];

pub const MATERIALS: &[&str] = &["oak", "steel", "cotton", "glass", "copper", "cork", "clay"];

pub const FIRST: &[&str] =
    &["Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana", "Ivo", "Jana", "Kim", "Lea"];

pub const LAST: &[&str] =
    &["Abel", "Berg", "Costa", "Duval", "Eng", "Frey", "Gallo", "Horn", "Ito", "Juarez"];

pub const OPINIONS: &[&str] =
    &["never again", "it broke", "does what it should", "good", "bought a second one"];
