//! What keeps late writers away from the rows that a tenant leaves in a file: triggers of its tables refuse them.
//!
//! SQLite keeps a writer waiting for the file's lock after its process let it through, and that of another process
//! for longer than the move waits for anybody. So the file itself has to say that the tenant is elsewhere.

use super::log::{MoveRow, MoveState, move_row};
use crate::Error;
use crate::run::run;
use crate::tenants::Tenants;
use crate::tenants::place::{ensure, missing};
use orm::schema::Table;
use orm::value::DbType;
use orm::{Db, Dialect};

/// What a trigger can be for, and the rows of which it asks whose they are.
const EVENTS: [(&str, &[&str]); 3] =
    [("INSERT", &["NEW"]), ("UPDATE", &["OLD", "NEW"]), ("DELETE", &["OLD"])];

impl<T: DbType> Tenants<T> {
    /// From when this gives back, what was written to a tenant's rows in a file of SQLite is committed, and nobody
    /// writes to them.
    ///
    /// # Errors
    /// [`is_lock_timeout`](orm::Error::is_lock_timeout) of [`orm_error`](Error::orm_error) if another process
    /// writes there for long.
    pub(super) async fn shut_out(&self, db: &Db, key: &str) -> Result<(), Error> {
        ensure(db, &[MoveRow::TABLE]).await?;
        let new =
            move_row::New { tenant: key.to_owned(), place: String::new(), state: MoveState::Moved };
        let triggers: Vec<_> = self.tenant_tables().flat_map(create_triggers).collect();
        db.transaction(async |tx| {
            row(key).delete().exec(tx).await?;
            MoveRow::create(tx, new).await?;
            run(tx, triggers).await
        })
        .await?;
        Ok(())
    }

    /// Lets writers through again; the triggers go with the last tenant that left the file.
    pub(super) async fn let_in(&self, db: &Db, key: &str) -> Result<(), Error> {
        let is_known = missing(db, Dialect::Sqlite, &[MoveRow::TABLE]).await? == 0;
        // Where nobody was shut out, nobody has to be waited for.
        if !is_known || !row(key).exists(db).await? {
            return Ok(());
        }
        let triggers: Vec<_> = self.tenant_tables().flat_map(drop_triggers).collect();
        db.transaction(async |tx| {
            row(key).delete().exec(tx).await?;
            match MoveRow::query().exists(tx).await? {
                true => Ok(()),
                false => run(tx, triggers).await,
            }
        })
        .await?;
        Ok(())
    }
}

fn row(key: &str) -> orm::Query<MoveRow> {
    MoveRow::query().filter(|m| m.tenant.eq(key))
}

fn create_triggers(table: &Table) -> impl Iterator<Item = String> {
    let quoted = |name: &str| Dialect::Sqlite.quoted(name);
    let tenant = quoted(table.tenant.expect("these tables have tenants"));
    EVENTS.into_iter().map(move |(event, rows)| {
        let keys: Vec<_> = rows.iter().map(|row| format!("CAST({row}.{tenant} AS TEXT)")).collect();
        // The text is known by its start.
        format!(
            "CREATE TRIGGER IF NOT EXISTS {} BEFORE {event} ON {} \
             WHEN EXISTS (SELECT 1 FROM \"orm_tenant_move\" WHERE \"tenant\" IN ({})) \
             BEGIN SELECT RAISE(ABORT, 'the tenant was moved to another place'); END",
            quoted(&trigger(table, event)),
            quoted(table.name),
            keys.join(", "),
        )
    })
}

fn drop_triggers(table: &Table) -> impl Iterator<Item = String> {
    EVENTS.into_iter().map(move |(event, _)| {
        let name = Dialect::Sqlite.quoted(&trigger(table, event));
        format!("DROP TRIGGER IF EXISTS {name}")
    })
}

/// The name begins as that of every trigger that no model and no migration is to know.
fn trigger(table: &Table, event: &str) -> String {
    format!("orm_tenant_moving_{}_{}", table.name, event.to_lowercase())
}
