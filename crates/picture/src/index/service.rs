//! When somebody served.

use crate::zookeeper::Picture;
use sim::id::NodeId;
use sim::time::SimTime;

/// A span in which some leader served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Service {
    /// When it begins.
    pub from: SimTime,
    /// When it ends.
    pub to: SimTime,
    /// Who led at its beginning.
    pub leader: NodeId,
}

/// Spans of service while they are gathered.
#[derive(Clone, Default)]
pub(super) struct Services {
    over: Vec<Service>,
    open: Option<(SimTime, NodeId)>,
}

impl Services {
    pub(super) fn look(&mut self, picture: &Picture, at: SimTime) {
        let leader = picture.established_leaders().next();
        match (self.open, leader) {
            (None, Some(leader)) => self.open = Some((at, leader)),
            (Some(_), None) => self.close(at),
            (None, None) | (Some(_), Some(_)) => {}
        }
    }

    fn close(&mut self, to: SimTime) {
        if let Some((from, leader)) = self.open.take() {
            self.over.push(Service { from, to, leader });
        }
    }

    pub(super) fn finish(mut self, end: SimTime) -> Vec<Service> {
        self.close(end);
        self.over
    }
}
