//! Is it what really happened? Captures of real processes beside runs of the same situation.
//!
//! A run may use of a capture only its operator's table, the first LOOKING line of each process, the
//! zxids and the reload times; they are in the `scenario.txt` beside the logs. Both sides are read
//! from log lines: the run's through the layout and wording of the release and back.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops at the first surprise, and says how far the comparison went"
)]

#[path = "incidents/by_thread.rs"]
mod by_thread;
#[path = "incidents/crash.rs"]
mod crash;

use by_thread::{Printed, Printer, printed, threads, to_service};
use jiff::civil::DateTime;
use scenario::plan::{Choice, Plan};
use scenario::run::Run;
use scenario::script::Script;
use sim::id::{EventId, NodeId};
use sim::time::Span;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use zookeeper::fact::{DecisionReason, DialFailure, Fact, Port};
use zookeeper::ids::Sid;
use zookeeper::log4j;
use zookeeper::log4j::parse::{Entry, Notice, Record, parse, record};
use zookeeper::vote::ServerState;

/// Seeds that are tried; the order of the capture has to come out of at least one of them, and its
/// lines, as a set with counts, out of every one.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=200;

/// How far a line may be off for every timer that has run since the act. A timer of a real machine
/// ends late, and nobody fits that here.
const PER_TIMER: Span = Span::from_millis(30);
/// What the first election of a fresh process may take more or less: its classes are being loaded.
const FIRST_ELECTION: Span = Span::from_millis(100);

/// A line that says what was decided, without what differs between machines.
///
/// Left out: lines of accepted and broken connections and of their workers, and lost challenges,
/// because they follow the races of section 2.3 and not decisions; a notification that repeats the
/// sender's last vote and round; the value of TOOK, which is the difference of two lines that are
/// compared; everything a client, a four-letter word or the start-up of the JVM causes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Decisive {
    State(ServerState),
    NewElection(i64),
    Vote {
        sid: i64,
        leader: i64,
        round: i64,
        zxid: i64,
        state: ServerState,
    },
    TimeOut(u32),
    CannotOpenChannel(i64),
    Took(ServerState),
    Tries(u8),
    LastTry,
    HaveQuorum(Vec<Sid>),
}

/// Turns the records of one server into its decisive lines.
#[derive(Default)]
struct Reader {
    last_votes: BTreeMap<Sid, (Sid, i64, ServerState)>,
}

impl Reader {
    fn read(&mut self, entry: &Entry) -> Option<Decisive> {
        match entry {
            Entry::State(state) => Some(Decisive::State(*state)),
            Entry::NewElection { zxid, .. } => Some(Decisive::NewElection(zxid.0)),
            Entry::Notification(notice) => self.vote(notice),
            Entry::NotificationTimeout { ms } => Some(Decisive::TimeOut(*ms)),
            Entry::CannotOpenChannel { sid } => Some(Decisive::CannotOpenChannel(sid.0)),
            Entry::Took { state, .. } => Some(Decisive::Took(*state)),
            Entry::Tries { attempt } => Some(Decisive::Tries(*attempt)),
            Entry::LastTry => Some(Decisive::LastTry),
            Entry::HaveQuorum { sids, .. } => Some(Decisive::HaveQuorum(sids.clone())),
            Entry::HaveSmallerIdentifier { .. }
            | Entry::ConnectionRequest { .. }
            | Entry::ConnectionBroken { .. }
            | Entry::SendFailed { .. }
            | Entry::FollowingFailed
            | Entry::LeaderShutdown
            | Entry::FollowerShutdown
            | Entry::GettingDiff { .. }
            | Entry::GettingSnapshot
            | Entry::Known(_)
            | Entry::Other => None,
        }
    }

    fn vote(&mut self, notice: &Notice) -> Option<Decisive> {
        let vote = (notice.leader, notice.round.0, notice.state);
        let changed = self.last_votes.insert(notice.sid, vote) != Some(vote);
        changed.then_some(Decisive::Vote {
            sid: notice.sid.0,
            leader: notice.leader.0,
            round: notice.round.0,
            zxid: notice.zxid.0,
            state: notice.state,
        })
    }
}

