//! What has to be sent: thousands of orders with their lines, in batches.

use orm::{Db, Error, Loaded, Query};

use crate::models::{Order, Status};
use crate::money::{money, total};
use crate::page::Page;

type Row = Loaded![Order { customer, lines { product } }];

// A stream sends so many for each batch of 1,000 rows.
const _: () = assert!(Query::<Order, Row>::MAX_STATEMENTS == 2);

fn open() -> Query<Order, Row> {
    Order::query()
        .filter(|o| o.status.eq(Status::Open))
        .order_by(|o| o.number.asc())
        .select_related(|o| o.customer())
        .prefetch_related(|o| o.lines().order_by(|l| l.id.asc()).with(|l| l.product()))
}

pub async fn dispatch(db: &Db) -> Result<Page, Error> {
    let work = async || {
        let (mut orders, mut pieces, mut sum) = (0, 0, 0);
        let mut largest = (0, String::new());
        let mut rows = open().stream(db);
        while let Some(order) = rows.next().await? {
            orders += 1;
            pieces += order.lines().iter().map(|line| line.quantity).sum::<i64>();
            let cost = total(&order);
            sum += cost;
            if cost > largest.0 {
                let skus: Vec<_> = order.lines().iter().map(|l| l.product().sku.as_str()).collect();
                let what = format!("{} for {}", order.number, order.customer().name);
                largest = (cost, format!("{what}, {}", skus.join(" ")));
            }
        }
        Ok::<_, Error>((orders, pieces, sum, largest))
    };
    let (done, statements) = db.count_statements(work).await;
    let (orders, pieces, sum, (most, largest)) = done?;
    let mut page = Page::new("To be sent", statements);
    page.line(format!("{orders} orders, {pieces} pieces, {}", money(sum)));
    page.line(format!("the largest: {largest}, {}", money(most)));
    Ok(page)
}
