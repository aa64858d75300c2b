//! What the processes write into their logs: every line from a fact, in the layout and wording of the
//! release that runs.

mod entry;
mod index;
mod later;
pub mod parse;
mod site;
mod wording;

pub use index::LogIndex;
pub use sim::clock::WallClock;
pub use site::Level;

use crate::fact::Fact;
use crate::ids::{Moment, TaskId};
use crate::lane::Thread;
use crate::model::{Model, Wording};
use crate::setting::{Role, Setting};
use core::fmt;
use sim::id::{EventId, NodeId};
use sim::time::SimTime;
use sim::trace::{Row, Trace};

/// One record of a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogLine {
    /// When it was printed.
    pub at: SimTime,
    /// The layout it is printed in.
    pub wording: Wording,
    /// Its level.
    pub level: Level,
    /// The thread's name.
    pub thread: String,
    /// The class that printed it, with its package.
    pub logger: &'static str,
    /// The line of that class's source; 0 where it is not known.
    pub line_number: u16,
    /// The message.
    pub message: String,
    /// The workflow instance that the line is about, where the layout has it; 0 for none.
    pub workflow: u16,
    /// The task instance that the line is about, where the layout has it; 0 for none.
    pub task: u32,
    /// The first line of a stack trace.
    pub exception: Option<String>,
}

impl LogLine {
    /// The record as the shipped pattern lays it out.
    pub fn layout<'a>(&'a self, clock: &'a WallClock) -> impl fmt::Display + 'a {
        Layout {
            line: self,
            clock,
            threads: false,
        }
    }

    /// The record as an appender with thread names lays it out.
    pub fn layout_with_thread<'a>(&'a self, clock: &'a WallClock) -> impl fmt::Display + 'a {
        Layout {
            line: self,
            clock,
            threads: true,
        }
    }
}

struct Layout<'a> {
    line: &'a LogLine,
    clock: &'a WallClock,
    threads: bool,
}

impl fmt::Display for Layout<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line;
        let (level, number, message) = (line.level.name(), line.line_number, &line.message);
        let stamp = self.clock.stamp(line.at);
        let (workflow, task) = (line.workflow, line.task);
        if self.threads {
            let class = line.logger.rsplit('.').next().unwrap_or(line.logger);
            let class = class.trim_start_matches(" - ");
            let thread = &line.thread;
            write!(f, "{stamp} {level:5} [{thread}] {class}")?;
            match line.wording {
                Wording::G1 | Wording::G1Fixed => write!(f, " - {message}")?,
                Wording::G2Early | Wording::G2 | Wording::G3 => {
                    write!(f, ":[{number}] - [WI-{workflow}][TI-{task}] - {message}")?;
                }
            }
        } else {
            let logger = line.logger;
            match line.wording {
                Wording::G1 | Wording::G1Fixed => {
                    write!(f, "[{level}] {stamp} {logger}:[{number}] - {message}")?;
                }
                Wording::G2Early => write!(
                    f,
                    "[{level}] {stamp} +0000 {logger}:[{number}] - \
                     [WorkflowInstance-{workflow}][TaskInstance-{task}] - {message}"
                )?,
                Wording::G2 => {
                    let logger = abbreviated(logger);
                    write!(
                        f,
                        "[WI-{workflow}][TI-{task}] - [{level}] {stamp} +0000 {logger}:[{number}] - {message}"
                    )?;
                }
                Wording::G3 => {
                    let (logger, thread) = (abbreviated(logger), &line.thread);
                    write!(
                        f,
                        "[WI-{workflow}][TI-{task}] - {stamp} {level:5} [{thread}] {logger}:[{number}] - {message}"
                    )?;
                }
            }
        }
        match &line.exception {
            Some(exception) => write!(f, "\n{exception}"),
            None => Ok(()),
        }
    }
}

/// `o.a.d.s.m.MasterServer`: every package by its first letter.
fn abbreviated(logger: &str) -> String {
    let mut parts: Vec<&str> = logger.split('.').collect();
    let class = parts.pop().unwrap_or(logger);
    let packages = parts.iter().filter_map(|part| part.get(..1));
    packages.chain([class]).collect::<Vec<_>>().join(".")
}

