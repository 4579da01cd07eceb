//! Where the id of a request's tenant is found.

use http::header::AsHeaderName;
use http::request::Parts;
use http::uri::Authority;
use http::{StatusCode, header};
use std::fmt;
use std::str::FromStr;

/// Finds the id of a request's tenant: a function of the request's head, or one of [`header()`],
/// [`subdomain`], [`path`], [`bearer`].
pub trait FindTenant<T>: Send + Sync + 'static {
    /// The id.
    ///
    /// # Errors
    /// What the client is told if there is none, or it may not be.
    fn find(&self, request: &Parts) -> Result<T, NoTenant>;
}

impl<T, F> FindTenant<T> for F
where
    F: Fn(&Parts) -> Result<T, NoTenant> + Send + Sync + 'static,
{
    fn find(&self, request: &Parts) -> Result<T, NoTenant> {
        self(request)
    }
}

/// Why a request has no tenant: the status of the answer, whose body is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoTenant(StatusCode);

impl NoTenant {
    /// The request names no tenant, or what it names cannot be one: 400 (RFC 9110, 15.5.1).
    pub fn missing() -> Self {
        NoTenant(StatusCode::BAD_REQUEST)
    }

    /// The client has not said who it is: 401 (RFC 9110, 15.5.2).
    pub fn unauthorized() -> Self {
        NoTenant(StatusCode::UNAUTHORIZED)
    }

    /// The client may not act for this tenant: 403 (RFC 9110, 15.5.4).
    pub fn forbidden() -> Self {
        NoTenant(StatusCode::FORBIDDEN)
    }

    /// There is no such tenant: 404 (RFC 9110, 15.5.5).
    pub fn unknown() -> Self {
        NoTenant(StatusCode::NOT_FOUND)
    }

    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        self.0
    }
}

impl fmt::Display for NoTenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request has no tenant: {}", self.0)
    }
}

impl std::error::Error for NoTenant {}

fn parsed<T: FromStr>(text: Option<&str>) -> Result<T, NoTenant> {
    let text = text.filter(|text| !text.is_empty()).ok_or_else(NoTenant::missing)?;
    text.parse().map_err(|_| NoTenant::missing())
}

/// The header's value, if it is there once.
fn only(request: &Parts, name: impl AsHeaderName) -> Option<&str> {
    let mut values = request.headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

/// The only value of a header, `x-tenant: 7`. Two values are none: it is not clear which counts.
pub fn header<T: FromStr>(name: &'static str) -> impl FindTenant<T> {
    move |request: &Parts| parsed(only(request, name))
}

/// The first label of the host's name, below this name: `acme` of `acme.example.com` for `example.com`.
/// The host is that of the request's target, or of its only header `host` (RFC 9112, 3.3), without the port.
/// One with user information before it (`acme@..`) is none: a server treats it as an error (RFC 9110, 4.2.4).
pub fn subdomain<T: FromStr>(of: &'static str) -> impl FindTenant<T> {
    move |request: &Parts| {
        let authority = match request.uri.authority() {
            Some(authority) => Some(authority.clone()),
            None => only(request, header::HOST).and_then(|host| host.parse().ok()),
        };
        // What stands before an `@` looks like a host's name to some, and is none.
        let authority = authority.filter(|authority: &Authority| !authority.as_str().contains('@'));
        let label = authority.and_then(|authority| {
            // Names are the same in capitals (RFC 4343).
            let host = authority.host().to_ascii_lowercase();
            let rest = host.strip_suffix(&of.to_ascii_lowercase())?.strip_suffix('.')?;
            (!rest.contains('.')).then(|| rest.to_owned())
        });
        parsed(label.as_deref())
    }
}

/// A segment of the path, counted from 0: `acme` of `/tenants/acme/orders` for 1. It is taken as it is,
/// with escapes. A layer inside of axum's `nest` sees the path without the prefix: it belongs around the
/// outer router.
pub fn path<T: FromStr>(segment: usize) -> impl FindTenant<T> {
    move |request: &Parts| {
        let path = request.uri.path().trim_start_matches('/');
        parsed(path.split('/').nth(segment))
    }
}

/// The claim of a bearer token (RFC 6750, 2.1): `read` verifies the token and gives the tenant's id, or
/// `None` if the token is not good. A request without a token, or with more than one, is unauthorized.
pub fn bearer<T: 'static>(
    read: impl Fn(&str) -> Option<T> + Send + Sync + 'static,
) -> impl FindTenant<T> {
    move |request: &Parts| {
        let token = only(request, header::AUTHORIZATION).and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
        });
        token.and_then(&read).ok_or_else(NoTenant::unauthorized)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn request(uri: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn is(found: Result<i64, NoTenant>, expected: Result<i64, u16>) {
        assert_eq!(found.map_err(|none| none.status().as_u16()), expected);
    }

    #[test]
    fn of_a_header() {
        let found = |headers: &[_]| header("x-tenant").find(&request("/", headers));
        is(found(&[("x-tenant", "7")]), Ok(7));
        is(found(&[]), Err(400));
        is(found(&[("x-tenant", "")]), Err(400));
        is(found(&[("x-tenant", "seven")]), Err(400));
        is(found(&[("x-tenant", "7"), ("x-tenant", "8")]), Err(400));
    }

    #[test]
    fn of_a_subdomain() {
        let found = |uri: &str, host: &str| {
            let request = request(uri, &[("host", host)]);
            FindTenant::<String>::find(&subdomain("Example.com"), &request).ok()
        };
        assert_eq!(found("/", "acme.example.com").as_deref(), Some("acme"));
        assert_eq!(found("/", "ACME.example.COM:8080").as_deref(), Some("acme"));
        assert_eq!(found("http://beta.example.com/", "acme.example.com").as_deref(), Some("beta"));
        for none in [
            "example.com",
            "a.b.example.com",
            "acmeexample.com",
            ".example.com",
            "other.org",
            "",
            "beta@acme.example.com",
            "beta.example.com:x@acme.example.com",
        ] {
            assert_eq!(found("/", none), None, "{none}");
        }
        for none in ["http://beta.example.com:x@acme.example.com/", "http://beta@acme.example.com/"]
        {
            assert_eq!(found(none, "acme.example.com"), None, "{none}");
        }
    }

    #[test]
    fn of_the_path() {
        is(path(1).find(&request("/tenants/7/orders?x=8", &[])), Ok(7));
        is(path(1).find(&request("/tenants", &[])), Err(400));
        is(path(1).find(&request("/tenants/7%20/orders", &[])), Err(400));
    }

    #[test]
    fn of_a_token() {
        let find = bearer(|token| (token == "good").then_some(7));
        let found = |headers: &[_]| find.find(&request("/", headers));
        is(found(&[("authorization", "Bearer good")]), Ok(7));
        is(found(&[("authorization", "bearer good")]), Ok(7));
        for wrong in ["Bearer bad", "Basic good", "good", "Bearer"] {
            is(found(&[("authorization", wrong)]), Err(401));
        }
        is(found(&[("authorization", "Bearer good"), ("authorization", "Bearer good")]), Err(401));
        is(found(&[]), Err(401));
    }
}
