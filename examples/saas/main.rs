//! A service for many customers: each request is one tenant's, which its token says, and no handler can
//! forget to ask.
//!
//! ```sh
//! cargo run --release --example saas                  # tries to break out, on an SQLite file
//! cargo run --release --example saas postgres://..    # the same on a server
//! cargo run --release --example saas serve            # listens on 127.0.0.1:3000
//! ```
//!
//! `SAAS_TENANTS` says where the tenants' rows are. No handler knows:
//!
//! | | |
//! |---|---|
//! | `rows` | in tables that they share; the default |
//! | `schemas` | in a schema for each, `saas_acme` and `saas_beta`, on PostgreSQL |
//! | `databases` | in a database for each, of these names; on SQLite in files beside the program |

mod app;
mod attempts;
mod client;
mod models;
mod tenants;

use orm::Db;
use std::error::Error;
use tenants::Places;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let argument = std::env::args().nth(1);
    let serves = argument.as_deref() == Some("serve");
    let url = argument.filter(|_| !serves).map_or_else(file_url, Ok)?;
    let places = Places::from_env()?;
    let directory = tenants::open(&url, places).await?;
    // Where tenants share tables, one statement reaches the rows of all.
    let shared = match places {
        Places::Rows => Some(Db::connect(url).await?),
        Places::Schemas | Places::Databases => None,
    };
    let app = app::app(directory, shared);
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

/// The URL of an SQLite file beside the program.
fn file_url() -> std::io::Result<String> {
    let file = tenants::beside_program("saas.db")?;
    // What has a meaning of its own in a URL.
    let path = file.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    Ok(format!("sqlite://{path}"))
}
