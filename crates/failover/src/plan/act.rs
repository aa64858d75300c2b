//! What is done in a scenario: one line, one act of an operator or of fate.

use super::Deed;
use super::cluster::Cluster;
use super::job::{Ready, Step};
use dolphinscheduler::disk::Edit;
use dolphinscheduler::ids::DefinitionId;
use dolphinscheduler::model::Model;
use dolphinscheduler::server::Command;
use scenario::plan::act::{any_system, operates, span};
use scenario::plan::nodes;
use scenario::script::error::{Problem, unknown};
use scenario::script::time::Offset;
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::time::Span;

/// An act.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) at: Offset,
    pub(super) what: What,
}

/// What is done.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// At once, whatever happens.
    Deed(Deed),
    /// Step by step, looking in between.
    Job(Vec<Step>),
}

/// The verbs, each with an example.
pub const VERBS: [(&str, &str); 19] = [
    ("start", "start master1 worker1"),
    ("stop", "stop master1"),
    ("kill", "kill master1"),
    ("restart", "restart master1"),
    ("power-off", "power-off worker1"),
    ("power-on", "power-on worker1"),
    ("refuse", "refuse worker1"),
    ("no-arp", "no-arp worker1"),
    ("firewall", "firewall worker1"),
    ("open", "open worker1"),
    ("cut", "cut master1-zk"),
    ("heal", "heal master1-zk"),
    ("reject", "reject master1-zk"),
    ("forget", "forget master1-zk 2181"),
    ("pause", "pause master1 5s"),
    ("install", "install 1.3.8 master1"),
    ("insert", "insert flow 3 every 1s"),
    (
        "roll",
        "roll master1 master2 by kill9 gap 5s stagger 0s wait-for port",
    ),
    ("supervise", "supervise master1 times 3 after 2s"),
];

/// How long the daemon script waits after SIGTERM before it sends SIGKILL: `STOP_TIMEOUT`.
const STOP_TIMEOUT: Span = Span::from_secs(5);

/// Reads a verb and its arguments.
pub(super) fn parse(cluster: &Cluster, at: Offset, words: &[&str]) -> Result<Vec<Act>, Problem> {
    let Some((verb, args)) = words.split_first() else {
        return Err(missing("at", "a verb", "at 0s stop master1"));
    };
    let names = cluster.names();
    let args = spell_out(cluster, args);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let example = example(verb);
    let job = |steps| {
        vec![Act {
            at,
            what: What::Job(steps),
        }]
    };
    match *verb {
        "start" if args.contains(&"every") => one_by_one(&names, at, &args, example),
        "stop" => {
            let nodes = nodes::find_some(&names, verb, &args, example)?;
            let stop = |node| Act {
                at,
                what: What::Job(end(node, "sigterm")),
            };
            Ok(nodes.into_iter().map(stop).collect())
        }
        "insert" => insert(cluster, at, &args, example),
        "install" => install(&names, at, &args, example),
        "roll" => roll(&names, &args, example).map(job),
        "supervise" => supervise(&names, &args, example).map(job),
        other => match any_system(&names, at, other, &args, example) {
            Some(timed) => Ok(timed?
                .into_iter()
                .map(|(at, deed)| plain(at, deed))
                .collect()),
            None => Err(unknown("verb", other, VERBS.map(|(verb, _)| verb))),
        },
    }
}

fn plain(at: Offset, deed: Deed) -> Act {
    Act {
        at,
        what: What::Deed(deed),
    }
}

fn missing(after: &str, what: &'static str, example: &'static str) -> Problem {
    Problem::Missing {
        after: after.to_owned(),
        what,
        example,
    }
}

fn example(verb: &str) -> &'static str {
    let found = VERBS.iter().find(|(name, _)| *name == verb);
    found.map_or("stop master1", |(_, example)| example)
}

/// A model by its name.
pub(super) fn model(name: &str) -> Result<Model, Problem> {
    let known = || Model::ALL.iter().map(|model| model.name());
    Model::named(name).ok_or_else(|| unknown("model", name, known()))
}

/// `masters` and `workers` are all of them.
fn spell_out(cluster: &Cluster, words: &[&str]) -> Vec<String> {
    let all = |kind: &str, count: u8| (1..=count).map(|n| format!("{kind}{n}")).collect();
    let each = |word: &&str| match *word {
        "masters" => all("master", cluster.masters),
        "workers" => all("worker", cluster.workers),
        word => vec![word.to_owned()],
    };
    words.iter().flat_map(each).collect()
}

/// The words before the first of these, and the value after each of them.
fn options<'a>(args: &[&'a str], keys: &[&str]) -> (Vec<&'a str>, Vec<Option<&'a str>>) {
    let first = args.iter().position(|word| keys.contains(word));
    let (before, after) = args.split_at(first.unwrap_or(args.len()));
    let value = |key: &&str| {
        let place = after.iter().position(|word| word == key)?;
        after.get(place + 1).copied()
    };
    (before.to_vec(), keys.iter().map(value).collect())
}

fn whole(text: &str, example: &'static str) -> Result<u32, Problem> {
    text.parse().map_err(|_| Problem::Malformed {
        word: text.to_owned(),
        what: "a whole number",
        example,
    })
}

fn later(at: Offset, pause: Span, times: u32) -> Offset {
    let micros = pause.times(u64::from(times)).as_micros();
    Offset(at.0.saturating_add(i64::try_from(micros).unwrap_or(i64::MAX)))
}

