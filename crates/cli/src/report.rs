//! What came of a run, as JSON and as text. The keys are a contract: all of them are always there,
//! keys may be added, none is renamed.

use crate::ask::Answer;
use crate::failover::FailoverReport;
use locale::{Language, property, verdict};
use scenario::engine::ENGINE;
use scenario::outcome::{Election, Outcome};
use scenario::plan::Plan;
use scenario::property::Judgement;
use scenario::run::Run;
use scenario::script::Script;
use scenario::script::param::ParamKind;
use scenario::script::time::Offset;
use serde::Serialize;
use serde_json::{Map, Value};
use sim::id::NodeId;
use sim::limits::Limit;
use sim::time::{SimTime, Span};
use std::fmt::Write as _;

#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) scenario: String,
    pub(crate) system: &'static str,
    pub(crate) release: &'static str,
    pub(crate) engine: u32,
    pub(crate) seed: u64,
    pub(crate) fixes: Vec<String>,
    pub(crate) params: Map<String, Value>,
    pub(crate) until_ms: i64,
    pub(crate) zero: String,
    pub(crate) events: u64,
    pub(crate) facts: u32,
    pub(crate) messages: u32,
    pub(crate) stopped_by: &'static str,
    pub(crate) fingerprint: String,
    pub(crate) verdict: VerdictReport,
    pub(crate) elections: Vec<ElectionReport>,
    pub(crate) properties: Vec<PropertyReport>,
    pub(crate) answers: Vec<Answer>,
    /// What only runs of DolphinScheduler have.
    #[serde(flatten)]
    pub(crate) failover: Option<FailoverReport>,
}

#[derive(Serialize)]
pub(crate) struct VerdictReport {
    pub(crate) serves_at_end: bool,
    pub(crate) leader_at_end: Option<String>,
    pub(crate) leaders_at_end: Vec<String>,
    pub(crate) unavailable: Vec<Unavailable>,
    pub(crate) stranded: Vec<String>,
    pub(crate) why: Both,
}

#[derive(Serialize)]
pub(crate) struct Unavailable {
    pub(crate) from_ms: i64,
    pub(crate) to_ms: Option<i64>,
}

#[derive(Serialize)]
pub(crate) struct Both {
    pub(crate) en: String,
    pub(crate) zh: String,
}

#[derive(Serialize)]
pub(crate) struct ElectionReport {
    pub(crate) node: String,
    pub(crate) looking_ms: i64,
    pub(crate) entered_ms: Option<i64>,
    pub(crate) took_ms: Option<u32>,
    pub(crate) entered: Option<&'static str>,
    pub(crate) leader: Option<String>,
    pub(crate) round: Option<i64>,
}

#[derive(Serialize)]
pub(crate) struct PropertyReport {
    pub(crate) id: &'static str,
    pub(crate) expect: &'static str,
    pub(crate) holds: bool,
    pub(crate) first_violation_ms: Option<i64>,
    pub(crate) why: Option<Both>,
}

impl Report {
    pub(crate) fn new(
        scenario: &str,
        script: &Script,
        run: &Run,
        outcome: &Outcome,
        answers: Vec<Answer>,
    ) -> Self {
        let plan = run.plan();
        Self {
            scenario: scenario.to_owned(),
            system: "zookeeper",
            release: plan.release.name(),
            engine: ENGINE,
            seed: plan.seed,
            fixes: fixes(&plan.fixes),
            params: params(script, &plan.params),
            until_ms: plan.ms(plan.until),
            zero: plan.clock.log_stamp(plan.clock.zero()),
            events: run.world().events(),
            facts: run.trace().len(),
            messages: run.trace().messages(),
            stopped_by: stopped_by(run.limit()),
            fingerprint: run.trace().fingerprint().to_string(),
            verdict: verdict_report(plan, outcome),
            elections: outcome
                .elections
                .iter()
                .map(|e| election(plan, e))
                .collect(),
            properties: outcome
                .judgements
                .iter()
                .map(|judgement| property_report(plan, judgement))
                .collect(),
            answers,
            failover: None,
        }
    }

    /// The report for people.
    pub(crate) fn text(&self, run: &Run, outcome: &Outcome) -> String {
        let plan = run.plan();
        let mut text = format!(
            "{}  ZooKeeper {}  seed {}  engine {}  fingerprint {}\n",
            self.scenario, self.release, self.seed, self.engine, self.fingerprint
        );
        let clock = |at: SimTime| plan.clock.time_of_day(at);
        if let Some(limit) = run.limit() {
            let bound = stopped_by(Some(limit));
            let at = clock(run.reached());
            let _ = writeln!(text, "stopped  {at}  the bound on {bound} is reached");
        }
        let _ = writeln!(text, "{}", self.verdict.why.en);
        for (from, to) in &outcome.verdict.unavailable {
            let end = to.map_or_else(|| "the end".to_owned(), clock);
            let length: Span = to.unwrap_or(plan.until).since(*from);
            let length = locale::number::about(Language::En, length);
            let _ = writeln!(text, "not serving  {} to {end}  {length}", clock(*from));
        }
        for election in &outcome.elections {
            let _ = writeln!(text, "{}", election_text(plan, election, &clock));
        }
        for judgement in &outcome.judgements {
            let name = property::name(Language::En, judgement.property);
            let mark = if judgement.holds {
                "holds   "
            } else {
                "violated"
            };
            let at = judgement
                .first_violation
                .map(|at| format!(" at {}", clock(at)));
            let why = why(plan, judgement, Language::En).map(|why| format!(": {why}"));
            let (at, why) = (at.unwrap_or_default(), why.unwrap_or_default());
            let _ = writeln!(text, "{mark}  {name}{at}{why}");
        }
        for asked in &self.answers {
            let answer = asked.answer.as_deref().unwrap_or("nobody listens");
            let (node, word) = (&asked.node, &asked.word);
            let answer = answer.trim_end();
            let _ = writeln!(text, "{node} {word} at {} ms\n{answer}", asked.at_ms);
        }
        text
    }
}

