//! Pitfalls 8 to 10 and 12 to 14: what a server makes of the ballots it hears, and what it says.

use crate::played::{Played, ZK0, ZK1, both, outage, written};
use zookeeper::fact::{Fact, IgnoreReason, ProposalReason};
use zookeeper::ids::{Round, Sid};
use zookeeper::pitfall::Pitfall;

/// What zk0 proposes when it hears zk1's round 9.
fn of_round_nine(played: &Played) -> Vec<(ProposalReason, Sid)> {
    let mut round = Round(0);
    let mut found = Vec::new();
    for (_, fact) in played.facts(ZK0) {
        match fact {
            Fact::RoundSet { round: new, .. } => round = new,
            Fact::Proposed { vote, why } if round == Round(9) => {
                let reading = played.run.reading();
                let vote = picture::zookeeper::proposal(&reading, vote).unwrap();
                found.push((why, vote.vote.leader));
            }
            _ => {}
        }
    }
    found
}

/// In round 8 zk0 had turned to zk2. Round 9 begins with zk0's own vote again, which beats zk1's.
#[test]
fn pitfall_8_a_newer_round_is_compared_with_the_first_vote() {
    let (right, wrong) = both(&outage(&[], "30s"), Pitfall::NewerRoundAgainstProposal);
    let first = (ProposalReason::NewerRoundOwn, Sid(0));
    assert_eq!(of_round_nine(&right).first(), Some(&first));
    let first = (ProposalReason::NewerRoundOwn, Sid(2));
    assert_eq!(of_round_nine(&wrong).first(), Some(&first));
}

/// zk0, on its seventh election, speaks while zk1 and zk2 wait for a better vote.
const LATE: &str = "
servers zk0..zk2
boot all 500ms
round zk0 6
zxid zk1 zk2 0x100000005
epoch all 1
at 0s start zk1 zk2
at 110ms start zk0
";

/// Its newer round is lost on them; they lead in theirs, and zk0 comes back to it.
#[test]
fn pitfall_9_what_is_not_better_is_lost_while_finalizing() {
    let mut too_late = 0;
    for seed in 1..=24 {
        let mut plan = written(LATE, "20s");
        plan.seed = seed;
        let (right, wrong) = both(&plan, Pitfall::FinalizeCounts);
        let lost = |played: &Played| {
            let why = IgnoreReason::Finalizing;
            let finalizing =
                |fact: &Fact| matches!(fact, Fact::Ignored { why: of, .. } if *of == why);
            played.times(None, |_, fact| finalizing(fact)).len()
        };
        assert_eq!(lost(&wrong), 0, "seed {seed}");
        let rounds = |played: &Played| {
            let elections = played.outcome().elections.into_iter();
            elections
                .map(|e| e.end.unwrap().round.0)
                .collect::<Vec<_>>()
        };
        // On some seeds zk0 is there in time.
        if lost(&right) > 0 && rounds(&right) == [1, 1, 1] {
            too_late += 1;
            assert!(rounds(&wrong)[0] > 1, "seed {seed}: {:?}", rounds(&wrong));
        }
    }
    assert!(too_late >= 8, "{too_late} of 24");
}

/// zk0 and zk1 do not know zk3, which has the longest log.
const STRANGER_ABOVE: &str = "
servers zk0..zk3
epoch all 1
zxid all 0x100000005
zxid zk3 0x100000009
at 0s edit zk0 zk1 remove server.3
at 1s start all
";

/// zk1 and zk2 do not know zk0, which is smaller and has to be called back.
const STRANGER_BELOW: &str = "
servers zk0..zk2
at 0s edit zk1 zk2 remove server.0
at 1s start all
";

#[test]
fn pitfall_10_a_vote_for_a_stranger_counts() {
    let (right, wrong) = both(&written(STRANGER_ABOVE, "60s"), Pitfall::LeaderIsValidated);
    let unknown = |played: &Played| {
        let unknown = |_: &_, fact: &Fact| matches!(fact, Fact::LeaderUnknown { .. });
        played.times(None, unknown).len()
    };
    assert!(
        unknown(&right) > 0,
        "somebody elects a server it cannot find"
    );
    assert_eq!(unknown(&wrong), 0);
}

