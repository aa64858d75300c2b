//! What is done in a scenario: one line, one act of an operator or of fate.

use super::config_text;
use super::nodes;
use crate::script::error::{Problem, unknown};
use crate::script::time::{self, Offset};
use sim::id::NodeId;
use sim::intervention::{Intervention, Verb};
use sim::random::Range;
use sim::time::Span;
use zookeeper::dialect::Release;
use zookeeper::disk::Edit;
use zookeeper::ids::{Sid, Zxid};
use zookeeper::server::Command;

/// An act before its configuration texts have numbers.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) at: Offset,
    pub(super) what: What,
}

/// What is done.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// Something that the world understands as it is.
    Plain(Intervention<Command, Edit>),
    /// A change of a host's `zoo.cfg`, whose text depends on what was done before.
    EditConfig(NodeId, ConfigEdit),
    /// A client of this server asks for another list of members; its text depends on what was done
    /// before.
    Reconfig(NodeId, ConfigEdit),
}

impl What {
    /// Whether it befalls the servers, of which there are so many, and is nobody's work on them. What a
    /// client does befalls them.
    pub(super) fn befalls(&self, servers: usize) -> bool {
        match self {
            Self::Plain(deed) => befalls(deed) || deed.nodes().0.index() >= servers,
            Self::EditConfig(..) | Self::Reconfig(..) => false,
        }
    }
}

fn befalls(deed: &Intervention<Command, Edit>) -> bool {
    // How fast a machine is, nobody works on.
    let machine = matches!(deed, Intervention::Edit(_, Edit::Boot(_) | Edit::Reload(_)));
    machine || !operates(deed.verb())
}

/// Whether a verb is what an operator does to a host, and no accident of network or load.
pub fn operates(verb: Verb) -> bool {
    match verb {
        Verb::Start
        | Verb::Stop
        | Verb::Kill
        | Verb::PowerOff
        | Verb::PowerOn
        | Verb::NoArp
        | Verb::Edit => true,
        Verb::Firewall
        | Verb::OpenFirewall
        | Verb::Cut
        | Verb::Heal
        | Verb::Reject
        | Verb::Forget
        | Verb::Pause
        | Verb::Tell => false,
    }
}

/// A change of a `zoo.cfg`.
#[derive(Clone, Debug)]
pub(super) enum ConfigEdit {
    Replace(String),
    Set(String, String),
    Remove(Vec<String>),
}

impl ConfigEdit {
    /// Reads `KEY=VALUE`, or `remove KEY…`, or a whole text.
    pub(super) fn parse(words: &[&str], body: Option<&str>) -> Result<Self, Problem> {
        match (words, body) {
            ([], Some(text)) => Ok(Self::Replace(text.to_owned())),
            (["remove", keys @ ..], None) if !keys.is_empty() => Ok(Self::Remove(
                keys.iter().map(|key| (*key).to_owned()).collect(),
            )),
            ([assignment], None) if assignment.contains('=') => {
                let (key, value) = assignment.split_once('=').unwrap_or((assignment, ""));
                Ok(Self::Set(key.to_owned(), value.to_owned()))
            }
            _ => Err(Problem::Missing {
                after: "edit".to_owned(),
                what: "KEY=VALUE, or remove KEY, or a whole text",
                example: "edit zk0 remove server.3 server.4",
            }),
        }
    }

    pub(super) fn apply(&self, text: &str) -> String {
        match self {
            Self::Replace(text) => text.clone(),
            Self::Set(key, value) => config_text::set(text, key, value),
            Self::Remove(keys) => {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                config_text::remove(text, &keys)
            }
        }
    }
}

/// The verbs, each with an example.
pub const VERBS: [(&str, &str); 22] = [
    ("start", "start zk0 zk1"),
    ("stop", "stop zk1"),
    ("kill", "kill zk3"),
    ("restart", "restart zk0"),
    ("power-off", "power-off zk3 zk4"),
    ("power-on", "power-on zk3"),
    ("refuse", "refuse zk3"),
    ("no-arp", "no-arp zk3"),
    ("firewall", "firewall zk3"),
    ("open", "open zk3"),
    ("cut", "cut zk0->zk2"),
    ("heal", "heal zk0-zk2"),
    ("reject", "reject zk0-zk2"),
    ("forget", "forget zk0-zk2 3888"),
    ("edit", "edit zk0 remove server.3"),
    ("reconfig", "reconfig zk2 remove server.3 server.4"),
    ("myid", "myid zk1 none"),
    ("install", "install 3.4.6 zk0"),
    ("boot", "boot zk1 1797ms"),
    ("pause", "pause zk0 5s"),
    ("write", "write all 5"),
    ("log", "log zk0 0x100000338"),
];

