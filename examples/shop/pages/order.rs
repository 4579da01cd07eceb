//! One order, fetched bare and then with what its page needs.

use orm::{Db, Error, load_related};

use crate::models::{Order, order};
use crate::money::{money, total};
use crate::page::Page;

pub async fn order(db: &Db) -> Result<Page, Error> {
    let work = async || {
        // By a column that is unique, and without relations: enough to say that it is not there.
        let order = Order::query().filter(|o| o.number.eq("07999")).one(db).await?;
        let rows = load_related(db, [order], |o| {
            (o.customer(), o.lines().order_by(|l| l.id.asc()).with(|l| l.product().category()))
        });
        rows.await
    };
    let (orders, statements) = db.count_statements(work).await;
    let mut page = Page::new("Order", statements);
    for order in orders? {
        let sum = money(total(&order));
        // Moved apart, nothing is cloned.
        let order::Parts { row, customer, lines, .. } = order.into_parts();
        page.line(format!("{} on day {} for {}: {sum}", row.number, row.day, customer.name));
        for line in &lines {
            let (product, price) = (line.product(), money(line.price));
            page.line(format!(
                "{} x {} {price} ({})",
                line.quantity,
                product.name,
                product.category().name,
            ));
        }
    }
    Ok(page)
}
