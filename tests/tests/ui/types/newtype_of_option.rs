// A newtype is never empty.

#[derive(orm::DbType, Clone)]
struct Limit(Option<i32>);

fn main() {}
