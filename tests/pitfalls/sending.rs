//! Pitfalls 1 to 5: how a ballot gets out of a server, and what it still says then.

use crate::played::{Played, ZK0, ZK1, ZK2, both, outage};
use sim::time::SimTime;
use zookeeper::fact::{Fact, Monitor};
use zookeeper::ids::{Epoch, Round, Sid};
use zookeeper::pitfall::Pitfall;

/// When zk0 hears its own vote for zk2 of round 8.
fn own_change_of_mind(played: &Played) -> SimTime {
    let heard = played.heard(ZK0).into_iter();
    let own = heard.filter(|(_, n)| n.sid == Sid(0) && n.vote.leader == Sid(2));
    own.map(|(at, _)| at).next().unwrap()
}

/// A8: zk0 changes its mind at 1.4 s and hears of it 10 s later, because its own ballot stands behind
/// one that is being sent to a dark host.
#[test]
fn pitfall_1_self_votes_go_through_the_same_blocking_queue() {
    let (right, wrong) = both(&outage(&[], "20s"), Pitfall::SelfVotesSkipTheQueue);
    let [late, soon] = [&right, &wrong].map(|played| played.ms(own_change_of_mind(played)));
    assert!((11_000..=11_600).contains(&late), "{late}");
    assert!((1_300..=1_600).contains(&soon), "{soon}");
}

/// A11: what piles up in zk0's sendqueue is what makes the outage endless.
#[test]
fn pitfall_2_a_queued_ballot_keeps_its_content_and_its_place() {
    let (right, wrong) = both(&outage(&[], "300s"), Pitfall::SendqueueCoalesces);
    // Asked of the server itself: no fact says that a ballot was thrown away.
    let waiting = |played: &Played| {
        let zk0 = &played.run.world().hosts()[ZK0.index()];
        zk0.process.as_ref().unwrap().observe().sendqueue.len()
    };
    assert!(waiting(&right) > 100, "{}", waiting(&right));
    // Once it has healed nothing waits any more, so what was not taken was thrown away.
    let queued = wrong.times(ZK0, |_, fact| matches!(fact, Fact::Queued { .. }));
    let taken = wrong.times(ZK0, |_, fact| matches!(fact, Fact::SenderTook { .. }));
    let thrown_away = queued.len() - taken.len();
    assert!(thrown_away > 5, "{thrown_away} ballots are thrown away");
    assert_eq!(right.leaders(), [0; 0]);
    assert_eq!(wrong.leaders(), [2], "it heals");
}

/// A4: the first that zk1 hears from zk0 was parked by a dial that had failed.
#[test]
fn pitfall_3_a_ballot_is_parked_before_the_dial_and_outlives_its_failure() {
    let (right, wrong) = both(&outage(&[], "20s"), Pitfall::FailedDialDropsTheBallot);
    let first = |played: &Played| {
        let mut heard = played.heard(ZK1).into_iter();
        let first = heard.find(|(_, n)| n.sid == Sid(0)).unwrap().1;
        (first.vote.leader, first.round)
    };
    assert_eq!(first(&right), (Sid(0), Round(8)));
    assert_ne!(first(&wrong), (Sid(0), Round(8)));
}

/// A1: zk2 leads when zk0 connects, and what zk0 hears is zk2's vote of the last election.
#[test]
fn pitfall_4_what_was_sent_last_is_replayed_across_elections() {
    let (right, wrong) = both(&outage(&[], "20s"), Pitfall::NothingIsReplayed);
    let old = |played: &Played| {
        let heard = played.heard(ZK0).into_iter();
        let old = heard.filter(|(_, n)| n.vote.peer_epoch == Epoch(6));
        old.map(|(_, n)| (n.sid, n.vote.leader, n.round)).next()
    };
    assert_eq!(old(&right), Some((Sid(2), Sid(2), Round(7))));
    assert_eq!(old(&wrong), None);
}

/// Without the monitor zk2's listener calls zk1 back while zk2's sender dials a dark host.
#[test]
fn pitfall_5_one_monitor_is_held_for_as_long_as_a_dial_lasts() {
    let waits = |played: &Played| -> usize {
        let connections = Fact::LockWaited {
            monitor: Monitor::Connections,
        };
        let of = |node| played.times(node, |_, fact| *fact == connections).len();
        [ZK0, ZK2].map(of).iter().sum()
    };
    let mut all = 0;
    for seed in 1..=4 {
        let mut plan = outage(&[], "300s");
        plan.seed = seed;
        let (right, wrong) = both(&plan, Pitfall::ConnectsHoldNoMonitor);
        assert!(waits(&right) > 0, "seed {seed}");
        assert_eq!(waits(&wrong), 0, "seed {seed}");
        all += waits(&right);
    }
    assert!(all > 20, "{all} in four runs");
}