/// `start NODES every TIME`
fn one_by_one(
    names: &[String],
    at: Offset,
    args: &[&str],
    example: &'static str,
) -> Result<Vec<Act>, Problem> {
    let (targets, values) = options(args, &["every"]);
    let pause = span(values.first().copied().flatten().unwrap_or(""))?;
    let nodes = nodes::find_some(names, "start", &targets, example)?;
    let start = |(n, node)| plain(later(at, pause, n), Intervention::Start(node));
    Ok((0_u32..).zip(nodes).map(start).collect())
}

/// Commands of one `insert` at most.
const MOST_COMMANDS: u32 = 500;

/// `insert WORKFLOW [N [every TIME]]`
fn insert(
    cluster: &Cluster,
    at: Offset,
    args: &[&str],
    example: &'static str,
) -> Result<Vec<Act>, Problem> {
    let (before, values) = options(args, &["every"]);
    let (name, number) = match before[..] {
        [name] => (name, 1),
        [name, number] => (name, whole(number, example)?),
        _ => return Err(missing("insert", "a workflow", example)),
    };
    if number > MOST_COMMANDS {
        return Err(Problem::TooMany {
            what: "commands",
            count: usize::try_from(number).unwrap_or(usize::MAX),
            limit: usize::try_from(MOST_COMMANDS).unwrap_or(usize::MAX),
        });
    }
    let pause = match values.first().copied().flatten() {
        Some(text) => span(text)?,
        None => Span::ZERO,
    };
    let known = || cluster.workflows.iter().map(|flow| flow.name.as_str());
    let place = known().position(|flow| flow == name);
    let place = place.and_then(|place| u8::try_from(place).ok());
    let place = place.ok_or_else(|| unknown("workflow", name, known()))?;
    let start = Command::StartWorkflow(DefinitionId(place));
    let one = |n| {
        plain(
            later(at, pause, n),
            Intervention::Tell(Cluster::DATABASE, start),
        )
    };
    Ok((0..number).map(one).collect())
}

/// `install MODEL NODES`
fn install(
    names: &[String],
    at: Offset,
    args: &[&str],
    example: &'static str,
) -> Result<Vec<Act>, Problem> {
    let Some((name, targets)) = args.split_first() else {
        return Err(missing("install", "a model", example));
    };
    let model = model(name)?;
    let nodes = nodes::find_some(names, "install", targets, example)?;
    let act = |node| plain(at, Intervention::Edit(node, Edit::Model(model)));
    Ok(nodes.into_iter().map(act).collect())
}

impl What {
    /// Whether it befalls the cluster, and is nobody's work on it.
    pub(super) fn befalls(&self) -> bool {
        match self {
            Self::Deed(deed) => !operates(deed.verb()),
            Self::Job(_) => false,
        }
    }
}

/// How a process is ended: `kill9`, or `sigterm` as the daemon script does it.
fn end(node: NodeId, how: &str) -> Vec<Step> {
    match how {
        "kill9" => vec![Step::Do(Intervention::Kill(node))],
        _ => vec![
            Step::Do(Intervention::Stop(node)),
            Step::GoneOrKill(node, STOP_TIMEOUT),
        ],
    }
}

/// `roll NODES by kill9|sigterm gap TIME [stagger TIME] [wait-for READY] [react TIME]`: ends each process,
/// starts it again so long after its end began and never before it has gone, waits until it is ready and
/// for the stagger, counted from the start, and goes on with the next, for which it takes a moment.
fn roll(names: &[String], args: &[&str], example: &'static str) -> Result<Vec<Step>, Problem> {
    let keys = ["by", "gap", "stagger", "wait-for", "react"];
    let (targets, values) = options(args, &keys);
    let [by, gap, stagger, ready, react] = values[..] else {
        return Err(missing("roll", "a server", example));
    };
    let by = by.ok_or_else(|| missing("roll", "how it is stopped", example))?;
    if !["kill9", "sigterm"].contains(&by) {
        return Err(unknown("way to stop", by, ["kill9", "sigterm"]));
    }
    let gap = span(gap.unwrap_or("0s"))?;
    let stagger = span(stagger.unwrap_or("0s"))?;
    let react = span(react.unwrap_or("0s"))?;
    let find = |word: &str| Ready::ALL.iter().find(|(name, _)| *name == word);
    let known = || Ready::ALL.iter().map(|(name, _)| *name);
    let ready = match ready {
        Some("nothing") | None => None,
        Some(word) => Some(find(word).ok_or_else(|| unknown("state", word, known()))?.1),
    };
    let nodes = nodes::find_some(names, "roll", &targets, example)?;
    let mut steps = Vec::new();
    for (index, node) in nodes.into_iter().enumerate() {
        if index > 0 {
            steps.extend([Step::SinceMark(stagger), Step::Sleep(react)]);
        }
        steps.push(Step::Mark);
        steps.extend(end(node, by));
        steps.extend([Step::UntilGone(node), Step::SinceMark(gap)]);
        steps.extend([Step::Do(Intervention::Start(node)), Step::Mark]);
        steps.extend(ready.map(|ready| Step::UntilReady(node, ready)));
    }
    Ok(steps)
}

/// `supervise NODE times N after TIME`
fn supervise(names: &[String], args: &[&str], example: &'static str) -> Result<Vec<Step>, Problem> {
    let (targets, values) = options(args, &["times", "after"]);
    let [times, after] = values[..] else {
        return Err(missing("supervise", "a server", example));
    };
    let times = whole(times.unwrap_or("1"), example)?.min(MOST_COMMANDS);
    let after = span(after.unwrap_or("0s"))?;
    let nodes = nodes::find_some(names, "supervise", &targets, example)?;
    let again = |node: NodeId| {
        [
            Step::UntilGone(node),
            Step::Sleep(after),
            Step::Do(Intervention::Start(node)),
        ]
    };
    let all = (0..times).flat_map(|_| nodes.iter().copied().flat_map(again));
    Ok(all.collect())
}
