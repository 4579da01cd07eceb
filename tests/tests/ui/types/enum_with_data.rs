// A label has no data.

#[derive(orm::DbEnum, Clone)]
enum Status {
    Open,
    Paid { at: i64 },
}

fn main() {}
