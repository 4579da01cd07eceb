//! Moving a tenant to another place, while the program runs.

mod fence;
mod log;
mod online;
mod references;
mod still;
mod target;

pub(super) use log::may_remove;
pub use online::Moved;

use super::Tenants;
use super::claim::Claim;
use super::delete::later;
use super::table::{LeftRow, left_row, life_row};
use crate::Error;
use log::Log;
use orm::Dialect;
use orm::directory::{ConnectionKind, NewConnection, TenantEntry, TenantPlace, TenantState};
use orm::value::DbType;
use std::time::Duration;

/// A tenant to be moved: [`Tenants::move_to`]. [`run`](Self::run) is the end.
///
/// | setting | default |
/// |---|---|
/// | [`keep_old`](Self::keep_old) | an hour |
/// | [`refuse_late`](Self::refuse_late) | a minute |
/// | [`settle`](Self::settle) | a second |
#[derive(Debug)]
#[must_use = "nothing is moved until `run().await`"]
pub struct Move<'a, T> {
    tenants: &'a Tenants<T>,
    id: T,
    place: TenantPlace,
    connection: Option<NewConnection>,
    keep_old: Duration,
    refuse_late: Duration,
    settle: Duration,
}

impl<T: DbType> Tenants<T> {
    /// Moves a tenant's rows. A move that was interrupted goes on, or begins anew where that is simpler, when
    /// it is called again with the same place; [`abandon_move`](Self::abandon_move) takes it back.
    ///
    /// On PostgreSQL, to a schema or a database of its own, the tenant is in service meanwhile: its rows are
    /// copied as they are in one moment, triggers write down which rows change, and those are copied again
    /// until few are left. Then writers wait for a moment: in it the last ones are copied, and the directory
    /// says where the tenant is. A writer that waited goes to the new place: a statement of its own by
    /// itself, if the place has a schema of the same name, or both have none; a transaction, and other
    /// statements, fail with [`is_tenant_unready`](orm::Error::is_tenant_unready), which
    /// [`is_retryable`](orm::Error::is_retryable), once the process knows the new place. Nothing is lost or done
    /// twice. Readers in other processes may read the old rows, as they are at the end of the move, for the
    /// directory's [`max_age`](orm::directory::DirectoryBuilder::max_age).
    ///
    /// To tables that tenants share, and on SQLite, the tenant takes no writes
    /// ([`TenantState::Moving`]) while its rows are copied.
    ///
    /// The rows of models without tenants are copied to a database of the tenant's own, where they are not
    /// there; they are the program's to keep the same afterwards.
    pub fn move_to(&self, id: T, place: TenantPlace) -> Move<'_, T> {
        let (keep_old, settle) = (Duration::from_secs(3600), Duration::from_secs(1));
        let refuse_late = Duration::from_secs(60);
        Move { tenants: self, id, place, connection: None, keep_old, refuse_late, settle }
    }
}

