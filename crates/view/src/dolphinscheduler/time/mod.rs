//! The rows of a cluster in the time panel: how many masters serve, each server's states with its
//! heartbeats, its own node, its dead entry and its threads, and the sessions that outlive a process.

mod draw;
mod lanes;

pub use draw::{Panel, draw, draw_over};

use super::Sight;
use super::standing;
use crate::paint::{Drawing, Rect};
use crate::standing::Standing;
use crate::time::minimap::bands;
use crate::time::{Axis, Lanes, Rows, Window};
use dolphinscheduler::lane::Thread;
use dolphinscheduler::path::{Kind, Lock, Path};
use dolphinscheduler::setting::Role;
use locale::dolphinscheduler::card::{Word, word};
use locale::dolphinscheduler::state;
use picture::dolphinscheduler::Doing;
use picture::dolphinscheduler::look::{Look, Part, Spot};
use sim::id::{Lane, NodeId};
use sim::time::Span;

/// What a row shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// How many masters are RUNNING and registered.
    Masters,
    /// A server's states.
    Band(NodeId),
    /// Its heartbeats.
    Heartbeat(NodeId),
    /// Its own node, with the session that owns it.
    OwnNode(NodeId),
    /// The entry that says that it is dead, and who looked for it.
    DeadEntry(NodeId),
    /// What a thread is inside of.
    Thread(NodeId, Lane),
    /// A session's window, by its place in the index.
    Session(usize),
}

impl RowKind {
    /// Whether a lesson that points there means this row. A session's row is known by its place in the
    /// index alone, and is not meant by itself.
    pub fn is_meant(self, look: Look) -> bool {
        match (self, look) {
            (Self::Masters, Look::Service) => true,
            (Self::Band(node), Look::Band(of))
            | (Self::Heartbeat(node), Look::Part(of, Part::Heartbeat))
            | (
                Self::OwnNode(node),
                Look::Part(of, Part::OwnNode) | Look::Tree(Spot::Registration(of)),
            )
            | (Self::DeadEntry(node), Look::Tree(Spot::DeadEntry(of) | Spot::Finish(of))) => {
                node == of
            }
            (Self::Thread(node, lane), Look::Thread(of, other)) => (node, lane) == (of, other),
            _ => false,
        }
    }
}

const SERVICE: f32 = 20.0;
const BAND: f32 = 27.0;
const LANE: f32 = 17.0;
const ENTRY: f32 = 22.0;
const SESSION: f32 = 19.0;

/// A thread that waits for less altogether has no lane of its own.
const STUCK: Span = Span::from_millis(40);

/// The rows of a run: they depend on the run and on what is asked for, never on the window.
pub fn rows(sight: &Sight<'_>, lanes: Lanes) -> Rows<RowKind> {
    let mut rows = Rows::below_the_ruler();
    let language = sight.language;
    rows.push(RowKind::Masters, word(language, Word::Masters), SERVICE);
    for (node, kind) in servers(sight) {
        rows.push(RowKind::Band(node), sight.name(node), BAND);
        if lanes != Lanes::Nodes {
            server(&mut rows, sight, (node, kind), lanes);
        }
    }
    rows
}

/// The servers that run at some moment of the story, masters first.
pub(super) fn servers(sight: &Sight<'_>) -> impl Iterator<Item = (NodeId, Kind)> {
    let roles = [(Role::Master, Kind::Master), (Role::Worker, Kind::Worker)];
    let all = roles.into_iter().flat_map(|(role, kind)| {
        let nodes = sight.reading.setting.of_role(role);
        nodes.map(move |node| (node, kind))
    });
    all.filter(|(node, _)| appears(sight, *node))
}

/// Draws how many masters serve and what every server is, over the whole run, into a rectangle.
pub fn minimap(drawing: &mut Drawing, sight: &Sight<'_>, rect: Rect) {
    let axis = Axis::linear(Window::whole(sight), rect.x, rect.right());
    let window = axis.window();
    let nodes: Vec<NodeId> = servers(sight).map(|(node, _)| node).collect();
    let rows = f32::from(u8::try_from(nodes.len()).unwrap_or(u8::MAX)) + 1.0;
    let pitch = rect.h / rows.max(2.0);
    for count in draw::counts(sight).filter(|count| count.to > window.from) {
        let (left, right) = (axis.x(count.from), axis.x(count.to));
        let height = (pitch * 0.6).max(2.0);
        let strip = Rect::new(left, rect.y, (right - left).max(1.0), height);
        if let Some(tone) = count.tone {
            drawing.fill(strip, tone);
        }
    }
    let mut top = rect.y + pitch;
    for node in nodes {
        let spans = sight.index.bands.get(node.index());
        let spans = spans.map_or(&[][..], |spans| spans).iter();
        let visible = spans.filter(|band| band.to > window.from && band.from < window.to);
        let visible = visible.map(|band| {
            let from = band.from.max(window.from);
            (from, band.to, standing(band.state))
        });
        bands(drawing, &axis, (top, pitch * 0.75), visible);
        top += pitch;
    }
}

