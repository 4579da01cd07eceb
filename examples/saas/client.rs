//! A client of the service, in the same process.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::Value;
use std::error::Error;
use tower::ServiceExt;

/// One who holds a token, or none.
#[derive(Debug, Clone)]
pub struct Caller {
    app: Router,
    token: &'static str,
}

impl Caller {
    pub fn new(app: &Router, token: &'static str) -> Self {
        Caller { app: app.clone(), token }
    }

    /// Sends a request such as `GET /invoices`; the answer's status and its JSON, if it has one.
    pub async fn send(
        &self,
        request: &str,
        body: Option<Value>,
    ) -> Result<(StatusCode, Value), Box<dyn Error>> {
        let (method, path) = request.split_once(' ').ok_or("a request is a method and a path")?;
        let mut request = Request::builder().method(method).uri(path);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        let request = match body {
            Some(json) => request
                .header("content-type", "application/json")
                .body(Body::from(json.to_string()))?,
            None => request.body(Body::empty())?,
        };
        let answer = self.app.clone().oneshot(request).await?;
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 20).await?;
        Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
    }
}
