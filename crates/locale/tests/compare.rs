//! Does the sentence of a comparison name what decided? For every fix of the catalogue: the kind of
//! difference and whom it is about, with each number counted once more from the Traces, in both orders.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use locale::Language;
use locale::compare::sentence;
use locale::number::about;
use picture::index::Index;
use picture::zookeeper::Picture;
use scenario::catalog;
use scenario::compare::{Cause, Comparison, Side};
use scenario::outcome::Outcome;
use scenario::plan::{Choice, Plan};
use scenario::run::Run;
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use std::sync::Arc;
use zookeeper::fact::{Fact, Port};
use zookeeper::ids::Sid;
use zookeeper::message::Message;

const OUTAGE: &str = "zk-decommission-outage";
const KAFKA: &str = "zk-kafka-decommission";
const SPLIT: &str = "zk-split-views";

struct Played {
    run: Run,
    outcome: Outcome,
    index: Index,
}

impl Played {
    fn new(scenario: &str, fix: Option<&str>) -> Self {
        let script = catalog::find(scenario).unwrap();
        let mut choice = Choice::default();
        fix.into_iter().for_each(|fix| choice.fix(fix).unwrap());
        let run = Run::complete(Arc::new(Plan::decide(&script, &choice).unwrap()));
        Self {
            outcome: Outcome::of(&run),
            index: Index::build(&run.reading(), run.reached()),
            run,
        }
    }

    fn side(&self) -> Side<'_> {
        Side {
            run: &self.run,
            outcome: &self.outcome,
            index: &self.index,
        }
    }

    fn zero(&self) -> SimTime {
        self.run.plan().clock.zero()
    }

    /// The facts from zero on: when, since zero, and on which host.
    fn facts(&self) -> impl Iterator<Item = (Span, u8, Fact)> {
        let zero = self.zero();
        let rows = self.run.trace().iter().map(|(_, row)| row);
        rows.filter(move |row| row.at >= zero)
            .filter_map(move |row| Some((row.at.since(zero), row.node.0, Fact::decode(&row)?)))
    }

    /// When one server first hears another's ballot for a third, after zero. Hosts have the numbers of
    /// their sids.
    fn hears(&self, [from, to, leader]: [u8; 3]) -> Span {
        let ballot = |fact| {
            let Fact::Heard { ballot, .. } = fact else {
                return None;
            };
            Message::decode(self.run.trace().message(ballot))?.notification()
        };
        let mut heard = self.facts().filter(|(_, node, _)| *node == to);
        let meant = |fact| {
            ballot(fact)
                .is_some_and(|n| n.from.0 == from && n.vote.leader == Sid(i64::from(leader)))
        };
        heard.find(|(_, _, fact)| meant(*fact)).unwrap().0
    }

    /// How long a server's longest dial to the election port of another takes, from zero on.
    fn dials(&self, node: u8, peer: i64) -> Span {
        let mut since = None;
        let mut longest = Span::ZERO;
        for (at, _, fact) in self.facts().filter(|(_, of, _)| *of == node) {
            if let Fact::DialStarted {
                to,
                port: Port::Election,
                ..
            } = fact
                && to == Sid(peer)
            {
                since = Some(at);
            } else if let Fact::DialFailed {
                to,
                port: Port::Election,
                ..
            } = fact
                && to == Sid(peer)
            {
                let took = Span::from_micros(at.as_micros() - since.unwrap().as_micros());
                longest = longest.max(took);
            }
        }
        longest
    }

    /// How many voters a server counts at a moment, and how many it needs.
    fn view(&self, node: u8, at: Span) -> (usize, usize) {
        let reading = self.run.reading();
        let mut picture = Picture::new(&reading);
        for (id, row) in reading.trace.iter() {
            if row.at > self.zero() + at {
                break;
            }
            picture.apply(&reading, id, &row);
        }
        let process = picture.process(NodeId(node)).unwrap();
        let config = process.context.config(reading.setting).unwrap();
        (config.voters().count(), config.verifier.needed())
    }

    /// How many a leader has counted last by a moment, and when it stepped down before it if it did.
    fn synced(&self, node: u8, by: Span) -> u32 {
        let counted = |(at, of, fact): (Span, u8, Fact)| {
            if of != node || at > by {
                return None;
            }
            if let Fact::SyncedCounted { sids, .. } | Fact::LeaderShutdown { sids, .. } = fact {
                return Some(sids.count_ones());
            }
            None
        };
        let zero = self.zero();
        let rows = self.run.trace().iter().map(|(_, row)| row);
        let all =
            rows.filter_map(|row| Some((row.at.since(zero), row.node.0, Fact::decode(&row)?)));
        all.filter_map(counted).last().unwrap()
    }
}

/// The sentence without and with the fix, having checked that the other order says the same.
fn compared(scenario: &str, fix: &str) -> (Played, Played, Option<Cause>, String) {
    let (a, b) = (
        Played::new(scenario, None),
        Played::new(scenario, Some(fix)),
    );
    let (ab, ba) = (
        Comparison::of(a.side(), b.side()),
        Comparison::of(b.side(), a.side()),
    );
    let text = |language, of: &Comparison| match &of.cause {
        Some(cause) => sentence(language, a.run.plan(), cause),
        None => String::new(),
    };
    for language in Language::ALL {
        let swap = |c| match c {
            'A' => 'B',
            'B' => 'A',
            other => other,
        };
        let swapped: String = text(language, &ab).chars().map(swap).collect();
        assert_eq!(text(language, &ba), swapped, "{fix}, the other way round");
    }
    let same = |d: scenario::compare::Difference| (d.at, d.node, d.b, d.a);
    let first = ba.first.map(|d| (d.at, d.node, d.a, d.b));
    assert_eq!(ab.first.map(same), first, "{fix}: where they part");
    let english = text(Language::En, &ab);
    (a, b, ab.cause, english)
}

