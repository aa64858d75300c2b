//! A run as somebody looks at it.

use crate::drawn::Drawn;
use locale::Language;
use picture::reading::Reading;
use picture::zookeeper::ZooKeeper;
use scenario::plan::Planned;
use sim::clock::WallClock;
use sim::id::NodeId;
use sim::time::SimTime;

/// A run, what lasts in it, and the language of whoever looks.
pub struct Sight<'a, S: Drawn = ZooKeeper> {
    /// The run.
    pub reading: Reading<'a, S>,
    /// What lasts in it.
    pub index: &'a S::Index,
    /// The plan it follows.
    pub plan: &'a S::Plan,
    /// The language.
    pub language: Language,
}

impl<S: Drawn> Clone for Sight<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Drawn> Copy for Sight<'_, S> {}

impl<'a, S: Drawn> Sight<'a, S> {
    /// The time of day.
    pub fn clock(&self) -> &'a WallClock {
        self.plan.clock()
    }

    /// The time of day without its hour, which a story rarely leaves: `19:18.808`.
    pub fn seconds(&self, at: SimTime) -> String {
        let full = self.clock().time_of_day(at);
        full.get(3..).unwrap_or(&full).to_owned()
    }
}

impl<'a> Sight<'a> {
    /// A host's name.
    pub fn name(&self, node: NodeId) -> &'a str {
        self.reading.setting.name(node)
    }

    /// The hosts.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        let count = u8::try_from(self.reading.setting.hosts.len()).unwrap_or(u8::MAX);
        (0..count).map(NodeId)
    }

    /// Whether a host runs a process at some moment of the story.
    pub fn appears(&self, node: NodeId) -> bool {
        let bands = self
            .index
            .bands
            .get(node.index())
            .map_or(&[][..], |bands| bands);
        bands.iter().any(|band| {
            let off = matches!(
                band.state,
                picture::zookeeper::BandState::Off | picture::zookeeper::BandState::Down
            );
            !off && band.to > self.plan.from
        })
    }
}
