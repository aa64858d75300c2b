//! Does each story still play? What every fix and every tempting non-fix does, on twenty seeds, from
//! the start and at a moment; what the parameters take; and that nothing heals by itself.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use picture::zookeeper::Picture;
use scenario::catalog;
use scenario::outcome::Outcome;
use scenario::plan::{Choice, Plan};
use scenario::property::Property;
use scenario::run::Run;
use scenario::script::Script;
use scenario::script::param::ParamKind;
use scenario::script::time::parse;
use sim::id::NodeId;
use sim::time::SimTime;
use std::collections::BTreeSet;
use std::ops::{RangeBounds, RangeInclusive};
use std::sync::Arc;
use zookeeper::fact::Fact;

const OUTAGE: &str = "zk-decommission-outage";
const SEEDS: RangeInclusive<u64> = 1..=20;

/// A run that is over, and what came of it.
struct Played {
    run: Run,
    outcome: Outcome,
}

impl Played {
    fn new(script: &Script, choice: &Choice) -> Self {
        let run = Run::complete(Arc::new(Plan::decide(script, choice).unwrap()));
        let outcome = Outcome::of(&run);
        Self { run, outcome }
    }

    /// The outage with a fix as the command line writes it, or with none.
    fn outage(fix: &str, seed: u64) -> Self {
        let script = catalog::find(OUTAGE).unwrap();
        let mut choice = Choice {
            seed: Some(seed),
            ..Choice::default()
        };
        if !fix.is_empty() {
            choice.fix(fix).unwrap();
        }
        Self::new(&script, &choice)
    }

    fn name(&self, node: NodeId) -> String {
        self.run.plan().setting.name(node).to_owned()
    }

    /// Who leads, and who is left outside.
    fn end(&self) -> (Option<String>, Vec<String>) {
        let verdict = &self.outcome.verdict;
        let leader = verdict.leader_at_end().map(|node| self.name(node));
        let stranded = verdict.stranded.iter().map(|node| self.name(*node));
        (leader, stranded.collect())
    }

    /// Whether the fix has done what a fix has to do.
    fn healed(&self) -> bool {
        let verdict = &self.outcome.verdict;
        verdict.serves_at_end() && verdict.stranded.is_empty()
    }

    /// The spans without a leader, in ms from zero.
    fn gaps(&self) -> Vec<(i64, Option<i64>)> {
        let plan = self.run.plan();
        let spans = self.outcome.verdict.unavailable.iter();
        spans
            .map(|(from, to)| (plan.ms(*from), to.map(|to| plan.ms(to))))
            .collect()
    }

    /// When the only span without a leader ends, in ms from zero.
    fn back_at(&self) -> i64 {
        match self.gaps()[..] {
            [(_, Some(back))] => back,
            ref gaps => unreachable!("one span without a leader, and not {gaps:?}"),
        }
    }

    /// When a server first begins to look after a moment, in ms from zero.
    fn looks(&self, node: NodeId, after: i64) -> i64 {
        let plan = self.run.plan();
        let mut elections = self.outcome.elections.iter();
        let of = |e: &&scenario::outcome::Election| e.node == node && plan.ms(e.looking) >= after;
        plan.ms(elections.find(of).unwrap().looking)
    }

    /// When a property was first violated.
    fn violated(&self, property: Property) -> Option<SimTime> {
        let mut judgements = self.outcome.judgements.iter();
        let of = judgements.find(|judgement| judgement.property == property);
        of.unwrap().first_violation
    }

    /// Two leaders in one epoch would be a mistake of the engine, unless servers count different
    /// voters: a quorum of three and one of five can miss each other.
    fn check_laws(&self, what: &str) {
        if let Some(two) = self.violated(Property::OneLeaderPerEpoch) {
            let views = self.violated(Property::ViewAgreement);
            assert!(
                views.is_some_and(|views| views < two),
                "{what}: two leaders in one epoch though all quorums meet"
            );
        }
        assert_eq!(self.run.limit(), None, "{what}");
    }

    /// The fixes of the outage, whatever else they do, never lead to that.
    fn check_one_leader(&self, what: &str) {
        self.check_laws(what);
        assert_eq!(self.violated(Property::OneLeaderPerEpoch), None, "{what}");
    }
}

