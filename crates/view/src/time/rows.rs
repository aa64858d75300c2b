//! Which rows the panel has. They depend on the run and on what is asked for, never on the window:
//! rows that come and go while time runs cannot be read.

use crate::sight::Sight;
use locale::{panel, state};
use picture::index::TaskSpan;
use sim::id::{Lane, NodeId};
use sim::packed::Packed;
use sim::time::Span;
use zookeeper::ids::Sid;
use zookeeper::lane::Thread;

/// Which lanes are shown below the bands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Lanes {
    /// None.
    Nodes,
    /// Those of threads that are stuck at some time, and of what waits because of them.
    #[default]
    Blocked,
    /// Those of all threads.
    All,
}

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// Whether anybody is served.
    Service,
    /// What a client knows of its writes.
    Client(NodeId),
    /// A host's states.
    Band(NodeId),
    /// A thread's calls.
    Thread(NodeId, Lane),
    /// How many notifications wait for WorkerSender.
    Queue(NodeId),
    /// Ballots that wait for a connection to a peer.
    Parked(NodeId, Sid),
    /// What a server prints as the duration of its elections.
    Took(NodeId),
    /// Hosts that never run a process.
    Dark(Vec<NodeId>),
}

/// A row of the panel.
#[derive(Clone, PartialEq, Debug)]
pub struct Row<Kind = RowKind> {
    /// What it shows.
    pub kind: Kind,
    /// Its name.
    pub label: String,
    /// Its upper edge, in px from the top of the panel.
    pub top: f32,
    /// Its height, in px.
    pub height: f32,
}

impl Row {
    /// The upper edge of what is drawn in it: acts stand above a band.
    pub fn head(&self) -> f32 {
        match self.kind {
            RowKind::Band(_) => self.foot() - BAND_HEIGHT,
            RowKind::Service
            | RowKind::Client(_)
            | RowKind::Thread(..)
            | RowKind::Queue(_)
            | RowKind::Parked(..)
            | RowKind::Took(_)
            | RowKind::Dark(_) => self.top + 2.0,
        }
    }
}

impl<Kind> Row<Kind> {
    /// The lower edge of what is drawn in it.
    pub fn foot(&self) -> f32 {
        self.top + self.height - 2.0
    }
}

/// The rows of a panel.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rows<Kind = RowKind> {
    /// From top to bottom.
    pub rows: Vec<Row<Kind>>,
    /// The lower edge of the last one, in px from the top of the panel.
    pub height: f32,
}

/// The height of the ruler above the rows, in px.
pub const RULER: f32 = 22.0;
/// The room below the rows for the playhead's time, in px.
pub const FOOT: f32 = 22.0;

/// The height of a follower's or looker's band, in px: 72 % of a leader's.
pub(super) const BAND_HEIGHT: f32 = 13.0;

const SERVICE: f32 = 20.0;
const BAND: f32 = 27.0;
const LANE: f32 = 16.0;
const QUEUE: f32 = 15.0;
const TOOK: f32 = 14.0;

/// A thread that is stuck for less altogether has no lane of its own.
const STUCK: Span = Span::from_millis(50);
/// A server that elects less often has no row of TOOK.
const ELECTIONS: usize = 3;
/// A queue that is never longer has no row.
const QUEUE_LENGTH: u32 = 3;

impl Rows {
    /// The rows of a run.
    pub fn of(sight: &Sight<'_>, lanes: Lanes) -> Self {
        let mut rows = Self::below_the_ruler();
        rows.push(RowKind::Service, panel::service(sight.language), SERVICE);
        for client in &sight.index.clients {
            rows.push(RowKind::Client(client.node), sight.name(client.node), LANE);
        }
        let (shown, dark): (Vec<NodeId>, Vec<NodeId>) =
            sight.nodes().partition(|node| sight.appears(*node));
        for node in shown {
            rows.push(RowKind::Band(node), sight.name(node), BAND);
            rows.server(sight, node, lanes);
        }
        if !dark.is_empty() {
            let names: Vec<&str> = dark.iter().map(|node| sight.name(*node)).collect();
            rows.push(RowKind::Dark(dark), names.join(" "), LANE);
        }
        rows
    }

