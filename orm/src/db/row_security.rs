//! Row-level security: the server is told whose rows a transaction reaches, and refuses all others.

use super::Db;
use super::config::Settings;
use super::executor::{Place, Target};
use super::lease::{Lease, too_long};
use super::send::Sent;
use crate::backend::{Binds, Identity, Statement};
use crate::error::{Error, Kind};
use crate::schema::Type;
use crate::scope::Reach;
use crate::value::{Value, text_form};
use futures_util::future::{join, join3};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The setting of a pool; [`DbBuilder::row_level_security`](super::DbBuilder::row_level_security).
pub(super) struct RowSecurity {
    /// The role that sees the rows of all tenants.
    pub(super) across_role: Option<String>,
}

/// PostgreSQL 15: `security_invoker` views, and `SET NULL` of single columns.
const OLDEST: i32 = 15_00_00;

/// The versions in which a cached plan keeps to the policies of the role it is run by: the one of each
/// release line (CVE-2024-10976).
const OLDEST_WITH_ROLES: [i32; 3] = [15_00_09, 16_00_05, 17_00_01];

/// Who we are: the name, whether a superuser, whether it bypasses, the version, whether it owns a table with
/// policies; whether the other role bypasses, and is ours to take.
const WHO: &str = "SELECT r.rolname::text, r.rolsuper, r.rolbypassrls, \
     pg_catalog.current_setting('server_version_num')::int4, \
     EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.relrowsecurity \
         AND pg_catalog.pg_has_role(c.relowner, 'USAGE')), \
     (SELECT o.rolbypassrls AND NOT o.rolsuper AND pg_catalog.pg_has_role(o.oid, 'MEMBER') \
         FROM pg_catalog.pg_roles AS o WHERE o.rolname = $1) \
     FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user";

type Who = (String, bool, bool, i32, bool, Option<bool>);

impl RowSecurity {
    /// `None` if it is off.
    pub(super) fn of(settings: &Settings) -> Option<Self> {
        let across_role = settings.across_role.clone();
        settings.row_level_security.then_some(RowSecurity { across_role })
    }

    /// Asks the server whether the policies hold for us.
    ///
    /// # Errors
    /// [`is_config`](Error::is_config) if they do not.
    pub(super) async fn check(&self, db: &Db) -> Result<(), Error> {
        let role = self.across_role.clone().unwrap_or_default();
        let who = Statement {
            sql: WHO.into(),
            binds: Binds::Once(vec![Value::Text(role.into())]),
            shape: None,
        };
        let who: Vec<Who> = Target::db(db).fetch(who, Sent::control("SELECT")).await?;
        let Some((name, is_super, bypasses, version, owns, across)) = who.into_iter().next() else {
            return Err(wrong("the server does not tell the role that the program connects as"));
        };
        let name = format!("the role `{name}`, which the program connects as,");
        let advice = "connect as a role that is neither superuser nor owner of the tables, \
                      without BYPASSRLS";
        if is_super || bypasses {
            let why = if is_super { "is a superuser" } else { "has BYPASSRLS" };
            return Err(wrong(format!("{name} {why}, and no policy holds for it: {advice}")));
        }
        if owns {
            return Err(wrong(format!(
                "{name} owns a table with row-level security, and could switch it off: {advice}"
            )));
        }
        if version < OLDEST {
            return Err(wrong("it needs PostgreSQL 15 or later"));
        }
        let Some(role) = &self.across_role else { return Ok(()) };
        match across {
            Some(true) => {}
            Some(false) => {
                return Err(wrong(format!(
                    "`across_role` (`{role}`) must be a role with BYPASSRLS that is no superuser and that \
                     was granted to the role which the program connects as"
                )));
            }
            None => return Err(wrong(format!("`across_role` (`{role}`): there is no such role"))),
        }
        let line = OLDEST_WITH_ROLES.iter().find(|oldest| version / 10_000 == *oldest / 10_000);
        match line {
            Some(oldest) if version < *oldest => Err(wrong(
                "`across_role` needs PostgreSQL 15.9, 16.5, 17.1 or later: before, a cached plan could \
                 run with the policies of another role (CVE-2024-10976)",
            )),
            _ => Ok(()),
        }
    }
}

impl<'a> Target<'a> {
    /// Whether the server is told whose rows are reached.
    pub(crate) fn has_row_security(self) -> bool {
        self.database().inner.row_security.is_some() && !matches!(self.reach(), Reach::None)
    }

