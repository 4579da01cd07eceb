//! The kinds of errors, with a name and a sentence for each.

/// The kinds of errors: one for each thing that a caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    NotFound,
    TooManyRows,
    UniqueViolation,
    ForeignKeyViolation,
    NotNullViolation,
    CheckViolation,
    ExclusionViolation,
    DataException,
    Undefined,
    PermissionDenied,
    ReadOnly,
    OutOfResources,
    SerializationFailure,
    Deadlock,
    StatementOutdated,
    LockTimeout,
    Timeout,
    ConnectionLost,
    Connect,
    PoolExhausted,
    PoolOverloaded,
    PoolClosed,
    Stale,
    Unscoped,
    UnknownTenant,
    TenantSuspended,
    TenantUnready,
    TenantDeleted,
    OverQuota,
    Inactive,
    Sealed,
    Unsupported,
    Config,
    Decode,
    Encode,
    Input,
    Refused,
    Transaction,
    Database,
    /// Only in the event of a statement: whoever would see the error is gone.
    Dropped,
}

impl Kind {
    /// The name in the attribute `error.type` of a statement's event.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::NotFound => "not_found",
            Kind::TooManyRows => "too_many_rows",
            Kind::UniqueViolation => "unique_violation",
            Kind::ForeignKeyViolation => "foreign_key_violation",
            Kind::NotNullViolation => "not_null_violation",
            Kind::CheckViolation => "check_violation",
            Kind::ExclusionViolation => "exclusion_violation",
            Kind::DataException => "data_exception",
            Kind::Undefined => "undefined",
            Kind::PermissionDenied => "permission_denied",
            Kind::ReadOnly => "read_only",
            Kind::OutOfResources => "out_of_resources",
            Kind::SerializationFailure => "serialization_failure",
            Kind::Deadlock => "deadlock",
            Kind::StatementOutdated => "statement_outdated",
            Kind::LockTimeout => "lock_timeout",
            Kind::Timeout => "timeout",
            Kind::ConnectionLost => "connection_lost",
            Kind::Connect => "connect",
            Kind::PoolExhausted => "pool_exhausted",
            Kind::PoolOverloaded => "pool_overloaded",
            Kind::PoolClosed => "pool_closed",
            Kind::Stale => "stale",
            Kind::Unscoped => "unscoped",
            Kind::UnknownTenant => "unknown_tenant",
            Kind::TenantSuspended => "tenant_suspended",
            Kind::TenantUnready => "tenant_unready",
            Kind::TenantDeleted => "tenant_deleted",
            Kind::OverQuota => "over_quota",
            Kind::Inactive => "inactive",
            Kind::Sealed => "sealed",
            Kind::Unsupported => "unsupported",
            Kind::Config => "config",
            Kind::Decode => "decode",
            Kind::Encode => "encode",
            Kind::Input => "input",
            Kind::Refused => "refused",
            Kind::Transaction => "transaction",
            Kind::Database => "database",
            Kind::Dropped => "dropped",
        }
    }

    /// What it means where a database refused a statement.
    pub(crate) fn summary(self) -> &'static str {
        match self {
            Kind::UniqueViolation => "a row with the same values of a unique set exists already",
            Kind::ForeignKeyViolation => {
                "a reference leads to no row, or a row is still referred to"
            }
            Kind::NotNullViolation => "a column that needs a value got none",
            Kind::CheckViolation => "a row does not meet a check",
            Kind::ExclusionViolation => "a row overlaps with another one that excludes it",
            Kind::DataException => "a value is not one that the database can take or compute",
            Kind::Undefined => "the database does not have what the statement names",
            Kind::PermissionDenied => "the database's user may not do this",
            Kind::ReadOnly => "the database or the transaction takes no writes",
            Kind::OutOfResources => "the database lacks memory or storage, or cannot use it",
            Kind::SerializationFailure => "the transaction clashed with another one",
            Kind::Deadlock => "the transaction and another one waited for each other",
            Kind::StatementOutdated => {
                "the statement was prepared before its tables changed, or in another session of the \
                 server; its transaction can be run again"
            }
            Kind::LockTimeout => "a lock was not to be had in time",
            Kind::Timeout => "the statement was canceled, or ran into its timeout",
            Kind::Transaction => "the transaction failed earlier, or cannot take such a statement",
            Kind::ConnectionLost => "the connection to the database was lost",
            Kind::Connect => "no connection to the database could be made",
            Kind::TenantUnready => "the tenant was moved to another place",
            Kind::Encode => "the statement or a value cannot be sent",
            _ => "the database refused the statement",
        }
    }
}
