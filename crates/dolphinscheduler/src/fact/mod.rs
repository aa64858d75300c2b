//! The facts of a cluster: everything a screen, a verdict or a log file can know.
//!
//! The registry and the database say what they keep and who has changed it; masters and workers say
//! what their logs say, and what no line says and a reader has to guess: who stands in which lock's
//! queue, which thread is inside which call, which heartbeat was the last.

mod kinds;
pub mod shape;
mod source;

pub use kinds::*;

use crate::ids::{AppId, CommandId, InstanceId, Moment, SessionId, TaskId};
use crate::pack::{Bits, Pack};
use crate::path::{Kind, Lock, NodeSet, Path};
use crate::rows::{AlertKind, CommandType, InstanceState, TaskState};
use sim::id::{MessageId, NodeId};
use sim::trace::{Record, Row, Tag};

/// Bits of a row that belong to its fact.
const CAPACITY: u32 = 72;

/// Declares the facts with their numbers and writes both directions of their encoding.
macro_rules! facts {
    ($($(#[$doc:meta])* $number:literal $name:ident $({ $($field:ident: $type:ty),* $(,)? })?;)*) => {
        /// Something that happened in one process.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[expect(missing_docs, reason = "a field is what its name and type say")]
        pub enum Fact { $($(#[$doc])* $name $({ $($field: $type),* })?),* }

        impl Fact {
            /// The fact as a row's tag and arguments.
            pub(crate) fn encode(self) -> (u8, u8, u32, u32) {
                #[allow(unused_mut, reason = "facts without fields leave it empty")]
                let mut bits = Bits::default();
                let tag = match self {
                    $(Self::$name $({ $($field),* })? => {
                        $($($field.put(&mut bits);)*)?
                        $number
                    })*
                };
                debug_assert!(bits.used() <= CAPACITY, "fact {} does not fit into a row", tag);
                let (small, a, b) = into_row(bits);
                (Tag::SYSTEM + tag, small, a, b)
            }

            /// The fact that a row says; nothing for the kernel's own rows.
            pub fn decode(row: &Row) -> Option<Self> {
                #[allow(unused_mut, unused_variables, reason = "facts without fields read nothing")]
                let mut bits = from_row(row);
                match row.tag.checked_sub(Tag::SYSTEM)? {
                    $($number => Some(Self::$name $({ $($field: <$type as Pack>::take(&mut bits)?),* })?),)*
                    _ => None,
                }
            }

            /// The name of the fact, for scripts and searches.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$name $({ $($field: _),* })? => stringify!($name)),* }
            }
        }

        impl Fact {
            /// What it holds in the field at this place, or in a part of it, for [`shape::read`].
            #[allow(unused_variables, reason = "facts without fields have no parts")]
            fn field(self, place: usize, part: Option<shape::Part>) -> Option<u64> {
                match self {
                    $(Self::$name $({ $($field),* })? => {
                        let fields: &[u64] = &[$($(shape::Field::ask($field, part)),*)?];
                        fields.get(place).copied()
                    })*
                }
            }
        }

        /// The facts as text, a line each: number, name, and the fields with their types.
        const SHAPES: &str = concat!($(
            $number, " ", stringify!($name),
            $($(" ", stringify!($field), ":", stringify!($type)),*,)? "\n"
        ),*);

        /// The numbers of the facts, for the test that none is given twice.
        #[cfg(test)]
        const NUMBERS: &[u8] = &[$($number),*];
    };
}

fn into_row(bits: Bits) -> (u8, u32, u32) {
    let mut read = Bits::from_record(bits.into_record());
    let half = |bits: u64| u32::try_from(bits).unwrap_or(u32::MAX);
    let (a, b) = (half(read.take(32)), half(read.take(32)));
    (u8::try_from(read.take(8)).unwrap_or(u8::MAX), a, b)
}

fn from_row(row: &Row) -> Bits {
    let low = u64::from(row.a) | u64::from(row.b) << 32;
    Bits::from_record(Record([low, u64::from(row.small), 0, 0, 0, 0]))
}

facts! {
    // The registry: what the server itself knows.
    /// A session begins, with the timeout that was granted.
    0 SessionOpened { session: SessionId, client: NodeId, granted_ms: u32 };
    /// A client has come back to its session.
    1 SessionResumed { session: SessionId };
    /// A client has come back to a session that has expired.
    2 SessionRefused { session: SessionId };
    /// The session has been heard of: it lives until then at least. Written when that moment changes,
    /// which it does in steps of a tick.
    3 SessionMoved { session: SessionId, expires: Moment };
    /// Nothing was heard of the session for its timeout.
    4 SessionExpired { session: SessionId };
    /// The client has closed its session.
    5 SessionClosed { session: SessionId };
    /// A node is new; an ephemeral one has an owner.
    6 NodeCreated { path: Path, owner: Option<SessionId> };
    /// A node's data was set; its owner stays.
    7 NodeSet { path: Path, version: u16, empty: bool };
    /// A node is gone.
    8 NodeGone { path: Path, why: Gone };
    /// The server listens.
    9 RegistryServes;

    // The database: what the server itself knows.
    /// A row was written: the message with all its columns.
    12 RowWritten { row: MessageId, by: NodeId };
    /// A command was inserted.
    13 CommandInserted { command: CommandId, kind: CommandType, instance: Option<InstanceId>, by: Option<NodeId> };
    /// A command was consumed.
    14 CommandDeleted { command: CommandId, by: NodeId };
    /// A command was moved to the error table.
    15 CommandErrored { command: CommandId, by: NodeId };
    /// An alert was inserted.
    16 AlertInserted { id: u16, kind: AlertKind, by: NodeId };
    /// The delete of a command has met no row: somebody else has handled it.
    17 CommandMissed { command: CommandId, by: NodeId };
    /// No alert was inserted: one that says the same is unsent.
    18 AlertSkipped { kind: AlertKind, by: NodeId };

    // YARN.
    /// An application was submitted for a task.
    20 AppSubmitted { app: AppId, task: TaskId };
    /// An application has ended.
    21 AppEnded { app: AppId, killed: bool };

    // A process comes up and goes down.
    /// A process runs.
    24 Booted { model: u8, pid: u32 };
    /// The server's port is open.
    25 PortOpened;
    /// The server's port is closed.
    26 PortClosed;
    /// A line that says nothing else that matters here.
    27 Printed { line: Line };
    /// The server is up: registered, and looking for work.
    28 StateEntered { state: ServerState };
    /// The server stops, and why.
    29 Stopping { cause: StopCause };
    /// A step of its stop is done.
    30 StopStep { step: Step };
    /// The database's pool is closed; every later write fails.
    31 PoolClosed;

    /// The server notes when it has started: its heartbeats say so from now on.
    32 StartNoted { start: Moment };

    // A session as its client sees it; sessions of a process are numbered from 0.
    /// A client is created.
    34 ClientStarted { number: u8 };
    /// The session is established.
    35 SessionEstablished { number: u8, session: SessionId, granted_ms: u32 };
    /// Curator's view changes.
    36 StateChanged { number: u8, state: CuratorState };
    /// Nothing was heard for two thirds of the timeout; the client gives the connection up.
    37 HeardNothing { number: u8, session: SessionId, ms: u32 };
    /// The server says that the session has expired.
    38 ExpiredThere { number: u8, session: SessionId };
    /// Curator ends the session itself, after so long without a connection.
    39 ExpiryInjected { number: u8, ms: u32 };
    /// The client is closed; its session ends.
    40 ClientClosed { number: u8, session: Option<SessionId> };
    /// Curator has given a session up, and closes the handle that it had.
    43 HandleClosed { number: u8, session: SessionId };
    /// The callback of a state change runs.
    41 StateHeard { number: u8, state: CuratorState };
    /// An operation of the registry has failed for good.
    42 OperationFailed { path: Path, why: ZkFailure };

    // Locks.
    /// A thread joins the queue of a lock.
    46 LockQueued { lock: Lock, number: u32 };
    /// It waits for the place before its own.
    47 LockWaits { lock: Lock, ahead: u32 };
    /// It has the lock.
    48 LockTaken { lock: Lock, number: u32 };
    /// It lets go of it.
    49 LockLeft { lock: Lock };

    // Registration and heartbeats.
    /// The own node is written.
    52 Persisted { how: Persist };
    /// The server calls itself registered.
    53 Registered { kind: Kind, interval_s: u8 };
    /// The own dead entry was there, and is deleted.
    54 DeadEntryDeleted { kind: Kind };
    /// A dead entry is written.
    55 DeadEntryAdded { kind: Kind, node: NodeId };
    /// A dead entry is there already.
    56 DeadEntryFound { kind: Kind, node: NodeId };
    /// The node of a removed server is absent (2.0.5 on), or is there again.
    57 AbsenceChecked { kind: Kind, node: NodeId, absent: bool };
    /// A heartbeat looks whether its server is to live.
    58 HeartbeatStarted;
    /// A heartbeat is written.
    59 HeartbeatWritten;
    /// A heartbeat finds that its server must not live.
    60 JudgedDead { why: Death };
    /// The own node is removed, or was gone.
    61 Unregistered { kind: Kind, there: bool };
    /// A heartbeat could not be written.
    62 HeartbeatFailed;
    /// A server that registers has listed the dead entries, to delete its own.
    63 DeadEntriesListed { kind: Kind, own: bool };

    // Servers that come and go, as a listener of this process hears it.
    /// A listener begins to listen.
    66 ListenerAdded { listener: Listener };
    /// A server's node is new.
    67 ServerAdded { kind: Kind, node: NodeId, listener: Listener };
    /// A server's node is gone.
    68 ServerRemoved { kind: Kind, node: NodeId, listener: Listener };
    /// The servers of a group, read again because one is new or gone.
    69 ServersRead { kind: Kind, nodes: NodeSet, added: bool };
    /// An alert could not be written.
    70 AlertFailed { kind: AlertKind };
    /// The master takes itself for the coordinator of task groups, or does so no more (since DSIP-82).
    71 CoordinatorSet { active: bool };

    // Failover.
    /// A failover begins; without a host, of everybody.
    74 FailoverStarted { kind: Kind, node: Option<NodeId> };
    /// So many instances name the host.
    75 FailoverSelected { count: u16, node: Option<NodeId> };
    /// One of them is looked at.
    76 FailoverInstance { instance: InstanceId, node: Option<NodeId>, verdict: FailoverVerdict };
    /// Its host is `NULL` and a recovery command is written.
    77 HandedOver { instance: InstanceId };
    /// The failover is over.
    78 FailoverEnded { kind: Kind, node: Option<NodeId>, ms: u32 };
    /// The failover has ended with an error.
    79 FailoverFailed { kind: Kind, node: Option<NodeId> };
    /// A task of a dead worker is looked at.
    80 FailoverTask { task: TaskId, instance: InstanceId, worker: NodeId };
    /// The log of a task is asked for.
    81 LogAsked { task: TaskId, of: NodeId };
    /// The log cannot be read.
    82 LogFailed { task: TaskId };
    /// The log names an application.
    83 AppFound { task: TaskId, app: AppId };
    /// The ResourceManager does not say how the application is.
    84 AppStateFailed { app: AppId };
    /// The application is killed by a script.
    85 AppKilled { app: AppId };
    /// The task's row says that it is to be run again.
    86 TaskNeedsFaultTolerance { task: TaskId };
    /// A round that looks for hosts to fail over begins.
    87 FailoverRound { hosts: NodeSet, null: bool };
    /// A system event is published.
    88 EventPublished { event: SystemEvent };
    /// A system event is handled.
    89 EventFired { event: SystemEvent };
    /// A tombstone is written.
    90 TombstoneWritten { node: NodeId, start: Option<Moment>, value: Moment };
    /// A failover is not done.
    91 FailoverSkipped { node: NodeId, why: Skip };
    /// A system event is handled to its end, which took so long (development line).
    92 EventHandled { event: SystemEvent, ms: u32 };
    /// A global failover looks whether a host of unfinished rows is alive (development line).
    93 HostLooked { node: NodeId, alive: bool };

    // Commands and workflows.
    /// The loop of a master looks for commands with these slots.
    94 CommandsFetched { count: u8, slot: u8, slots: u8 };
    /// A command is found.
    95 CommandFound { command: CommandId, kind: CommandType };
    /// A command has become work of this master.
    96 CommandHandled { command: CommandId, instance: InstanceId };
    /// A command could not be handled.
    97 CommandFailed { command: CommandId, why: CommandFailure };
    /// Slots change.
    98 SlotsSet { slot: u8, slots: u8, listed: bool };
    /// A workflow runs in this master.
    99 WorkflowHeld { instance: InstanceId };
    /// A workflow runs in this master no more.
    100 WorkflowLeft { instance: InstanceId, state: InstanceState, stopped: bool };
    /// A task is submitted: with this row.
    101 TaskSubmitted { task: TaskId, instance: InstanceId, how: Submission };
    /// A task is sent to a worker.
    102 TaskDispatched { task: TaskId, to: NodeId };
    /// A task could not be sent to a worker, or there is none that is suitable.
    103 DispatchFailed { task: TaskId, to: Option<NodeId> };
    /// A worker has said that a task runs.
    104 AckReceived { task: TaskId };
    /// A worker has said how a task ended.
    105 ResultReceived { task: TaskId, state: TaskState };
    /// A report of a worker has no effect.
    106 ReportDropped { task: TaskId, why: Drop };
    /// The thread that waits for a task has ended.
    107 TaskWaitEnded { task: TaskId, instance: InstanceId, state: TaskState };
    /// A worker is asked to report to this master from now on.
    108 TakeOverAsked { task: TaskId, of: NodeId };
    /// What it said.
    109 TakeOverAnswered { task: TaskId, yes: bool };
    /// A task of a dead worker is run again: an alert says so.
    110 TaskMoved { task: TaskId };

    // Workers.
    /// A task has arrived.
    114 TaskReceived { task: TaskId };
    /// A task's shell runs.
    115 ShellStarted { task: TaskId, pid: u32 };
    /// A task's shell has ended.
    116 ShellEnded { task: TaskId, state: TaskState };
    /// A report could not be delivered.
    117 ReportFailed { task: TaskId, to: NodeId };
    /// A report is acknowledged.
    118 ReportAcked { task: TaskId };
    /// A task reports to another master from now on.
    119 OwnerChanged { task: TaskId, to: NodeId };
    /// A second shell of a running task: both fail in the one directory they share.
    120 ShellsClash { task: TaskId };
    /// A task was killed, and what its shell had started lives on until it ends by itself.
    121 ShellLeft { task: TaskId, until: Moment };
    /// The worker of a task is asked to kill it.
    122 KillAsked { task: TaskId, of: NodeId };
    /// A task that waited to be sent belongs to no workflow of this master any more (3.1.9).
    123 DispatchDropped { task: TaskId };
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim::id::{EventId, Lane};
    use sim::time::SimTime;

    fn row(tag: u8, small: u8, a: u32, b: u32) -> Row {
        Row {
            at: SimTime::ZERO,
            cause: EventId::NONE,
            node: NodeId(0),
            lane: Lane::HOST,
            tag,
            small,
            a,
            b,
        }
    }

    #[test]
    fn no_number_is_given_twice() {
        let mut numbers = NUMBERS.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), NUMBERS.len());
    }

    /// What can be read from a row can be written to the same row again, for every kind of fact.
    #[test]
    fn every_fact_survives_its_row() {
        let mut read = 0;
        for number in NUMBERS {
            for n in 0..400_u32 {
                let a = n.wrapping_mul(2_654_435_761);
                let (small, b) = ((a >> 24) as u8, a.rotate_left(13) ^ n);
                let Some(fact) = Fact::decode(&row(Tag::SYSTEM + number, small, a, b)) else {
                    continue;
                };
                read += 1;
                let (tag, small, a, b) = fact.encode();
                assert_eq!(Fact::decode(&row(tag, small, a, b)), Some(fact));
            }
        }
        assert!(read > 10_000);
    }

    #[test]
    fn a_row_of_the_kernel_is_no_fact() {
        assert_eq!(Fact::decode(&row(0, 0, 0, 0)), None);
    }
}
