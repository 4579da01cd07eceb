//! A service for many customers: each request is one tenant's, which its token says, and no handler can
//! forget to ask.
//!
//! ```sh
//! cargo run --release --example saas                  # tries to break out, on an embedded database
//! cargo run --release --example saas postgres://..    # the same on a server
//! cargo run --release --example saas serve            # listens on 127.0.0.1:3000
//! ```

mod app;
mod attempts;
mod client;
mod models;

use models::TABLES;
use orm::Db;
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let argument = std::env::args().nth(1);
    let serves = argument.as_deref() == Some("serve");
    let url = argument.filter(|_| !serves).unwrap_or_else(|| "sqlite::memory:".to_owned());
    let db = Db::connect(url).await?;
    orm_migrate::drop_tables(&db, TABLES).await?;
    orm_migrate::create_tables(&db, TABLES).await?;
    let app = app::app(&db);
    if serves {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
        println!("http://{}, for example:", listener.local_addr()?);
        println!("  curl -H 'authorization: Bearer of-acme' http://127.0.0.1:3000/invoices");
        axum::serve(listener, app).await?;
    } else {
        attempts::run(app).await?;
    }
    Ok(())
}
