//! What is to be done and who does it: commands, workflows, tasks and applications while the facts are
//! taken in.

use super::servers::Servers;
use super::{CommandStory, Duplicates, Lost};
use dolphinscheduler::fact::Fact;
use dolphinscheduler::ids::{AppId, CommandId, InstanceId, TaskId};
use dolphinscheduler::rows::{self, Instance, TaskState};
use dolphinscheduler::setting::{Setting, Work};
use dolphinscheduler::wire::Message;
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use sim::trace::{Ending, Row, Tag, Trace};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Command {
    pub(crate) story: CommandStory,
    pub(crate) instance: Option<InstanceId>,
    /// Whether its row is in the table.
    pub(crate) waits: bool,
    /// How often it has become work.
    pub(crate) handled: u32,
    pub(crate) errored: bool,
    /// How long a running master had been registered in all when it was written.
    served_before: Span,
}

/// One execution of a row of a task.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Execution {
    /// The instance and the place of the task in its workflow.
    pub(crate) logical: (InstanceId, u8),
    pub(crate) worker: NodeId,
    started: SimTime,
    /// Whether it has a shell of its own; a worker that only waits for an application has none.
    shell: bool,
    /// Set when nobody waits for it any more and it goes on by itself until then.
    until: Option<SimTime>,
    ended: Option<TaskState>,
    /// The application it has submitted, and whether that runs.
    app: Option<(AppId, bool)>,
}

/// A row that was written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LastRow {
    Instance(Instance),
    Task(rows::Task),
}

/// Commands, workflows, tasks and applications.
pub(crate) struct Ledger {
    setting: Arc<Setting>,
    zero: SimTime,
    now: SimTime,
    pub(crate) commands: BTreeMap<CommandId, Command>,
    pub(crate) instances: BTreeMap<InstanceId, Instance>,
    /// Rows of tasks.
    pub(crate) tasks: BTreeMap<TaskId, rows::Task>,
    /// Who runs each instance, a host once for each of its threads.
    pub(crate) owners: BTreeMap<InstanceId, Vec<NodeId>>,
    pub(crate) executions: BTreeMap<TaskId, Execution>,
    last_row: Option<LastRow>,
    /// The row that has just arrived at a worker while it runs.
    again: Option<TaskId>,
    doubled: BTreeMap<InstanceId, ()>,
    duplicates: Duplicates,
    alerts_lost: u32,
    /// How long a running master was registered after zero, and since when one is.
    served: Span,
    serving_since: Option<SimTime>,
    stall: Span,
}

impl Ledger {
    pub(crate) fn new(setting: &Arc<Setting>, zero: SimTime) -> Self {
        Self {
            setting: Arc::clone(setting),
            zero,
            now: SimTime::ZERO,
            commands: BTreeMap::new(),
            instances: BTreeMap::new(),
            tasks: BTreeMap::new(),
            owners: BTreeMap::new(),
            executions: BTreeMap::new(),
            last_row: None,
            again: None,
            doubled: BTreeMap::new(),
            duplicates: Duplicates::default(),
            alerts_lost: 0,
            served: Span::ZERO,
            serving_since: None,
            stall: Span::ZERO,
        }
    }

    /// Takes a fact in, after the servers have.
    pub(crate) fn look(&mut self, trace: &Trace, servers: &Servers, row: &Row, fact: Option<Fact>) {
        self.now = row.at;
        self.service(servers, row.at);
        if row.tag == Tag::ProcessEnded as u8 {
            self.process_ended(row);
        }
        let Some(fact) = fact else {
            return;
        };
        if let Fact::RowWritten { row: message, .. } = fact {
            self.row_written(Message::decode(trace.message(message)));
        }
        self.command(row, fact);
        self.owner(row.node, fact);
        self.task(row, fact);
        if let Fact::AlertFailed { .. } = fact {
            self.alerts_lost += u32::from(row.at >= self.zero);
        }
    }

    fn service(&mut self, servers: &Servers, at: SimTime) {
        let serves = servers.serving().next().is_some();
        if let Some(since) = self.serving_since {
            self.served = self.served + at.since(since.max(self.zero).min(at));
        }
        self.serving_since = serves.then_some(at);
    }

    fn row_written(&mut self, message: Option<Message>) {
        let Some(Message::Result { row, .. }) = message else {
            return;
        };
        self.last_row = match row {
            rows::Row::Instance { row } => {
                self.instances.insert(row.id, row);
                Some(LastRow::Instance(row))
            }
            rows::Row::Task { row } => {
                self.tasks.insert(row.id, row);
                Some(LastRow::Task(row))
            }
            rows::Row::Command { .. } | rows::Row::Host { .. } => None,
        };
    }

