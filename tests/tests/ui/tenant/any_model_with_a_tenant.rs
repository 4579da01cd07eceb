// Code for any model is called with an executor that reaches its rows.

#[path = "../tenants.rs"]
mod tenants;

use orm::scope::Reaches;
use orm::{Db, Error, Model, Query};
use tenants::*;

async fn how_many<M: Model>(db: &impl Reaches<M::Scope>) -> Result<i64, Error> {
    Query::<M>::new().count(db).await
}

async fn run(db: &Db) -> Result<(), Error> {
    how_many::<Region>(db).await?;
    how_many::<Customer>(db).await?;
    Ok(())
}

fn main() {}
