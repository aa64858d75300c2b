//! Is it the same everywhere? The same plan gives the same run, however often it is run, in
//! whatever slices, in every build. `tests/wasm.rs` asks the browsers the same questions.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod fingerprints;

use fingerprints::{Line, committed, fingerprint, plan};
use scenario::catalog;
use scenario::engine::ENGINE;
use scenario::fork::Forkable;
use scenario::plan::SEED_MAX;
use scenario::run::{Advance, Run};
use scenario::script::param::ParamKind;
use scenario::script::time::Offset;
use sim::id::EventId;
use sim::time::{SimTime, Span};
use std::fmt::Write as _;

/// Seeds that every scenario is run with besides its own.
const SEEDS: [u64; 4] = [0, 1, 20_170_411, SEED_MAX];

/// How to write the list anew.
const UPDATE: &str = "UPDATE_FINGERPRINTS=1 cargo test --test determinism";

/// The runs that have to be in the list: every scenario as it is on several seeds, with each of its
/// fixes, and with each of its parameters at another value.
fn cases() -> Vec<(String, u64)> {
    let mut cases = Vec::new();
    for id in catalog::ids() {
        let script = catalog::find(id).unwrap();
        let own = plan(id, None).seed;
        let seeds = [own].into_iter().chain(SEEDS);
        cases.extend(seeds.map(|seed| (id.to_owned(), seed)));
        for fix in &script.fixes {
            cases.push((format!("{id}?fix={}", fix.id), own));
            if fix.applies_here() {
                cases.push((format!("{id}?fix={}@150000ms", fix.id), own));
            }
        }
        for param in script.params.iter().filter(|param| !param.hidden) {
            for value in values(&param.kind).filter(|value| *value != param.default) {
                cases.push((format!("{id}?set={}:{value}", param.name), own));
            }
        }
    }
    cases
}

/// What a choice can be; of a number, the ends.
fn values(kind: &ParamKind) -> impl Iterator<Item = String> {
    let values = match kind {
        ParamKind::Int { min, max } => vec![min.to_string(), max.to_string()],
        ParamKind::Enum { values, .. } => values.clone(),
        ParamKind::Bool => vec!["false".to_owned(), "true".to_owned()],
    };
    values.into_iter()
}

/// The list as this engine would write it.
fn today() -> Vec<Line> {
    let line = |(what, seed): (String, u64)| Line {
        engine: ENGINE,
        fingerprint: fingerprint(&what, seed),
        what,
        seed,
    };
    cases().into_iter().map(line).collect()
}

#[test]
fn every_run_is_the_one_that_was_committed() {
    let (before, today) = (committed(), today());
    let changed = changes(&before, &today);
    if std::env::var_os("UPDATE_FINGERPRINTS").is_some() {
        update(&before, &today, &changed);
        return;
    }
    assert!(
        changed.is_empty(),
        "these runs are not what they were:\n{}If that is meant, raise ENGINE in \
         crates/scenario/src/engine.rs above {ENGINE}, because links and recorded results name it, \
         and then run\n  {UPDATE}\n",
        changed.concat()
    );
    assert_eq!(
        before, today,
        "tests/fingerprints.txt lacks a run, or was written by another engine than {ENGINE}; run\n  \
         {UPDATE}\n"
    );
}

/// What is another run, or none any more, although the engine has the same number.
fn changes(before: &[Line], today: &[Line]) -> Vec<String> {
    let mut changes = Vec::new();
    for old in before.iter().filter(|old| old.engine == ENGINE) {
        let (what, seed) = (&old.what, old.seed);
        let new = today
            .iter()
            .find(|new| (&new.what, new.seed) == (what, seed));
        match new {
            None => changes.push(format!("  {what} seed {seed}: is not run any more\n")),
            Some(new) if new.fingerprint != old.fingerprint => changes.push(format!(
                "  {what} seed {seed}: was {}, is {}\n",
                old.fingerprint, new.fingerprint
            )),
            Some(_) => {}
        }
    }
    changes
}

/// Writes the list. Under the same engine it may only grow; with a new one it is written anew.
fn update(before: &[Line], today: &[Line], changed: &[String]) {
    let newest = before.iter().map(|line| line.engine).max().unwrap_or(0);
    assert!(
        newest <= ENGINE,
        "the list was written by engine {newest}, and this is engine {ENGINE}: it only goes up"
    );
    assert!(
        changed.is_empty(),
        "the list of engine {ENGINE} stays as it is; raise ENGINE in \
         crates/scenario/src/engine.rs first, because these runs are not what they were:\n{}",
        changed.concat()
    );
    let mut text = String::from("# engine, scenario with its choice, seed, fingerprint\n");
    for Line {
        engine,
        what,
        seed,
        fingerprint,
    } in today
    {
        writeln!(text, "{engine} {what} {seed} {fingerprint}").unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fingerprints.txt");
    std::fs::write(path, text).unwrap();
}

#[test]
fn a_changed_run_is_noticed_until_the_engine_has_another_number() {
    let line = |engine, fingerprint: &str| Line {
        engine,
        what: "zk-decommission-outage".to_owned(),
        seed: 1,
        fingerprint: fingerprint.parse().unwrap(),
    };
    let today = [line(ENGINE, "000000000000000a")];
    assert_eq!(changes(&today, &today), [""; 0]);
    assert_eq!(changes(&[line(ENGINE, "0b")], &today).len(), 1);
    assert_eq!(changes(&[line(ENGINE - 1, "0b")], &today).len(), 0);
    assert_eq!(
        changes(&today, &[]).len(),
        1,
        "a run that is left out is noticed"
    );
}

#[test]
fn another_seed_is_another_run() {
    let mut seen: Vec<_> = committed()
        .into_iter()
        .filter(|line| !line.what.contains('?'))
        .map(|line| line.fingerprint)
        .collect();
    let all = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), all);
}

