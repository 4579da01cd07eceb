//! How long the peers take, beside each other.

use crate::Result;
use crate::data::Data;
use crate::dice::Dice;
use crate::peer::Peer;
use crate::work::Work;
use std::time::{Duration, Instant};

/// How often each peer loads before it is measured: statements get prepared, caches filled.
const WARM_UP: usize = 5;

/// The median time of each peer over so many rounds, from the call to the whole result in memory.
///
/// In a round each loads once, and each round has another order: what else the machine does falls
/// on all alike, and so does what the one before has left in the processor's caches.
///
/// # Errors
///
/// If the database refuses.
///
/// # Panics
///
/// If a peer loaded something else than what is in the tables.
pub async fn times(
    peers: &mut [Box<dyn Peer>],
    data: &Data,
    work: Work,
    rounds: usize,
) -> Result<Vec<Duration>> {
    for peer in &mut *peers {
        for _ in 0..WARM_UP {
            check(&mut **peer, data, work).await?;
        }
    }
    let mut times = vec![Vec::with_capacity(rounds); peers.len()];
    let mut dice = Dice::default();
    let mut order: Vec<usize> = (0..peers.len()).collect();
    for _ in 0..rounds {
        dice.shuffle(&mut order);
        for &turn in &order {
            let start = Instant::now();
            let loaded = peers[turn].load(work).await?;
            times[turn].push(start.elapsed());
            drop(loaded);
        }
    }
    Ok(times.into_iter().map(median).collect())
}

/// Loads, and compares what was loaded with the tables.
///
/// # Errors
///
/// If the database refuses.
///
/// # Panics
///
/// If it is something else.
pub async fn check(peer: &mut dyn Peer, data: &Data, work: Work) -> Result<()> {
    let checksum = peer.load(work).await?.checksum();
    assert_eq!(checksum, data.checksum(work), "{}: {}", peer.name(), work.title());
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
