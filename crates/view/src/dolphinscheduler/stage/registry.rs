//! The registry's tree, and its sessions.

use super::server::share;
use crate::dolphinscheduler::Sight;
use crate::dolphinscheduler::sheet::{DATA, MONO_DATA, ROW, Sheet, rounded};
use crate::paint::{Drawing, Figure, Font, Rect, SMALL, SMALL_BOLD, Tone, at, stroke};
use dolphinscheduler::ids::SessionId;
use dolphinscheduler::path::{Lock, Path};
use locale::dolphinscheduler::card::{self, Word, word};
use locale::dolphinscheduler::names;
use picture::dolphinscheduler::look::{Look, Spot};
use picture::dolphinscheduler::{Gone, HowEnded, Picture, Session, Znode};
use sim::id::EventId;
use sim::time::Span;

/// A node that has gone is shown for so long.
const GHOST: Span = Span::from_secs(12);
/// Sessions that are shown at most.
const SESSIONS: usize = 9;

const MONO_SMALL: Font = Font {
    size: 11.0,
    bold: false,
    mono: true,
};
const MONO_ENTRY: Font = Font {
    size: 11.0,
    bold: true,
    mono: true,
};

/// Where the tree's nodes stand, and its folders that can be pointed at.
#[derive(Default)]
pub(super) struct Places {
    pub(super) nodes: Vec<(Path, Rect)>,
    pub(super) folders: Vec<(Look, Rect)>,
}

/// Draws the tree; gives its place and those of what is in it.
pub(super) fn tree(
    drawing: &mut Drawing,
    mut sheet: Sheet,
    sight: &Sight<'_>,
    picture: &Picture,
    event: Option<EventId>,
) -> (Rect, Places) {
    let language = sight.language;
    sheet.head(word(language, Word::Registry), "ZooKeeper");
    let mut maker = Tree {
        sight,
        picture,
        event,
        places: Places::default(),
    };
    for folder in ["/nodes/master", "/nodes/worker"] {
        maker.folder(&mut sheet, folder, folder == "/nodes/master");
    }
    maker.folder(&mut sheet, "/dead-servers", maker.has_dead_servers());
    maker.folder(&mut sheet, "/nodes/failover-finish-nodes", false);
    for lock in picture.registry.locks() {
        maker.lock(&mut sheet, lock);
    }
    (sheet.finish(drawing), maker.places)
}

struct Tree<'a> {
    sight: &'a Sight<'a>,
    picture: &'a Picture,
    event: Option<EventId>,
    places: Places,
}

