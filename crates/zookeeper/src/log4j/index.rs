//! The lines of a run without their text: which facts print, and what is needed to write any of them.

use super::{LogLine, NodeContext, render};
use crate::fact::Fact;
use crate::setting::Setting;
use sim::id::{EventId, NodeId};
use sim::trace::Trace;

/// Which facts of a run print a line.
#[derive(Clone, Debug, Default)]
pub struct LogIndex {
    printed: Vec<EventId>,
    /// What each server's lines need to know, from each fact on that changed it.
    contexts: Vec<Vec<(EventId, NodeContext)>>,
}

impl LogIndex {
    /// Goes through a run.
    pub fn new(trace: &Trace, setting: &Setting) -> Self {
        let mut contexts = vec![vec![(EventId(0), NodeContext::default())]; setting.hosts.len()];
        let mut printed = Vec::new();
        for (id, row) in trace.iter() {
            let Some(fact) = Fact::decode(&row) else {
                continue;
            };
            let Some(contexts) = contexts.get_mut(row.node.index()) else {
                continue;
            };
            let Some((_, current)) = contexts.last_mut() else {
                continue;
            };
            if NodeContext::is_changed_by(fact) {
                let mut next = current.clone();
                next.apply(fact);
                if next != *current {
                    contexts.push((id, next));
                }
            }
            let current = contexts.last().map(|(_, context)| context);
            if current
                .and_then(|c| render(trace, &row, setting, c))
                .is_some()
            {
                printed.push(id);
            }
        }
        Self { printed, contexts }
    }

    /// The facts that print a line, in their order.
    pub fn printed(&self) -> &[EventId] {
        &self.printed
    }

    /// The line that a fact prints, if it prints one.
    pub fn line(&self, trace: &Trace, setting: &Setting, event: EventId) -> Option<LogLine> {
        let row = trace.get(event)?;
        render(trace, &row, setting, self.context(row.node, event)?)
    }

    fn context(&self, node: NodeId, event: EventId) -> Option<&NodeContext> {
        let contexts = self.contexts.get(node.index())?;
        let after = contexts.partition_point(|(id, _)| *id <= event);
        contexts
            .get(after.saturating_sub(1))
            .map(|(_, context)| context)
    }
}
