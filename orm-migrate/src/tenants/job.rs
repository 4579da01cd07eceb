//! The table of jobs: who has had its turn, who is next.

use super::lease::{Beat, lease_end, token};
use super::place::at_once;
use super::table::{JobRow, JobState};
use chrono::Utc;
use orm::directory::TenantState;
use orm::{Db, Dialect, Error, sql, unsafe_text};

/// A run of a job.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) db: Db,
    pub(super) name: String,
    token: String,
    wanted: Option<Wanted>,
}

/// The tenants that a migration is for.
#[derive(Clone)]
pub(super) struct Wanted {
    /// The version that they are to have. Those that have it have no turn; those that lost it have another.
    pub(super) version: Option<String>,
    /// Only those with these keys.
    pub(super) only: Option<Vec<String>>,
}

/// How a tenant's turn ended.
pub(super) enum Turn {
    Done,
    Skipped,
    Failed(String),
}

impl Job {
    pub(super) fn new(db: &Db, name: &str) -> Job {
        Job { db: db.clone(), name: name.to_owned(), token: token(), wanted: None }
    }

    pub(super) fn wanting(mut self, wanted: Wanted) -> Job {
        self.wanted = Some(wanted);
        self
    }

    /// Enters the tenants in these states that are not in the table, lets those that failed have another
    /// turn, and says how many have one: three statements for any number of tenants.
    pub(super) async fn begin(&self, states: &[TenantState]) -> Result<u64, Error> {
        // The labels are the directory's, which is no value of anybody's.
        let states: Vec<_> = states.iter().map(|state| format!("'{}'", state.as_label())).collect();
        self.enter(&states.join(", ")).await?;
        let failed = self.rows(JobState::Failed);
        failed.update(|j| j.state.set(JobState::Waiting)).exec(&self.db).await?;
        let left =
            self.all().filter(|j| j.state.eq(JobState::Waiting) | j.state.eq(JobState::Running));
        Ok(left.count(&self.db).await?.unsigned_abs())
    }

    /// Enters the tenants in states of this list.
    async fn enter(&self, states: &str) -> Result<(), Error> {
        let select = format!(
            "INSERT INTO orm_tenant_job (job, tenant, state, is_canary, attempts) \
             SELECT $1, t.id, 'waiting', $2, 0 FROM orm_tenant t WHERE t.state IN ({states})"
        );
        let Some(Wanted { version, only }) = &self.wanted else {
            let enter = format!(
                "{select} AND NOT EXISTS \
                 (SELECT 1 FROM orm_tenant_job j WHERE j.job = $1 AND j.tenant = t.id) \
                 ON CONFLICT DO NOTHING"
            );
            let enter = sql::<()>(unsafe_text(enter)).bind(self.name.as_str()).bind(false);
            return enter.exec(&self.db).await.map(drop);
        };
        let only_these = match (only, self.db.dialect()) {
            (None, _) => "$4 = '[]'",
            (_, Dialect::Postgres) => {
                "t.id IN (SELECT json_array_elements_text(CAST($4 AS text)::json))"
            }
            (_, Dialect::Sqlite) => "t.id IN (SELECT value FROM json_each($4))",
        };
        let enter = format!(
            "{select} AND t.version IS DISTINCT FROM $3 AND {only_these} \
             ON CONFLICT (job, tenant) DO UPDATE SET state = 'waiting', attempts = 0 \
             WHERE orm_tenant_job.state IN ('done', 'skipped')"
        );
        let only = serde_json::json!(only.as_deref().unwrap_or_default()).to_string();
        let enter = sql::<()>(unsafe_text(enter)).bind(self.name.as_str()).bind(false);
        enter.bind(version.clone()).bind(only).exec(&self.db).await.map(drop)
    }

    /// Lets these tenants be first.
    pub(super) async fn mark_canaries(&self, keys: &[String]) -> Result<(), Error> {
        let others = self.all().filter(|j| j.is_canary.eq(true) & !j.tenant.is_in(keys.to_vec()));
        let first = self.all().filter(|j| j.is_canary.eq(false) & j.tenant.is_in(keys.to_vec()));
        // Together: another process that shares the job would take canaries for others in between.
        self.db
            .transaction(async |tx| {
                others.update(|j| j.is_canary.set(false)).exec(tx).await?;
                first.update(|j| j.is_canary.set(true)).exec(tx).await.map(drop)
            })
            .await
    }

