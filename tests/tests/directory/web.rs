//! Requests for tenants of a directory.

use crate::ground::Ground;
use crate::models::{Note, new};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use orm::Tenant;
use orm::directory::{Quota, TenantPlace, TenantState};
use orm::web::{DirectoryLayer, header, status};
use tower_service::Service;

async fn notes(tenant: Tenant<i64>) -> Result<String, StatusCode> {
    let texts = Note::query().select(|n| n.text).all(&tenant).await;
    let failed = |error| status(&error).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    texts.map(|texts| texts.join(" ")).map_err(failed)
}

pub(crate) async fn each_state_has_its_status(g: Ground) {
    for (id, tenant) in (1..).zip(g.everywhere().await) {
        Note::create(&tenant, new(&format!("of {id}"))).await.unwrap();
    }
    let layer = DirectoryLayer::new(&g.directory, header("x-tenant"));
    let app: Router = Router::new().route("/", get(notes)).layer(layer);
    let ask = async |tenant: &str| {
        let request = Request::builder().uri("/").header("x-tenant", tenant);
        let request = request.body(Body::empty()).unwrap();
        let answer = app.clone().call(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), 1000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    assert_eq!(ask("1").await, (200, "of 1".to_owned()));
    assert_eq!(ask("3").await, (200, "of 3".to_owned()));
    let (none, d) = (String::new(), &g.directory);
    assert_eq!(ask("99").await, (404, none.clone()));
    assert_eq!(ask("").await, (400, none.clone()));
    d.suspend(&1, "a test").await.unwrap();
    assert_eq!(ask("1").await, (403, none.clone()));
    d.resume(&1).await.unwrap();
    assert_eq!(ask("1").await.0, 200);
    let quota = Quota { max_statements_per_second: Some(0), ..Quota::default() };
    d.set_quota(&1, quota).await.unwrap();
    assert_eq!(ask("1").await, (429, none.clone()));
    let from = &[TenantState::Active];
    d.set_state(&2, from, TenantState::Deleting, None).await.unwrap();
    assert_eq!(ask("2").await, (403, none.clone()));
    d.connections().deactivate("own").await.unwrap();
    assert_eq!(ask("3").await, (503, none.clone()));
    d.set_state(&3, from, TenantState::Creating, None).await.unwrap();
    assert_eq!(ask("3").await, (503, none));
    let place = TenantPlace::database("own");
    assert_eq!(d.get(&3).await.unwrap().place, place);
}
