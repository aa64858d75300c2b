//! What the processes write into their logs: every line from a fact, in the layout and wording of the
//! release that runs.

mod clock;
pub mod parse;
mod site;
mod wording;

pub use clock::WallClock;
pub use site::Level;

use crate::fact::Fact;
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
        if self.threads {
            let class = line.logger.rsplit('.').next().unwrap_or(line.logger);
            let thread = &line.thread;
            write!(f, "{stamp} {level:5} [{thread}] {class} - {message}")?;
        } else {
            let logger = line.logger;
            match line.wording {
                Wording::G1 | Wording::G1Fixed => {
                    write!(f, "[{level}] {stamp} {logger}:[{number}] - {message}")?;
                }
                Wording::G2Early => write!(
                    f,
                    "[{level}] {stamp} +0000 {logger}:[{number}] - \
                     [WorkflowInstance-0][TaskInstance-0] - {message}"
                )?,
                Wording::G2 => {
                    let logger = abbreviated(logger);
                    write!(
                        f,
                        "[WI-0][TI-0] - [{level}] {stamp} +0000 {logger}:[{number}] - {message}"
                    )?;
                }
                Wording::G3 => {
                    let (logger, thread) = (abbreviated(logger), &line.thread);
                    write!(
                        f,
                        "[WI-0][TI-0] - {stamp} {level:5} [{thread}] {logger}:[{number}] - {message}"
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
    pid: u32,
}

impl NodeContext {
    /// Takes in a fact of this process.
    pub fn apply(&mut self, fact: Fact) {
        if let Fact::Booted { model, pid } = fact {
            self.model = Model::from_number(model);
            self.pid = pid;
        }
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
        context.apply(fact);
        render(row, fact, self.setting, *context)
    }
}

/// The lines that a fact prints.
pub fn render(row: &Row, fact: Fact, setting: &Setting, context: NodeContext) -> Vec<LogLine> {
    let model = context.model.unwrap_or(Model::V1_3_8);
    let wording = model.switches().wording;
    let said = wording::say(row.node, fact, setting, wording);
    let role = setting.role(row.node).unwrap_or(Role::Master);
    let thread = thread_name(Thread::from_lane(row.lane), role, wording);
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
                exception: said.exception.map(str::to_owned),
            })
        })
        .collect()
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

/// What the sources call a thread.
pub fn thread_name(thread: Thread, role: Role, wording: Wording) -> String {
    let server = match role {
        Role::Worker | Role::LogServer(_) => "Worker-Server",
        Role::Master | Role::Registry | Role::Database | Role::Yarn => "Master-Server",
    };
    let g1 = matches!(wording, Wording::G1 | Wording::G1Fixed);
    match thread {
        Thread::Main => server.to_owned(),
        Thread::HeartBeat if g1 => "HeartBeatExecutor_1".to_owned(),
        Thread::HeartBeat => "MasterHeartBeatTask".to_owned(),
        Thread::Scheduler => match wording {
            Wording::G1 => "MasterSchedulerThread".to_owned(),
            Wording::G1Fixed => "MasterSchedulerService".to_owned(),
            Wording::G2Early | Wording::G2 | Wording::G3 => "MasterCommandLoopThread".to_owned(),
        },
        Thread::TreeCacheAlerts => "Curator-TreeCache-0".to_owned(),
        Thread::TreeCacheFailover => match wording {
            Wording::G1 => "Curator-TreeCache-1".to_owned(),
            Wording::G1Fixed => "Curator-TreeCache-2".to_owned(),
            Wording::G2Early | Wording::G2 | Wording::G3 => "Curator-TreeCache-0".to_owned(),
        },
        Thread::TreeCacheOther => "Curator-TreeCache-2".to_owned(),
        Thread::Hook if g1 => "Thread-5".to_owned(),
        Thread::Hook => "SpringApplicationShutdownHook".to_owned(),
        Thread::SpringHook => "Thread-4".to_owned(),
        Thread::FailoverExecute => "FailoverExecuteThread".to_owned(),
        Thread::Refresh => "ServerNodeManagerExecutor".to_owned(),
        Thread::EventBus => "SystemEventBusFireWorker".to_owned(),
        Thread::TaskResponse => "TaskResponseWorker".to_owned(),
        Thread::NettyAcceptor | Thread::Connection(_) => "NettyServerThread".to_owned(),
        Thread::DatabaseReader => "Druid-ConnectionPool".to_owned(),
        Thread::ReportRetry if g1 => "RetryReportTaskStatusThread".to_owned(),
        Thread::ReportRetry => "MessageRetryRunner".to_owned(),
        Thread::SessionTracker => "SessionTracker".to_owned(),
        Thread::SendThread(_) => format!("{server}-SendThread"),
        Thread::StateManager(_) => "Curator-ConnectionStateManager-0".to_owned(),
        Thread::Workflow(_) => "Master-Exec-Thread".to_owned(),
        Thread::Task(_) => match role {
            Role::Worker | Role::LogServer(_) => "Worker-Execute-Thread".to_owned(),
            Role::Master | Role::Registry | Role::Database | Role::Yarn => {
                "Master-Task-Exec-Thread".to_owned()
            }
        },
        Thread::Host => String::new(),
    }
}
