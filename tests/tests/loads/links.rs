//! How the models lead to each other, written down apart from the library.

/// How a relation leads from a row to others.
#[derive(Debug)]
pub struct Relation {
    pub kind: Leads,
    pub to: &'static str,
    pub near: &'static [&'static str],
    pub far: &'static [&'static str],
}

#[derive(Debug)]
pub enum Leads {
    Required,
    Optional,
    HasOne,
    Many,
    /// The table between, its columns for the near end, and for the far end.
    Through(&'static str, &'static [&'static str], &'static [&'static str]),
}

const BOOKS: Leads = Leads::Through("filing", &["book_id"], &["subject_id"]);
const FILED: Leads = Leads::Through("filing", &["subject_id"], &["book_id"]);
const LIKED: Leads = Leads::Through("interest", &["author_id"], &["subject_slug"]);
const FANS: Leads = Leads::Through("interest", &["subject_slug"], &["author_id"]);

#[rustfmt::skip]
pub fn relation(from: &str, name: &str) -> Relation {
    use Leads::*;
    let (kind, to, near, far): (_, _, &[&str], &[&str]) = match (from, name) {
        ("land", "places") => (Many, "place", &["code"], &["land_code"]),
        ("land", "publishers") => (Many, "publisher", &["code"], &["land_code"]),
        ("place", "land") => (Required, "land", &["land_code"], &["code"]),
        ("place", "authors") => (Many, "author", &["land_code", "number"], &["home_land", "home_number"]),
        ("place", "archives") => (Many, "archive", &["land_code", "number"], &["land_code", "number"]),
        ("archive", "place") => (Required, "place", &["land_code", "number"], &["land_code", "number"]),
        ("rate", "books") => (Many, "book", &["code"], &["rate_code"]),
        ("publisher", "land") => (Optional, "land", &["land_code"], &["code"]),
        ("publisher", "books") => (Many, "book", &["id"], &["publisher_id"]),
        ("author", "mentor") => (Optional, "author", &["mentor_id"], &["id"]),
        ("author", "home") => (Optional, "place", &["home_land", "home_number"], &["land_code", "number"]),
        ("author", "pupils") => (Many, "author", &["id"], &["mentor_id"]),
        ("author", "books") => (Many, "book", &["id"], &["author_id"]),
        ("author", "edited") => (Many, "book", &["id"], &["editor_id"]),
        ("author", "portrait") => (HasOne, "portrait", &["id"], &["author_id"]),
        ("author", "interests") => (LIKED, "subject", &["id"], &["slug"]),
        ("portrait", "author") => (Required, "author", &["author_id"], &["id"]),
        ("book", "author") => (Required, "author", &["author_id"], &["id"]),
        ("book", "editor") => (Optional, "author", &["editor_id"], &["id"]),
        ("book", "publisher") => (Optional, "publisher", &["publisher_id"], &["id"]),
        ("book", "rate") => (Optional, "rate", &["rate_code"], &["code"]),
        ("book", "volumes") => (Many, "volume", &["id"], &["book_id"]),
        ("book", "subjects") => (BOOKS, "subject", &["id"], &["id"]),
        ("volume", "book") => (Required, "book", &["book_id"], &["id"]),
        ("volume", "keeper") => (Optional, "author", &["keeper_id"], &["id"]),
        ("subject", "broader") => (Optional, "subject", &["broader_slug"], &["slug"]),
        ("subject", "narrower") => (Many, "subject", &["slug"], &["broader_slug"]),
        ("subject", "books") => (FILED, "book", &["id"], &["id"]),
        ("subject", "fans") => (FANS, "author", &["slug"], &["id"]),
        ("filing", "book") => (Required, "book", &["book_id"], &["id"]),
        ("filing", "subject") => (Required, "subject", &["subject_id"], &["id"]),
        ("interest", "author") => (Required, "author", &["author_id"], &["id"]),
        ("interest", "subject") => (Required, "subject", &["subject_slug"], &["slug"]),
        _ => panic!("`{from}` has no relation `{name}`"),
    };
    Relation { kind, to, near, far }
}

/// The path to the number that [`Test::Far`] asks for, and the path to the related rows of `Any`.
#[rustfmt::skip]
pub fn asked(table: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match table {
        "land" => (&[], &["places"]),
        "place" => (&["land"], &["authors"]),
        "archive" => (&["place", "land"], &["place", "authors"]),
        "rate" => (&[], &["books"]),
        "publisher" => (&["land"], &["books"]),
        "author" => (&["home", "land"], &["interests"]),
        "portrait" => (&["author", "mentor"], &["author", "books"]),
        "book" => (&["author", "mentor"], &["volumes"]),
        "volume" => (&["keeper"], &["book", "subjects"]),
        "subject" => (&["broader"], &["books"]),
        "filing" => (&["book", "publisher"], &["subject", "narrower"]),
        "interest" => (&["author", "portrait"], &["author", "pupils"]),
        _ => panic!("there is no table `{table}`"),
    }
}

pub fn key(table: &str) -> &'static [&'static str] {
    match table {
        "land" | "rate" => &["code"],
        "place" | "archive" => &["land_code", "number"],
        _ => &["id"],
    }
}
