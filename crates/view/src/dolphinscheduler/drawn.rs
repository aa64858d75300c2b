//! A cluster as a system that can be drawn.

use super::time::{self, RowKind};
use super::{Sight, inspect};
use crate::drawn::Drawn;
use crate::inspect::Inspection;
use crate::paint::{Drawing, Rect};
use crate::time::{Lanes, Panel, Rows};
use failover::plan::Plan;
use locale::Language;
use locale::dolphinscheduler::card::field;
use locale::dolphinscheduler::event::tell;
use locale::dolphinscheduler::state;
use locale::event::Telling;
use picture::dolphinscheduler::index::Index;
use picture::dolphinscheduler::{DolphinScheduler, Picture};
use picture::reading::Reading;
use picture::scrubber::Scrubber;
use picture::system::System;
use sim::id::{EventId, Lane, NodeId};
use sim::time::SimTime;
use sim::trace::Row;
use std::borrow::Cow;

impl Drawn for DolphinScheduler {
    type Plan = Plan;
    type Index = Index;
    type RowKind = RowKind;

    fn name<'a>(sight: &Sight<'a>, node: NodeId) -> Cow<'a, str> {
        Cow::Owned(sight.name(node))
    }

    fn nodes(sight: &Sight<'_>) -> Vec<NodeId> {
        time::servers(sight).map(|(node, _)| node).collect()
    }

    fn thread(sight: &Sight<'_>, lane: Lane) -> String {
        state::thread(sight.language, sight.reading.setting, lane)
    }

    fn end(index: &Index) -> SimTime {
        index.end
    }

    fn acts(index: &Index) -> &[(SimTime, EventId)] {
        &index.acts
    }

    /// Whatever is worth a link in a chain of causes is worth being seen at its place.
    fn travels(row: &Row) -> bool {
        Self::tells(row)
    }

    fn rows(sight: &Sight<'_>, lanes: Lanes) -> Rows<RowKind> {
        time::rows(sight, lanes)
    }

    fn band_of(kind: &RowKind) -> Option<NodeId> {
        match kind {
            RowKind::Band(node) => Some(*node),
            RowKind::Masters
            | RowKind::Heartbeat(_)
            | RowKind::OwnNode(_)
            | RowKind::DeadEntry(_)
            | RowKind::Thread(..)
            | RowKind::Session(_) => None,
        }
    }

    fn lane_of(kind: &RowKind) -> Option<(NodeId, Lane)> {
        match kind {
            RowKind::Thread(node, lane) => Some((*node, *lane)),
            RowKind::Masters
            | RowKind::Band(_)
            | RowKind::Heartbeat(_)
            | RowKind::OwnNode(_)
            | RowKind::DeadEntry(_)
            | RowKind::Session(_) => None,
        }
    }

    fn is_service(kind: &RowKind) -> bool {
        *kind == RowKind::Masters
    }

    fn draw(drawing: &mut Drawing, panel: &Panel<'_, Self>, height: f32) {
        time::draw(drawing, panel, height);
    }

    fn draw_over(drawing: &mut Drawing, panel: &Panel<'_, Self>, height: f32) {
        time::draw_over(drawing, panel, height);
    }

    fn minimap(drawing: &mut Drawing, sight: &Sight<'_>, rect: Rect) {
        time::minimap(drawing, sight, rect);
    }

    fn tell(
        language: Language,
        reading: &Reading<'_, Self>,
        before: &Picture,
        event: EventId,
    ) -> Telling {
        tell(language, reading, before, event)
    }

    fn inspect(
        sight: &Sight<'_>,
        scrubber: &mut Scrubber<Self>,
        event: EventId,
    ) -> Option<Inspection> {
        inspect::inspect(sight, scrubber, event)
    }

    fn fields(sight: &Sight<'_>, picture: &Picture, node: NodeId) -> Vec<(&'static str, String)> {
        let fields = inspect::fields(sight, picture, node).into_iter();
        let named = fields.map(|(name, value)| (field(sight.language, name), value));
        named.collect()
    }
}
