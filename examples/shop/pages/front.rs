//! The front page: shelves, their parts, the dearest two products of each, and the labels of those.

use orm::{Db, Error, Loaded, Query};

use crate::models::Category;
use crate::money::money;
use crate::page::{Page, counted};

/// The limit makes the products `partial`, which a function can tell from all of them.
type Shelf = Loaded![Category { children { partial products { labels } } }];

// One for the shelves, and one for each of the three levels below.
const _: () = assert!(Query::<Category, Shelf>::MAX_STATEMENTS == 4);

fn shelves() -> Query<Category, Shelf> {
    Category::query().filter(|c| c.parent_id.is_null()).order_by(|c| c.id.asc()).prefetch_related(
        |c| {
            c.children().order_by(|c| c.id.asc()).with(|c| {
                // Two of each part, not two in all.
                let dearest = c.products().order_by(|p| (p.price.desc(), p.id.asc())).limit(2);
                dearest.with(|p| p.labels().order_by_through(|l| l.place.asc()))
            })
        },
    )
}

pub async fn front(db: &Db) -> Result<Page, Error> {
    let (shelves, statements) = counted(db, shelves()).await?;
    let mut page = Page::new("Front page", statements);
    for shelf in &shelves {
        page.line(&shelf.name);
        for part in shelf.children() {
            let products: Vec<_> = part
                .products()
                .iter()
                .map(|product| {
                    let labels = product.labels().iter().map(|label| label.name.as_str());
                    let labels: Vec<_> = labels.collect();
                    format!("{} {} [{}]", product.sku, money(product.price), labels.join(", "))
                })
                .collect();
            page.line(format!("  {:9} {}", part.name, products.join("  ")));
        }
    }
    Ok(page)
}
