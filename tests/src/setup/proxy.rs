//! A way to the server that can be cut, that can swallow everything, and that can hold answers back.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
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
    way: Arc<watch::Sender<Way>>,
    asked: Asked,
    port: u16,
}

/// What clients have sent.
type Asked = Arc<Mutex<Vec<u8>>>;

impl Proxy {
    /// A way to the server of this URL.
    ///
    /// # Panics
    ///
    /// If there is no free port.
    pub async fn to(url: &str) -> Proxy {
        let server = host_and_port(url).to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let way = Arc::new(watch::Sender::new(Way::Open));
        let asked = Asked::default();
        let (sender, ears) = (way.clone(), asked.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, way, ears) = (server.clone(), sender.clone(), ears.clone());
                tokio::spawn(async move {
                    let Ok(server) = TcpStream::connect(server).await else { return };
                    let (client_reads, client_writes) = client.into_split();
                    let (server_reads, server_writes) = server.into_split();
                    let there = pass(client_reads, server_writes, &way, Some(ears));
                    tokio::join!(there, pass(server_reads, client_writes, &way, None));
                });
            }
        });
        Proxy { way, asked, port }
    }

    /// The URL with this way in the server's place.
    pub fn url(&self, url: &str) -> String {
        url.replace(host_and_port(url), &format!("127.0.0.1:{}", self.port))
    }

    /// What clients have sent since this was called before.
    pub fn take_asked(&self) -> Vec<u8> {
        std::mem::take(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes what becomes of all bytes from now on.
    pub fn set(&self, way: Way) {
        self.way.send_replace(way);
    }
}

fn host_and_port(url: &str) -> &str {
    let (_, rest) = url.split_once('@').expect("the URL has a user");
    rest.split('/').next().expect("a split has a first part")
}

/// One direction of a connection; from a client if there is somebody to hear what it asks.
async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    sender: &watch::Sender<Way>,
    asked: Option<Asked>,
) {
    let mut way = sender.subscribe();
    let mut bytes = [0; 4096];
    loop {
        let now = *way.borrow_and_update();
        let passes = match now {
            Way::Open | Way::OneTurn => true,
            Way::Held => asked.is_some(),
            Way::Silent => false,
            Way::Cut => return,
        };
        tokio::select! {
            changed = way.changed() => if changed.is_err() { return },
            read = from.read(&mut bytes), if passes => match read {
                Ok(0) | Err(_) => return,
                Ok(length) => {
                    if let Some(asked) = &asked {
                        // Before the server hears of it, so that no answer comes too early.
                        sender.send_if_modified(|way| {
                            let is_turn = *way == Way::OneTurn;
                            if is_turn {
                                *way = Way::Held;
                            }
                            is_turn
                        });
                        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
                        asked.extend_from_slice(&bytes[..length]);
                    }
                    if to.write_all(&bytes[..length]).await.is_err() {
                        return;
                    }
                }
            },
        }
    }
}
