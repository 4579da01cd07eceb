//! A way to the server that can be cut, that can swallow everything, that can hold answers back, and that
//! can lead to another server.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the way does with bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Passes them on.
    Open,
    /// Passes on what is asked, and holds the answers back.
    Held,
    /// Passes on answers until somebody asks again; the answers to that are [`Held`](Way::Held).
    OneTurn,
    /// Takes them, and gives nothing to anybody.
    Silent,
    /// Closes every connection, without the server's own word about it.
    Cut,
}

/// A listener between a pool and its server.
#[derive(Debug)]
pub struct Proxy {
    shared: Arc<Shared>,
    port: u16,
}

/// What the connections have in common.
#[derive(Debug)]
struct Shared {
    way: watch::Sender<Way>,
    /// Where new connections lead to.
    server: Mutex<String>,
    /// What clients have sent.
    asked: Mutex<Vec<u8>>,
    /// How many bytes of answers clients were given.
    answered: AtomicU64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Proxy {
    /// A way to the server of this URL.
    ///
    /// # Panics
    ///
    /// If there is no free port.
    pub async fn to(url: &str) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let shared = Arc::new(Shared {
            way: watch::Sender::new(Way::Open),
            server: Mutex::new(host_and_port(url).to_owned()),
            asked: Mutex::default(),
            answered: AtomicU64::new(0),
        });
        let its = shared.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connection(client, its.clone()));
            }
        });
        Proxy { shared, port }
    }

    /// The URL with this way in the server's place.
    pub fn url(&self, url: &str) -> String {
        url.replace(host_and_port(url), &format!("127.0.0.1:{}", self.port))
    }

    /// What clients have sent since this was called before.
    pub fn take_asked(&self) -> Vec<u8> {
        std::mem::take(&mut lock(&self.shared.asked))
    }

    /// Waits until somebody has sent this, since [`take_asked`](Proxy::take_asked) was called before.
    pub async fn sent(&self, part: &str) {
        let mut asked = Vec::new();
        loop {
            asked.extend(self.take_asked());
            if asked.windows(part.len()).any(|window| window == part.as_bytes()) {
                return;
            }
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
    }

    /// How many bytes of answers clients were given until now.
    pub fn answered(&self) -> u64 {
        self.shared.answered.load(Ordering::Relaxed)
    }

    /// Changes what becomes of all bytes from now on.
    pub fn set(&self, way: Way) {
        self.shared.way.send_replace(way);
    }

    /// Makes new connections lead to this `host:port`. Those that there are stay where they are.
    pub fn lead_to(&self, server: &str) {
        server.clone_into(&mut lock(&self.shared.server));
    }
}

fn host_and_port(url: &str) -> &str {
    let (_, rest) = url.split_once('@').expect("the URL has a user");
    rest.split('/').next().expect("a split has a first part")
}

async fn connection(client: TcpStream, shared: Arc<Shared>) {
    let server = lock(&shared.server).clone();
    let Ok(server) = TcpStream::connect(server).await else { return };
    let (client_reads, client_writes) = client.into_split();
    let (server_reads, server_writes) = server.into_split();
    let there = pass(client_reads, server_writes, &shared, Speaker::Client);
    tokio::join!(there, pass(server_reads, client_writes, &shared, Speaker::Server));
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Client,
    Server,
}

/// One direction of a connection.
async fn pass(
    mut reads: OwnedReadHalf,
    mut writes: OwnedWriteHalf,
    shared: &Shared,
    from: Speaker,
) {
    let mut way = shared.way.subscribe();
    let mut bytes = [0; 4096];
    loop {
        let now = *way.borrow_and_update();
        let passes = match now {
            Way::Open | Way::OneTurn => true,
            Way::Held => from == Speaker::Client,
            Way::Silent => false,
            Way::Cut => return,
        };
        tokio::select! {
            changed = way.changed() => if changed.is_err() { return },
            read = reads.read(&mut bytes), if passes => match read {
                Ok(0) | Err(_) => return,
                Ok(length) => {
                    match from {
                        Speaker::Client => shared.hear(&bytes[..length]),
                        Speaker::Server => {
                            shared.answered.fetch_add(length as u64, Ordering::Relaxed);
                        }
                    }
                    if writes.write_all(&bytes[..length]).await.is_err() {
                        return;
                    }
                }
            },
        }
    }
}

impl Shared {
    /// To be called before the server hears of it, so that no answer comes too early.
    fn hear(&self, bytes: &[u8]) {
        self.way.send_if_modified(|way| {
            let is_turn = *way == Way::OneTurn;
            if is_turn {
                *way = Way::Held;
            }
            is_turn
        });
        lock(&self.asked).extend_from_slice(bytes);
    }
}
