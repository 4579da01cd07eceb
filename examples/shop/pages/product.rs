//! The page of a product: where it stands, its labels, and what its best reviews say.

use orm::{Db, Error, Loaded, Query};

use crate::models::Product;
use crate::money::money;
use crate::page::{Page, counted};

type Row = Loaded![Product { category { parent }, labels, partial reviews { customer } }];

// To-one relations are joined, at any depth: the category and its parent, a review's customer.
const _: () = assert!(Query::<Product, Row>::MAX_STATEMENTS == 3);

/// The product of which most is said.
fn most_reviewed() -> Query<Product, Row> {
    Product::query()
        .order_by(|p| (p.reviews().count().desc(), p.id.asc()))
        .limit(1)
        .select_related(|p| p.category().parent())
        .prefetch_related(|p| {
            let best =
                p.reviews().filter(|r| r.stars.ge(4)).order_by(|r| (r.stars.desc(), r.id.desc()));
            (p.labels().order_by_through(|l| l.place.asc()), best.limit(3).with(|r| r.customer()))
        })
}

pub async fn product(db: &Db) -> Result<Page, Error> {
    let (products, statements) = counted(db, most_reviewed()).await?;
    let mut page = Page::new("Most reviewed", statements);
    for product in &products {
        // A reference that may be absent is an `Option`; one that may not is the row.
        let shelf = product.category().parent().map_or("", |shelf| shelf.name.as_str());
        let labels: Vec<_> = product.labels().iter().map(|label| label.name.as_str()).collect();
        page.line(format!("{} > {} > {}", shelf, product.category().name, product.name));
        page.line(format!("{} [{}]", money(product.price), labels.join(", ")));
        for review in product.reviews() {
            page.line(format!(
                "{} stars, {}: {}",
                review.stars,
                review.customer().name,
                review.words
            ));
        }
    }
    Ok(page)
}