/// A ballot that comes earlier because dials of its sender end otherwise.
fn check_ballot(fix: &str, ends: &str) {
    let (a, b, cause, english) = compared(OUTAGE, fix);
    assert!(
        matches!(cause, Some(Cause::Ballot { .. })),
        "{fix}: {cause:?}"
    );
    let ballot = [0, 2, 2];
    let earlier = a.hears(ballot).as_micros() - b.hears(ballot).as_micros();
    let earlier = about(Language::En, Span::from_micros(earlier));
    let late = about(Language::En, a.dials(0, 3).max(a.dials(0, 4)));
    let early = about(Language::En, b.dials(0, 3).max(b.dials(0, 4)));
    let ends = ends.replace("{early}", &early);
    assert_eq!(
        english,
        format!(
            "In B zk0's ballot for zk2 reaches zk2 {earlier} earlier, because its dials to zk3 and zk4 \
             {ends} instead of timing out after {late}."
        )
    );
}

#[test]
fn a_ballot_comes_earlier_because_dials_are_not_waited_for() {
    check_ballot("peers-refuse", "are refused at once");
    check_ballot("cnx-500", "give up after {early}");
    check_ballot("async-connect", "are left to threads of their own");
}

/// Servers that count by another list. The views are read at the end of the shorter run.
fn check_view(fix: &str, leader: &str, nodes: &[u8]) {
    let (a, b, cause, english) = compared(OUTAGE, fix);
    assert!(
        matches!(cause, Some(Cause::View { .. })),
        "{fix}: {cause:?}"
    );
    let end = a.run.reached().since(a.zero());
    for node in 0..3 {
        let ((before, _), (after, _)) = (a.view(node, end), b.view(node, end));
        assert_eq!(nodes.contains(&node), before != after, "{fix}: zk{node}");
    }
    let ((before, instead), (after, needed)) = (a.view(nodes[0], end), b.view(nodes[0], end));
    let names: Vec<String> = nodes.iter().map(|node| format!("zk{node}")).collect();
    let count = if nodes.len() == 1 { "counts" } else { "count" };
    let votes = if needed < instead {
        format!("{needed} votes are enough")
    } else {
        format!("it takes {needed} votes")
    };
    assert_eq!(
        english,
        format!(
            "In B {leader} comes to lead: {} {count} {after} servers instead of {before}, so {votes} \
             instead of {instead}.",
            names.join(" and ")
        )
    );
}

#[test]
fn a_server_that_counts_by_another_list_needs_other_votes() {
    check_view("restart-zk0-zk2", "zk0", &[0, 2]);
    check_view("restart-zk0", "zk0", &[0]);
    check_view("restart-zk2", "zk2", &[2]);
    check_view("zk1-five", "zk2", &[1]);
}

/// A leader that steps down in one run for want of followers; `first` if it is the run without the fix.
fn check_spare(scenario: &str, fix: &str, first: bool) {
    let (a, b, cause, english) = compared(scenario, fix);
    assert!(
        matches!(cause, Some(Cause::Spare { .. })),
        "{fix}: {cause:?}"
    );
    let (here, there, names) = if first {
        (&a, &b, ["A", "B"])
    } else {
        (&b, &a, ["B", "A"])
    };
    let down = |(at, node, fact)| matches!(fact, Fact::LeaderShutdown { .. }).then_some((at, node));
    let (at, node) = here.facts().find_map(down).unwrap();
    let are = |count: u32| format!("{count} server{}", if count == 1 { " is" } else { "s are" });
    let moment = here.run.plan().clock.time_of_day(here.zero() + at);
    let (needed, enough) = (here.view(node, at).1, there.view(node, at).1);
    let [one, other] = names;
    assert_eq!(
        english,
        format!(
            "In {one} zk{node} steps down at {moment}: {} in sync, itself included, and it needs \
             {needed}. In {other} {} in sync with zk{node} then and it needs {enough}, so it serves on.",
            are(here.synced(node, at)),
            are(there.synced(node, at)),
        )
    );
}

#[test]
fn a_leader_with_servers_to_spare_does_not_step_down() {
    check_spare(OUTAGE, "roll-first", true);
    check_spare(OUTAGE, "reconfig", true);
    check_spare(KAFKA, "peers-off", false);
}

#[test]
fn two_lists_make_two_leaders() {
    for fix in ["finish-first", "reconfig"] {
        let (a, b, _, english) = compared(SPLIT, fix);
        let at = Span::from_secs(40);
        assert_eq!((a.view(2, at).0, b.view(2, at).0), (5, 3), "{fix}");
        assert_eq!(
            english,
            "In A zk1 comes to lead beside zk2, each with a majority of its own list: zk2 counts 5 \
             servers there, and 3 in B."
        );
    }
}

#[test]
fn a_leader_that_is_stopped_leads_no_more() {
    for (scenario, fix, moment) in [
        (KAFKA, "leader-first", "11:00:00.000"),
        (SPLIT, "finish-after", "15:01:30.000"),
    ] {
        let (_, _, _, english) = compared(scenario, fix);
        assert_eq!(
            english,
            format!(
                "In B the process that ends at {moment} is the leader's, zk2; in A zk2 leads then and \
                 serves on."
            )
        );
    }
}

#[test]
fn what_heals_nothing_decides_nothing() {
    for fix in ["restart-zk1", "wait"] {
        let (_, _, cause, _) = compared(OUTAGE, fix);
        assert_eq!(cause, None, "{fix}");
    }
}
