//! Does a cluster fit on its stage, and is on it what explains a self-kill?
//!
//! The pictures are left as SVG in the folder for temporary files of the target directory, dark and
//! light, for whoever wants to look at them.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

#[path = "../../dolphinscheduler/tests/common/mod.rs"]
mod common;

use common::{Cluster, M1, M2, Run};
use dolphinscheduler::fact::{Fact, Persist};
use dolphinscheduler::ids::DefinitionId;
use dolphinscheduler::model::Model;
use dolphinscheduler::path::Path;
use dolphinscheduler::server::Command;
use dolphinscheduler::setting::{Definition, TaskSpec, Work};
use failover::plan::Plan;
use locale::Language;
use picture::dolphinscheduler::DolphinScheduler;
use picture::dolphinscheduler::index::Index;
use picture::reading::Reading;
use picture::scrubber::Scrubber;
use picture::system::System;
use picture::weight::Weight;
use scenario::plan::Choice;
use sim::clock::WallClock;
use sim::id::{EventId, NodeId};
use sim::intervention::Intervention;
use sim::time::{SimTime, Span};
use view::dolphinscheduler::inspect::inspect;
use view::dolphinscheduler::stage::Stage;
use view::dolphinscheduler::{Sight, time};
use view::paint::{Anchor, Drawing, Figure, Tone};
use view::svg::{About, Document, plate_of};
use view::time::{Axis, FOOT, Folds, Lanes, Window};

/// A run and all that is gathered of it.
struct Shown {
    cluster: Cluster,
    run: Run,
    index: Index,
    scrubber: Scrubber<DolphinScheduler>,
    plan: Plan,
}

impl Shown {
    fn new(cluster: Cluster, until: u64) -> Self {
        let run = cluster.run(1, until);
        let reading = Reading {
            trace: &run.trace,
            setting: &*run.setting,
            deeds: &cluster.deeds,
        };
        let (index, scrubber) = Index::with_scrubber(&reading, SimTime::from_millis(until * 1_000));
        Self {
            index,
            scrubber,
            plan: plan(),
            cluster,
            run,
        }
    }

    fn sight(&self, language: Language) -> Sight<'_> {
        Sight {
            reading: Reading {
                trace: &self.run.trace,
                setting: &self.run.setting,
                deeds: &self.cluster.deeds,
            },
            index: &self.index,
            plan: &self.plan,
            language,
        }
    }

    /// The first event that fits.
    fn event(&self, fits: impl Fn(&Fact) -> bool) -> EventId {
        let mut rows = self.run.trace.iter();
        let found = rows.find(|(_, row)| Fact::decode(row).is_some_and(|fact| fits(&fact)));
        found.unwrap().0
    }
}

/// A plan of which nothing matters but the clock, which shows seconds since the kill, and the beginning.
fn plan() -> Plan {
    let script = failover::catalog::find("ds-fast-restart").unwrap();
    let plan = Plan::decide(&script, &Choice::default()).unwrap();
    Plan {
        clock: WallClock::parse(SimTime::from_millis(40_000), "2026-01-01 00:00:00,000").unwrap(),
        from: SimTime::from_millis(36_000),
        ..plan
    }
}

/// Two masters, a worker and a workflow that runs; M1 is killed at 40 s and is back 5 s later.
fn fast_restart(model: Model, peer_delay_ms: Option<u64>) -> Shown {
    let task = TaskSpec {
        name: "sleep".to_owned(),
        after: Vec::new(),
        work: Work::Shell(Span::from_secs(300)),
        max_retry_times: 0,
    };
    let definition = Definition {
        name: "nightly".to_owned(),
        tasks: vec![task],
    };
    let mut cluster = Cluster::with(model, 2, 1, vec![definition]);
    cluster
        .start(1_000, M1)
        .start(12_000, M2)
        .start(2_000, NodeId(4));
    let start = Command::StartWorkflow(DefinitionId(0));
    cluster.at(25_000, Intervention::Tell(common::DATABASE, start));
    cluster.kill(40_000, M1).start(45_000, M1);
    cluster.disk(M2).machine.peer_delay = peer_delay_ms.map(Span::from_millis);
    Shown::new(cluster, 130)
}