/// A fix as it is asked for.
pub(crate) fn fix((id, at): &(String, Option<Offset>)) -> String {
    match at {
        Some(at) => format!("{id}@{at}"),
        None => id.clone(),
    }
}

fn property_report(plan: &Plan, judgement: &Judgement) -> PropertyReport {
    let both = || {
        Some(Both {
            en: why(plan, judgement, Language::En)?,
            zh: why(plan, judgement, Language::Zh)?,
        })
    };
    PropertyReport {
        id: judgement.property.id(),
        expect: judgement.property.expect().name(),
        holds: judgement.holds,
        first_violation_ms: judgement.first_violation.map(|at| plan.ms(at)),
        why: both(),
    }
}

/// Why a property was first violated, if it was.
fn why(plan: &Plan, judgement: &Judgement, language: Language) -> Option<String> {
    let (at, why) = (judgement.first_violation?, judgement.why?);
    Some(property::why(language, &plan.setting, at, &why))
}

fn election_text(plan: &Plan, election: &Election, clock: &impl Fn(SimTime) -> String) -> String {
    let name = |node: NodeId| plan.setting.name(node).to_owned();
    let head = format!(
        "{:5} LOOKING {}",
        name(election.node),
        clock(election.looking)
    );
    match election.end {
        None => format!("{head}  without an end"),
        Some(end) => {
            let leader = end.leader.map(name).unwrap_or_default();
            let took = end
                .took_ms
                .map_or_else(String::new, |ms| format!("  took {ms} ms"));
            let at = clock(end.entered_at);
            let state = end.entered.name();
            format!("{head}  {state} {leader} {at}  round {}{took}", end.round.0)
        }
    }
}

fn names(plan: &Plan, nodes: &[NodeId]) -> Vec<String> {
    nodes
        .iter()
        .map(|node| plan.setting.name(*node).to_owned())
        .collect()
}

pub(crate) fn verdict_report(plan: &Plan, outcome: &Outcome) -> VerdictReport {
    let verdict = &outcome.verdict;
    let why = |language| verdict::why(language, &plan.setting, &verdict.why);
    VerdictReport {
        serves_at_end: verdict.serves_at_end(),
        leader_at_end: verdict
            .leader_at_end()
            .map(|node| plan.setting.name(node).to_owned()),
        leaders_at_end: names(plan, &verdict.leaders_at_end),
        unavailable: verdict
            .unavailable
            .iter()
            .map(|(from, to)| Unavailable {
                from_ms: plan.ms(*from),
                to_ms: to.map(|to| plan.ms(to)),
            })
            .collect(),
        stranded: names(plan, &verdict.stranded),
        why: Both {
            en: why(Language::En),
            zh: why(Language::Zh),
        },
    }
}

fn election(plan: &Plan, election: &Election) -> ElectionReport {
    let end = election.end;
    ElectionReport {
        node: plan.setting.name(election.node).to_owned(),
        looking_ms: plan.ms(election.looking),
        entered_ms: end.map(|end| plan.ms(end.entered_at)),
        took_ms: end.and_then(|end| end.took_ms),
        entered: end.map(|end| end.entered.name()),
        leader: end
            .and_then(|end| end.leader)
            .map(|node| plan.setting.name(node).to_owned()),
        round: end.map(|end| end.round.0),
    }
}

/// Every parameter with its value, of the type that `list` gives it.
pub(crate) fn params(script: &Script, values: &[(String, String)]) -> Map<String, Value> {
    let value = |kind: &ParamKind, text: &str| match kind {
        ParamKind::Int { .. } => text.parse::<i64>().map_or(Value::Null, Value::from),
        ParamKind::Enum { numbers, .. } => match (numbers, text.parse::<i64>()) {
            (Some(_), Ok(number)) => Value::from(number),
            _ => Value::from(text),
        },
        ParamKind::Bool => Value::from(text == "true"),
    };
    let shown = |(name, text): &(String, String)| {
        let param = script.param(name).filter(|param| !param.hidden)?;
        Some((name.clone(), value(&param.kind, text)))
    };
    values.iter().filter_map(shown).collect()
}

/// The fixes that are applied, each with its moment.
pub(crate) fn fixes(fixes: &[(String, Option<Offset>)]) -> Vec<String> {
    let fix = |(id, at): &(String, Option<Offset>)| match at {
        Some(at) => format!("{id}@{at}"),
        None => id.clone(),
    };
    fixes.iter().map(fix).collect()
}

/// What ended the run: its end, or the bound that was reached.
pub(crate) fn stopped_by(limit: Option<Limit>) -> &'static str {
    match limit {
        None => "until",
        Some(Limit::Events) => "events",
        Some(Limit::Facts) => "facts",
        Some(Limit::Messages) => "messages",
        Some(Limit::Threads) => "threads",
        Some(Limit::Connections) => "connections",
    }
}
