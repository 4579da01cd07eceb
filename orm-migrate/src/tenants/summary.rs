//! What came of a job.

/// What came of a job's run: [`Each::run`](super::Each::run).
#[derive(Debug)]
#[non_exhaustive]
pub struct Summary<T> {
    /// For how many tenants it was done in this run.
    pub done: u64,
    /// For how many it was not, since they were deleted or taken out of service meanwhile.
    pub skipped: u64,
    /// How many failed, in this run or in those of other processes that shared it.
    pub failures: u64,
    /// The first thousand of them, those of this process before others, in the order in which they failed;
    /// all are in the table of jobs.
    pub failed: Vec<Failure<T>>,
    /// Whether only the canaries had their turn, since one of them failed.
    pub is_stopped: bool,
}

/// A tenant for which a job failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure<T> {
    /// The tenant.
    pub tenant: T,
    /// How often it was tried, in all runs.
    pub attempts: u32,
    /// What went wrong the last time, with its causes.
    pub error: String,
}

impl<T> Summary<T> {
    pub(super) fn new() -> Self {
        Summary { done: 0, skipped: 0, failures: 0, failed: Vec::new(), is_stopped: false }
    }

    /// For the program's end: 0 if none failed, 2 if some did, 1 if all of the run did.
    pub fn exit_code(&self) -> u8 {
        match (self.failures, self.done) {
            (0, _) => 0,
            (_, 0) => 1,
            _ => 2,
        }
    }
}
