//! What the service keeps: clients and invoices of tenants, and countries of nobody.

use orm::Model;
use orm::schema::Table;
use serde::{Deserialize, Serialize};

/// Belongs to nobody: every tenant reads it.
#[derive(Model, Debug, Clone, Serialize)]
#[model(table = "saas_countries")]
pub struct Country {
    #[model(primary_key)]
    pub code: String,
}

/// Somebody who gets invoices of a tenant.
#[derive(Model, Debug, Clone, Serialize)]
#[model(
    table = "saas_clients",
    tenant = tenant_id,
    unique(email),
    has_many(invoices: Invoice.client_id),
)]
pub struct Client {
    #[model(primary_key, auto)]
    pub id: i64,
    #[serde(skip)]
    pub tenant_id: i64,
    pub email: String,
    #[model(references = Country, relation = country)]
    pub country_code: String,
}

/// An invoice of a tenant. Its number is unique among the tenant's own.
#[derive(Model, Debug, Clone, Serialize)]
#[model(table = "saas_invoices", tenant = tenant_id, unique(number), check("cents > 0"))]
pub struct Invoice {
    #[model(primary_key, auto)]
    pub id: i64,
    #[serde(skip)]
    pub tenant_id: i64,
    #[model(references = Client)]
    pub client_id: i64,
    pub number: String,
    pub cents: i64,
}

/// Every table, in the order of their references.
pub const TABLES: &[&Table] = &[Country::TABLE, Client::TABLE, Invoice::TABLE];

/// What a request for a new client holds.
#[derive(Debug, Deserialize)]
pub struct NewClient {
    pub email: String,
    pub country: String,
}

/// What a request for a new invoice holds.
#[derive(Debug, Deserialize)]
pub struct NewInvoice {
    pub client: i64,
    pub number: String,
    pub cents: i64,
}
