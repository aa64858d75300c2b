//! Rows of the database, with the columns that anybody reads.

use crate::ids::{AppId, CommandId, DefinitionId, InstanceId, Moment, TaskId};
use crate::pack::{packed, packed_struct};
use sim::id::NodeId;

packed! {
    /// The state of a workflow instance; the numbers are those of the column.
    InstanceState: 5 {
        /// Submitted, not yet run.
        0 Submitted;
        /// Running.
        1 Running;
        /// Asked to pause.
        2 ReadyPause;
        /// Asked to stop.
        4 ReadyStop;
        /// Ended, a task has failed.
        6 Failure;
        /// Ended well.
        7 Success;
        /// Handed over by a failover, not yet taken (development line).
        18 Failover;
    }
}

packed! {
    /// The state of a task instance; the numbers are those of the column.
    TaskState: 5 {
        /// Submitted or dispatched; nobody has said that it runs.
        0 Submitted;
        /// Running.
        1 Running;
        /// Ended, failed.
        6 Failure;
        /// Ended well.
        7 Success;
        /// Failed over: to be run again.
        8 NeedFaultTolerance;
        /// Killed.
        9 Kill;
        /// Sent to a worker (3.x).
        17 Dispatch;
    }
}

packed! {
    /// What the ResourceManager says of an application.
    AppState: 2 {
        /// It runs.
        0 Running;
        /// It has ended well.
        1 Succeeded;
        /// It was killed, or nobody knows it.
        2 Killed;
    }
}

packed! {
    /// What a command asks for; the numbers are those of the column.
    CommandType: 2 {
        /// A new instance of a workflow.
        0 Start;
        /// `RECOVER_TOLERANCE_FAULT_PROCESS`: somebody is to go on with an instance.
        2 Recover;
    }
}

packed! {
    /// The column `host`.
    Host: 2 {
        /// SQL null.
        0 Nobody;
        /// The four letters `NULL`, which a failover writes.
        1 Null;
        /// An address.
        2 Node { node: NodeId };
    }
}

packed! {
    /// What an alert is about.
    AlertKind: 2 {
        /// `Fault tolerance warning`: a server is down.
        0 MasterDown { node: NodeId };
        /// The same of a worker.
        1 WorkerDown { node: NodeId };
        /// `worker fault tolerance`: a task was run again.
        2 TaskMoved { instance: InstanceId };
    }
}

packed_struct! {
    /// A workflow instance.
    Instance {
        /// Its number.
        id: InstanceId,
        /// What it is an instance of.
        definition: DefinitionId,
        /// Its state.
        state: InstanceState,
        /// Who runs it.
        host: Host,
        /// Whether it was recovered.
        recovery: bool,
        /// How often it was started.
        run_times: u8,
        /// The last command it was run for.
        command_type: CommandType,
        /// When it was first started.
        start: Moment,
        /// When it was last started.
        restart: Moment,
        /// When it ended, or an owner let go of it.
        end: Option<Moment>,
    }
}

packed_struct! {
    /// A task instance.
    Task {
        /// Its number.
        id: TaskId,
        /// The workflow instance it belongs to.
        instance: InstanceId,
        /// Which task of the definition it is.
        index: u8,
        /// Its state.
        state: TaskState,
        /// The worker it was sent to.
        host: Option<NodeId>,
        /// Column `flag`: whether the row counts.
        flag: bool,
        /// Column `retry_times`.
        retry_times: u8,
        /// When it was submitted.
        submit: Option<Moment>,
        /// When it began to run.
        start: Option<Moment>,
        /// When it ended.
        end: Option<Moment>,
        /// The process of its shell.
        pid: u32,
        /// The application it has reported.
        app: Option<AppId>,
    }
}

packed_struct! {
    /// A command.
    Command {
        /// Its number.
        id: CommandId,
        /// What it asks for.
        kind: CommandType,
        /// Of which workflow.
        definition: DefinitionId,
        /// Which instance to go on with.
        instance: Option<InstanceId>,
        /// The state that the instance had (development line).
        state: InstanceState,
        /// When it was written.
        inserted: Moment,
    }
}

packed_struct! {
    /// An alert.
    Alert {
        /// Its number.
        id: u16,
        /// What it is about.
        kind: AlertKind,
        /// The master that wrote it.
        by: NodeId,
    }
}

packed! {
    /// A row of a result.
    Row: 3 {
        /// A workflow instance.
        0 Instance { row: Instance };
        /// A task instance.
        1 Task { row: Task };
        /// A command.
        2 Command { row: Command };
        /// A value of the column `host`.
        3 Host { host: Host };
    }
}

impl InstanceState {
    /// Whether an instance in this state has ended.
    pub fn is_finished(self) -> bool {
        match self {
            Self::Failure | Self::Success => true,
            Self::Submitted
            | Self::Running
            | Self::ReadyPause
            | Self::ReadyStop
            | Self::Failover => false,
        }
    }

    /// Whether a failover of 1.3.x to 3.2.1 selects it.
    pub fn needs_failover(self) -> bool {
        match self {
            Self::Submitted | Self::Running | Self::ReadyPause | Self::ReadyStop => true,
            Self::Failure | Self::Success | Self::Failover => false,
        }
    }

    /// Whether a failover of the development line selects it.
    pub fn needs_failover_g3(self) -> bool {
        match self {
            Self::Running | Self::ReadyPause | Self::ReadyStop => true,
            Self::Submitted | Self::Failure | Self::Success | Self::Failover => false,
        }
    }
}

impl TaskState {
    /// The number in the column, as messages print it.
    pub fn number(self) -> u8 {
        match self {
            Self::Submitted => 0,
            Self::Running => 1,
            Self::Failure => 6,
            Self::Success => 7,
            Self::NeedFaultTolerance => 8,
            Self::Kill => 9,
            Self::Dispatch => 17,
        }
    }

    /// Whether a task in this state has ended, failed over included.
    pub fn is_finished(self) -> bool {
        match self {
            Self::Failure | Self::Success | Self::NeedFaultTolerance | Self::Kill => true,
            Self::Submitted | Self::Running | Self::Dispatch => false,
        }
    }
}

impl Host {
    /// The server it names.
    pub fn node(self) -> Option<NodeId> {
        match self {
            Self::Node { node } => Some(node),
            Self::Nobody | Self::Null => None,
        }
    }
}