    fn command(&mut self, row: &Row, fact: Fact) {
        if let Fact::CommandInserted {
            command,
            kind,
            instance,
            ..
        } = fact
        {
            let story = CommandStory {
                id: command,
                kind,
                inserted: row.at,
                taken: None,
            };
            let new = Command {
                story,
                instance,
                waits: true,
                handled: 0,
                errored: false,
                served_before: self.served,
            };
            self.commands.insert(command, new);
        } else if let Fact::CommandDeleted { command, .. } = fact {
            self.leaves(command);
        } else if let Fact::CommandErrored { command, .. } = fact {
            self.leaves(command);
            if let Some(found) = self.commands.get_mut(&command) {
                found.errored = true;
            }
        } else if let Fact::CommandHandled { command, .. } = fact
            && let Some(found) = self.commands.get_mut(&command)
        {
            found.handled += 1;
            found.story.taken.get_or_insert((row.at, row.node));
            self.duplicates.commands += u32::from(found.handled == 2);
        }
    }

    /// The command's row has gone.
    fn leaves(&mut self, command: CommandId) {
        if let Some(found) = self.commands.get_mut(&command)
            && found.waits
        {
            found.waits = false;
            self.stall = self.stall.max(self.served - found.served_before);
        }
    }

    fn owner(&mut self, node: NodeId, fact: Fact) {
        if let Fact::WorkflowHeld { instance } = fact {
            let owners = self.owners.entry(instance).or_default();
            owners.push(node);
            if owners.len() > 1 && self.doubled.insert(instance, ()).is_none() {
                self.duplicates.workflow_owners += 1;
            }
        } else if let Fact::WorkflowLeft { instance, .. } = fact {
            let owners = self.owners.entry(instance).or_default();
            if let Some(place) = owners.iter().position(|owner| *owner == node) {
                owners.remove(place);
            }
        }
    }

    fn task(&mut self, row: &Row, fact: Fact) {
        if let Fact::TaskReceived { task } = fact {
            self.received(task, row);
        } else if let Fact::ShellStarted { task, .. } = fact {
            self.started(task, row.at);
        } else if let Fact::ShellEnded { task, state } = fact {
            if let Some(execution) = self.executions.get_mut(&task) {
                execution.ended = Some(state);
            }
        } else if let Fact::ShellLeft { task, until } = fact {
            if let Some(execution) = self.executions.get_mut(&task) {
                execution.until = Some(until.time());
            }
        } else if let Fact::AppSubmitted { app, task } = fact {
            self.submitted(app, task);
        } else if let Fact::AppEnded { app, .. } = fact {
            for execution in self.executions.values_mut() {
                if let Some((own, runs)) = &mut execution.app
                    && *own == app
                {
                    *runs = false;
                }
            }
        }
    }

    /// A row has arrived at a worker.
    fn received(&mut self, task: TaskId, row: &Row) {
        let Some(written) = self.tasks.get(&task) else {
            return;
        };
        let logical = (written.instance, written.index);
        let again = (self.executions.get(&task)).is_some_and(|execution| execution.ended.is_none());
        self.duplicates.dispatches += u32::from(again);
        self.again = again.then_some(task);
        let execution = Execution {
            logical,
            worker: row.node,
            started: row.at,
            shell: false,
            until: None,
            ended: None,
            app: None,
        };
        if !again {
            self.executions.insert(task, execution);
        }
    }

    /// The row's shell runs.
    fn started(&mut self, task: TaskId, at: SimTime) {
        let Some(execution) = self.executions.get_mut(&task) else {
            return;
        };
        execution.shell = true;
        execution.started = at;
        let logical = execution.logical;
        let doubles = |(id, other): (&TaskId, &Execution)| {
            let succeeded = other.shell && other.ended == Some(TaskState::Success);
            *id != task && other.logical == logical && (succeeded || other.runs(at))
        };
        self.duplicates.tasks += u32::from(self.executions.iter().any(doubles));
    }

    fn submitted(&mut self, app: AppId, task: TaskId) {
        let logical = self
            .executions
            .get(&task)
            .map(|execution| execution.logical);
        let other = |execution: &Execution| {
            Some(execution.logical) == logical && execution.app.is_some_and(|(_, runs)| runs)
        };
        self.duplicates.yarn_apps += u32::from(self.executions.values().any(other));
        if let Some(execution) = self.executions.get_mut(&task) {
            execution.app = Some((app, true));
        }
    }

