//! What callers can ask of an error.

use super::{Error, Kind, Outcome};
use crate::model::Model;
use crate::schema::{Index, Table};

impl Error {
    /// No row where one was asked for: `get`, `one`, `reload`, and `update` and
    /// `delete` of a row without a version.
    pub fn is_not_found(&self) -> bool {
        self.kind() == Kind::NotFound
    }

    /// More than one row where one was asked for: `one`, `optional`.
    pub fn is_too_many_rows(&self) -> bool {
        self.kind() == Kind::TooManyRows
    }

    /// A row with the same values of a unique set exists (SQLSTATE 23505).
    pub fn is_unique_violation(&self) -> bool {
        self.kind() == Kind::UniqueViolation
    }

    /// A reference leads nowhere, or a row is still referred to (SQLSTATE 23503, 23001).
    pub fn is_foreign_key_violation(&self) -> bool {
        self.kind() == Kind::ForeignKeyViolation
    }

    /// A column that needs a value got none (SQLSTATE 23502).
    pub fn is_not_null_violation(&self) -> bool {
        self.kind() == Kind::NotNullViolation
    }

    /// A row does not meet a check (SQLSTATE 23514), or that of a view (44000).
    pub fn is_check_violation(&self) -> bool {
        self.kind() == Kind::CheckViolation
    }

    /// A row overlaps with another one that an exclusion constraint keeps apart (SQLSTATE 23P01).
    pub fn is_exclusion_violation(&self) -> bool {
        self.kind() == Kind::ExclusionViolation
    }

    /// A value is none that the column, the function or the operator takes: too long, out of range, no
    /// number, a division by zero (SQLSTATE class 22). On SQLite, what is too long or too large for its column
    /// violates a check instead: [`is_check_violation`](Error::is_check_violation).
    pub fn is_data_exception(&self) -> bool {
        self.kind() == Kind::DataException
    }

    /// The database has no such table, column, function, type or schema (SQLSTATE 42P01, 42703, 42704,
    /// 42883, 3F000): most often, it lacks a migration.
    pub fn is_undefined(&self) -> bool {
        self.kind() == Kind::Undefined
    }

    /// The database's user lacks the privilege, or a policy for rows forbids it (SQLSTATE 42501).
    pub fn is_permission_denied(&self) -> bool {
        self.kind() == Kind::PermissionDenied
    }

    /// A write to a standby, in a transaction that only reads, or to a file that cannot be written
    /// (SQLSTATE 25006).
    pub fn is_read_only(&self) -> bool {
        self.kind() == Kind::ReadOnly
    }

    /// The database lacks memory or storage, or its storage fails (SQLSTATE class 53, 58030). A server
    /// without a free connection is [`is_connection_lost`](Error::is_connection_lost).
    pub fn is_out_of_resources(&self) -> bool {
        self.kind() == Kind::OutOfResources
    }

    /// The transaction clashed with another one and can be run again (SQLSTATE 40001).
    pub fn is_serialization_failure(&self) -> bool {
        self.kind() == Kind::SerializationFailure
    }

    /// The transaction and another one waited for each other (SQLSTATE 40P01); it can be run again.
    pub fn is_deadlock(&self) -> bool {
        self.kind() == Kind::Deadlock
    }

    /// The statement was prepared before its tables changed, by a migration beside the program (SQLSTATE
    /// 0A000, "cached plan must not change result type"), or in another session of the server, which a
    /// pooler gave (26000, 42P05).
    ///
    /// Outside of a transaction it is prepared anew and sent again. Inside, the server has given the
    /// transaction up; it can be run again, as [`TxOptions::retry`](crate::TxOptions::retry) does, and
    /// prepares its statements anew then, whichever connection of the pool it gets.
    pub fn is_statement_outdated(&self) -> bool {
        self.kind() == Kind::StatementOutdated
    }

    /// A lock was not to be had: `nowait`, `lock_timeout` (SQLSTATE 55P03), or SQLite's busy timeout.
    pub fn is_lock_timeout(&self) -> bool {
        self.kind() == Kind::LockTimeout
    }

