//! What is measured: the same statements over models with tenants, and over models of the same tables that
//! know nothing of tenants.

use super::{ENTRIES, GROUPS, Side, TENANTS};
use orm::{Error, Model};
use std::time::{Duration, Instant};

/// A table that others refer to.
#[derive(Model, Debug)]
#[model(tenant = tenant_id)]
pub(crate) struct Group {
    /// The key: counted over all tenants.
    #[model(primary_key, auto)]
    pub id: i64,
    /// Whose it is.
    pub tenant_id: i64,
    /// Some text.
    pub name: String,
}

/// A table that is read, written, and joined.
#[derive(Model, Debug)]
#[model(table = "entries", tenant = tenant_id)]
pub(crate) struct Entry {
    /// The key: counted over all tenants.
    #[model(primary_key, auto)]
    pub id: i64,
    /// Whose it is.
    pub tenant_id: i64,
    /// One of the tenant's.
    #[model(references = Group)]
    pub group_id: i64,
    /// Some text.
    pub name: String,
    /// Counts the updates.
    pub visits: i32,
}

/// The same tables, with the tenant as a column like others.
mod by_hand {
    use orm::Model;

    #[derive(Model, Debug)]
    #[model(table = "groups")]
    pub(crate) struct Group {
        #[model(primary_key, auto)]
        pub id: i64,
        pub tenant_id: i64,
        pub name: String,
    }

    #[derive(Model, Debug)]
    #[model(table = "entries")]
    pub(crate) struct Entry {
        #[model(primary_key, auto)]
        pub id: i64,
        pub tenant_id: i64,
        #[model(references = Group)]
        pub group_id: i64,
        pub name: String,
        pub visits: i32,
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Work {
    ByKey,
    Thousand,
    Join,
    Insert,
    Update,
}

impl Work {
    pub(super) const ALL: [Work; 5] =
        [Work::ByKey, Work::Thousand, Work::Join, Work::Insert, Work::Update];

    pub(super) fn name(self) -> &'static str {
        match self {
            Work::ByKey => "one row by key",
            Work::Thousand => "1,000 rows of a tenant",
            Work::Join => "1,000 rows, each with the row that it refers to",
            Work::Insert => "insert one row",
            Work::Update => "update one row by key",
        }
    }

    /// How often it is done in a round, some 10 ms long.
    fn times(self) -> usize {
        match self {
            Work::ByKey | Work::Insert | Work::Update => 100,
            Work::Thousand | Work::Join => 8,
        }
    }

    /// How long one takes.
    pub(super) async fn run(self, side: &Side, round: usize) -> Result<Duration, Error> {
        let start = Instant::now();
        for time in 0..self.times() {
            let at = i64::try_from(round * self.times() + time).expect("there are few rounds");
            // Primes, so that each tenant and each row has its turn.
            let tenant = at * 37 % TENANTS + 1;
            let key = (tenant - 1) * ENTRIES + at * 379 % ENTRIES + 1;
            self.once(side, tenant, key).await?;
        }
        let times = u32::try_from(self.times()).expect("they are few");
        Ok(start.elapsed() / times)
    }

    async fn once(self, side: &Side, tenant: i64, key: i64) -> Result<(), Error> {
        // New rows are those of tenants whose rows nobody reads.
        let newcomer = tenant + TENANTS;
        let owner = if matches!(self, Work::Insert) { newcomer } else { tenant };
        let Some(handle) = side.tenant(owner)? else {
            return self.by_hand(side, tenant, newcomer, key).await;
        };
        let rows = match self {
            Work::ByKey => {
                Entry::query().filter(|e| e.id.eq(key)).one(&handle).await?;
                return Ok(());
            }
            Work::Thousand => Entry::query().all(&handle).await?.len(),
            Work::Join => Entry::query().select_related(|e| e.group()).all(&handle).await?.len(),
            Work::Insert => {
                let new = entry::New {
                    group_id: first_group(newcomer),
                    name: "a new entry".to_owned(),
                    visits: 0,
                };
                Entry::create(&handle, new).await?;
                return Ok(());
            }
            Work::Update => {
                let same = Entry::query().filter(|e| e.id.eq(key));
                let changed = same.update(|e| e.visits.set(e.visits + 1)).exec(&handle).await?;
                assert_eq!(changed, 1, "each key is there");
                return Ok(());
            }
        };
        assert_eq!(rows as i64, ENTRIES, "each tenant has as many");
        Ok(())
    }

    async fn by_hand(self, side: &Side, tenant: i64, newcomer: i64, key: i64) -> Result<(), Error> {
        use by_hand::{Entry, entry};
        let db = side.db();
        let own = || Entry::query().filter(|e| e.tenant_id.eq(tenant));
        let rows = match self {
            Work::ByKey => {
                own().filter(|e| e.id.eq(key)).one(db).await?;
                return Ok(());
            }
            Work::Thousand => own().all(db).await?.len(),
            Work::Join => {
                let both = own().filter(|e| e.group().tenant_id.eq(tenant));
                both.select_related(|e| e.group()).all(db).await?.len()
            }
            Work::Insert => {
                let new = entry::New {
                    tenant_id: newcomer,
                    group_id: first_group(newcomer),
                    name: "a new entry".to_owned(),
                    visits: 0,
                };
                Entry::create(db, new).await?;
                return Ok(());
            }
            Work::Update => {
                let same = own().filter(|e| e.id.eq(key));
                let changed = same.update(|e| e.visits.set(e.visits + 1)).exec(db).await?;
                assert_eq!(changed, 1, "each key is there");
                return Ok(());
            }
        };
        assert_eq!(rows as i64, ENTRIES, "each tenant has as many");
        Ok(())
    }
}

/// The first of a tenant's groups.
fn first_group(tenant: i64) -> i64 {
    (tenant - 1) * GROUPS + 1
}
