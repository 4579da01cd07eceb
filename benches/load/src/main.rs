//! Measures how long eager loading takes, and then has the memory measured.
//!
//! `cargo run --release --manifest-path benches/load/Cargo.toml` starts a private PostgreSQL in a
//! temporary folder, or takes the server of `ORM_BENCH_POSTGRES`, in a database that it makes.

use orm_bench_load::data::{Data, Size};
use orm_bench_load::peer::{self, Peer};
use orm_bench_load::server::{self, Server};
use orm_bench_load::work::Work;
use orm_bench_load::{Result, measure};
use std::process::Command;
use std::time::Duration;

/// 10 posts a user, 10 comments a post.
const SIZE: Size = Size { users: 100, posts: 1_000, comments: 10_000 };

/// What is measured, and in how many rounds.
const WORKS: [(Work, usize); 3] =
    [(Work::Users, 101), (Work::Comments, 101), (Work::User(7), 3_001)];

// One thread: the other core is the server's.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let server = Server::start().await?;
    let url = server.database().await?;
    let data = Data::new(SIZE);
    data.insert(&server::connect(&url).await?).await?;
    let mut peers = peer::connect(&url).await?;
    for (work, rounds) in WORKS {
        let times = measure::times(&mut peers, &data, work, rounds).await?;
        print(work, data.rows(work), rounds, &peers, &times);
    }
    // So that nobody uses the database when it is made anew.
    drop(peers);
    measure_memory(&server)
}

fn print(work: Work, rows: usize, rounds: usize, peers: &[Box<dyn Peer>], times: &[Duration]) {
    println!("{}: {rows} rows, median of {rounds} rounds\n", work.title());
    println!("| {:<22} | {:>9} | {:>7} |", "", "ms", "by hand");
    println!("|:{:-<23}|{:->10}:|{:->8}:|", "", "", "");
    for (peer, time) in peers.iter().zip(times) {
        let ratio = time.as_secs_f64() / times[0].as_secs_f64();
        println!("| {:<22} | {:>9.3} | {ratio:>7.2} |", peer.name(), time.as_secs_f64() * 1e3);
    }
    println!();
}

/// Runs the other program, beside this one in the target folder, on the same server.
fn measure_memory(server: &Server) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or("a program of cargo's is in a target folder")?;
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--release", "--bin", "memory"])
        .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .arg("--target-dir")
        .arg(target)
        .env(server::VARIABLE, server.url())
        .status()?;
    if status.success() { Ok(()) } else { Err(format!("the memory's program: {status}").into()) }
}
