//! Every parameter at every value, every fix at a moment, and every run in slices.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::{plan, run};
use failover::catalog;
use failover::run::Run;
use scenario::run::Advance;
use scenario::script::param::ParamKind;
use sim::time::{SimTime, Span};
use std::sync::Arc;

/// What a choice can be; of a number, the ends.
fn values(kind: &ParamKind) -> Vec<String> {
    match kind {
        ParamKind::Int { min, max } => vec![min.to_string(), max.to_string()],
        ParamKind::Enum { values, .. } => values.clone(),
        ParamKind::Bool => vec!["false".to_owned(), "true".to_owned()],
    }
}

#[test]
fn every_parameter_at_every_value_runs_to_its_end() {
    for id in catalog::ids() {
        for param in catalog::find(id).unwrap().params {
            for value in values(&param.kind) {
                let set = format!("{}={value}", param.name);
                let run = run(id, &[], &[&set], None);
                assert_eq!(run.limit(), None, "{id} {set}");
                assert!(run.is_over(), "{id} {set}");
            }
        }
    }
}

/// The operator's looks do not depend on who asks how often.
#[test]
fn a_run_is_the_same_in_slices() {
    for id in catalog::ids() {
        let whole = run(id, &[], &[], Some(7));
        let mut sliced = Run::new(Arc::new(plan(id, &[], &[], Some(7))));
        let mut until = SimTime::ZERO;
        while !sliced.is_over() {
            until = until + Span::from_millis(777);
            while sliced.advance(until, 50) == Advance::More {}
        }
        assert_eq!(
            sliced.trace().fingerprint(),
            whole.trace().fingerprint(),
            "{id}"
        );
    }
}

/// Assumed points say so where they can be changed, or in the head of the file.
#[test]
fn what_is_assumed_is_said() {
    for (id, what) in [
        ("ds-rolling-restart", "assumed"),
        ("ds-partition-suicide", "assumed"),
        ("ds-worker-yarn-orphan", "assumed"),
        ("ds-command-sharding", "assumed"),
    ] {
        let script = catalog::find(id).unwrap();
        let mut titles = script.params.iter().map(|param| &param.title);
        assert!(
            titles.any(|title| title.en.contains(what) && title.zh.contains("假设")),
            "{id}: no parameter is called {what}"
        );
    }
}
