//! An event of a cluster in three voices: a sentence, the line that the release prints, what is
//! different afterwards; the two moments whose order decided; and the chain of causes.

use super::Sight;
use crate::inspect::{Cause, Change, Compared, Comparison, Inspection};
use dolphinscheduler::fact::{Death, Fact};
use dolphinscheduler::log::{LogLine, NodeContext, WallClock, render};
use dolphinscheduler::path::{Kind, Path};
use dolphinscheduler::setting::Role;
use locale::dolphinscheduler::card::{self, Field, field};
use locale::dolphinscheduler::event::tell;
use locale::dolphinscheduler::{names, state};
use picture::because;
use picture::dolphinscheduler::index::SelfKill;
use picture::dolphinscheduler::{DolphinScheduler, Picture};
use picture::scrubber::Scrubber;
use sim::id::{EventId, Lane, NodeId};
use sim::time::SimTime;

/// Links of the chain that are shown at most.
const LINKS: usize = 12;

/// Everything that can be said of an event.
pub fn inspect(
    sight: &Sight<'_>,
    scrubber: &mut Scrubber<DolphinScheduler>,
    event: EventId,
) -> Option<Inspection> {
    let reading = &sight.reading;
    let row = reading.trace.get(event)?;
    let chain = because::chain(reading, event)
        .into_iter()
        .take(LINKS)
        .filter_map(|event| cause(sight, scrubber, event))
        .collect();
    let before = scrubber.after(reading, event.0).clone();
    let after = scrubber.after(reading, event.0 + 1);
    let thread = state::thread(sight.language, reading.setting, row.lane);
    let subject = subject(sight, event).unwrap_or(row.node);
    Some(Inspection {
        event,
        at: row.at,
        node: row.node,
        thread: (row.lane != Lane::HOST).then_some(thread),
        telling: tell(sight.language, reading, &before, event),
        line: line(sight, event).map(|line| {
            let clock = WallClock::new(SimTime::ZERO, sight.clock().at(SimTime::ZERO));
            line.layout(&clock).to_string()
        }),
        source: Fact::decode(&row).map(|fact| fact.source()),
        comparison: comparison(sight, event),
        changes: changes(sight, &before, after, subject),
        chain,
    })
}

fn cause(
    sight: &Sight<'_>,
    scrubber: &mut Scrubber<DolphinScheduler>,
    event: EventId,
) -> Option<Cause> {
    let row = sight.reading.trace.get(event)?;
    let before = scrubber.after(&sight.reading, event.0);
    Some(Cause {
        event,
        at: row.at,
        node: row.node,
        telling: tell(sight.language, &sight.reading, before, event),
        source: Fact::decode(&row).map(|fact| fact.source()),
    })
}

/// The first line that a fact prints, in the wording of the release that runs there.
pub fn line(sight: &Sight<'_>, event: EventId) -> Option<LogLine> {
    let trace = sight.reading.trace;
    let row = trace.get(event)?;
    let fact = Fact::decode(&row)?;
    let mut context = NodeContext::default();
    let earlier = trace.from(EventId(0)).take_while(|(id, _)| *id < event);
    for (_, other) in earlier.filter(|(_, other)| other.node == row.node) {
        if let Some(fact) = Fact::decode(&other) {
            if matches!(fact, Fact::Booted { .. }) {
                context = NodeContext::default();
            }
            context.apply(other.at, fact);
        }
    }
    let lines = render(&row, fact, sight.reading.setting, context);
    lines.into_iter().next()
}

/// Whom an event of the registry is about: the server that a node of the tree names.
fn subject(sight: &Sight<'_>, event: EventId) -> Option<NodeId> {
    let fact = Fact::decode(&sight.reading.trace.get(event)?)?;
    let path = if let Fact::NodeCreated { path, .. }
    | Fact::NodeSet { path, .. }
    | Fact::NodeGone { path, .. } = fact
    {
        path
    } else if let Fact::DeadEntryAdded { kind, node } | Fact::DeadEntryFound { kind, node } = fact {
        Path::dead(kind, node)
    } else {
        return None;
    };
    match path {
        Path::Master { node }
        | Path::Worker { node }
        | Path::DeadMaster { node }
        | Path::DeadWorker { node }
        | Path::Finish { node, .. }
        | Path::FinishUnknown { node } => Some(node),
        Path::Place { .. } | Path::Coordinator => None,
    }
}

/// The self-kill that an event belongs to: the moment itself, the write that sealed it, or the look
/// that had found nothing.
fn kill_of<'a>(sight: &Sight<'a>, event: EventId) -> Option<&'a SelfKill> {
    let is = |moment: Option<(SimTime, EventId)>| moment.is_some_and(|(_, id)| id == event);
    sight.index.kills.iter().find(|kill| {
        is(Some(kill.judged)) || is(kill.sealed) || (kill.why == Death::Entry && is(kill.looked))
    })
}

