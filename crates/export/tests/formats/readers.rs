//! Do the programs that a format was made for read what is exported? They come from npm;
//! `cargo xtask test --only readers` installs them at pinned versions and says where they are.

use crate::story::{Story, subject};
use export::{mermaid, trace_events};
use locale::{Language, state};
use picture::index::{MessageSpan, TaskSpan};
use serde_json::Value;
use sim::id::{Lane, NodeId};
use sim::trace::Row;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use view::sight::Sight;
use view::time::Window;
use zookeeper::fact::Fact;
use zookeeper::message::PacketKind;

/// What a reader finds in a text.
fn read(reader: &str, text: &str) -> Value {
    let folder = std::env::var("READERS").expect("run `cargo xtask test --only readers`");
    let mut node = Command::new("node")
        .arg(format!("{reader}.mjs"))
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    let mut stdin = node.stdin.take().unwrap();
    stdin.write_all(text.as_bytes()).unwrap();
    drop(stdin);
    let ended = node.wait_with_output().unwrap();
    assert!(ended.status.success(), "{reader} cannot read it");
    serde_json::from_slice(&ended.stdout).unwrap()
}

/// Facts of a span.
fn facts(sight: &Sight<'_>, window: Window) -> Vec<(Row, Fact)> {
    let rows = sight.reading.trace.iter();
    let rows = rows.filter(|(_, row)| window.contains(row.at));
    rows.filter_map(|(_, row)| Some((row, Fact::decode(&row)?)))
        .collect()
}

/// The rows of a diagram between two different hosts: who, whom, and whether it arrived.
type Arrows = BTreeMap<(String, String, &'static str), usize>;

/// The arrows that a span has to have, counted from the Trace.
fn expected_arrows(sight: &Sight<'_>, window: Window) -> Arrows {
    let mut arrows = Arrows::new();
    let mut arrow = |from: NodeId, to: NodeId, kind| {
        let names = (sight.name(from).to_owned(), sight.name(to).to_owned());
        *arrows.entry((names.0, names.1, kind)).or_default() += 1;
    };
    let setting = sight.reading.setting;
    for (row, fact) in facts(sight, window) {
        if let Fact::DialFailed { to, .. } | Fact::ChallengeLost { to } = fact {
            arrow(row.node, setting.host_of(to).unwrap(), "SOLID_CROSS");
        }
    }
    for span in sight.index.messages.iter() {
        let sent = sight.reading.trace.get(span.sent).unwrap();
        let ping = matches!(
            Fact::decode(&sent),
            Some(Fact::PacketSent {
                kind: PacketKind::Ping,
                ..
            })
        );
        if !ping && window.contains(span.read_at.unwrap_or(span.sent_at)) {
            let kind = match (span.read_at, span.ballot) {
                (None, _) => "DOTTED_CROSS",
                (Some(_), true) => "SOLID",
                (Some(_), false) => "DOTTED",
            };
            arrow(span.from, span.to, kind);
        }
    }
    arrows
}

#[test]
fn mermaid_draws_every_message_dial_and_state_of_a_span() {
    let stories: Vec<Story> = Story::all().collect();
    let mut texts = Vec::new();
    let mut all = Vec::new();
    for story in &stories {
        for language in Language::ALL {
            let sight = story.sight(language);
            for (window, whole) in [(story.opening(), false), (story.whole(), true)] {
                texts.push(mermaid::diagram(&subject(story, &sight), window));
                all.push((story, language, window, whole));
            }
        }
    }
    let found = read("mermaid", &serde_json::to_string(&texts).unwrap());
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), all.len());
    let mut complete = 0;
    for ((story, language, window, whole), found) in all.into_iter().zip(found) {
        let sight = story.sight(language);
        assert_eq!(found["fits"], true, "{} is too long to be drawn", story.id);
        let title = language.of(&story.script.title);
        assert_eq!(found["title"].as_str().unwrap(), title);
        let rows = found["rows"].as_array().unwrap();
        let word = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
        let mut arrows = Arrows::new();
        for row in rows.iter().filter(|row| row["kind"] != "NOTE") {
            let kinds = ["SOLID", "DOTTED", "SOLID_CROSS", "DOTTED_CROSS"];
            let kind = kinds.into_iter().find(|kind| row["kind"] == *kind).unwrap();
            *arrows
                .entry((word(row, "from"), word(row, "to"), kind))
                .or_default() += 1;
        }
        let expected = expected_arrows(&sight, window);
        if whole {
            // A whole run may be more than Mermaid draws; then the foot says what is left out.
            let fewer = arrows.values().sum::<usize>() < expected.values().sum();
            let foot = word(rows.last().unwrap(), "words");
            let said = foot.contains("choose a shorter span") || foot.contains("请选短一些的时段");
            assert_eq!(fewer, said, "{}: {foot}", story.id);
            continue;
        }
        complete += 1;
        assert_eq!(arrows, expected, "{}", story.id);
        let notes = rows.iter().filter(|row| row["kind"] == "NOTE");
        let notes: Vec<String> = notes.map(|row| word(row, "words")).collect();
        for node in sight.nodes() {
            let spells = sight.index.spells[node.index()].iter();
            for spell in spells.filter(|spell| window.contains(spell.from)) {
                let said = state::spell(language, sight.reading.setting, &spell);
                let time = sight.seconds(spell.from);
                assert!(
                    notes.contains(&format!("{time} {said}")),
                    "{time} {said}: {notes:?}"
                );
            }
        }
    }
    assert_eq!(complete, stories.len() * 2);
}