/// A decisive line, its time after the act in ms, and what it can be traced back to in a run.
struct Line {
    said: Decisive,
    ms: i64,
    event: Option<EventId>,
}

/// One side of the comparison: the decisive lines of each server from the act to the stated point.
struct Side {
    servers: Vec<Vec<Line>>,
}

impl Side {
    /// `lines`: for each server its records with their time after the act.
    fn new(lines: Vec<Vec<(Entry, i64, Option<EventId>)>>, until: Until) -> Self {
        let end = until.ms(&lines);
        let servers = lines
            .into_iter()
            .map(|records| {
                let mut reader = Reader::default();
                let mut decisive = Vec::new();
                for (entry, ms, event) in records {
                    if let Some(said) = reader.read(&entry)
                        && (0..=end).contains(&ms)
                    {
                        decisive.push(Line { said, ms, event });
                    }
                }
                decisive
            })
            .collect();
        Self { servers }
    }

    fn order(&self) -> Vec<Vec<&Decisive>> {
        self.servers
            .iter()
            .map(|lines| lines.iter().map(|line| &line.said).collect())
            .collect()
    }

    fn set(&self) -> Vec<Vec<&Decisive>> {
        let mut sets = self.order();
        sets.iter_mut().for_each(|lines| lines.sort());
        sets
    }
}

/// How far a comparison goes.
#[derive(Clone, Copy)]
enum Until {
    /// Until zk1 has followed in vain and looks again.
    Zk1LooksAgain,
    /// Until a leader has its quorum: service.
    Service,
}

impl Until {
    /// The moment, in ms after the act.
    fn ms(self, lines: &[Vec<(Entry, i64, Option<EventId>)>]) -> i64 {
        match self {
            Self::Zk1LooksAgain => first_return_to_looking(&lines[1]),
            Self::Service => lines
                .iter()
                .flatten()
                .filter(|(entry, ms, _)| matches!(entry, Entry::HaveQuorum { .. }) && *ms >= 0)
                .map(|(_, ms, _)| *ms)
                .min()
                .unwrap_or(i64::MAX),
        }
    }
}

/// When zk1 has followed in vain and looks again.
fn first_return_to_looking(records: &[(Entry, i64, Option<EventId>)]) -> i64 {
    let mut followed = false;
    for (entry, ms, _) in records.iter().filter(|(_, ms, _)| *ms >= 0) {
        followed |= *entry == Entry::State(ServerState::Following);
        if followed && *entry == Entry::State(ServerState::Looking) {
            return *ms;
        }
    }
    panic!("zk1 does not return to LOOKING");
}

/// A capture on disk.
struct Capture {
    folder: PathBuf,
    act: DateTime,
    script: Script,
    servers: usize,
    until: Until,
    /// The process that is started after the act.
    fresh: NodeId,
}

impl Capture {
    fn open(name: &str, until: Until, fresh: u8) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests/incidents")
            .join(name);
        let root = folder.clone();
        let text = std::fs::read_to_string(folder.join("scenario.txt")).unwrap();
        let script = Script::parse(&text).unwrap();
        let plan = Plan::decide(&script, &Choice::default()).unwrap();
        Self {
            folder,
            act: plan.clock.at_zero(),
            script,
            servers: (0..5)
                .filter(|n| root.join(format!("zk{n}.log")).is_file())
                .count(),
            until,
            fresh: NodeId(fresh),
        }
    }

    fn records(&self, server: &str) -> Vec<Record> {
        parse(&std::fs::read_to_string(self.folder.join(format!("{server}.log"))).unwrap())
    }

    fn side(&self) -> Side {
        let lines = (0..self.servers).map(|n| {
            let server = format!("zk{n}");
            let after = |record: Record| {
                let ms = record.stamp.duration_since(self.act).as_millis();
                (record.entry, i64::try_from(ms).unwrap(), None)
            };
            self.records(&server).into_iter().map(after).collect()
        });
        Side::new(lines.collect(), self.until)
    }

    fn run(&self, seed: u64) -> Run {
        let choice = Choice {
            seed: Some(seed),
            ..Choice::default()
        };
        Run::complete(Arc::new(Plan::decide(&self.script, &choice).unwrap()))
    }
}