impl Tree<'_> {
    /// Whether the release that runs knows dead entries.
    fn has_dead_servers(&self) -> bool {
        use dolphinscheduler::model::Tombstone;
        let models = self
            .picture
            .processes()
            .filter_map(|(_, process)| process.model);
        let mut tombstones = models.map(|model| model.switches().tombstone);
        tombstones.any(|tombstone| tombstone == Tombstone::Address)
    }

    /// A folder with what is in it and what has just gone from it; an empty one only if it matters.
    fn folder(&mut self, sheet: &mut Sheet, folder: &str, always: bool) {
        let of = |path: &Path| names::parent(*path) == folder;
        let nodes = self.picture.registry.nodes.iter();
        let nodes: Vec<(Path, Znode)> = nodes
            .filter(|(path, _)| of(path))
            .map(|(path, node)| (*path, *node))
            .collect();
        let at = self.picture.at;
        let fresh = |gone: &&Gone| of(&gone.path) && at.since(gone.at.0) <= GHOST;
        let gone: Vec<Gone> = self
            .picture
            .registry
            .gone
            .iter()
            .filter(fresh)
            .copied()
            .collect();
        if nodes.is_empty() && gone.is_empty() && !always {
            return;
        }
        let top = sheet.y;
        title(sheet, folder);
        if folder == "/dead-servers" {
            let look = Look::Tree(Spot::DeadServers);
            self.places.folders.push((look, sheet.since(top)));
        }
        let empty = nodes.is_empty() && gone.is_empty();
        for (path, node) in nodes {
            self.node(sheet, path, &node);
        }
        for gone in gone {
            self.ghost(sheet, &gone);
        }
        if empty {
            let text = word(self.sight.language, Word::Empty);
            sheet.row_at(20.0, text, (SMALL, Tone::Ink3), "");
        }
        sheet.gap(3.0);
    }

    fn node(&mut self, sheet: &mut Sheet, path: Path, node: &Znode) {
        let setting = self.sight.reading.setting;
        let dead = match path {
            Path::DeadMaster { .. }
            | Path::DeadWorker { .. }
            | Path::Finish { .. }
            | Path::FinishUnknown { .. } => true,
            Path::Master { .. } | Path::Worker { .. } | Path::Place { .. } | Path::Coordinator => {
                false
            }
        };
        let leaf = names::leaf(setting, path);
        let mut note = String::new();
        if dead {
            note = self.sight.brief(node.created.1);
            // The name says more than the moment.
            let room = sheet.right() - sheet.left() - 28.0;
            if MONO_ENTRY.width(&leaf) + MONO_SMALL.width(&note) > room {
                note.clear();
            }
        }
        if dead {
            let ground = Rect::new(
                sheet.left() - 6.0,
                sheet.y,
                sheet.right() - sheet.left() + 12.0,
                ROW,
            );
            let area = Figure::Area(rounded(ground, 3.0), Tone::DeadSoft);
            sheet.drawing().push(area);
        }
        sheet.stand_for(Some(node.created.2));
        let look = if dead {
            (MONO_ENTRY, Tone::Dead)
        } else {
            (MONO_DATA, Tone::Ink)
        };
        let rect = sheet.row_at(18.0, &leaf, look, &note);
        bullet(sheet, rect, dead);
        if let Some(owner) = node.owner {
            let name = names::session_of(setting, &self.picture.registry, owner);
            let tone = if self.is_orphan(owner) {
                Tone::Look
            } else {
                Tone::Ink2
            };
            sheet.tag(&name, tone);
        }
        sheet.stand_for(None);
        if self.event == Some(node.created.2) || self.event == node.set.map(|set| set.2) {
            let line = stroke(Tone::Ink, 1.5);
            sheet.drawing().push(Figure::Outline(rect, line));
        }
        self.places.nodes.push((path, rect));
    }

    /// A node that has just gone, and why.
    fn ghost(&mut self, sheet: &mut Sheet, gone: &Gone) {
        use dolphinscheduler::fact::Gone as Why;
        let setting = self.sight.reading.setting;
        let leaf = names::leaf(setting, gone.path);
        let language = self.sight.language;
        let why = match (gone.why, gone.by) {
            (Why::Expired, _) => word(language, Word::Expired).to_owned(),
            (Why::Closed, _) => word(language, Word::Closed).to_owned(),
            (Why::Deleted | Why::ByHand, Some(by)) => format!("− {}", self.sight.name(by)),
            (Why::Deleted | Why::ByHand, None) => "−".to_owned(),
        };
        let note = format!("{why} {}", self.sight.brief(gone.at.0));
        sheet.stand_for(Some(gone.at.1));
        let rect = sheet.row_at(20.0, &leaf, (MONO_DATA, Tone::Ink3), &note);
        let line = stroke(Tone::Ink3, 1.0);
        let (y, x) = (rect.centre().y, sheet.left() + 20.0);
        let length = MONO_DATA.width(&leaf).min(sheet.right() - x - 90.0);
        sheet.drawing().line(at(x, y), at(x + length, y), line);
        sheet.stand_for(None);
        self.places.nodes.push((gone.path, rect));
    }

    /// A lock's queue: the holder, and who waits behind it.
    fn lock(&mut self, sheet: &mut Sheet, lock: Lock) {
        let setting = self.sight.reading.setting;
        let top = sheet.y;
        title(sheet, &names::lock(setting, lock));
        let look = Look::Tree(Spot::Lock(lock));
        self.places.folders.push((look, sheet.since(top)));
        let places: Vec<(u32, Znode)> = (self.picture.registry.queue(lock))
            .map(|(number, node)| (number, *node))
            .collect();
        for (index, (number, node)) in places.iter().enumerate() {
            let owner = node
                .owner
                .and_then(|owner| self.picture.registry.sessions.get(&owner));
            let Some(owner) = owner else {
                continue;
            };
            let orphan = node.owner.is_some_and(|owner| self.is_orphan(owner));
            let language = self.sight.language;
            let who = names::process(language, setting, owner.client, owner.incarnation);
            let text = match (orphan, index) {
                (true, _) => format!("{who} · {}", word(language, Word::DeadPlace)),
                (false, 0) => who,
                (false, _) => format!("{who} · {}", word(language, Word::Waiting)),
            };
            let tone = if orphan { Tone::Look } else { Tone::Ink2 };
            sheet.stand_for(Some(node.created.2));
            let rect = sheet.row_at(20.0, &text, (DATA, tone), &format!("#{number}"));
            padlock(sheet, rect, index == 0);
            sheet.stand_for(None);
            let path = Path::Place {
                lock,
                number: *number,
            };
            self.places.nodes.push((path, rect));
        }
        sheet.gap(3.0);
    }

    fn is_orphan(&self, session: SessionId) -> bool {
        let session = self.picture.registry.sessions.get(&session);
        session.is_some_and(|session| is_orphan(self.picture, session))
    }
}

