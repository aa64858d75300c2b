//! A run as somebody looks at it.

use locale::Language;
use picture::index::Index;
use picture::reading::Reading;
use scenario::plan::Plan;
use sim::id::NodeId;
use sim::time::SimTime;
use zookeeper::log4j::WallClock;

/// A run, what lasts in it, and the language of whoever looks.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// The run.
    pub reading: Reading<'a>,
    /// What lasts in it.
    pub index: &'a Index,
    /// The plan it follows.
    pub plan: &'a Plan,
    /// The language.
    pub language: Language,
}

impl<'a> Sight<'a> {
    /// The time of day.
    pub fn clock(&self) -> &'a WallClock {
        &self.plan.clock
    }

    /// A host's name.
    pub fn name(&self, node: NodeId) -> &'a str {
        self.reading.setting.name(node)
    }

    /// The hosts.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        let count = u8::try_from(self.reading.setting.hosts.len()).unwrap_or(u8::MAX);
        (0..count).map(NodeId)
    }

    /// The time of day without its hour, which a story rarely leaves: `19:18.808`.
    pub fn seconds(&self, at: SimTime) -> String {
        let full = self.clock().time_of_day(at);
        full.get(3..).unwrap_or(&full).to_owned()
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
