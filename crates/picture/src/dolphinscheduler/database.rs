//! Rows of the database, with who wrote each last.

use super::DolphinScheduler;
use crate::reading::Reading;
use dolphinscheduler::fact::Fact;
use dolphinscheduler::ids::{CommandId, InstanceId, TaskId};
use dolphinscheduler::rows::{AlertKind, CommandType, Instance, Row as TableRow, Task};
use dolphinscheduler::wire::Message;
use sim::id::{EventId, NodeId};
use sim::sorted_map::SortedMap;
use sim::time::SimTime;
use sim::trace::Row;

/// The rows that have been written.
#[derive(Clone, Debug, Default)]
pub struct Database {
    /// Workflow instances.
    pub instances: Rows<InstanceId, Instance>,
    /// Task instances.
    pub tasks: Rows<TaskId, Task>,
    /// Commands that nobody has taken.
    pub commands: SortedMap<CommandId, Waiting>,
    /// Alerts: what about, by whom, when.
    pub alerts: Vec<(AlertKind, NodeId, SimTime)>,
}

/// Rows by their number.
pub type Rows<Id, R> = SortedMap<Id, Held<R>>;

/// A row and its writers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held<R> {
    /// The row.
    pub row: R,
    /// Who wrote it last, when, and the fact that says so.
    pub by: (NodeId, SimTime, EventId),
    /// Who else wrote it before, and when last.
    pub other: Option<(NodeId, SimTime)>,
}

/// A command that waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// What it asks for.
    pub kind: CommandType,
    /// Which instance it is to go on with.
    pub instance: Option<InstanceId>,
    /// Who has inserted it; nobody if a user did.
    pub by: Option<NodeId>,
    /// When, and the fact that says so.
    pub since: (SimTime, EventId),
}

impl Database {
    pub(super) fn apply(
        &mut self,
        reading: &Reading<'_, DolphinScheduler>,
        id: EventId,
        row: &Row,
        fact: Fact,
    ) {
        if let Fact::RowWritten { row: message, by } = fact {
            let by = (by, row.at, id);
            if let Some(Message::Result { row, .. }) =
                Message::decode(reading.trace.message(message))
            {
                self.write(row, by);
            }
        } else if let Fact::CommandInserted {
            command,
            kind,
            instance,
            by,
        } = fact
        {
            let since = (row.at, id);
            let waiting = Waiting {
                kind,
                instance,
                by,
                since,
            };
            self.commands.insert(command, waiting);
        } else if let Fact::CommandDeleted { command, .. } | Fact::CommandErrored { command, .. } =
            fact
        {
            self.commands.remove(&command);
        } else if let Fact::AlertInserted { kind, by, .. } = fact {
            self.alerts.push((kind, by, row.at));
        }
    }

    fn write(&mut self, row: TableRow, by: (NodeId, SimTime, EventId)) {
        match row {
            TableRow::Instance { row } => write(&mut self.instances, row.id, row, by),
            TableRow::Task { row } => write(&mut self.tasks, row.id, row, by),
            TableRow::Command { .. } | TableRow::Host { .. } => {}
        }
    }
}

fn write<Id: Ord + Copy, R>(
    rows: &mut Rows<Id, R>,
    id: Id,
    row: R,
    by: (NodeId, SimTime, EventId),
) {
    let other = rows.get(&id).and_then(|before| {
        if before.by.0 == by.0 {
            before.other
        } else {
            Some((before.by.0, before.by.1))
        }
    });
    rows.insert(id, Held { row, by, other });
}
