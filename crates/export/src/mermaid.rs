//! A span of a run as a Mermaid sequence diagram, for documents that draw them.
//!
//! Rows stand in the order in which something takes effect: a message where it is read, a dial where
//! it fails, a state where it begins. What is not a row of the span is said at its foot.

use crate::{Subject, words};
use core::fmt::Write as _;
use locale::{Language, card, export, panel, state};
use picture::index::MessageSpan;
use sim::id::{EventId, NodeId};
use sim::time::{SimTime, Span};
use sim::world::act_of;
use view::time::Window;
use zookeeper::fact::{DialFailure, Fact};
use zookeeper::message::PacketKind;

/// Mermaid draws no text longer than this: `maxTextSize`, 50,000 characters by default. Some room is
/// left for what is said of the rest.
const MOST: usize = 48_000;

/// A message that takes longer says when it was sent.
const SLOW: Span = Span::from_millis(2);

/// One row: when, by which fact, and what.
type Row = (SimTime, EventId, What);

enum What {
    /// A message that is read, or is not.
    Message(MessageSpan),
    /// A dial from one host to another that comes to nothing, in words.
    InVain(NodeId, NodeId, String),
    /// Something about one server.
    Note(NodeId, String),
}

/// The diagram of a span.
pub fn diagram(subject: &Subject<'_>, window: Window) -> String {
    let sight = subject.sight;
    let mut rows = Vec::new();
    messages(subject, window, &mut rows);
    dials(subject, window, &mut rows);
    states(subject, window, &mut rows);
    acts(subject, window, &mut rows);
    rows.sort_by_key(|(at, event, _)| (*at, *event));
    let written: Vec<(SimTime, String)> = rows
        .iter()
        .map(|(at, _, what)| (*at, line(subject, *at, what)))
        .collect();
    let mut text = head(subject, window, &hosts(subject, &rows));
    for (index, (at, line)) in written.iter().enumerate() {
        if text.len() + line.len() > MOST {
            let left = export::left_out(
                sight.language,
                written.len() - index,
                &sight.clock().time_of_day(*at),
            );
            note_over_all(subject, &mut text, &hosts(subject, &rows), &left);
            break;
        }
        text.push_str(line);
    }
    text
}

fn head(subject: &Subject<'_>, window: Window, hosts: &[NodeId]) -> String {
    let sight = subject.sight;
    let mut text = format!(
        "%% {}\nsequenceDiagram\n    title {}\n",
        subject.run(),
        escaped(subject.title)
    );
    for host in hosts {
        let _ = writeln!(text, "    participant {}", sight.name(*host));
    }
    let clock = sight.clock();
    let span = export::span(
        sight.language,
        &clock.log_stamp(window.from).replace(',', "."),
        &clock.time_of_day(window.to),
    );
    note_over_all(subject, &mut text, hosts, &span);
    text
}

fn note_over_all(subject: &Subject<'_>, text: &mut String, hosts: &[NodeId], note: &str) {
    let name = |host: Option<&NodeId>| host.map(|host| subject.sight.name(*host));
    let over = match (name(hosts.first()), name(hosts.last())) {
        (Some(first), Some(last)) if first != last => format!("{first},{last}"),
        (Some(only), _) => only.to_owned(),
        (None, _) => return,
    };
    let _ = writeln!(text, "    Note over {over}: {}", escaped(note));
}

/// Hosts of which a row speaks, and those that run at all.
fn hosts(subject: &Subject<'_>, rows: &[Row]) -> Vec<NodeId> {
    let sight = subject.sight;
    let is_meant = |node: NodeId| {
        rows.iter().any(|(_, _, what)| match what {
            What::InVain(from, to, _) => [*from, *to].contains(&node),
            What::Message(span) => [span.from, span.to].contains(&node),
            What::Note(of, _) => *of == node,
        })
    };
    let shown = |node: &NodeId| sight.appears(*node) || is_meant(*node);
    words::everybody(sight).filter(shown).collect()
}

/// Ballots, and packets other than pings.
fn messages(subject: &Subject<'_>, window: Window, rows: &mut Vec<Row>) {
    let sight = subject.sight;
    for span in sight.index.messages.iter() {
        let sent = sight.reading.trace.get(span.sent);
        let is_ping = matches!(
            sent.as_ref().and_then(Fact::decode),
            Some(Fact::PacketSent {
                kind: PacketKind::Ping,
                ..
            })
        );
        let (at, event) = match (span.read_at, span.read) {
            (Some(at), Some(event)) => (at, event),
            _ => (span.sent_at, span.sent),
        };
        if !is_ping && window.contains(at) {
            rows.push((at, event, What::Message(span)));
        }
    }
}

