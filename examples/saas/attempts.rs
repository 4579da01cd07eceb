//! Two tenants with the same names for everything, and what one of them tries to get of the other.

use crate::client::Caller;
use axum::Router;
use serde_json::{Value, json};
use std::error::Error;

/// Fills the service and tries to break out; prints each attempt with its answer.
pub async fn run(app: Router) -> Result<(), Box<dyn Error>> {
    let operator = Caller::new(&app, "of-the-operator");
    let acme = Caller::new(&app, "of-acme");
    let beta = Caller::new(&app, "of-beta");
    let nobody = Caller::new(&app, "");

    println!("What each has");
    operator.send("POST /countries", Some(json!("DE"))).await?;
    let mut ids = Vec::new();
    for (name, tenant, email, number, cents) in [
        ("acme", &acme, "ada@example.com", "2026-1", 1_000),
        ("beta", &beta, "ada@example.com", "2026-1", 99_900),
        ("beta", &beta, "eve@example.com", "2026-2", 100),
    ] {
        let client = json!({ "email": email, "country": "DE" });
        let (_, made) = tenant.send("POST /clients", Some(client)).await?;
        let invoice = json!({ "client": made["id"], "number": number, "cents": cents });
        let (status, invoice) = tenant.send("POST /invoices", Some(invoice)).await?;
        let request = format!("POST /invoices, {number} for {email}");
        say(name, &request, status, &invoice["cents"]);
        ids.push((made["id"].clone(), invoice["id"].clone()));
    }
    // Where each tenant's ids begin with 1, acme has the first, too.
    let (their_client, their_invoice) = ids.pop().ok_or("beta has invoices")?;

    println!("\nWhat acme tries to get of beta");
    list("acme", &acme).await?;
    for method in ["GET", "DELETE"] {
        let (status, _) = acme.send(&format!("{method} /invoices/{their_invoice}"), None).await?;
        say("acme", &format!("{method} /invoices/(of beta)"), status, &Value::Null);
    }
    let stolen = json!({ "client": their_client, "number": "2026-2", "cents": 1 });
    let (status, _) = acme.send("POST /invoices", Some(stolen)).await?;
    say("acme", "POST /invoices, to a client of beta", status, &Value::Null);
    let named = json!({ "client": their_client, "number": "2026-3", "cents": 1, "tenant_id": 2 });
    let (status, _) = acme.send("POST /invoices", Some(named)).await?;
    say("acme", "POST /invoices, with beta's id in the body", status, &Value::Null);
    let (status, _) = acme.send("GET /report", None).await?;
    say("acme", "GET /report", status, &Value::Null);
    let (status, _) = nobody.send("GET /invoices", None).await?;
    say("nobody", "GET /invoices", status, &Value::Null);

    println!("\nWhat happens when beta does not pay");
    let (status, _) = operator.send("POST /suspend", Some(json!(2))).await?;
    say("the operator", "POST /suspend, with beta's id in the body", status, &Value::Null);
    list("beta", &beta).await?;
    list("acme", &acme).await?;

    println!("\nWhat is there at the end");
    let (status, report) = operator.send("GET /report", None).await?;
    say("the operator", "GET /report", status, &report);
    Ok(())
}

/// The sums of the invoices that a tenant sees.
async fn list(name: &str, tenant: &Caller) -> Result<(), Box<dyn Error>> {
    let (status, list) = tenant.send("GET /invoices", None).await?;
    let sums = list.as_array().map(|all| all.iter().map(|i| &i["cents"]).collect::<Vec<_>>());
    say(name, "GET /invoices", status, &json!(sums));
    Ok(())
}

fn say(who: &str, request: &str, status: axum::http::StatusCode, told: &Value) {
    let told = if told.is_null() { String::new() } else { told.to_string() };
    println!("  {who:<12}  {request:<54}  {}  {told}", status.as_u16());
}
