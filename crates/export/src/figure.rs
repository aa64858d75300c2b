//! The view of a moment as one picture (SVG): stage above, time panel below, as on the page.

use crate::{Subject, card, moment, theme::Theme};
use locale::export;
use picture::zookeeper::Picture;
use sim::id::EventId;
use sim::time::SimTime;
use view::paint::{Anchor, Drawing, Font, Rect, SMALL, SMALL_BOLD, Tone, at, stroke};
use view::stage::{Focus, Stage};
use view::svg::{About, Document};
use view::time::{self, Axis, FOOT, Folds, Lanes, Panel, Row, RowKind, Rows, Window};

/// The picture's width in px, at which a stage of seven servers has room for all of its lines.
pub const WIDTH: f32 = 1_240.0;
/// The height of the stage in px; a picture with more cards is higher.
const STAGE: f32 = 500.0;
/// The strip above the stage, for story, moment and service, in px.
const HEAD: f32 = 52.0;
/// The strip below the panel, for which run it is, in px.
const TAIL: f32 = 26.0;
/// The column of the rows' names, in px.
const NAMES: f32 = 150.0;
/// Room beside the axis for marks at its very ends, in px.
const INSET: f32 = 8.0;

const TITLE: Font = Font {
    size: 17.0,
    bold: true,
    mono: false,
};

/// What is looked at.
pub struct View<'a> {
    /// The moment.
    pub picture: &'a Picture,
    /// The selected event.
    pub selected: Option<EventId>,
    /// The part of the run that the panel shows.
    pub window: Window,
    /// What of it is folded.
    pub folds: &'a Folds<'a>,
    /// Which rows the panel has.
    pub lanes: Lanes,
    /// A chain of causes, the last one first; while there is one, the rest is dimmed.
    pub trail: &'a [EventId],
    /// Acts that the story as it happened does not have.
    pub chosen: &'a [EventId],
    /// First violations of properties, in words.
    pub flags: &'a [(SimTime, String)],
}

/// The picture of a view in a theme's colours. Its words are text that can be selected and searched;
/// title and description say what it shows.
pub fn svg(subject: &Subject<'_>, view: &View<'_>, theme: Theme) -> String {
    let stage = stage(subject, view);
    let rows = Rows::of(subject.sight, view.lanes);
    let plot = plot(subject, view, &rows);
    let panel = rows.height + FOOT;
    let height = HEAD + stage.height + panel + TAIL;
    let colour = |tone: Tone| theme.colour(tone);
    let about = About {
        title: &title(subject, view),
        description: &moment::text(subject, view.picture, &stage, view.selected),
        language: subject.sight.language.html_lang(),
    };
    let mut document = Document::new((WIDTH, height), Tone::Bg0, &about, &colour);
    document.place(&head(subject, view), at(0.0, 0.0));
    document.place(&stage.drawing, at(0.0, HEAD));
    document.place(&cards(&stage), at(0.0, HEAD));
    let below = HEAD + stage.height;
    document.place(&names(&rows, panel), at(0.0, below));
    document.place(&plot, at(NAMES, below));
    let mut tail = Drawing::default();
    tail.text(at(16.0, 17.0), subject.run(), SMALL, Tone::Ink3);
    document.place(&tail, at(0.0, below + panel));
    document.finish()
}

/// The same moment in plain words.
pub fn moment(subject: &Subject<'_>, view: &View<'_>) -> String {
    moment::text(subject, view.picture, &stage(subject, view), view.selected)
}

/// The stage of a view, of the size that it has in a picture.
fn stage(subject: &Subject<'_>, view: &View<'_>) -> Stage {
    let focus = Focus {
        event: view.selected,
        travelled: 1.0,
        ..Focus::default()
    };
    Stage::of(subject.sight, view.picture, &focus, (WIDTH, STAGE))
}

