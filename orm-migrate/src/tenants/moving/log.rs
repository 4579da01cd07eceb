//! Which rows of a tenant change while they are copied: triggers of its tables write it down, and let no
//! writer through once the tenant is elsewhere.

use crate::Error;
use crate::run::run;
use crate::tenants::Tenants;
use crate::tenants::place::{at_once, ensure, lock};
use crate::tenants::rows::RowTexts;
use orm::directory::TenantPlace;
use orm::value::DbType;
use orm::{
    Db, DbEnum, Dialect, Executor, Isolation, Model, Tenant, TenantReadTx, TenantTx, TxOptions,
    Writer, sql, unsafe_text,
};
use std::time::Duration;

/// A tenant that is moved from a place in this database, or was. Its writers share a lock of this name, and the
/// row's, until their transactions end: the first has a queue, in which they do not pass a mover who waits; the
/// second tells one with an older snapshot that the row has changed.
#[derive(Model, Debug, Clone)]
#[model(table = "orm_tenant_move", unmanaged, primary_key(tenant, place))]
pub(super) struct MoveRow {
    pub tenant: String,
    /// The schema; empty for none.
    pub place: String,
    pub state: MoveState,
}

#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MoveState {
    Copying,
    Moved,
}

/// A row that was changed.
#[derive(Model, Debug, Clone)]
#[model(table = "orm_tenant_move_log", unmanaged, index(tenant))]
pub(super) struct LogRow {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant: String,
    /// With its schema, in quotes.
    pub table_name: String,
    /// Its key: a JSON array of texts.
    pub key: String,
}

/// What the triggers call: `TG_ARGV` is the tenant's column, the place, the table, and the columns of its key.
/// It is the owner's, so that the program's role needs no rights. Rows that the tenant left are let go only for
/// who says that it removes them ([`may_remove`]). The code is read by `orm`.
const FUNCTION: &str = "CREATE OR REPLACE FUNCTION orm_tenant_moving() RETURNS trigger \
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $orm$
DECLARE
    one jsonb;
    moving text;
    key jsonb;
BEGIN
    FOREACH one IN ARRAY ARRAY[to_jsonb(OLD), to_jsonb(NEW)] LOOP
        CONTINUE WHEN one IS NULL;
        PERFORM FROM orm_tenant_move m WHERE m.tenant = one ->> TG_ARGV[0] AND m.place = TG_ARGV[1];
        CONTINUE WHEN NOT FOUND;
        PERFORM pg_advisory_xact_lock_shared(
            hashtextextended('orm_move ' || (one ->> TG_ARGV[0]) || ' ' || TG_ARGV[1], 0));
        SELECT m.state INTO moving FROM orm_tenant_move m
            WHERE m.tenant = one ->> TG_ARGV[0] AND m.place = TG_ARGV[1] FOR SHARE;
        CONTINUE WHEN NOT FOUND;
        IF moving = 'moved' THEN
            CONTINUE WHEN current_setting('orm.removes', true) = one ->> TG_ARGV[0];
            RAISE EXCEPTION 'the tenant was moved to another place' USING ERRCODE = 'OR001';
        END IF;
        key := '[]';
        FOR i IN 3 .. TG_NARGS - 1 LOOP
            key := key || jsonb_build_array(one ->> TG_ARGV[i]);
        END LOOP;
        INSERT INTO orm_tenant_move_log (tenant, table_name, key)
            VALUES (one ->> TG_ARGV[0], TG_ARGV[2], key::text);
    END LOOP;
    RETURN NULL;
END $orm$";

/// How long writers are held up at once while those under way are waited for: a table's for its trigger or its
/// reference, the tenant's for the end of the log.
pub(super) const LONGEST: Duration = Duration::from_millis(500);

/// The lock by which a transaction says that it only copies what is there: the bytes of `orm_move`.
const READING: i64 = 0x6f72_6d5f_6d6f_7665;

/// How often it is tried.
const ATTEMPTS: u32 = 40;

/// The tables that tenants are moved out of a database with.
const TABLES: &[&orm::schema::Table] = &[MoveRow::TABLE, LogRow::TABLE];

/// The changes of a tenant's rows in the place that it is moved from.
pub(super) struct Log<T> {
    db: Db,
    pub(super) source: Tenant<T>,
    key: String,
    /// The schema; empty for none.
    place: String,
    /// The tables' names there, and what their triggers are given.
    tables: Vec<(String, Vec<String>)>,
}