#[test]
fn the_same_plan_gives_the_same_run_twice() {
    for (what, seed) in cases() {
        let plan = plan(&what, Some(seed));
        let (one, two) = (Run::complete(plan.clone()), Run::complete(plan));
        check_same(&one, &two, &format!("{what} seed {seed}"));
    }
}

/// Two runs are the same if every fact and every message is, and so is what the world counts.
fn check_same(one: &Run, two: &Run, what: &str) {
    let (a, b) = (one.trace(), two.trace());
    let differs = a.iter().zip(b.iter()).find(|(a, b)| a != b);
    assert_eq!(differs, None, "{what}: the first fact that differs");
    assert_eq!(a.len(), b.len(), "{what}: facts");
    assert_eq!(a.messages(), b.messages(), "{what}: messages");
    assert_eq!(a.fingerprint(), b.fingerprint(), "{what}");
    assert_eq!(
        one.world().events(),
        two.world().events(),
        "{what}: events of the world"
    );
    assert_eq!(
        (one.limit(), one.reached()),
        (two.limit(), two.reached()),
        "{what}"
    );
}

#[test]
fn one_event_at_a_time_is_the_same_as_all_at_once() {
    for id in catalog::ids() {
        let plan = plan(id, None);
        let whole = Run::complete(plan.clone());
        let mut sliced = Run::new(plan.clone());
        let mut slices = 0_u64;
        while sliced.advance(plan.until, 1) == Advance::More {
            slices += 1;
        }
        assert_eq!(slices + 1, whole.world().events(), "{id}: one event each");
        check_same(&whole, &sliced, id);
    }
}

#[test]
fn stopping_at_moments_is_the_same_as_going_on() {
    for id in catalog::ids() {
        let plan = plan(id, None);
        let whole = Run::complete(plan.clone());
        let mut stopped = Run::new(plan.clone());
        let mut moment = SimTime::ZERO;
        let mut budget = 1;
        while !stopped.is_over() {
            moment += Span::from_micros(333_333);
            while stopped.advance(moment, budget) == Advance::More {
                budget = budget % 97 + 1;
            }
            assert_eq!(stopped.reached(), moment.min(plan.until), "{id}");
            assert_eq!(
                stopped.trace().len(),
                whole.trace().count_by(moment),
                "{id}"
            );
        }
        check_same(&whole, &stopped, id);
    }
}

#[test]
fn a_fork_is_the_run_from_the_beginning() {
    for id in catalog::ids() {
        let plan = plan(id, None);
        // Few worlds, and so many that the older ones are thinned out.
        for every in [20, 5_000] {
            let mut whole = Forkable::new(plan.clone(), every);
            assert_ne!(whole.advance(plan.until, u64::MAX), Advance::More);
            for part in [0, 1, 250, 617, 999, 1_000] {
                let what = format!("{id}, {part} thousandths, {every} events");
                let at = SimTime::from_micros(plan.until.as_micros() / 1_000 * part);
                let mut again = Run::new(plan.clone());
                again.advance(at, u64::MAX);
                let mut fork = whole.fork(at);
                check_same(&again, &fork, &what);
                fork.advance(plan.until, u64::MAX);
                check_same(whole.run(), &fork, &what);
            }
        }
        let early = Forkable::new(plan.clone(), 20).fork(plan.until);
        let mut begun = Run::new(plan.clone());
        begun.advance(SimTime::ZERO, u64::MAX);
        check_same(&begun, &early, id);
    }
}

#[test]
fn a_copy_goes_on_like_its_original() {
    for id in catalog::ids() {
        let plan = plan(id, None);
        let whole = Run::complete(plan.clone());
        let mut original = Run::new(plan.clone());
        original.advance(plan.moment(Offset(20_000_000)), u64::MAX);
        let mut copy = original.clone();
        let facts = original.trace().len();
        assert!(0 < facts && facts < whole.trace().len(), "{id}: {facts}");
        assert_ne!(copy.advance(plan.until, u64::MAX), Advance::More, "{id}");
        check_same(&whole, &copy, id);
        assert_eq!(
            original.trace().len(),
            facts,
            "{id}: the original has not moved"
        );
        assert_eq!(
            original.trace().get(EventId(facts - 1)),
            whole.trace().get(EventId(facts - 1)),
            "{id}"
        );
        assert_ne!(
            original.advance(plan.until, u64::MAX),
            Advance::More,
            "{id}"
        );
        check_same(&whole, &original, id);
    }
}