fn server(rows: &mut Rows<RowKind>, sight: &Sight<'_>, (node, kind): (NodeId, Kind), lanes: Lanes) {
    let language = sight.language;
    let eventful = eventful(sight, node, kind);
    if eventful || lanes == Lanes::All {
        let label = word(language, Word::Heartbeat);
        rows.push(RowKind::Heartbeat(node), label, LANE);
        let label = word(language, Word::OwnNode);
        rows.push(RowKind::OwnNode(node), label, LANE);
    }
    if marked(sight, node, kind) {
        let label = word(language, Word::DeadEntry);
        rows.push(RowKind::DeadEntry(node), label, ENTRY);
    }
    for lane in threads(sight, node, lanes) {
        let label = state::thread(language, sight.reading.setting, lane);
        rows.push(RowKind::Thread(node, lane), label, LANE);
    }
    for (index, session) in sight.index.sessions.iter().enumerate() {
        let shown = session.orphaned.is_some() && session.number.is_none_or(|number| number < 2);
        if session.client == node && (shown && session.to > sight.plan.from) {
            let name = session_name(sight, session);
            rows.push(RowKind::Session(index), name, SESSION);
        }
    }
}

/// What a session is called: by the process that has opened it.
pub(super) fn session_name(
    sight: &Sight<'_>,
    span: &picture::dolphinscheduler::index::SessionSpan,
) -> String {
    use locale::dolphinscheduler::names;
    let session = picture::dolphinscheduler::Session {
        client: span.client,
        incarnation: span.incarnation,
        number: span.number,
        opened: (span.from, span.event),
        granted: span.granted,
        expires: span.to,
        heard: span.from,
        ended: None,
    };
    names::session(sight.reading.setting, &session)
}

/// Whether a server runs at some moment of the story.
fn appears(sight: &Sight<'_>, node: NodeId) -> bool {
    let bands = sight.index.bands.get(node.index());
    let runs = |state| !matches!(standing(state), Standing::Off | Standing::Down);
    bands.is_some_and(|bands| {
        let mut bands = bands.iter();
        bands.any(|band| runs(band.state) && band.to > sight.plan.from)
    })
}

/// Whether a server's registration changes in the story: it has more to show than its band.
fn eventful(sight: &Sight<'_>, node: NodeId, kind: Kind) -> bool {
    let own = Path::server(kind, node);
    let nodes = &sight.index.nodes;
    let changes = |span: &picture::dolphinscheduler::index::NodeSpan| {
        span.path == own && (span.from > sight.plan.from || span.gone.is_some())
    };
    nodes.iter().any(changes)
        || (sight.index.kills.iter())
            .any(|kill| kill.node == node && kill.judged.0 > sight.plan.from)
        || sight.index.bands[node.index()]
            .iter()
            .any(|band| band.from > sight.plan.from)
}

/// Whether anybody has written that the server is dead, or looked whether somebody had.
fn marked(sight: &Sight<'_>, node: NodeId, kind: Kind) -> bool {
    let dead = Path::dead(kind, node);
    let is = |path: Path| path == dead || is_tombstone(path, node);
    let written = |span: &picture::dolphinscheduler::index::NodeSpan| {
        is(span.path) && span.to > sight.plan.from
    };
    sight.index.nodes.iter().any(written)
        || (sight.index.looks.iter()).any(|look| is(look.path) && look.at > sight.plan.from)
}

pub(super) fn is_tombstone(path: Path, of: NodeId) -> bool {
    match path {
        Path::Finish { node, .. } | Path::FinishUnknown { node } => node == of,
        Path::Master { .. }
        | Path::Worker { .. }
        | Path::DeadMaster { .. }
        | Path::DeadWorker { .. }
        | Path::Place { .. }
        | Path::Coordinator => false,
    }
}

/// The threads that have lanes: those that wait for others or fail somebody over, or all.
fn threads(sight: &Sight<'_>, node: NodeId, lanes: Lanes) -> Vec<Lane> {
    let waits = |doing: Doing| match doing {
        Doing::WaitingForLock { lock, .. } => lock != Lock::Masters,
        Doing::Handling { .. } | Doing::FailingOver { .. } => true,
        Doing::HoldingLock(_) | Doing::Stopping(_) => false,
    };
    let spans = sight.index.tasks.iter().filter(|((of, _), _)| *of == node);
    spans
        .filter(|((_, lane), spans)| {
            if lanes == Lanes::All {
                return true;
            }
            let cache = Thread::from_lane(*lane) == Thread::TreeCacheFailover;
            let stuck = (spans.iter())
                .filter(|span| waits(span.doing) && span.to > sight.plan.from)
                .map(|span| span.to.since(span.from).as_micros());
            let commands = spans.iter().filter(|span| span.to > sight.plan.from);
            let longest = commands
                .filter(|span| span.doing.blocks())
                .map(|span| span.to.since(span.from).as_micros())
                .max();
            (cache && stuck.sum::<u64>() >= STUCK.as_micros())
                || longest.unwrap_or(0) >= Span::from_secs(5).as_micros()
        })
        .map(|((_, lane), _)| *lane)
        .collect()
}
