//! Is the view honest? Jumping through time shows what walking does; what is gathered once from a
//! whole run agrees with the picture of every moment; and the picture, which only ever sees the
//! Trace, agrees with the servers as they stand.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise, and says how much it has compared"
)]

use picture::index::Index;
use picture::scrubber::Scrubber;
use picture::zookeeper::{Doing, Picture, ProcessPicture, ballot, proposal};
use scenario::catalog;
use scenario::plan::{Choice, Plan};
use scenario::run::{Advance, Run};
use scenario::script::Script;
use scenario::script::time::parse;
use sim::host::Host;
use sim::id::{EventId, Lane, MessageId, NodeId};
use sim::time::SimTime;
use std::collections::BTreeMap;
use std::sync::Arc;
use zookeeper::ids::Sid;
use zookeeper::server::{Observation, Server};
use zookeeper::vote::{Ballot, ServerState};

/// Every scenario as it is and with each of its fixes, from the start and at a moment, and
/// situations that no scenario has.
fn plans() -> Vec<(String, Arc<Plan>)> {
    let mut plans = Vec::new();
    for id in catalog::ids() {
        let script = catalog::find(id).unwrap();
        let mut choices = vec![Vec::new()];
        for fix in &script.fixes {
            choices.push(vec![(fix.id.clone(), None)]);
            if fix.applies_here() {
                choices.push(vec![(fix.id.clone(), parse("150s"))]);
            }
        }
        for fixes in choices {
            let choice = Choice {
                fixes,
                ..Choice::default()
            };
            let what = format!("{id} {:?}", choice.fixes);
            plans.push((what, Arc::new(Plan::decide(&script, &choice).unwrap())));
        }
    }
    for (what, text) in SITUATIONS {
        let script = Script::parse(text).unwrap();
        let plan = Plan::decide(&script, &Choice::default()).unwrap();
        plans.push((what.to_owned(), Arc::new(plan)));
    }
    plans
}

/// A whole run that is long enough for several keyframes.
fn long_run() -> Run {
    let script = catalog::find("zk-decommission-outage").unwrap();
    let choice = Choice {
        until: parse("900s"),
        ..Choice::default()
    };
    Run::complete(Arc::new(Plan::decide(&script, &choice).unwrap()))
}

const SITUATIONS: [(&str, &str); 3] = [
    (
        "a leader is killed, comes back, and a follower's file changes",
        "
servers zk0..zk4
until 60s
at -26s start zk0 zk1 zk2 zk3 zk4
at -10s log all 0x1000000cc
at 0s kill zk4
at 5s log zk0 zk1 zk2 zk3 0x200000001
at 10s edit zk2 remove server.4
at 20s restart zk2
at 30s start zk4
",
    ),
    (
        "a leader is cut off from everybody and comes back",
        "
servers zk0..zk2
until 90s
at -10s start zk0 zk1 zk2
at 0s cut zk2-zk0 zk2-zk1
at 40s heal zk2-zk0 zk2-zk1
",
    ),
    (
        "hosts lose their power and get it back",
        "
servers zk0..zk2
until 120s
at -10s start zk0 zk1 zk2
at 0s power-off zk2
at 20s power-off zk1
at 40s power-on zk1 zk2
at 41s start zk1
at 45s start zk2
",
    ),
];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// The picture after so many facts, folded from the beginning.
fn folded(run: &Run, facts: u32) -> Picture {
    let reading = run.reading();
    let mut picture = Picture::new(&reading);
    for (id, row) in reading.trace.iter().take(facts as usize) {
        picture.apply(&reading, id, &row);
    }
    picture
}

/// Everything that a picture says.
fn words(picture: &Picture) -> String {
    format!("{picture:#?}")
}

