//! A run of a cluster as somebody looks at it.

use crate::standing::Standing;
use locale::dolphinscheduler::names;
use picture::dolphinscheduler::{DolphinScheduler, Picture, ServerBand};
use sim::id::NodeId;
use sim::time::SimTime;

/// A run of a cluster, what lasts in it, and the language of whoever looks.
pub type Sight<'a> = crate::sight::Sight<'a, DolphinScheduler>;

impl Sight<'_> {
    /// A host's name.
    pub fn name(&self, node: NodeId) -> String {
        names::host(self.language, self.reading.setting, node)
    }

    /// A host's present process, by host and incarnation.
    pub fn process(&self, picture: &Picture, node: NodeId) -> String {
        let starts = picture
            .hosts
            .get(node.index())
            .map_or(1, |host| host.starts);
        names::process(self.language, self.reading.setting, node, starts)
    }

    /// Seconds and milliseconds of the time of day: `18.808`.
    pub fn brief(&self, at: SimTime) -> String {
        let full = self.clock().time_of_day(at);
        full.get(6..).unwrap_or(&full).to_owned()
    }
}

/// What a server's state looks like. Whatever has stopped itself looks so, whether its process is left
/// or not; the word says which.
pub fn standing(state: ServerBand) -> Standing {
    match state {
        ServerBand::StoppedItself
        | ServerBand::StoppingItself
        | ServerBand::Zombie
        | ServerBand::Shell => Standing::StoppedItself,
        ServerBand::Off => Standing::Off,
        ServerBand::Down => Standing::Down,
        ServerBand::Starting | ServerBand::Waiting | ServerBand::Stopping => Standing::Starting,
        ServerBand::Running => Standing::Following,
    }
}
