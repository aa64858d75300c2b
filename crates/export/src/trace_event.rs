//! A span of a run in the trace-event format that Perfetto and `chrome://tracing` open: a process per
//! host, a track per thread with the calls that it was inside of, messages as flows.
//!
//! The format nests what lies on a track by time alone. So each track gets its own strictly rising
//! clock: what happens within the same microsecond follows in steps of a nanosecond, in the order of
//! the Trace.

mod track;

use crate::{Subject, words};
use core::fmt::Write as _;
use locale::panel;
use locale::state::{self, Call};
use picture::index::MessageSpan;
use scenario::engine::ENGINE;
use sim::id::{EventId, Lane, NodeId};
use sim::sorted_map::SortedMap;
use sim::world::act_of;
use track::{Item, Track, What};
use view::time::Window;

/// A process and a thread of the format, both counted from 1.
type Key = (usize, usize);

/// The track of a host's states and of what was done to it, above those of its threads.
const STATES: usize = 1;

/// The events of a span as JSON, with when zero is and which run it is beside them. Times are in
/// microseconds from the beginning of the run.
pub fn trace_events(subject: &Subject<'_>, window: Window) -> String {
    let mut tracks = SortedMap::new();
    states(subject, window, &mut tracks);
    acts(subject, window, &mut tracks);
    calls(subject, window, &mut tracks);
    messages(subject, window, &mut tracks);
    service(subject, window, &mut tracks);
    let mut events = Vec::new();
    names(subject, &tracks, &mut events);
    for ((process, thread), track) in tracks.iter() {
        track.write(*process, *thread, &mut events);
    }
    queues(subject, window, &mut events);
    let sight = subject.sight;
    let zero = sight.clock().log_stamp(sight.clock().zero());
    format!(
        "{{\"displayTimeUnit\":\"ms\",\"otherData\":{{\"run\":{},\"scenario\":{},\"engine\":{ENGINE},\
         \"release\":{},\"zero\":{},\"zero_us\":{}}},\"traceEvents\":[\n{}\n]}}\n",
        words::quoted(&subject.run()),
        words::quoted(subject.scenario),
        words::quoted(sight.plan.release.name()),
        words::quoted(&zero),
        sight.clock().zero().as_micros(),
        events.join(",\n")
    )
}

fn process(node: NodeId) -> usize {
    node.index() + 1
}

fn thread(lane: Lane) -> usize {
    // The host's own lane has the largest number.
    if lane == Lane::HOST {
        STATES
    } else {
        usize::from(lane.0) + STATES + 1
    }
}

fn names(subject: &Subject<'_>, tracks: &SortedMap<Key, Track>, events: &mut Vec<String>) {
    let sight = subject.sight;
    let mut meta = |name: &str, process: usize, thread: Option<usize>, value: &str| {
        let thread = thread.map_or_else(String::new, |thread| format!("\"tid\":{thread},"));
        events.push(format!(
            "{{\"ph\":\"M\",\"cat\":\"__metadata\",\"ts\":0,\"name\":\"{name}\",\"pid\":{process},{thread}\"args\":{{{value}}}}}"
        ));
    };
    let named = |name: &str| format!("\"name\":{}", words::quoted(name));
    for node in words::everybody(sight) {
        let process = process(node);
        meta("process_name", process, None, &named(sight.name(node)));
        let place = format!("\"sort_index\":{process}");
        meta("process_sort_index", process, None, &place);
    }
    let service = service_process(subject);
    meta(
        "process_name",
        service,
        None,
        &named(panel::service(sight.language)),
    );
    meta("process_sort_index", service, None, "\"sort_index\":0");
    for ((process, of), track) in tracks.iter() {
        let name = named(&track.name);
        meta("thread_name", *process, Some(*of), &name);
        let place = format!("\"sort_index\":{of}");
        meta("thread_sort_index", *process, Some(*of), &place);
    }
}

/// The track of a thread; made when something lies on it.
fn track<'a>(
    subject: &Subject<'_>,
    tracks: &'a mut SortedMap<Key, Track>,
    node: NodeId,
    lane: Lane,
) -> &'a mut Track {
    let track = tracks.or_default((process(node), thread(lane)));
    if track.name.is_empty() {
        track.name = state::thread(subject.sight.reading.setting, lane);
    }
    track
}

/// A host's states, one after the other.
fn states(subject: &Subject<'_>, window: Window, tracks: &mut SortedMap<Key, Track>) {
    let sight = subject.sight;
    for node in sight.nodes() {
        let bands = sight.index.bands.get(node.index()).into_iter().flatten();
        for band in bands {
            let event = band.event.unwrap_or(EventId(0));
            let name = state::state(sight.language, band.state).to_owned();
            let track = track(subject, tracks, node, Lane::HOST);
            track.lasts(window, (band.from, band.to), event, name, "state");
        }
        let spells = sight.index.spells.get(node.index());
        let spells = spells.into_iter().flat_map(|spells| spells.iter());
        for spell in spells.filter(|spell| window.contains(spell.from)) {
            let name = state::spell(sight.language, sight.reading.setting, &spell);
            let track = track(subject, tracks, node, Lane::HOST);
            track.push(Item::at(spell.from, spell.event, What::Mark(name)));
        }
    }
}

