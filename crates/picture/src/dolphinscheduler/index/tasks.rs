//! What threads were inside of.

use crate::dolphinscheduler::{Doing, Picture, Task};
use crate::index::TaskSpan;
use sim::id::{EventId, Lane, NodeId};
use sim::sorted_map::SortedMap;
use sim::time::SimTime;
use sim::trace::Row;

type Key = (NodeId, Lane);

/// What threads are inside of, while it is gathered.
#[derive(Default)]
pub(super) struct Tasks {
    over: SortedMap<Key, Vec<TaskSpan<Doing>>>,
    open: SortedMap<Key, (Doing, SimTime, EventId)>,
}

impl Tasks {
    /// A call is over when the picture does not show it any more.
    pub(super) fn look(&mut self, picture: &Picture, row: &Row) {
        let key = (row.node, row.lane);
        let task = picture
            .process(row.node)
            .and_then(|process| process.task(row.lane));
        let seen = |task: &Task| (task.doing, task.since, task.event);
        if let Some(open) = self.open.get_mut(&key)
            && let Some(task) = task
            && open.2 == task.event
        {
            open.0 = task.doing;
            return;
        }
        self.close(key, row.at);
        if let Some(task) = task {
            self.open.insert(key, seen(task));
        }
    }

    fn close(&mut self, key: Key, to: SimTime) {
        if let Some((doing, from, event)) = self.open.remove(&key) {
            self.over.or_default(key).push(TaskSpan {
                from,
                to,
                doing,
                event,
                timed_out: false,
            });
        }
    }

    pub(super) fn end_process(&mut self, row: &Row) {
        let first = (row.node, Lane(0));
        let after = self.open.from(&first).map(|(key, _)| *key);
        let keys: Vec<Key> = after.take_while(|(other, _)| *other == row.node).collect();
        for key in keys {
            self.close(key, row.at);
        }
    }

    pub(super) fn finish(mut self, end: SimTime) -> SortedMap<Key, Vec<TaskSpan<Doing>>> {
        let open: Vec<Key> = self.open.keys().copied().collect();
        for key in open {
            self.close(key, end);
        }
        self.over
    }
}
