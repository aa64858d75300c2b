//! What processes say to each other: requests of the registry, queries of the database, and the
//! servers' own messages.

use crate::ids::{AppId, CommandId, InstanceId, Moment, SessionId, TaskId};
use crate::pack::{Bits, Pack, packed};
use crate::path::{Data, Kind, Lock, NodeSet, Path};
use crate::rows::{AlertKind, AppState, Instance, InstanceState, Row, Task, TaskState};
use sim::id::NodeId;
use sim::trace::Record;

packed! {
    /// A message.
    Message: 5 {
        /// A client opens a session, or comes back to one.
        0 Connect { session: Option<SessionId>, timeout_ms: u32 };
        /// The answer: no session when the one asked for has expired.
        1 Welcome { session: Option<SessionId>, timeout_ms: u32 };
        /// A client keeps its session.
        2 Ping;
        /// The registry has heard it.
        3 Pong;
        /// A request of the registry.
        4 Request { xid: u32, op: Op };
        /// What became of it.
        5 Reply { xid: u32, outcome: Outcome };
        /// A watch fires.
        6 Event { change: Change, path: Path };
        /// A query of the database.
        7 Query { call: u32, query: Query };
        /// A row of its result.
        8 Result { call: u32, row: Row };
        /// The end of its result.
        9 Done { call: u32, answer: Answer };
        /// A message between servers.
        10 Rpc { call: u32, rpc: Rpc };
    }
}

packed! {
    /// What a client asks of the registry.
    Op: 4 {
        /// Creates a node.
        0 Create { path: Path, data: Data, ephemeral: bool };
        /// Creates the next place in a lock's queue.
        1 Enqueue { lock: Lock };
        /// Deletes a node.
        2 Delete { path: Path };
        /// Sets a node's data.
        3 SetData { path: Path, data: Data };
        /// Asks whether a node is there.
        4 Exists { path: Path };
        /// Reads a node.
        5 GetData { path: Path };
        /// Lists the registered servers of a kind.
        6 Servers { kind: Kind };
        /// Lists the dead entries of a kind.
        7 DeadEntries { kind: Kind };
        /// Lists the children of a lock, as far as its recipe reads them: who is ahead.
        8 Ahead { lock: Lock, number: u32 };
        /// Watches a place.
        9 Watch { lock: Lock, number: u32 };
        /// Watches everything below `/nodes` and lists it.
        10 Subscribe;
        /// Ends the session.
        11 Close;
        /// Lists the tombstones of the development line.
        12 FinishNodes;
        /// Sets an ephemeral node's data, or creates it under the present session (from 3.x on).
        13 Put { path: Path, data: Data };
    }
}

packed! {
    /// What became of a request.
    Outcome: 3 {
        /// It is done, or the node is there.
        0 Done;
        /// What the node says, who owns it.
        1 Node { data: Data, owner: Option<SessionId> };
        /// The servers listed.
        2 Nodes { nodes: NodeSet };
        /// The place created.
        3 Place { number: u32 };
        /// The place next ahead; none: the lock is held.
        4 Ahead { number: Option<u32> };
        /// There is no such node.
        5 NoNode;
        /// The node is there already.
        6 NodeExists;
    }
}

packed! {
    /// What a watch saw.
    Change: 2 {
        /// A node is new.
        0 Created;
        /// A node's data was set.
        1 Changed;
        /// A node is gone.
        2 Deleted;
        /// A node that is there, in the list that a subscription begins with.
        3 Present;
    }
}

packed! {
    /// What a server asks of the database. Each is one transaction.
    Query: 5 {
        /// The oldest command.
        0 OldestCommand;
        /// Commands of a slot, oldest first, ten at most.
        1 CommandsOfSlot { slot: u8, slots: u8 };
        /// Consumes a command: writes the instance, deletes the command.
        2 HandleCommand { command: CommandId, host: NodeId, at: Moment, rule: HandleRule };
        /// Moves a command to the error table.
        3 MoveToError { command: CommandId };
        /// Unfinished instances of a host; of every host without one.
        4 InstancesOfHost { host: Option<NodeId>, g3: bool };
        /// Hosts that unfinished instances name.
        5 UnfinishedHosts { g3: bool };
        /// Host `NULL` and a recovery command.
        6 HandOver { instance: InstanceId, at: Moment };
        /// State `FAILOVER` and a recovery command, if the state is still this one.
        7 HandOverG3 { instance: InstanceId, state: InstanceState, at: Moment };
        /// Unfinished tasks of a worker; of every worker without one.
        8 TasksOfHost { host: Option<NodeId> };
        /// An instance.
        9 GetInstance { instance: InstanceId };
        /// Its valid tasks.
        10 TasksOfInstance { instance: InstanceId };
        /// The valid row of one task of an instance.
        11 FindTask { instance: InstanceId, index: u8 };
        /// A task.
        12 GetTask { task: TaskId };
        /// A new task row.
        13 InsertTask { row: Task };
        /// All columns of a task.
        14 SaveTask { row: Task };
        /// All columns of an instance.
        15 SaveInstance { row: Instance };
        /// A worker says that a task runs.
        16 StoreAck { task: TaskId, host: NodeId, at: Moment, pid: u32 };
        /// A worker says how a task has ended.
        17 StoreResult { task: TaskId, state: TaskState, at: Moment, app: Option<AppId> };
        /// An alert.
        18 InsertAlert { kind: AlertKind, by: NodeId, once: bool };
        /// A worker says which application a task has submitted.
        19 StoreApp { task: TaskId, app: AppId };
        /// Unfinished instances whose host is the text `NULL`.
        20 InstancesOfNull;
    }
}

