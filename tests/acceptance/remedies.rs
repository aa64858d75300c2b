//! A12, A14 and A15: what five servers in zk1's file, a shorter timeout and another release change.

use super::{SEEDS, ZK0, ZK1, ZK2, entered, facts, ms, outage};
use scenario::outcome::Outcome;
use zookeeper::fact::Fact;
use zookeeper::vote::ServerState;

#[test]
fn a12_with_five_servers_it_ends_after_a_minute() {
    for seed in SEEDS {
        let run = outage(Some(seed), &[("zk1-servers", "5")], "120s");
        let looking = entered(&run, ZK0, ServerState::Looking)[0];
        let leading = entered(&run, ZK2, ServerState::Leading)[0];
        let after = ms(looking, leading);
        // About 66 s; some seeds come 1.1 s earlier.
        assert!(
            (64_500..=67_500).contains(&after),
            "seed {seed}: zk2 leads after {after} ms"
        );
        let verdict = Outcome::of(&run).verdict;
        assert_eq!(verdict.leader_at_end(), Some(ZK2), "seed {seed}");
        assert_eq!(verdict.stranded, [], "seed {seed}");
    }
}

/// How many seeds heal with this timeout within 200 s, and of those the latest, in ms after zk1's
/// first LOOKING.
fn sweep(cnx_timeout_ms: &str) -> (usize, u64) {
    let (mut healed, mut latest) = (0, 0);
    for seed in SEEDS {
        let run = outage(Some(seed), &[("cnx-timeout-ms", cnx_timeout_ms)], "200s");
        let verdict = Outcome::of(&run).verdict;
        if let (true, Some((_, Some(back)))) = (verdict.serves_at_end(), verdict.unavailable.last())
        {
            healed += 1;
            let looking = entered(&run, ZK1, ServerState::Looking)[0];
            latest = latest.max(ms(looking, *back));
        }
    }
    (healed, latest)
}

#[test]
fn a14_the_timeout_decides_whether_it_heals() {
    let all = SEEDS.count();
    for timeout in ["500", "800"] {
        let (healed, latest) = sweep(timeout);
        assert_eq!(healed, all, "{timeout} ms");
        assert!(latest <= 5_000, "{timeout} ms: the last after {latest} ms");
    }
    assert_eq!(sweep("1000").0, all, "1000 ms");
    for timeout in ["2700", "3000", "5000"] {
        assert_eq!(sweep(timeout).0, 0, "{timeout} ms");
    }
    let shares = ["1300", "1500", "2000", "2200"].map(|timeout| sweep(timeout).0);
    assert!(
        shares.is_sorted_by(|a, b| a + 4 >= *b) && shares[0] > shares[3],
        "the share falls: {shares:?} of {all}"
    );
}

/// Known difference: A14 says that from 2.5 s on none heals. At 2.5 s two dials end 5 s after the
/// election began, just when zk1 is back, and some seeds heal in that first round; in the reduced model
/// of the specification zk1 is back later. When this fails because none heals, 2.5 s belongs into the
/// test above.
#[test]
fn known_difference_a14_at_2_5_s_some_heal_in_the_first_round() {
    let (healed, latest) = sweep("2500");
    assert!(0 < healed && healed < SEEDS.count(), "{healed}");
    assert!(
        latest <= 1_500,
        "2500 ms: in the first round or never, not after {latest} ms"
    );
}

/// How long after zk1's first LOOKING a leader is established, in ms, for each seed.
fn established_after(release: &str) -> Vec<u64> {
    let after = |seed| {
        let run = outage(Some(seed), &[("release", release)], "40s");
        let looking = entered(&run, ZK1, ServerState::Looking)[0];
        let quorum = facts(&run, ZK2)
            .into_iter()
            .find_map(|(row, fact)| matches!(fact, Fact::HaveQuorum { .. }).then_some(row.at));
        ms(looking, quorum.unwrap())
    };
    SEEDS.map(after).collect()
}

/// The lower bound of A15, 0.4 s, holds where a follower's first dial is refused, as in the capture; see
/// below for the others.
#[test]
fn a15_asynchronous_connects_heal_at_once() {
    for (release, least) in [("3.5.8", 250), ("3.6.1", 250), ("3.8.0", 350)] {
        let after = established_after(release);
        assert!(
            after.iter().all(|ms| (least..=1_300).contains(ms)),
            "{release}: established after {after:?} ms"
        );
    }
}

/// Known difference: A15 begins at 0.4 s, and here some seeds of each release are earlier: those on which
/// port 2888 is open when the followers dial, so that nobody waits. In the capture zk0 dials some ms too
/// early and waits for 0.1 s, and service comes after 0.52 s. When this fails because none is earlier,
/// the lower bound belongs into the test above.
#[test]
fn known_difference_a15_some_are_established_before_0_4_s() {
    for release in ["3.5.8", "3.6.1", "3.8.0"] {
        let after = established_after(release);
        assert!(
            after.iter().any(|ms| *ms < 400),
            "{release}: no seed is earlier than A15 allows: {after:?} ms"
        );
    }
}

/// Connects that block are not cured by the releases between; in 3.5.7 and 3.6.0 a server that cannot
/// be reached is dialled twice, which doubles the slot.
#[test]
fn releases_that_block_do_not_heal() {
    for release in ["3.5.7", "3.6.0"] {
        for seed in SEEDS {
            let run = outage(Some(seed), &[("release", release)], "300s");
            let verdict = Outcome::of(&run).verdict;
            assert!(!verdict.serves_at_end(), "{release} heals on seed {seed}");
        }
    }
}

/// 3.4.14 keeps its database through an election (ZOOKEEPER-2678, 3.4.10), so zk0 and zk2 begin within
/// milliseconds of each other and their slots of 10 s go on side by side. That heals nothing.
#[test]
fn without_a_reload_nobody_leads_either() {
    for seed in SEEDS {
        let run = outage(Some(seed), &[("release", "3.4.14")], "300s");
        let verdict = Outcome::of(&run).verdict;
        assert!(!verdict.serves_at_end(), "3.4.14 heals on seed {seed}");
    }
}