fn acts(subject: &Subject<'_>, window: Window, tracks: &mut SortedMap<Key, Track>) {
    let sight = subject.sight;
    for (at, event) in &sight.index.acts {
        let row = sight.reading.trace.get(*event);
        if let Some((verb, node, _)) = row.as_ref().and_then(act_of)
            && window.contains(*at)
        {
            let name = panel::deed(sight.language, verb).to_owned();
            let track = track(subject, tracks, node, Lane::HOST);
            track.push(Item::at(*at, *event, What::Mark(name)));
        }
    }
}

/// What threads were inside of: dials, waits for a monitor, pauses.
fn calls(subject: &Subject<'_>, window: Window, tracks: &mut SortedMap<Key, Track>) {
    let sight = subject.sight;
    let nobody = words::nobody(sight);
    for ((node, lane), spans) in sight.index.tasks.iter() {
        let call = Call {
            language: sight.language,
            reading: &sight.reading,
            picture: &nobody,
            node: *node,
        };
        for span in spans.iter() {
            let category = if span.doing.blocks() {
                "blocked"
            } else {
                "waits"
            };
            let name = call.named(span.doing);
            let track = track(subject, tracks, *node, *lane);
            track.lasts(window, (span.from, span.to), span.event, name, category);
        }
    }
}

/// Messages: a mark where they are written and one where they are read, and the flow between them.
fn messages(subject: &Subject<'_>, window: Window, tracks: &mut SortedMap<Key, Track>) {
    let sight = subject.sight;
    for span in sight.index.messages.iter() {
        let name = words::message(sight, &span);
        let both = window.contains(span.sent_at)
            && span.read_at.is_some_and(|read_at| window.contains(read_at));
        let flow = both.then_some(span.sent.0);
        let mut mark = |event: EventId, out: bool| {
            let Some(row) = sight.reading.trace.get(event) else {
                return;
            };
            if window.contains(row.at) {
                let what = What::Message {
                    name: name.clone(),
                    args: args(subject, &span),
                    flow: flow.map(|id| (id, out)),
                };
                let track = track(subject, tracks, row.node, row.lane);
                track.push(Item::at(row.at, event, what));
            }
        };
        mark(span.sent, true);
        if let Some(read) = span.read {
            mark(read, false);
        }
    }
}

fn args(subject: &Subject<'_>, span: &MessageSpan) -> String {
    let sight = subject.sight;
    let mut args = format!(
        "\"from\":{},\"to\":{},\"written\":{}",
        words::quoted(sight.name(span.from)),
        words::quoted(sight.name(span.to)),
        words::quoted(&sight.clock().time_of_day(words::written(sight, span)))
    );
    if let Some(n) = words::notification(sight, span.message) {
        let _ = write!(
            args,
            ",\"leader\":\"{}\",\"zxid\":\"0x{:x}\",\"round\":{},\"peerEpoch\":{},\"state\":\"{}\"",
            n.vote.leader,
            n.vote.zxid,
            n.round.0,
            n.vote.peer_epoch.0,
            n.state.name()
        );
    }
    args
}

/// The process whose one track says when somebody served.
fn service_process(subject: &Subject<'_>) -> usize {
    words::everybody(subject.sight).count() + 1
}

fn service(subject: &Subject<'_>, window: Window, tracks: &mut SortedMap<Key, Track>) {
    let sight = subject.sight;
    let track = tracks.or_default((service_process(subject), STATES));
    track.name = panel::service(sight.language).to_owned();
    for span in &sight.index.service {
        let leader = sight.name(span.leader).to_owned();
        track.lasts(window, (span.from, span.to), EventId(0), leader, "service");
    }
}

/// How many notifications wait for WorkerSender, as counters.
fn queues(subject: &Subject<'_>, window: Window, events: &mut Vec<String>) {
    let sight = subject.sight;
    for node in sight.nodes() {
        let steps = sight.index.queues.get(node.index());
        let steps = steps.into_iter().flat_map(|steps| steps.iter());
        for step in steps.filter(|step| window.contains(step.at)) {
            events.push(format!(
                "{{\"ph\":\"C\",\"cat\":\"queue\",\"name\":\"sendqueue\",\"pid\":{},\"ts\":{},\"args\":{{\"waiting\":{}}}}}",
                process(node),
                step.at.as_micros(),
                step.waiting
            ));
        }
    }
}
