//! The routes. Each handler of a tenant takes the tenant; those of the operator take the directory.

use crate::models::*;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use orm::web::{DirectoryLayer, bearer};
use orm::{Db, Directory, Tenant};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Who holds which token. A real service verifies a signature here, and reads the claim behind it.
const TOKENS: &[(&str, i64)] = &[("of-acme", 1), ("of-beta", 2)];

/// The token of those who may see everybody's rows.
const OPERATOR: &str = "Bearer of-the-operator";

/// What the operator's handlers take.
#[derive(Clone)]
struct Office {
    directory: Directory<i64>,
    /// The database with the rows of all tenants, where they share tables.
    shared: Option<Db>,
}

/// The service.
pub fn app(directory: Directory<i64>, shared: Option<Db>) -> Router {
    let read = |token: &str| TOKENS.iter().find(|(known, _)| *known == token).map(|(_, id)| *id);
    let tenants = Router::new()
        .route("/clients", get(clients).post(add_client))
        .route("/invoices", get(invoices).post(add_invoice))
        .route("/invoices/{id}", get(invoice).delete(remove_invoice))
        .layer(DirectoryLayer::new(&directory, bearer(read)));
    let operators = Router::new()
        .route("/report", get(report))
        .route("/countries", post(add_country))
        .route("/suspend", post(suspend))
        .layer(middleware::from_fn(only_operators))
        .with_state(Office { directory, shared });
    tenants.merge(operators)
}

type Answer<T> = Result<T, Refused>;

async fn clients(tenant: Tenant<i64>) -> Answer<Json<Vec<Client>>> {
    Ok(Json(Client::query().order_by(|c| c.email.asc()).all(&tenant).await?))
}

async fn add_client(tenant: Tenant<i64>, Json(new): Json<NewClient>) -> Answer<Json<Client>> {
    let new = client::New { email: new.email, country_code: new.country };
    Ok(Json(Client::create(&tenant, new).await?))
}

async fn invoices(tenant: Tenant<i64>) -> Answer<Json<Vec<Value>>> {
    let invoices = Invoice::query().order_by(|i| i.number.asc()).select_related(|i| i.client());
    let lines = invoices.all(&tenant).await?.into_iter().map(|invoice| {
        json!({
            "id": invoice.id,
            "number": invoice.number,
            "cents": invoice.cents,
            "email": invoice.client().email,
        })
    });
    Ok(Json(lines.collect()))
}

async fn add_invoice(tenant: Tenant<i64>, Json(new): Json<NewInvoice>) -> Answer<Json<Invoice>> {
    let new = invoice::New { client_id: new.client, number: new.number, cents: new.cents };
    Ok(Json(Invoice::create(&tenant, new).await?))
}

async fn invoice(tenant: Tenant<i64>, Path(id): Path<i64>) -> Answer<Json<Invoice>> {
    Ok(Json(Invoice::get(&tenant, id).await?))
}

async fn remove_invoice(tenant: Tenant<i64>, Path(id): Path<i64>) -> Answer<StatusCode> {
    tenant.transaction(async |tx| Invoice::get(tx, id).await?.delete(tx).await).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a country for everybody: to the table that tenants share, and to that of each database of its own.
/// What was interrupted is completed by the same request.
async fn add_country(State(office): State<Office>, Json(code): Json<String>) -> Answer<StatusCode> {
    let directory = &office.directory;
    let country = || Country::insert_many([country::New { code: code.clone() }]);
    country().on_conflict_do_nothing().exec(directory.db()).await?;
    for entry in directory.list().await?.into_iter().filter(|t| t.place.connection.is_some()) {
        let tenant = directory.manage(entry.id, "a country is added").await?;
        country().on_conflict_do_nothing().exec(&tenant).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a tenant out of service.
async fn suspend(State(office): State<Office>, Json(tenant): Json<i64>) -> Answer<StatusCode> {
    office.directory.suspend(&tenant, "as the operator says").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The sum of the invoices of each tenant: by one statement where they share tables, by one for each
/// elsewhere, suspended or not.
async fn report(State(office): State<Office>) -> Answer<Json<BTreeMap<i64, i64>>> {
    const REASON: &str = "the operator's report";
    let lines = Invoice::query().select(|i| (i.tenant_id, i.cents));
    let mut all = Vec::new();
    if let Some(db) = &office.shared {
        all = lines.all(&db.across_tenants(REASON)).await?;
    } else {
        for entry in office.directory.list().await? {
            let tenant = office.directory.manage(entry.id, REASON).await?;
            all.extend(lines.clone().all(&tenant).await?);
        }
    }
    let mut sums = BTreeMap::new();
    for (tenant, cents) in all {
        *sums.entry(tenant).or_default() += cents;
    }
    Ok(Json(sums))
}

async fn only_operators(request: axum::extract::Request, next: middleware::Next) -> Response {
    let given = request.headers().get("authorization");
    match given.is_some_and(|given| given == OPERATOR) {
        true => next.run(request).await,
        false => StatusCode::FORBIDDEN.into_response(),
    }
}

/// What the client is told of an error: its kind, and nothing of what the database said.
pub struct Refused(orm::Error);

impl From<orm::Error> for Refused {
    fn from(error: orm::Error) -> Self {
        Refused(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let error = self.0;
        if let Some(status) = orm::web::status(&error) {
            return status.into_response();
        }
        let status = match () {
            () if error.is_not_found() => StatusCode::NOT_FOUND,
            () if error.is_unique_violation() => StatusCode::CONFLICT,
            () if error.is_foreign_key_violation() || error.is_check_violation() => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            () if error.is_pool_exhausted() || error.is_connection_lost() => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            () => StatusCode::INTERNAL_SERVER_ERROR,
        };
        status.into_response()
    }
}
