//! Messages between sessions of a PostgreSQL server: `LISTEN` and `NOTIFY`.

use super::Db;
#[cfg(feature = "postgres")]
use super::backoff;
use super::executor::Writer;
#[cfg(feature = "postgres")]
use super::pool::breaker::LONGEST_PAUSE;
use super::send::Sent;
#[cfg(feature = "postgres")]
use crate::backend::postgres::{Listening, PgServer, channel_name, listen};
use crate::backend::{Binds, Statement};
use crate::error::Error;
use crate::sql::Dialect;
use crate::value::Value;
use futures_util::Stream;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

/// How many notifications are kept for a listener who does not take them; the server keeps the rest.
#[cfg(feature = "postgres")]
const KEPT: usize = 256;

/// After how many attempts to connect again it is told that they fail.
#[cfg(feature = "postgres")]
const WORTH_A_WORD: u32 = 5;

/// A message that somebody sent to a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notification {
    /// The channel.
    pub channel: String,
    /// The text; empty if there was none.
    pub payload: String,
    /// The server's process that sent it: `pg_backend_pid()` there.
    pub process_id: i32,
}

/// The notifications of some channels, as a stream without an end: [`Db::listen`].
///
/// If the connection is lost, another one is made, with pauses of up to 0.4 s between the attempts. Once
/// that listens, the stream gives the error, [`is_connection_lost`](Error::is_connection_lost), and
/// goes on: what was sent meanwhile is lost, so whoever follows a table reads it anew then. That it cannot
/// connect is told by a `tracing` event of the level WARN and the target `orm::listen`, once. One that
/// listens already does not end with [`Db::close`].
#[must_use = "notifications come by polling the stream"]
pub struct Listener {
    notifications: mpsc::Receiver<Result<Notification, Error>>,
    task: AbortHandle,
}

impl Db {
    /// Listens to channels, on a connection of its own beside the pool, which ends when the listener is
    /// dropped. Notifications that are sent after this gives back come, in the order of their commits.
    /// While they are not taken, the server keeps them, up to 8 GB (PostgreSQL manual, "NOTIFY").
    ///
    /// Not through a pooler that gives each transaction another session of the server.
    ///
    /// ```no_run
    /// use futures_util::StreamExt;
    ///
    /// # async fn run(db: orm::Db) -> Result<(), orm::Error> {
    /// let mut orders = db.listen(["orders"]).await?;
    /// orm::notify(&db, "orders", "A-1").await?;
    /// while let Some(notification) = orders.next().await {
    ///     match notification {
    ///         Ok(notification) => println!("order {} changed", notification.payload),
    ///         Err(_) => println!("something was missed: read all orders anew"),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`is_encode`](Error::is_encode) if a name is empty or has more than 63 bytes,
    /// [`is_connection_lost`](Error::is_connection_lost), [`is_pool_closed`](Error::is_pool_closed),
    /// [`is_unsupported`](Error::is_unsupported) on SQLite, and for no channel.
    pub async fn listen<C: AsRef<str>>(
        &self,
        channels: impl IntoIterator<Item = C>,
    ) -> Result<Listener, Error> {
        #[cfg(feature = "postgres")]
        if let Some(server) = self.inner.pools.server() {
            let names = channels.into_iter().map(|channel| channel_name(channel.as_ref()));
            let names: Vec<String> = names.collect::<Result<_, _>>()?;
            if names.is_empty() {
                return Err(Error::unsupported("a listener without a channel"));
            }
            self.inner.pools.check_open()?;
            let listening = listen(server, &names).await?;
            let (sender, notifications) = mpsc::channel(KEPT);
            let work = follow(server.clone(), names, listening, sender);
            let task = tokio::spawn(work).abort_handle();
            return Ok(Listener { notifications, task });
        }
        drop(channels);
        Err(no_channels())
    }
}

/// Sends a message to a channel: to everybody who listens there now, once the transaction commits.
///
/// `channel` has at most 63 bytes, `payload` less than 8000 (PostgreSQL manual, "NOTIFY"). Of equal
/// messages in a transaction, one is sent.
///
/// # Errors
/// [`is_data_exception`](Error::is_data_exception) if one is too long,
/// [`is_unsupported`](Error::is_unsupported) on SQLite, and those of a write.
pub async fn notify<E: Writer + ?Sized>(db: &E, channel: &str, payload: &str) -> Result<(), Error> {
    let target = db.target();
    if target.dialect() != Dialect::Postgres {
        return Err(no_channels());
    }
    let text = |text: &str| Value::Text(text.to_owned().into());
    let statement = Statement {
        sql: "SELECT pg_catalog.pg_notify($1, $2)".into(),
        binds: Binds::Once(vec![text(channel), text(payload)]),
        shape: None,
    };
    target.execute(statement, Sent::control("NOTIFY")).await.map(drop)
}

fn no_channels() -> Error {
    Error::unsupported("SQLite has no channels to listen to and to notify")
}

/// Passes the notifications on, over one connection after the other.
#[cfg(feature = "postgres")]
async fn follow(
    server: PgServer,
    channels: Vec<String>,
    mut listening: Listening,
    to: mpsc::Sender<Result<Notification, Error>>,
) {
    loop {
        let lost = loop {
            match listening.next().await {
                Ok(notification) => {
                    let notification = Notification {
                        channel: notification.channel().to_owned(),
                        payload: notification.payload().to_owned(),
                        process_id: notification.process_id(),
                    };
                    if to.send(Ok(notification)).await.is_err() {
                        return;
                    }
                }
                Err(error) => break error,
            }
        };
        let mut failures = 0;
        listening = loop {
            failures += 1;
            tokio::time::sleep(backoff::pause(failures, LONGEST_PAUSE)).await;
            match listen(&server, &channels).await {
                Ok(listening) => break listening,
                // Told once: it may be a password that was changed, which nobody else would hear of.
                Err(error) if failures == WORTH_A_WORD => tracing::event!(
                    target: "orm::listen",
                    tracing::Level::WARN,
                    error = &error as &dyn std::error::Error,
                    "a listener cannot connect again; it goes on trying"
                ),
                Err(_) => {}
            }
        };
        if to.send(Err(lost)).await.is_err() {
            return;
        }
    }
}

impl Stream for Listener {
    type Item = Result<Notification, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.notifications.poll_recv(cx)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}
