//! What a server writes into its log: every line from a fact, in the layout and wording of the
//! release that runs.

mod context;
mod exception;
mod index;
pub mod parse;
mod phrase;
mod site;
mod table;
mod wording;

pub use context::NodeContext;
pub use index::LogIndex;
pub use sim::clock::WallClock;
pub use site::{Level, Site};
pub use table::Statement;
pub(crate) use wording::prints;
pub use wording::render;

use crate::fact::Fact;
use crate::setting::Setting;
use core::fmt;
use sim::id::{EventId, NodeId};
use sim::time::SimTime;
use sim::trace::{Row, Trace};

/// One record of a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogLine {
    /// When it was printed.
    pub at: SimTime,
    /// The `myid` of the diagnostic context; empty before the configuration has been read.
    pub myid: Option<i64>,
    /// Its level.
    pub level: Level,
    /// The thread's name.
    pub thread: String,
    /// The class that printed it.
    pub class: &'static str,
    /// The line of that class's source.
    pub line_number: u16,
    /// The message.
    pub message: String,
    /// The lines of a stack trace.
    pub continuation: Vec<String>,
}

impl LogLine {
    /// The record with its time of day, laid out as ZooKeeper's `log4j.properties` says:
    /// `%d{ISO8601} [myid:%X{myid}] - %-5p [%t:%C{1}@%L] - %m%n`.
    pub fn layout<'a>(&'a self, clock: &'a WallClock) -> impl fmt::Display + 'a {
        Layout { line: self, clock }
    }
}

struct Layout<'a> {
    line: &'a LogLine,
    clock: &'a WallClock,
}

impl fmt::Display for Layout<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line;
        write!(f, "{} [myid:", self.clock.log_stamp(line.at))?;
        if let Some(myid) = line.myid {
            write!(f, "{myid}")?;
        }
        write!(
            f,
            "] - {:5} [{}:{}@{}] - {}",
            line.level.name(),
            line.thread,
            line.class,
            line.line_number,
            line.message
        )?;
        line.continuation
            .iter()
            .try_for_each(|more| write!(f, "\n{more}"))
    }
}

/// Reads a Trace from its beginning and gives the log line of each fact that prints one.
pub struct LogWriter<'a> {
    setting: &'a Setting,
    nodes: Vec<NodeContext>,
}

impl<'a> LogWriter<'a> {
    /// A writer for the servers of a setting.
    pub fn new(setting: &'a Setting) -> Self {
        Self {
            setting,
            nodes: vec![NodeContext::default(); setting.hosts.len()],
        }
    }

    /// The line that a fact prints. Facts have to come in their order.
    pub fn line(&mut self, trace: &Trace, row: &Row) -> Option<LogLine> {
        let context = self.nodes.get_mut(row.node.index())?;
        if let Some(fact) = Fact::decode(row) {
            context.apply(fact);
        }
        render(trace, row, self.setting, context)
    }
}

/// All lines of a run, with the facts they come from, in the order of the Trace.
pub fn lines(trace: &Trace, setting: &Setting) -> Vec<(EventId, NodeId, LogLine)> {
    let mut writer = LogWriter::new(setting);
    trace
        .iter()
        .filter_map(|(id, row)| writer.line(trace, &row).map(|line| (id, row.node, line)))
        .collect()
}