/// A run's side, read back from the lines that it prints.
fn side_of(capture: &Capture, run: &Run) -> Side {
    let plan = run.plan();
    let mut servers = vec![Vec::new(); capture.servers];
    for (event, node, line) in log4j::lines(run.trace(), &plan.setting) {
        let text = line.layout(&plan.clock).to_string();
        let record = record(1, text.lines().next().unwrap()).unwrap();
        if let Some(lines) = servers.get_mut(node.index()) {
            lines.push((record.entry, plan.ms(line.at), Some(event)));
        }
    }
    Side::new(servers, capture.until)
}

/// Timers that had to run out, one after the other, between the act and a fact: along its causes.
fn timers_before(run: &Run, mut event: EventId) -> u64 {
    let trace = run.trace();
    let act = run.plan().clock.zero();
    let mut timers = 0;
    while let Some(row) = trace.get(event).filter(|row| row.at >= act) {
        timers += match Fact::decode(&row) {
            Some(
                Fact::NotificationTimeout { .. }
                | Fact::DialFailed {
                    why: DialFailure::TimedOut,
                    ..
                }
                | Fact::Decided {
                    how: DecisionReason::Quorum,
                    ..
                },
            ) => 1,
            Some(Fact::DialStarted {
                port: Port::Quorum,
                attempt,
                ..
            }) => u64::from(attempt > 0),
            // A leader finds out at the end of a tick, which is two sleeps.
            Some(Fact::LeaderShutdown { .. }) => 2,
            _ => 0,
        };
        event = row.cause;
    }
    timers
}

/// Whether a fact belongs to the first election of the process that was started after the act, or
/// follows from it.
fn in_first_election(run: &Run, fresh: NodeId, mut event: EventId) -> bool {
    let act = run.plan().clock.zero();
    while let Some(row) = run.trace().get(event).filter(|row| row.at >= act) {
        if row.node == fresh && Fact::decode(&row).is_some() {
            return true;
        }
        event = row.cause;
    }
    false
}

/// How far the times of a run are off, and by how much they may be.
fn check_times(run: &Run, fresh: NodeId, capture: &Side, side: &Side) -> Result<(), String> {
    for (server, (real, ours)) in capture.servers.iter().zip(&side.servers).enumerate() {
        for (real, ours) in real.iter().zip(ours) {
            let event = ours.event.unwrap();
            let mut allowed = PER_TIMER.times(timers_before(run, event).max(1));
            if in_first_election(run, fresh, event) {
                allowed = allowed + FIRST_ELECTION;
            }
            let off = Span::from_millis(real.ms.abs_diff(ours.ms));
            if off > allowed {
                return Err(format!(
                    "zk{server} {:?}: {} ms after the act, in the capture {} ms; {} ms allowed",
                    ours.said,
                    ours.ms,
                    real.ms,
                    allowed.as_millis()
                ));
            }
        }
    }
    Ok(())
}

/// zk1's elections as its TOOK lines give them.
fn took(entries: impl Iterator<Item = Entry>) -> Vec<u32> {
    entries
        .filter_map(|entry| match entry {
            Entry::Took {
                state: ServerState::Following,
                ms,
            } => Some(ms),
            _ => None,
        })
        .collect()
}

/// The outage of 2026-11-20, captured: decisive lines of every server from the stop of zk1 to its
/// first return to LOOKING.
#[test]
fn the_outage_reads_like_its_capture() {
    let capture = Capture::open("zk-3.4.6-decommission-outage", Until::Zk1LooksAgain, 1);
    let real = capture.side();
    let mut same_order = Vec::new();
    for seed in SEEDS {
        let run = capture.run(seed);
        let ours = side_of(&capture, &run);
        for (server, (real, ours)) in real.set().iter().zip(ours.set()).enumerate() {
            assert_eq!(
                *real, ours,
                "seed {seed}: zk{server} prints other lines than the capture"
            );
        }
        if real.order() == ours.order() && check_times(&run, capture.fresh, &real, &ours).is_ok() {
            same_order.push(seed);
        }
    }
    println!(
        "order and times of the capture: {} of 200 seeds, {same_order:?}",
        same_order.len()
    );
    assert!(
        same_order.contains(&NAMED),
        "seed {NAMED} gives the order of the capture"
    );
}