impl<T: DbType> Move<'_, T> {
    /// Registers the connection of the place, and makes its database, as
    /// [`Create::database`](super::Create::database) does.
    pub fn connection(mut self, new: NewConnection) -> Self {
        self.connection = Some(new);
        self
    }

    /// How long the rows stay in the old place, at least as long as [`refuse_late`](Self::refuse_late):
    /// [`Tenants::purge`] removes them then.
    pub fn keep_old(mut self, time: Duration) -> Self {
        self.keep_old = time;
        self
    }

    /// How long writes are refused that still come to the old place, and for how long the tenant does not come back
    /// there: a move back that begins earlier waits for the rest, while the tenant is in service. At least the
    /// directories' [`max_age`](orm::directory::DirectoryBuilder::max_age) and the longest
    /// [`acquire_timeout`](orm::DbBuilder::acquire_timeout) together, on SQLite with the `busy_timeout` of the file's
    /// URL (5 s): a process may have let a statement go there that still waits.
    pub fn refuse_late(mut self, time: Duration) -> Self {
        self.refuse_late = time;
        self
    }

    /// How long is waited for all processes to know that the tenant takes no writes, where it takes none: at
    /// least the directories' `max_age`.
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }

    /// Moves the tenant.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant); [`is_refused`](Error::is_refused) if it is there
    /// already, is being moved to another place, or is neither in service nor suspended, or if one connection is
    /// all that the pool of both places may have;
    /// [`is_already_running`](Error::is_already_running) if another process is working on it;
    /// [`is_lock_timeout`](orm::Error::is_lock_timeout) of [`orm_error`](Error::orm_error) if its writers'
    /// transactions take so long that no moment between them is found; those of [`Create::run`](super::Create::run) for
    /// the place.
    pub async fn run(self) -> Result<Moved, Error> {
        let claim = self.tenants.claim_known(&self.id).await?;
        let moved = self.go(&claim).await;
        claim.release().await;
        moved
    }

    async fn go(&self, claim: &Claim) -> Result<Moved, Error> {
        let directory = self.tenants.directory();
        let entry = directory.get(&self.id).await?;
        self.begin(claim, &entry).await?;
        if entry.place == self.place {
            // Only its end was left.
            self.finish(claim).await?;
            return Ok(Moved::default());
        }
        let is_online = directory.db().dialect() == Dialect::Postgres
            && entry.state != TenantState::Moving
            && self.is_own_place().await?;
        let moved = match is_online {
            true => self.online(claim, &entry).await?,
            false => self.still(claim, &entry).await?,
        };
        self.finish(claim).await?;
        Ok(moved)
    }

    /// Writes down where it goes, and makes the database there.
    async fn begin(&self, claim: &Claim, entry: &TenantEntry<T>) -> Result<(), Error> {
        let row = claim.row().await?;
        let to = (self.place.connection.clone(), self.place.schema.clone());
        let is_same = (&row.to_connection, &row.to_schema) == (&to.0, &to.1);
        if row.is_moving && !is_same {
            return Err(Error::refused(
                "the tenant is being moved to another place: `abandon_move` takes that back",
            ));
        }
        if !row.is_moving {
            if entry.place == self.place {
                return Err(Error::refused("the tenant is there"));
            }
            let states = [TenantState::Active, TenantState::Suspended];
            if !states.contains(&entry.state) {
                let text = format!("the tenant is {}", entry.state.as_label());
                return Err(Error::refused(text));
            }
            self.check_place(claim.key()).await?;
            self.check_pool(entry).await?;
            self.tenants.remove_left_at(&self.id, claim.key(), &self.place).await?;
            let patch = life_row::Patch {
                is_moving: Some(true),
                from_connection: Some(entry.place.connection.clone()),
                from_schema: Some(entry.place.schema.clone()),
                to_connection: Some(to.0),
                to_schema: Some(to.1),
                to_made_database: Some(false),
                ..Default::default()
            };
            claim.write(patch).await?;
        }
        self.make_place(claim, row.is_moving).await
    }

    /// Whether there can be such a place, and its connection takes the tenant: better now than when the rows
    /// are copied.
    async fn check_place(&self, key: &str) -> Result<(), Error> {
        let mut known = self.place.clone();
        if self.connection.is_some() {
            // It is registered for the move.
            known.connection = None;
        }
        self.tenants.at_place(&self.id, &known, "a tenant is to be moved").await?;
        let Some(name) = &known.connection else { return Ok(()) };
        let connection = self.tenants.directory().connections().get(name).await?;
        let why = match connection.kind {
            ConnectionKind::Dedicated if self.tenants.are_others_at(key, name).await? => {
                "has its one tenant"
            }
            ConnectionKind::Dedicated | ConnectionKind::Shared => return Ok(()),
            _ => "takes no tenants",
        };
        Err(Error::refused(format!("the connection `{name}` {why}")))
    }

    /// Whether rows can be read and written at once.
    async fn check_pool(&self, entry: &TenantEntry<T>) -> Result<(), Error> {
        // On SQLite those who read have connections of their own.
        let is_postgres = self.tenants.directory().db().dialect() == Dialect::Postgres;
        if !is_postgres || entry.place.connection != self.place.connection {
            return Ok(());
        }
        match self.tenants.database(&self.place).await?.pool_stats().max_connections {
            1 => Err(Error::refused(
                "a move within a database takes two connections at once, and its pool has one",
            )),
            _ => Ok(()),
        }
    }

    /// Whether nobody else's rows are in the tables there.
    async fn is_own_place(&self) -> Result<bool, Error> {
        let is_own = self.tenants.is_dedicated(&self.place).await?;
        Ok(is_own || self.place.schema.is_some())
    }

    /// Forgets the move, and remembers the rows that were left, together.
    async fn finish(&self, claim: &Claim) -> Result<(), Error> {
        self.complete(claim.key()).await?;
        let row = claim.row().await?;
        let db = self.tenants.directory().db();
        let left = left_row::New {
            tenant: claim.key().to_owned(),
            connection: row.from_connection.clone(),
            schema: row.from_schema.clone(),
            made_database: row.made_database,
            remove_after: later(self.keep_old.max(self.refuse_late)),
            refuse_until: later(self.refuse_late),
        };
        let patch = life_row::Patch { made_database: Some(row.to_made_database), ..over() };
        db.transaction(async |tx| {
            LeftRow::create(tx, left).await?;
            claim.write_in(tx, patch).await
        })
        .await
    }
}

/// That no move is under way.
fn over() -> life_row::Patch {
    life_row::Patch {
        is_moving: Some(false),
        from_connection: Some(None),
        from_schema: Some(None),
        to_connection: Some(None),
        to_schema: Some(None),
        to_made_database: Some(false),
        ..Default::default()
    }
}

impl<T: DbType> Tenants<T> {
    /// Takes a move back that was begun and did not end: the tenant stays where it is, and what was made in
    /// the other place is removed.
    ///
    /// # Errors
    /// [`is_refused`](Error::is_refused) if the tenant is not being moved, or is in the new place already;
    /// [`is_already_running`](Error::is_already_running) if another process is working on it.
    pub async fn abandon_move(&self, id: &T) -> Result<(), Error> {
        let claim = self.claim_known(id).await?;
        let abandoned = self.take_move_back(id, &claim).await;
        claim.release().await;
        abandoned
    }

    async fn take_move_back(&self, id: &T, claim: &Claim) -> Result<(), Error> {
        let row = claim.row().await?;
        let mut to = TenantPlace::rows();
        (to.connection, to.schema) = (row.to_connection.clone(), row.to_schema.clone());
        let entry = self.directory().get(id).await?;
        if !row.is_moving || entry.place == to {
            return Err(Error::refused("the tenant is not being moved, or is there already"));
        }
        if self.directory().db().dialect() == Dialect::Postgres {
            let source = self.at(&entry, "a move is taken back").await?;
            Log::of(self, &entry.place, claim.key(), source).await?.end().await?;
        } else {
            self.let_in(&self.database(&entry.place).await?, claim.key()).await?;
        }
        if entry.state == TenantState::Moving {
            let from = [TenantState::Moving];
            self.directory().set_state(id, &from, TenantState::Active, None).await?;
        }
        let is_dropped = self.empty_place(id, claim.key(), &to, row.to_made_database).await?;
        claim.write(over()).await?;
        match (&to.connection, is_dropped) {
            (Some(connection), true) => {
                Ok(self.directory().connections().remove(connection).await?)
            }
            _ => Ok(()),
        }
    }
}
