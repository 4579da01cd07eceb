// An enum's labels have a case that there is.

#[derive(orm::DbEnum, Clone)]
#[db_enum(rename_all = "Title Case")]
enum Status {
    Open,
}

fn main() {}
