//! How long the peers take, beside each other.

use crate::Result;
use crate::checksum::Checksum;
use crate::clock::median;
use crate::data::Data;
use crate::dice::Dice;
use crate::peer::Peer;
use crate::work::{Task, Work};
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
/// In a round each does it once, short work a few times, and each round has another order: what else
/// the machine does falls on all alike, and so does what the one before has left in the processor's
/// caches. Every result is checked, after its time was taken.
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

/// Has a peer do the work, as often as it is repeated in a turn, and compares what it gives with what
/// there is; the time is that of one.
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
    let (name, title, repeats) = (peer.name(), work.title(), work.repeats());
    let tasks: Vec<Task> =
        (turn * repeats..(turn + 1) * repeats).map(|number| data.task(work, number)).collect();
    let expected: Vec<Checksum> = tasks.iter().map(|task| data.expected(task)).collect();
    let mut results = Vec::with_capacity(repeats);
    let start = Instant::now();
    for task in tasks {
        let Some(running) = peer.run(task) else { return Ok(None) };
        results.push(running.await.map_err(|error| format!("{name}, {title}: {error}"))?);
    }
    let time = start.elapsed() / repeats as u32;
    for (rows, expected) in results.iter().zip(expected) {
        let checksum = rows.checksum();
        if checksum != expected {
            return Err(format!("{name}, {title}: {checksum:?} is not {expected:?}").into());
        }
    }
    Ok(Some(time))
}
