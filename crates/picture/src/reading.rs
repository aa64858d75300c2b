//! A Trace together with what is needed to read it.

use crate::system::System;
use crate::zookeeper::ZooKeeper;
use sim::intervention::Intervention;
use sim::time::SimTime;
use sim::trace::Trace;

/// An intervention and when it takes place.
pub type Deed<S> = (
    SimTime,
    Intervention<<S as System>::Command, <S as System>::Edit>,
);

/// A Trace, the hosts and files it speaks of, and the interventions that its acts number.
pub struct Reading<'a, S: System = ZooKeeper> {
    /// The facts and messages.
    pub trace: &'a Trace,
    /// Hosts and configuration files.
    pub setting: &'a S::Setting,
    /// The interventions, by their number.
    pub deeds: &'a [Deed<S>],
}

impl<S: System> Clone for Reading<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: System> Copy for Reading<'_, S> {}
