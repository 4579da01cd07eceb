//! The accounts of the best customers: their last orders with every line, and their last reviews.

use orm::{Db, Error, Loaded, Query};

use crate::models::Customer;
use crate::money::{money, total};
use crate::page::{Page, counted};

type Account = Loaded![Customer {
    partial orders { payer, lines { product } },
    partial reviews { product },
}];

// Orders and reviews are siblings: they go out together, and the lines after them.
const _: () = assert!(Query::<Customer, Account>::MAX_STATEMENTS == 4);

fn best() -> Query<Customer, Account> {
    Customer::query()
        .order_by(|c| (c.orders().count().desc(), c.id.asc()))
        .limit(3)
        .prefetch_related(|c| {
            let last = c.orders().order_by(|o| (o.day.desc(), o.id.desc())).limit(3);
            let reviews = c.reviews().order_by(|r| r.id.desc()).limit(2);
            (
                last.with(|o| {
                    (o.payer(), o.lines().order_by(|l| l.id.asc()).with(|l| l.product()))
                }),
                reviews.with(|r| r.product()),
            )
        })
}

pub async fn accounts(db: &Db) -> Result<Page, Error> {
    let (customers, statements) = counted(db, best()).await?;
    let mut page = Page::new("Accounts", statements);
    for customer in &customers {
        page.line(format!("{} <{}>", customer.name, customer.email));
        for order in customer.orders() {
            let skus: Vec<_> =
                order.lines().iter().map(|line| line.product().sku.as_str()).collect();
            let payer =
                order.payer().map_or(String::new(), |payer| format!(", paid by {}", payer.name));
            page.line(format!(
                "  {} on day {}: {} {}{payer}",
                order.number,
                order.day,
                skus.join(" "),
                money(total(order)),
            ));
        }
        for review in customer.reviews() {
            page.line(format!("  {} stars for {}", review.stars, review.product().name));
        }
    }
    Ok(page)
}
