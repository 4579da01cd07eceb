// Every mistake of a program is reported in one compile.

use orm::Model;

#[derive(Model)]
#[model(tabel = "orders", unique(nummer), tenant = tenant)]
struct Order {
    #[model(primary_key, default = 1)]
    id: i64,
    #[model(auto)]
    number: String,
    #[model(references = Customer, on_delete = set_null)]
    customer_id: i64,
    #[model(version, created_at)]
    version: i32,
}

#[derive(Model)]
struct Customer {
    #[model(primary_key, auto)]
    id: i64,
    #[model(defualt = 1)]
    level: i32,
}

async fn run(db: &orm::Db) -> Result<(), orm::Error> {
    let order = Order::get(db, 1).await?;
    let _ = Order::query().filter(|o| o.customer().level.gt(3) & o.id.eq(order.id));
    Ok(())
}

fn main() {}