/// The values of the tokens, from the style sheet.
fn palette(dark: bool) -> impl Fn(Tone) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../static/tokens.css");
    let sheet = std::fs::read_to_string(path).unwrap();
    let part = if dark {
        sheet
            .split_once(":root[data-theme=dark]")
            .unwrap()
            .1
            .to_owned()
    } else {
        sheet
    };
    move |tone| {
        let (_, after) = part.split_once(&format!("{}:", tone.property())).unwrap();
        let end = after.find([';', '}', '\n']).unwrap();
        after[..end].to_owned()
    }
}

fn leave(name: &str, drawing: &Drawing, size: (f32, f32), ground: Tone) {
    for (theme, dark) in [("dark", true), ("light", false)] {
        let about = About {
            title: name,
            description: name,
            language: "en",
        };
        let colour = palette(dark);
        let mut document = Document::new(size, ground, &about, &colour);
        document.place(drawing, view::paint::at(0.0, 0.0));
        let svg = document.finish();
        let path = format!("{}/ds-{name}-{theme}.svg", env!("CARGO_TARGET_TMPDIR"));
        std::fs::write(path, svg).unwrap();
    }
}

/// No words leave the area, and none are written over others.
fn check_words(name: &str, drawing: &Drawing, (width, height): (f32, f32)) {
    let mut words = Vec::new();
    for shape in &drawing.shapes {
        let Figure::Text {
            at,
            text,
            font,
            anchor,
            ..
        } = &shape.figure
        else {
            continue;
        };
        let rect = plate_of(*at, text, *font, *anchor);
        let inside = rect.x >= -3.0 && rect.right() <= width + 3.0 && rect.bottom() <= height + 3.0;
        assert!(inside, "{name}: {text:?} at {rect:?} of {width} x {height}");
        words.push((rect, text.clone(), *anchor));
    }
    for (index, (a, text, anchor)) in words.iter().enumerate() {
        for (b, other, _) in &words[index + 1..] {
            // The plates of lines that follow each other touch.
            let overlap_x = a.right().min(b.right()) - a.x.max(b.x);
            let overlap_y = a.bottom().min(b.bottom()) - a.y.max(b.y);
            let meets = overlap_x > 6.0 && overlap_y > 6.0;
            assert!(
                !meets || *anchor == Anchor::Middle,
                "{name}: {text:?} and {other:?}"
            );
        }
    }
}

fn check_stage(name: &str, shown: &mut Shown, language: Language, event: EventId, width: f32) {
    let at = shown.run.trace.get(event).unwrap().at;
    let reading = Reading {
        trace: &shown.run.trace,
        setting: &*shown.run.setting,
        deeds: &shown.cluster.deeds,
    };
    let picture = shown.scrubber.after(&reading, event.0 + 1).clone();
    assert_eq!(picture.at, at);
    let stage = Stage::of(&shown.sight(language), &picture, Some(event), width);
    let size = (width, stage.height);
    leave(name, &stage.drawing, size, Tone::Bg0);
    check_words(name, &stage.drawing, size);
    for (index, (node, rect)) in stage.servers.iter().enumerate() {
        assert!(rect.x >= 0.0 && rect.right() <= width, "{name} {node:?}");
        for (_, other) in &stage.servers[index + 1..] {
            assert!(!rect.meets(*other), "{name}: {rect:?} {other:?}");
        }
    }
}

