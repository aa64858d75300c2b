//! The sheet of a master or a worker.

use crate::dolphinscheduler::sheet::{DATA, MONO_DATA, Sheet};
use crate::dolphinscheduler::{Sight, inspect, standing};
use crate::paint::{Drawing, Figure, MONO, Rect, SMALL, Stroke, Texture, Tone, at, stroke};
use crate::target::Target;
use dolphinscheduler::fact::{CuratorState, Fact};
use dolphinscheduler::path::{Kind, Path};
use dolphinscheduler::setting::Role;
use locale::dolphinscheduler::card::{self, Word, word};
use locale::dolphinscheduler::{names, state};
use locale::number::about;
use picture::dolphinscheduler::look::{Look, Part};
use picture::dolphinscheduler::{Doing, HostPicture, Picture, ProcessPicture, ServerBand, Task};
use sim::id::NodeId;
use sim::time::Span;

/// Steps that are shown, and for how long.
const STEPS: usize = 5;
const REMEMBERED: Span = Span::from_secs(30);
/// A thread that has been inside of something for less is not shown, but for failovers.
const BRIEF: Span = Span::from_millis(1_500);

/// Draws a server's sheet; gives its place, what it says in words, and where that stands which can be
/// pointed at.
pub(super) fn draw(
    drawing: &mut Drawing,
    sheet: Sheet,
    sight: &Sight<'_>,
    picture: &Picture,
    node: NodeId,
) -> (Rect, String, Vec<(Look, Rect)>) {
    let host = &picture.hosts[node.index()];
    let maker = Maker {
        sight,
        picture,
        node,
        host,
    };
    let state = host.state();
    let mut sheet = match host.process {
        Some(_) => sheet,
        None => sheet.ghost(),
    };
    let look = standing(state);
    let name = sight.process(picture, node);
    let word = state::state(sight.language, state);
    let note = if host.starts == 0 {
        String::new()
    } else {
        card::incarnation(sight.language, host.starts)
    };
    let mut places = Vec::new();
    let top = sheet.y;
    sheet.stand_for_target(Some(Target::Node(node)));
    sheet.name(look.glyph(), look.tones().text, (&name, word), &note);
    sheet.stand_for(None);
    places.push((Look::Part(node, Part::State), sheet.since(top)));
    match &host.process {
        Some(process) => maker.process(&mut sheet, process, &mut places),
        None => maker.gone(&mut sheet),
    }
    maker.stopped(&mut sheet, state);
    let words = format!("{name} {word}");
    (sheet.finish(drawing), words, places)
}

struct Maker<'a> {
    sight: &'a Sight<'a>,
    picture: &'a Picture,
    node: NodeId,
    host: &'a HostPicture,
}

/// Draws a part of a process on its sheet.
type PartOf<M> = fn(&M, &mut Sheet, &ProcessPicture);

