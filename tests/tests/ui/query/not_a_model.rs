// Only a model is queried.

struct Order {
    id: i64,
}

async fn run(db: &orm::Db) -> Result<Vec<Order>, orm::Error> {
    orm::Query::<Order>::new().all(db).await
}

fn main() {}
