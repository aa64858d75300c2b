//! The killed leader, and who led before.

use super::*;

/// Who has a quorum first, before the act.
fn leads_first(records: &[Printed]) -> Option<usize> {
    let has_quorum = |r: &&Printed| matches!(r.2, Entry::HaveQuorum { .. }) && r.3 < 0;
    let all = records.iter().filter(has_quorum);
    all.min_by_key(|r| r.3).map(|r| r.0)
}

/// What a server's state machine says of its state from the act to service, and when.
fn states(side: &Side) -> Vec<Vec<(ServerState, i64)>> {
    let of = |line: &Line| match line.said {
        Decisive::State(state) => Some((state, line.ms)),
        _ => None,
    };
    let servers = side.servers.iter();
    servers
        .map(|lines| lines.iter().filter_map(of).collect())
        .collect()
}

/// The killed leader, captured, on a seed on which zk3 leads first as it does there: the survivors go
/// through the same states, zk4 leads, and that takes what the check A17 says.
///
/// Known difference: a kernel closes the sockets of a killed process one after the other, here zk3's
/// election connections 50 ms after those of its followers; in a run all close at once. So zk3 is
/// dialled and refused where in the capture its connections still stand, and votes are heard in another
/// order.
#[test]
fn the_killed_leader_is_replaced_as_in_its_capture() {
    let capture = Capture::open("zk-3.4.6-leader-crash", Until::Service, 3);
    let run = capture.run(NAMED_CRASH);
    assert_eq!(leads_first(&printed(&run)), Some(3));
    let [real, ours] = [capture.side(), side_of(&capture, &run)].map(|side| states(&side));
    let only = |states: &[Vec<(ServerState, i64)>]| -> Vec<Vec<ServerState>> {
        let of = |states: &Vec<(ServerState, i64)>| states.iter().map(|s| s.0).collect();
        states.iter().map(of).collect()
    };
    assert_eq!(only(&real), only(&ours));
    for [looking, leading] in [&real, &ours].map(|all| [all[4][0], all[4][1]]) {
        assert_eq!(leading.0, ServerState::Leading);
        let took = leading.1 - looking.1;
        assert!((210..=300).contains(&took), "LEADING after {took} ms");
    }
}

/// A seed on which zk3 leads first.
const NAMED_CRASH: u64 = 34;

/// Known difference: in the capture of the killed leader zk3 leads first, because the vote of zk4, 12 ms
/// old when the others decide, has not left it; here that is so on one seed of 200, and else zk4 leads.
#[test]
fn known_difference_the_last_to_start_mostly_gets_its_vote_in() {
    let capture = Capture::open("zk-3.4.6-leader-crash", Until::Service, 3);
    assert_eq!(leads_first(&capture.printed()), Some(3));
    let others = (1..=40).filter(|seed| *seed != NAMED_CRASH);
    for seed in others {
        let first = leads_first(&printed(&capture.run(seed)));
        assert_eq!(first, Some(4), "the difference is smaller with seed {seed}");
    }
}
