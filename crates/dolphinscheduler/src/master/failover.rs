//! `ZKMasterClient.failoverMaster` of 1.3.x.
//!
//! ```text
//!   master: its unfinished instances ─▶ each: host `NULL` and a recovery command, together
//! ```
//! Without a host, of everybody: what a master does that finds itself alone at its start.

use super::pace;
use crate::fact::{Fact, FailoverVerdict};
use crate::ids::{InstanceId, Moment};
use crate::path::Kind;
use crate::rows::{Host, Row};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next};
use crate::wire::Query;
use sim::id::NodeId;
use sim::random::Range;
use sim::time::SimTime;
use std::collections::VecDeque;

/// Hands the instances of a master over.
#[derive(Clone, Debug)]
pub(crate) struct FailoverMaster {
    node: Option<NodeId>,
    begun: SimTime,
    left: VecDeque<(InstanceId, Host)>,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Pool,
    Query,
    Selected,
    Instance,
    HandedOver(InstanceId),
}

impl FailoverMaster {
    pub(crate) fn new(node: Option<NodeId>) -> Self {
        Self {
            node,
            begun: SimTime::ZERO,
            left: VecDeque::new(),
            step: Step::Begin,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let node = self.node;
        match self.step {
            Step::Begin => {
                let kind = Kind::Master;
                self.begun = cx.io.now();
                cx.io.then(Fact::FailoverStarted { kind, node });
                self.step = Step::Pool;
                Next::Busy(pass(cx))
            }
            Step::Pool => {
                self.step = Step::Query;
                if cx.jvm.pool.open(cx.io) {
                    Next::Busy(pace::POOL)
                } else {
                    Next::Again
                }
            }
            Step::Query => {
                self.step = Step::Selected;
                Next::Db(Query::InstancesOfHost {
                    host: node,
                    g3: false,
                })
            }
            Step::Selected => match answer.db() {
                Ok(result) => {
                    self.left = instances(&result.rows);
                    let count = u16::try_from(self.left.len()).unwrap_or(u16::MAX);
                    cx.io.then(Fact::FailoverSelected { count, node });
                    self.step = Step::Instance;
                    Next::Again
                }
                Err(_) => self.failed(cx),
            },
            Step::Instance => match self.left.pop_front() {
                Some((instance, Host::Null)) => {
                    let verdict = FailoverVerdict::HostIsNull;
                    cx.io.tell(Fact::FailoverInstance {
                        instance,
                        node,
                        verdict,
                    });
                    Next::Again
                }
                Some((instance, host @ (Host::Nobody | Host::Node { .. }))) => {
                    cx.io.then(Fact::FailoverInstance {
                        instance,
                        node: host.node(),
                        verdict: FailoverVerdict::HandOver,
                    });
                    self.step = Step::HandedOver(instance);
                    let at = Moment::of(cx.io.now());
                    Next::Db(Query::HandOver { instance, at })
                }
                None => {
                    let ms = cx.io.now().since(self.begun).as_millis();
                    let ms = u32::try_from(ms).unwrap_or(u32::MAX);
                    let kind = Kind::Master;
                    cx.io.then(Fact::FailoverEnded { kind, node, ms });
                    if let Some(master) = cx.jvm.master() {
                        master.passed = true;
                    }
                    Next::end()
                }
            },
            Step::HandedOver(instance) => match answer.db() {
                Ok(_) => {
                    cx.io.then(Fact::HandedOver { instance });
                    self.step = Step::Instance;
                    Next::Busy(pace::INSTANCE)
                }
                Err(_) => self.failed(cx),
            },
        }
    }

    fn failed(&self, cx: &mut Cx<'_, '_>) -> Next {
        let (kind, node) = (Kind::Master, self.node);
        cx.io.then(Fact::FailoverFailed { kind, node });
        Next::end()
    }
}

pub(super) fn pass(cx: &mut Cx<'_, '_>) -> Range {
    match cx.jvm.master() {
        Some(master) if master.passed => pace::PASS,
        Some(_) | None => pace::FIRST_PASS,
    }
}

fn instances(rows: &[Row]) -> VecDeque<(InstanceId, Host)> {
    (rows.iter())
        .filter_map(|row| match row {
            Row::Instance { row } => Some((row.id, row.host)),
            Row::Task { .. } | Row::Command { .. } | Row::Host { .. } => None,
        })
        .collect()
}