const ZK1: NodeId = NodeId(1);

/// Plays a fix on all seeds. `since` gives the moment that times are counted from; the service has
/// to be back `within` so many ms of it, with one of these ends, and each of them comes up.
fn check_heals(
    fix: &str,
    since: impl Fn(&Played) -> i64,
    within: impl RangeBounds<i64>,
    ends: &[(&str, &[&str])],
) {
    let mut seen = BTreeSet::new();
    for seed in SEEDS {
        let played = Played::outage(fix, seed);
        let what = format!("{fix} on seed {seed}");
        played.check_one_leader(&what);
        let after = played.back_at() - since(&played);
        assert!(within.contains(&after), "{what}: back after {after} ms");
        let (leader, stranded) = played.end();
        seen.insert((leader.unwrap(), stranded));
    }
    let ends: BTreeSet<(String, Vec<String>)> = ends
        .iter()
        .map(|(leader, stranded)| {
            let stranded = stranded.iter().map(|node| (*node).to_owned());
            ((*leader).to_owned(), stranded.collect())
        })
        .collect();
    assert_eq!(seen, ends, "{fix}: who leads, and who is left outside");
}

fn check_does_nothing(fix: &str) {
    for seed in SEEDS {
        let played = Played::outage(fix, seed);
        let what = format!("{fix} on seed {seed}");
        played.check_one_leader(&what);
        assert_eq!(played.end(), (None, vec![]), "{what}");
        assert!(
            matches!(played.gaps()[..], [(from, None)] if from < 5_000),
            "{what}: {:?}",
            played.gaps()
        );
    }
}

/// When the operator acts, in ms from zero.
fn at(ms: i64) -> impl Fn(&Played) -> i64 {
    move |_| ms
}

/// When zk1 looks for a leader for the first time after so many ms.
fn zk1_looks_after(ms: i64) -> impl Fn(&Played) -> i64 {
    move |played| played.looks(ZK1, ms)
}

/// What was done at 11:23:01. Nobody is dark in anybody's view any more; who comes up first forms a
/// quorum with zk1 and leads, or is outvoted by the other. At 150 s zk0 always comes up first.
#[test]
fn restarting_zk0_and_zk2_heals_as_soon_as_they_are_up() {
    let either: [(&str, &[&str]); 2] = [("zk0", &[]), ("zk2", &[])];
    check_heals("restart-zk0-zk2", at(229_000), 2_000..=3_500, &either);
    check_heals(
        "restart-zk0-zk2@150s",
        at(150_000),
        2_000..=3_500,
        &either[..1],
    );
}

/// Refused dials cost nothing, so every ballot arrives: 0.2 s, and 1 s more if a follower dials
/// before port 2888 is open.
#[test]
fn peers_that_refuse_heal_within_a_second_and_a_half() {
    let zk2: [(&str, &[&str]); 1] = [("zk2", &[])];
    check_heals("peers-refuse", zk1_looks_after(5_000), 200..=1_500, &zk2);
}

/// The dial that is under way runs to its end or to its next SYN, then the backlog drains at once.
#[test]
fn peers_that_come_back_refusing_heal_within_a_dial() {
    let zk2: [(&str, &[&str]); 1] = [("zk2", &[])];
    check_heals("peers-refuse@150s", at(150_000), 0..=6_100, &zk2);
}

#[test]
fn a_short_timeout_heals_within_three_seconds() {
    let zk2: [(&str, &[&str]); 1] = [("zk2", &[])];
    check_heals("cnx-500", zk1_looks_after(5_000), 200..=3_300, &zk2);
}

/// In 3.4 the timeout is read at the start, so zk0 and zk2 have to be restarted for it; zk1, which
/// follows one of them in vain, has to come back first.
#[test]
fn a_short_timeout_during_the_outage_needs_restarts_and_a_lap() {
    let zk2: [(&str, &[&str]); 1] = [("zk2", &[])];
    check_heals("cnx-500@150s", at(150_000), 2_000..=12_500, &zk2);
}

