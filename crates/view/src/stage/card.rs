//! A card: what is to be known of one server, the same for every system.

use super::place::Tier;
use crate::standing::Standing;
use scenario::lesson::{Look, Part};
use sim::id::{EventId, Lane, NodeId};

/// What is to be known of one server.
#[derive(Clone, PartialEq, Debug)]
pub struct Card {
    /// Whose card it is.
    pub node: NodeId,
    /// The host's name.
    pub name: String,
    /// What it is.
    pub standing: Standing,
    /// The word for it.
    pub word: String,
    /// A number in the upper right corner, with its name.
    pub corner: Option<(String, String)>,
    /// What is to be known, in an order that never changes.
    pub rows: Vec<CardRow>,
    /// Whether a lesson points at the whole of it.
    pub looked: bool,
    /// Whether a lesson points elsewhere, and the event is not its own.
    pub aside: bool,
}

/// A host that never runs a process.
#[derive(Clone, PartialEq, Debug)]
pub struct Chip {
    /// Which host.
    pub node: NodeId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub standing: Standing,
    /// The word for it.
    pub word: String,
}

/// A row of a card.
#[derive(Clone, PartialEq, Debug)]
pub struct CardRow {
    /// Its name.
    pub label: String,
    /// Which part of the server it shows, unless it is a thread's.
    pub part: Option<Part>,
    /// Which thread it shows.
    pub lane: Option<Lane>,
    /// Whether a lesson points at it.
    pub looked: bool,
    /// What it says.
    pub content: Content,
    /// The event it comes from.
    pub event: Option<EventId>,
}

/// What a row says.
#[derive(Clone, PartialEq, Debug)]
pub enum Content {
    /// A vote as a slip of paper, with a note beside it.
    Slip(Slip, String),
    /// Votes held of votes needed, in the server's own view.
    Meter(Meter),
    /// What a thread is inside of.
    Call {
        /// In words.
        text: String,
        /// How it looks.
        texture: Texture,
        /// How much of its time is over, from 0 to 1, if it ends by itself.
        part: Option<f32>,
        /// Whether everybody else waits for the monitor that it holds.
        holds_lock: bool,
    },
    /// Something that waits in a row.
    Queue {
        /// How many.
        length: usize,
        /// In words.
        text: String,
    },
    /// Two numbers that ought to be the same.
    Compare {
        /// The first one's name and value.
        left: (String, String),
        /// The second one's value and name.
        right: (String, String),
        /// Whether they are the same.
        equal: bool,
        /// What it means that they are not.
        meaning: String,
    },
    /// Words.
    Plain(String),
}

/// How a call looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Texture {
    /// Blocked in it: stripes.
    Hatch,
    /// Waiting for a lock: dots.
    Dots,
    /// Working, or waiting for something that will come.
    Plain,
}

/// A vote as a slip of paper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slip {
    /// Whom and in which round: `zk2 r8`.
    pub text: String,
    /// All of it: leader, zxid, round, epoch.
    pub full: String,
    /// Whether its sender would say something else today.
    pub stale: bool,
}

/// Votes held of votes needed, in a server's own view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meter {
    /// One for each voter of the view, by sid.
    pub slots: Vec<Slot>,
    /// Votes that agree.
    pub have: usize,
    /// Votes that it takes.
    pub needed: usize,
    /// How many voters there are, in words.
    pub view: String,
    /// All of it in words.
    pub words: String,
}

/// What is recorded of one voter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    /// The voter.
    pub name: String,
    /// What is recorded: `→2`.
    pub mark: Option<String>,
    /// Whether it supports the proposal.
    pub supports: bool,
    /// Whether nothing can come from there.
    pub unreachable: bool,
}

/// The room above and below a card's content, and its head, in px.
const FRAME: f32 = 20.0;
const HEAD: f32 = 24.0;
/// The height of votes and their count beside each other, in px.
const BRIEF_ROW: f32 = 26.0;
/// The room above each row, in px.
pub const GAP: f32 = 5.0;

impl Card {
    /// Its height in px. The style sheet gives rows exactly these heights, so that lines end at edges.
    pub fn height(&self, tier: Tier) -> f32 {
        let rows = self.rows.iter().map(|row| row.content.height() + GAP);
        match tier {
            Tier::Full | Tier::Compact => FRAME + HEAD + rows.sum::<f32>(),
            Tier::Brief => {
                let calls = self.rows.iter().any(|row| row.content.is_call());
                let votes = self.rows.iter().any(|row| !row.content.is_call());
                let rows = [(votes, BRIEF_ROW), (calls, 19.0)].into_iter();
                let rows = rows.filter(|(has, _)| *has).map(|(_, height)| height + GAP);
                FRAME + HEAD + rows.sum::<f32>()
            }
            Tier::Tile => 64.0,
        }
    }

    /// Leaves what a brief card has room for: votes and their count beside each other, and the first thread
    /// that is stuck.
    pub(super) fn shorten(&mut self) {
        let mut is_stuck = false;
        self.rows.retain(|row| match &row.content {
            Content::Slip(..) | Content::Meter(_) => true,
            Content::Plain(_) => row.part == Some(Part::State),
            Content::Call { texture, .. } => {
                *texture != Texture::Plain && !std::mem::replace(&mut is_stuck, true)
            }
            Content::Queue { .. } | Content::Compare { .. } => false,
        });
    }

    /// Marks what a lesson points at; a card that it does not mention steps back.
    pub(super) fn look_at(&mut self, looks: &[Look], of_event: Option<NodeId>) {
        let node = self.node;
        let meant = of_event == Some(node) || looks.iter().any(|look| look.concerns(node));
        self.aside = !looks.is_empty() && !meant;
        self.looked = [Look::Card(node), Look::Row(node, Part::State)]
            .iter()
            .any(|look| looks.contains(look));
        for row in &mut self.rows {
            let part = row.part.map(|part| Look::Row(node, part));
            let lane = row.lane.map(|lane| Look::Thread(node, lane));
            row.looked = part.or(lane).is_some_and(|look| looks.contains(&look));
        }
    }
}

impl Content {
    fn is_call(&self) -> bool {
        matches!(self, Self::Call { .. })
    }

    /// Its height in px.
    pub fn height(&self) -> f32 {
        match self {
            Self::Slip(..) => 20.0,
            Self::Meter(_) => 36.0,
            Self::Call { .. } => 19.0,
            Self::Queue { .. } | Self::Compare { .. } | Self::Plain(_) => 17.0,
        }
    }

    /// The name of its class in the style sheet.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Slip(..) => "row-slip",
            Self::Meter(_) => "row-meter",
            Self::Call { .. } => "row-call",
            Self::Queue { .. } => "row-queue",
            Self::Compare { .. } => "row-compare",
            Self::Plain(_) => "row-plain",
        }
    }
}
