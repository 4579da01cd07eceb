// An enum is a column by `DbEnum`.

#[derive(orm::DbType, Clone)]
enum Status {
    Open,
}

fn main() {}