/// Whether the process that opened a session is gone.
fn is_orphan(picture: &Picture, session: &Session) -> bool {
    let host = picture.hosts.get(session.client.index());
    host.is_none_or(|host| host.process.is_none() || host.starts != session.incarnation)
}

fn title(sheet: &mut Sheet, folder: &str) {
    let rect = sheet.row_at(16.0, folder, (MONO_SMALL, Tone::Ink3), "");
    let (x, y) = (sheet.left(), rect.y);
    let points = vec![
        at(x + 1.0, y + 7.0),
        at(x + 5.0, y + 11.0),
        at(x + 9.0, y + 7.0),
    ];
    let line = stroke(Tone::Ink3, 1.2);
    sheet.drawing().push(Figure::Line(points, line));
}

/// A ring for a node that lives, a tombstone for one that says that somebody is dead.
fn bullet(sheet: &mut Sheet, row: Rect, dead: bool) {
    let centre = at(sheet.left() + 10.0, row.centre().y);
    let drawing = sheet.drawing();
    if dead {
        let (x, y) = (centre.x, centre.y);
        let points = vec![
            at(x - 4.0, y + 5.0),
            at(x - 4.0, y - 2.0),
            at(x - 2.0, y - 5.0),
            at(x + 2.0, y - 5.0),
            at(x + 4.0, y - 2.0),
            at(x + 4.0, y + 5.0),
            at(x - 4.0, y + 5.0),
        ];
        drawing.push(Figure::Line(points, stroke(Tone::DeadFill, 1.5)));
    } else {
        drawing.push(Figure::Ring {
            centre,
            radius: 3.0,
            stroke: stroke(Tone::Ink2, 1.5),
            fill: Tone::Bg2,
        });
    }
}

/// A closed lock for the holder, a dot for whoever waits.
fn padlock(sheet: &mut Sheet, row: Rect, holds: bool) {
    let (x, y) = (sheet.left() + 10.0, row.centre().y);
    let drawing = sheet.drawing();
    if holds {
        drawing.fill(Rect::new(x - 4.0, y - 1.0, 8.0, 6.0), Tone::Ink2);
        let points = vec![
            at(x - 2.5, y - 1.0),
            at(x - 2.5, y - 4.0),
            at(x + 2.5, y - 4.0),
            at(x + 2.5, y - 1.0),
        ];
        drawing.push(Figure::Line(points, stroke(Tone::Ink2, 1.4)));
    } else {
        drawing.fill(Rect::new(x - 1.5, y - 1.5, 3.0, 3.0), Tone::Ink3);
    }
}

