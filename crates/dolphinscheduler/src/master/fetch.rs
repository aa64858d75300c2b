//! The command loop from 2.0.5 on: commands of the own slot, without a lock; the transaction decides. A
//! master that waits for the registry says that it does not run, and goes on to fetch a second later.
//!
//! ```text
//!   stopped? ─▶ commands whose id falls into the slot ─ none ─▶ 1 s
//!                   └ each: still the own slot? ─▶ one transaction, which the delete may refuse ─▶ workflow
//! ```

use super::scheduler::instance;
use super::{pace, workflow};
use crate::fact::{CommandFailure, Fact, Line, ServerState};
use crate::ids::{CommandId, Moment};
use crate::jvm::Jvm;
use crate::model::{AlreadyHeld, SlotRecheck};
use crate::rows::{Command, Instance, Row};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next};
use crate::wire::{Answer as DbAnswer, HandleRule, Query};
use sim::time::Span;
use std::collections::VecDeque;

/// `Constants.SLEEP_TIME_MILLIS`.
const POLL: Span = Span::from_secs(1);

/// The thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fetch {
    left: VecDeque<Command>,
    warm: bool,
    /// The warning that the server does not run has just been given.
    warned: bool,
    step: Step,
}

#[derive(Clone, Copy, Debug, Default)]
enum Step {
    #[default]
    Top,
    Fetched,
    Check,
    Handle(CommandId),
    Handled(CommandId),
    Moved,
}

impl Fetch {
    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Top => self.top(cx),
            Step::Fetched => self.fetched(answer, cx),
            Step::Check => self.check(cx),
            Step::Handle(command) => {
                self.step = Step::Handled(command);
                let switches = &cx.jvm.config.switches;
                let rule = match (switches.set_host_on_recover, switches.slot_recheck) {
                    (false, _) => HandleRule::KeepHost,
                    (true, SlotRecheck::None) => HandleRule::Restart,
                    (true, SlotRecheck::Skip | SlotRecheck::ThrowLose) => {
                        HandleRule::RestartAndCount
                    }
                };
                let rule = if switches.command_transaction {
                    rule
                } else {
                    HandleRule::Unguarded
                };
                Next::Db(Query::HandleCommand {
                    command,
                    host: cx.jvm.me,
                    at: Moment::of(cx.io.now()),
                    rule,
                })
            }
            Step::Handled(command) => self.handled(command, answer, cx),
            Step::Moved => {
                self.step = Step::Check;
                Next::Again
            }
        }
    }

    fn top(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(master) = cx.jvm.master() else {
            return Next::end();
        };
        if master.stopper {
            master.scheduler_ended = true;
            return Next::end();
        }
        let own = master.slots;
        if cx.jvm.state == ServerState::Waiting && !std::mem::replace(&mut self.warned, true) {
            Jvm::print(cx.io, Line::NotRunning);
            return Next::Sleep(POLL);
        }
        self.warned = false;
        match own.slot {
            Some(slot) if own.slots > 0 => {
                let slots = own.slots;
                self.step = Step::Fetched;
                Next::Db(Query::CommandsOfSlot { slot, slots })
            }
            Some(_) | None => Next::Sleep(POLL),
        }
    }

    fn fetched(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        self.step = Step::Top;
        let Ok(result) = answer.db() else {
            return Next::Sleep(POLL);
        };
        self.left = (result.rows.iter())
            .filter_map(|row| match row {
                Row::Command { row } => Some(*row),
                Row::Instance { .. } | Row::Task { .. } | Row::Host { .. } => None,
            })
            .collect();
        if self.left.is_empty() {
            return Next::Sleep(POLL);
        }
        let slots = cx.jvm.master().map(|m| m.slots).unwrap_or_default();
        cx.io.then(Fact::CommandsFetched {
            count: u8::try_from(self.left.len()).unwrap_or(u8::MAX),
            slot: slots.slot.unwrap_or(0),
            slots: slots.slots,
        });
        self.step = Step::Check;
        let range = if std::mem::replace(&mut self.warm, true) {
            pace::COMMAND
        } else {
            pace::FIRST_COMMAND
        };
        Next::Busy(range)
    }

    /// `slotCheck`: whether the command still falls into the own slot.
    fn check(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(next) = self.left.pop_front() else {
            self.step = Step::Top;
            return Next::Again;
        };
        let command = next.id;
        cx.io.then(Fact::CommandFound {
            command,
            kind: next.kind,
        });
        let slots = cx.jvm.master().map(|m| m.slots).unwrap_or_default();
        let own = slots.slot.is_some_and(|slot| {
            slots.slots > 0 && command.0 % u32::from(slots.slots) == u32::from(slot)
        });
        match cx.jvm.config.switches.slot_recheck {
            SlotRecheck::Skip if !own => {
                let why = CommandFailure::WrongSlotSkipped;
                cx.io.tell(Fact::CommandFailed { command, why });
                Next::Again
            }
            SlotRecheck::ThrowLose if !own => {
                let why = CommandFailure::WrongSlotLost;
                cx.io.then(Fact::CommandFailed { command, why });
                self.step = Step::Moved;
                Next::Db(Query::MoveToError { command })
            }
            SlotRecheck::None | SlotRecheck::Skip | SlotRecheck::ThrowLose => {
                self.step = Step::Handle(command);
                Next::Again
            }
        }
    }

    /// The workflow runs here from now on, if it does not already.
    fn begin(&mut self, command: CommandId, row: Instance, cx: &mut Cx<'_, '_>) -> Next {
        let instance = row.id;
        let held = (cx.jvm.master()).is_some_and(|master| master.held.contains(&instance));
        if held {
            let why = CommandFailure::AlreadyHeld;
            cx.io.then(Fact::CommandFailed { command, why });
            if cx.jvm.config.switches.already_held == AlreadyHeld::ErrorAndBlock {
                if let Some(master) = cx.jvm.master() {
                    master.work.block(instance);
                }
                self.step = Step::Moved;
                return Next::Db(Query::MoveToError { command });
            }
        }
        cx.io.then(Fact::CommandHandled { command, instance });
        workflow::start(row, cx);
        Next::Again
    }

    fn handled(&mut self, command: CommandId, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        self.step = Step::Check;
        match answer.db() {
            Ok(result) if result.answer == DbAnswer::Duplicate => {
                let why = CommandFailure::Duplicate;
                cx.io.then(Fact::CommandFailed { command, why });
                self.step = Step::Moved;
                Next::Db(Query::MoveToError { command })
            }
            Ok(result) => match instance(&result) {
                Some(row) => self.begin(command, row, cx),
                None => Next::Again,
            },
            Err(_) => {
                let why = CommandFailure::PoolClosed;
                cx.io.tell(Fact::CommandFailed { command, why });
                Next::Again
            }
        }
    }
}
