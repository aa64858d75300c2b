//! The stage: every server as a card, what travels between them as lines.

mod ballot;
mod card;
mod flight;
mod link;
mod make;
mod place;

pub use ballot::Ballot;
pub use card::{Card, CardRow, Chip, Content, GAP, Meter, Slip, Slot, Texture};
pub use place::{Layout, Tier};

use crate::paint::{Drawing, Rect};
use crate::sight::Sight;
use picture::zookeeper::Picture;
use scenario::lesson::Look;
use sim::id::{EventId, NodeId};
use sim::time::Span;

/// What is looked at, beside the moment itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Focus<'a> {
    /// The event that is selected.
    pub event: Option<EventId>,
    /// How far the selected event's message has come on its way, from 0 to 1.
    pub travelled: f32,
    /// Messages that arrived less than this ago are still shown.
    pub afterglow: Span,
    /// What a lesson points at; nothing if it does not.
    pub looks: &'a [Look],
    /// Whether all of it has to be seen at once: cards say less where there is little room.
    pub brief: bool,
}

/// The stage at a moment.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    /// How much each card says.
    pub tier: Tier,
    /// The servers, with their places.
    pub cards: Vec<(Rect, Card)>,
    /// Hosts that never run a process, with their places.
    pub chips: Vec<(Rect, Chip)>,
    /// The lines between them.
    pub drawing: Drawing,
    /// The height that all of it takes, in px.
    pub height: f32,
}

impl Stage {
    /// Puts the stage of a moment together, for an area of this size in px.
    pub fn of(sight: &Sight<'_>, picture: &Picture, focus: &Focus<'_>, size: (f32, f32)) -> Self {
        let (shown, dark): (Vec<NodeId>, Vec<NodeId>) =
            sight.nodes().partition(|node| sight.appears(*node));
        let layout = Layout::new(shown.len(), dark.len(), size, focus.brief);
        let of_event = focus.event.and_then(|event| sight.reading.trace.get(event));
        let of_event = of_event.map(|row| row.node);
        let cards: Vec<Card> = shown
            .iter()
            .map(|node| {
                let mut card = make::card(sight, picture, *node);
                card.look_at(focus.looks, of_event);
                if layout.tier == Tier::Brief {
                    card.shorten();
                }
                card
            })
            .collect();
        let heights: Vec<f32> = cards.iter().map(|card| card.height(layout.tier)).collect();
        let (rects, height) = layout.rects(&heights);
        let cards: Vec<(Rect, Card)> = rects.into_iter().zip(cards).collect();
        let chips = dark
            .iter()
            .zip(&layout.chips)
            .map(|(node, rect)| (*rect, make::chip(sight, picture, *node)))
            .collect();
        let mut stage = Self {
            tier: layout.tier,
            cards,
            chips,
            drawing: Drawing::default(),
            height,
        };
        let mut drawing = Drawing::default();
        link::Links {
            sight,
            picture,
            focus,
            stage: &stage,
        }
        .draw(&mut drawing);
        stage.drawing = drawing;
        stage
    }

    /// Where a host is.
    pub fn rect(&self, node: NodeId) -> Option<Rect> {
        let card = self.cards.iter().find(|(_, card)| card.node == node);
        let chip = || self.chips.iter().find(|(_, chip)| chip.node == node);
        card.map(|(rect, _)| *rect)
            .or_else(|| chip().map(|(rect, _)| *rect))
    }
}
