//! `FailoverExecuteThread` of 2.0.5 to 3.2.1: looks from time to time which hosts of unfinished
//! instances are absent from the registry, or are the own address, and fails them over.

use super::S_REG;
use super::failover::FailoverMaster;
use super::listen::failover_lock;
use crate::fact::{Fact, Line};
use crate::jvm::Jvm;
use crate::path::{Kind, Lock, NodeSet};
use crate::rows::{Host, Row};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Value};
use crate::wire::{Op, Outcome, Query};
use sim::id::NodeId;

/// The thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rounds {
    begun: bool,
    left: NodeSet,
    null: bool,
    host: Option<NodeId>,
    place: Option<u32>,
    step: Step,
}

#[derive(Clone, Copy, Debug, Default)]
enum Step {
    #[default]
    Wait,
    Query,
    Hosts,
    Masters,
    Next,
    Locked,
    Done,
    Released,
}

impl Rounds {
    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Wait => {
                let Some((first, every)) = cx.jvm.config.switches.failover_interval else {
                    return Next::end();
                };
                self.step = Step::Query;
                if std::mem::replace(&mut self.begun, true) {
                    return Next::Sleep(every);
                }
                Jvm::print(cx.io, Line::FailoverThreadStarted);
                Next::Sleep(first)
            }
            Step::Query => {
                if cx.jvm.master().is_none_or(|master| master.stopper) {
                    return Next::end();
                }
                self.step = Step::Hosts;
                Next::Db(Query::UnfinishedHosts { g3: false })
            }
            Step::Hosts => {
                (self.left, self.null) = hosts(answer);
                if self.left.is_empty() && !self.null {
                    self.step = Step::Wait;
                    return Next::Again;
                }
                self.step = Step::Masters;
                let kind = Kind::Master;
                Next::Zk(S_REG, Op::Servers { kind })
            }
            Step::Masters => self.choose(answer, cx),
            Step::Next => {
                let Some(host) = self.left.iter().next() else {
                    if std::mem::take(&mut self.null) {
                        return Next::master(FailoverMaster::of_null());
                    }
                    self.step = Step::Wait;
                    return Next::Again;
                };
                self.left.remove(host);
                self.host = Some(host);
                self.step = Step::Locked;
                Next::lock(S_REG, failover_lock(Kind::Master, host, cx.jvm))
            }
            Step::Locked => {
                if let Value::Place(place) = answer.value() {
                    self.place = Some(place);
                    self.step = Step::Done;
                    return Next::master(FailoverMaster::new(self.host));
                }
                self.step = Step::Next;
                Next::Again
            }
            Step::Done => {
                self.step = Step::Released;
                match (self.place.take(), self.host.take()) {
                    (Some(place), Some(host)) => {
                        let lock: Lock = failover_lock(Kind::Master, host, cx.jvm);
                        Next::unlock(S_REG, lock, place)
                    }
                    (Some(_) | None, Some(_) | None) => Next::Again,
                }
            }
            Step::Released => {
                self.step = Step::Next;
                Next::Again
            }
        }
    }

    /// Keeps the hosts that are absent, and the own.
    fn choose(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let alive = match answer.zk() {
            Ok(Outcome::Nodes { nodes }) => nodes,
            // A list that cannot be read counts as an empty one: everybody seems to be dead.
            Ok(_) | Err(_) if cx.jvm.config.switches.unreadable_registry_is_empty => {
                NodeSet::default()
            }
            Ok(_) | Err(_) => NodeSet(u32::MAX),
        };
        let me = cx.jvm.me;
        for node in self.left.iter().collect::<Vec<_>>() {
            if alive.contains(node) && node != me {
                self.left.remove(node);
            }
        }
        if !self.left.is_empty() || self.null {
            let (hosts, null) = (self.left, self.null);
            cx.io.then(Fact::FailoverRound { hosts, null });
        }
        self.step = Step::Next;
        Next::Again
    }
}

fn hosts(answer: Answer) -> (NodeSet, bool) {
    let (mut nodes, mut null) = (NodeSet::default(), false);
    if let Ok(result) = answer.db() {
        for row in result.rows {
            match row {
                Row::Host {
                    host: Host::Node { node },
                } => nodes.insert(node),
                Row::Host { host: Host::Null } => null = true,
                Row::Host { host: Host::Nobody }
                | Row::Instance { .. }
                | Row::Task { .. }
                | Row::Command { .. } => {}
            }
        }
    }
    (nodes, null)
}
