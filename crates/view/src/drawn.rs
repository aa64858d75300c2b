//! What a system has to bring along so that its runs can be drawn and inspected.

use crate::inspect::{self, Inspection};
use crate::paint::{Drawing, Rect};
use crate::sight::Sight;
use crate::time::{self, Lanes, Panel, RowKind, Rows};
use locale::Language;
use locale::event::{Telling, tell};
use locale::state;
use picture::index::Index;
use picture::reading::Reading;
use picture::scrubber::Scrubber;
use picture::system::System;
use picture::zookeeper::{Picture, ZooKeeper};
use scenario::plan::{Plan, Planned};
use sim::id::{EventId, Lane, NodeId};
use sim::time::SimTime;
use sim::trace::Row;
use std::borrow::Cow;
use std::fmt;

/// A system whose runs can be drawn and inspected.
pub trait Drawn: System {
    /// What its runs follow.
    type Plan: Planned<System = Self> + fmt::Debug + 'static;
    /// What lasts in a run.
    type Index: 'static;
    /// What a row of the time panel shows.
    type RowKind: Clone + PartialEq + fmt::Debug + 'static;

    /// A host's name.
    fn name<'a>(sight: &Sight<'a, Self>, node: NodeId) -> Cow<'a, str>;

    /// The hosts that run a process at some moment of the story.
    fn nodes(sight: &Sight<'_, Self>) -> Vec<NodeId>;

    /// A thread's name.
    fn thread(sight: &Sight<'_, Self>, lane: Lane) -> String;

    /// The end of what has been gathered.
    fn end(index: &Self::Index) -> SimTime;

    /// What was done from outside: when, and the fact.
    fn acts(index: &Self::Index) -> &[(SimTime, EventId)];

    /// Whether a fact goes from one host to another: no span in which one does is folded.
    fn travels(row: &Row) -> bool;

    /// The rows of a run: they depend on the run and on what is asked for, never on the window.
    fn rows(sight: &Sight<'_, Self>, lanes: Lanes) -> Rows<Self::RowKind>;

    /// Whose states a row shows, if it shows some.
    fn band_of(kind: &Self::RowKind) -> Option<NodeId>;

    /// What thread a row shows, if it shows one.
    fn lane_of(kind: &Self::RowKind) -> Option<(NodeId, Lane)>;

    /// Whether a row is the service's, which comes first and has the flags.
    fn is_service(kind: &Self::RowKind) -> bool;

    /// Draws of a panel what stays as it is while the playhead moves and something else is selected.
    fn draw(drawing: &mut Drawing, panel: &Panel<'_, Self>, height: f32);

    /// Draws the rest over it.
    fn draw_over(drawing: &mut Drawing, panel: &Panel<'_, Self>, height: f32);

    /// Draws the states of all hosts of a run into a rectangle.
    fn minimap(drawing: &mut Drawing, sight: &Sight<'_, Self>, rect: Rect);

    /// An event in words, given the picture before it.
    fn tell(
        language: Language,
        reading: &Reading<'_, Self>,
        before: &Self::Picture,
        event: EventId,
    ) -> Telling;

    /// Everything that can be said of an event.
    fn inspect(
        sight: &Sight<'_, Self>,
        scrubber: &mut Scrubber<Self>,
        event: EventId,
    ) -> Option<Inspection>;

    /// What a server holds, by name and value; nothing where none runs.
    fn fields(
        sight: &Sight<'_, Self>,
        picture: &Self::Picture,
        node: NodeId,
    ) -> Vec<(&'static str, String)>;
}

impl Drawn for ZooKeeper {
    type Plan = Plan;
    type Index = Index;
    type RowKind = RowKind;

    fn name<'a>(sight: &Sight<'a, Self>, node: NodeId) -> Cow<'a, str> {
        Cow::Borrowed(sight.name(node))
    }

    fn nodes(sight: &Sight<'_, Self>) -> Vec<NodeId> {
        sight.nodes().filter(|node| sight.appears(*node)).collect()
    }

    fn thread(sight: &Sight<'_, Self>, lane: Lane) -> String {
        state::thread(sight.reading.setting, lane)
    }

    fn end(index: &Index) -> SimTime {
        index.end
    }

    fn acts(index: &Index) -> &[(SimTime, EventId)] {
        &index.acts
    }

    fn travels(row: &Row) -> bool {
        time::fold::travels(row)
    }

    fn rows(sight: &Sight<'_, Self>, lanes: Lanes) -> Rows {
        Rows::of(sight, lanes)
    }

    fn band_of(kind: &RowKind) -> Option<NodeId> {
        match kind {
            RowKind::Band(node) => Some(*node),
            RowKind::Service
            | RowKind::Client(_)
            | RowKind::Thread(..)
            | RowKind::Queue(_)
            | RowKind::Parked(..)
            | RowKind::Took(_)
            | RowKind::Dark(_) => None,
        }
    }

    fn lane_of(kind: &RowKind) -> Option<(NodeId, Lane)> {
        match kind {
            RowKind::Thread(node, lane) => Some((*node, *lane)),
            RowKind::Service
            | RowKind::Client(_)
            | RowKind::Band(_)
            | RowKind::Queue(_)
            | RowKind::Parked(..)
            | RowKind::Took(_)
            | RowKind::Dark(_) => None,
        }
    }

    fn is_service(kind: &RowKind) -> bool {
        *kind == RowKind::Service
    }

    fn draw(drawing: &mut Drawing, panel: &Panel<'_, Self>, height: f32) {
        time::draw(drawing, panel, height);
    }

    fn draw_over(drawing: &mut Drawing, panel: &Panel<'_, Self>, height: f32) {
        time::draw_over(drawing, panel, height);
    }

    fn minimap(drawing: &mut Drawing, sight: &Sight<'_, Self>, rect: Rect) {
        time::minimap(drawing, sight, rect);
    }

    fn tell(
        language: Language,
        reading: &Reading<'_>,
        before: &Picture,
        event: EventId,
    ) -> Telling {
        tell(language, reading, before, event)
    }

    fn inspect(
        sight: &Sight<'_, Self>,
        scrubber: &mut Scrubber,
        event: EventId,
    ) -> Option<Inspection> {
        Inspection::of(sight, scrubber, event)
    }

    fn fields(
        sight: &Sight<'_, Self>,
        picture: &Picture,
        node: NodeId,
    ) -> Vec<(&'static str, String)> {
        let fields = inspect::fields(sight, picture, node).into_iter();
        let named = fields.map(|field| (state::field(sight.language, field.name), field.value));
        named.collect()
    }
}