/// With five servers zk1 cannot decide on two votes, rounds stop, and the backlogs drain. How long
/// that takes is decided by how long they have grown: by 150 s zk0's has ten slots of 10 s and more.
#[test]
fn zk1_with_five_servers_heals_when_the_backlog_has_drained() {
    let zk2: [(&str, &[&str]); 1] = [("zk2", &[])];
    check_heals("zk1-five", zk1_looks_after(5_000), 60_000..=66_000, &zk2);
    check_heals(
        "zk1-five@150s",
        zk1_looks_after(151_000),
        41_000..=103_000,
        &zk2,
    );
}

/// Known difference: in the middle of the outage the specification's model has zk1 with five servers
/// heal within 101 s; here most seeds take up to 1.6 s longer. When this fails because none does, the
/// upper bound belongs into the test above.
#[test]
fn known_difference_zk1_with_five_servers_may_take_longer_than_101_s() {
    let latest = SEEDS.map(|seed| {
        let played = Played::outage("zk1-five@150s", seed);
        played.back_at() - zk1_looks_after(151_000)(&played)
    });
    let latest = latest.max().unwrap();
    assert!(
        (101_001..=102_600).contains(&latest),
        "the latest seed is back after {latest} ms"
    );
}

/// While zk3 and zk4 run, each restart leaves a quorum; only the leader's own interrupts the service.
#[test]
fn rolling_first_interrupts_once_and_shortly() {
    for seed in SEEDS {
        let played = Played::outage("roll-first", seed);
        played.check_one_leader(&format!("seed {seed}"));
        assert_eq!(
            played.end(),
            (Some("zk1".to_owned()), vec![]),
            "seed {seed}"
        );
        let [(from, Some(to))] = played.gaps()[..] else {
            unreachable!("seed {seed}: one interruption, not {:?}", played.gaps())
        };
        // zk2, which leads, is restarted 30 s after zk1 was started.
        assert_eq!(from, 35_000, "seed {seed}");
        assert!((200..=2_000).contains(&(to - from)), "seed {seed}: to {to}");
    }
}

#[test]
fn restarting_zk1_again_does_nothing() {
    check_does_nothing("restart-zk1");
    check_does_nothing("restart-zk1@150s");
}

#[test]
fn waiting_longer_does_nothing() {
    check_does_nothing("wait");
}

/// It forms a quorum of three with zk1 at once, or after zk1's phase and lap; zk2 counts five and
/// stays outside, unless its vote comes in time for all three.
#[test]
fn restarting_only_zk0_strands_zk2_or_not_as_chance_has_it() {
    let ends: [(&str, &[&str]); 2] = [("zk0", &["zk2"]), ("zk2", &[])];
    check_heals("restart-zk0", at(60_000), 2_000..=12_000, &ends);
    check_heals("restart-zk0@150s", at(150_000), 2_000..=12_000, &ends);
}

/// It and zk1 form a quorum of three, at once or after two slots of 10 s; zk0 stays outside.
#[test]
fn restarting_only_zk2_strands_zk0() {
    let ends: [(&str, &[&str]); 1] = [("zk2", &["zk0"])];
    check_heals("restart-zk2", at(60_000), 2_000..=28_000, &ends);
    check_heals("restart-zk2@150s", at(150_000), 2_000..=28_000, &ends);
}

/// Whether two servers were established leaders at the same time.
fn two_led(run: &Run) -> bool {
    let reading = run.reading();
    let mut picture = Picture::new(&reading);
    run.trace().iter().any(|(id, row)| {
        picture.apply(&reading, id, &row);
        let serves = matches!(Fact::decode(&row), Some(Fact::Serving { on: true }));
        serves && picture.established_leaders().count() > 1
    })
}

/// For how long nobody served, in ms; for ever, if there is no end of it.
fn away(played: &Played) -> i64 {
    let spans = played.gaps().into_iter();
    spans
        .map(|(from, to)| to.map_or(i64::MAX, |to| to - from))
        .fold(0, i64::saturating_add)
}

/// Whether everybody serves at the end, after one interruption at most, and never two servers led.
fn goes_well(played: &Played) -> bool {
    played.healed() && played.gaps().len() <= 1 && !two_led(&played.run)
}