    /// The row of a host's states.
    pub fn band(&self, node: NodeId) -> Option<&Row> {
        self.find(|kind| *kind == RowKind::Band(node))
    }

    /// The row of a thread, or else of its host.
    pub fn thread(&self, node: NodeId, lane: Lane) -> Option<&Row> {
        self.find(|kind| *kind == RowKind::Thread(node, lane))
            .or_else(|| self.band(node))
    }

    /// The row at a height.
    pub fn at(&self, y: f32) -> Option<&Row> {
        self.rows
            .iter()
            .find(|row| row.top <= y && y < row.top + row.height)
    }

    fn find(&self, test: impl Fn(&RowKind) -> bool) -> Option<&Row> {
        self.rows.iter().find(|row| test(&row.kind))
    }

    fn server(&mut self, sight: &Sight<'_>, node: NodeId, lanes: Lanes) {
        if lanes == Lanes::Nodes {
            return;
        }
        let name = |lane| state::thread(sight.reading.setting, lane);
        let threads: Vec<Lane> = sight
            .index
            .tasks
            .iter()
            .filter(|((of, _), spans)| *of == node && (lanes == Lanes::All || stuck(sight, spans)))
            .map(|((_, lane), _)| *lane)
            .collect();
        for lane in &threads {
            self.push(RowKind::Thread(node, *lane), name(*lane), LANE);
            if *lane == Thread::WorkerSender.lane() {
                self.queues(sight, node);
            }
        }
        if sight
            .index
            .took
            .iter()
            .filter(|took| took.1 == node)
            .count()
            >= ELECTIONS
        {
            self.push(RowKind::Took(node), panel::took(sight.language), TOOK);
        }
    }

    /// What waits because WorkerSender is stuck.
    fn queues(&mut self, sight: &Sight<'_>, node: NodeId) {
        let queue = sight.index.queues.get(node.index());
        let longest = queue.and_then(|steps| steps.iter().map(|step| step.waiting).max());
        let longest = longest.unwrap_or(0);
        if longest > QUEUE_LENGTH {
            self.push(RowKind::Queue(node), panel::sendqueue(longest), QUEUE);
        }
        let mut peers: Vec<(Sid, NodeId)> = Vec::new();
        for span in sight.index.parked.iter().filter(|span| span.node == node) {
            let lasts = span.until.since(span.from) >= STUCK && span.until > sight.plan.from;
            if let Some(peer) = sight.reading.setting.host_of(span.to)
                && lasts
                && sight.appears(peer)
                && !peers.contains(&(span.to, peer))
            {
                peers.push((span.to, peer));
            }
        }
        for (sid, peer) in peers {
            let label = panel::parked_for(sight.language, sight.name(peer));
            self.push(RowKind::Parked(node, sid), label, QUEUE);
        }
    }
}

impl<Kind> Rows<Kind> {
    /// No rows, below the ruler.
    pub(crate) fn below_the_ruler() -> Self {
        Self {
            rows: Vec::new(),
            height: RULER,
        }
    }

    /// Those of the rows that are wanted, one below the other.
    #[must_use]
    pub fn only(self, wanted: impl Fn(&Kind) -> bool) -> Self {
        let mut rows = Self::below_the_ruler();
        for row in self.rows {
            if wanted(&row.kind) {
                rows.push(row.kind, row.label, row.height);
            }
        }
        rows
    }

    pub(crate) fn push(&mut self, kind: Kind, label: impl Into<String>, height: f32) {
        self.rows.push(Row {
            kind,
            label: label.into(),
            top: self.height,
            height,
        });
        self.height += height;
    }
}

fn stuck(sight: &Sight<'_>, spans: &Packed<TaskSpan>) -> bool {
    let blocked = spans
        .iter()
        .filter(|span| span.doing.is_stuck() && span.to > sight.plan.from);
    let total: u64 = blocked
        .map(|span| span.to.since(span.from).as_micros())
        .sum();
    total >= STUCK.as_micros()
}
