//! `quorumscope compare`: two runs of one scenario on one clock, and the sentence that says why they
//! end as they do. The keys are a contract: all of them are always there, keys may be added, none is
//! renamed.

use crate::args::CompareArgs;
use crate::fail::Failure;
use crate::report::{Both, VerdictReport, verdict_report};
use crate::run::choice;
use locale::{Language, compare as words, event};
use picture::index::Index;
use picture::scrubber::Scrubber;
use scenario::catalog;
use scenario::compare::{Because, Cause, Comparison, Difference, Figures, Side, What};
use scenario::outcome::Outcome;
use scenario::plan::{Choice, Plan};
use scenario::run::Run;
use scenario::script::Script;
use scenario::script::time::Offset;
use serde::Serialize;
use serde_json::{Value, json};
use sim::id::{EventId, NodeId};
use std::fmt::Write as _;
use std::sync::Arc;

#[derive(Serialize)]
struct CompareReport {
    scenario: String,
    a: SideReport,
    b: SideReport,
    /// Nothing if the runs are the same as far as both go.
    first: Option<Value>,
    spans: Vec<Value>,
    /// Nothing if the service fares alike.
    cause: Option<Value>,
    sentence: Both,
}

#[derive(Serialize)]
struct SideReport {
    fixes: Vec<String>,
    seed: u64,
    fingerprint: String,
    verdict: VerdictReport,
    away_ms: u64,
    longest_queue: u32,
    phantom_elections: u32,
}

/// A run that is over, with what is known of it.
struct Played {
    run: Run,
    outcome: Outcome,
    index: Index,
}

impl Played {
    fn new(script: &Script, choice: &Choice) -> Result<Self, Failure> {
        let plan = Plan::decide(script, choice).map_err(Failure::usage)?;
        let run = Run::complete(Arc::new(plan));
        Ok(Self {
            outcome: Outcome::of(&run),
            index: Index::build(&run.reading(), run.reached()),
            run,
        })
    }

    fn side(&self) -> Side<'_> {
        Side {
            run: &self.run,
            outcome: &self.outcome,
            index: &self.index,
        }
    }

    fn name(&self, node: NodeId) -> &str {
        self.run.plan().setting.name(node)
    }

    fn names(&self, nodes: &[NodeId]) -> Vec<&str> {
        nodes.iter().map(|node| self.name(*node)).collect()
    }

    /// What happens with an event, and when.
    fn tell(&self, language: Language, id: Option<EventId>) -> Option<(Offset, String)> {
        let (id, reading) = (id?, self.run.reading());
        let row = reading.trace.get(id)?;
        let mut scrubber = Scrubber::new(&reading);
        let before = scrubber.after(&reading, id.0).clone();
        let telling = event::tell(language, &reading, &before, id);
        Some((self.side().offset(row.at), telling.head))
    }
}

pub(crate) fn compare(args: &CompareArgs) -> Result<String, Failure> {
    let script = catalog::find(&args.scenario).map_err(Failure::usage)?;
    let chosen = choice(&args.choice)?;
    let a = Played::new(&script, &against(args, &chosen)?)?;
    let b = Played::new(&script, &chosen)?;
    let comparison = Comparison::of(a.side(), b.side());
    let report = report(&args.scenario, &a, &b, &comparison);
    if args.json {
        return serde_json::to_string_pretty(&report).map_err(Failure::usage);
    }
    let mut text = String::new();
    for (name, side, played) in [("A", &report.a, &a), ("B", &report.b, &b)] {
        let fixes = match side.fixes.join(", ") {
            none if none.is_empty() => "as it happened".to_owned(),
            fixes => fixes,
        };
        let why = locale::verdict::why(
            Language::En,
            &played.run.plan().setting,
            &played.outcome.verdict.why,
        );
        let _ = writeln!(text, "{name}  {fixes}\n   {why}");
    }
    if let Some(first) = comparison.first {
        let _ = writeln!(text, "{}", first_words(Language::En, &a, &b, first));
    }
    let _ = writeln!(text, "{}", report.sentence.en);
    Ok(text)
}

/// What the first run is: of the same seed and length as the second, with what is asked for it alone.
fn against(args: &CompareArgs, chosen: &Choice) -> Result<Choice, Failure> {
    let mut against = Choice {
        seed: chosen.seed,
        until: chosen.until,
        ..Choice::default()
    };
    for assignment in &args.against_params {
        against.set(assignment).map_err(Failure::usage)?;
    }
    for fix in &args.against_fixes {
        against.fix(fix).map_err(Failure::usage)?;
    }
    Ok(against)
}

