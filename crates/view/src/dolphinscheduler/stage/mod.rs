//! The stage of a cluster: masters and workers around the registry's tree, its sessions as closing
//! windows, the database's rows, applications.

mod look;
mod registry;
mod rows;
mod server;

pub(super) use server::{pulse, share};

use super::sheet::Sheet;
use super::{Sight, standing};
use crate::paint::{Drawing, Figure, Point, Rect, Tone, at, stroke};
use crate::standing::Standing;
use dolphinscheduler::fact::Fact;
use dolphinscheduler::path::Path;
use dolphinscheduler::setting::Role;
use picture::dolphinscheduler::Picture;
use picture::dolphinscheduler::look::Look;
use sim::id::{EventId, NodeId};

/// The stage at a moment.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    /// Everything on it, in the order in which it is drawn.
    pub drawing: Drawing,
    /// The servers' sheets.
    pub servers: Vec<(NodeId, Rect)>,
    /// Each server in words, for those who do not see it: name, state, what it does.
    pub words: Vec<String>,
    /// The rows of the registry's tree.
    pub paths: Vec<(Path, Rect)>,
    /// What else can be pointed at.
    places: Vec<(Look, Rect)>,
    /// What is pointed at.
    pub looked: Vec<Rect>,
    /// The height that all of it takes, in px.
    pub height: f32,
}

/// The room around and between sheets, in px.
const MARGIN: f32 = 16.0;
const GAP: f32 = 24.0;
const BELOW: f32 = 16.0;
/// Below this width everything stands in one column.
const COLUMN_BELOW: f32 = 700.0;
/// No column is wider than this.
const WIDEST: f32 = 300.0;

/// A column of sheets: where it stands and how far down it has grown.
#[derive(Clone, Copy)]
struct Column {
    x: f32,
    width: f32,
    y: f32,
}

impl Stage {
    /// Puts the stage of a moment together, for an area of this width in px. Places depend on the
    /// servers and the width, never on the moment; sheets grow downward only.
    pub fn of(sight: &Sight<'_>, picture: &Picture, event: Option<EventId>, width: f32) -> Self {
        let mut stage = Self::default();
        let mut columns = columns(width);
        let row = event.and_then(|event| sight.reading.trace.get(event));
        let selected = row.map(|row| row.node);
        let place = |columns: &[Column; 3], column: usize| columns[column];
        let servers = servers(sight, picture);
        for (index, node) in servers.iter().enumerate() {
            let column = if index % 2 == 0 { 0 } else { 2 };
            let Column { x, y, width } = place(&columns, column);
            let mut sheet = Sheet::new(x, y, width);
            if selected == Some(*node) {
                sheet = sheet.selected();
            }
            let (rect, words, places) =
                server::draw(&mut stage.drawing, sheet, sight, picture, *node);
            stage.places.extend(places);
            stage.servers.push((*node, rect));
            stage.words.push(words);
            grown(&mut columns, column, rect);
        }
        let Column { x, y, width } = columns[1];
        let sheet = Sheet::new(x, y, width);
        let (rect, places) = registry::tree(&mut stage.drawing, sheet, sight, picture, event);
        stage.paths = places.nodes;
        stage.places.extend(places.folders);
        grown(&mut columns, 1, rect);
        let Column { x, y, width } = columns[1];
        let sheet = Sheet::new(x, y, width);
        let (rect, places) = registry::sessions(&mut stage.drawing, sheet, sight, picture);
        stage.places.extend(places);
        grown(&mut columns, 1, rect);
        let column = if columns[2].y <= columns[0].y { 2 } else { 0 };
        let Column { x, y, width } = columns[column];
        let rect = rows::database(&mut stage.drawing, Sheet::new(x, y, width), sight, picture);
        stage.places.push((Look::Database, rect));
        grown(&mut columns, column, rect);
        if !picture.apps.is_empty() {
            let column = if columns[2].y <= columns[0].y { 2 } else { 0 };
            let Column { x, y, width } = columns[column];
            let rect = rows::yarn(&mut stage.drawing, Sheet::new(x, y, width), sight, picture);
            stage.places.push((Look::Yarn, rect));
            grown(&mut columns, column, rect);
        }
        stage.height = columns.iter().map(|column| column.y).fold(0.0, f32::max) - BELOW + MARGIN;
        stage.arrow(sight, event);
        stage
    }

