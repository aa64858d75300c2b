//! Who gets a monitor that is released.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod machine;

use machine::Call::{Enter, Leave, Until};
use machine::{Call, Disk, LATENCY, host, play_with, start_all};
use sim::monitor::Handover;
use sim::monitor::Handover::{Barging, Fifo};

/// The order in which threads enter, on a seed.
fn entered<const N: usize>(handover: Handover, seed: u64, threads: [&[Call]; N]) -> Vec<u8> {
    let hosts = vec![Disk {
        handover,
        ..host(threads)
    }];
    play_with(seed, LATENCY, hosts, start_all(1), 1).entered(0)
}

/// Checks the order on many seeds: a thread takes its time to wake, and the order must not depend
/// on how long.
fn check<const N: usize>(handover: Handover, threads: [&[Call]; N], expected: &[u8]) {
    for seed in 0..50 {
        assert_eq!(entered(handover, seed, threads), expected, "seed {seed}");
    }
}

/// Holds the monitor from 10 to 20 ms.
const HOLDS: &[Call] = &[Until(10_000), Enter, Until(20_000), Leave];

#[test]
fn threads_that_queue_get_in_in_the_order_of_their_coming() {
    for handover in [Barging, Fifo] {
        let third: &[Call] = &[Until(13_000), Enter, Leave];
        let second: &[Call] = &[Until(12_000), Enter, Leave];
        let first: &[Call] = &[Until(11_000), Enter, Leave];
        check(handover, [HOLDS, third, first, second], &[0, 2, 3, 1]);
    }
}

/// A thread that leaves and enters again at once: with barging nobody can stop it, as nobody is
/// awake yet.
#[test]
fn a_thread_that_comes_straight_back_overtakes_only_with_barging() {
    let back: &[Call] = &[Until(10_000), Enter, Until(20_000), Leave, Enter, Leave];
    let waits: &[Call] = &[Until(15_000), Enter, Leave];
    check(Barging, [back, waits], &[0, 0, 1]);
    check(Fifo, [back, waits], &[0, 1, 0]);
}

/// The first in the queue needs 20 to 40 µs to wake; whoever asks meanwhile finds the monitor free.
#[test]
fn a_thread_that_asks_while_the_first_wakes_overtakes_only_with_barging() {
    let waits: &[Call] = &[Until(15_000), Enter, Leave];
    let asks: &[Call] = &[Until(20_010), Enter, Leave];
    check(Barging, [HOLDS, waits, asks], &[0, 2, 1]);
    check(Fifo, [HOLDS, waits, asks], &[0, 1, 2]);
}

/// Later than that the first in the queue is inside, or has been.
#[test]
fn a_thread_that_asks_later_comes_later() {
    let waits: &[Call] = &[Until(15_000), Enter, Leave];
    let asks: &[Call] = &[Until(20_050), Enter, Leave];
    for handover in [Barging, Fifo] {
        check(handover, [HOLDS, waits, asks], &[0, 1, 2]);
    }
}

/// One that was overtaken stays the first in the queue.
#[test]
fn an_overtaken_thread_keeps_its_place() {
    let overtakes: &[Call] = &[Until(20_010), Enter, Until(30_000), Leave];
    let first: &[Call] = &[Until(14_000), Enter, Until(40_000), Leave];
    let second: &[Call] = &[Until(15_000), Enter, Leave];
    check(Barging, [HOLDS, second, first, overtakes], &[0, 3, 2, 1]);
}

/// Only the thread inside can leave.
#[test]
fn leaving_a_monitor_that_one_is_not_in_does_nothing() {
    let stranger: &[Call] = &[Until(12_000), Leave];
    let waits: &[Call] = &[Until(13_000), Enter, Until(14_000), Leave];
    for handover in [Barging, Fifo] {
        let hosts = vec![Disk {
            handover,
            ..host([HOLDS, stranger, waits])
        }];
        let played = play_with(1, LATENCY, hosts, start_all(1), 1);
        let (at, _) = played.thread(0, 2)[0];
        assert_eq!(at, 20, "it gets in when the holder leaves");
    }
}
