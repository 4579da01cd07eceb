//! The layer that puts the tenant into each request, and the argument of a handler that takes it.

use super::FindTenant;
use crate::db::{Db, Tenant};
use crate::value::DbType;
use axum_core::extract::FromRequestParts;
use futures_util::future::{Either, Ready, ready};
use http::request::Parts;
use http::{Request, Response, StatusCode};
use std::any::type_name;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// Puts the [`Tenant`] of each request into its extensions, where a handler of axum takes it as an
/// argument. A request without one is answered by [`NoTenant::status`](super::NoTenant::status) and goes no
/// further.
pub struct TenantLayer<T> {
    db: Db,
    find: Arc<dyn FindTenant<T>>,
}

impl<T: DbType> TenantLayer<T> {
    /// Tenants of this database, whose ids are found so.
    pub fn new(db: &Db, find: impl FindTenant<T>) -> Self {
        TenantLayer { db: db.clone(), find: Arc::new(find) }
    }
}

impl<T> Clone for TenantLayer<T> {
    fn clone(&self) -> Self {
        TenantLayer { db: self.db.clone(), find: self.find.clone() }
    }
}

impl<T> fmt::Debug for TenantLayer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantLayer").field("db", &self.db).finish_non_exhaustive()
    }
}

impl<S, T> Layer<S> for TenantLayer<T> {
    type Service = TenantService<S, T>;

    fn layer(&self, inner: S) -> Self::Service {
        TenantService { inner, layer: self.clone() }
    }
}

/// A service whose requests have a tenant: [`TenantLayer`].
pub struct TenantService<S, T> {
    inner: S,
    layer: TenantLayer<T>,
}

impl<S: Clone, T> Clone for TenantService<S, T> {
    fn clone(&self) -> Self {
        TenantService { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<S: fmt::Debug, T> fmt::Debug for TenantService<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantService").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl<S, T, B, R> Service<Request<B>> for TenantService<S, T>
where
    S: Service<Request<B>, Response = Response<R>>,
    T: DbType,
    R: Default,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<S::Future, Ready<Result<Response<R>, S::Error>>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        match self.layer.find.find(&parts) {
            Ok(id) => {
                parts.extensions.insert(self.layer.db.tenant(id));
                Either::Left(self.inner.call(Request::from_parts(parts, body)))
            }
            Err(none) => {
                let mut answer = Response::new(R::default());
                *answer.status_mut() = none.status();
                Either::Right(ready(Ok(answer)))
            }
        }
    }
}

/// The tenant that [`TenantLayer`] found. Without the layer, or with ids of another type, the answer is 500,
/// since the program is wrong and not the request.
impl<S: Sync, T: DbType> FromRequestParts<S> for Tenant<T> {
    type Rejection = (StatusCode, String);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Tenant<T>>().cloned().ok_or_else(|| {
            let id = type_name::<T>();
            let wrong = format!("no `TenantLayer` with ids of the type `{id}` around this handler");
            (StatusCode::INTERNAL_SERVER_ERROR, wrong)
        })
    }
}