/// A seed whose run has the capture's lines in the capture's order, at its times.
const NAMED: u64 = 29;

/// After that the laps: a second election of 51 to 53 or 60.5 to 63 s, then 6.0 s again and again,
/// now and then a slot or more of 10 s longer, which is followed by 6.0 or 0.2 s (checks A9 and A10).
#[test]
fn the_laps_are_those_of_the_capture() {
    let capture = Capture::open("zk-3.4.6-decommission-outage", Until::Zk1LooksAgain, 1);
    let real = took(
        capture
            .records("zk1")
            .into_iter()
            .map(|record| record.entry),
    );
    // The first is the boot of the ensemble, the last the end of the outage.
    let (steady, laps) = check_laps(&real[1..real.len() - 1], "the capture");
    assert!(
        steady * 5 >= laps * 4,
        "the capture: {steady} of {laps} laps"
    );
    let (mut steady, mut all) = (0, 0);
    for seed in (1..=20).filter(|seed| *seed != LATE_SECOND) {
        let elections = elections_of_zk1(&capture.run(seed));
        let (more, laps) = check_laps(&elections, &format!("seed {seed}"));
        steady += more;
        all += laps;
    }
    println!("{steady} of {all} laps take 6000 ms, give or take 15");
    assert!(steady * 5 >= all * 4, "{steady} of {all} laps");
}

/// A seed on which the second election of zk1 takes a slot more.
const LATE_SECOND: u64 = 20;

/// Known difference: the check A9 knows two lengths of the second election. A slot in which knocks are
/// replayed makes an election 10 s longer and the next one short, as one of 16.0 s and one of 0.2 s in
/// the capture; here that can be the second already, on one seed in sixty. When this fails because
/// the second is not longer, the seed belongs into the test above.
#[test]
fn known_difference_the_second_election_can_take_a_slot_more() {
    let capture = Capture::open("zk-3.4.6-decommission-outage", Until::Zk1LooksAgain, 1);
    let elections = elections_of_zk1(&capture.run(LATE_SECOND));
    let [first, second, rest @ ..] = &elections[..] else {
        panic!("{elections:?}")
    };
    let as_usual = [&[*first, second - 10_000], rest].concat();
    check_laps(&as_usual, "a slot less");
    assert!((200..=260).contains(&rest[0]), "{elections:?}");
}

/// How long zk1's elections take in a run, from its restart on.
fn elections_of_zk1(run: &Run) -> Vec<u32> {
    let of = |(_, row): (EventId, sim::trace::Row)| match Fact::decode(&row) {
        Some(Fact::ElectionTook { ms, .. }) if row.node == NodeId(1) => Some(ms),
        _ => None,
    };
    run.trace().iter().filter_map(of).skip(1).collect()
}

/// Checks zk1's elections from its restart on; counts the laps that take 6.0 s, and all of them.
fn check_laps(took: &[u32], who: &str) -> (usize, usize) {
    let [first, second, laps @ ..] = took else {
        panic!("{who}: {took:?}")
    };
    assert!(
        (202..=274).contains(first),
        "{who}: first election took {first} ms"
    );
    let slots = [51_000..=53_000, 60_500..=63_000];
    assert!(
        slots.iter().any(|slot| slot.contains(second)),
        "{who}: second took {second} ms"
    );
    // A lap that begins on zk0's slots and ends on zk2's, or in which knocks are replayed, is longer.
    let known = |ms: u32| (200..=260).contains(&ms) || (5_985..=6_200).contains(&(ms % 10_000));
    assert!(laps.iter().all(|ms| known(*ms)), "{who}: {laps:?}");
    let steady = laps
        .iter()
        .filter(|ms| (5_985..=6_015).contains(*ms))
        .count();
    (steady, laps.len())
}

