// Unknown keys of an embedded struct are errors.

#[derive(orm::DbType, Clone)]
struct Money {
    #[db_type(collumn = "sum")]
    amount: i64,
}

fn main() {}