/// How long `restart` leaves between the end of the old process and the start of the new one.
const RESTART_GAP: i64 = 20_000;

/// Reads a verb and its arguments.
pub(super) fn parse(
    names: &[String],
    at: Offset,
    words: &[&str],
    body: Option<&str>,
) -> Result<Vec<Act>, Problem> {
    let Some((verb, args)) = words.split_first() else {
        return Err(missing("at", "a verb", "at 0s stop zk1"));
    };
    if let Some(timed) = any_system(names, at, verb, args, example(verb)) {
        let act = |(at, deed)| plain(at, deed);
        return Ok(timed?.into_iter().map(act).collect());
    }
    match *verb {
        "edit" => edit(names, at, args, body),
        "reconfig" => reconfig(names, at, args, body),
        "myid" => write_myid(names, at, args),
        "install" => install(names, at, args),
        "boot" => boot(names, at, args),
        "log" => log(names, at, args),
        "write" => write(names, at, args),
        other => Err(unknown("verb", other, VERBS.map(|(verb, _)| verb))),
    }
}

fn plain(at: Offset, intervention: Intervention<Command, Edit>) -> Act {
    Act {
        at,
        what: What::Plain(intervention),
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
    VERBS
        .iter()
        .find(|(name, _)| *name == verb)
        .map_or("stop zk1", |(_, example)| example)
}

fn some_nodes(names: &[String], verb: &str, words: &[&str]) -> Result<Vec<NodeId>, Problem> {
    nodes::find_some(names, verb, words, example(verb))
}

/// What is done to a world, and when.
pub type Timed<C, E> = Vec<(Offset, Intervention<C, E>)>;

/// Reads a verb that means the same for every system; nothing if it is none of these.
pub fn any_system<C, E>(
    names: &[String],
    at: Offset,
    verb: &str,
    args: &[&str],
    example: &'static str,
) -> Option<Result<Timed<C, E>, Problem>> {
    let nodes = || nodes::find_some(names, verb, args, example);
    let each = |make: fn(NodeId) -> Intervention<C, E>| {
        nodes().map(|nodes| nodes.into_iter().map(|node| (at, make(node))).collect())
    };
    let later = Offset(at.0 + RESTART_GAP);
    Some(match verb {
        "start" => each(Intervention::Start),
        "stop" => each(Intervention::Stop),
        "kill" => each(Intervention::Kill),
        "power-off" => each(Intervention::PowerOff),
        "power-on" => each(Intervention::PowerOn),
        "no-arp" => each(Intervention::NoArp),
        "firewall" => each(Intervention::Firewall),
        "open" => each(Intervention::OpenFirewall),
        "restart" => nodes().map(|nodes| {
            let acts = |n| [(at, Intervention::Kill(n)), (later, Intervention::Start(n))];
            nodes.into_iter().flat_map(acts).collect()
        }),
        "refuse" => nodes().map(|nodes| {
            let acts = |n| [(at, Intervention::PowerOn(n)), (at, Intervention::Kill(n))];
            nodes.into_iter().flat_map(acts).collect()
        }),
        "cut" | "heal" | "reject" => links(names, at, verb, args, example),
        "forget" => forget(names, at, args, example),
        "pause" => pause(names, at, args, example),
        _ => return None,
    })
}

fn links<C, E>(
    names: &[String],
    at: Offset,
    verb: &str,
    args: &[&str],
    example: &'static str,
) -> Result<Timed<C, E>, Problem> {
    let heals = verb == "heal";
    let make = |from, to| match verb {
        "cut" => (at, Intervention::Cut(from, to)),
        "reject" => (at, Intervention::Reject(from, to)),
        _ => (at, Intervention::Heal(from, to)),
    };
    if args.is_empty() && !heals {
        return Err(missing(verb, "a link", example));
    }
    let mut acts = Vec::new();
    for word in args {
        let (a, b, one_way) = nodes::find_link(names, word)?;
        acts.push(make(a, b));
        if !one_way {
            acts.push(make(b, a));
        }
    }
    if args.is_empty() {
        let all: Vec<NodeId> = nodes::find(names, &["all"])?;
        let pairs = all.iter().flat_map(|a| all.iter().map(move |b| (*a, *b)));
        acts.extend(pairs.filter(|(a, b)| a != b).map(|(a, b)| make(a, b)));
    }
    Ok(acts)
}

fn forget<C, E>(
    names: &[String],
    at: Offset,
    args: &[&str],
    example: &'static str,
) -> Result<Timed<C, E>, Problem> {
    let (port, words) = match args.split_last() {
        Some((last, words)) if last.parse::<u16>().is_ok() => {
            (last.parse().unwrap_or(3_888), words)
        }
        _ => (3_888, args),
    };
    if words.is_empty() {
        return Err(missing("forget", "a link", example));
    }
    let mut acts = Vec::new();
    for word in words {
        let (a, b, _) = nodes::find_link(names, word)?;
        acts.push((at, Intervention::Forget { a, b, port }));
    }
    Ok(acts)
}

fn pause<C, E>(
    names: &[String],
    at: Offset,
    args: &[&str],
    example: &'static str,
) -> Result<Timed<C, E>, Problem> {
    let Some((length, targets)) = args.split_last() else {
        return Err(missing("pause", "a server and a time", example));
    };
    let length = span(length)?;
    let nodes = nodes::find_some(names, "pause", targets, example)?;
    let act = |node| (at, Intervention::Pause(node, length));
    Ok(nodes.into_iter().map(act).collect())
}

fn edit(
    names: &[String],
    at: Offset,
    args: &[&str],
    body: Option<&str>,
) -> Result<Vec<Act>, Problem> {
    let is_node = |word: &&&str| {
        **word == "all" || names.iter().any(|name| name == **word) || word.contains("..")
    };
    let count = args.iter().take_while(is_node).count();
    let (targets, change) = args.split_at(count);
    let change = ConfigEdit::parse(change, body)?;
    let nodes = some_nodes(names, "edit", if count == 0 { args } else { targets })?;
    let act = |node| Act {
        at,
        what: What::EditConfig(node, change.clone()),
    };
    Ok(nodes.into_iter().map(act).collect())
}

/// `reconfig NODE remove server.N …`, or `reconfig NODE server.N=…`: the client of one server.
fn reconfig(
    names: &[String],
    at: Offset,
    args: &[&str],
    body: Option<&str>,
) -> Result<Vec<Act>, Problem> {
    let Some((node, change)) = args.split_first() else {
        let example = example("reconfig");
        return Err(missing("reconfig", "a server and a change", example));
    };
    let node = nodes::find_one(names, node)?;
    let change = ConfigEdit::parse(change, body)?;
    let what = What::Reconfig(node, change);
    Ok(vec![Act { at, what }])
}

fn install(names: &[String], at: Offset, args: &[&str]) -> Result<Vec<Act>, Problem> {
    let Some((name, targets)) = args.split_first() else {
        return Err(missing("install", "a release", example("install")));
    };
    let release = release(name)?;
    let nodes = some_nodes(names, "install", targets)?;
    let act = |node| plain(at, Intervention::Edit(node, Edit::Release(release)));
    Ok(nodes.into_iter().map(act).collect())
}

fn write_myid(names: &[String], at: Offset, args: &[&str]) -> Result<Vec<Act>, Problem> {
    let Some((text, targets)) = args.split_last() else {
        return Err(missing("myid", "servers and a number", example("myid")));
    };
    let myid = myid(text)?;
    let nodes = some_nodes(names, "myid", targets)?;
    let act = |node| plain(at, Intervention::Edit(node, Edit::MyId(myid)));
    Ok(nodes.into_iter().map(act).collect())
}

fn boot(names: &[String], at: Offset, args: &[&str]) -> Result<Vec<Act>, Problem> {
    let Some((length, targets)) = args.split_last() else {
        return Err(missing("boot", "servers and a time", example("boot")));
    };
    let boot = range(length)?;
    let nodes = some_nodes(names, "boot", targets)?;
    let act = |node| plain(at, Intervention::Edit(node, Edit::Boot(boot)));
    Ok(nodes.into_iter().map(act).collect())
}

fn log(names: &[String], at: Offset, args: &[&str]) -> Result<Vec<Act>, Problem> {
    let Some((text, targets)) = args.split_last() else {
        return Err(missing("log", "servers and a zxid", example("log")));
    };
    let zxid = zxid(text)?;
    let nodes = some_nodes(names, "log", targets)?;
    let act = |node| plain(at, Intervention::Tell(node, Command::Log(zxid)));
    Ok(nodes.into_iter().map(act).collect())
}

/// Clients write transactions; those of a server that does not lead are left out.
fn write(names: &[String], at: Offset, args: &[&str]) -> Result<Vec<Act>, Problem> {
    let Some((text, targets)) = args.split_last() else {
        return Err(missing("write", "servers and a number", example("write")));
    };
    let number = text
        .parse::<u32>()
        .ok()
        .filter(|number| (1..=MOST_WRITES).contains(number))
        .ok_or_else(|| Problem::Malformed {
            word: (*text).to_owned(),
            what: "a whole number",
            example: "write all 5",
        })?;
    let nodes = some_nodes(names, "write", targets)?;
    let act = |node| plain(at, Intervention::Tell(node, Command::Write(number)));
    Ok(nodes.into_iter().map(act).collect())
}

/// Transactions of one `write` at most.
const MOST_WRITES: u32 = 1_000_000;

/// A release by its name.
pub(super) fn release(name: &str) -> Result<Release, Problem> {
    let known = Release::ALL.iter().map(|release| release.name());
    Release::named(name).ok_or_else(|| unknown("release", name, known))
}

/// What is in a `myid` file; nothing if there is none.
pub(super) fn myid(text: &str) -> Result<Option<Sid>, Problem> {
    if text == "none" {
        return Ok(None);
    }
    let number = text.parse::<i64>().ok();
    match number.filter(|number| (0..=LARGEST_MYID).contains(number)) {
        Some(number) => Ok(Some(Sid(number))),
        None => Err(Problem::Malformed {
            word: text.to_owned(),
            what: "a number from 0 to 9999, or none",
            example: "myid zk1 4",
        }),
    }
}

/// As large as the N of a `server.N` line.
const LARGEST_MYID: i64 = 9_999;

/// A zxid as logs print it.
pub(crate) fn zxid(text: &str) -> Result<Zxid, Problem> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() <= 16);
    digits
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .map(|bits| Zxid(i64::from_ne_bytes(bits.to_ne_bytes())))
        .ok_or_else(|| Problem::Malformed {
            word: text.to_owned(),
            what: "a zxid",
            example: "0x724cd3601",
        })
}

