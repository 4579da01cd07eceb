//! How long the peers take, beside each other.

use crate::Result;
use crate::clock::median;
use crate::data::Data;
use crate::dice::Dice;
use crate::peer::Peer;
use crate::work::Work;
use std::time::{Duration, Instant};

/// Who looks after the tables between the turns.
pub trait Keeper {
    /// Before the first turn of this work.
    fn begin(&mut self, data: &Data, work: Work) -> impl Future<Output = Result<()>>;

    /// After each turn, by the peer of this number: says what is wrong in the tables, and empties
    /// those that grow.
    fn after(&mut self, peer: usize, data: &Data, work: Work) -> impl Future<Output = Result<()>>;

    /// After the last turn.
    fn end(&mut self, data: &Data, work: Work) -> impl Future<Output = Result<()>>;
}

/// The median time of each peer over the work's rounds, from the call to the whole result in memory.
/// `None`: the peer cannot do it.
///
/// In a round each does it once, and each round has another order: what else the machine does falls
/// on all alike, and so does what the one before has left in the processor's caches. Every result is
/// checked, after its time was taken.
///
/// # Errors
///
/// If the database refuses, or a peer did something else than it was asked to.
pub async fn times(
    peers: &mut [Box<dyn Peer>],
    keeper: &mut impl Keeper,
    data: &Data,
    work: Work,
) -> Result<Vec<Option<Duration>>> {
    keeper.begin(data, work).await?;
    let mut times = vec![Vec::with_capacity(work.rounds()); peers.len()];
    let mut dice = Dice::default();
    let mut order: Vec<usize> = (0..peers.len()).collect();
    let mut turns = 0..;
    for round in 0..work.warm_up() + work.rounds() {
        dice.shuffle(&mut order);
        for (&peer, turn) in order.iter().zip(&mut turns) {
            let Some(time) = turn_of(&mut *peers[peer], data, work, turn).await? else { continue };
            keeper.after(peer, data, work).await?;
            if round >= work.warm_up() {
                times[peer].push(time);
            }
        }
    }
    keeper.end(data, work).await?;
    Ok(times.into_iter().map(|times| (!times.is_empty()).then(|| median(times))).collect())
}

/// Has a peer do the work once, and compares what it gives with what there is.
///
/// # Errors
///
/// If the database refuses, or the peer did something else than it was asked to.
pub async fn turn_of(
    peer: &mut dyn Peer,
    data: &Data,
    work: Work,
    turn: usize,
) -> Result<Option<Duration>> {
    let task = data.task(work, turn);
    let expected = data.expected(&task);
    let name = peer.name();
    let start = Instant::now();
    let Some(running) = peer.run(task) else { return Ok(None) };
    let rows = running.await.map_err(|error| format!("{name}, {}: {error}", work.title()))?;
    let time = start.elapsed();
    let checksum = rows.checksum();
    if checksum != expected {
        let title = work.title();
        return Err(format!("{name}, {title}: {checksum:?} is not {expected:?}").into());
    }
    Ok(Some(time))
}
