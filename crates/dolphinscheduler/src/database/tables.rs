//! The tables, and what each query does to them.

use crate::fact::Fact;
use crate::ids::{AppId, CommandId, DefinitionId, InstanceId, Moment, TaskId};
use crate::rows::{
    Alert, AlertKind, Command, CommandType, Host, Instance, InstanceState, Row, Task, TaskState,
};
use crate::server::Emit;
use crate::wire::{Answer, HandleRule, Message, Query};
use sim::id::NodeId;
use sim::io::Io;
use std::collections::{BTreeMap, BTreeSet};

/// What a database keeps.
#[derive(Clone, Default, Debug)]
pub struct Tables {
    /// `t_ds_command`.
    pub commands: BTreeMap<CommandId, Command>,
    /// `t_ds_error_command`.
    pub error_commands: BTreeMap<CommandId, Command>,
    /// Commands that were deleted while somebody may hold a copy that nobody checks.
    consumed: BTreeMap<CommandId, Command>,
    /// `t_ds_process_instance`.
    pub instances: BTreeMap<InstanceId, Instance>,
    /// `t_ds_task_instance`.
    pub tasks: BTreeMap<TaskId, Task>,
    /// `t_ds_alert`; nobody sends them.
    pub alerts: Vec<Alert>,
    /// The number that was given to a command last.
    pub last_command: u32,
    /// The number that was given to a workflow instance last.
    pub last_instance: u16,
    /// The number that was given to a task instance last.
    pub last_task: u32,
}

/// Commands read at once by slot.
const PAGE: usize = 10;

impl Tables {
    /// An operator inserts a command that starts a workflow.
    pub(crate) fn start_workflow(&mut self, definition: DefinitionId, io: &mut Io<'_>) {
        let at = Moment::of(io.now());
        let kind = CommandType::Start;
        let state = InstanceState::Submitted;
        self.insert_command(kind, definition, None, state, at, None, io);
    }

    /// Performs a query of a server.
    pub(crate) fn apply(
        &mut self,
        query: Query,
        by: NodeId,
        io: &mut Io<'_>,
    ) -> (Vec<Row>, Answer) {
        match query {
            Query::OldestCommand => rows(self.oldest(1, |_| true)),
            Query::CommandsOfSlot { slot, slots } => {
                rows(self.oldest(PAGE, |id| id.0 % u32::from(slots.max(1)) == u32::from(slot)))
            }
            Query::HandleCommand {
                command,
                host,
                at,
                rule,
            } => self.handle(command, host, at, rule, by, io),
            Query::MoveToError { command } => self.move_to_error(command, by, io),
            Query::InstancesOfHost { host, g3 } => rows(self.instances_of(host, g3)),
            Query::InstancesOfNull => {
                rows(self.instances_where(|row| row.host == Host::Null && unfinished(row, false)))
            }
            Query::UnfinishedHosts { g3 } => rows(self.unfinished_hosts(g3)),
            Query::HandOver { instance, at } => self.hand_over(instance, None, at, by, io),
            Query::HandOverG3 {
                instance,
                state,
                at,
            } => self.hand_over(instance, Some(state), at, by, io),
            Query::TasksOfHost { host } => rows(self.unfinished_tasks_of(host)),
            Query::GetInstance { instance } => rows(self.instance(instance)),
            Query::TasksOfInstance { instance } => {
                rows(self.tasks_where(|task| task.instance == instance && task.flag))
            }
            Query::FindTask { instance, index } => {
                rows(self.tasks_where(|task| {
                    task.instance == instance && task.index == index && task.flag
                }))
            }
            Query::GetTask { task } => rows(self.task(task)),
            Query::InsertTask { row } => self.insert_task(row, by, io),
            Query::SaveTask { row } => {
                self.write_task(row, by, io);
                count(1)
            }
            Query::SaveInstance { row } => {
                self.write_instance(row, by, io);
                count(1)
            }
            Query::StoreAck {
                task,
                host,
                at,
                pid,
            } => self.change_task(task, by, io, |row| running(row, host, at, pid)),
            Query::StoreResult {
                task,
                state,
                at,
                app,
            } => self.change_task(task, by, io, |row| ended(row, state, at, app)),
            Query::StoreApp { task, app } => self.change_task(task, by, io, |row| Task {
                app: Some(app),
                ..row
            }),
            Query::InsertAlert { kind, by, once } => self.insert_alert(kind, by, once, io),
        }
    }

    fn oldest(&self, most: usize, of_slot: impl Fn(CommandId) -> bool) -> Vec<Row> {
        // `order by update_time`, which no update changes: the order of insertion.
        (self.commands.values())
            .filter(|command| of_slot(command.id))
            .take(most)
            .map(|row| Row::Command { row: *row })
            .collect()
    }