/// A length of time that is not negative.
///
/// # Errors
/// When it is none.
pub fn span(text: &str) -> Result<Span, Problem> {
    time::parse(text)
        .and_then(Offset::span)
        .ok_or_else(|| Problem::Malformed {
            word: text.to_owned(),
            what: "a length of time",
            example: "1500ms, 300s, 5m or 1h",
        })
}

/// One length of time, or two with `..` between them.
///
/// # Errors
/// When it is neither.
pub fn range(text: &str) -> Result<Range, Problem> {
    let (low, high) = text.split_once("..").unwrap_or((text, text));
    let (low, high) = (span(low)?, span(high)?);
    Ok(Range::micros(
        low.as_micros(),
        high.as_micros().max(low.as_micros()),
    ))
}

/// A moment, counted from zero.
///
/// # Errors
/// When it is none.
pub fn offset(text: &str) -> Result<Offset, Problem> {
    time::parse(text).ok_or_else(|| Problem::Malformed {
        word: text.to_owned(),
        what: "a time",
        example: "1500ms, 300s, 5m or 1h",
    })
}

/// Acts by their time; those of the same time stay in the order in which they were written.
pub(super) fn in_order(acts: Vec<Act>) -> Vec<Act> {
    let mut ordered: Vec<Act> = Vec::with_capacity(acts.len());
    for act in acts {
        let place = ordered.partition_point(|other| other.at <= act.at);
        ordered.insert(place, act);
    }
    ordered
}
