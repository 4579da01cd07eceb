//! Measures what eager loading allocates and holds.
//!
//! A program of its own, because its allocator counts, which takes time. It counts what this thread
//! allocates, where everything runs: the libraries, and what reads from their connections.

use allocation_counter::measure;
use orm_bench_load::Result;
use orm_bench_load::data::{Data, Size};
use orm_bench_load::measure::check;
use orm_bench_load::peer::{self, Peer, Rows};
use orm_bench_load::server::{self, Server};
use orm_bench_load::work::Work;
use tokio::runtime::{Builder, Runtime};

/// The sizes and what is measured on each: the program of the times' size, and one with 10,000
/// parents of 100,000 children.
const WORKS: [(Size, &[Work]); 2] = [
    (
        Size { users: 100, posts: 1_000, comments: 10_000 },
        &[Work::Users, Work::Comments, Work::User(7)],
    ),
    (Size { users: 1_000, posts: 10_000, comments: 100_000 }, &[Work::Posts]),
];

const HEAD: &str = "\
|                        | allocations a row | peak KiB | held KiB | peak / held |
|:-----------------------|------------------:|---------:|---------:|------------:|";

fn main() -> Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let server = runtime.block_on(Server::start())?;
    for (size, works) in WORKS {
        let url = runtime.block_on(server.database())?;
        let data = Data::new(size);
        runtime.block_on(async { data.insert(&server::connect(&url).await?).await })?;
        let mut peers = runtime.block_on(peer::connect(&url))?;
        for &work in works {
            println!("{}: {} rows\n", work.title(), data.rows(work));
            println!("{HEAD}");
            for peer in &mut peers {
                let memory = Memory::of(&runtime, &mut **peer, &data, work)?;
                memory.print(peer.name(), data.rows(work));
            }
            println!();
        }
    }
    Ok(())
}

/// What a load needed.
struct Memory {
    allocations: u64,
    /// The most bytes that were in use at once, without those from before.
    peak: u64,
    /// The bytes of the result.
    held: i64,
}

impl Memory {
    fn of(runtime: &Runtime, peer: &mut dyn Peer, data: &Data, work: Work) -> Result<Memory> {
        // What stays for the next load, such as prepared statements, is none of this one's.
        for _ in 0..3 {
            runtime.block_on(check(peer, data, work))?;
        }
        let mut loaded: Option<Result<Box<dyn Rows>>> = None;
        let load = measure(|| loaded = Some(runtime.block_on(peer.load(work))));
        let loaded = loaded.expect("it ran")?;
        let dropped = measure(|| drop(loaded));
        Ok(Memory {
            allocations: load.count_total,
            peak: load.bytes_max,
            held: -dropped.bytes_current,
        })
    }

    fn print(&self, name: &str, rows: usize) {
        let a_row = self.allocations as f64 / rows as f64;
        let ratio = self.peak as f64 / self.held as f64;
        let (peak, held) = (self.peak / 1024, self.held / 1024);
        println!("| {name:<22} | {a_row:>17.1} | {peak:>8} | {held:>8} | {ratio:>11.2} |");
    }
}