impl<T: DbType> Log<T> {
    pub(super) async fn of(
        tenants: &Tenants<T>,
        place: &TenantPlace,
        key: &str,
        source: Tenant<T>,
    ) -> Result<Log<T>, Error> {
        let db = tenants.database(place).await?;
        ensure(&db, TABLES).await?;
        let tables = tenants.tables_at(&source)?.all;
        let schema = place.schema.clone().unwrap_or_default();
        let with_arguments = |texts: &RowTexts| (texts.name.clone(), arguments(texts, &schema));
        let tables = tables.iter().map(with_arguments).collect();
        Ok(Log { db, source, key: key.to_owned(), place: schema, tables })
    }

    /// From when this gives back, every change of a row is in the log, or was committed before.
    pub(super) async fn begin(&self, state: MoveState) -> Result<(), Error> {
        self.set(Some(state)).await?;
        for (table, arguments) in &self.tables {
            let arguments: Vec<_> =
                arguments.iter().map(|text| Dialect::Postgres.literal(text)).collect();
            let create = format!(
                "CREATE OR REPLACE TRIGGER orm_tenant_moving AFTER INSERT OR UPDATE OR DELETE ON {table} \
                 FOR EACH ROW EXECUTE FUNCTION orm_tenant_moving({})",
                arguments.join(", "),
            );
            self.define(create).await?;
        }
        self.outlive().await
    }

    /// The state that the tenant's move has here, if it has one.
    pub(super) async fn state(&self) -> Result<Option<MoveState>, orm::Error> {
        Ok(self.row().optional(&self.db).await?.map(|row| row.state))
    }

    /// Waits for the writers that are under way and holds new ones up until the transaction ends, whose
    /// statements have to see what those have committed ([`at_once`]).
    pub(super) async fn hold(&self, tx: &TenantTx<T>, longest: Duration) -> Result<(), orm::Error> {
        self.alone(tx, longest).await?;
        self.row().for_update().one(tx).await.map(drop)
    }

    /// A transaction that reads the place as it is in one moment.
    pub(super) async fn moment(&self) -> Result<TenantReadTx<T>, orm::Error> {
        let options = TxOptions::new().isolation(Isolation::RepeatableRead);
        let read = self.source.begin_read(options).await?;
        let says = sql::<i64>("SELECT 1::bigint FROM pg_advisory_xact_lock_shared($1)");
        says.bind(READING).unscoped("it reads no rows").one(&read).await?;
        Ok(read)
    }

    /// All that is in the log, as this transaction sees it.
    pub(super) async fn read(&self, from: &impl Executor) -> Result<Vec<LogRow>, orm::Error> {
        self.changes().order_by(|l| l.id.asc()).all(from).await
    }

    /// Removes what was copied.
    pub(super) async fn forget_these(&self, rows: &[LogRow]) -> Result<(), orm::Error> {
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        LogRow::query().filter(|l| l.id.is_in(ids)).delete().exec(&self.db).await.map(drop)
    }

    /// Says that the tenant is elsewhere, when the transaction is committed.
    pub(super) async fn set_moved(&self, tx: &TenantTx<T>) -> Result<(), orm::Error> {
        self.row().update(|m| m.state.set(MoveState::Moved)).exec(tx).await.map(drop)
    }

    /// Writes nothing down any more; the triggers go with the last tenant that is moved from
    /// the place.
    pub(super) async fn end(&self) -> Result<(), orm::Error> {
        self.set(None).await?;
        for (table, _) in &self.tables {
            let is_last = sql::<bool>(
                "SELECT to_regclass($1) IS NOT NULL \
                 AND NOT EXISTS (SELECT 1 FROM orm_tenant_move WHERE place = $2)",
            );
            let is_last = is_last.bind(table.as_str()).bind(self.place.as_str());
            if is_last.one(&self.db).await? {
                self.define(format!("DROP TRIGGER IF EXISTS orm_tenant_moving ON {table}")).await?;
            }
        }
        Ok(())
    }

    /// Waits for the writers that are under way, and lets no others begin before the transaction ends.
    async fn alone(&self, tx: &impl Writer, longest: Duration) -> Result<(), orm::Error> {
        run(tx, vec![wait_at_most(longest)]).await?;
        // The lock that the trigger shares.
        let alone = sql::<()>(
            "SELECT pg_advisory_xact_lock(hashtextextended('orm_move ' || $1 || ' ' || $2, 0))",
        );
        let alone = alone.bind(self.key.as_str()).bind(self.place.as_str());
        alone.unscoped("it reads no rows").exec(tx).await.map(drop)
    }