    /// What a process leaves behind: its workflows have no thread any more, and its shells go on by
    /// themselves unless their machine has gone.
    fn process_ended(&mut self, row: &Row) {
        for owners in self.owners.values_mut() {
            owners.retain(|owner| *owner != row.node);
        }
        let machine = Ending::from_number(row.small) == Some(Ending::PowerLost);
        for (task, execution) in self.executions.iter_mut() {
            if execution.worker != row.node || execution.ended.is_some() {
                continue;
            }
            let length = self.tasks.get(task).and_then(|task| {
                let instance = self.instances.get(&task.instance)?;
                let definition = self.setting.definition(instance.definition)?;
                match definition.tasks.get(usize::from(task.index))?.work {
                    Work::Shell(length) => Some(length),
                    Work::Yarn { .. } => None,
                }
            });
            let alone = length.filter(|_| !machine).unwrap_or(Span::ZERO);
            execution.until.get_or_insert(execution.started + alone);
        }
    }

    /// The end of the run.
    pub(crate) fn finish(&mut self, servers: &Servers, end: SimTime) {
        self.service(servers, end);
        for command in self.commands.values().filter(|command| command.waits) {
            self.stall = self.stall.max(self.served - command.served_before);
        }
    }

    /// Unfinished instances that nobody runs and no command asks for.
    pub(crate) fn stranded(&self, servers: &Servers) -> Vec<InstanceId> {
        let alone =
            |row: &&Instance| !row.state.is_finished() && !self.is_cared_for(row.id, servers);
        self.instances
            .values()
            .filter(alone)
            .map(|row| row.id)
            .collect()
    }

    /// Whether a live server runs an instance, or a command asks for it.
    pub(crate) fn is_cared_for(&self, instance: InstanceId, servers: &Servers) -> bool {
        let mut owners = self.owners.get(&instance).into_iter().flatten();
        let asked = |command: &Command| command.waits && command.instance == Some(instance);
        owners.any(|owner| servers.process(*owner).alive) || self.commands.values().any(asked)
    }

    /// The row that was written last.
    pub(crate) fn last_row(&self) -> Option<LastRow> {
        self.last_row
    }

    /// Whether the row that has arrived last was running.
    pub(crate) fn received_again(&self, task: TaskId) -> bool {
        self.again == Some(task)
    }

    /// How long a command has been in the table while a running master was registered, after zero.
    pub(crate) fn waited(&self, command: CommandId) -> Option<Span> {
        let command = self.commands.get(&command)?;
        Some(self.served - command.served_before)
    }

    /// How many executions of a logical task run.
    pub(crate) fn running(&self, logical: (InstanceId, u8)) -> usize {
        let runs =
            |execution: &&Execution| execution.logical == logical && execution.runs(self.now);
        self.executions.values().filter(runs).count()
    }

    /// Whether anything of an instance runs on a worker.
    pub(crate) fn runs_anything(&self, instance: InstanceId) -> bool {
        let mut executions = self.executions.values();
        executions.any(|execution| execution.logical.0 == instance && execution.runs(self.now))
    }

    pub(super) fn duplicates(&self) -> Duplicates {
        self.duplicates
    }

    pub(super) fn lost(&self) -> Lost {
        let lost = |command: &&Command| command.errored && command.handled == 0;
        let commands = self.commands.values().filter(lost).count();
        Lost {
            commands: u32::try_from(commands).unwrap_or(u32::MAX),
            workflows: 0,
            alerts: self.alerts_lost,
        }
    }

    /// The commands that were in the table at zero or later.
    pub(super) fn commands(&self) -> Vec<CommandStory> {
        let late = |command: &&Command| {
            let taken = command.story.taken.map(|(at, _)| at);
            command.waits || taken.is_none_or(|at| at >= self.zero)
        };
        self.commands
            .values()
            .filter(late)
            .map(|c| c.story)
            .collect()
    }

    pub(super) fn stall(&self) -> Span {
        self.stall
    }
}

impl Execution {
    /// Whether its shell or its application runs at a moment.
    pub(crate) fn runs(&self, now: SimTime) -> bool {
        let alone = self.until.is_some_and(|until| now < until);
        let waited_for = self.ended.is_none() && self.until.is_none();
        self.shell && (waited_for || alone) || self.app.is_some_and(|(_, runs)| runs)
    }
}
