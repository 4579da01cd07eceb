//! Every case, by area: the list that each backend runs.

pub mod copy_in;
pub mod copy_out;
pub mod db_connect;
pub mod error;
pub mod injection;
pub mod injection_config;
pub mod injection_names;
pub mod library;
pub mod load;
pub mod load_count;
pub mod load_deleted;
pub mod load_ends;
pub mod load_faults;
pub mod load_merge;
pub mod load_onto;
pub mod load_row;
pub mod load_through;
pub mod load_to_many;
pub mod load_to_one;
pub mod query_document;
pub mod query_ends;
pub mod query_filter;
pub mod query_raw;
pub mod related;
pub mod related_link;
pub mod repository;
pub mod repository_hooks;
pub mod schema;
pub mod seed;
pub mod seed_league;
pub mod tenant;
pub mod tenant_schema;
pub mod tenant_write;
pub mod tx;
pub mod value_roundtrip;
pub mod value_size;
pub mod write;
pub mod write_many;

/// Makes one test of every case for one backend: `for_each_case!(sqlite, #[tokio::test]);`.
///
/// The first argument is a function of [`setup`](crate::setup), and the module that the tests are
/// in, so that `tests/run sqlite::` runs those of SQLite; the second is the attribute of a test.
#[macro_export]
macro_rules! for_each_case {
    ($backend:ident, #[$test:meta]) => {
        $crate::__cases! { $backend, #[$test],
            copy_in {
                every_type_is_copied,
                what_the_library_keeps_is_filled_in,
                a_copy_is_one_statement,
                no_rows_send_nothing,
                columns_with_a_default,
                a_row_with_other_columns,
                the_source_fails,
                a_violation_at_the_last_row,
                a_value_that_cannot_be_held,
                inside_a_transaction,
                a_failure_inside_a_transaction,
                progress_is_told,
            }
            tenant {
                each_end_reaches_its_own_rows,
                every_way_to_a_row,
                loads_stay_within_a_tenant,
                over_all_tenants,
                without_a_tenant,
                sql_by_hand,
                transactions,
            }
            tenant_write {
                new_rows_are_the_tenants,
                rows_of_others_are_not_there,
                upserts_meet_their_own,
                references_stay_within,
                links,
                over_all,
                copies,
                keys_that_name_the_tenant,
            }
            repository {
                reads_have_their_shapes,
                writes_are_their_statements,
                an_upsert_inserts_or_changes,
                what_was_deleted_is_restored,
                tenants_have_their_own,
                transactions_have_their_own,
                code_is_generic_over_stores,
            }
            repository_hooks {
                hooks_are_called_in_their_order,
                a_write_with_hooks_is_a_transaction,
                what_a_hook_changes_is_written,
                a_hook_that_fails_rolls_back,
                a_failure_keeps_to_its_savepoint,
                upserts_count_as_creations,
                hooks_have_the_tenant,
            }
            copy_out {
                rows_of_a_query,
                values_are_refused,
                a_stream_that_is_dropped,
            }
            db_connect {
                a_second_pool_opens_beside_the_first,
                a_checkpoint_empties_the_log,
            }
            error {
                violations_name_their_constraint,
                an_error_has_its_statement_and_no_value,
                a_full_pool_says_so,
                a_slow_statement_is_stopped,
                a_row_that_does_not_fit_is_a_decode_error,
                a_document_that_does_not_fit_is_not_told,
            }
            injection {
                hostile_texts_are_written_as_they_are,
                hostile_texts_are_written_in_bulk,
                hostile_texts_are_copied,
                hostile_texts_are_compared_as_they_are,
                hostile_patterns_are_patterns_only,
                hostile_keys_of_documents,
                hostile_texts_in_raw_statements,
                hostile_cursors,
            }
            injection_config {
                hostile_urls,
                hostile_environments,
                hostile_names_of_an_application,
            }
            injection_names {
                any_name_can_be_written,
                any_name_can_be_read,
                any_name_can_be_violated,
            }
            load {
                to_one_relations_of_any_depth_take_one_statement,
                each_level_takes_a_statement,
                siblings_take_a_statement_each,
                nothing_is_sent_for_no_parents,
                keys_are_sent_once,
                texts_do_not_vary_with_the_number_of_keys,
                counts_load_nothing,
            }
            load_deleted {
                a_required_row_is_always_there,
                an_optional_row_is_absent,
                deleted_children_are_left_out,
                deleted_rows_between_are_left_out,
            }
            load_ends {
                each_end_gives_loaded_rows,
                pages_have_their_relations,
                streams_go_by_batches,
                streams_hold_no_connection_between_batches,
                transactions_load_what_they_wrote,
                rows_are_locked_with_their_relations,
            }
            load_faults {
                an_error_of_a_sibling_is_one_error,
                an_error_makes_its_transaction_useless,
                a_row_that_cannot_be_read_is_one_error,
            }
            load_merge {
                order_and_depth_do_not_matter,
                a_join_takes_the_place_of_a_statement,
                filters_and_orders_share_the_join,
                orders_of_children_are_joined,
            }
            load_onto {
                lists_of_every_kind,
                rows_keep_what_they_have,
                values_and_parts_grow_too,
                nothing_takes_no_connection,
            }
            load_row {
                parts_are_moved_out,
                rows_are_nested_objects,
                rows_are_printed_cloned_and_compared,
                code_demands_relations,
            }
            library {
                sets_may_be_unique_among_some_rows,
                nulls_may_be_the_same,
                a_tenants_rows_are_unique_among_themselves,
                a_reference_may_be_checked_at_the_end,
                a_type_may_be_in_a_schema,
                a_database_keeps_comments,
                rows_may_be_in_partitions,
            }
            load_through {
                a_shared_row_is_under_each_parent,
                a_row_that_is_there_twice_comes_twice,
                the_row_between_comes_too,
                the_row_between_is_a_condition,
                limits_count_for_each_parent,
            }
            load_to_many {
                each_parent_has_its_children,
                each_parent_has_its_order_and_its_limit,
                a_limit_is_each_parents_own_at_every_level,
                children_are_filtered,
                children_are_values,
                a_table_leads_to_itself,
                two_relations_from_one_table,
            }
            load_to_one {
                an_absent_row_is_none,
                a_chain_ends_where_a_row_is_absent,
                two_references_to_one_table,
                a_circle_of_models,
                a_one_to_one_may_be_absent,
                references_of_every_shape,
                a_view_is_loaded,
            }
            load_count {
                numbers_come_in_the_same_statement,
            }
            query_document {
                paths_lead_to_texts_or_nowhere,
                lists_have_elements_of_any_type,
            }
            query_ends {
                each_end_gives_its_shape,
                each_end_is_one_statement,
                selections_have_their_types,
                projections_are_structs,
                orders_put_nulls_alike,
                pages_cover_everything_once,
                pages_that_would_lose_rows_are_refused,
                streams_give_every_row,
                distinct_rows_are_ordered_by_what_is_selected,
            }
            query_filter {
                columns_are_compared,
                conditions_are_joined,
                lists_are_one_array,
                text_is_matched,
                to_one_paths_join,
                to_many_conditions,
                soft_deleted_children_do_not_count,
                subqueries_reach_out,
                documents_and_lists,
                long_conditions_are_flat_and_deep_ones_refused,
            }
            query_raw {
                a_definition_counts_no_rows,
                a_text_is_one_statement,
                values_are_as_many_as_placeholders,
            }
            related {
                related_rows_are_a_query,
                children_are_created_under_their_parent,
                a_parent_and_its_children_are_created_together,
                links_are_made_and_ended,
            }
            related_link {
                links_that_were_deleted_are_there_again,
            }
            schema {
                every_model_is_created_and_dropped,
                tables_with_rows_are_dropped,
                a_failure_leaves_nothing_half_made,
                declared_constraints_are_there,
                each_action_of_a_reference_is_done,
                defaults_are_the_databases_own,
                indexes_and_types_are_there,
                statements_come_in_the_order_of_the_list,
                a_schema_can_be_named,
            }
            tx {
                closures_commit_or_roll_back,
                guards_roll_back_when_dropped,
                savepoints_keep_a_failure_to_themselves,
                a_handle_says_what_it_cannot_do,
                hooks_run_after_the_commit,
                reading_transactions_see_one_state,
                locks_are_taken_in_a_transaction,
                a_clash_is_run_again,
                nested_handles_end_with_what_is_around,
                reading_transactions_refuse_to_write,
            }
            value_roundtrip {
                every_type_comes_back_equal,
                optional_values_come_back_equal,
                what_a_database_cannot_hold_is_refused,
            }
            value_size {
                a_text_is_as_long_as_its_column,
                a_decimal_has_the_digits_of_its_column,
                a_time_has_the_digits_of_its_column,
            }
            write {
                a_row_is_created_with_what_the_library_keeps,
                a_patch_changes_its_columns_only,
                a_lost_update_is_stale,
                rows_are_deleted_softly,
                queries_update_with_expressions,
                an_overflow_leaves_the_row,
                keys_of_every_shape,
                views_are_read,
                a_row_that_is_found_is_taken_once,
            }
            write_many {
                rows_come_back_in_order,
                defaults_apply_row_by_row,
                a_hundred_thousand_rows,
                upserts_name_their_target,
                a_row_is_got_or_created,
            }
        }
    };
}