impl Maker<'_> {
    fn process(&self, sheet: &mut Sheet, process: &ProcessPicture, places: &mut Vec<(Look, Rect)>) {
        let setting = self.sight.reading.setting;
        let address = setting.address(self.node);
        sheet.row(&address, MONO_DATA, Tone::Ink3, "");
        let started = self.sight.seconds(process.started.0);
        let started = card::started(self.sight.language, &started, process.pid);
        sheet.row(&started, SMALL, Tone::Ink3, "");
        sheet.gap(3.0);
        self.steps(sheet, process);
        self.threads(sheet, process, places);
        let parts: [(Part, PartOf<Self>); 4] = [
            (Part::Connections, Self::connections),
            (Part::Work, Self::workflows),
            (Part::OwnNode, Self::own_node),
            (Part::Heartbeat, Self::heartbeat),
        ];
        for (part, draw) in parts {
            let top = sheet.y;
            draw(self, sheet, process);
            if sheet.y > top {
                places.push((Look::Part(self.node, part), sheet.since(top)));
            }
        }
    }

    /// Its own node: whose session it hangs on, and whether it is there at all.
    fn own_node(&self, sheet: &mut Sheet, process: &ProcessPicture) {
        if process.heartbeat.interval.is_none() {
            return;
        }
        let language = self.sight.language;
        let path = Path::server(self.kind(), self.node);
        let registry = &self.picture.registry;
        let (text, tone) = match (registry.nodes.get(&path), registry.owner(path)) {
            (None, _) => (card::node_gone(language).to_owned(), Tone::Dead),
            (Some(_), Some(owner)) => {
                let name = names::session(self.sight.reading.setting, owner);
                if owner.incarnation == self.host.starts {
                    (card::owned_by(language, &name), Tone::Ink2)
                } else {
                    let left = card::left(language, owner.left(self.picture.at));
                    (card::borrowed(language, &name, &left), Tone::Look)
                }
            }
            (Some(_), None) => return,
        };
        sheet.pair(word(language, Word::OwnNode), &text, tone);
    }

    fn kind(&self) -> Kind {
        match self.sight.reading.setting.role(self.node) {
            Some(Role::Worker) => Kind::Worker,
            Some(_) | None => Kind::Master,
        }
    }

    /// What it has done lately, with a check mark and the time.
    fn steps(&self, sheet: &mut Sheet, process: &ProcessPicture) {
        let since =
            |step: &&picture::dolphinscheduler::Step| self.picture.at.since(step.at) <= REMEMBERED;
        let recent: Vec<_> = process.steps.iter().filter(since).collect();
        let first = recent.len().saturating_sub(STEPS);
        for step in &recent[first..] {
            let fact = self.sight.reading.trace.get(step.event);
            let fact = fact.and_then(|row| Fact::decode(&row));
            let setting = self.sight.reading.setting;
            let text = fact.and_then(|fact| card::step(self.sight.language, setting, fact));
            let Some(text) = text else {
                continue;
            };
            let time = self.sight.brief(step.at);
            sheet.stand_for(Some(step.event));
            let rect = sheet.row_at(18.0, &text, (DATA, Tone::Ink), &time);
            check(sheet, rect);
        }
        sheet.stand_for(None);
    }

    /// What its threads are inside of, with what they wait for.
    fn threads(&self, sheet: &mut Sheet, process: &ProcessPicture, places: &mut Vec<(Look, Rect)>) {
        let shown = |task: &&Task| {
            let lasted = self.picture.at.since(task.since);
            match task.doing {
                Doing::FailingOver { .. } | Doing::Handling { .. } => true,
                Doing::Stopping(_) => self.host.process.is_some(),
                Doing::WaitingForLock { .. } => lasted >= BRIEF,
                Doing::HoldingLock(lock) => lock != dolphinscheduler::path::Lock::Masters,
            }
        };
        for task in process.tasks.iter().filter(shown) {
            let language = self.sight.language;
            let setting = self.sight.reading.setting;
            let lasted = self.picture.at.since(task.since);
            let text = state::doing(language, setting, task.doing);
            let lasted = about(language, lasted);
            sheet.stand_for(Some(task.event));
            let rect = sheet.row_at(18.0, &text, (DATA, Tone::Ink), &lasted);
            now(sheet, rect, task.doing.blocks());
            places.push((Look::Thread(self.node, task.lane), rect));
            if let Some(note) = self.blocked_by(task.doing) {
                sheet.row_at(18.0, &note, (SMALL, Tone::Ink3), "");
            }
        }
        sheet.stand_for(None);
    }

    /// Whose place it waits for, and how long that can stay there.
    fn blocked_by(&self, doing: Doing) -> Option<String> {
        let Doing::WaitingForLock {
            lock,
            ahead: Some(number),
            ..
        } = doing
        else {
            return None;
        };
        let registry = &self.picture.registry;
        let owner = registry.owner(Path::Place { lock, number })?;
        let setting = self.sight.reading.setting;
        let name = names::session(setting, owner);
        let language = self.sight.language;
        let starts = self.picture.hosts.get(owner.client.index())?;
        if starts.process.is_some() && starts.starts == owner.incarnation {
            // Somebody has it who lives: the wait ends by itself.
            return None;
        }
        let left = owner.left(self.picture.at);
        let left = card::left(language, left);
        Some(format!(
            "{} {name}, {left}",
            word(language, Word::DeadPlace)
        ))
    }

    /// Sessions whose connection is not what it should be.
    fn connections(&self, sheet: &mut Sheet, process: &ProcessPicture) {
        let bad = |state: CuratorState| match state {
            CuratorState::Suspended | CuratorState::Lost => true,
            CuratorState::Connected | CuratorState::Reconnected => false,
        };
        for client in &process.clients {
            let Some(state) = client.state.filter(|state| bad(*state)) else {
                continue;
            };
            let session = client.session.map(|session| {
                let setting = self.sight.reading.setting;
                names::session_of(setting, &self.picture.registry, session)
            });
            let lasted = self.picture.at.since(client.since);
            let text = format!("{} {}", session.unwrap_or_default(), state::curator(state));
            let text = state::lasting(self.sight.language, &text, lasted);
            sheet.row(&text, DATA, Tone::Look, "");
        }
    }

    fn workflows(&self, sheet: &mut Sheet, process: &ProcessPicture) {
        if process.workflows.is_empty() && process.shells.is_empty() {
            return;
        }
        let instances = process.workflows.iter().map(|instance| {
            let two = self.picture.owners(*instance).count() > 1;
            let mark = if two { "!" } else { "" };
            format!("#{}{mark}", instance.0)
        });
        let shells = process.shells.iter().map(|task| format!("t{}", task.0));
        let text: Vec<String> = instances.chain(shells).collect();
        sheet.row(&format!("▶ {}", text.join(" ")), MONO_DATA, Tone::Ink2, "");
    }

    /// The time to the next heartbeat as a bar that empties, with the pulse at its end.
    fn heartbeat(&self, sheet: &mut Sheet, process: &ProcessPicture) {
        let beat = process.heartbeat;
        let (Some(next), Some(interval)) = (beat.next(), beat.interval) else {
            return;
        };
        let language = self.sight.language;
        let left = next.since(self.picture.at.min(next));
        let text = card::next_beat(language, beat.count == 0, left);
        sheet.pair(word(language, Word::Heartbeat), &text, Tone::Ink);
        let (x, top) = (sheet.left(), sheet.y + 1.0);
        let width = sheet.right() - x - 16.0;
        let part = share(left, interval);
        let bar = Rect::new(x, top, width, 8.0);
        let drawing = sheet.drawing();
        drawing.push(Figure::Outline(bar, stroke(Tone::Ctl, 1.0)));
        let gone = width * (1.0 - part);
        let filled = Rect::new(x + gone, top, width - gone, 8.0);
        drawing.fill(filled, Tone::FollowFill);
        pulse(
            drawing,
            at(bar.right() + 2.0, top + 4.0),
            stroke(Tone::Ink, 1.6),
        );
        sheet.gap(13.0);
    }

    /// How the last process ended, and what outlives it.
    fn gone(&self, sheet: &mut Sheet) {
        let language = self.sight.language;
        let Some((moment, ending, event)) = self.host.ended else {
            return;
        };
        let time = self.sight.seconds(moment);
        sheet.stand_for(Some(event));
        sheet.note(&card::ended(language, ending, &time), DATA, Tone::Ink2);
        let registry = &self.picture.registry;
        if let Some(owner) = registry.owner(Path::server(self.kind(), self.node)) {
            let session = names::session(self.sight.reading.setting, owner);
            sheet.note(&card::outlived(language, &session), SMALL, Tone::Ink3);
        }
        sheet.stand_for(None);
    }

    /// The line that a server logs when it stops itself, word for word, and what decided it.
    fn stopped(&self, sheet: &mut Sheet, band: ServerBand) {
        let itself = match band {
            ServerBand::StoppedItself
            | ServerBand::StoppingItself
            | ServerBand::Zombie
            | ServerBand::Shell => true,
            ServerBand::Off
            | ServerBand::Down
            | ServerBand::Stopping
            | ServerBand::Waiting
            | ServerBand::Starting
            | ServerBand::Running => false,
        };
        let Some(stop) = self.host.stop.filter(|_| itself) else {
            return;
        };
        sheet.gap(4.0);
        sheet.stand_for(Some(stop.event));
        if let Some(line) = inspect::line(self.sight, stop.event) {
            sheet.banner(&line.message, MONO, (Tone::Dead, Tone::DeadSoft));
        }
        if let Some(text) = inspect::decided(self.sight, self.node, self.picture.at) {
            sheet.note(&text, SMALL, Tone::Ink2);
        }
        sheet.stand_for(None);
    }
}

