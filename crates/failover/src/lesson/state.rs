//! What was so at a moment, as far as lessons ask: a fold over the facts up to it.

use dolphinscheduler::fact::{Fact, ServerState};
use dolphinscheduler::ids::{AppId, CommandId, InstanceId, SessionId, TaskId};
use dolphinscheduler::path::{Kind, Lock, Path};
use dolphinscheduler::rows;
use dolphinscheduler::wire::Message;
use sim::id::{EventId, MessageId, NodeId};
use sim::trace::{Ending, Row, Tag, Trace};
use std::collections::{BTreeMap, BTreeSet};

/// What was so at a moment.
#[derive(Default)]
pub(super) struct State {
    masters: BTreeSet<NodeId>,
    /// How often a process was started on each host, and whether it runs.
    starts: BTreeMap<NodeId, (u32, bool)>,
    /// Whose process has opened each session, and which of its processes.
    sessions: BTreeMap<SessionId, (NodeId, u32)>,
    /// Who owns each place in the queue of a lock.
    places: BTreeMap<(Lock, u32), SessionId>,
    states: BTreeMap<NodeId, ServerState>,
    /// Slot and number of slots, as each master counts.
    slots: BTreeMap<NodeId, (u8, u8)>,
    /// A host once for each thread that runs the instance.
    owners: BTreeMap<InstanceId, Vec<NodeId>>,
    /// Which commands are in the table, and which instance each is about.
    commands: BTreeMap<CommandId, Option<InstanceId>>,
    /// The instances that have not ended.
    unfinished: BTreeSet<InstanceId>,
    shells: BTreeMap<TaskId, NodeId>,
    apps: BTreeSet<AppId>,
}

impl State {
    /// What was so after an event.
    pub(super) fn at(trace: &Trace, id: EventId) -> Self {
        let mut state = Self::default();
        for (_, row) in trace.iter().take_while(|(other, _)| *other <= id) {
            state.take_in(trace, &row);
        }
        state
    }

    fn take_in(&mut self, trace: &Trace, row: &Row) {
        if row.tag == Tag::ProcessStarted as u8 {
            self.starts.insert(row.node, (row.a, true));
        } else if row.tag == Tag::ProcessEnded as u8 {
            self.ended(row);
        }
        if let Some(fact) = Fact::decode(row) {
            self.registry(fact);
            self.server(row.node, fact);
            self.work(row.node, fact);
            if let Fact::RowWritten { row: message, .. } = fact {
                self.written(result(trace, message));
            }
        }
    }

    fn ended(&mut self, row: &Row) {
        let starts = self.starts.entry(row.node).or_default();
        starts.1 = false;
        self.states.remove(&row.node);
        self.slots.remove(&row.node);
        for owners in self.owners.values_mut() {
            owners.retain(|owner| *owner != row.node);
        }
        // What a process has started outlives it, unless the machine is gone.
        if Ending::from_number(row.small) == Some(Ending::PowerLost) {
            self.shells.retain(|_, worker| *worker != row.node);
        }
    }

    fn registry(&mut self, fact: Fact) {
        if let Fact::SessionOpened {
            session, client, ..
        } = fact
        {
            let (starts, _) = self.starts.get(&client).copied().unwrap_or_default();
            self.sessions.insert(session, (client, starts));
        } else if let Fact::NodeCreated {
            path: Path::Place { lock, number },
            owner: Some(owner),
        } = fact
        {
            self.places.insert((lock, number), owner);
        } else if let Fact::NodeGone {
            path: Path::Place { lock, number },
            ..
        } = fact
        {
            self.places.remove(&(lock, number));
        }
    }

    fn server(&mut self, node: NodeId, fact: Fact) {
        if let Fact::StateEntered { state } = fact {
            self.states.insert(node, state);
        } else if let Fact::Registered {
            kind: Kind::Master, ..
        } = fact
        {
            self.masters.insert(node);
        } else if let Fact::SlotsSet {
            slot,
            slots,
            listed,
        } = fact
        {
            // Who is not in its own list fetches nothing.
            if listed {
                self.slots.insert(node, (slot, slots));
            } else {
                self.slots.remove(&node);
            }
        } else if let Fact::WorkflowHeld { instance } = fact {
            self.owners.entry(instance).or_default().push(node);
        } else if let Fact::WorkflowLeft { instance, .. } = fact {
            let owners = self.owners.entry(instance).or_default();
            if let Some(place) = owners.iter().position(|owner| *owner == node) {
                owners.remove(place);
            }
        }
    }

