//! Measures what the work allocates and holds.
//!
//! A program of its own, because its allocator counts, which takes time. It counts what this thread
//! allocates, where everything runs: the libraries, and what reads from their connections.

use allocation_counter::measure;
use orm_bench_peers::Result;
use orm_bench_peers::data::{Data, SMALL, Size};
use orm_bench_peers::measure::{Keeper, turn_of};
use orm_bench_peers::peer::{Peer, Rows};
use orm_bench_peers::postgres::{self, Tables};
use orm_bench_peers::server::{self, Server};
use orm_bench_peers::work::Work;
use tokio::runtime::{Builder, Runtime};

/// The sizes and what is measured on each: the program of the times' size, and one with 10,000
/// parents of 100,000 children.
const WORKS: [(Size, &[Work]); 2] = [
    (
        SMALL,
        &[
            Work::ByKey,
            Work::Items,
            Work::Products,
            Work::Comments,
            Work::Users,
            Work::User,
            Work::Stream,
            Work::Update,
            Work::Insert,
            Work::InsertMany,
        ],
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
        let mut peers = runtime.block_on(postgres::connect(&url))?;
        let mut tables = runtime.block_on(Tables::connect(&url))?;
        for &work in works {
            println!("{}: {} rows\n", work.title(), data.rows(work));
            println!("{HEAD}");
            for peer in &mut peers {
                // The table is emptied for each peer: what is in it is none of the memory's business.
                runtime.block_on(tables.begin(&data, work))?;
                if let Some(memory) = Memory::of(&runtime, &mut **peer, &data, work)? {
                    memory.print(peer.name(), data.rows(work));
                }
            }
            println!();
        }
    }
    Ok(())
}

/// What the work needed.
struct Memory {
    allocations: u64,
    /// The most bytes that were in use at once, without those from before.
    peak: u64,
    /// The bytes of the result.
    held: i64,
}

impl Memory {
    fn of(
        runtime: &Runtime,
        peer: &mut dyn Peer,
        data: &Data,
        work: Work,
    ) -> Result<Option<Memory>> {
        // What stays for the next time, such as prepared statements, is none of this one's.
        for turn in 0..3 {
            if runtime.block_on(turn_of(peer, data, work, turn))?.is_none() {
                return Ok(None);
            }
        }
        let task = data.task(work, 3);
        let mut loaded: Option<Result<Box<dyn Rows>>> = None;
        let load = measure(|| loaded = peer.run(task).map(|running| runtime.block_on(running)));
        let loaded = loaded.expect("it could, three times")?;
        let dropped = measure(|| drop(loaded));
        Ok(Some(Memory {
            allocations: load.count_total,
            peak: load.bytes_max,
            held: -dropped.bytes_current,
        }))
    }

    fn print(&self, name: &str, rows: usize) {
        let a_row = self.allocations as f64 / rows as f64;
        let (peak, held) = (self.peak / 1024, self.held / 1024);
        let ratio = match held {
            0 => "-".to_owned(),
            _ => format!("{:.2}", self.peak as f64 / self.held as f64),
        };
        println!("| {name:<22} | {a_row:>17.1} | {peak:>8} | {held:>8} | {ratio:>11} |");
    }
}
