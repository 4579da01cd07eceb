//! The prepared statements of a connection: the most recently used ones, each prepared once.

use super::encode::Params;
use super::error::Cause;
use crate::backend::queue::queued;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Handle;
use tokio_postgres::types::Oid;
use tokio_postgres::{Client, Statement};

/// How many statements a connection keeps, if nothing else is said.
pub(crate) const DEFAULT_CAPACITY: usize = 256;

type Prepared = Shared<BoxFuture<'static, Result<Statement, Cause>>>;

/// A statement that is dropped here is closed on the server as soon as nobody runs it any more.
pub(super) struct StatementCache {
    capacity: usize,
    /// The capacity that the pool's connections have.
    usual: usize,
    changes: Changes,
    kept: Mutex<Kept>,
    /// The shapes of the statements without a name whose types are known.
    shapes: Mutex<HashSet<u64>>,
}

/// How often tables were seen to have changed, by all connections of a pool.
pub(super) type Changes = Arc<AtomicU64>;

/// How many shapes are remembered: more than a program has call sites.
const MOST_SHAPES: usize = 4096;

#[derive(Default)]
struct Kept {
    /// By text; more than one where the same text is run with values of other types.
    by_text: HashMap<Arc<str>, Vec<Slot>, BuildHasherDefault<TextHasher>>,
    count: usize,
    clock: u64,
    /// Of [`Changes`]: all that is kept was prepared since this one.
    change: u64,
    /// What tells the server the tenant (`row_security`). Beside the others, however many they are: it must
    /// be there when the statement that goes behind it is.
    set_tenant: Option<Statement>,
}

struct Slot {
    types: Box<[Oid]>,
    prepared: Prepared,
    used: u64,
}

impl StatementCache {
    pub(super) fn new(capacity: usize) -> Self {
        StatementCache {
            capacity,
            usual: capacity,
            changes: Changes::default(),
            kept: Mutex::default(),
            shapes: Mutex::default(),
        }
    }

    /// Whether statements are sent without a name, prepared and run in one round trip.
    pub(super) fn is_off(&self) -> bool {
        self.capacity == 0
    }

    pub(super) fn set_capacity(&mut self, capacity: usize) {
        let (usual, changes) = (self.usual, self.changes.clone());
        *self = StatementCache { usual, changes, ..StatementCache::new(capacity) };
    }

    /// Tells the others that use this when tables have changed.
    pub(super) fn share(&mut self, changes: &Changes) {
        self.changes = Arc::clone(changes);
        self.kept().change = changes.load(Ordering::Relaxed);
    }

    /// Undoes [`StatementCache::set_capacity`].
    pub(super) fn restore_capacity(&mut self) {
        if self.capacity != self.usual {
            self.set_capacity(self.usual);
        }
    }

    /// The statement, prepared now unless it is kept or somebody else is at it.
    pub(super) async fn get(
        &self,
        client: &Arc<Client>,
        runtime: &Handle,
        sql: &Arc<str>,
        params: &Params,
    ) -> Result<Statement, Cause> {
        loop {
            let (prepared, is_mine) = self.lookup(client, runtime, sql, params);
            // Without this, a statement that is ready would cost a lock and a waker.
            if let Some(Ok(statement)) = prepared.peek() {
                return Ok(statement.clone());
            }
            let result = prepared.clone().await;
            if result.is_err() {
                self.forget(sql, |slot| slot.prepared.ptr_eq(&prepared));
            }
            // What somebody else began may have been canceled together with him.
            if is_mine || result.is_ok() {
                return result;
            }
        }
    }

    /// Forgets all statements. If that is because tables have changed, the pool's other connections do as
    /// they are taken: else a transaction that is run again could meet them one after the other.
    pub(super) fn forget_all(&self, have_tables_changed: bool) {
        let kept = &mut *self.kept();
        kept.clear();
        if have_tables_changed {
            let known = kept.change;
            // Unless another one has told of it, or of an earlier change.
            let _ = self.changes.compare_exchange(
                known,
                known + 1,
                Ordering::Relaxed,
                Ordering::Relaxed,
            );
            kept.change = known + 1;
        }
    }

    /// Forgets what was prepared before another connection saw tables change. Not to be called while
    /// statements are on their way: one that was prepared to go behind others at once would not.
    pub(super) fn follow_changes(&mut self) {
        let change = self.changes.load(Ordering::Relaxed);
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        if kept.change != change {
            kept.clear();
            kept.change = change;
        }
    }