    /// For whom a transaction that begins here is.
    ///
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) for an empty id; [`is_config`](Error::is_config) for all
    /// tenants without a role that sees them; [`is_unsupported`](Error::is_unsupported) for an id of a
    /// type whose text may be another one on the server.
    pub(super) fn identity(self) -> Result<Option<Identity>, Error> {
        let Place::Db(db) = self.place else { return Ok(None) };
        db.identity(self.reach())
    }

    pub(super) fn wall(self) -> Result<Option<Wall>, Error> {
        let wall = |identity| Wall { identity, is_alone: false, is_begun: AtomicBool::new(false) };
        Ok(self.identity()?.map(wall))
    }
}

impl Db {
    /// Whether [`DbBuilder::row_level_security`](super::DbBuilder::row_level_security) is on.
    pub fn row_level_security(&self) -> bool {
        self.inner.row_security.is_some()
    }

    pub(super) fn identity(&self, reach: &Reach) -> Result<Option<Identity>, Error> {
        let Some(security) = &self.inner.row_security else { return Ok(None) };
        match reach {
            Reach::None => Ok(None),
            Reach::Tenant(tenant) => Ok(Some(Identity::Tenant(text_of(tenant.checked_id()?)?))),
            Reach::All { .. } => match &security.across_role {
                Some(role) => Ok(Some(Identity::Role(role.clone()))),
                None => Err(wrong(
                    "the rows of all tenants are behind the policies: name a role with BYPASSRLS, by \
                     `DbBuilder::across_role(..)`, the parameter `across_role` or DB_ACROSS_ROLE",
                )),
            },
        }
    }
}

/// The transaction that a line's statements are in, though nobody asked for one.
pub(super) struct Wall {
    identity: Identity,
    /// There is one statement, and its transaction ends with it.
    is_alone: bool,
    is_begun: AtomicBool,
}

impl Wall {
    pub(super) fn set_alone(&mut self) {
        self.is_alone = true;
    }

    /// To be awaited before the first statement.
    pub(super) async fn ready(&self, lease: &Lease) -> Result<(), Error> {
        lease.ready_for(&self.identity).await
    }

    /// Sends a statement; the first one goes behind the transaction's start, without waiting for it.
    pub(super) async fn send<T>(
        &self,
        lease: &Lease,
        statement: &Statement,
        timeout: Option<Duration>,
        send: impl AsyncFnOnce(&Lease) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.is_begun.swap(true, Ordering::Relaxed) {
            return send(lease).await;
        }
        if !self.is_alone {
            let entered = limited(timeout, lease.enter(&self.identity));
            let (entered, result) = join(entered, send(lease)).await;
            return result.map_err(|error| first(error, entered));
        }
        // The first poll of each sends it. That of a statement which is not prepared would not.
        lease.prepare(statement).await?;
        let entered = limited(timeout, lease.enter(&self.identity));
        let ended = limited(timeout, lease.commit_behind());
        let (entered, result, ended) = join3(entered, send(lease), ended).await;
        let value = result.map_err(|error| first(error, entered))?;
        ended.map(|()| value)
    }

    /// The line is at its end.
    pub(super) fn leave(&self, lease: &Lease) {
        if !self.is_alone && self.is_begun.load(Ordering::Relaxed) {
            lease.leave();
        }
    }
}

/// What went wrong first: behind a transaction's start that failed, everything does.
fn first(error: Error, entered: Result<(), Error>) -> Error {
    entered.err().filter(|_| error.is_behind_failure()).unwrap_or(error)
}

async fn limited<T>(
    timeout: Option<Duration>,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match timeout {
        None => work.await,
        Some(longest) => {
            let ended = tokio::time::timeout(longest, work).await;
            ended.unwrap_or_else(|_| Err(too_long(longest)))
        }
    }
}

/// An id as the server's own cast reads it.
fn text_of(id: &Value) -> Result<String, Error> {
    let takes = matches!(
        id.ty(),
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Text | Type::Uuid | Type::Enum(_)
    );
    let text = text_form::write(id).filter(|_| takes).ok_or_else(|| {
        Error::unsupported(
            "row-level security takes tenants whose ids are integers, texts, UUIDs or enums",
        )
    })?;
    if text.contains('\0') {
        return Err(Error::new(Kind::Encode, "PostgreSQL text cannot hold a NUL character"));
    }
    Ok(text)
}

pub(super) fn wrong(why: impl std::fmt::Display) -> Error {
    Error::new(Kind::Config, format!("row-level security: {why}"))
}