/// `works` means: applied from the start with the defaults, on each of twenty seeds the service
/// returns after one interruption at most, nobody is stranded, and never did two servers lead. Where
/// things went well as they happened, it may not take the service away for longer than they did.
#[test]
fn the_list_says_of_each_fix_what_it_does() {
    for id in catalog::ids() {
        let script = catalog::find(id).unwrap();
        let play = |seed: u64, fixes: Vec<_>| {
            let choice = Choice {
                fixes,
                seed: Some(seed),
                ..Choice::default()
            };
            Played::new(&script, &choice)
        };
        let happened: Vec<Option<i64>> = SEEDS
            .map(|seed| play(seed, vec![]))
            .map(|played| goes_well(&played).then(|| away(&played)))
            .collect();
        for fix in &script.fixes {
            let heals = |(seed, happened): (u64, &Option<i64>)| {
                let played = play(seed, vec![(fix.id.clone(), None)]);
                goes_well(&played) && happened.is_none_or(|ms| away(&played) <= ms)
            };
            let fails = SEEDS.zip(&happened).filter(|x| !heals(*x)).count();
            assert_eq!(
                fix.works,
                fails == 0,
                "{id} {}: fails {fails} of 20",
                fix.id
            );
        }
    }
}

/// Nothing that was done wrong mends itself: one hour, twenty seeds, nobody leads again.
#[test]
fn without_a_fix_nobody_serves_for_an_hour() {
    let script = catalog::find(OUTAGE).unwrap();
    for seed in SEEDS {
        let choice = Choice {
            seed: Some(seed),
            until: parse("1h"),
            ..Choice::default()
        };
        let played = Played::new(&script, &choice);
        played.check_one_leader(&format!("seed {seed}"));
        assert_eq!(played.end(), (None, vec![]), "seed {seed}");
        let [(from, None)] = played.gaps()[..] else {
            unreachable!("seed {seed}: {:?}", played.gaps())
        };
        // zk2 finds out at its next tick that the others are too few.
        assert!((0..=2_100).contains(&from), "seed {seed}: from {from}");
    }
}

/// A choice of one value of each parameter.
fn values(script: &Script, value: impl Fn(&ParamKind) -> String) -> Choice {
    let params = script.params.iter();
    Choice {
        params: params.map(|p| (p.name.clone(), value(&p.kind))).collect(),
        ..Choice::default()
    }
}

#[test]
fn every_parameter_takes_its_bounds_and_nothing_beyond() {
    for id in catalog::ids() {
        let script = catalog::find(id).unwrap();
        for param in &script.params {
            let choice = |value: &str| Choice {
                params: [(param.name.clone(), value.to_owned())]
                    .into_iter()
                    .collect(),
                ..Choice::default()
            };
            let taken = match &param.kind {
                ParamKind::Int { min, max } => {
                    for beyond in [min - 1, max + 1] {
                        let refused = Plan::decide(&script, &choice(&beyond.to_string()));
                        assert!(refused.is_err(), "{id} {}={beyond}", param.name);
                    }
                    vec![min.to_string(), max.to_string()]
                }
                ParamKind::Enum { values, .. } => values.clone(),
                ParamKind::Bool => vec!["true".to_owned(), "false".to_owned()],
            };
            for value in taken {
                let what = format!("{id} {}={value}", param.name);
                let played = Played::new(&script, &choice(&value));
                played.check_laws(&what);
                let plan = played.run.plan();
                assert!(plan.params.contains(&(param.name.clone(), value)), "{what}");
                assert!(
                    !played.outcome.elections.is_empty(),
                    "{what}: nothing happens"
                );
            }
        }
    }
}

#[test]
fn all_parameters_take_their_bounds_together() {
    for id in catalog::ids() {
        let script = catalog::find(id).unwrap();
        let least = values(&script, |kind| match kind {
            ParamKind::Int { min, .. } => min.to_string(),
            ParamKind::Enum { values, .. } => values[0].clone(),
            ParamKind::Bool => "false".to_owned(),
        });
        let most = values(&script, |kind| match kind {
            ParamKind::Int { max, .. } => max.to_string(),
            ParamKind::Enum { values, .. } => values[values.len() - 1].clone(),
            ParamKind::Bool => "true".to_owned(),
        });
        for choice in [least, most] {
            for fix in script.fixes.iter().map(|fix| fix.id.clone()) {
                let mut choice = choice.clone();
                choice.fixes.push((fix, None));
                let what = format!("{id} {choice:?}");
                Played::new(&script, &choice).check_laws(&what);
            }
        }
    }
}