#[test]
fn jumping_through_a_run_shows_what_walking_does() {
    let run = long_run();
    let reading = run.reading();
    let facts = reading.trace.len();
    assert!(facts > 3 * 4_096, "{facts} facts are too few for keyframes");
    let stops: BTreeMap<u32, String> = {
        let mut picture = Picture::new(&reading);
        let mut stops = BTreeMap::from([(0, words(&picture))]);
        for (id, row) in reading.trace.iter() {
            picture.apply(&reading, id, &row);
            // Every 211th, and around where keyframes are kept.
            let count = picture.facts;
            let near_keyframe = (count % 4_096).min(4_096 - count % 4_096) <= 1;
            if count.is_multiple_of(211) || near_keyframe || count == facts {
                stops.insert(count, words(&picture));
            }
        }
        stops
    };
    let counts: Vec<u32> = stops.keys().copied().collect();
    let mut scrubber = Scrubber::new(&reading);
    let mut dice = Dice(1);
    for _ in 0..400 {
        let count = counts[usize::try_from(dice.below(counts.len() as u64)).unwrap()];
        if dice.below(3) == 0 {
            // Somewhere else in between, as a pointer that is dragged does.
            let at = SimTime::from_micros(dice.below(run.reached().as_micros()));
            let there = scrubber.at(&reading, at);
            assert_eq!((there.at, there.facts), (at, reading.trace.count_by(at)));
        }
        let shown = scrubber.after(&reading, count);
        assert!(words(shown) == stops[&count], "after {count} facts");
    }
}

#[test]
fn one_fact_forward_and_back_is_where_one_was() {
    let (_, plan) = plans().remove(0);
    let run = Run::complete(plan);
    let reading = run.reading();
    let mut scrubber = Scrubber::new(&reading);
    let mut dice = Dice(2);
    for _ in 0..60 {
        let count = 1 + u32::try_from(dice.below(u64::from(reading.trace.len() - 1))).unwrap();
        let here = words(scrubber.after(&reading, count));
        scrubber.after(&reading, count + 1);
        assert!(here == words(scrubber.after(&reading, count)), "{count}");
        scrubber.after(&reading, count - 1);
        assert!(here == words(scrubber.after(&reading, count)), "{count}");
        assert!(here == words(&folded(&run, count)), "{count}");
    }
}

/// A moment shows everything that has happened by then, and is itself, whatever was looked at
/// before.
#[test]
fn a_moment_shows_what_has_happened_by_then() {
    let (_, plan) = plans().remove(0);
    let run = Run::complete(plan);
    let reading = run.reading();
    let mut scrubber = Scrubber::new(&reading);
    let mut dice = Dice(3);
    for _ in 0..60 {
        let at = SimTime::from_micros(dice.below(run.reached().as_micros()));
        let mut expected = folded(&run, reading.trace.count_by(at));
        let last = expected.at;
        expected.at = at;
        assert!(
            words(scrubber.at(&reading, at)) == words(&expected),
            "{at:?}"
        );
        expected.at = last;
        let facts = expected.facts;
        assert!(
            words(scrubber.after(&reading, facts)) == words(&expected),
            "after {facts} facts it is as late as the last of them"
        );
    }
}

#[test]
fn what_lasts_agrees_with_the_picture_of_every_moment() {
    for (what, plan) in plans() {
        let run = Run::complete(plan);
        let reading = run.reading();
        let index = Index::build(&reading, run.reached());
        assert_eq!(index.end, run.reached(), "{what}");
        let mut scrubber = Scrubber::new(&reading);
        let mut dice = Dice(4);
        for _ in 0..300 {
            let mut at = SimTime::from_micros(dice.below(run.reached().as_micros()));
            if dice.below(2) == 0 {
                // Exactly when something happens.
                let id = u32::try_from(dice.below(u64::from(reading.trace.len()))).unwrap();
                at = reading.trace.get(EventId(id)).unwrap().at;
            }
            let picture = scrubber.at(&reading, at);
            check_index(&run, &index, picture, &format!("{what} at {at:?}"));
        }
    }
}