packed! {
    /// How a release consumes a command.
    HandleRule: 3 {
        /// 1.3.x: the delete is not checked.
        0 Unchecked;
        /// The delete must meet one row; the restart time is set (2.0.5: and run_times kept).
        1 Restart;
        /// The same, and run_times grows (3.1.9, 3.2.1).
        2 RestartAndCount;
        /// The delete comes first; host and times stay (development line).
        3 KeepHost;
        /// The delete and the instance are two transactions, and nobody looks whether the delete has met
        /// a row.
        4 Unguarded;
    }
}

packed! {
    /// What a query gives beside rows.
    Answer: 2 {
        /// It is done; so many rows were met.
        0 Rows { count: u32 };
        /// The command is gone: somebody else has handled it.
        1 Duplicate;
    }
}

packed! {
    /// What servers say to each other.
    Rpc: 4 {
        /// A master sends a task to a worker.
        0 Execute { task: TaskId, instance: InstanceId, definition: u8, index: u8, app: Option<AppId> };
        /// The worker has it.
        1 Ack { task: TaskId, pid: u32 };
        /// The task has ended.
        2 Finished { task: TaskId, state: TaskState, app: Option<AppId> };
        /// The report has arrived.
        3 Received { task: TaskId, finished: bool };
        /// The task has a new owner.
        4 NewOwner { task: TaskId };
        /// Whether the worker agrees.
        5 Agreed { task: TaskId, yes: bool };
        /// Stops a task.
        6 Kill { task: TaskId };
        /// Asks a log for application ids.
        7 AppIds { task: TaskId };
        /// The application it names.
        8 App { task: TaskId, app: Option<AppId> };
        /// Asks YARN for an application's state.
        9 AppState { app: AppId };
        /// How it is.
        10 AppIs { app: AppId, is: AppState };
        /// Ends an application.
        11 KillApp { app: AppId };
        /// A new application of a task.
        12 Submit { task: TaskId, worker: NodeId, runtime_ms: u32 };
    }
}

impl Message {
    /// The message as it is kept in the Trace.
    pub(crate) fn encode(self) -> Record {
        let mut bits = Bits::default();
        self.put(&mut bits);
        bits.into_record()
    }

    /// The message that a record holds.
    pub fn decode(record: Record) -> Option<Self> {
        Self::take(&mut Bits::from_record(record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::DefinitionId;
    use crate::path::Beat;
    use crate::rows::{CommandType, Host};

    #[test]
    fn the_largest_messages_survive_their_record() {
        let moment = Moment(u32::MAX);
        let task = Task {
            id: TaskId(u32::MAX),
            instance: InstanceId(u16::MAX),
            index: u8::MAX,
            state: TaskState::Dispatch,
            host: Some(NodeId(31)),
            flag: true,
            retry_times: u8::MAX,
            submit: Some(moment),
            start: Some(moment),
            end: Some(moment),
            pid: u32::MAX,
            app: Some(AppId(u16::MAX)),
        };
        let instance = Instance {
            id: InstanceId(u16::MAX),
            definition: DefinitionId(u8::MAX),
            state: InstanceState::Failover,
            host: Host::Node { node: NodeId(31) },
            recovery: true,
            run_times: u8::MAX,
            command_type: CommandType::Recover,
            start: moment,
            restart: moment,
            end: Some(moment),
        };
        let beat = Beat {
            start: moment,
            report: moment,
            pid: u32::MAX,
            normal: true,
        };
        let call = u32::MAX;
        let path = Path::Finish {
            node: NodeId(31),
            start: moment,
        };
        let data = Data::Heartbeat { beat };
        let ephemeral = true;
        let messages = [
            Message::Query {
                call,
                query: Query::SaveTask { row: task },
            },
            Message::Result {
                call,
                row: Row::Instance { row: instance },
            },
            Message::Request {
                xid: call,
                op: Op::Create {
                    path,
                    data,
                    ephemeral,
                },
            },
        ];
        for message in messages {
            assert_eq!(Message::decode(message.encode()), Some(message));
        }
    }
}