fn check_trace(story: &Story, window: Window) {
    let sight = story.sight(Language::En);
    let found = read("trace", &trace_events(&subject(story, &sight), window));
    let id = &story.id;
    assert_eq!(found["wrong"], serde_json::json!([]), "{id}");
    let in_both = |span: &MessageSpan| {
        window.contains(span.sent_at) && span.read_at.is_some_and(|at| window.contains(at))
    };
    let flows = sight.index.messages.iter().filter(in_both).count();
    assert_eq!(found["flows"], flows, "{id}");
    let meets = |from, to| to >= window.from && from <= window.to;
    let threads = found["threads"].as_array().unwrap();
    let thread = |node: NodeId, lane: Lane| {
        let (process, name) = (sight.name(node), state::thread(sight.reading.setting, lane));
        let is = |thread: &&Value| thread["process"] == process && thread["name"] == name;
        threads.iter().filter(is).collect::<Vec<_>>()
    };
    for ((node, lane), spans) in sight.index.tasks.iter() {
        let spans = spans.iter().filter(|span| meets(span.from, span.to));
        let (blocked, waits): (Vec<TaskSpan>, Vec<TaskSpan>) =
            spans.partition(|span| span.doing.blocks());
        if blocked.len() + waits.len() > 0 {
            let found = thread(*node, *lane);
            assert_eq!(found.len(), 1, "{id} {node:?} {lane:?}");
            assert_eq!(found[0]["blocked"], blocked.len(), "{id} {}", found[0]);
            assert_eq!(found[0]["waits"], waits.len(), "{id} {}", found[0]);
        }
    }
    for node in sight.nodes() {
        let bands = sight.index.bands[node.index()].iter();
        let bands = bands.filter(|band| meets(band.from, band.to)).count();
        let found = thread(node, Lane::HOST);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["states"], bands, "{id} {node:?}");
    }
    let sum: u64 = threads
        .iter()
        .map(|thread| thread["messages"].as_u64().unwrap())
        .sum();
    let ends = |span: &MessageSpan| {
        let read = span.read_at.is_some_and(|at| window.contains(at));
        usize::from(window.contains(span.sent_at)) + usize::from(read)
    };
    let marks: usize = sight.index.messages.iter().map(|span| ends(&span)).sum();
    assert_eq!(usize::try_from(sum).unwrap(), marks, "{id}");
    let counters = sight.index.queues.iter().flat_map(|steps| steps.iter());
    let counters = counters.filter(|step| window.contains(step.at)).count();
    assert_eq!(found["counters"], counters, "{id}");
}

#[test]
fn a_trace_nests_and_its_flows_bind_in_every_story() {
    for story in Story::all() {
        check_trace(&story, story.opening());
        check_trace(&story, story.whole());
    }
}