/// What a line of a process's log needs to know beside its own fact.
#[derive(Clone, Copy, Debug, Default)]
pub struct NodeContext {
    model: Option<Model>,
    said: later::Context,
    /// A task whose shells clashed: an exception ends them, and no line says how they have ended.
    clashed: Option<TaskId>,
}

impl NodeContext {
    /// Takes in a fact of this process, which has happened at this moment.
    pub fn apply(&mut self, at: SimTime, fact: Fact) {
        if let Fact::Booted { model, .. } = fact {
            self.model = Model::from_number(model);
        }
        if let Fact::ShellsClash { task } = fact {
            self.clashed = Some(task);
        }
        self.said.apply(Moment::of(at), fact);
    }
}

/// Reads a Trace from its beginning and gives the log lines of each fact that prints some.
pub struct LogWriter<'a> {
    setting: &'a Setting,
    nodes: Vec<NodeContext>,
}

impl<'a> LogWriter<'a> {
    /// A writer for the processes of a setting.
    pub fn new(setting: &'a Setting) -> Self {
        Self {
            setting,
            nodes: vec![NodeContext::default(); setting.hosts.len()],
        }
    }

    /// The lines that a fact prints. Facts have to come in their order.
    pub fn lines(&mut self, row: &Row) -> Vec<LogLine> {
        let Some(fact) = Fact::decode(row) else {
            return Vec::new();
        };
        let Some(context) = self.nodes.get_mut(row.node.index()) else {
            return Vec::new();
        };
        context.apply(row.at, fact);
        render(row, fact, self.setting, *context)
    }
}

/// The lines that a fact prints.
pub fn render(row: &Row, fact: Fact, setting: &Setting, context: NodeContext) -> Vec<LogLine> {
    let model = context.model.unwrap_or(Model::V1_3_8);
    let wording = model.switches().wording;
    if wording != Wording::G1 {
        return later_lines(row, fact, setting, context, wording);
    }
    if let Fact::ShellEnded { task, .. } = fact
        && context.clashed == Some(task)
    {
        return Vec::new();
    }
    let said = wording::say(row.node, fact, setting);
    let thread = thread_of(row, fact, setting, wording);
    (said.into_iter())
        .filter_map(|said| {
            let site = said.statement.site(model)?;
            Some(LogLine {
                at: row.at,
                wording,
                level: site.level,
                thread: thread.clone(),
                logger: site.logger,
                line_number: site.line,
                message: said.message,
                workflow: 0,
                task: 0,
                exception: said.exception.map(str::to_owned),
            })
        })
        .collect()
}

fn later_lines(
    row: &Row,
    fact: Fact,
    setting: &Setting,
    context: NodeContext,
    wording: Wording,
) -> Vec<LogLine> {
    let lane = Thread::from_lane(row.lane);
    let thread = thread_of(row, fact, setting, wording);
    let spoken = later::say((row.node, lane), fact, setting, wording, &context.said);
    (spoken.into_iter())
        .map(|spoken| LogLine {
            at: row.at,
            wording,
            level: spoken.level,
            thread: thread.clone(),
            logger: spoken.logger,
            line_number: spoken.line,
            message: spoken.message,
            workflow: spoken.workflow,
            task: spoken.task,
            exception: None,
        })
        .collect()
}

/// The name of the thread that prints a fact's lines: what Curator hears of its client comes on the
/// client's event thread, which has no place of its own in a run.
fn thread_of(row: &Row, fact: Fact, setting: &Setting, wording: Wording) -> String {
    let role = setting.role(row.node).unwrap_or(Role::Master);
    if let Fact::StateChanged { .. } | Fact::HandleClosed { .. } = fact {
        return format!("{}-EventThread", thread_name(Thread::Main, role, wording));
    }
    thread_name(Thread::from_lane(row.lane), role, wording)
}

/// All lines of a run, with the facts they come from, in the order of the Trace.
pub fn lines(trace: &Trace, setting: &Setting) -> Vec<(EventId, NodeId, LogLine)> {
    let mut writer = LogWriter::new(setting);
    trace
        .iter()
        .flat_map(|(id, row)| {
            let lines = writer.lines(&row);
            lines.into_iter().map(move |line| (id, row.node, line))
        })
        .collect()
}