    /// Forgets what was written down of the tenant here, and writes down the state of a move that begins.
    async fn set(&self, begins: Option<MoveState>) -> Result<(), orm::Error> {
        let mut attempt = 0;
        loop {
            let set = self.db.transaction_with(at_once(), async |tx| {
                lock(tx, Dialect::Postgres).await?;
                self.alone(tx, LONGEST).await?;
                self.changes().delete().exec(tx).await?;
                self.row().delete().exec(tx).await?;
                let Some(state) = begins else { return Ok(()) };
                run(tx, vec![FUNCTION.to_owned()]).await?;
                let (tenant, place) = (self.key.clone(), self.place.clone());
                let new = move_row::New { tenant, place, state };
                MoveRow::create(tx, new).await.map(drop)
            });
            let set = set.await;
            if !is_tried_again(&set, &mut attempt).await {
                return set;
            }
        }
    }

    fn row(&self) -> orm::Query<MoveRow> {
        let row = MoveRow::query().filter(|m| m.tenant.eq(self.key.as_str()));
        row.filter(|m| m.place.eq(self.place.as_str()))
    }

    fn changes(&self) -> orm::Query<LogRow> {
        let tables: Vec<_> = self.tables.iter().map(|(table, _)| table.clone()).collect();
        let rows = LogRow::query().filter(|l| l.tenant.eq(self.key.as_str()));
        rows.filter(|l| l.table_name.is_in(tables))
    }

    /// A definition that waits for the writers of a table, and lets others pass in between. A trigger is
    /// dropped only if nobody has begun a move meanwhile.
    async fn define(&self, statement: String) -> Result<(), orm::Error> {
        let mut attempt = 0;
        loop {
            let defined = self.db.transaction_with(at_once(), async |tx| {
                lock(tx, Dialect::Postgres).await?;
                let here = MoveRow::query().filter(|m| m.place.eq(self.place.as_str()));
                let moves = here.count(tx).await?;
                if statement.starts_with("DROP") && moves > 0 {
                    return Ok(());
                }
                run(tx, vec![wait_at_most(LONGEST), statement.clone()]).await
            });
            let defined = defined.await;
            if !is_tried_again(&defined, &mut attempt).await {
                return defined;
            }
        }
    }

    /// Waits for the transactions that began before: one that sees an older state would not see that the
    /// tenant is being moved.
    async fn outlive(&self) -> Result<(), Error> {
        let now = sql::<String>("SELECT clock_timestamp()::text").one(&self.db).await?;
        // Other moves read for long, and write nothing here.
        let older = "SELECT count(*) FROM pg_stat_activity a WHERE a.datname = current_database() \
                     AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend' \
                     AND a.xact_start < $1::text::timestamptz \
                     AND NOT EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid \
                     AND l.locktype = 'advisory' AND l.objsubid = 1 \
                     AND ((l.classid::bigint << 32) | l.objid::bigint) = $2)";
        for _ in 0..ATTEMPTS * 10 {
            let older = sql::<i64>(older).bind(now.as_str()).bind(READING);
            let older = older.one(&self.db).await?;
            if older == 0 {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(Error::refused("a transaction that began before the move is still open"))
    }
}

/// The statement that limits how long a transaction waits for each lock.
pub(super) fn wait_at_most(longest: Duration) -> String {
    format!("SET LOCAL lock_timeout = '{}ms'", longest.as_millis())
}

/// Whether something is done again, after a pause in which others have their turn: it waited too long for a lock.
pub(super) async fn is_tried_again(done: &Result<(), orm::Error>, attempt: &mut u32) -> bool {
    let again = done.as_ref().is_err_and(orm::Error::is_lock_timeout) && *attempt < ATTEMPTS;
    if again {
        *attempt += 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    again
}

/// What the trigger of a table is given: the tenant's column, the place, the table, the key.
fn arguments(texts: &RowTexts, place: &str) -> Vec<String> {
    let tenant = texts.tenant().expect("these tables have tenants").to_owned();
    let key = texts.key().map(str::to_owned);
    [tenant, place.to_owned(), texts.name.clone()].into_iter().chain(key).collect()
}

/// Lets a transaction remove the rows that a tenant has left in its database, and nobody else.
pub(in crate::tenants) async fn may_remove<T: DbType>(
    tx: &TenantTx<T>,
    key: &str,
) -> Result<(), orm::Error> {
    let removes = sql::<String>("SELECT set_config('orm.removes', $1, true)").bind(key);
    removes.unscoped("it reads no rows").one(tx).await.map(drop)
}

/// Whether a database has tables of moves at all.
pub(super) async fn has_moves(db: &Db) -> Result<bool, orm::Error> {
    let there = sql::<bool>(unsafe_text("SELECT to_regclass('orm_tenant_move') IS NOT NULL"));
    there.one(db).await
}