    fn instances_of(&self, host: Option<NodeId>, g3: bool) -> Vec<Row> {
        let selected = |row: &Instance| {
            let of_host = match host {
                Some(node) => row.host == Host::Node { node },
                None => row.host != Host::Null,
            };
            of_host && unfinished(row, g3)
        };
        self.instances_where(selected)
    }

    fn instances_where(&self, holds: impl Fn(&Instance) -> bool) -> Vec<Row> {
        (self.instances.values())
            .filter(|row| holds(row))
            .map(|row| Row::Instance { row: *row })
            .collect()
    }

    fn instance(&self, id: InstanceId) -> Vec<Row> {
        let row = self.instances.get(&id).copied();
        row.map(|row| Row::Instance { row }).into_iter().collect()
    }

    fn unfinished_hosts(&self, g3: bool) -> Vec<Row> {
        let hosts: BTreeSet<Host> = (self.instances.values())
            .filter(|row| unfinished(row, g3))
            .map(|row| row.host)
            .collect();
        hosts.into_iter().map(|host| Row::Host { host }).collect()
    }

    fn tasks_where(&self, holds: impl Fn(&Task) -> bool) -> Vec<Row> {
        (self.tasks.values())
            .filter(|row| holds(row))
            .map(|row| Row::Task { row: *row })
            .collect()
    }

    /// The unfinished tasks of a host, or of everybody.
    fn unfinished_tasks_of(&self, host: Option<NodeId>) -> Vec<Row> {
        self.tasks_where(|task| {
            let of_host = host.is_none() || task.host == host;
            !task.state.is_finished() && of_host
        })
    }

    fn task(&self, id: TaskId) -> Vec<Row> {
        let row = self.tasks.get(&id).copied();
        row.map(|row| Row::Task { row }).into_iter().collect()
    }

    /// `ProcessService.handleCommand`: one transaction, in the order of the release.
    fn handle(
        &mut self,
        command: CommandId,
        host: NodeId,
        at: Moment,
        rule: HandleRule,
        by: NodeId,
        io: &mut Io<'_>,
    ) -> (Vec<Row>, Answer) {
        let found = self.commands.remove(&command);
        if let (None, HandleRule::Unguarded) = (found, rule) {
            // The loser goes on with its copy of the row.
            let Some(copy) = self.consumed.get(&command).copied() else {
                return (Vec::new(), Answer::Duplicate);
            };
            return self.create_instance(&copy, host, at, rule, by, io);
        }
        if found.is_none() && rule != HandleRule::Unchecked {
            io.tell(Fact::CommandMissed { command, by });
            return (Vec::new(), Answer::Duplicate);
        }
        if found.is_some() {
            io.then(Fact::CommandDeleted { command, by });
        }
        let Some(command) = found else {
            return (Vec::new(), Answer::Duplicate);
        };
        if rule == HandleRule::Unguarded {
            self.consumed.insert(command.id, command);
        }
        self.create_instance(&command, host, at, rule, by, io)
    }

    /// The instance that a command asks for: a new one, or one that has an owner again.
    fn create_instance(
        &mut self,
        command: &Command,
        host: NodeId,
        at: Moment,
        rule: HandleRule,
        by: NodeId,
        io: &mut Io<'_>,
    ) -> (Vec<Row>, Answer) {
        let instance = match command.instance.and_then(|id| self.instances.get(&id)) {
            Some(row) => recovered(*row, command, host, at, rule),
            None => {
                self.last_instance += 1;
                Instance {
                    id: InstanceId(self.last_instance),
                    definition: command.definition,
                    state: InstanceState::Running,
                    host: Host::Node { node: host },
                    recovery: false,
                    run_times: 1,
                    command_type: CommandType::Start,
                    start: at,
                    restart: at,
                    end: None,
                }
            }
        };
        self.write_instance(instance, by, io);
        rows(vec![Row::Instance { row: instance }])
    }

    fn move_to_error(
        &mut self,
        command: CommandId,
        by: NodeId,
        io: &mut Io<'_>,
    ) -> (Vec<Row>, Answer) {
        // The row may be gone already; the error row is written from the copy that the loser holds.
        let row = self.commands.remove(&command);
        if let Some(row) = row {
            self.error_commands.insert(command, row);
        }
        io.tell(Fact::CommandErrored { command, by });
        count(u32::from(row.is_some()))
    }