/// As [`for_each_case`](crate::for_each_case), of the cases of tenants that hold where each has a schema
/// of its own, too, and those that only hold there.
#[macro_export]
macro_rules! for_each_case_of_schemas {
    ($backend:ident, #[$test:meta]) => {
        $crate::__cases! { $backend, #[$test],
            tenant {
                each_end_reaches_its_own_rows,
                every_way_to_a_row,
                loads_stay_within_a_tenant,
                without_a_tenant,
                transactions,
            }
            tenant_write {
                new_rows_are_the_tenants,
                rows_of_others_are_not_there,
                upserts_meet_their_own,
                references_stay_within,
                links,
                copies,
            }
            tenant_schema {
                equal_keys_are_different_rows,
                nothing_is_left_in_a_session,
                over_all_tenants,
                ids_that_name_no_schema,
                models_with_a_schema_of_their_own,
                sqlite_has_none,
                types_are_shared,
                made_and_dropped,
                a_failure_leaves_no_schema,
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __cases {
    ($backend:ident, $test:tt $meta:tt, $($area:ident { $($case:ident,)* })*) => {
        mod $backend {
            $(mod $area {
                $($crate::__case! { $backend, $test $meta, $area, $case })*
            })*
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __case {
    ($backend:ident, #[$test:meta], $area:ident, $case:ident) => {
        #[$test]
        async fn $case() {
            let t = $crate::setup::$backend().await;
            $crate::cases::$area::$case(&t).await;
        }
    };
}