/// What the sources call a thread. Of a pool whose threads are numbered, the first.
pub fn thread_name(thread: Thread, role: Role, wording: Wording) -> String {
    let worker = match role {
        Role::Worker | Role::LogServer(_) => true,
        Role::Master | Role::Registry | Role::Database | Role::Yarn => false,
    };
    let server = if worker {
        "Worker-Server"
    } else {
        "Master-Server"
    };
    let name = match thread {
        Thread::Main => server,
        Thread::SendThread(_) => return format!("{server}-SendThread"),
        Thread::StateManager(_) => "Curator-ConnectionStateManager-0",
        Thread::TreeCacheAlerts => "Curator-TreeCache-0",
        Thread::TreeCacheOther => "Curator-TreeCache-2",
        Thread::SpringHook => "Thread-4",
        Thread::FailoverExecute => "FailoverExecuteThread",
        Thread::Refresh => "ServerNodeManagerExecutor",
        Thread::EventBus => "SystemEventBusFireWorker",
        Thread::TaskResponse => "TaskResponseWorker",
        Thread::DatabaseReader => "Druid-ConnectionPool",
        Thread::SessionTracker => "SessionTracker",
        Thread::Host => "",
        Thread::HeartBeat
        | Thread::Scheduler
        | Thread::TreeCacheFailover
        | Thread::Hook
        | Thread::NettyAcceptor
        | Thread::Connection(_)
        | Thread::ReportRetry
        | Thread::Dispatcher
        | Thread::Workflow(_)
        | Thread::Task(_) => by_release(thread, worker, wording),
    };
    name.to_owned()
}

/// The names that differ between releases.
fn by_release(thread: Thread, worker: bool, wording: Wording) -> &'static str {
    let g1 = matches!(wording, Wording::G1 | Wording::G1Fixed);
    match (thread, wording) {
        (Thread::HeartBeat, _) if g1 => "HeartBeatExecutor_1",
        (Thread::HeartBeat, _) if worker => "WorkerHeartBeatTask",
        (Thread::HeartBeat, _) => "MasterHeartBeatTask",
        (Thread::Scheduler, Wording::G1) => "MasterSchedulerThread",
        (Thread::Scheduler, Wording::G1Fixed) => "MasterSchedulerService",
        (Thread::Scheduler, Wording::G2Early | Wording::G2) => "MasterCommandLoopThread",
        (Thread::Scheduler, Wording::G3) => "MasterCommandHandleThreadPool",
        (Thread::TreeCacheFailover, Wording::G1) => "Curator-TreeCache-1",
        (Thread::TreeCacheFailover, Wording::G1Fixed) => "Curator-TreeCache-2",
        (Thread::TreeCacheFailover, _) => "Curator-TreeCache-0",
        (Thread::Hook, _) if g1 => "Thread-5",
        (Thread::Hook, _) => "SpringApplicationShutdownHook",
        (Thread::ReportRetry, _) if g1 => "RetryReportTaskStatusThread",
        (Thread::ReportRetry, _) => "MessageRetryRunner",
        (Thread::Task(_), _) if worker => "Worker-Execute-Thread",
        (Thread::Task(_), Wording::G1) => "Master-Task-Exec-Thread",
        (Thread::Task(_), Wording::G1Fixed) => "CommonTask-",
        (Thread::Dispatcher, Wording::G2 | Wording::G3) => "GlobalTaskDispatchWaitingQueueLooper",
        (Thread::Dispatcher, _) => "TaskUpdateQueueConsumerThread",
        (Thread::Workflow(_), Wording::G1 | Wording::G1Fixed) => "Master-Exec-Thread",
        (Thread::Workflow(_) | Thread::Task(_), Wording::G2Early | Wording::G2) => {
            "WorkflowExecuteThread-0"
        }
        (Thread::Workflow(_) | Thread::Task(_), Wording::G3) => "ds-workflow-eventbus-worker-0",
        (_, Wording::G1) => "NettyServerThread",
        (_, Wording::G1Fixed | Wording::G2Early) => "pool-6-thread-1",
        (_, Wording::G2) => "NettyRemotingServerThread",
        (_, Wording::G3) if worker => "WorkerRpcServer-methodInvoker-0",
        (_, Wording::G3) => "MasterRpcServer-methodInvoker-0",
    }
}
