//! A Trace together with what is needed to read it.

use sim::intervention::Intervention;
use sim::time::SimTime;
use sim::trace::Trace;
use zookeeper::disk::Edit;
use zookeeper::server::Command;
use zookeeper::setting::Setting;

/// A Trace, the hosts and files it speaks of, and the interventions that its acts number.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The facts and messages.
    pub trace: &'a Trace,
    /// Hosts and configuration files.
    pub setting: &'a Setting,
    /// The interventions, by their number.
    pub deeds: &'a [(SimTime, Intervention<Command, Edit>)],
}
