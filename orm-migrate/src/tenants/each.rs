//! Something that is done for every tenant.

use super::job::{Job, Turn, Wanted};
use super::table::JobRow;
use super::{Failure, Summary, Tenants};
use crate::Error;
use crate::error::text_of;
use orm::Tenant;
use orm::directory::TenantState;
use orm::value::DbType;
use std::fmt;
use std::time::Duration;
use tokio::task::JoinSet;

/// How many failures a summary lists.
const LISTED: usize = 1000;

/// How long a run waits before it looks again whether another process has ended its turns.
const LOOK: Duration = Duration::from_millis(500);

/// Something to be done for every tenant: [`Tenants::each`]. [`run`](Self::run) is the end.
///
/// What was done for whom is in the table `orm_tenant_job`. A second run, after failures or after a
/// process that was killed, does only what is not done; several processes that run the same job share its
/// tenants, if their canaries are the same, and each says of all what failed. A failure is one tenant's, and
/// the others go on.
///
/// | setting | default |
/// |---|---|
/// | [`workers`](Self::workers) | 4 |
/// | [`states`](Self::states) | those in service |
/// | [`canaries`](Self::canaries) | none |
#[must_use = "it does nothing until `run(..).await`"]
pub struct Each<'a, T> {
    tenants: &'a Tenants<T>,
    job: Job,
    workers: usize,
    states: Vec<TenantState>,
    canaries: Vec<T>,
    observer: Option<Observer<'a, T>>,
    /// How many turns of this run have ended.
    ended: u64,
    /// Those of them that failed, and had no better one since.
    failed: Vec<JobRow>,
}

pub(super) type Observer<'a, T> = Box<dyn FnMut(&Progress<'_, T>) + Send + 'a>;

/// A tenant's turn that ended: [`Each::on_progress`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Progress<'a, T> {
    /// The tenant.
    pub tenant: &'a T,
    /// What went wrong, if it failed.
    pub error: Option<&'a str>,
    /// How many turns of this run have ended.
    pub ended: u64,
    /// How many tenants had one to come when the run began, in whichever process.
    pub total: u64,
}

impl<'a, T: DbType> Each<'a, T> {
    pub(super) fn new(tenants: &'a Tenants<T>, job: String) -> Self {
        let job = Job::new(tenants.directory().db(), &job);
        let states = vec![TenantState::Active];
        Each {
            tenants,
            job,
            workers: 4,
            states,
            canaries: Vec::new(),
            observer: None,
            ended: 0,
            failed: Vec::new(),
        }
    }

    /// Only for tenants of another version, for those that this says of them.
    pub(super) fn wanting(mut self, wanted: Wanted) -> Self {
        self.job = self.job.wanting(wanted);
        self
    }

    pub(super) fn job(&self) -> Job {
        self.job.clone()
    }