/// The decommission on 3.8.0, captured: it heals by itself. Left out, beside what [`Decisive`] leaves
/// out: dials, because the executor's threads print them whenever they come to it.
///
/// Known difference: the moment of zk2's step-down, and with it everything up to zk1's start, depends
/// on the phase of its ticks, which no table says; the comparison begins with zk1's first LOOKING.
#[test]
fn the_decommission_of_3_8_0_reads_like_its_capture_to_service() {
    let capture = Capture::open("zk-3.8.0-decommission", Until::Service, 1);
    let fits = |seed: &u64| {
        to_service(&capture, &capture.run(*seed)).is_some_and(|(off, allowed)| off <= allowed)
    };
    let same: Vec<u64> = SEEDS.filter(fits).collect();
    println!(
        "order by thread and time of service of the capture: {} of 200, {same:?}",
        same.len()
    );
    assert!(
        same.contains(&NAMED_3_8_0),
        "seed {NAMED_3_8_0} does: {same:?}"
    );
}

/// A seed whose threads print what those of the capture print, in their order.
const NAMED_3_8_0: u64 = 49;

/// What the state machines print from zk1's start to service.
fn state_machines(records: Vec<Printed>, fresh: usize) -> Vec<Vec<Decisive>> {
    let threads = threads(records, fresh).into_iter();
    threads
        .filter(|((_, printer), _)| *printer == Printer::StateMachine)
        .map(|(_, lines)| lines.into_iter().map(|(said, ..)| said).collect())
        .collect()
}

/// The same steps with hosts that refuse, captured: the state machines print the same in the same
/// order, and service comes at the same time.
#[test]
fn refusing_hosts_heal_as_in_the_capture() {
    let capture = Capture::open("zk-3.4.6-decommission-rst", Until::Service, 1);
    let real = state_machines(capture.printed(), 1);
    let mut same = Vec::new();
    for seed in SEEDS {
        let run = capture.run(seed);
        if state_machines(printed(&run), 1) == real {
            same.push(seed);
        }
    }
    println!(
        "state machines as in the capture: {} of 200 seeds, {same:?}",
        same.len()
    );
    assert!(!same.is_empty());
    let real = service_after_start(&capture.printed(), 1);
    let lines = printed(&capture.run(same[0]));
    let ours = service_after_start(&lines, 1);
    // A finalize wait and a pause of the learner, in the first election of zk1.
    let allowed = PER_TIMER.times(2) + FIRST_ELECTION;
    let off = Span::from_millis(real.abs_diff(ours));
    assert!(off <= allowed, "{real} ms in the capture, {ours} ms here");
}

/// From the fresh process's first LOOKING to a leader with its quorum, in ms.
fn service_after_start(records: &[Printed], fresh: usize) -> i64 {
    let after = |wanted: &dyn Fn(&Printed) -> bool| {
        records
            .iter()
            .filter(|r| r.3 > 0 && wanted(r))
            .map(|r| r.3)
            .min()
            .unwrap()
    };
    let looks = after(&|r| r.0 == fresh && r.2 == Entry::State(ServerState::Looking));
    let serves = |r: &Printed| r.3 >= looks && matches!(r.2, Entry::HaveQuorum { .. });
    after(&serves) - looks
}

/// And on many seeds their receivers do too.
#[test]
fn refusing_hosts_read_like_their_capture_to_service() {
    let capture = Capture::open("zk-3.4.6-decommission-rst", Until::Service, 1);
    let fits = |seed: &u64| {
        to_service(&capture, &capture.run(*seed)).is_some_and(|(off, allowed)| off <= allowed)
    };
    let same: Vec<u64> = SEEDS.filter(fits).collect();
    println!(
        "order by thread and time of service of the capture: {} of 200, {same:?}",
        same.len()
    );
    assert!(same.contains(&NAMED_RST), "seed {NAMED_RST} does: {same:?}");
}

/// A seed whose threads print what those of the capture print, in their order.
const NAMED_RST: u64 = 1;
