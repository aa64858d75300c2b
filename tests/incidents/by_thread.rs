//! A comparison thread by thread: lines of one thread have an order, those of two that print within a
//! millisecond come as the machine has it.

use super::*;

/// The thread that prints a line, as far as an order is asked of it: lines of one thread come one
/// after the other; those of two within a millisecond come as the machine has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Printer {
    StateMachine,
    WorkerReceiver,
}

pub(super) fn printer(thread: &str) -> Option<Printer> {
    if thread.starts_with("QuorumPeer[") || thread.starts_with("LeaderConnector-") {
        Some(Printer::StateMachine)
    } else if thread.starts_with("WorkerReceiver[") {
        Some(Printer::WorkerReceiver)
    } else {
        None
    }
}

/// The decisive lines of each thread, from the start of the fresh process to service, with their
/// times after its first LOOKING. Dials are left out: they are those of the executor's threads, or
/// come as often as a broadcast does.
pub(super) type Threads = BTreeMap<(usize, Printer), Vec<Timed>>;

/// A decisive line, its time, and the fact.
pub(super) type Timed = (Decisive, i64, Option<EventId>);

/// One record of a side: whose, by which thread, what, when, and the fact.
pub(super) type Printed = (usize, String, Entry, i64, Option<EventId>);

pub(super) fn threads(records: Vec<Printed>, fresh: usize) -> Threads {
    let begins = |(n, _, entry, ms, _): &&Printed| {
        *n == fresh && *ms > 0 && *entry == Entry::State(ServerState::Looking)
    };
    let begin = records.iter().find(begins).map_or(0, |record| record.3);
    let serves =
        |(_, _, entry, ms, _): &&Printed| *ms >= begin && matches!(entry, Entry::HaveQuorum { .. });
    let end = records.iter().filter(serves).map(|r| r.3).min().unwrap();
    let mut readers: BTreeMap<usize, Reader> = BTreeMap::new();
    let mut threads = Threads::new();
    for (n, thread, entry, ms, event) in records {
        let said = readers.entry(n).or_default().read(&entry);
        let Some((said, printer)) = said.zip(printer(&thread)) else {
            continue;
        };
        if (begin..=end).contains(&ms) && !matches!(said, Decisive::CannotOpenChannel(_)) {
            let lines = threads.entry((n, printer)).or_default();
            lines.push((said, ms - begin, event));
        }
    }
    threads
}

impl Capture {
    pub(super) fn printed(&self) -> Vec<Printed> {
        let of = |n: usize| {
            let records = self.records(&format!("zk{n}")).into_iter();
            records.map(move |record| {
                let ms = record.stamp.duration_since(self.act).as_millis();
                let thread = record.source.map_or_else(String::new, |s| s.thread);
                (n, thread, record.entry, i64::try_from(ms).unwrap(), None)
            })
        };
        (0..self.servers).flat_map(of).collect()
    }
}

pub(super) fn printed(run: &Run) -> Vec<Printed> {
    let plan = run.plan();
    let lines = log4j::lines(run.trace(), &plan.setting).into_iter();
    let of = |(event, node, line): (EventId, NodeId, log4j::LogLine)| {
        let text = line.layout(&plan.clock).to_string();
        let record = record(1, text.lines().next().unwrap()).unwrap();
        let thread = record.source.map_or_else(String::new, |s| s.thread);
        (
            node.index(),
            thread,
            record.entry,
            plan.ms(line.at),
            Some(event),
        )
    };
    lines.map(of).collect()
}

/// Whether a run's threads print the same from the start of the fresh process to service, and when
/// they do, how far the last line, service, is off and how far it may be.
pub(super) fn to_service(capture: &Capture, run: &Run) -> Option<(Span, Span)> {
    let fresh = capture.fresh.index();
    let real = threads(capture.printed(), fresh);
    let ours = threads(printed(run), fresh);
    let said = |threads: &Threads| -> Vec<_> {
        let of = |(key, lines): (&(usize, Printer), &Vec<Timed>)| {
            (
                *key,
                lines
                    .iter()
                    .map(|(said, ..)| said.clone())
                    .collect::<Vec<_>>(),
            )
        };
        threads.iter().map(of).collect()
    };
    if said(&real) != said(&ours) {
        return None;
    }
    let last = |threads: &Threads| {
        let lines = threads.values().flatten();
        lines
            .max_by_key(|(_, ms, _)| *ms)
            .map(|(_, ms, event)| (*ms, *event))
    };
    let ((real, _), (ours, event)) = (last(&real)?, last(&ours)?);
    let mut allowed = PER_TIMER.times(timers_before(run, event?).max(1));
    if in_first_election(run, capture.fresh, event?) {
        allowed = allowed + FIRST_ELECTION;
    }
    Some((Span::from_millis(real.abs_diff(ours)), allowed))
}