#[test]
fn pitfall_10_strangers_are_answered_unread() {
    let plan = written(STRANGER_BELOW, "20s");
    let (right, wrong) = both(&plan, Pitfall::StrangersGetNoAnswer);
    let count =
        |played: &Played, test: fn(&Fact) -> bool| played.times(ZK1, |_, fact| test(fact)).len();
    let invalid = |fact: &Fact| matches!(fact, Fact::InvalidServerId { sid: Sid(0) });
    assert!(count(&right, invalid) > 0, "Invalid server id: 0");
    let plan = written(STRANGER_ABOVE, "20s");
    let answered = |fact: &Fact| matches!(fact, Fact::AnsweredUnread { .. });
    let of_stranger = |played: &Played| {
        let heard = played.heard(ZK1).into_iter();
        heard.filter(|(_, n)| n.sid == Sid(3)).count()
    };
    let above = both(&plan, Pitfall::StrangersGetNoAnswer);
    assert!(count(&above.0, answered) > 0);
    assert_eq!(of_stranger(&above.0), 0, "no Notification line");
    assert_eq!((count(&above.1, answered), count(&wrong, answered)), (0, 0));
}

/// The reload of 0.625 s is in the 6.0 s of every lap.
#[test]
fn pitfall_12_the_reload_is_inside_the_election() {
    let (right, wrong) = both(&outage(&[], "240s"), Pitfall::ReloadIsNotTimed);
    let lap = |played: &Played| *played.took(ZK1).last().unwrap();
    assert!((5_985..=6_200).contains(&lap(&right)), "{}", lap(&right));
    assert_eq!((lap(&right) - lap(&wrong) + 5) / 10, 63, "{}", lap(&wrong));
}

fn timeouts(played: &Played) -> Vec<(i64, u32)> {
    let facts = played.facts(ZK0).into_iter();
    facts
        .filter_map(|(row, fact)| match fact {
            Fact::NotificationTimeout { next_ms } => Some((played.ms(row.at), next_ms)),
            _ => None,
        })
        .collect()
}

/// A2: the line after 200 ms says 400.
#[test]
fn pitfall_13_the_timeout_line_says_the_next_length() {
    let (right, wrong) = both(&outage(&[], "20s"), Pitfall::TimeoutLineSaysTheLast);
    let said = |played: &Played| {
        timeouts(played)[..3]
            .iter()
            .map(|t| t.1)
            .collect::<Vec<_>>()
    };
    assert_eq!(said(&right), [400, 800, 1_600]);
    assert_eq!(said(&wrong), [200, 400, 800]);
}

/// A3: the poll of 3.2 s ends 3.2 s after the last vote of zk1 and not before.
#[test]
fn pitfall_13_a_message_restarts_the_poll() {
    let (right, wrong) = both(&outage(&[], "20s"), Pitfall::PollGoesOn);
    let at = |played: &Played| {
        let timeouts = timeouts(played);
        timeouts.iter().find(|(_, ms)| *ms == 6_400).unwrap().0
    };
    assert!(
        at(&right) > at(&wrong) + 1_000,
        "{} and {}",
        at(&right),
        at(&wrong)
    );
}

/// A5: zk1 hears its own vote of round 8 twice if its vote of round 1 comes back after the round has
/// changed.
#[test]
fn pitfall_14_the_answer_to_an_old_round_can_go_to_oneself() {
    let twice = |pitfall: Option<Pitfall>| {
        // In the story's own run it comes back late, as in the postmortem.
        let plan = outage(&[], "8s");
        let played = match pitfall {
            Some(pitfall) => crate::played::wrong(&plan, pitfall),
            None => both(&plan, Pitfall::NoAnswerToOneself).0,
        };
        let own = |n: &zookeeper::message::Notification| {
            n.sid == Sid(1) && (n.vote.leader, n.round) == (Sid(0), Round(8))
        };
        played.heard(ZK1).iter().filter(|(_, n)| own(n)).count()
    };
    assert_eq!(twice(None), 2);
    assert_eq!(twice(Some(Pitfall::NoAnswerToOneself)), 1);
}