fn check_index(run: &Run, index: &Index, picture: &Picture, what: &str) {
    let at = picture.at;
    let serves = picture.established_leaders().next().is_some();
    let mut service = index.service.iter();
    let strip = service.any(|span| span.from <= at && at < span.to);
    assert_eq!(strip, serves, "{what}: service");
    for (number, node) in picture.nodes.iter().enumerate() {
        let id = NodeId(u8::try_from(number).unwrap());
        let what = format!("{what}, zk{number}");
        let band = index.band_at(id, at).unwrap();
        assert_eq!(band.state, node.state(), "{what}: band");
        assert!(band.from <= at && at <= band.to, "{what}: {band:?}");
        let steps = &index.queues[number];
        let after = steps.partition_point(|step| step.at <= at);
        let waiting = node.process.as_ref().map_or(0, |p| p.sendqueue.len());
        let step = steps.get(after - 1).unwrap();
        assert_eq!(step.waiting as usize, waiting, "{what}: sendqueue");
        check_spell(run, index, node, at, number, &what);
        check_tasks(index, node.process.as_deref(), at, id, &what);
        check_parked(index, node.process.as_deref(), at, id, &what);
    }
    for flight in &picture.flights {
        let mut spans = index.messages.iter();
        let span = spans.find(|span| span.sent == flight.sent).unwrap();
        let ends = (span.from, span.to, span.message, span.sent_at);
        assert_eq!(ends, (flight.from, flight.to, flight.message, flight.at));
        assert!(
            span.read_at.is_none_or(|read| read > at),
            "{what}: {span:?}"
        );
    }
}

fn check_spell(
    run: &Run,
    index: &Index,
    node: &picture::zookeeper::NodePicture,
    at: SimTime,
    number: usize,
    what: &str,
) {
    let spells = &index.spells[number];
    let after = spells.partition_point(|spell| spell.from <= at);
    let Some(spell) = after.checked_sub(1).and_then(|last| spells.get(last)) else {
        assert!(node.process.is_none(), "{what}: a process without a spell");
        return;
    };
    assert_eq!(spell.state, node.state(), "{what}: state of the spell");
    if let Some(process) = &node.process {
        let reading = run.reading();
        let proposed = process.proposal.map(|held| held.message);
        let proposed = proposed.map(|message| proposal(&reading, message).unwrap().vote.leader);
        assert_eq!(spell.round, process.round, "{what}: round of the spell");
        assert_eq!(spell.vote, process.decided.or(proposed), "{what}: its vote");
    }
}

fn check_tasks(
    index: &Index,
    process: Option<&ProcessPicture>,
    at: SimTime,
    node: NodeId,
    what: &str,
) {
    let of_node = index.tasks.iter().filter(|((of, _), _)| *of == node);
    let mut gathered: Vec<(Lane, Doing, SimTime, EventId)> = of_node
        .flat_map(|((_, lane), spans)| spans.iter().map(|span| (*lane, span)))
        .filter(|(_, span)| span.from <= at && at < span.to)
        .map(|(lane, span)| (lane, span.doing, span.from, span.event))
        .collect();
    let mut shown: Vec<(Lane, Doing, SimTime, EventId)> = process
        .into_iter()
        .flat_map(|process| &process.tasks)
        .map(|task| (task.lane, task.doing, task.since, task.event))
        .collect();
    gathered.sort_by_key(|task| task.0);
    shown.sort_by_key(|task| task.0);
    assert_eq!(gathered, shown, "{what}: calls");
}

fn check_parked(
    index: &Index,
    process: Option<&ProcessPicture>,
    at: SimTime,
    node: NodeId,
    what: &str,
) {
    let mut gathered: Vec<(Sid, MessageId, SimTime)> = index
        .parked
        .iter()
        .filter(|span| span.node == node && span.from <= at && at < span.until)
        .map(|span| (span.to, span.message, span.from))
        .collect();
    gathered.sort();
    let shown: Vec<(Sid, MessageId, SimTime)> = process
        .into_iter()
        .flat_map(|process| process.parked.iter())
        .map(|(sid, held)| (sid, held.message, held.since))
        .collect();
    assert_eq!(gathered, shown, "{what}: parked");
}