    /// The statement ran longer than its timeout, or was cancelled on the server (SQLSTATE 57014).
    pub fn is_timeout(&self) -> bool {
        self.kind() == Kind::Timeout
    }

    /// The connection broke (SQLSTATE class 08, 25P03, 25P04, 57P01 to 57P05, or no answer at all), or
    /// none could be made. An open transaction is rolled back; of a commit, and of a write outside of a
    /// transaction, see [`is_outcome_unknown`](Error::is_outcome_unknown).
    pub fn is_connection_lost(&self) -> bool {
        matches!(self.kind(), Kind::ConnectionLost | Kind::Connect)
    }

    /// A commit, or a write outside of a transaction, was sent, and its answer never came: it may have
    /// taken effect, or not (SQLSTATE 08007, 40003, or any lost connection or passed query timeout).
    /// To run it again may do it twice; look first whether it is done.
    ///
    /// [`is_connection_lost`](Error::is_connection_lost) or [`is_timeout`](Error::is_timeout) is true
    /// beside it. Where those are true and this is not, nothing has been done: the statement was not
    /// sent, or its transaction is rolled back. A statement written by hand counts as a write.
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.outcome == Outcome::Unknown
    }

    /// No connection came free within the acquire timeout, or too many waited for one already.
    pub fn is_pool_exhausted(&self) -> bool {
        matches!(self.kind(), Kind::PoolExhausted | Kind::PoolOverloaded)
    }

    /// Too many waited for a connection already (`max_waiting`): refused at once.
    pub fn is_pool_overloaded(&self) -> bool {
        self.kind() == Kind::PoolOverloaded
    }

    /// [`Db::close`](crate::Db::close) was called.
    pub fn is_pool_closed(&self) -> bool {
        self.kind() == Kind::PoolClosed
    }

    /// The row's version is not the one that was read: somebody else changed or deleted it.
    pub fn is_stale(&self) -> bool {
        self.kind() == Kind::Stale
    }

    /// The statement reaches rows that belong to tenants, and nothing says to which: no tenant, one
    /// whose id is empty, all of them for a row that is one's, or one for what would belong to another
    /// one's row. Nothing was sent.
    pub fn is_unscoped(&self) -> bool {
        self.kind() == Kind::Unscoped
    }

    /// The directory has no such tenant. Nothing was sent.
    pub fn is_unknown_tenant(&self) -> bool {
        self.kind() == Kind::UnknownTenant
    }

    /// The tenant is suspended. Nothing was sent; a transaction takes no more statements, and rolls back.
    pub fn is_tenant_suspended(&self) -> bool {
        self.kind() == Kind::TenantSuspended
    }

    /// The tenant is being created, or moved to another place, and takes no statement, or no write, until
    /// that is done: worth another try a little later. Nothing was sent; a transaction takes no more
    /// statements, and rolls back.
    pub fn is_tenant_unready(&self) -> bool {
        self.kind() == Kind::TenantUnready
    }

    /// The tenant was deleted, or is being deleted. Nothing was sent; a transaction takes no more
    /// statements, and rolls back.
    pub fn is_tenant_deleted(&self) -> bool {
        self.kind() == Kind::TenantDeleted
    }

    /// The tenant uses all that its quota allows. Nothing was sent.
    pub fn is_over_quota(&self) -> bool {
        self.kind() == Kind::OverQuota
    }

    /// The connection of a directory is not active. Nothing was sent.
    pub fn is_inactive(&self) -> bool {
        self.kind() == Kind::Inactive
    }

    /// A password of a directory cannot be sealed or opened: its key is missing, or is another one. The
    /// message names the key's id.
    pub fn is_sealed(&self) -> bool {
        self.kind() == Kind::Sealed
    }

    /// The database does not have this feature. Nothing was sent.
    pub fn is_unsupported(&self) -> bool {
        self.kind() == Kind::Unsupported
    }

    /// A setting is missing or wrong; the message names it and the accepted form.
    pub fn is_config(&self) -> bool {
        self.kind() == Kind::Config
    }

    /// A value from the database is not what the struct's field holds.
    pub fn is_decode(&self) -> bool {
        self.kind() == Kind::Decode
    }

    /// A value cannot be held by the database: NaN on SQLite, a NUL character on PostgreSQL.
    pub fn is_encode(&self) -> bool {
        self.kind() == Kind::Encode
    }

    /// The rows that were to be copied into a table could not be had: the stream that `copy_in_stream`
    /// was given failed. Its error is the [`source`](std::error::Error::source).
    pub fn is_input(&self) -> bool {
        self.kind() == Kind::Input
    }

    /// A hook or a store of the program's own refused it, by [`Error::refused`]. What it says is the
    /// [`source`](std::error::Error::source).
    pub fn is_refused(&self) -> bool {
        self.kind() == Kind::Refused
    }

    /// The transaction cannot take the call: it failed before, a nested one is open, or the statement
    /// is none for a transaction, or only for one (SQLSTATE classes 0B, 25, 2D and 3B).
    pub fn is_transaction_state(&self) -> bool {
        self.kind() == Kind::Transaction
    }

    /// Whether the same transaction may succeed when it is run again from its start, and has surely had
    /// no effect: a serialization failure, a deadlock, a statement that was prepared before its tables
    /// changed, a connection that was lost before the commit, or a tenant that is being moved.
    pub fn is_retryable(&self) -> bool {
        match self.kind() {
            Kind::SerializationFailure
            | Kind::Deadlock
            | Kind::StatementOutdated
            | Kind::TenantUnready => true,
            Kind::ConnectionLost => !self.is_outcome_unknown(),
            _ => false,
        }
    }

    /// The SQLSTATE (PostgreSQL manual, Appendix A), or the name of SQLite's result code.
    pub fn code(&self) -> Option<&str> {
        self.0.server.as_ref()?.code.as_deref()
    }

    /// The name of the constraint that was violated, where the database gives it.
    pub fn constraint(&self) -> Option<&str> {
        self.0.server.as_ref()?.constraint.as_deref()
    }

    /// The table that the error is about, where the database gives it.
    pub fn table(&self) -> Option<&str> {
        self.0.server.as_ref()?.table.as_deref()
    }

    /// The column that the error is about, where the database gives exactly one.
    pub fn column(&self) -> Option<&str> {
        match self.0.server.as_ref()?.columns.as_slice() {
            [column] => Some(column),
            _ => None,
        }
    }

    /// The database's own hint.
    pub fn hint(&self) -> Option<&str> {
        self.0.server.as_ref()?.hint.as_deref()
    }

    /// Where in the statement the error is, in characters from 1.
    pub fn position(&self) -> Option<u32> {
        self.0.server.as_ref()?.position
    }

    /// The text of the statement that failed; its values are not in it.
    pub fn statement(&self) -> Option<&str> {
        self.0.statement.as_deref()
    }

    /// Which of the model's constraints was violated.
    ///
    /// SQLite does not say which foreign key; `None` then.
    pub fn violation<M: Model>(&self) -> Option<M::Constraint> {
        let server = self.0.server.as_ref()?;
        if server.table.as_deref().is_some_and(|table| table != M::TABLE.name) {
            return None;
        }
        if let Some(name) = &server.constraint {
            return M::constraint(name);
        }
        if self.is_unique_violation() {
            return M::constraint(&unique_set(M::TABLE, &server.columns)?);
        }
        None
    }
}

/// The name that PostgreSQL gives to the unique set with these columns.
fn unique_set(table: &'static Table, columns: &[String]) -> Option<String> {
    let is =
        |set: &'static [&'static str]| columns == set || columns == table.unique_within_tenant(set);
    if is(table.primary_key) {
        return Some(format!("{}_pkey", table.name));
    }
    let unique = table.uniques.iter().find(|unique| is(unique.columns)).map(|unique| unique.name);
    // One that is unique among some of the rows only is named by its columns too.
    let among =
        || table.indexes.iter().find(|index| index.unique && is_index(index, table, columns));
    unique.or_else(|| Some(among()?.name)).map(str::to_owned)
}

fn is_index(index: &Index, table: &Table, columns: &[String]) -> bool {
    let own = || index.columns();
    let tenant = table.tenant.filter(|tenant| own().all(|column| column != *tenant));
    own().count() == index.parts.len() && tenant.into_iter().chain(own()).eq(columns)
}
