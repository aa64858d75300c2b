//! Do the vector clocks of a ShiViz log order events exactly as the Trace's causes do?
//!
//! The order is found here without any clock: an event is before another if there is a way from it
//! along causes and along what happens on one host. The log is read the way ShiViz reads it.

use crate::story::{Story, subject};
use export::shiviz::{self, PARSER};
use locale::Language;
use sim::id::EventId;
use std::collections::{BTreeMap, BTreeSet};
use view::time::Window;

/// An event as a reader of the log sees it.
struct Event {
    host: String,
    clock: BTreeMap<String, u32>,
    time: String,
}

/// Reads the log by the two lines per event that its parser expression names.
fn read(file: &str) -> Vec<Event> {
    let (parser, rest) = file.split_once('\n').unwrap();
    let (delimiter, log) = rest.split_once('\n').unwrap();
    assert_eq!((parser, delimiter), (PARSER, ""));
    for group in ["(?<host>", "(?<clock>", "(?<event>"] {
        assert_eq!(parser.matches(group).count(), 1, "{group}");
    }
    let lines: Vec<&str> = log.lines().collect();
    let event = |pair: &[&str]| {
        let (host, clock) = pair[0].split_once(' ').unwrap();
        let (time, said) = pair[1].split_once(' ').unwrap();
        let (thread, event) = said.split_once(": ").unwrap();
        assert!(
            !host.is_empty() && !thread.is_empty() && !event.is_empty(),
            "{pair:?}"
        );
        Event {
            host: host.to_owned(),
            clock: serde_json::from_str(clock).unwrap(),
            time: time.to_owned(),
        }
    };
    assert_eq!(lines.len() % 2, 0);
    lines.chunks(2).map(event).collect()
}

/// What ShiViz refuses: a host that does not count its own events from one in steps of one, or that
/// forgets what it knew, or that knows of events that the log does not have.
fn check_as_shiviz_does(events: &[Event]) {
    let mut last: BTreeMap<&str, &BTreeMap<String, u32>> = BTreeMap::new();
    let mut count: BTreeMap<&str, u32> = BTreeMap::new();
    for event in events {
        let own = count.entry(&event.host).or_default();
        *own += 1;
        assert_eq!(event.clock.get(&event.host), Some(&*own), "{}", event.time);
        for (host, known) in last.get(event.host.as_str()).into_iter().copied().flatten() {
            assert!(
                event.clock.get(host) >= Some(known),
                "{} forgets",
                event.host
            );
        }
        for (host, known) in &event.clock {
            let there = count.get(host.as_str()).copied().unwrap_or_default();
            assert!(*known >= 1 && *known <= there, "{host} {known} of {there}");
        }
        last.insert(&event.host, &event.clock);
    }
}

/// Events of the log before each event of the log, found along causes and hosts.
fn before(story: &Story, window: Window) -> Vec<(EventId, BTreeSet<usize>)> {
    let trace = story.run.trace();
    let rows: Vec<_> = trace
        .iter()
        .filter(|(_, row)| window.contains(row.at))
        .collect();
    let mut last_of = BTreeMap::new();
    let mut known: BTreeMap<EventId, BTreeSet<usize>> = BTreeMap::new();
    let mut logged = Vec::new();
    for (id, row) in rows {
        let mut past = BTreeSet::new();
        let previous = last_of.insert(row.node, id);
        for from in [previous, row.cause.known()].into_iter().flatten() {
            past.extend(known.get(&from).into_iter().flatten());
        }
        if shiviz::is_logged(&row) {
            let place = logged.len();
            logged.push((id, past.clone()));
            past.insert(place);
        }
        known.insert(id, past);
    }
    logged
}

/// Checks one log; gives how often an event knows of another host.
fn check(story: &Story, window: Window) -> usize {
    let sight = story.sight(Language::En);
    let events = read(&shiviz::file(&subject(story, &sight), window));
    check_as_shiviz_does(&events);
    let order = before(story, window);
    assert_eq!(events.len(), order.len(), "{}", story.id);
    assert!(events.len() > 10, "{}: {}", story.id, events.len());
    let mut across = 0;
    for (place, (id, past)) in order.iter().enumerate() {
        let event = &events[place];
        let row = story.run.trace().get(*id).unwrap();
        assert_eq!(event.host, sight.name(row.node));
        assert_eq!(event.time, sight.clock().time_of_day(row.at));
        for (other, earlier) in events[..place].iter().enumerate() {
            // An event is before another if that one's host knows of it.
            let own = earlier.clock[&earlier.host];
            let knows = event.clock.get(&earlier.host) >= Some(&own);
            assert_eq!(knows, past.contains(&other), "{} {other} {place}", story.id);
            across += usize::from(knows && earlier.host != event.host);
        }
    }
    across
}

#[test]
fn clocks_order_events_as_causes_do_in_every_story() {
    // In seconds after a partition nobody hears of anybody; in the catalogue somebody does.
    let across = Story::all().map(|story| check(&story, story.opening()));
    assert!(across.sum::<usize>() > 0);
}
