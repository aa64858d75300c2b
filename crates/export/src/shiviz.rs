//! A span of a run as a ShiViz log: each event with its host's vector clock.
//!
//! A host counts its own events that are in the log. What an event knows of other hosts comes along
//! the causes of the Trace, also through facts that are too small for a line of their own.

use crate::{Subject, words};
use core::fmt::Write as _;
use locale::{event, state};
use picture::scrubber::Scrubber;
use picture::weight::Weight;
use sim::id::EventId;
use sim::trace::Row;
use view::time::Window;

/// The parser expression of the log, as ShiViz asks for it.
pub const PARSER: &str =
    r"(?<host>\S*) (?<clock>{.*})\n(?<time>\S+) (?<thread>[^:]+): (?<event>.*)";

/// A file with everything that ShiViz asks for: the parser expression in its first line, an empty
/// delimiter in its second, then the log.
pub fn file(subject: &Subject<'_>, window: Window) -> String {
    format!("{PARSER}\n\n{}", log(subject, window))
}

/// The log of a span.
pub fn log(subject: &Subject<'_>, window: Window) -> String {
    let sight = subject.sight;
    let reading = sight.reading;
    let mut scrubber = Scrubber::new(&reading);
    let mut clocks = Clocks::new(words::everybody(sight).count(), window, reading.trace);
    let mut text = String::new();
    let first = EventId(reading.trace.count_before(window.from));
    for (id, row) in reading.trace.from(first) {
        if row.at > window.to {
            break;
        }
        let Some(clock) = clocks.pass(id, &row) else {
            continue;
        };
        let known = words::everybody(sight).zip(&clock);
        let known: Vec<String> = known
            .filter(|(_, count)| **count > 0)
            .map(|(node, count)| format!("{}:{count}", words::quoted(sight.name(node))))
            .collect();
        let told = event::tell(sight.language, &reading, scrubber.after(&reading, id.0), id);
        let said = format!("{} {}", told.head, told.detail).replace('\n', " ");
        let _ = writeln!(
            text,
            "{} {{{}}}\n{} {}: {}",
            sight.name(row.node),
            known.join(","),
            sight.clock().time_of_day(row.at),
            state::thread(reading.setting, row.lane),
            said.trim_end()
        );
    }
    text
}

/// Whether a fact is an event of the log.
pub fn is_logged(row: &Row) -> bool {
    Weight::of(row) >= Weight::Step
}

/// The clocks of a span's hosts, and what each of its facts knew.
struct Clocks {
    hosts: Vec<Vec<u32>>,
    first: u32,
    known: Vec<Vec<u32>>,
}

impl Clocks {
    fn new(hosts: usize, window: Window, trace: &sim::trace::Trace) -> Self {
        Self {
            hosts: vec![vec![0; hosts]; hosts],
            first: trace.count_before(window.from),
            known: Vec::new(),
        }
    }

    /// Takes in the next fact; the clock of its host if it is an event of the log. What was before
    /// the span is known to nobody in it.
    fn pass(&mut self, id: EventId, row: &Row) -> Option<Vec<u32>> {
        let cause = row.cause.known().and_then(|cause| {
            let place = cause.0.checked_sub(self.first)?;
            self.known.get(usize::try_from(place).ok()?)
        });
        let own = row.node.index();
        let clock = self.hosts.get_mut(own);
        let mut now = clock.as_deref().cloned().unwrap_or_default();
        for (mine, theirs) in now.iter_mut().zip(cause.into_iter().flatten()) {
            *mine = (*mine).max(*theirs);
        }
        let logged = is_logged(row);
        if let (true, Some(count)) = (logged, now.get_mut(own)) {
            *count += 1;
        }
        if let Some(clock) = clock {
            clock.clone_from(&now);
        }
        debug_assert_eq!(usize::try_from(id.0 - self.first), Ok(self.known.len()));
        self.known.push(now.clone());
        logged.then_some(now)
    }
}
