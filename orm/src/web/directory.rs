//! The layer that asks a directory for each request's tenant.

use super::FindTenant;
use crate::directory::Directory;
use crate::error::Error;
use crate::value::DbType;
use futures_util::future::BoxFuture;
use http::{Request, Response, StatusCode};
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// As [`TenantLayer`](super::TenantLayer), for the tenants of a [`Directory`]: a request whose tenant is not
/// in service is answered by [`status`] and goes no further.
///
/// ```
/// # use axum::{Router, routing::get};
/// use orm::{Directory, Tenant};
/// use orm::web::{DirectoryLayer, subdomain};
///
/// # async fn notes(_: Tenant<String>) {}
/// # fn app(directory: &Directory<String>) -> Router {
/// let tenants = DirectoryLayer::new(directory, subdomain("example.com"));
/// Router::new().route("/notes", get(notes)).layer(tenants)
/// # }
/// # fn main() {}
/// ```
pub struct DirectoryLayer<T> {
    directory: Directory<T>,
    find: Arc<dyn FindTenant<T>>,
}

impl<T: DbType> DirectoryLayer<T> {
    /// Tenants of this directory, whose ids are found so.
    pub fn new(directory: &Directory<T>, find: impl FindTenant<T>) -> Self {
        DirectoryLayer { directory: directory.clone(), find: Arc::new(find) }
    }
}

/// The status of the answer to a request that failed so, for what a client may know of tenants; `None` for
/// every other error. A handler that gives it on says of a tenant over its quota what the layer cannot know.
///
/// | | |
/// |---|---|
/// | [`is_unknown_tenant`](Error::is_unknown_tenant), [`is_unscoped`](Error::is_unscoped) | 404 |
/// | [`is_tenant_suspended`](Error::is_tenant_suspended), [`is_tenant_deleted`](Error::is_tenant_deleted) | 403 |
/// | [`is_over_quota`](Error::is_over_quota) | 429 (RFC 6585, 4) |
/// | [`is_tenant_unready`](Error::is_tenant_unready), [`is_inactive`](Error::is_inactive) | 503 |
pub fn status(error: &Error) -> Option<StatusCode> {
    if error.is_unknown_tenant() || error.is_unscoped() {
        Some(StatusCode::NOT_FOUND)
    } else if error.is_tenant_suspended() || error.is_tenant_deleted() {
        Some(StatusCode::FORBIDDEN)
    } else if error.is_over_quota() {
        Some(StatusCode::TOO_MANY_REQUESTS)
    } else if error.is_tenant_unready() || error.is_inactive() {
        Some(StatusCode::SERVICE_UNAVAILABLE)
    } else {
        None
    }
}

impl<T> Clone for DirectoryLayer<T> {
    fn clone(&self) -> Self {
        DirectoryLayer { directory: self.directory.clone(), find: self.find.clone() }
    }
}

impl<T> fmt::Debug for DirectoryLayer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DirectoryLayer").field("directory", &self.directory).finish_non_exhaustive()
    }
}

impl<S, T> Layer<S> for DirectoryLayer<T> {
    type Service = DirectoryService<S, T>;

    fn layer(&self, inner: S) -> Self::Service {
        DirectoryService { inner, layer: self.clone() }
    }
}

/// A service whose requests have a tenant of a directory: [`DirectoryLayer`].
pub struct DirectoryService<S, T> {
    inner: S,
    layer: DirectoryLayer<T>,
}

impl<S: Clone, T> Clone for DirectoryService<S, T> {
    fn clone(&self) -> Self {
        DirectoryService { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<S: fmt::Debug, T> fmt::Debug for DirectoryService<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DirectoryService").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl<S, T, B, R> Service<Request<B>> for DirectoryService<S, T>
where
    S: Service<Request<B>, Response = Response<R>, Error: Send, Future: Send>
        + Clone
        + Send
        + 'static,
    T: DbType,
    B: Send + 'static,
    R: Default + Send,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response<R>, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The one that was asked whether it is ready serves this request.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let layer = self.layer.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let found = match layer.find.find(&parts) {
                Ok(id) => layer
                    .directory
                    .tenant(id)
                    .await
                    .map_err(|error| status(&error).unwrap_or(StatusCode::SERVICE_UNAVAILABLE)),
                Err(none) => Err(none.status()),
            };
            match found {
                Ok(tenant) => {
                    parts.extensions.insert(tenant);
                    inner.call(Request::from_parts(parts, body)).await
                }
                Err(status) => {
                    let mut answer = Response::new(R::default());
                    *answer.status_mut() = status;
                    Ok(answer)
                }
            }
        })
    }
}
