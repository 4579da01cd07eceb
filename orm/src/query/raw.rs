//! SQL by hand.

mod text;

use crate::backend::{Binds, Statement};
use crate::db::{Executor, Sent, Writer};
use crate::error::{Error, Kind};
use crate::row::FromRow;
use crate::scope::Reach;
use crate::sql::Context;
use crate::value::{Scalar, Value};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A statement written by hand, whose rows read as `T`: a value, a tuple, a model, a projection.
///
/// The text is a `&'static str`, so that no value can get into it; values are bound in the order of
/// their placeholders `$1`, `$2`, .. (on SQLite, in the order in which they first appear). A text
/// that is made when the program runs needs [`unsafe_text`].
///
/// On SQLite, the connection that writes runs it; in a transaction that only reads, one of the others.
///
/// A text is one statement; a semicolon may follow it. There are as many values as placeholders:
/// a text with more or fewer is not sent. (PostgreSQL itself judges a text with too few values that
/// is no query and no write, such as `PREPARE`.)
///
/// ```no_run
/// # async fn run(db: &orm::Db) -> Result<(), orm::Error> {
/// let rows = orm::sql::<(i64, String)>("SELECT id, name FROM customers WHERE id > $1")
///     .bind(10_i64)
///     .all(db)
///     .await?;
/// # Ok(()) }
/// ```
pub fn sql<T>(text: impl SqlText) -> RawSql<T> {
    RawSql { text: text.into_text(), binds: Vec::new(), unscoped: None, row: PhantomData }
}

/// Lets a text that was made when the program ran be a statement. Whoever calls it promises that no
/// value of a user is in the text.
pub fn unsafe_text(text: impl Into<String>) -> UnsafeText {
    UnsafeText(text.into())
}

/// A text that was made when the program ran: [`unsafe_text`].
#[derive(Debug, Clone)]
pub struct UnsafeText(String);

/// A text that can be a statement.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a statement's text",
    label = "expected a `&'static str`",
    note = "bind values with `.bind(..)`; a text that holds no value of a user can be given as `unsafe_text(..)`"
)]
pub trait SqlText {
    /// The text.
    fn into_text(self) -> Cow<'static, str>;
}

#[diagnostic::do_not_recommend]
impl SqlText for &'static str {
    fn into_text(self) -> Cow<'static, str> {
        Cow::Borrowed(self)
    }
}

#[diagnostic::do_not_recommend]
impl SqlText for UnsafeText {
    fn into_text(self) -> Cow<'static, str> {
        Cow::Owned(self.0)
    }
}

/// What a placeholder takes: a column's type, its `Option`, or a `&str`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value that can be bound",
    label = "expected a type that a column can hold, or an `Option` of one"
)]
pub trait Bind {
    /// The value to send.
    fn into_bind(self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> Bind for T {
    fn into_bind(self) -> Value {
        self.into_value()
    }
}

impl Bind for &str {
    fn into_bind(self) -> Value {
        Value::Text(self.to_owned().into())
    }
}

/// A statement written by hand, not yet sent.
#[must_use = "a statement does nothing until `all(&db)` or `exec(&db)` is awaited"]
pub struct RawSql<T> {
    text: Cow<'static, str>,
    binds: Vec<Value>,
    /// Why it may reach the rows of all tenants, though it is sent through one.
    unscoped: Option<&'static str>,
    row: PhantomData<fn() -> T>,
}

impl<T> RawSql<T> {
    /// The value of the next placeholder.
    pub fn bind<V: Bind>(mut self, value: V) -> Self {
        self.binds.push(value.into_bind());
        self
    }

    /// Lets the statement be sent through a tenant's executor, where SQL by hand is refused otherwise:
    /// no condition is added to it, so that it has to have the tenant's own. The reason is written to the
    /// log, as an event of the level INFO and the target `orm::tenancy`.
    pub fn unscoped(mut self, reason: &'static str) -> Self {
        self.unscoped = Some(reason);
        self
    }

    fn statement(self, context: Context<'_>) -> Result<Statement, Error> {
        let sql = Arc::from(&*self.text);
        match (context.reach, self.unscoped) {
            (Reach::None, _) => {}
            (_, Some(reason)) => {
                tracing::info!(target: "orm::tenancy", reason, "SQL by hand is sent through a tenant");
            }
            (_, None) => {
                let error = Error::new(
                    Kind::Unscoped,
                    "SQL by hand through a tenant: nothing adds the tenant's condition; write it \
                     yourself, and say so with `.unscoped(\"why\")`",
                );
                return Err(error.with_statement(&sql));
            }
        }
        text::check(context.dialect, &sql, self.binds.len())
            .map_err(|error| error.with_statement(&sql))?;
        Ok(Statement { sql, binds: Binds::Once(self.binds), shape: None })
    }

    /// Runs the statement for its effect and says how many rows it wrote: none for one that is no
    /// write, except that PostgreSQL counts the rows of a query, too.
    ///
    /// # Errors
    /// As of every statement; [`is_unscoped`](Error::is_unscoped) through a tenant without
    /// [`unscoped`](Self::unscoped); [`is_encode`](Error::is_encode) if there are other placeholders than
    /// values, and on SQLite [`is_unsupported`](Error::is_unsupported) if the text is more than one
    /// statement, which PostgreSQL refuses as a fault of syntax.
    pub async fn exec<E: Writer + ?Sized>(self, db: &E) -> Result<u64, Error> {
        let target = db.target();
        target.execute(self.statement(target.context())?, Sent::raw()).await
    }
}

impl<T: FromRow> RawSql<T> {
    /// All rows of the statement.
    ///
    /// # Errors
    /// Those of [`exec`](Self::exec); [`is_decode`](Error::is_decode) if the columns are not those of
    /// `T`.
    pub async fn all<E: Executor + ?Sized>(self, db: &E) -> Result<Vec<T>, Error> {
        let target = db.target();
        target.fetch(self.statement(target.context())?, Sent::raw()).await
    }

    /// The only row of the statement.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found), [`is_too_many_rows`](Error::is_too_many_rows), and
    /// those of [`all`](Self::all).
    pub async fn one<E: Executor + ?Sized>(self, db: &E) -> Result<T, Error> {
        self.optional(db).await?.ok_or_else(|| Error::not_found("row"))
    }

    /// The only row of the statement, or `None`.
    ///
    /// # Errors
    /// [`is_too_many_rows`](Error::is_too_many_rows), and those of [`all`](Self::all).
    pub async fn optional<E: Executor + ?Sized>(self, db: &E) -> Result<Option<T>, Error> {
        let mut rows = self.all(db).await?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            _ => Err(Error::too_many_rows("row")),
        }
    }
}

/// The values are not shown: one may be a secret.
impl<T> fmt::Debug for RawSql<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawSql({:?}, {} values)", self.text, self.binds.len())
    }
}