/// The two moments whose order decided that a server stops itself.
fn comparison(sight: &Sight<'_>, event: EventId) -> Option<Comparison> {
    let kill = kill_of(sight, event)?;
    let (sealed, seal) = kill.sealed?;
    let (left, right) = match (kill.why, kill.looked) {
        (Death::Entry, Some((looked, _))) => (looked, sealed),
        (Death::Entry, None) => return None,
        (Death::NodeAbsent | Death::Unreachable, _) => (sealed, kill.judged.0),
    };
    let writer = sight.reading.trace.get(seal).and_then(|row| {
        use dolphinscheduler::lane::Thread;
        if let Thread::Connection(node) = Thread::from_lane(row.lane) {
            Some(sight.name(node))
        } else {
            None
        }
    });
    let server = sight.name(kill.node);
    let language = sight.language;
    let sides = card::two_moments(language, kill.why, &server, &writer.unwrap_or_default());
    Some(Comparison {
        sides,
        rows: vec![Compared {
            name: card::moment(language),
            left: sight.seconds(left),
            sign: if left < right { "<" } else { "=" },
            right: sight.seconds(right),
            decides: true,
        }],
        words: words(sight, kill),
    })
}

/// What decided the last self-kill of a server by a moment, in words with the measured times.
pub fn decided(sight: &Sight<'_>, node: NodeId, at: SimTime) -> Option<String> {
    let mut kills = sight.index.kills.iter().rev();
    let kill = kills.find(|kill| kill.node == node && kill.judged.0 <= at)?;
    kill.sealed.map(|_| words(sight, kill))
}

fn words(sight: &Sight<'_>, kill: &SelfKill) -> String {
    let sealed = kill.sealed.map_or(kill.judged.0, |(at, _)| at);
    let late = kill.looked.filter(|(at, _)| *at < sealed);
    let late = late.map(|(at, _)| sealed.since(at));
    let waited = kill.judged.0.since(sealed);
    card::decided(sight.language, kill.why, late, waited)
}

/// What is known of a server at a moment, value by value; nothing of a host without a server.
pub fn fields(sight: &Sight<'_>, picture: &Picture, node: NodeId) -> Vec<(Field, String)> {
    let kind = match sight.reading.setting.role(node) {
        Some(Role::Master) => Kind::Master,
        Some(Role::Worker) => Kind::Worker,
        Some(Role::Registry | Role::Database | Role::Yarn | Role::LogServer(_)) | None => {
            return Vec::new();
        }
    };
    let reader = Reader {
        sight,
        picture,
        node,
        kind,
    };
    Field::ALL
        .into_iter()
        .map(|field| (field, reader.value(field)))
        .collect()
}

/// Values that are shown beside any event, changed or not.
const ALWAYS: [Field; 4] = [
    Field::State,
    Field::OwnNode,
    Field::DeadEntry,
    Field::Session,
];

fn changes(sight: &Sight<'_>, before: &Picture, after: &Picture, node: NodeId) -> Vec<Change> {
    let (before, after) = (fields(sight, before, node), fields(sight, after, node));
    (before.into_iter().zip(after))
        .filter(|(b, a)| b.1 != a.1 || (ALWAYS.contains(&a.0) && !a.1.is_empty()))
        .map(|(b, a)| Change {
            name: field(sight.language, a.0),
            before: b.1,
            after: a.1,
        })
        .collect()
}

struct Reader<'a> {
    sight: &'a Sight<'a>,
    picture: &'a Picture,
    node: NodeId,
    kind: Kind,
}

impl Reader<'_> {
    fn value(&self, field: Field) -> String {
        let language = self.sight.language;
        let setting = self.sight.reading.setting;
        let process = self.picture.process(self.node);
        let registry = &self.picture.registry;
        let own = Path::server(self.kind, self.node);
        match field {
            Field::State => {
                let host = &self.picture.hosts[self.node.index()];
                state::state(language, host.state()).to_owned()
            }
            Field::OwnNode => self.presence(own),
            Field::DeadEntry => self.presence(Path::dead(self.kind, self.node)),
            Field::Session => registry.owner(own).map_or_else(String::new, |owner| {
                let left = owner.left(self.picture.at);
                let left = card::left_of(language, left, owner.granted);
                format!("{} · {left}", names::session(setting, owner))
            }),
            Field::Heartbeat => {
                let next = process.and_then(|process| process.heartbeat.next());
                next.map_or_else(String::new, |next| self.sight.seconds(next))
            }
            Field::Lock => {
                let tasks = process.map_or(&[][..], |process| &process.tasks);
                let held = tasks.iter().filter_map(|task| task.doing.lock());
                let held: Vec<&str> = held.map(card::short_lock).collect();
                held.join(" ")
            }
            Field::Pool => process.map_or_else(String::new, |process| {
                card::open(language, !process.pool_closed).to_owned()
            }),
            Field::Workflows => {
                let held = process.map_or(&[][..], |process| &process.workflows);
                let held: Vec<String> = held.iter().map(|id| format!("#{}", id.0)).collect();
                held.join(" ")
            }
            Field::Slot => {
                let slot = process.and_then(|process| process.slots);
                slot.map_or_else(String::new, |(slot, slots)| format!("{slot} / {slots}"))
            }
        }
    }

    fn presence(&self, path: Path) -> String {
        let node = self.picture.registry.nodes.get(&path);
        let owner = node.and_then(|node| node.owner);
        let setting = self.sight.reading.setting;
        let owner = owner.map(|owner| names::session_of(setting, &self.picture.registry, owner));
        card::presence(self.sight.language, owner.as_deref(), node.is_some())
    }
}
