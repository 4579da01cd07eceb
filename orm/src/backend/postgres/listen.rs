//! A session that only listens to channels (PostgreSQL manual, "LISTEN").

use super::connect::{Link, Opened, open};
use super::error::Cause;
use super::server::PgServer;
use crate::error::{Error, Kind};
use futures_util::future::{Either, select};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, ready};
use tokio_postgres::{AsyncMessage, Client, Notification};

/// The longest name of a channel, in bytes: `LISTEN` would cut a longer one off (`NAMEDATALEN`).
const LONGEST_NAME: usize = 63;

/// A connection that listens.
pub(crate) struct Listening {
    link: Link,
    /// The session ends with it.
    _client: Client,
    /// What came while the server was told to listen.
    early: VecDeque<Notification>,
}

/// Connects, and listens to these channels.
///
/// # Errors
/// Those of [`open`]; if the server refuses.
pub(crate) async fn listen(server: &PgServer, channels: &[String]) -> Result<Listening, Error> {
    let sql: String = channels.iter().map(|channel| format!("LISTEN {channel}; ")).collect();
    let Opened { client, mut link, .. } = open(server).await?;
    let mut early = VecDeque::new();
    let told = {
        let told = pin!(client.batch_execute(&sql));
        let ended = pin!(poll_fn(|cx| loop {
            match ready!(poll_notification(&mut link, cx)) {
                Ok(notification) => early.push_back(notification),
                Err(cause) => return Poll::Ready(cause),
            }
        }));
        match select(told, ended).await {
            Either::Left((told, _)) => told.map_err(Cause::from),
            Either::Right((cause, _)) => Err(cause),
        }
    };
    told?;
    Ok(Listening { link, _client: client, early })
}

impl Listening {
    /// The next notification; an error is the connection's end.
    pub(crate) async fn next(&mut self) -> Result<Notification, Error> {
        if let Some(notification) = self.early.pop_front() {
            return Ok(notification);
        }
        poll_fn(|cx| poll_notification(&mut self.link, cx)).await.map_err(Error::from)
    }
}

fn poll_notification(link: &mut Link, cx: &mut Context<'_>) -> Poll<Result<Notification, Cause>> {
    loop {
        match ready!(link.poll_message(cx)) {
            Some(Ok(AsyncMessage::Notification(notification))) => {
                return Poll::Ready(Ok(notification));
            }
            // A notice of the server's.
            Some(Ok(_)) => {}
            Some(Err(error)) => return Poll::Ready(Err(error.into())),
            None => return Poll::Ready(Err(Cause::Gone)),
        }
    }
}

/// A channel's name as a statement has it, quoted.
///
/// # Errors
/// If the server would cut it off, or cannot take it.
pub(crate) fn channel_name(name: &str) -> Result<String, Error> {
    if name.is_empty() || name.len() > LONGEST_NAME || name.contains('\0') {
        let rule = "the name of a channel has 1 to 63 bytes, and no NUL character";
        return Err(Error::new(Kind::Encode, rule));
    }
    Ok(format!("\"{}\"", name.replace('"', "\"\"")))
}