/// A check mark at the left of a row.
fn check(sheet: &mut Sheet, row: Rect) {
    let (x, y) = (sheet.left(), row.y);
    let points = vec![
        at(x + 1.0, y + 9.0),
        at(x + 4.5, y + 12.5),
        at(x + 11.0, y + 5.5),
    ];
    let line = stroke(Tone::Ink2, 1.6);
    sheet.drawing().push(Figure::Line(points, line));
}

/// What goes on now: an arrow, or the dots of a wait.
fn now(sheet: &mut Sheet, row: Rect, waits: bool) {
    let (x, y) = (sheet.left(), row.y);
    let drawing = sheet.drawing();
    if waits {
        let rect = Rect::new(x, y + 3.5, 11.0, 11.0);
        drawing.push(Figure::Textured(rect, Texture::Dots, Tone::Ink3));
        drawing.push(Figure::Outline(rect, stroke(Tone::Ctl, 1.0)));
    } else {
        let points = vec![
            at(x + 1.0, y + 4.0),
            at(x + 10.0, y + 9.0),
            at(x + 1.0, y + 14.0),
        ];
        drawing.push(Figure::Area(points, Tone::Ink));
    }
}

/// A heartbeat.
pub(in crate::dolphinscheduler) fn pulse(
    drawing: &mut Drawing,
    from: crate::paint::Point,
    line: Stroke,
) {
    let (x, y) = (from.x, from.y);
    let points = vec![
        at(x, y),
        at(x + 3.0, y),
        at(x + 5.0, y - 5.0),
        at(x + 8.0, y + 5.0),
        at(x + 10.0, y),
        at(x + 13.0, y),
    ];
    drawing.push(Figure::Line(points, line));
}

/// How much of a length of time is left, from 0 to 1.
#[expect(
    clippy::cast_precision_loss,
    reason = "a share of a width in px needs no more"
)]
pub(in crate::dolphinscheduler) fn share(left: Span, whole: Span) -> f32 {
    let whole = whole.as_micros().max(1);
    let part = left.as_micros() as f64 / whole as f64;
    crate::bounded(narrow(part), 0.0, 1.0)
}

#[expect(clippy::cast_possible_truncation, reason = "a share of a width in px")]
fn narrow(part: f64) -> f32 {
    part as f32
}
