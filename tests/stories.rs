//! Do the other stories play as they are told? What each does by itself and with each of its fixes,
//! over ten seeds: who serves, within what time, who leads, who is left outside.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops at the first surprise, and looks at the few facts it asks about"
)]

use scenario::catalog;
use scenario::outcome::Outcome;
use scenario::plan::{Choice, Plan};
use scenario::run::Run;
use sim::id::NodeId;
use sim::trace::Row;
use std::ops::RangeInclusive;
use std::sync::Arc;
use zookeeper::fact::{Fact, SyncMode};
use zookeeper::vote::ServerState;

const SEEDS: RangeInclusive<u64> = 1..=10;

/// A story that has been played.
struct Played {
    run: Run,
    outcome: Outcome,
}

impl Played {
    fn new(id: &str, seed: u64, fix: &str, params: &[(&str, &str)]) -> Self {
        let script = catalog::find(id).unwrap();
        let mut choice = Choice {
            seed: Some(seed),
            ..Choice::default()
        };
        for (name, value) in params {
            choice
                .params
                .insert((*name).to_owned(), (*value).to_owned());
        }
        if !fix.is_empty() {
            choice.fix(fix).unwrap();
        }
        let run = Run::complete(Arc::new(Plan::decide(&script, &choice).unwrap()));
        assert_eq!(run.limit(), None, "{id}, seed {seed}");
        let outcome = Outcome::of(&run);
        Self { run, outcome }
    }

    /// The leaders at the end, by their numbers.
    fn leaders(&self) -> Vec<u8> {
        let leaders = self.outcome.verdict.leaders_at_end.iter();
        leaders.map(|node| node.0).collect()
    }

    fn stranded(&self) -> Vec<u8> {
        let stranded = self.outcome.verdict.stranded.iter();
        stranded.map(|node| node.0).collect()
    }

    /// How long nobody served after zero, in ms, each time.
    fn gaps(&self) -> Vec<u64> {
        let spans = self.outcome.verdict.unavailable.iter();
        let end = self.run.plan().until;
        spans
            .map(|(from, to)| to.unwrap_or(end).since(*from).as_millis())
            .collect()
    }

    fn facts(&self) -> Vec<(Row, Fact)> {
        let rows = self.run.trace().iter();
        rows.filter_map(|(_, row)| Some((row, Fact::decode(&row)?)))
            .collect()
    }

    /// Who has entered LEADING from zero on, in order.
    fn led(&self) -> Vec<u8> {
        let zero = self.run.plan().clock.zero();
        let state = ServerState::Leading;
        let of =
            |(row, fact): &(Row, Fact)| row.at >= zero && *fact == Fact::StateEntered { state };
        let facts = self.facts().into_iter();
        facts.filter(of).map(|(row, _)| row.node.0).collect()
    }
}

#[test]
fn the_first_majority_decides_and_not_the_largest_sid() {
    for seed in SEEDS {
        let played = Played::new("zk-first-election", seed, "", &[]);
        assert_eq!(played.led(), [2], "seed {seed}");
        assert_eq!(played.leaders(), [2], "seed {seed}");
        assert_eq!(played.stranded(), [0; 0], "seed {seed}");
    }
    // All at once: the largest sid is there in time.
    let played = Played::new("zk-first-election", 1, "", &[("gap-ms", "0")]);
    assert_eq!(played.leaders(), [4]);
}

#[test]
fn the_first_election_is_the_same_in_every_release() {
    for release in ["3.4.14", "3.5.7", "3.5.8", "3.6.0", "3.6.1", "3.8.0"] {
        let played = Played::new("zk-first-election", 1, "", &[("release", release)]);
        assert_eq!(played.leaders(), [2], "{release}");
        assert_eq!(played.stranded(), [0; 0], "{release}");
    }
}

#[test]
fn a_killed_leader_is_replaced_within_a_second_or_two_and_comes_back_as_a_follower() {
    for seed in SEEDS {
        let played = Played::new("zk-leader-crash", seed, "", &[]);
        assert_eq!(played.led(), [4], "seed {seed}");
        assert_eq!(played.leaders(), [4], "seed {seed}");
        assert_eq!(played.stranded(), [0; 0], "seed {seed}");
        let gaps = played.gaps();
        // 0.25 s for the vote, and a second more if a follower dials before the port is open.
        assert!(matches!(gaps[..], [210..=1_500]), "seed {seed}: {gaps:?}");
    }
}

#[test]
fn a_leader_that_vanishes_is_missed_only_after_a_read_timeout() {
    for seed in SEEDS {
        let played = Played::new("zk-leader-crash", seed, "", &[("death", "power-off")]);
        assert_eq!(played.leaders(), [4], "seed {seed}");
        let gaps = played.gaps();
        // tickTime × syncLimit, 10 s, and then the vote.
        assert!(
            matches!(gaps[..], [9_000..=30_000]),
            "seed {seed}: {gaps:?}"
        );
    }
}