fn report(scenario: &str, a: &Played, b: &Played, comparison: &Comparison) -> CompareReport {
    let sentence = |language| match &comparison.cause {
        Some(cause) => words::sentence(language, a.run.plan(), cause),
        None => words::alike(language, comparison.first.is_some()).to_owned(),
    };
    CompareReport {
        scenario: scenario.to_owned(),
        a: side_report(a, &comparison.figures.0),
        b: side_report(b, &comparison.figures.1),
        first: comparison.first.map(|first| first_report(a, b, first)),
        spans: comparison.spans.iter().map(|span| {
            let (node, one, other) = match &span.what {
                What::State(node, one, other) => (
                    Value::from(a.name(*node)),
                    Value::from(format!("{one:?}").to_lowercase()),
                    Value::from(format!("{other:?}").to_lowercase()),
                ),
                What::Service(one, other) => {
                    (Value::Null, a.names(one).into(), b.names(other).into())
                }
            };
            json!({ "from_ms": ms(span.from), "to_ms": ms(span.to), "node": node, "a": one, "b": other })
        }).collect(),
        cause: comparison.cause.as_ref().map(|cause| cause_report(a, cause)),
        sentence: Both {
            en: sentence(Language::En),
            zh: sentence(Language::Zh),
        },
    }
}

fn side_report(played: &Played, figures: &Figures) -> SideReport {
    let plan = played.run.plan();
    SideReport {
        fixes: plan.fixes.iter().map(crate::report::fix).collect(),
        seed: plan.seed,
        fingerprint: played.run.trace().fingerprint().to_string(),
        verdict: verdict_report(plan, &played.outcome),
        away_ms: figures.away.as_millis(),
        longest_queue: figures.longest_queue,
        phantom_elections: figures.phantom_elections,
    }
}

fn ms(at: Offset) -> i64 {
    at.0.div_euclid(1_000)
}

fn first_words(language: Language, a: &Played, b: &Played, first: Difference) -> String {
    let told = [a.tell(language, first.a), b.tell(language, first.b)];
    let [one, other] = &told;
    let sides = [one, other].map(|told| told.as_ref().map(|(at, text)| (*at, text.as_str())));
    words::difference(language, &**a.run.plan(), (1, 1), first.at, sides)
}

fn first_report(a: &Played, b: &Played, first: Difference) -> Value {
    let of = |played: &Played, id: Option<EventId>| {
        let at = played.run.trace().get(id?)?.at;
        Some(json!({ "event": id?.0, "at_ms": ms(played.side().offset(at)) }))
    };
    json!({
        "at_ms": ms(first.at),
        "node": first.node.map(|node| a.name(node)),
        "a": of(a, first.a),
        "b": of(b, first.b),
        "text": Both {
            en: first_words(Language::En, a, b, first),
            zh: first_words(Language::Zh, a, b, first),
        },
    })
}

/// The cause as data: its kind, in which run it is so, and its values.
fn cause_report(played: &Played, cause: &Cause) -> Value {
    let name = |node: &NodeId| played.name(*node).to_owned();
    let which = |which| words::which(which);
    match cause {
        Cause::Ballot {
            which: run,
            from,
            to,
            leader,
            early,
            late,
            because,
        } => json!({
            "kind": "ballot", "run": which(*run), "from": name(from), "to": name(to),
            "leader": name(leader), "early_ms": ms(early.0), "late_ms": late.map(|late| ms(late.0)),
            "because": because.as_ref().map(|because| because_report(played, because)),
        }),
        Cause::View {
            which: run,
            leader,
            at,
            beside,
            nodes,
            here,
            there,
        } => json!({
            "kind": "view", "run": which(*run), "leader": name(leader), "at_ms": ms(*at),
            "beside": beside.as_ref().map(name), "nodes": played.names(nodes),
            "voters": here.of, "needed": here.needed,
            "other_voters": there.of, "other_needed": there.needed,
        }),
        Cause::Spare {
            which: run,
            leader,
            at,
            here,
            other,
            there,
        } => json!({
            "kind": "spare", "run": which(*run), "leader": name(leader), "at_ms": ms(*at),
            "synced": here.of, "needed": here.needed, "other_leader": name(other),
            "other_synced": there.of, "other_needed": there.needed,
        }),
        Cause::Ended {
            which: run,
            leader,
            at,
            other,
        } => json!({
            "kind": "ended", "run": which(*run), "leader": name(leader), "at_ms": ms(*at),
            "other_leader": name(other),
        }),
        Cause::Earlier {
            which: run,
            leader,
            at,
            by,
        } => json!({
            "kind": "earlier", "run": which(*run), "leader": name(leader), "at_ms": ms(*at),
            "by_ms": by.map(|by| by.as_millis()),
        }),
    }
}

fn because_report(played: &Played, because: &Because) -> Value {
    match because {
        Because::Looks(by) => json!({ "kind": "looks", "by_ms": by.as_millis() }),
        Because::Dials { peers, early, late } => json!({
            "kind": "dials", "peers": played.names(peers),
            "early": early.map(|d| format!("{:?}", d.fate).to_lowercase()),
            "early_ms": early.map(|d| d.each.as_millis()),
            "late": format!("{:?}", late.fate).to_lowercase(),
            "late_ms": late.each.as_millis(),
        }),
    }
}
