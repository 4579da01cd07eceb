//! What it costs that tenants share tables: the same work with the tenant's condition written by hand, with
//! the library's, behind policies alone, and behind both.

mod place;
mod report;
mod work;

use orm::{Db, Error, Tenant};
use place::Place;
use report::Line;
use std::time::Duration;
use work::Work;

/// Tenants of which each has so many entries, in so many groups.
const TENANTS: i64 = 100;
const ENTRIES: i64 = 1_000;
const GROUPS: i64 = 20;

/// Ten times each order of the four sides.
const ROUNDS: usize = 240;

/// Who keeps tenants apart.
#[derive(Debug)]
enum Side {
    /// Whoever writes the statement.
    ByHand(Db),
    /// The library.
    Condition(Db),
    /// The server.
    Policies(Db),
    /// The library and the server.
    Both(Db),
}

impl Side {
    /// A tenant's handle, unless the statement itself says whose rows it is about.
    fn tenant(&self, id: i64) -> Result<Option<Tenant<i64>>, Error> {
        match self {
            Side::ByHand(_) => Ok(None),
            Side::Condition(db) | Side::Both(db) => Ok(Some(db.tenant(id))),
            Side::Policies(db) => db.tenant(id).without_condition().map(Some),
        }
    }

    fn db(&self) -> &Db {
        match self {
            Side::ByHand(db) | Side::Condition(db) | Side::Policies(db) | Side::Both(db) => db,
        }
    }
}

/// Prints a table of what each work takes on each side.
///
/// # Errors
///
/// If the server refuses to make two databases and a role.
pub(crate) async fn compare(server: &str) -> Result<(), Error> {
    let place = Place::make(server).await?;
    let (open, walled) = (place.open(false), place.open(true));
    let sides = [
        Side::ByHand(open.connect().await?),
        Side::Condition(place.open(false).connect().await?),
        Side::Policies(walled.connect().await?),
        Side::Both(place.open(true).connect().await?),
    ];
    let mut lines = Vec::new();
    for work in Work::ALL {
        lines.push(measure(work, &sides).await?);
    }
    report::print(&lines);
    for side in sides {
        side.db().close(Duration::from_secs(10)).await?;
    }
    Ok(())
}

/// All sides take turns, in each order as often as in any other, so that what else the machine does, and what
/// the one before has left behind, slows each as much.
async fn measure(work: Work, sides: &[Side; 4]) -> Result<Line, Error> {
    for side in sides {
        work.run(side, 0).await?;
    }
    let mut times: [Vec<Duration>; 4] = Default::default();
    for round in 0..ROUNDS {
        for at in order(round) {
            times[at].push(work.run(&sides[at], round).await?);
        }
    }
    Ok(Line { work, times })
}

/// One of the 24 orders of four.
fn order(mut number: usize) -> Vec<usize> {
    let mut left = vec![0, 1, 2, 3];
    let mut order = Vec::new();
    while !left.is_empty() {
        let at = number % left.len();
        number /= left.len();
        order.push(left.remove(at));
    }
    order
}