#[test]
fn the_right_order_costs_one_short_election() {
    for seed in SEEDS {
        let played = Played::new("zk-kafka-decommission", seed, "", &[]);
        assert_eq!(played.led(), [1], "seed {seed}: one election");
        assert_eq!(played.leaders(), [1], "seed {seed}");
        assert_eq!(played.stranded(), [0; 0], "seed {seed}");
        let gaps = played.gaps();
        assert!(matches!(gaps[..], [0..=1_600]), "seed {seed}: {gaps:?}");
    }
}

#[test]
fn the_leader_first_costs_more_than_one_election() {
    for seed in SEEDS {
        let played = Played::new("zk-kafka-decommission", seed, "leader-first", &[]);
        let led = played.led();
        assert!(led.len() >= 2, "seed {seed}: {led:?}");
        assert!(
            led.contains(&4),
            "seed {seed}: zk4 is about to leave and leads: {led:?}"
        );
    }
}

#[test]
fn peers_that_are_off_already_end_the_service() {
    for seed in SEEDS {
        let played = Played::new("zk-kafka-decommission", seed, "peers-off", &[]);
        let longest = played.gaps().into_iter().max().unwrap_or(0);
        assert!(longest > 5_000, "seed {seed}: {:?}", played.gaps());
    }
}

#[test]
fn a_leader_that_is_cut_off_steps_down_and_cuts_its_log() {
    for seed in SEEDS {
        let played = Played::new("zk-leader-partition", seed, "", &[]);
        assert_eq!(played.led(), [3], "seed {seed}");
        assert_eq!(played.leaders(), [3], "seed {seed}");
        assert_eq!(played.stranded(), [0; 0], "seed {seed}");
        let zk4 = NodeId(4);
        let truncated = played.facts().into_iter().any(|(row, fact)| {
            let mode = SyncMode::Trunc;
            row.node == zk4 && matches!(fact, Fact::SyncStarted { mode: m, .. } if m == mode)
        });
        assert!(
            truncated,
            "seed {seed}: what was never committed is cut off"
        );
    }
}

#[test]
fn a_shorter_sync_limit_notices_sooner() {
    let gap = |limit: &str| {
        let played = Played::new("zk-leader-partition", 1, "", &[("sync-limit", limit)]);
        let zero = played.run.plan().clock.zero();
        let led = ServerState::Leading;
        let leads = |(row, fact): &(Row, Fact)| {
            row.at >= zero && *fact == Fact::StateEntered { state: led }
        };
        let first = played.facts().into_iter().find(leads).unwrap().0.at;
        first.since(zero).as_millis()
    };
    assert!(gap("2") + 5_000 < gap("5"), "{} and {}", gap("2"), gap("5"));
}

#[test]
fn two_lists_have_two_leaders() {
    for seed in SEEDS {
        let played = Played::new("zk-split-views", seed, "", &[]);
        assert_eq!(played.leaders(), [1, 2], "seed {seed}");
    }
}

#[test]
fn one_list_has_one_leader() {
    for seed in SEEDS {
        let played = Played::new("zk-split-views", seed, "finish-first", &[]);
        assert_eq!(played.leaders(), [1], "seed {seed}");
        assert_eq!(played.stranded(), [0; 0], "seed {seed}");
        let played = Played::new("zk-split-views", seed, "reconfig", &[]);
        assert_eq!(played.leaders().len(), 1, "seed {seed}");
        assert_eq!(played.stranded(), [0; 0], "seed {seed}");
    }
}

/// One leader again, and what the other had accepted is gone.
#[test]
fn finishing_the_change_after_the_fork_loses_writes() {
    for seed in SEEDS {
        let played = Played::new("zk-split-views", seed, "finish-after", &[]);
        assert_eq!(played.leaders(), [1], "seed {seed}");
        let zk2 = NodeId(2);
        let logged = |node: NodeId| {
            let facts = played.facts().into_iter();
            let of = |(row, fact): (Row, Fact)| match fact {
                Fact::Logged { zxid } if row.node == node => Some(zxid),
                _ => None,
            };
            facts.filter_map(of).collect::<Vec<_>>()
        };
        let (own, kept) = (logged(zk2), *logged(NodeId(1)).last().unwrap());
        assert_eq!(own.last(), Some(&kept), "seed {seed}: zk2 has what zk1 has");
        assert!(
            own.iter().any(|zxid| zxid.epoch() < kept.epoch()),
            "seed {seed}"
        );
    }
}
