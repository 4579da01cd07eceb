//! The labels, each with its products that sell best: the row between as an order and as a value, and
//! numbers in place of rows.

use orm::{Db, Error};

use crate::models::Label;
use crate::page::{Page, counted};

pub async fn labels(db: &Db) -> Result<Page, Error> {
    let query = Label::query().order_by(|l| l.id.asc()).prefetch_related(|l| {
        let best = l.products().order_by(|p| (p.lines().count().desc(), p.id.asc())).limit(2);
        // The number of lines is a column of the products' own statement.
        best.with(|p| p.lines().counted()).with_through()
    });
    let (labels, statements) = counted(db, query).await?;
    let mut page = Page::new("Labels", statements);
    for label in &labels {
        let products = label.products().iter().map(|product| {
            format!(
                "{} in {} orders, place {}",
                product.sku,
                product.lines(),
                product.through().place
            )
        });
        let products: Vec<_> = products.collect();
        page.line(format!("{:9} {}", label.name, products.join("; ")));
    }
    Ok(page)
}
