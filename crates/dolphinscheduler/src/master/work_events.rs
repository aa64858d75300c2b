//! Events of workflows and tasks, from 2.0.5 on: a stored report, a failed-over task or the end of a
//! task wakes the thread that goes on with it; nobody polls rows.
//!
//! ```text
//!   report stored ─(events loop)─▶ task ends ─▶ its workflow submits the next ─▶ …
//!   worker failed over ───────────▶ task is run again
//!   stopped, or cleared while WAITING ─▶ every thread leaves, rows stay as they are
//! ```

use super::Master;
use crate::client::queue;
use crate::ids::{InstanceId, TaskId};
use sim::id::Slot;
use sim::io::Io;
use sim::threads::Wait;
use sim::time::SimTime;

/// A thread that waits for something to happen to a task.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskWait {
    pub(crate) slot: Slot,
    task: TaskId,
    /// When the event that has happened is handled.
    due: Option<SimTime>,
}

/// What threads wait for, and which thread runs an instance.
#[derive(Clone, Debug, Default)]
pub(crate) struct WorkEvents {
    tasks: Vec<TaskWait>,
    flows: Vec<(InstanceId, Slot)>,
    /// Instances whose events are handled by nobody any more.
    blocked: Vec<InstanceId>,
}

impl WorkEvents {
    /// From now on this thread runs the instance; another one that did is replaced.
    pub(crate) fn run(&mut self, instance: InstanceId, slot: Slot) {
        self.flows.retain(|(id, _)| *id != instance);
        self.flows.push((instance, slot));
    }

    /// Whether this thread runs the instance.
    pub(crate) fn runs(&self, instance: InstanceId, slot: Slot) -> bool {
        self.flows.contains(&(instance, slot))
    }

    /// The thread runs the instance no more.
    pub(crate) fn leave(&mut self, instance: InstanceId, slot: Slot) {
        self.flows.retain(|flow| *flow != (instance, slot));
    }

    /// Events of the instance are published and never handled.
    pub(crate) fn block(&mut self, instance: InstanceId) {
        self.blocked.push(instance);
    }

    pub(crate) fn is_blocked(&self, instance: InstanceId) -> bool {
        self.blocked.contains(&instance)
    }

    /// The thread waits for what happens to a task.
    pub(crate) fn await_task(&mut self, slot: Slot, task: TaskId) {
        self.forget(slot);
        let due = None;
        self.tasks.push(TaskWait { slot, task, due });
    }

    /// The thread waits no more.
    pub(crate) fn forget(&mut self, slot: Slot) {
        self.tasks.retain(|wait| wait.slot != slot);
    }

    /// When the event that the thread waits for is handled, if it has happened.
    pub(crate) fn due(&self, slot: Slot) -> Option<SimTime> {
        self.tasks.iter().find(|wait| wait.slot == slot)?.due
    }

    /// Something has happened to a task, which is handled at a moment.
    pub(crate) fn task_changed(&mut self, task: TaskId, due: SimTime, io: &mut Io<'_>) {
        for wait in self.tasks.iter_mut().filter(|wait| wait.task == task) {
            wait.due = Some(due);
            io.wake(wait.slot, Wait::Queue(queue::EVENT));
        }
    }
}

impl Master {
    /// Every thread of a workflow or a task looks whether it is to leave.
    pub(crate) fn wake_work(&self, io: &mut Io<'_>) {
        let tasks = self.work.tasks.iter().map(|wait| wait.slot);
        let flows = self.work.flows.iter().map(|(_, slot)| *slot);
        for slot in tasks.chain(flows) {
            io.wake(slot, Wait::Queue(queue::EVENT));
        }
    }
}
