//! The committed fingerprints: which runs they are of, and how such a run is made. The native test
//! and the one in browsers read the same list, so that equal to it means equal to each other.

use scenario::catalog;
use scenario::permalink::Link;
use scenario::plan::Plan;
use scenario::run::Run;
use sim::fingerprint::Fingerprint;
use std::sync::Arc;

/// The list: `ENGINE SCENARIO[?CHOICE] SEED FINGERPRINT` per line.
const LIST: &str = include_str!("../fingerprints.txt");

/// One line of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Line {
    /// The engine that made it.
    pub(crate) engine: u32,
    /// The scenario, with fixes and parameters as a link writes them.
    pub(crate) what: String,
    /// The seed.
    pub(crate) seed: u64,
    /// The run.
    pub(crate) fingerprint: Fingerprint,
}

/// The committed list.
pub(crate) fn committed() -> Vec<Line> {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| match line.split(' ').collect::<Vec<_>>()[..] {
            [engine, what, seed, fingerprint] => Line {
                engine: engine.parse().unwrap(),
                what: what.to_owned(),
                seed: seed.parse().unwrap(),
                fingerprint: fingerprint.parse().unwrap(),
            },
            _ => panic!("tests/fingerprints.txt: “{line}” is not ENGINE WHAT SEED FINGERPRINT"),
        })
        .collect()
}

/// Decides what a line says.
pub(crate) fn plan(what: &str, seed: Option<u64>) -> Arc<Plan> {
    let (id, query) = what.split_once('?').unwrap_or((what, ""));
    let (mut link, problems) = Link::parse(query);
    assert_eq!(problems, [], "{what}");
    link.choice.seed = seed;
    let script = catalog::find(id).unwrap();
    Arc::new(Plan::decide(&script, &link.choice).unwrap())
}

/// The fingerprint of a run, by its line.
pub(crate) fn fingerprint(what: &str, seed: u64) -> Fingerprint {
    Run::complete(plan(what, Some(seed))).trace().fingerprint()
}