    fn work(&mut self, node: NodeId, fact: Fact) {
        if let Fact::CommandInserted {
            command, instance, ..
        } = fact
        {
            self.commands.insert(command, instance);
        } else if let Fact::CommandDeleted { command, .. } | Fact::CommandErrored { command, .. } =
            fact
        {
            self.commands.remove(&command);
        } else if let Fact::ShellStarted { task, .. } = fact {
            self.shells.insert(task, node);
        } else if let Fact::ShellEnded { task, .. } = fact {
            self.shells.remove(&task);
        } else if let Fact::AppSubmitted { app, .. } = fact {
            self.apps.insert(app);
        } else if let Fact::AppEnded { app, .. } = fact {
            self.apps.remove(&app);
        }
    }

    fn written(&mut self, row: Option<rows::Row>) {
        let Some(rows::Row::Instance { row }) = row else {
            return;
        };
        if row.state.is_finished() {
            self.unfinished.remove(&row.id);
        } else {
            self.unfinished.insert(row.id);
        }
    }

    /// How many stand in the queue of a lock.
    pub(super) fn places(&self, lock: Lock) -> u64 {
        count(self.places.range((lock, 0)..=(lock, u32::MAX)).count())
    }

    /// Whether a place in the queue of a lock, up to this number, belongs to a process that is gone.
    pub(super) fn has_dead_place(&self, lock: Lock, number: u32) -> bool {
        let mut places = self.places.range((lock, 0)..=(lock, number));
        places.any(|(_, session)| {
            let of = self.sessions.get(session);
            of.is_none_or(|(client, starts)| self.starts.get(client) != Some(&(*starts, true)))
        })
    }

    /// How many masters are RUNNING.
    pub(super) fn running(&self) -> u64 {
        let running = |node: &&NodeId| self.states.get(node) == Some(&ServerState::Running);
        count(self.masters.iter().filter(running).count())
    }

    /// How many workflows a server has in its memory.
    pub(super) fn held(&self, node: NodeId) -> u64 {
        let all = self.owners.values().flatten();
        count(all.filter(|owner| **owner == node).count())
    }

    /// How many threads run the instance that is run by the most.
    pub(super) fn owners(&self) -> u64 {
        count(self.owners.values().map(Vec::len).max().unwrap_or(0))
    }

    /// How many commands are in the table.
    pub(super) fn commands(&self) -> u64 {
        count(self.commands.len())
    }

    /// How many commands fall to so many masters, as each of them counts.
    pub(super) fn claimed(&self, so_many: &dyn Fn(usize) -> bool) -> u64 {
        let claims = |command: &&CommandId| {
            let mine = |(slot, slots): &&(u8, u8)| {
                *slots > 0 && command.0 % u32::from(*slots) == u32::from(*slot)
            };
            so_many(self.slots.values().filter(mine).count())
        };
        count(self.commands.keys().filter(claims).count())
    }

    /// How many unfinished workflows nobody runs, and no command asks for.
    pub(super) fn alone(&self) -> u64 {
        let alone = |instance: &&InstanceId| {
            let owned = self.owners.get(instance).is_some_and(|o| !o.is_empty());
            !owned && !self.commands.values().any(|of| of == &Some(**instance))
        };
        count(self.unfinished.iter().filter(alone).count())
    }

    /// How many shells run.
    pub(super) fn shells(&self) -> u64 {
        count(self.shells.len())
    }

    /// How many applications run.
    pub(super) fn apps(&self) -> u64 {
        count(self.apps.len())
    }
}

/// The row in a message of the database.
pub(super) fn result(trace: &Trace, message: MessageId) -> Option<rows::Row> {
    match Message::decode(trace.message(message)) {
        Some(Message::Result { row, .. }) => Some(row),
        _ => None,
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
