//! A directory of tenants: in shared tables, in schemas, and in databases of their own, in one program.

mod ground;
mod metrics;
mod models;
mod moved;
mod places;
mod pools;
mod processes;
mod quota;
mod refused;
mod secrets;
mod stale;
mod states;
mod usage;
mod waited;
mod web;

/// Cases that hold on both databases: each is an `async fn(Ground)`.
macro_rules! on_both {
    ($($module:ident::$case:ident,)+) => {
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$module::$case(super::ground::postgres().await).await;
                }
            )+
        }
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$module::$case(super::ground::sqlite().await).await;
                }
            )+
        }
    };
}

on_both! {
    places::the_same_code_in_every_place,
    places::equal_keys_are_different_rows,
    places::what_is_known_costs_nothing,
    places::only_through_the_directory,
    places::several_in_one_database_of_their_own,
    moved::handles_follow,
    moved::a_transaction_does_not_commit_behind_a_move,
    moved::while_it_moves_it_is_read,
    waited::a_place_that_its_tenant_leaves,
    waited::a_tenant_that_goes_out_of_service,
    waited::a_tenant_that_stays,
    refused::every_way_in,
    refused::inside_a_transaction,
    refused::those_that_nobody_entered,
    states::entries_are_changed_and_listed,
    states::steps_that_are_none,
    states::connections_that_take_no_tenant,
    states::an_entry_that_is_removed,
    pools::opened_when_wanted_and_closed_when_idle,
    pools::all_together_have_so_many_connections,
    pools::a_row_that_is_changed,
    pools::one_that_is_not_active,
    pools::health_is_a_round_trip,
    pools::a_directory_that_is_closed,
    quota::statements_in_a_second,
    quota::connections_at_once,
    quota::rows_that_are_stored,
    usage::counted_and_added_up,
    web::each_state_has_its_status,
    processes::another_one_hears_of_it,
}