/// Draws the sessions that own something, as windows that close; gives their place, and that of each.
pub(super) fn sessions(
    drawing: &mut Drawing,
    mut sheet: Sheet,
    sight: &Sight<'_>,
    picture: &Picture,
) -> (Rect, Vec<(Look, Rect)>) {
    let language = sight.language;
    let mut places = Vec::new();
    let shown = shown_sessions(picture);
    let granted = shown.first().map(|(_, session)| session.granted);
    let note = granted.map_or_else(String::new, |granted| card::timeout(language, granted));
    sheet.head(word(language, Word::Sessions), &note);
    for (_, session) in shown.iter().take(SESSIONS) {
        let top = sheet.y;
        one_session(&mut sheet, sight, picture, session);
        places.push((Look::Session(session.client), sheet.since(top)));
    }
    (sheet.finish(drawing), places)
}

/// Sessions that own a node of the tree, and those that have just expired: registrations first.
fn shown_sessions(picture: &Picture) -> Vec<(SessionId, Session)> {
    let registry = &picture.registry;
    let owns = |id: SessionId| registry.nodes.values().any(|node| node.owner == Some(id));
    let shown = |(id, session): &(&SessionId, &Session)| match session.ended {
        None => owns(**id),
        Some((at, HowEnded::Expired, _)) => {
            picture.at.since(at) <= GHOST && session.number.is_none_or(|number| number < 2)
        }
        Some((_, HowEnded::Closed, _)) => false,
    };
    let all = registry.sessions.iter().filter(shown);
    let mut all: Vec<(SessionId, Session)> = all.map(|(id, session)| (*id, *session)).collect();
    all.sort_by_key(|(id, session)| (session.number.unwrap_or(0), session.client, *id));
    all
}

fn one_session(sheet: &mut Sheet, sight: &Sight<'_>, picture: &Picture, session: &Session) {
    const NAMES: f32 = 56.0;
    const BAR: f32 = 86.0;
    let language = sight.language;
    let name = names::session(sight.reading.setting, session);
    let left = session.left(picture.at);
    let orphan = is_orphan(picture, session);
    let expired = session.ended.is_some();
    sheet.stand_for(Some(session.opened.1));
    sheet.row(&name, SMALL_BOLD, Tone::Ink, "");
    let x = sheet.left() + NAMES;
    let top = sheet.y - ROW + 3.0;
    let bar = Rect::new(x, top, BAR, 11.0);
    let drawing = sheet.drawing();
    drawing.push(Figure::Outline(bar, stroke(Tone::Ctl, 1.0)));
    let part = if expired {
        0.0
    } else {
        share(left, session.granted)
    };
    if orphan || expired {
        // It narrows to a point at its end: nobody opens it again.
        let width = bar.w * part;
        let high = bar.h * part / 2.0;
        let middle = bar.y + bar.h / 2.0;
        let points = vec![
            at(bar.x, bar.y),
            at(bar.x + width, middle - high),
            at(bar.x + width, middle + high),
            at(bar.x, bar.bottom()),
        ];
        drawing.push(Figure::Area(points, Tone::DownFill));
    } else {
        let filled = Rect::new(bar.x, bar.y, bar.w * part, bar.h);
        drawing.fill(filled, Tone::FollowSoft);
        drawing.fill(
            Rect::new(bar.x, bar.bottom() - 3.0, filled.w, 3.0),
            Tone::FollowFill,
        );
    }
    let text = if expired {
        word(language, Word::Expired).to_owned()
    } else {
        card::left(language, left)
    };
    let tone = if orphan { Tone::Look } else { Tone::Ink2 };
    let place = at(bar.right() + 7.0, top + 9.5);
    let room = sheet.right() - place.x;
    let text = crate::dolphinscheduler::sheet::fitting(&text, SMALL, room);
    sheet.drawing().text(place, text, SMALL, tone);
    sheet.stand_for(None);
}
