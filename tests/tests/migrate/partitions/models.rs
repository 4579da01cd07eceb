//! Tables in partitions of each length.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use orm::Model;
use orm::schema::Table;

/// What expires with its rows.
#[derive(Model, Debug, Clone)]
#[model(
    primary_key(id, at),
    index(name),
    check(named = "name <> ''"),
    partition_by(range(at), every = "1 month", ahead = 2, keep = "2 months", on_expiry = drop)
)]
pub(super) struct Event {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub name: String,
}

/// What is a table of its own once it expires.
#[derive(Model, Debug, Clone)]
#[model(
    primary_key(id, day),
    partition_by(range(day), every = "1 month", ahead = 1, keep = "2 months", on_expiry = detach)
)]
pub(super) struct Stay {
    pub id: i64,
    pub day: NaiveDate,
}

/// A tenant's.
#[derive(Model, Debug, Clone)]
#[model(
    table = "tenant_visits",
    tenant = tenant_id,
    primary_key(tenant_id, id, at),
    partition_by(range(at), every = "1 month", ahead = 1)
)]
pub(super) struct Visit {
    pub id: i64,
    pub tenant_id: i64,
    pub at: DateTime<Utc>,
}

macro_rules! of_each_length {
    ($($name:ident $table:literal $ty:ty = $every:literal;)*) => {
        $(
            #[derive(Model)]
            #[model(
                table = $table,
                primary_key(id, at),
                partition_by(range(at), every = $every, ahead = 3)
            )]
            struct $name {
                id: i64,
                at: $ty,
            }
        )*

        /// A table for each.
        pub(super) fn units() -> Vec<&'static Table> {
            vec![$($name::TABLE),*]
        }
    };
}

of_each_length! {
    Hours "hours" DateTime<Utc> = "1 hour";
    Shifts "sh'ift%s" NaiveDateTime = "6 hours";
    Days "days" NaiveDate = "1 day";
    Decades "tens" DateTime<Utc> = "10 days";
    Weeks "weeks" DateTime<Utc> = "1 week";
    Sprints "sprints" NaiveDate = "2 weeks";
    MonthsTable "a_name_that_is_so_long_that_nothing_of_a_time_fits_behind_it" NaiveDateTime = "1 month";
    Quarters "quarters" DateTime<Utc> = "3 months";
    Years "years" NaiveDate = "1 year";
    Lustra "lustra" DateTime<Utc> = "5 years";
}
