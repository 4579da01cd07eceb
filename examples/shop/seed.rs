//! The rows of the shop: some ten thousands, the same in every run.

use orm::{Db, Error, Tx};

use crate::models::*;
use crate::random::Random;
use crate::words;

const PRODUCTS: u64 = 600;
const CUSTOMERS: u64 = 2_000;
const ORDERS: u64 = 8_000;
const REVIEWS: u64 = 6_000;

/// Fills the tables, all or nothing: one statement a table, however many rows.
pub async fn seed(db: &Db) -> Result<(), Error> {
    db.transaction(async |tx| {
        let mut random = Random::new(7);
        let products = products(tx, &mut random).await?;
        labels(tx, &products, &mut random).await?;
        let customers = customers(tx, &mut random).await?;
        orders(tx, &customers, &products, &mut random).await?;
        reviews(tx, &customers, &products, &mut random).await
    })
    .await
}

/// The shelves, their parts, and what stands on them.
async fn products(tx: &Tx, random: &mut Random) -> Result<Vec<Product>, Error> {
    let mut parts = Vec::new();
    for (name, children) in words::SHELVES {
        let shelf = category::New { name: (*name).into(), parent_id: None };
        // A row is created under its parent: the closure gets the key to refer to.
        let shelf = Category::create(tx, shelf).await?;
        let children = shelf.children().create_many(tx, *children, |parent_id, name| {
            category::New { name: (*name).into(), parent_id: Some(parent_id) }
        });
        parts.extend(children.await?);
    }
    let rows = (0..PRODUCTS).map(|number| {
        let part = random.pick(&parts);
        let (quality, material) = (random.pick(words::QUALITIES), random.pick(words::MATERIALS));
        product::New {
            category_id: part.id,
            sku: format!("{}-{number:04}", part.name[..2].to_uppercase()),
            name: format!("{quality} {material} piece for {}", part.name.to_lowercase()),
            price: 150 + 5 * random.mostly_small(4_000) as i64,
        }
    });
    Product::create_many(tx, rows.collect::<Vec<_>>()).await
}

/// One to three different labels on two of three products, each in its place.
async fn labels(tx: &Tx, products: &[Product], random: &mut Random) -> Result<(), Error> {
    let rows = words::LABELS.iter().map(|name| label::New { name: (*name).into() });
    let labels = Label::create_many(tx, rows).await?;
    let mut rows = Vec::new();
    for product in products {
        let (first, count) = (random.below(9) as usize, random.below(4).min(3));
        let some = labels.iter().cycle().skip(first).take(count as usize);
        rows.extend(some.zip(1..).map(|(label, place)| product_label::New {
            product_id: product.id,
            label_id: label.id,
            place: Some(place),
        }));
    }
    ProductLabel::insert_many(rows).exec(tx).await?;
    Ok(())
}

async fn customers(tx: &Tx, random: &mut Random) -> Result<Vec<Customer>, Error> {
    let rows = (0..CUSTOMERS).map(|number| {
        let (first, last) = (random.pick(words::FIRST), random.pick(words::LAST));
        let email = format!("{}.{number}@example.com", last.to_lowercase());
        customer::New { name: format!("{first} {last}"), email }
    });
    Customer::create_many(tx, rows.collect::<Vec<_>>()).await
}

/// Orders of one to four lines; one of ten is a gift, and the last days' are open.
async fn orders(
    tx: &Tx,
    customers: &[Customer],
    products: &[Product],
    random: &mut Random,
) -> Result<(), Error> {
    let rows = (0..ORDERS).map(|number| {
        let customer = &customers[random.mostly_small(CUSTOMERS) as usize];
        let is_gift = random.below(10) == 0;
        let day = (number / 10) as i32;
        order::New {
            customer_id: customer.id,
            payer_id: is_gift.then(|| random.pick(customers).id),
            number: format!("{number:05}"),
            day,
            status: if day < 550 { Status::Sent } else { Status::Open },
        }
    });
    let orders = Order::create_many(tx, rows.collect::<Vec<_>>()).await?;
    let mut lines = Vec::new();
    for order in &orders {
        for _ in 0..=random.below(4) {
            let product = &products[random.mostly_small(PRODUCTS) as usize];
            lines.push(line::New {
                order_id: order.id,
                product_id: product.id,
                quantity: 1 + random.mostly_small(5) as i64,
                price: product.price,
            });
        }
    }
    Line::insert_many(lines).exec(tx).await?;
    Ok(())
}

async fn reviews(
    tx: &Tx,
    customers: &[Customer],
    products: &[Product],
    random: &mut Random,
) -> Result<(), Error> {
    let rows = (0..REVIEWS).map(|_| {
        let stars = 5 - random.mostly_small(5);
        review::New {
            product_id: products[random.mostly_small(PRODUCTS) as usize].id,
            customer_id: random.pick(customers).id,
            stars: stars as i32,
            words: words::OPINIONS[stars as usize - 1].into(),
        }
    });
    Review::insert_many(rows.collect::<Vec<_>>()).exec(tx).await?;
    Ok(())
}