    /// The statement, and whether its preparation began just now.
    fn lookup(
        &self,
        client: &Arc<Client>,
        runtime: &Handle,
        sql: &Arc<str>,
        params: &Params,
    ) -> (Prepared, bool) {
        let kept = &mut *self.kept();
        kept.clock += 1;
        if let Some(slot) = kept
            .by_text
            .get_mut(sql)
            .and_then(|slots| slots.iter_mut().find(|slot| slot.is_for(params)))
        {
            slot.used = kept.clock;
            return (slot.prepared.clone(), false);
        }
        if kept.count >= self.capacity {
            kept.remove_oldest();
        }
        let prepared = prepare(client, runtime, sql, params).boxed().shared();
        let slot =
            Slot { types: params.oids().collect(), prepared: prepared.clone(), used: kept.clock };
        kept.by_text.entry(sql.clone()).or_default().push(slot);
        kept.count += 1;
        (prepared, true)
    }

    /// What tells the server the tenant, if it was prepared and is not forgotten.
    pub(super) fn set_tenant(&self) -> Option<Statement> {
        self.kept().set_tenant.clone()
    }

    pub(super) fn keep_set_tenant(&self, prepared: Statement) {
        self.kept().set_tenant.get_or_insert(prepared);
    }

    /// Whether a statement of this shape was prepared here.
    pub(super) fn knows(&self, shape: u64) -> bool {
        self.shapes.lock().unwrap_or_else(PoisonError::into_inner).contains(&shape)
    }

    pub(super) fn learn(&self, shape: u64) {
        let mut shapes = self.shapes.lock().unwrap_or_else(PoisonError::into_inner);
        if shapes.len() >= MOST_SHAPES {
            shapes.clear();
        }
        shapes.insert(shape);
    }

    fn forget(&self, sql: &str, which: impl Fn(&Slot) -> bool) {
        let kept = &mut *self.kept();
        if let Some(slots) = kept.by_text.get_mut(sql) {
            let before = slots.len();
            slots.retain(|slot| !which(slot));
            kept.count -= before - slots.len();
            if slots.is_empty() {
                kept.by_text.remove(sql);
            }
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn clear(&mut self) {
        self.by_text.clear();
        self.count = 0;
        self.set_tenant = None;
    }

    /// A miss costs a round trip: beside it, a look at every entry is nothing.
    fn remove_oldest(&mut self) {
        let oldest = self
            .by_text
            .iter()
            .flat_map(|(sql, slots)| slots.iter().map(move |slot| (slot.used, sql)));
        if let Some((used, sql)) = oldest.min_by_key(|(used, _)| *used) {
            let sql = sql.clone();
            let slots = self.by_text.get_mut(&sql).expect("the text was found in the map");
            slots.retain(|slot| slot.used != used);
            self.count -= 1;
            if slots.is_empty() {
                self.by_text.remove(&sql);
            }
        }
    }
}

impl Slot {
    fn is_for(&self, params: &Params) -> bool {
        params.oids().eq(self.types.iter().copied())
    }
}

/// Hashes a text by eight bytes at a time, which is done for each statement. The texts are the program's
/// own, and no more than the cache's capacity, so that nobody gains from texts with one hash.
#[derive(Default)]
struct TextHasher(u64);

impl TextHasher {
    fn add(&mut self, word: u64) {
        // The multiplier of Firefox's hash: odd, with bits all over.
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for TextHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        words.iter().for_each(|word| self.add(u64::from_le_bytes(*word)));
        self.add(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(byte.into());
    }

    fn finish(&self) -> u64 {
        // The map takes the lower bits, which the multiplication mixes least.
        self.0 ^ self.0 >> 32
    }
}

/// Prepares a statement, to its end even if nobody waits for it any more.
///
/// A statement whose preparation is given up on the way would stay on the server for as long as the
/// connection lives, under a name that nobody knows.
pub(super) fn prepare(
    client: &Arc<Client>,
    runtime: &Handle,
    sql: &Arc<str>,
    params: &Params,
) -> impl Future<Output = Result<Statement, Cause>> + Send + use<> {
    let (client, sql, types) = (client.clone(), sql.clone(), params.types().to_vec());
    let preparing = async move { client.prepare_typed(&sql, &types).await.map_err(Cause::from) };
    // Queued here: sent later by the task, it could fail inside somebody else's transaction.
    let task = runtime.spawn(queued(preparing.boxed()));
    async move { task.await.unwrap_or(Err(Cause::Gone)) }
}
