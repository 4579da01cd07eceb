// A newtype is of a column's type.

#[derive(orm::DbType, Clone)]
struct Limit(u32);

fn main() {}
