//! The ledger as the rest of Talap uses it: through its public functions and the files it leaves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod append;
mod calls;
mod chain;
mod house;
mod killed;
mod life;
mod newest;
mod others;
mod proof;
mod query;
mod recovery;
mod s3;
mod second;
mod support;
mod tamper;
mod verify;

/// Makes each test once for every size.
macro_rules! suite {
    ($($module:ident: $($test:ident)*;)*) => {
        suite! { @ small Small $($module: $($test)*;)* }
        suite! { @ grown Grown $($module: $($test)*;)* }
        suite! { @ moving Moving $($module: $($test)*;)* }
    };
    (@ $name:ident $size:ident $($module:ident: $($test:ident)*;)*) => {
        mod $name {
            $($(#[tokio::test]
            async fn $test() {
                crate::$module::$test(crate::support::Size::$size).await;
            })*)*
        }
    };
}

suite! {
    append:
        a_receipt_numbers_the_events_in_their_order
        one_append_of_several_partitions_is_kept_whole
        a_caller_without_reach_appends_nothing
        an_event_beyond_the_limit_is_refused_alone
        a_closed_ledger_takes_nothing
        sealing_empties_the_tail_and_the_log
        a_checkpoint_is_signed_only_when_something_is_new;
    query:
        sealed_events_and_the_tail_are_one_table
        every_column_reads_the_same_from_the_tail_and_from_parquet
        the_schema_is_the_one_that_checks_rely_on
        a_caller_sees_the_organisations_of_their_scope_only
        counts_limits_and_joins_work_over_both_parts
        what_is_left_out_does_not_match
        files_and_blocks_without_a_text_are_not_read;
    life:
        small_files_of_a_day_become_one_and_prove_what_they_proved
        the_tail_of_a_past_day_is_sealed
        a_query_reads_on_while_its_files_are_replaced
        old_files_move_to_the_archive_and_are_still_found_and_verified
        an_archive_that_is_away_is_said_to_be_and_not_called_sound
        an_archive_of_another_ledger_is_refused
        a_partition_expires_when_its_retention_is_over_and_the_rest_stays_proved
        what_a_longer_policy_promised_is_kept
        a_clock_put_forward_lets_nothing_go_and_one_put_back_stops_what_it_decides
        a_verifier_at_work_postpones_every_change
        a_damaged_file_is_neither_merged_nor_moved
        an_expiry_that_cannot_be_recorded_does_not_happen
        a_line_that_lets_events_go_and_that_nobody_signed_does_not_count;
    proof:
        every_event_is_proved_from_the_tail_and_from_files
        an_event_that_no_checkpoint_covers_gets_one
        nobody_gets_a_proof_of_what_they_may_not_read
        another_key_or_name_is_refused;
}
