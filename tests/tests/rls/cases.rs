//! What tenants read and write on every backend, behind both walls and behind the policies alone.

use orm::schema::Table;
use orm_tests::cases::tenant::Named;
use orm_tests::cases::{tenant, tenant_write};
use orm_tests::models::TENANTS;
use orm_tests::setup::{self, Walls};

fn tables() -> Vec<&'static Table> {
    TENANTS.iter().copied().chain([Named::TABLE]).collect()
}

macro_rules! cases {
    ($($area:ident::$case:ident,)*) => {
        mod both { $(cases! { $area::$case Both })* }
        mod policies_alone { $(cases! { $area::$case Policies })* }
    };
    ($area:ident::$case:ident $walls:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $case() {
            let t = super::setup::policies(&super::tables(), super::Walls::$walls).await;
            super::$area::$case(&t).await;
        }
    };
}

cases! {
    tenant::each_end_reaches_its_own_rows,
    tenant::every_way_to_a_row,
    tenant::loads_stay_within_a_tenant,
    tenant::over_all_tenants,
    tenant::without_a_tenant,
    tenant::transactions,
    tenant_write::new_rows_are_the_tenants,
    tenant_write::rows_of_others_are_not_there,
    tenant_write::upserts_meet_their_own,
    tenant_write::links,
    tenant_write::over_all,
    tenant_write::copies,
}
