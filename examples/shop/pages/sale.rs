//! A sale: rows are made, linked and counted through relations.

use orm::{Db, Error, create_with};

use crate::models::{Customer, Label, Product, Status, line, order};
use crate::money::{money, total};
use crate::page::Page;

pub async fn sale(db: &Db) -> Result<Page, Error> {
    let work = async || {
        let customer = Customer::query().order_by(|c| c.id.asc()).limit(1).one(db).await?;
        let products = Product::query().order_by(|p| p.id.desc()).limit(3).all(db).await?;
        let sale = Label::query().filter(|l| l.name.eq("sale")).one(db).await?;

        // An order and its lines in one transaction: all or nothing.
        let new = order::New {
            customer_id: customer.id,
            payer_id: None,
            number: "08000".into(),
            day: 800,
            status: Status::Open,
        };
        let order = create_with(
            db,
            new,
            |o| o.lines(),
            &products,
            |order_id, product| line::New {
                order_id,
                product_id: product.id,
                quantity: 1,
                price: product.price / 2,
            },
        )
        .await?;

        // The other way round: the products of a label. One statement each.
        let before = sale.products().count(db).await?;
        let added = sale.products().add(db, products.iter().map(|product| product.id)).await?;
        let orders = customer.orders().filter(|o| o.status.eq(Status::Open)).count(db).await?;
        Ok::<_, Error>((order, customer, before, added, orders))
    };
    let (done, statements) = db.count_statements(work).await;
    let (order, customer, before, added, orders) = done?;
    let mut page = Page::new("Sale", statements);
    page.line(format!(
        "{} buys {} products for {}",
        customer.name,
        order.lines().len(),
        money(total(&order))
    ));
    page.line(format!("{orders} orders of theirs are open"));
    page.line(format!("{added} more products on sale than the {before} before"));
    Ok(page)
}