/// The picture sees only what was written into the Trace. After every single event of the world it
/// shows what the servers hold.
#[test]
fn a_picture_shows_what_the_servers_hold() {
    let mut compared = 0_u64;
    for (what, plan) in plans() {
        let mut run = Run::new(plan.clone());
        let mut picture = Picture::new(&run.reading());
        loop {
            let more = run.advance(plan.until, 1) == Advance::More;
            let reading = run.reading();
            let first = EventId(picture.facts);
            let news: Vec<_> = reading.trace.from(first).collect();
            for (id, row) in news {
                picture.apply(&reading, id, &row);
            }
            // Behind the servers' hosts are those of clients.
            let servers = run.world().hosts().iter().take(picture.nodes.len());
            for (index, host) in servers.enumerate() {
                compared += check_host(&run, &picture, index, host, &what);
            }
            if !more {
                break;
            }
        }
    }
    println!("{compared} comparisons of a server with its picture");
    assert!(compared > 500_000, "{compared} comparisons are too few");
}

/// What is written on the disk, and what of it is committed.
fn check_disk(shown: &ProcessPicture, held: &Observation, host: &Host<Server>, what: &str) {
    assert_eq!(shown.zxid, host.disk.last_zxid(), "{what}: zxid");
    if held.serving {
        assert_eq!(shown.committed, held.zxid, "{what}: committed");
    }
    let epochs = (Some(shown.accepted_epoch), Some(shown.current_epoch));
    let written = (host.disk.accepted_epoch, host.disk.current_epoch);
    assert_eq!(epochs, written, "{what}: epochs");
}

fn check_host(run: &Run, picture: &Picture, index: usize, host: &Host<Server>, what: &str) -> u64 {
    let node = &picture.nodes[index];
    let what = || format!("{what}, zk{index} after {} facts", picture.facts);
    assert_eq!(node.starts, host.starts, "{}: starts", what());
    if let Some(config) = node.config_on_disk {
        assert_eq!(config, host.disk.zoo_cfg, "{}: zoo.cfg", what());
    }
    let (shown, server) = match (&node.process, &host.process) {
        (Some(shown), Some(server)) => (shown, server),
        (None, None) => return 0,
        (shown, _) => {
            assert_eq!(shown.is_some(), host.process.is_some(), "{}", what());
            return 0;
        }
    };
    // Until its first LOOKING a server has written down nothing of this.
    let Some(state) = shown.state else {
        return 0;
    };
    let held = server.observe();
    let reading = run.reading();
    assert_eq!(state, held.state, "{}: state", what());
    assert_eq!(shown.round, held.round, "{}: logicalclock", what());
    assert_eq!(shown.serving, held.serving, "{}: serving", what());
    check_disk(shown, &held, host, &what());
    let config = shown.context.config(reading.setting).unwrap();
    assert!(
        config.voters().eq(held.voters.iter().copied()),
        "{}: voters",
        what()
    );
    assert_eq!(shown.context.sid(), Some(held.sid), "{}: sid", what());
    assert!(
        shown.sendqueue.iter().eq(&held.sendqueue),
        "{}: sendqueue",
        what()
    );
    let links: Vec<Sid> = shown.links.keys().collect();
    assert_eq!(links, held.links, "{}: links", what());
    let parked = shown.parked.iter().map(|(sid, held)| (sid, held.message));
    assert_eq!(
        parked.collect::<Vec<_>>(),
        held.parked,
        "{}: parked",
        what()
    );
    if let Some(own) = shown.proposal {
        let vote = proposal(&reading, own.message).unwrap().vote;
        assert_eq!(vote, held.proposal, "{}: vote", what());
    }
    // What is left of them after an election is no longer looked at.
    if state == ServerState::Looking {
        let ballot_of = |message| ballot(&reading, message).unwrap();
        let recvset = shown.recvset.iter();
        let recvset = recvset.map(|(sid, held)| (sid, ballot_of(held.message)));
        assert_eq!(
            recvset.collect::<zookeeper::sid_map::SidMap<Ballot>>(),
            held.recvset,
            "{}: recvset",
            what()
        );
        let out: Vec<Sid> = shown.outofelection.keys().collect();
        let of_world: Vec<Sid> = held.outofelection.keys().collect();
        assert_eq!(out, of_world, "{}: outofelection", what());
    }
    1
}
