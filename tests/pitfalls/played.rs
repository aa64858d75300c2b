//! Runs with and without a mistake, and questions to them.

use scenario::catalog;
use scenario::outcome::Outcome;
use scenario::plan::{Choice, Plan};
use scenario::run::Run;
use scenario::script::Script;
use scenario::script::time::parse;
use sim::id::NodeId;
use sim::time::SimTime;
use sim::trace::Row;
use std::sync::Arc;
use zookeeper::fact::Fact;
use zookeeper::message::{Message, Notification};
use zookeeper::pitfall::{Pitfall, Pitfalls};
use zookeeper::setting::Setting;
use zookeeper::vote::ServerState;

pub(crate) const ZK0: NodeId = NodeId(0);
pub(crate) const ZK1: NodeId = NodeId(1);
pub(crate) const ZK2: NodeId = NodeId(2);

/// A run that is over.
pub(crate) struct Played {
    pub(crate) run: Run,
}

/// The plan of the outage with some parameters changed.
pub(crate) fn outage(params: &[(&str, &str)], until: &str) -> Plan {
    plan(
        &catalog::find("zk-decommission-outage").unwrap(),
        params,
        until,
    )
}

/// The plan of a scenario that is written here.
pub(crate) fn written(text: &str, until: &str) -> Plan {
    plan(&Script::parse(text).unwrap(), &[], until)
}

fn plan(script: &Script, params: &[(&str, &str)], until: &str) -> Plan {
    let params = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let choice = Choice {
        params: params.collect(),
        until: parse(until),
        ..Choice::default()
    };
    Plan::decide(script, &choice).unwrap()
}

/// Runs a plan as it is, and with a mistake.
pub(crate) fn both(plan: &Plan, pitfall: Pitfall) -> (Played, Played) {
    let right = Run::complete(Arc::new(plan.clone()));
    (Played { run: right }, wrong(plan, pitfall))
}

/// Runs a plan with a mistake.
pub(crate) fn wrong(plan: &Plan, pitfall: Pitfall) -> Played {
    let mut plan = plan.clone();
    plan.setting = Arc::new(Setting {
        pitfalls: Pitfalls::only(pitfall),
        ..(*plan.setting).clone()
    });
    for disk in &mut plan.disks {
        disk.setting = Arc::clone(&plan.setting);
    }
    Played {
        run: Run::complete(Arc::new(plan)),
    }
}

impl Played {
    /// The facts of one server from zero on, or of all.
    pub(crate) fn facts(&self, node: impl Into<Option<NodeId>>) -> Vec<(Row, Fact)> {
        let (node, zero) = (node.into(), self.run.plan().clock.zero());
        let rows = self.run.trace().iter().map(|(_, row)| row);
        rows.filter(|row| row.at >= zero && node.is_none_or(|node| row.node == node))
            .filter_map(|row| Some((row, Fact::decode(&row)?)))
            .collect()
    }

    /// When a server does something, each time.
    pub(crate) fn times(
        &self,
        node: impl Into<Option<NodeId>>,
        test: impl Fn(&Row, &Fact) -> bool,
    ) -> Vec<SimTime> {
        let facts = self.facts(node).into_iter();
        facts
            .filter(|(row, fact)| test(row, fact))
            .map(|(row, _)| row.at)
            .collect()
    }

    /// The ballots a server hears, in their order.
    pub(crate) fn heard(&self, node: NodeId) -> Vec<(SimTime, Notification)> {
        let facts = self.facts(node).into_iter();
        facts
            .filter_map(|(row, fact)| match fact {
                Fact::Heard { ballot, .. } => Some((row.at, self.notification(ballot))),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn notification(&self, ballot: sim::id::MessageId) -> Notification {
        let message = Message::decode(self.run.trace().message(ballot));
        message.unwrap().notification().unwrap()
    }

    /// When a server enters a state.
    pub(crate) fn entered(&self, node: NodeId, state: ServerState) -> Vec<SimTime> {
        self.times(node, |_, fact| *fact == Fact::StateEntered { state })
    }

    /// What its ELECTION TOOK lines say.
    pub(crate) fn took(&self, node: NodeId) -> Vec<u32> {
        let of = |(_, fact): (Row, Fact)| match fact {
            Fact::ElectionTook { ms, .. } => Some(ms),
            _ => None,
        };
        self.facts(node).into_iter().filter_map(of).collect()
    }

    pub(crate) fn outcome(&self) -> Outcome {
        Outcome::of(&self.run)
    }

    /// Who leads at the end, by number.
    pub(crate) fn leaders(&self) -> Vec<u8> {
        let leaders = self.outcome().verdict.leaders_at_end;
        leaders.into_iter().map(|node| node.0).collect()
    }

    /// A moment in milliseconds from zero.
    pub(crate) fn ms(&self, at: SimTime) -> i64 {
        self.run.plan().ms(at)
    }
}
