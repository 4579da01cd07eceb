//! A server that refuses with whatever SQLSTATE a test needs: the protocol as far as that goes.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refuses {
    /// Everybody, as a server does that starts.
    Sessions,
    /// The first message of each session, and ends that, as a server does that an administrator stops.
    Statements,
}

/// A listener that has read a startup packet answers it, or what comes next, with an error of the severity
/// FATAL.
#[derive(Debug)]
pub struct Stub {
    sessions: Arc<AtomicU64>,
    port: u16,
}

impl Stub {
    /// Starts one that says this code.
    ///
    /// # Panics
    ///
    /// If there is no free port.
    pub async fn start(refuses: Refuses, code: &'static str) -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let sessions = Arc::new(AtomicU64::new(0));
        let count = sessions.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A client may leave at any time.
                let count = count.clone();
                tokio::spawn(async move { serve(client, refuses, code, &count).await });
            }
        });
        Stub { sessions, port }
    }

    /// Where it listens: `host:port`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// How many startup packets it has read.
    pub fn sessions(&self) -> u64 {
        self.sessions.load(Ordering::Relaxed)
    }
}

// PostgreSQL manual, 55.7, "Message Formats".
const PROTOCOL_3: u32 = 0x0003_0000;
const SSL_REQUEST: u32 = 80_877_103;
const GSS_REQUEST: u32 = 80_877_104;

async fn serve(
    mut client: TcpStream,
    refuses: Refuses,
    code: &str,
    sessions: &AtomicU64,
) -> io::Result<()> {
    loop {
        let length = client.read_u32().await?;
        let asked = client.read_u32().await?;
        let mut rest = vec![0; length.saturating_sub(8) as usize];
        client.read_exact(&mut rest).await?;
        match asked {
            SSL_REQUEST | GSS_REQUEST => client.write_all(b"N").await?,
            // 3.2 and later may follow.
            version if version >= PROTOCOL_3 && version >> 16 == 3 => break,
            // A cancel request has no answer.
            _ => return Ok(()),
        }
    }
    sessions.fetch_add(1, Ordering::Relaxed);
    if refuses == Refuses::Statements {
        let mut hello = message(b'R', &0_u32.to_be_bytes());
        for (name, value) in [("TimeZone", "UTC"), ("standard_conforming_strings", "on")] {
            hello.extend(message(b'S', format!("{name}\0{value}\0").as_bytes()));
        }
        hello.extend(message(b'K', &[0, 0, 0, 1, 0, 0, 0, 1]));
        hello.extend(message(b'Z', b"I"));
        client.write_all(&hello).await?;
        client.read_u8().await?;
    }
    let fields = format!("SFATAL\0VFATAL\0C{code}\0Mit is refused\0\0");
    client.write_all(&message(b'E', fields.as_bytes())).await
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = 4 + body.len() as u32;
    [&[kind], &length.to_be_bytes()[..], body].concat()
}
