//! Pitfalls 6, 7, 11 and 17: who connects to whom, who waits for it, and for how long.

use crate::played::{Played, ZK0, ZK1, ZK2, both, outage};
use scenario::run::Run;
use sim::trace::Row;
use std::sync::Arc;
use zookeeper::fact::Fact;
use zookeeper::lane::Thread;
use zookeeper::pitfall::Pitfall;
use zookeeper::vote::ServerState;

/// Knocks that have waited behind a blocked listener are answered one after the other, each by
/// closing what the one before has brought about.
#[test]
fn pitfall_6_a_knock_closes_the_working_connection_first() {
    let (right, wrong) = both(&outage(&[], "240s"), Pitfall::KnockSparesTheConnection);
    let closed = |played: &Played| {
        let listener = |row: &Row, fact: &Fact| {
            matches!(fact, Fact::LinkDown { .. }) && row.lane == Thread::Listener.lane()
        };
        played.times(ZK2, listener).len() + played.times(ZK1, listener).len()
    };
    assert!(closed(&right) > 5, "{}", closed(&right));
    assert_eq!(closed(&wrong), 0);
}

/// A11: with one live peer one queue is nearly always empty, so a timeout leads to another broadcast;
/// if all had to be, it would lead to dials in the main thread.
#[test]
fn pitfall_7_delivered_means_that_any_queue_is_empty() {
    let (right, wrong) = both(&outage(&[], "240s"), Pitfall::DeliveredMeansAll);
    let dials_in_main = |played: &Played| {
        let main = |row: &Row, fact: &Fact| {
            let dials = matches!(fact, Fact::DialStarted { .. } | Fact::LockWaited { .. });
            dials && row.lane == Thread::QuorumPeer.lane()
        };
        played.times(ZK0, main).len()
    };
    assert_eq!(dials_in_main(&right), 0);
    assert!(dials_in_main(&wrong) > 3, "{}", dials_in_main(&wrong));
}

/// A7: five refused dials with four pauses between them.
#[test]
fn pitfall_11_a_follower_of_nobody_leaves_after_four_seconds() {
    let (right, wrong) = both(&outage(&[], "20s"), Pitfall::PauseAfterTheLastAttempt);
    let phase = |played: &Played| {
        let following = played.entered(ZK1, ServerState::Following)[0];
        let looking = played.entered(ZK1, ServerState::Looking)[1];
        looking.since(following).as_millis()
    };
    let [four, five] = [phase(&right), phase(&wrong)];
    assert!((4_000..=4_075).contains(&four), "{four}");
    assert!((5_000..=5_075).contains(&five), "{five}");
}

/// A10: with a queue before the monitor there are laps that no capture has. The policy is a setting of
/// a scenario and needs no switch.
#[test]
fn pitfall_17_a_released_monitor_goes_to_whoever_asks_first() {
    let unknown = |lock: &str| {
        let mut unknown = Vec::new();
        for seed in 1..=24 {
            let mut plan = outage(&[("lock", lock)], "240s");
            plan.seed = seed;
            let played = Played {
                run: Run::complete(Arc::new(plan)),
            };
            let laps = played.took(ZK1).into_iter().skip(2);
            let known =
                |ms: &u32| (5_985..=6_200).contains(&(ms % 10_000)) || (825..=900).contains(ms);
            unknown.extend(laps.filter(|ms| !known(ms)));
        }
        unknown
    };
    assert_eq!(unknown("barging"), [0; 0]);
    assert_ne!(unknown("fifo"), [0; 0]);
}