/// Dials that fail, and connections that are closed again because the other sid is larger.
fn dials(subject: &Subject<'_>, window: Window, rows: &mut Vec<Row>) {
    let sight = subject.sight;
    let reading = sight.reading;
    let first = EventId(reading.trace.count_before(window.from));
    let facts = reading.trace.from(first);
    for (id, row) in facts.take_while(|(_, row)| row.at <= window.to) {
        let fact = Fact::decode(&row);
        let (Some(Fact::DialFailed { to, .. }) | Some(Fact::ChallengeLost { to })) = fact else {
            continue;
        };
        let Some(peer) = reading.setting.host_of(to) else {
            continue;
        };
        let (from, name) = (sight.name(row.node), sight.name(peer));
        let said = if let Some(Fact::DialFailed { why, .. }) = fact {
            let spans = sight.index.tasks.get(&(row.node, row.lane));
            let dial = spans.and_then(|spans| spans.iter().find(|span| span.to == row.at));
            let length = row.at.since(dial.map_or(row.at, |dial| dial.from));
            failed(sight.language, name, &sight.seconds(row.at), (why, length))
        } else {
            card::knocked(sight.language, from, name)
        };
        rows.push((row.at, id, What::InVain(row.node, peer, said)));
    }
}

fn failed(
    language: Language,
    peer: &str,
    time: &str,
    (why, length): (DialFailure, Span),
) -> String {
    match why {
        DialFailure::TimedOut => card::timed_out(language, peer, time, length),
        DialFailure::Refused => card::refused(language, peer),
        DialFailure::NoRoute | DialFailure::UnknownHost => card::no_route(language, peer),
    }
}

/// States, rounds and votes, as they begin.
fn states(subject: &Subject<'_>, window: Window, rows: &mut Vec<Row>) {
    let sight = subject.sight;
    for node in sight.nodes() {
        let spells = sight.index.spells.get(node.index());
        let spells = spells.into_iter().flat_map(|spells| spells.iter());
        for spell in spells.filter(|spell| window.contains(spell.from)) {
            let words = state::spell(sight.language, sight.reading.setting, &spell);
            rows.push((spell.from, spell.event, What::Note(node, words)));
        }
    }
}

/// What somebody did.
fn acts(subject: &Subject<'_>, window: Window, rows: &mut Vec<Row>) {
    let sight = subject.sight;
    for (at, event) in &sight.index.acts {
        let row = sight.reading.trace.get(*event);
        if let Some((verb, node, _)) = row.as_ref().and_then(act_of)
            && window.contains(*at)
        {
            let words = panel::deed(sight.language, verb).to_owned();
            rows.push((*at, *event, What::Note(node, words)));
        }
    }
}

fn line(subject: &Subject<'_>, at: SimTime, what: &What) -> String {
    let sight = subject.sight;
    let time = sight.seconds(at);
    match what {
        What::Message(span) => message(subject, &time, span),
        What::InVain(from, to, said) => {
            let (from, to) = (sight.name(*from), sight.name(*to));
            format!("    {from}-x{to}: {time} {}\n", escaped(said))
        }
        What::Note(node, said) => {
            format!(
                "    Note over {}: {time} {}\n",
                sight.name(*node),
                escaped(said)
            )
        }
    }
}

fn message(subject: &Subject<'_>, time: &str, span: &MessageSpan) -> String {
    let sight = subject.sight;
    let arrow = match (span.read_at, span.ballot) {
        (None, _) => "--x",
        (Some(_), true) => "->>",
        (Some(_), false) => "-->>",
    };
    let mut said = format!("{time} {}", words::message(sight, span));
    let mut more = Vec::new();
    match span.read_at {
        Some(read) if read.since(span.sent_at) >= SLOW => {
            more.push(export::sent_at(
                sight.language,
                &sight.seconds(span.sent_at),
            ));
        }
        Some(_) => {}
        None => more.push(export::unread(sight.language).to_owned()),
    }
    more.extend(words::age(sight, span));
    if !more.is_empty() {
        let _ = write!(said, " ({})", more.join(", "));
    }
    let (from, to) = (sight.name(span.from), sight.name(span.to));
    format!("    {from}{arrow}{to}: {}\n", escaped(&said))
}

/// A text as it may stand behind a colon: what ends or opens something is written by its number.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '#' | ';' | '<' | '>' | '%' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}