fn title(subject: &Subject<'_>, view: &View<'_>) -> String {
    let sight = subject.sight;
    let time = sight.clock().time_of_day(view.picture.at);
    export::moment(sight.language, subject.title, &time)
}

fn head(subject: &Subject<'_>, view: &View<'_>) -> Drawing {
    let sight = subject.sight;
    let mut head = Drawing::default();
    head.fill(Rect::new(0.0, 0.0, WIDTH, HEAD), Tone::Bg1);
    head.line(at(0.0, HEAD), at(WIDTH, HEAD), stroke(Tone::Line, 1.0));
    let room = WIDTH - 32.0;
    let title = card::cut(&title(subject, view), TITLE, room);
    head.text(at(16.0, 22.0), title, TITLE, Tone::Ink);
    let release = format!("ZooKeeper {}", sight.plan.release.name());
    head.text(at(16.0, 42.0), release.as_str(), SMALL, Tone::Ink2);
    let service = moment::service(subject, view.picture);
    let serves = view.picture.established_leaders().next().is_some();
    let tone = if serves { Tone::Lead } else { Tone::Dead };
    let place = at(16.0 + SMALL.width(&release) + 16.0, 42.0);
    head.text(place, service, SMALL_BOLD, tone);
    let date = sight.clock().log_stamp(view.picture.at).replace(',', ".");
    let place = at(WIDTH - 16.0, 42.0);
    head.write(place, date, SMALL, Tone::Ink2, Anchor::End, None);
    head
}

fn cards(stage: &Stage) -> Drawing {
    let mut drawing = Drawing::default();
    for (rect, chip) in &stage.chips {
        card::chip(&mut drawing, *rect, chip);
    }
    for (rect, card) in &stage.cards {
        card::card(&mut drawing, *rect, card, stage.tier);
    }
    drawing
}

/// The ground of the panel, and the names of its rows.
fn names(rows: &Rows, height: f32) -> Drawing {
    let mut drawing = Drawing::default();
    drawing.fill(Rect::new(0.0, 0.0, WIDTH, height), Tone::Bg1);
    drawing.line(at(0.0, 0.0), at(WIDTH, 0.0), stroke(Tone::Line, 1.0));
    for row in &rows.rows {
        name(&mut drawing, row);
    }
    drawing
}

fn name(drawing: &mut Drawing, row: &Row) {
    let baseline = row.top + row.height / 2.0 + 4.0;
    let room = NAMES - 24.0;
    match row.kind {
        RowKind::Band(_) | RowKind::Service => {
            let text = card::cut(&row.label, SMALL_BOLD, room);
            drawing.text(at(14.0, baseline), text, SMALL_BOLD, Tone::Ink);
        }
        RowKind::Client(_)
        | RowKind::Thread(..)
        | RowKind::Queue(_)
        | RowKind::Parked(..)
        | RowKind::Took(_)
        | RowKind::Dark(_) => {
            let text = card::cut(&row.label, SMALL, room);
            let place = at(NAMES - 8.0, baseline);
            drawing.write(place, text, SMALL, Tone::Ink2, Anchor::End, None);
        }
    }
}

fn plot(subject: &Subject<'_>, view: &View<'_>, rows: &Rows) -> Drawing {
    let right = WIDTH - NAMES - INSET;
    let axis = Axis::new(view.window, view.folds, None, INSET, right);
    let mut drawing = Drawing::default();
    let panel = Panel {
        sight: subject.sight,
        picture: view.picture,
        axis: &axis,
        rows,
        lanes: view.lanes,
        playhead: view.picture.at,
        selected: view.selected,
        trail: view.trail,
        dimmed: !view.trail.is_empty(),
        found: &[],
        chosen: view.chosen,
        flags: view.flags,
        veil: None,
    };
    let height = rows.height + FOOT;
    time::draw(&mut drawing, &panel, height);
    time::draw_over(&mut drawing, &panel, height);
    drawing
}
