// A column's type is `Clone`.

#[derive(orm::DbEnum)]
enum Status {
    Open,
}

fn main() {}