    /// Host `NULL`, or state `FAILOVER`, and a recovery command: together or not at all.
    fn hand_over(
        &mut self,
        instance: InstanceId,
        conditional: Option<InstanceState>,
        at: Moment,
        by: NodeId,
        io: &mut Io<'_>,
    ) -> (Vec<Row>, Answer) {
        let Some(row) = self.instances.get(&instance).copied() else {
            return count(0);
        };
        let next = match conditional {
            None => Instance {
                host: Host::Null,
                ..row
            },
            Some(state) if state == row.state => Instance {
                state: InstanceState::Failover,
                ..row
            },
            Some(_) => return count(0),
        };
        self.write_instance(next, by, io);
        let kind = CommandType::Recover;
        self.insert_command(
            kind,
            row.definition,
            Some(instance),
            row.state,
            at,
            Some(by),
            io,
        );
        count(1)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the columns of a command, and who writes it"
    )]
    fn insert_command(
        &mut self,
        kind: CommandType,
        definition: DefinitionId,
        instance: Option<InstanceId>,
        state: InstanceState,
        inserted: Moment,
        by: Option<NodeId>,
        io: &mut Io<'_>,
    ) {
        self.last_command += 1;
        let command = CommandId(self.last_command);
        let row = Command {
            id: command,
            kind,
            definition,
            instance,
            state,
            inserted,
        };
        self.commands.insert(command, row);
        io.then(Fact::CommandInserted {
            command,
            kind,
            instance,
            by,
        });
    }

    fn insert_task(&mut self, row: Task, by: NodeId, io: &mut Io<'_>) -> (Vec<Row>, Answer) {
        self.last_task += 1;
        let id = TaskId(self.last_task);
        let row = Task { id, ..row };
        self.write_task(row, by, io);
        rows(vec![Row::Task { row }])
    }

    fn change_task(
        &mut self,
        task: TaskId,
        by: NodeId,
        io: &mut Io<'_>,
        change: impl Fn(Task) -> Task,
    ) -> (Vec<Row>, Answer) {
        let Some(row) = self.tasks.get(&task).copied() else {
            return count(0);
        };
        let row = change(row);
        self.write_task(row, by, io);
        rows(vec![Row::Task { row }])
    }

    fn insert_alert(
        &mut self,
        kind: AlertKind,
        by: NodeId,
        once: bool,
        io: &mut Io<'_>,
    ) -> (Vec<Row>, Answer) {
        if once && self.alerts.iter().any(|alert| alert.kind == kind) {
            io.tell(Fact::AlertSkipped { kind, by });
            return count(0);
        }
        let id = u16::try_from(self.alerts.len() + 1).unwrap_or(u16::MAX);
        self.alerts.push(Alert { id, kind, by });
        io.tell(Fact::AlertInserted { id, kind, by });
        count(1)
    }

    fn write_instance(&mut self, row: Instance, by: NodeId, io: &mut Io<'_>) {
        self.instances.insert(row.id, row);
        tell_row(Row::Instance { row }, by, io);
    }

    fn write_task(&mut self, row: Task, by: NodeId, io: &mut Io<'_>) {
        self.tasks.insert(row.id, row);
        tell_row(Row::Task { row }, by, io);
    }
}

/// The instance of a recovery command, as its new owner writes it.
fn recovered(
    row: Instance,
    command: &Command,
    host: NodeId,
    at: Moment,
    rule: HandleRule,
) -> Instance {
    let taken = Instance {
        state: InstanceState::Running,
        host: Host::Node { node: host },
        recovery: true,
        command_type: command.kind,
        end: None,
        ..row
    };
    match rule {
        HandleRule::Unchecked => taken,
        HandleRule::Restart => Instance {
            restart: at,
            ..taken
        },
        HandleRule::RestartAndCount | HandleRule::Unguarded => Instance {
            restart: at,
            run_times: row.run_times.saturating_add(1),
            ..taken
        },
        HandleRule::KeepHost => Instance {
            state: command.state,
            ..row
        },
    }
}

/// A task whose worker says that it runs.
fn running(row: Task, host: NodeId, at: Moment, pid: u32) -> Task {
    Task {
        state: TaskState::Running,
        host: Some(host),
        start: Some(at),
        pid,
        ..row
    }
}

/// A task whose worker says how it has ended.
fn ended(row: Task, state: TaskState, at: Moment, app: Option<AppId>) -> Task {
    Task {
        state,
        end: Some(at),
        app: app.or(row.app),
        ..row
    }
}

fn unfinished(row: &Instance, g3: bool) -> bool {
    if g3 {
        row.state.needs_failover_g3()
    } else {
        row.state.needs_failover()
    }
}

/// Writes a row down with all its columns, so that a fact can name it.
fn tell_row(row: Row, by: NodeId, io: &mut Io<'_>) {
    let row = io.record(Message::Result { call: 0, row }.encode());
    io.then(Fact::RowWritten { row, by });
}

fn rows(rows: Vec<Row>) -> (Vec<Row>, Answer) {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    (rows, Answer::Rows { count })
}

fn count(count: u32) -> (Vec<Row>, Answer) {
    (Vec::new(), Answer::Rows { count })
}
