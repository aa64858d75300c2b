//! Calls that threads were inside of.

use crate::zookeeper::{Doing, Picture};
use sim::id::{EventId, Lane, NodeId};
use sim::packed::Packed;
use sim::sorted_map::SortedMap;
use sim::time::SimTime;
use sim::trace::Row;
use zookeeper::fact::{DialFailure, Fact};

/// A span in which a thread was inside of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TaskSpan<Call = Doing> {
    /// When it begins.
    pub from: SimTime,
    /// When it ends.
    pub to: SimTime,
    /// The call.
    pub doing: Call,
    /// The fact that began it.
    pub event: EventId,
    /// Whether a timeout ended it.
    pub timed_out: bool,
}

type Key = (NodeId, Lane);

/// Calls while they are gathered.
#[derive(Default)]
pub(super) struct Tasks {
    over: SortedMap<Key, Vec<TaskSpan>>,
    open: SortedMap<Key, (Doing, SimTime, EventId)>,
}

impl Tasks {
    /// A call is over when the picture does not show it any more.
    pub(super) fn look(&mut self, picture: &Picture, row: &Row, fact: Fact) {
        // The end of a wait for a quorum frees every thread that waited for it.
        if let Fact::WaitOver { .. } = fact {
            for key in self.of_host(row.node) {
                self.compare(picture, key, row.at, false);
            }
        }
        let timed_out = matches!(
            fact,
            Fact::DialFailed {
                why: DialFailure::TimedOut,
                ..
            }
        );
        self.compare(picture, (row.node, row.lane), row.at, timed_out);
    }

    fn compare(&mut self, picture: &Picture, key: Key, at: SimTime, timed_out: bool) {
        let tasks = picture
            .process(key.0)
            .map_or(&[][..], |process| &process.tasks);
        let task = tasks.iter().find(|task| task.lane == key.1);
        let open = self.open.get(&key).map(|(_, _, event)| *event);
        if open == task.map(|task| task.event) {
            return;
        }
        self.close(key, at, timed_out);
        if let Some(task) = task {
            self.open.insert(key, (task.doing, task.since, task.event));
        }
    }

    fn close(&mut self, key: Key, to: SimTime, timed_out: bool) {
        if let Some((doing, from, event)) = self.open.remove(&key) {
            self.over.or_default(key).push(TaskSpan {
                from,
                to,
                doing,
                event,
                timed_out,
            });
        }
    }

    fn of_host(&self, node: NodeId) -> Vec<Key> {
        let first = (node, Lane(0));
        let after = self.open.from(&first).map(|(key, _)| *key);
        after.take_while(|(other, _)| *other == node).collect()
    }

    pub(super) fn end_process(&mut self, row: &Row) {
        for key in self.of_host(row.node) {
            self.close(key, row.at, false);
        }
    }

    pub(super) fn finish(mut self, end: SimTime) -> SortedMap<Key, Packed<TaskSpan>> {
        let open: Vec<Key> = self.open.keys().copied().collect();
        for key in open {
            self.close(key, end, false);
        }
        let over = self.over.into_iter();
        over.map(|(key, spans)| (key, spans.into_iter().collect()))
            .collect()
    }
}
