//! A way to the server that can be cut, and that can swallow everything.

use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the way does with bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Passes them on.
    Open,
    /// Takes them, and gives nothing to anybody.
    Silent,
    /// Closes every connection, without the server's own word about it.
    Cut,
}

/// A listener between a pool and its server.
#[derive(Debug)]
pub struct Proxy {
    way: Arc<watch::Sender<Way>>,
    port: u16,
}

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
        let sender = way.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, way) = (server.clone(), sender.subscribe());
                tokio::spawn(async move {
                    let Ok(server) = TcpStream::connect(server).await else { return };
                    let (client_reads, client_writes) = client.into_split();
                    let (server_reads, server_writes) = server.into_split();
                    let there = pass(client_reads, server_writes, way.clone());
                    tokio::join!(there, pass(server_reads, client_writes, way));
                });
            }
        });
        Proxy { way, port }
    }

    /// The URL with this way in the server's place.
    pub fn url(&self, url: &str) -> String {
        url.replace(host_and_port(url), &format!("127.0.0.1:{}", self.port))
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

async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut way: watch::Receiver<Way>,
) {
    let mut bytes = [0; 4096];
    loop {
        let now = *way.borrow_and_update();
        if now == Way::Cut {
            return;
        }
        tokio::select! {
            changed = way.changed() => if changed.is_err() { return },
            read = from.read(&mut bytes), if now == Way::Open => match read {
                Ok(0) | Err(_) => return,
                Ok(length) => if to.write_all(&bytes[..length]).await.is_err() { return },
            },
        }
    }
}
