// Unknown keys of an enum are errors.

#[derive(orm::DbEnum, Clone)]
#[db_enum(rename = "lowercase")]
enum Status {
    Open,
    #[db_enum(label = "paid")]
    Paid,
}

fn main() {}
