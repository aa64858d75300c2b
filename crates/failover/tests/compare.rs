//! Two runs of each story beside each other: as it happened, and with each of its fixes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test stops at the first surprise"
)]

use dolphinscheduler::fact::Fact;
use failover::catalog;
use failover::compare::{Comparison, Side};
use failover::outcome::Outcome;
use failover::plan::Plan;
use failover::property::Property;
use failover::run::Run;
use picture::dolphinscheduler::index::Index;
use scenario::compare::Which;
use scenario::plan::Choice;
use scenario::script::Script;
use sim::id::EventId;
use sim::trace::Tag;
use std::sync::Arc;

/// Remedies that change nothing that a server does.
const ALIKE: [&str; 4] = [
    "ds-fast-restart check-port",
    "ds-rolling-restart wait-for-port",
    "ds-listener-order order-as-shipped",
    "ds-worker-yarn-orphan worker-rpc",
];

/// A run that is over, with what is known of it.
struct Played {
    run: Run,
    outcome: Outcome,
    index: Index,
}

impl Played {
    fn new(script: &Script, fix: Option<&str>) -> Self {
        let mut choice = Choice::default();
        if let Some(fix) = fix {
            choice.fix(fix).unwrap();
        }
        let plan = Plan::decide(script, &choice).unwrap();
        let run = Run::complete(Arc::new(plan));
        Self {
            outcome: Outcome::of(&run),
            index: Index::with_scrubber(&run.reading(), run.reached()).0,
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
}

/// Every fix of every story, beside the story.
fn each(mut check: impl FnMut(&str, &str, [&Played; 2], Comparison)) {
    for id in catalog::ids() {
        let script = catalog::find(id).unwrap();
        let story = Played::new(&script, None);
        for fix in &script.fixes {
            let fixed = Played::new(&script, Some(&fix.id));
            let comparison = Comparison::of(story.side(), fixed.side());
            check(id, &fix.id, [&story, &fixed], comparison);
        }
    }
}

#[test]
fn a_run_beside_itself_is_the_same() {
    for id in catalog::ids() {
        let script = catalog::find(id).unwrap();
        let story = Played::new(&script, None);
        let comparison = Comparison::of(story.side(), story.side());
        assert_eq!(comparison.stops, [], "{id}");
        assert_eq!((comparison.origin, comparison.cause), (None, None), "{id}");
    }
}

/// The runs part at a fact that one of them has and the other has not, or has at another moment or
/// otherwise; but for what changes nothing that a server does.
#[test]
fn a_fix_makes_another_run() {
    let mut alike = Vec::new();
    each(|id, fix, [a, b], comparison| {
        assert!(comparison.origin.is_some(), "{id} {fix}");
        assert!(
            comparison.stops.is_sorted_by_key(|stop| stop.at),
            "{id} {fix}"
        );
        let Some(first) = comparison.stops.first() else {
            assert_eq!(comparison.cause, None, "{id} {fix}");
            return alike.push(format!("{id} {fix}"));
        };
        let told = |played: &Played, event: Option<EventId>| {
            let row = played.run.trace().get(event?)?;
            Some((row.at, row.node, Fact::decode(&row)))
        };
        assert_ne!(told(a, first.a), told(b, first.b), "{id} {fix}");
    });
    assert_eq!(alike, ALIKE);
}

/// What decided is a property that one run breaks and the other keeps, and its turn is a fact of the one
/// that broke it, not after that.
#[test]
fn what_decided_is_in_one_run_only() {
    each(|id, fix, [a, b], comparison| {
        let Some(cause) = comparison.cause else {
            let holds = |played: &Played| -> Vec<bool> {
                played.outcome.judgements.iter().map(|j| j.holds).collect()
            };
            assert_eq!(holds(a), holds(b), "{id} {fix}");
            return;
        };
        let (own, other) = match cause.which {
            Which::A => (a, b),
            Which::B => (b, a),
        };
        assert!(!own.outcome.judgements[cause.property].holds, "{id} {fix}");
        assert!(other.outcome.judgements[cause.property].holds, "{id} {fix}");
        if let (Some(at), Some(turn)) = (cause.at, cause.turn) {
            assert!(own.run.trace().get(turn).unwrap().at <= at, "{id} {fix}");
        }
    });
}

/// Where a fix ends a self-kill, the comparison names the self-kill, and a fact that led to it.
#[test]
fn a_self_kill_is_traced_to_where_the_runs_part() {
    let mut traced = 0;
    each(|id, fix, [a, b], comparison| {
        let kills = |played: &Played| played.outcome.self_kills.len();
        if kills(a) == 0 || kills(b) > 0 || id != "ds-fast-restart" {
            return;
        }
        let cause = comparison.cause.unwrap();
        assert_eq!(cause.which, Which::A, "{id} {fix}");
        assert_eq!(
            Property::ALL[cause.property],
            Property::HealthyLives,
            "{fix}"
        );
        assert_eq!(cause.at, Some(a.outcome.self_kills[0].at), "{fix}");
        let turn = a.run.trace().get(cause.turn.unwrap()).unwrap();
        assert!(
            turn.tag >= Tag::SYSTEM || turn.tag == Tag::Act as u8,
            "{fix}"
        );
        traced += 1;
    });
    assert!(traced >= 4, "{traced}");
}
