// A newtype is of one type.

#[derive(orm::DbType, Clone)]
struct Money(i64, String);

fn main() {}
