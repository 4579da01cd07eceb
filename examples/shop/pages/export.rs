//! Orders for another program: loaded rows are nested objects of serde's.

use orm::{Db, Error};

use crate::models::Order;
use crate::page::{Page, counted};

pub async fn export(db: &Db) -> Result<Page, Error> {
    let query = Order::query()
        .filter(|o| o.payer_id.is_not_null())
        .order_by(|o| o.id.desc())
        .limit(2)
        .select_related(|o| (o.customer(), o.payer()))
        .prefetch_related(|o| o.lines().order_by(|l| l.id.asc()));
    let (orders, statements) = counted(db, query).await?;
    let mut page = Page::new("Export", statements);
    for order in &orders {
        // A relation that was not loaded is left out.
        page.line(serde_json::json!(order).to_string());
    }
    Ok(page)
}