fn check_time(
    name: &str,
    shown: &Shown,
    (from, to): (u64, u64),
    at: u64,
    width: f32,
    lanes: Lanes,
) {
    let sight = shown.sight(Language::En);
    let rows = time::rows(&sight, lanes);
    let window = Window {
        from: SimTime::from_millis(from),
        to: SimTime::from_millis(to),
    };
    let axis = Axis::new(window, &Folds::default(), None, 120.0, width - 12.0);
    let picture = shown.scrubber.current();
    let panel = time::Panel {
        playhead: SimTime::from_millis(at),
        ..time::Panel::ground(&sight, picture, &axis, &rows, lanes)
    };
    let mut drawing = Drawing::default();
    let height = rows.height + FOOT;
    time::draw(&mut drawing, &panel, height);
    time::draw_over(&mut drawing, &panel, height);
    for row in &rows.rows {
        let place = view::paint::at(10.0, row.top + row.height / 2.0 + 4.0);
        drawing.text(place, row.label.clone(), view::paint::SMALL, Tone::Ink3);
    }
    leave(name, &drawing, (width, height), Tone::Bg1);
}

fn is_dead_entry(fact: &Fact) -> bool {
    matches!(fact, Fact::NodeCreated { path: Path::DeadMaster { node }, .. } if *node == M1)
}

#[test]
fn the_moments_that_decide_fit_on_the_stage() {
    let mut old = fast_restart(Model::V1_3_6, Some(1_000));
    let mut new = fast_restart(Model::V1_3_8, None);
    let written = old.event(is_dead_entry);
    let judged = |fact: &Fact| matches!(fact, Fact::Stopping { .. });
    let (old_judged, new_judged) = (old.event(judged), new.event(judged));
    let gone = |fact: &Fact| {
        let own = Path::Master { node: M1 };
        matches!(fact, Fact::NodeGone { path, .. } if *path == own)
    };
    let borrowed = new.event(|fact| {
        matches!(
            fact,
            Fact::Persisted {
                how: Persist::Updated
            }
        )
    });
    let expired = new.event(gone);
    for (name, width) in [("wide", 812.0), ("narrow", 390.0), ("large", 1_240.0)] {
        for language in Language::ALL {
            let of = |what: &str| format!("{what}-{name}-{}", language.tag());
            check_stage(&of("136-entry"), &mut old, language, written, width);
            check_stage(&of("136-stop"), &mut old, language, old_judged, width);
            check_stage(&of("138-borrowed"), &mut new, language, borrowed, width);
            check_stage(&of("138-expired"), &mut new, language, expired, width);
            check_stage(&of("138-stop"), &mut new, language, new_judged, width);
        }
    }
}

/// Whatever the release, nothing leaves the stage at any moment that is worth a step.
#[test]
fn no_moment_of_any_model_leaves_the_stage() {
    for model in Model::ALL {
        let shown = fast_restart(model, None);
        let reading = shown.sight(Language::En).reading;
        let mut scrubber = shown.scrubber.clone();
        let steps = shown.run.trace.iter().filter(|(_, row)| {
            row.at >= SimTime::from_millis(38_000) && DolphinScheduler::weight(row) >= Weight::Step
        });
        for (index, (event, _)) in steps.enumerate() {
            let language = Language::ALL[index % 2];
            let width = [390.0, 700.0, 812.0][index % 3];
            let picture = scrubber.after(&reading, event.0 + 1).clone();
            let stage = Stage::of(&shown.sight(language), &picture, Some(event), width);
            let name = format!("{} {event:?}", model.name());
            check_words(&name, &stage.drawing, (width, stage.height));
            assert_eq!(stage.words.len(), stage.servers.len(), "{name}");
        }
    }
}

