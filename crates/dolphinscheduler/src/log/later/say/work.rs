//! Lines about commands, workflows and tasks.

use super::super::slots::Values;
use super::super::statement::Statement as S;
use super::{Say, Speaker, nothing};
use crate::fact::{CommandFailure, Fact, Submission};

impl Speaker<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller sends these here"
    )]
    pub(super) fn command(&self, fact: Fact) -> Say {
        let values = Values {
            slot: self.context.slot,
            ..Values::default()
        };
        match fact {
            Fact::CommandsFetched { count, slot, slots } => {
                let (slot, count) = (Some(slot), u32::from(count));
                (
                    vec![S::CommandsFetched],
                    values.slot(slot).slots(slots).count(count),
                )
            }
            Fact::CommandFound { command, kind } => {
                let (command, command_type) = (command.0, Some(kind));
                let said = vec![S::CommandInSlot, S::CommandFound];
                (said, values.command(command).command_type(command_type))
            }
            Fact::CommandHandled { command, instance } => {
                let (command, instance) = (command.0, instance.0);
                (
                    vec![S::CommandHandled, S::WorkflowQueued],
                    values.command(command).instance(instance),
                )
            }
            Fact::CommandFailed { command, why } => {
                let said = match why {
                    CommandFailure::AlreadyHeld => S::AlreadyHeld,
                    CommandFailure::WrongSlotSkipped => S::SlotSkipped,
                    CommandFailure::Duplicate
                    | CommandFailure::WrongSlotLost
                    | CommandFailure::PoolClosed => S::HandleError,
                };
                (vec![said], values.command(command.0))
            }
            // One that is dropped with everything else ends without a line.
            Fact::WorkflowLeft {
                instance,
                state,
                stopped: false,
            } => {
                let (instance, instance_state) = (instance.0, Some(state));
                (
                    vec![S::WorkflowEnded],
                    values.instance(instance).instance_state(instance_state),
                )
            }
            _ => nothing(),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller sends these here"
    )]
    pub(super) fn task(&self, fact: Fact) -> Say {
        let values = Values::default();
        match fact {
            Fact::TaskSubmitted {
                task,
                instance,
                how,
            } => {
                let said = match how {
                    Submission::Running => S::TaskRunsAlready,
                    Submission::New | Submission::Existing | Submission::Clone => S::TaskReady,
                };
                let (task, instance) = (task.0, instance.0);
                (vec![said], values.task(task).instance(instance))
            }
            Fact::TaskDispatched { task, to } => {
                let (task, node) = (task.0, Some(to));
                (vec![S::TaskDispatched], values.task(task).node(node))
            }
            Fact::DispatchFailed { task, to } => {
                let (task, node) = (task.0, to);
                (vec![S::DispatchFailed], values.task(task).node(node))
            }
            Fact::DispatchDropped { task } => (vec![S::DispatchDropped], values.task(task.0)),
            Fact::AckReceived { task } => (vec![S::AckReceived], values.task(task.0)),
            Fact::ResultReceived { task, state } => {
                let (task, task_state) = (task.0, Some(state));
                (
                    vec![S::ResultReceived],
                    values.task(task).task_state(task_state),
                )
            }
            Fact::TaskMoved { task } => (vec![S::TaskRetried], values.task(task.0)),
            Fact::TakeOverAnswered { task, yes } => {
                let said = if yes {
                    S::TakenOver
                } else {
                    S::TakeOverRefused
                };
                (vec![said], values.task(task.0))
            }
            _ => nothing(),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller sends these here"
    )]
    pub(super) fn worker(&self, fact: Fact) -> Say {
        let values = Values::default();
        match fact {
            Fact::TaskReceived { task } => (vec![S::TaskReceived], values.task(task.0)),
            Fact::OwnerChanged { task, to } => {
                let (task, node) = (task.0, Some(to));
                (vec![S::OwnerChanged], values.task(task).node(node))
            }
            Fact::ShellStarted { task, pid } => {
                (vec![S::ShellStarted], values.task(task.0).pid(pid))
            }
            Fact::ShellEnded { task, state } => {
                let (task, task_state) = (task.0, Some(state));
                (
                    vec![S::ShellEnded],
                    values.task(task).task_state(task_state),
                )
            }
            Fact::ReportFailed { task, to } => {
                let (task, node) = (task.0, Some(to));
                let said = vec![S::ConnectError, S::ReportFailed];
                (said, values.task(task).node(node))
            }
            Fact::ShellLeft { task, .. } => (vec![S::Killed], values.task(task.0)),
            _ => nothing(),
        }
    }
}
