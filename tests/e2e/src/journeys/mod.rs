//! The list of journeys. To add one, write a function that takes a `Lab` and name it here.

mod access;
mod book;
mod classroom;
mod compare;
mod embed;
mod exports;
mod failover;
mod hands;
mod lesson;
mod loading;
mod long;
mod offline;
mod outage;
mod single;
mod time;

use harness::Outcome;

use crate::lab::Lab;

/// A path through the page that has to work in every browser.
pub(crate) struct Journey {
    /// Said in reports, and the argument that runs it alone.
    pub(crate) name: &'static str,
    /// The steps.
    pub(crate) run: fn(&Lab<'_>) -> Outcome,
}

/// All of them.
pub(crate) const JOURNEYS: &[Journey] = &[
    Journey {
        name: "hands_and_keys_reach_the_page",
        run: hands::reach_the_page,
    },
    Journey {
        name: "the_page_opens_without_a_complaint",
        run: loading::opens_without_a_complaint,
    },
    Journey {
        name: "nothing_comes_from_another_origin",
        run: loading::stays_on_its_origin,
    },
    Journey {
        name: "its_parts_are_fetched_when_they_are_used",
        run: loading::fetches_its_parts_when_they_are_used,
    },
    Journey {
        name: "it_works_from_a_sub_path",
        run: loading::works_from_a_sub_path,
    },
    Journey {
        name: "the_shell_is_there_before_the_app",
        run: loading::shell_comes_first,
    },
    Journey {
        name: "without_script_there_is_a_message",
        run: loading::speaks_without_script,
    },
    Journey {
        name: "preferences_reach_the_page",
        run: loading::preferences_reach_the_page,
    },
    Journey {
        name: "the_book_opens_in_both_languages",
        run: book::opens_in_both_languages,
    },
    Journey {
        name: "the_book_and_the_lab_lead_to_each_other",
        run: book::leads_there_and_back,
    },
    Journey {
        name: "a_lesson_leads_from_step_to_step",
        run: lesson::leads_from_step_to_step,
    },
    Journey {
        name: "a_lesson_that_cannot_be_had_is_said",
        run: lesson::says_that_it_cannot_be_had,
    },
    Journey {
        name: "a_clicker_presents",
        run: classroom::a_clicker_presents,
    },
    Journey {
        name: "a_lesson_prints",
        run: classroom::a_lesson_prints,
    },
    Journey {
        name: "a_class_goes_through_the_outage",
        run: classroom::a_class_goes_through_the_outage,
    },
    Journey {
        name: "exports_are_saved_and_read",
        run: exports::are_saved_and_read,
    },
    Journey {
        name: "one_file_runs_from_a_disk",
        run: single::runs_from_a_disk,
    },
    Journey {
        name: "a_moment_is_at_home_in_a_postmortem",
        run: embed::is_at_home_in_a_postmortem,
    },
    Journey {
        name: "a_moment_is_handed_on_with_a_frame",
        run: embed::is_offered_in_the_lab,
    },
    Journey {
        name: "after_a_visit_it_works_without_a_network",
        run: offline::works_without_a_network,
    },
    Journey {
        name: "a_new_version_is_announced",
        run: offline::says_that_there_is_a_new_version,
    },
    Journey {
        name: "axe_finds_nothing",
        run: access::axe_finds_nothing,
    },
    Journey {
        name: "the_outage_is_walked_by_keyboard_alone",
        run: access::keyboard_alone,
    },
    Journey {
        name: "the_outage_plays_and_steps",
        run: outage::plays_and_steps,
    },
    Journey {
        name: "the_outage_ends_without_a_leader",
        run: outage::ends_without_a_leader,
    },
    Journey {
        name: "time_is_scrubbed_with_mouse_and_finger",
        run: outage::is_scrubbed_with_mouse_and_finger,
    },
    Journey {
        name: "idle_spans_fold_and_open",
        run: time::idle_spans_fold_and_open,
    },
    Journey {
        name: "the_lens_opens_the_moment",
        run: time::the_lens_opens_the_moment,
    },
    Journey {
        name: "steps_stay_on_a_server_or_a_thread",
        run: time::steps_stay_on_a_server_or_a_thread,
    },
    Journey {
        name: "a_time_is_typed_and_the_window_moved",
        run: time::a_time_is_typed_and_the_window_moved,
    },
    Journey {
        name: "a_fix_changes_the_verdict",
        run: outage::a_fix_changes_the_verdict,
    },
    Journey {
        name: "every_fix_runs",
        run: outage::every_fix_runs,
    },
    Journey {
        name: "a_comparison_puts_a_fix_beside_the_outage",
        run: compare::puts_a_fix_beside_the_outage,
    },
    Journey {
        name: "a_comparison_says_what_cannot_be_compared",
        run: compare::says_what_cannot_be_compared,
    },
    Journey {
        name: "a_comparison_fits_a_phone",
        run: compare::fits_a_phone,
    },
    Journey {
        name: "a_long_run_is_made_by_a_worker",
        run: long::is_made_by_a_worker,
    },
    Journey {
        name: "a_long_run_is_made_without_workers",
        run: long::is_made_without_workers,
    },
    Journey {
        name: "a_long_run_can_be_given_up",
        run: long::can_be_given_up,
    },
    Journey {
        name: "language_and_theme_keep_the_moment",
        run: outage::language_and_theme_keep_the_moment,
    },
    Journey {
        name: "a_link_leads_to_the_moment",
        run: outage::a_link_leads_to_the_moment,
    },
    Journey {
        name: "a_bad_link_gets_a_sentence",
        run: outage::a_bad_link_gets_a_sentence,
    },
    Journey {
        name: "the_log_follows_the_playhead",
        run: outage::the_log_follows_the_playhead,
    },
    Journey {
        name: "a_phone_shows_all_of_it",
        run: outage::a_phone_shows_all_of_it,
    },
    Journey {
        name: "the_gallery_leads_to_the_lab",
        run: outage::the_gallery_leads_to_the_lab,
    },
    Journey {
        name: "a_fix_saves_the_master",
        run: failover::a_fix_saves_the_master,
    },
    Journey {
        name: "a_failover_is_compared_with_a_fix",
        run: failover::is_compared_with_a_fix,
    },
    Journey {
        name: "a_failover_has_every_tool",
        run: failover::has_every_tool,
    },
    Journey {
        name: "every_failover_opens",
        run: failover::every_story_opens,
    },
    Journey {
        name: "the_sheet_lists_the_keys",
        run: outage::the_sheet_lists_the_keys,
    },
];
