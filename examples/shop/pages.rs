//! What the shop shows, one page a file.

mod accounts;
mod dispatch;
mod export;
mod front;
mod labels;
mod order;
mod product;
mod sale;

use orm::{Db, Error};

use crate::page::Page;

/// Every page. The last one writes.
pub async fn all(db: &Db) -> Result<Vec<Page>, Error> {
    Ok(vec![
        front::front(db).await?,
        product::product(db).await?,
        labels::labels(db).await?,
        accounts::accounts(db).await?,
        order::order(db).await?,
        export::export(db).await?,
        dispatch::dispatch(db).await?,
        sale::sale(db).await?,
    ])
}
