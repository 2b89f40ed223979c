//! One suite over both backends. PostgreSQL runs where `TALAP_TEST_POSTGRES` holds an administrator's URL of a server,
//! such as `postgres://talap:talap@127.0.0.1:5433/postgres`; each test makes a database of its own there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::doc_markdown, reason = "tests")]

mod accounts;
mod answers;
mod backend;
mod calendar_links;
mod commits;
mod deadlines;
mod digests;
mod files;
mod grants;
mod imports;
mod leases;
mod ledger_lines;
mod lists;
mod opening;
mod reads;
mod reviews;
mod samples;
mod searches;
mod source_tokens;
mod verdicts;

/// Makes each test once for SQLite and once for PostgreSQL.
macro_rules! suite {
    ($($module:ident: $($test:ident)*;)*) => {
        mod sqlite {
            $($(#[tokio::test]
            async fn $test() {
                crate::backend::on_sqlite(crate::$module::$test).await;
            })*)*
        }
        mod postgres {
            $($(#[tokio::test]
            async fn $test() {
                crate::backend::on_postgres(stringify!($test), crate::$module::$test).await;
            })*)*
        }
    };
}

suite! {
    commits:
        a_record_is_created_changed_and_voided
        a_version_is_taken_once
        a_key_is_taken_once
        one_bad_change_undoes_all
        a_batch_may_change_a_record_twice
        a_change_cannot_borrow_another_organisations_right
        each_register_needs_its_right
        who_made_a_change_is_the_caller
        of_two_commits_at_once_one_wins
        of_two_creations_at_once_one_wins
        thousands_of_changes_go_in_one_batch;
    reads:
        lists_stay_within_reach_and_order
        pages_meet_without_gap_or_overlap
        keys_are_looked_up_in_bulk
        values_come_back_as_they_went_in
        reads_need_their_right
        the_outbox_empties_in_order;
    lists:
        a_list_is_filtered_by_words
        a_list_is_filtered_by_values
        a_list_is_ordered_and_paged
        a_long_list_follows_the_index_of_its_order
        a_list_stays_within_reach
        a_changed_record_is_found_by_what_it_says_now
        any_text_may_be_kept_and_asked;
    deadlines:
        days_follow_their_record
        days_stay_within_reach
        a_changed_definition_replaces_all_days
        a_register_is_seen_as_it_stood
        keys_that_begin_alike_are_found
        registers_are_counted_at_once;
    answers:
        an_answer_is_given_again_for_a_day
        keys_are_each_callers_own
        of_two_requests_at_once_one_is_new
        answers_need_a_right_over_records;
    digests:
        a_letter_is_claimed_once_a_day
        of_many_nodes_at_once_one_claims_a_letter
        claims_need_their_right;
    calendar_links:
        a_link_of_a_calendar_is_kept_replaced_and_ended
        a_blocked_account_has_no_link_of_a_calendar;
    files:
        a_file_comes_back_as_it_went_in
        files_need_their_rights;
    verdicts:
        an_assessment_is_kept_whole
        verdicts_are_filtered_and_within_reach
        verdicts_are_counted_within_reach
        a_history_is_in_order_of_time
        only_what_changed_is_kept
        assessments_need_their_rights;
    reviews:
        a_wording_is_reviewed_and_reviewed_again
        reviewing_needs_its_right
        the_catalogue_of_a_day_is_known_from_when_it_was_seen;
    searches:
        searches_are_kept_replaced_deleted_and_brought_back
        a_kind_of_searches_is_apart_from_the_other
        searches_are_each_persons_own
        searches_need_their_right
        nobody_keeps_too_many_searches
        searches_of_before_are_of_the_plain_language;
    imports:
        an_import_is_kept_with_its_changes
        an_import_whose_changes_fail_is_not_kept
        an_import_is_taken_back_once
        imports_stay_within_reach
        imports_need_their_rights
        a_file_waits_for_its_owner_a_day;
    grants:
        first_grants_come_once
        grants_are_added_and_ended
        a_refusal_changes_nothing
        a_role_is_held_once
        grants_need_their_rights;
    accounts:
        accounts_are_added_once_and_listed
        a_new_link_ends_the_older_ones
        a_link_works_once_and_in_time
        failures_lock_and_a_session_forgets_them
        failures_at_once_are_all_counted
        a_session_is_seen_and_ended
        a_changed_password_ends_other_sessions_and_links
        a_blocked_account_opens_nothing
        the_first_account_comes_once
        tokens_are_kept_seen_and_revoked
        accounts_need_their_rights
        a_damaged_token_is_said;
    source_tokens:
        tokens_of_sources_are_kept_seen_and_revoked
        tokens_of_sources_need_their_right_and_reach;
    leases:
        a_lease_has_one_holder_and_is_kept
        a_lease_that_is_over_goes_to_the_next_with_a_larger_token
        of_many_nodes_at_once_one_gets_the_lease
        leases_need_their_right;
    ledger_lines:
        lines_are_kept_once_and_in_order
        a_stale_holder_keeps_and_forgets_no_line
        lines_of_a_kind_are_forgotten_up_to_a_batch
        many_and_large_lines_are_read_page_by_page
        of_two_lines_at_once_one_is_kept
        lines_need_their_right;
    opening:
        records_outlive_the_process
        older_records_are_found_too
        a_newer_database_is_refused
        nodes_may_start_together;
}