    /// Where a server is.
    pub fn rect(&self, node: NodeId) -> Option<Rect> {
        let found = self.servers.iter().find(|(of, _)| *of == node);
        found.map(|(_, rect)| *rect)
    }

    /// A line between a server and the node that it has just looked at or changed.
    fn arrow(&mut self, sight: &Sight<'_>, event: Option<EventId>) {
        let row = event.and_then(|event| sight.reading.trace.get(event));
        let Some((by, path, wrote)) = row.and_then(|row| touched(&row)) else {
            return;
        };
        let place = self.paths.iter().find(|(of, _)| *of == path);
        let (Some(server), Some((_, node))) = (self.rect(by), place) else {
            return;
        };
        let beside = server.right() < node.x || server.x > node.right();
        if !beside {
            return;
        }
        let y = crate::bounded(node.centre().y, server.y + 12.0, server.bottom() - 12.0);
        let (from, to): (Point, Point) = if server.right() < node.x {
            (at(server.right(), y), at(node.x - 4.0, node.centre().y))
        } else {
            (at(server.x, y), at(node.right() + 4.0, node.centre().y))
        };
        let line = stroke(Tone::Ink, 2.0);
        self.drawing.line(from, to, line);
        if wrote {
            self.drawing.push(Figure::Head(to, from, Tone::Ink));
        } else {
            self.drawing.push(Figure::Ring {
                centre: to,
                radius: 4.5,
                stroke: line,
                fill: Tone::Bg0,
            });
        }
    }
}

/// Which node of the tree a fact is about, who has touched it, and whether it was changed.
fn touched(row: &sim::trace::Row) -> Option<(NodeId, Path, bool)> {
    use dolphinscheduler::lane::Thread;
    let fact = Fact::decode(row)?;
    if let Fact::NodeCreated { path, .. } | Fact::NodeSet { path, .. } = fact {
        let Thread::Connection(by) = Thread::from_lane(row.lane) else {
            return None;
        };
        return Some((by, path, true));
    }
    if let Fact::DeadEntriesListed { kind, .. } = fact {
        return Some((row.node, Path::dead(kind, row.node), false));
    }
    if let Fact::JudgedDead { why } = fact {
        use dolphinscheduler::fact::Death;
        let kind = dolphinscheduler::path::Kind::Master;
        let path = match why {
            Death::Entry => Path::dead(kind, row.node),
            Death::NodeAbsent | Death::Unreachable => Path::server(kind, row.node),
        };
        return Some((row.node, path, false));
    }
    if let Fact::DeadEntryAdded { kind, node } | Fact::DeadEntryFound { kind, node } = fact {
        let wrote = matches!(fact, Fact::DeadEntryAdded { .. });
        return Some((row.node, Path::dead(kind, node), wrote));
    }
    None
}

fn columns(width: f32) -> [Column; 3] {
    let y = 34.0;
    if width < COLUMN_BELOW {
        let one = Column {
            x: MARGIN,
            width: width - 2.0 * MARGIN,
            y,
        };
        return [one; 3];
    }
    let each = ((width - 2.0 * MARGIN - 2.0 * GAP) / 3.0).min(WIDEST);
    let first = (width - 3.0 * each - 2.0 * GAP) / 2.0;
    [0.0, 1.0, 2.0].map(|index| Column {
        x: first + index * (each + GAP),
        width: each,
        y,
    })
}

/// The next sheet of a column stands below this one; in one column, the next of all.
fn grown(columns: &mut [Column; 3], column: usize, rect: Rect) {
    let below = rect.bottom() + BELOW;
    let shared = columns[0].x.total_cmp(&columns[2].x).is_eq();
    for (index, one) in columns.iter_mut().enumerate() {
        if shared || index == column {
            one.y = below;
        }
    }
}

/// Masters and workers, masters first; those that never run are left out.
fn servers(sight: &Sight<'_>, picture: &Picture) -> Vec<NodeId> {
    let setting = sight.reading.setting;
    let roles = [Role::Master, Role::Worker];
    let all = roles.into_iter().flat_map(|role| setting.of_role(role));
    let appears = |node: &NodeId| {
        let bands = sight.index.bands.get(node.index());
        let runs = |state| !matches!(standing(state), Standing::Off | Standing::Down);
        bands.is_some_and(|bands| bands.iter().any(|band| runs(band.state)))
            || picture.process(*node).is_some()
    };
    all.filter(appears).collect()
}
