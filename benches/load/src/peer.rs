//! What is asked of each library: to connect, and to load.

use crate::checksum::Checksum;
use crate::work::Work;
use crate::{Result, diesel, orm, sea_orm, toasty, tokio_postgres};
use std::fmt::Debug;
use std::pin::Pin;

/// A library with one connection.
pub trait Peer: Debug {
    /// What the tables call it.
    fn name(&self) -> &'static str;

    /// Loads; what comes back holds every row as the library's own structs.
    fn load(&mut self, work: Work) -> Loading<'_>;
}

/// What [`Peer::load`] gives.
pub type Loading<'a> = Pin<Box<dyn Future<Output = Result<Box<dyn Rows>>> + 'a>>;

/// Rows in memory.
pub trait Rows {
    /// Reads every row.
    fn read(&self, sum: &mut Checksum);
}

impl dyn Rows {
    /// The sum of every row.
    pub fn checksum(&self) -> Checksum {
        let mut sum = Checksum::default();
        self.read(&mut sum);
        sum
    }
}

/// Every library, each with a connection to this database; the first is what the others are
/// compared with.
///
/// # Errors
///
/// If the database refuses one.
pub async fn connect(url: &str) -> Result<Vec<Box<dyn Peer>>> {
    Ok(vec![
        Box::new(tokio_postgres::ByHand::connect(url).await?),
        Box::new(orm::Orm::connect(url).await?),
        Box::new(diesel::Diesel::connect(url).await?),
        Box::new(sea_orm::SeaOrm::connect(url).await?),
        Box::new(toasty::Toasty::connect(url).await?),
    ])
}
