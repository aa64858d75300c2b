//! A host has power, a disk and perhaps a process: three things with three lives.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod machine;

use machine::Call::{Accept, Dial, Listen, Read, Recall, Send, Until};
use machine::Came::{Connected, Heard, Recalled};
use machine::{Call, Came, host, play, start_all};
use sim::id::NodeId;
use sim::intervention::{Intervention, Verb};
use sim::time::Span;
use sim::trace::{Ending, Tag};
use sim::world::act_of;

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);

/// A process holds what it read when it started; an edit of the disk is read by the next one.
#[test]
fn a_process_does_not_notice_that_its_disk_was_edited() {
    let recalls: &[Call] = &[Recall];
    let deeds = vec![
        (0, Intervention::Start(A)),
        (1_000, Intervention::Edit(A, 7)),
        (2_000, Intervention::Tell(A, ())),
        (3_000, Intervention::Kill(A)),
        (4_000, Intervention::Start(A)),
    ];
    let played = play(vec![host([recalls])], deeds, 5);
    let told: Vec<u32> = played
        .rows()
        .filter(|row| row.tag == Tag::SYSTEM + 14)
        .map(|row| row.a)
        .collect();
    assert_eq!(told, [0, 0, 7], "at the start, when asked, after a restart");
    assert_eq!(played.came(0), [Recalled(0), Recalled(7)]);
}

/// The disk outlives the process and the power.
#[test]
fn a_disk_survives_a_power_cut_and_can_be_edited_without_a_process() {
    let recalls: &[Call] = &[Recall];
    let deeds = vec![
        (0, Intervention::Start(A)),
        (1_000, Intervention::PowerOff(A)),
        (2_000, Intervention::Edit(A, 9)),
        (3_000, Intervention::PowerOn(A)),
        (4_000, Intervention::Start(A)),
    ];
    let played = play(vec![host([recalls])], deeds, 5);
    assert_eq!(played.came(0), [Recalled(0), Recalled(9)]);
    assert_eq!(played.world.hosts()[0].starts, 2);
}

#[test]
fn power_does_not_start_a_process_and_nothing_starts_without_it() {
    let deeds = vec![
        (0, Intervention::PowerOff(A)),
        (1_000, Intervention::Start(A)),
        (2_000, Intervention::PowerOn(A)),
        (9_000, Intervention::Start(A)),
    ];
    let played = play(vec![host([&[]])], deeds, 8);
    assert_eq!(played.count(0, Tag::ProcessStarted), 0);
    assert!(played.world.hosts()[0].process.is_none());
}

#[test]
fn a_host_runs_one_process_at_a_time() {
    let mut deeds = start_all(1);
    deeds.push((1_000, Intervention::Start(A)));
    let played = play(vec![host([&[]])], deeds, 2);
    assert_eq!(played.count(0, Tag::ProcessStarted), 1);
    assert_eq!(played.count(0, Tag::Act), 2, "both acts are written down");
}

#[test]
fn a_process_ends_once_and_the_trace_says_how() {
    for (deed, ending) in [
        (Intervention::Kill(A), Ending::Killed),
        (Intervention::Stop(A), Ending::Terminated),
        (Intervention::PowerOff(A), Ending::PowerLost),
        (Intervention::NoArp(A), Ending::PowerLost),
    ] {
        let mut deeds = start_all(1);
        deeds.push((1_000, deed.clone()));
        deeds.push((2_000, deed));
        let played = play(vec![host([&[]])], deeds, 3);
        let ended: Vec<Option<Ending>> = played
            .rows()
            .filter(|row| row.tag == Tag::ProcessEnded as u8)
            .map(|row| Ending::from_number(row.small))
            .collect();
        assert_eq!(ended, [Some(ending)]);
    }
}

/// What a process does is caused by its start, and its start by the act.
#[test]
fn every_start_and_end_names_the_act_that_caused_it() {
    let mut deeds = start_all(1);
    deeds.push((1_000, Intervention::Kill(A)));
    let played = play(vec![host([&[Listen(9)]])], deeds, 2);
    let rows: Vec<_> = played.trace.iter().collect();
    let by_verb = |verb: Verb| {
        let mut acts = rows.iter().filter(|(_, row)| row.tag == Tag::Act as u8);
        let act = acts.find(|(_, row)| act_of(row).unwrap().0 == verb);
        act.unwrap().0
    };
    let cause_of = |tag: u8| rows.iter().find(|(_, row)| row.tag == tag).unwrap();
    let started = cause_of(Tag::ProcessStarted as u8);
    assert_eq!(started.1.cause, by_verb(Verb::Start));
    assert_eq!(cause_of(Tag::SYSTEM).1.cause, started.0);
    assert_eq!(
        cause_of(Tag::ProcessEnded as u8).1.cause,
        by_verb(Verb::Kill)
    );
}

/// A stopped process does nothing; the kernel of its host completes connections and keeps what
/// arrives, and the process finds it when it goes on.
#[test]
fn a_paused_process_stands_still_and_its_host_does_not() {
    let reads: &[Call] = &[Listen(9), Accept(9), Read];
    let writes: &[Call] = &[Until(2_000_000), Dial(1, 9, 500), Send(3)];
    let mut deeds = start_all(2);
    deeds.push((1_000, Intervention::Pause(B, Span::from_secs(4))));
    let played = play(vec![host([writes]), host([reads])], deeds, 10);
    assert_eq!(played.thread(0, 0)[0], (2_000, Connected));
    assert_eq!(
        played.thread(1, 0)[1..],
        [(5_000, Came::Accepted), (5_000, Heard(3))]
    );
}

/// A new process on the same host starts from nothing: its port is free again.
#[test]
fn a_restarted_process_can_open_its_port_again() {
    let listens: &[Call] = &[Listen(9)];
    for deed in [Intervention::Kill(A), Intervention::Stop(A)] {
        let mut deeds = start_all(1);
        deeds.push((1_000, deed));
        deeds.push((1_000, Intervention::Start(A)));
        let played = play(vec![host([listens])], deeds, 2);
        assert_eq!(played.came(0), [Came::Listens(true); 2]);
    }
}
