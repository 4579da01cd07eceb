//! A pool behind PgBouncer in transaction mode, where each transaction may get another session of the
//! server: every case with a new one, and what only goes wrong there with an old one too.

mod canceled;
mod full;
mod prepared;
mod sessions;
mod shared;

use orm::{Db, DbBuilder};
use orm_tests::TestDb;
use orm_tests::setup::{self, PgBouncer, Program};
use std::time::Duration;

// Not with the distribution's: a COPY through PgBouncer 1.18 may wait for ever, as the guide says.
orm_tests::for_each_case!(pgbouncer_new, #[tokio::test(flavor = "multi_thread", worker_threads = 2)]);
orm_tests::for_each_case_of_schemas!(
    pgbouncer_schemas,
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
);

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

/// The ways to work behind PgBouncer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The distribution's program, and statements without names.
    Unnamed,
    /// The same with a program that could follow names.
    UnnamedNew,
    /// Prepared statements, which PgBouncer prepares again in each session.
    Prepared,
}

impl Way {
    /// PgBouncer with so many sessions on the server.
    async fn bouncer(self, sessions: u32) -> PgBouncer {
        match self {
            Way::Unnamed => PgBouncer::start(Program::Distribution, sessions, setup::IGNORED).await,
            Way::UnnamedNew => PgBouncer::start(Program::New, sessions, "").await,
            Way::Prepared => {
                PgBouncer::start(Program::New, sessions, "max_prepared_statements = 100").await
            }
        }
    }

    /// The settings of a pool to this database of the server, through PgBouncer.
    fn builder(self, bouncer: &PgBouncer, t: &TestDb) -> DbBuilder {
        let builder = Db::builder(bouncer.url(&t.url));
        match self {
            Way::Unnamed | Way::UnnamedNew => builder.statement_cache(0),
            Way::Prepared => builder,
        }
    }
}

/// The result, in bounded time.
async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONGEST, work).await.expect("it comes to an end in time")
}

macro_rules! each_way {
    ($($module:ident::$test:ident,)*) => {
        mod unnamed { $(each_way! { $module::$test Unnamed })* }
        mod unnamed_new { $(each_way! { $module::$test UnnamedNew })* }
        mod prepared_new { $(each_way! { $module::$test Prepared })* }
    };
    ($module:ident::$test:ident $way:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            crate::$module::$test(crate::Way::$way).await;
        }
    };
}

each_way! {
    canceled::a_dropped_statement_stops_on_the_server,
    canceled::a_timeout_stops_its_own_statement_only,
    canceled::what_is_dropped_in_a_transaction_is_rolled_back,
    sessions::a_session_has_the_settings_of_its_client,
    sessions::a_connection_keeps_its_settings_after_a_reset,
    sessions::a_session_that_ends_is_a_lost_connection,
    shared::interleaved_transactions_see_their_own_state,
    shared::streams_take_turns_with_others,
}
