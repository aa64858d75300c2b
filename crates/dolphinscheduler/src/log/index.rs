//! The lines of a run without their text: which facts print, and what is needed to write any of them.

use super::{LogLine, NodeContext, render};
use crate::fact::Fact;
use crate::setting::Setting;
use sim::id::EventId;
use sim::trace::Trace;

/// Which facts of a run print lines.
#[derive(Clone, Debug, Default)]
pub struct LogIndex {
    printed: Vec<EventId>,
    /// What the lines of each need to know.
    contexts: Vec<NodeContext>,
}

impl LogIndex {
    /// Goes through a run.
    pub fn new(trace: &Trace, setting: &Setting) -> Self {
        let mut index = Self::default();
        let mut nodes = vec![NodeContext::default(); setting.hosts.len()];
        for (id, row) in trace.iter() {
            let Some(fact) = Fact::decode(&row) else {
                continue;
            };
            let Some(context) = nodes.get_mut(row.node.index()) else {
                continue;
            };
            context.apply(row.at, fact);
            if !render(&row, fact, setting, *context).is_empty() {
                index.printed.push(id);
                index.contexts.push(*context);
            }
        }
        index
    }

    /// The facts that print, in their order.
    pub fn printed(&self) -> &[EventId] {
        &self.printed
    }

    /// The lines that a fact prints.
    pub fn lines(&self, trace: &Trace, setting: &Setting, event: EventId) -> Vec<LogLine> {
        let at = self.printed.binary_search(&event).ok();
        let context = at.and_then(|at| self.contexts.get(at));
        let row = trace.get(event);
        let fact = row.as_ref().and_then(Fact::decode);
        match (context, row, fact) {
            (Some(context), Some(row), Some(fact)) => render(&row, fact, setting, *context),
            _ => Vec::new(),
        }
    }
}
