//! Migrations: what a database holds, what models want, and the way from one to the other.

mod cli;
mod diagram;
#[path = "../examples/program.rs"]
mod examples;
mod introspect;
mod labels;
mod lint;
mod lint_cases;
mod lint_plans;
mod lint_runs;
mod load;
mod merge;
mod pairs;
mod partitions;
mod runner;
mod shadow;
mod size;
mod source;
mod squash;
mod tenants;

use orm::schema::Table;
use orm_tests::cases::schema::{Egg, Hen, Leaf, Ring};
use orm_tests::models::*;

/// Every model of the test crate that both databases can hold.
fn models() -> Vec<&'static Table> {
    let keys = [Session::TABLE, Shipment::TABLE, Parcel::TABLE, Claim::TABLE, Ticket::TABLE];
    let types = [
        Badge::TABLE,
        Everything::TABLE,
        Anything::TABLE,
        Leaf::TABLE,
        Hen::TABLE,
        Egg::TABLE,
        Ring::TABLE,
    ];
    [SHOP, LEAGUE, TENANTS, LIBRARY, &keys, &types].concat()
}
