// Code for any model asks for an executor that reaches its rows.

use orm::{Db, Model, Query};

async fn run<M: Model>(db: &Db) -> Result<i64, orm::Error> {
    Query::<M>::new().count(db).await
}

fn main() {}