/// A cut of 90 s: sessions are suspended, the node goes, the survivor takes over, the other returns.
#[test]
fn a_partition_is_seen_on_both_sides() {
    let mut cluster = Cluster::new(Model::V1_3_8, 2, 0);
    cluster.start(1_000, M1).start(12_000, M2);
    for (ms, cut) in [(40_000, true), (130_000, false)] {
        for (a, b) in [(M1, common::REGISTRY), (common::REGISTRY, M1)] {
            let deed = if cut {
                Intervention::Cut(a, b)
            } else {
                Intervention::Heal(a, b)
            };
            cluster.at(ms, deed);
        }
    }
    let shown = Shown::new(cluster, 180);
    let reading = shown.sight(Language::En).reading;
    let mut scrubber = shown.scrubber.clone();
    let words = |drawing: &Drawing| -> Vec<String> {
        let texts = drawing.shapes.iter().filter_map(|shape| {
            let Figure::Text { text, .. } = &shape.figure else {
                return None;
            };
            Some(text.clone())
        });
        texts.collect()
    };
    let mut at = |ms| {
        let picture = scrubber.at(&reading, SimTime::from_millis(ms)).clone();
        let stage = Stage::of(&shown.sight(Language::En), &picture, None, 812.0);
        words(&stage.drawing).join("|")
    };
    assert!(
        at(85_000).contains("SUSPENDED"),
        "M1 has heard nothing for long"
    );
    let cut_off = at(105_000);
    assert!(
        cut_off.contains("RUNNING|") && cut_off.contains("gone"),
        "{cut_off}"
    );
    assert!(shown.index.kills.iter().any(|kill| kill.node == M1));
}

#[test]
fn the_rows_of_time_show_the_race_and_the_whole() {
    let old = fast_restart(Model::V1_3_6, Some(1_000));
    let new = fast_restart(Model::V1_3_8, None);
    check_time(
        "136-time-whole",
        &old,
        (36_000, 130_000),
        48_666,
        1_168.0,
        Lanes::Blocked,
    );
    check_time(
        "136-time-race",
        &old,
        (47_600, 48_800),
        48_666,
        1_168.0,
        Lanes::Blocked,
    );
    check_time(
        "138-time-whole",
        &new,
        (36_000, 130_000),
        96_040,
        1_168.0,
        Lanes::Blocked,
    );
    check_time(
        "138-time-close",
        &new,
        (95_900, 99_200),
        96_040,
        1_168.0,
        Lanes::Blocked,
    );
    check_time(
        "138-time-phone",
        &new,
        (36_000, 130_000),
        96_040,
        390.0,
        Lanes::Nodes,
    );
}

#[test]
fn the_inspector_names_the_two_moments_and_their_distance() {
    let shown = fast_restart(Model::V1_3_6, Some(1_000));
    let kill = shown.index.kills[0];
    let sealed = kill.sealed.unwrap();
    let late = sealed.0.since(kill.looked.unwrap().0);
    let words = format!(
        "{}.{:03} s",
        late.as_millis() / 1_000,
        late.as_millis() % 1_000
    );
    let mut scrubber = shown.scrubber.clone();
    for event in [kill.judged.1, sealed.1] {
        let inspection = inspect(&shown.sight(Language::En), &mut scrubber, event).unwrap();
        let comparison = inspection.comparison.unwrap();
        assert!(
            comparison.words.contains(&words),
            "{} {words}",
            comparison.words
        );
        let [row] = &comparison.rows[..] else {
            panic!("{comparison:?}");
        };
        assert_eq!(row.sign, "<");
    }
    let stopping = shown.event(|fact| matches!(fact, Fact::Stopping { .. }));
    let inspection = inspect(
        &shown.sight(Language::En),
        &mut shown.scrubber.clone(),
        stopping,
    );
    let line = inspection.unwrap().line.unwrap();
    let cause = "master server is stopping ..., cause : i was judged to death";
    assert!(line.contains(cause), "{line}");
    let entry = inspect(&shown.sight(Language::Zh), &mut scrubber, sealed.1).unwrap();
    let changed: Vec<_> = entry
        .changes
        .iter()
        .filter(|change| change.is_one())
        .collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!((&*changed[0].before, &*changed[0].after), ("没有", "有"));
}
