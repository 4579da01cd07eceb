// Two variants have two labels.

#[derive(orm::DbEnum, Clone)]
enum Status {
    Open,
    #[db_enum(rename = "open")]
    Opened,
}

fn main() {}