    /// How many tenants have their turn at once, at least one. Each takes the connections that the work
    /// takes; the manager itself takes one of the admin database now and then.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers.max(1);
        self
    }

    /// The states of the tenants that it is done for.
    pub fn states(mut self, states: &[TenantState]) -> Self {
        self.states = states.to_vec();
        self
    }

    /// The tenants that go first. If it fails for one of them, no other has its turn in this run.
    pub fn canaries(mut self, tenants: impl IntoIterator<Item = T>) -> Self {
        self.canaries = tenants.into_iter().collect();
        self
    }

    /// Is told of each turn that ended in this process.
    pub fn on_progress(mut self, observer: impl FnMut(&Progress<'_, T>) + Send + 'a) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// The tenants for which it failed, in the order of the ids' texts: at most so many after this one, or
    /// the first ones.
    ///
    /// # Errors
    /// Those of a query.
    pub async fn failed(&self, size: u32, after: Option<&T>) -> Result<Vec<Failure<T>>, Error> {
        let directory = self.tenants.directory();
        let after = after.map(|after| directory.key_of(after)).transpose()?.unwrap_or_default();
        let rows = self.job.failed(size, &after).await?;
        rows.iter().map(|row| self.failure(row)).collect()
    }

    /// Forgets what was done, and says for how many tenants: the next run does it again for all.
    ///
    /// # Errors
    /// Those of a write.
    pub async fn forget(self) -> Result<u64, Error> {
        Ok(self.job.forget().await?)
    }

    /// Does it, and gives back when it was done or has failed for every tenant, in this process or
    /// others: the run waits for theirs, and takes over what a killed one had begun, ten seconds later.
    /// Where nothing is to do, it sends three statements for any number of tenants.
    ///
    /// `work` gets a handle that is let through in every state and without a quota
    /// ([`Directory::manage`](orm::Directory::manage)). If it panics, that is a failure. Dropped, the run
    /// cancels what is under way.
    ///
    /// # Errors
    /// Those of queries and writes to the admin database; what fails for a tenant is in the summary.
    pub async fn run<F, Fut, E>(self, work: F) -> Result<Summary<T>, Error>
    where
        F: Fn(Tenant<T>) -> Fut,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let directory = self.tenants.directory().clone();
        let work = async |id| {
            let tenant = directory.manage(id, "something is done for every tenant").await?;
            Ok(work(tenant))
        };
        self.turns(work).await
    }

    /// As [`run`](Self::run), with the tenant's id: for what makes, changes or moves the tenants themselves,
    /// in whichever [`states`](Self::states).
    ///
    /// # Errors
    /// Those of [`run`](Self::run).
    pub async fn run_for_ids<F, Fut, E>(self, work: F) -> Result<Summary<T>, Error>
    where
        F: Fn(T) -> Fut,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        self.turns(async |id| Ok(work(id))).await
    }

    async fn turns<F, Fut, E>(mut self, work: F) -> Result<Summary<T>, Error>
    where
        F: AsyncFn(T) -> Result<Fut, Error>,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let total = self.job.begin(&self.states).await?;
        let mut summary = Summary::new();
        if total == 0 {
            return Ok(summary);
        }
        let directory = self.tenants.directory();
        let keys: Result<Vec<_>, _> =
            self.canaries.iter().map(|tenant| directory.key_of(tenant)).collect();
        // Without any, too: those of an earlier run are like others now.
        self.job.mark_canaries(&keys?).await?;
        if !self.canaries.is_empty() {
            self.wave(true, total, &work, &mut summary).await?;
            self.add_failures(&mut summary).await?;
            if summary.failures > 0 {
                summary.is_stopped = true;
                return Ok(summary);
            }
        }
        self.wave(false, total, &work, &mut summary).await?;
        self.add_failures(&mut summary).await?;
        Ok(summary)
    }

    /// Lets the summary have the failures of all processes that share the run, each tenant's once.
    async fn add_failures(&mut self, summary: &mut Summary<T>) -> Result<(), Error> {
        for row in self.job.failed(u32::try_from(LISTED).unwrap_or(u32::MAX), "").await? {
            if self.failed.iter().all(|own| own.tenant != row.tenant) {
                self.failed.push(row);
            }
        }
        summary.failures = self.failed.len() as u64;
        let listed = self.failed.iter().take(LISTED).map(|row| self.failure(row));
        summary.failed = listed.collect::<Result<_, _>>()?;
        Ok(())
    }

    /// The turns of the canaries, or of all others.
    async fn wave<F, Fut, E>(
        &mut self,
        canaries: bool,
        total: u64,
        work: &F,
        summary: &mut Summary<T>,
    ) -> Result<(), Error>
    where
        F: AsyncFn(T) -> Result<Fut, Error>,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let mut turns: JoinSet<(JobRow, Turn)> = JoinSet::new();
        let _beat = self.job.beat();
        loop {
            let free = self.workers - turns.len();
            // Several are claimed together, where they are short.
            let claimed = match free >= self.workers.div_ceil(2) {
                true => self.job.claim(free, canaries).await?,
                false => Vec::new(),
            };
            for row in claimed {
                let Some(id) = self.id_if_there(&row).await? else {
                    self.ended(row, Turn::Skipped, total, summary).await?;
                    continue;
                };
                match work(id).await {
                    Ok(work) => drop(turns.spawn(turn(row, work))),
                    Err(error) => {
                        let turn = Turn::Failed(text_of(&error));
                        self.ended(row, turn, total, summary).await?;
                    }
                }
            }
            if turns.is_empty() {
                if !self.job.is_left(canaries).await? {
                    return Ok(());
                }
                tokio::time::sleep(LOOK).await;
                continue;
            }
            if let Some(ended) = turns.join_next().await {
                let (row, turn) = ended.expect("a turn catches its panic");
                self.ended(row, turn, total, summary).await?;
            }
        }
    }

    /// The tenant's id, unless it is in another state by now, or gone.
    async fn id_if_there(&self, row: &JobRow) -> Result<Option<T>, Error> {
        let directory = self.tenants.directory();
        let entry = directory.find(&directory.id_of(&row.tenant)?).await?;
        Ok(entry.filter(|entry| self.states.contains(&entry.state)).map(|entry| entry.id))
    }

    async fn ended(
        &mut self,
        row: JobRow,
        turn: Turn,
        total: u64,
        summary: &mut Summary<T>,
    ) -> Result<(), Error> {
        self.job.end(&row.tenant, &turn).await?;
        let tenant = self.tenants.directory().id_of(&row.tenant)?;
        self.ended += 1;
        // Another process may have let it have a second turn.
        self.failed.retain(|one| one.tenant != row.tenant);
        let error = match &turn {
            Turn::Done => {
                summary.done += 1;
                None
            }
            Turn::Skipped => {
                summary.skipped += 1;
                None
            }
            Turn::Failed(error) => Some(error.as_str()),
        };
        if let Some(observer) = &mut self.observer {
            observer(&Progress { tenant: &tenant, error, ended: self.ended, total });
        }
        if let Turn::Failed(error) = turn {
            self.failed.push(JobRow { error: Some(error), ..row });
        }
        Ok(())
    }

    fn failure(&self, row: &JobRow) -> Result<Failure<T>, Error> {
        Ok(Failure {
            tenant: self.tenants.directory().id_of(&row.tenant)?,
            attempts: row.attempts.unsigned_abs(),
            error: row.error.clone().unwrap_or_default(),
        })
    }
}

/// A tenant's turn, whose panic is its own.
async fn turn<Fut, E>(row: JobRow, work: Fut) -> (JobRow, Turn)
where
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    use futures_util::FutureExt;
    let ended = std::panic::AssertUnwindSafe(work).catch_unwind().await;
    let turn = match ended {
        Ok(Ok(())) => Turn::Done,
        Ok(Err(error)) => Turn::Failed(text_of(&*error.into())),
        Err(_) => Turn::Failed("it panicked".to_owned()),
    };
    (row, turn)
}

impl<T> fmt::Debug for Each<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Each").field("workers", &self.workers).finish_non_exhaustive()
    }
}
