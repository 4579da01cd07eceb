//! How the system watches a connection's socket, so that a server that vanished is noticed.

use super::text;
use std::time::Duration;

/// The parameters of TCP; a Unix socket has none (`tcp(7)`).
pub(super) struct Socket {
    keepalives: bool,
    idle: Duration,
    interval: Duration,
    count: u32,
    user_timeout: Option<Duration>,
}

impl Default for Socket {
    fn default() -> Self {
        Socket {
            keepalives: true,
            idle: Duration::from_secs(30),
            interval: Duration::from_secs(10),
            count: 3,
            user_timeout: Some(Duration::from_secs(30)),
        }
    }
}

impl Socket {
    /// Takes one of its parameters; gives what it must be if it is not.
    pub(super) fn set(&mut self, parameter: &str, value: &str) -> Result<(), &'static str> {
        match parameter {
            "keepalives" => {
                self.keepalives = match value {
                    "on" | "1" => true,
                    "off" | "0" => false,
                    _ => return Err("`on`, `1`, `off` or `0`"),
                };
            }
            "keepalives_idle" => self.idle = seconds(value)?,
            "keepalives_interval" => self.interval = seconds(value)?,
            "keepalives_count" => {
                self.count =
                    text::number(value, 1..=127).map_err(|_| "a whole number from 1 to 127")?;
            }
            _ => self.user_timeout = milliseconds(value)?,
        }
        Ok(())
    }

    pub(super) fn write(&self, config: &mut tokio_postgres::Config) {
        config.keepalives(self.keepalives);
        config.keepalives_idle(self.idle).keepalives_interval(self.interval);
        config.keepalives_retries(self.count);
        if let Some(timeout) = self.user_timeout {
            config.tcp_user_timeout(timeout);
        }
    }
}

/// The system counts in whole seconds, and Linux up to this many.
fn seconds(text: &str) -> Result<Duration, &'static str> {
    let time = text::duration(text)
        .ok()
        .filter(|time| time.subsec_millis() == 0 && (1..=32_767).contains(&time.as_secs()));
    time.ok_or("whole seconds from 1 to 32767, such as `30` or `30s`")
}

/// A number without a unit is milliseconds, as libpq has it.
fn milliseconds(text: &str) -> Result<Option<Duration>, &'static str> {
    let bare = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let time = if bare {
        text::duration_or_off(&format!("{text}ms"))
    } else {
        text::duration_or_off(text)
    };
    time.map_err(|_| "`off`, or a time such as `10s`, or `10000` for milliseconds")
}