    /// Claims at most so many tenants that have not had their turn, or whose process does not live.
    pub(super) async fn claim(&self, most: usize, canaries: bool) -> Result<Vec<JobRow>, Error> {
        let now = Utc::now();
        let next = self
            .all()
            .filter(|j| j.is_canary.eq(canaries))
            .filter(|j| {
                j.state.eq(JobState::Waiting)
                    | (j.state.eq(JobState::Running) & j.claimed_until.lt(now))
            })
            .order_by(|j| j.tenant.asc())
            .limit(u64::try_from(most).unwrap_or(u64::MAX));
        self.db
            .transaction_with(at_once(), async |tx| {
                // Nobody waits for what somebody else is about to claim.
                let rows = next.clone().for_update().skip_locked().all(tx).await?;
                let keys: Vec<_> = rows.iter().map(|row| row.tenant.clone()).collect();
                if keys.is_empty() {
                    return Ok(rows);
                }
                let claimed =
                    JobRow::query().filter(|j| j.job.eq(self.name.as_str()) & j.tenant.is_in(keys));
                let claimed = claimed.update(|j| {
                    (
                        j.state.set(JobState::Running),
                        j.attempts.set(j.attempts + 1),
                        j.claimed_by.set(Some(self.token.clone())),
                        j.claimed_until.set(Some(lease_end(now))),
                    )
                });
                claimed.returning(tx).await
            })
            .await
    }

    /// Whether some have not had their turn, or are in the middle of it, in this process or another.
    pub(super) async fn is_left(&self, canaries: bool) -> Result<bool, Error> {
        let left = self
            .all()
            .filter(|j| j.is_canary.eq(canaries))
            .filter(|j| j.state.eq(JobState::Waiting) | j.state.eq(JobState::Running));
        left.exists(&self.db).await
    }

    /// Says that the process lives, until that is dropped.
    pub(super) fn beat(&self) -> Beat {
        let job = self.clone();
        Beat::start(&self.db, move |db| job.clone().live_on(db))
    }

    async fn live_on(self, db: Db) -> Result<(), Error> {
        let until = lease_end(Utc::now());
        let own = self.rows(JobState::Running).filter(|j| j.claimed_by.eq(self.token.as_str()));
        own.update(|j| j.claimed_until.set(Some(until))).exec(&db).await.map(drop)
    }

    /// Writes down how a turn ended, unless another process has taken it over.
    pub(super) async fn end(&self, tenant: &str, turn: &Turn) -> Result<(), Error> {
        let (state, error) = match turn {
            Turn::Done => (JobState::Done, None),
            Turn::Skipped => (JobState::Skipped, None),
            Turn::Failed(error) => (JobState::Failed, Some(error.clone())),
        };
        let own = self.rows(JobState::Running);
        let own =
            own.filter(|j| j.tenant.eq(tenant)).filter(|j| j.claimed_by.eq(self.token.as_str()));
        own.update(|j| (j.state.set(state), j.error.set(error))).exec(&self.db).await.map(drop)
    }

    /// Those that failed, at most so many after this one.
    pub(super) async fn failed(&self, size: u32, after: &str) -> Result<Vec<JobRow>, Error> {
        let rows = self.rows(JobState::Failed).filter(|j| j.tenant.gt(after));
        rows.order_by(|j| j.tenant.asc()).limit(size.into()).all(&self.db).await
    }

    /// Removes all rows of the job.
    pub(super) async fn forget(&self) -> Result<u64, Error> {
        self.all().delete().exec(&self.db).await
    }

    /// Removes the rows of those that had their turn: where versions say who is to have one.
    pub(super) async fn forget_done(&self) -> Result<(), Error> {
        let done = self.all();
        let done = done.filter(|j| j.state.eq(JobState::Done) | j.state.eq(JobState::Skipped));
        done.delete().exec(&self.db).await.map(drop)
    }

    fn rows(&self, state: JobState) -> orm::Query<JobRow> {
        self.all().filter(|j| j.state.eq(state))
    }

    /// The rows of the job, for the tenants that it is for.
    fn all(&self) -> orm::Query<JobRow> {
        let rows = JobRow::query().filter(|j| j.job.eq(self.name.as_str()));
        match self.wanted.as_ref().and_then(|wanted| wanted.only.clone()) {
            Some(only) => rows.filter(|j| j.tenant.is_in(only)),
            None => rows,
        }
    }
}
