// What is about a type of the database needs one.

use orm::DbEnum;

#[derive(DbEnum, Clone)]
#[db_enum(schema = "kinds")]
enum Status {
    Open,
    #[db_enum(renamed_from = "open")]
    Sent,
}

fn main() {}
