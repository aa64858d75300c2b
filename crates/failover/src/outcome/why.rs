//! Why a run ended as it did, as numbers of the run; the words are made elsewhere.

use super::{Duplicates, Lost, Outcome, SelfKill};
use crate::plan::Plan;
use sim::time::Span;

/// The reason of a verdict. What is worst comes first: what the story is about, then everything else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// Every master runs at the end, and nothing was doubled, lost or held up.
    Fine {
        /// How many masters run at the end.
        masters: usize,
    },
    /// Servers have stopped themselves.
    SelfKills {
        /// Which, and why.
        killed: Vec<SelfKill>,
        /// How many masters run at the end.
        left: usize,
    },
    /// Something ran twice.
    Doubled(Duplicates),
    /// Something is gone.
    Lost(Lost),
    /// Commands waited although a master was there to take them.
    Stalled {
        /// The longest.
        longest: Span,
    },
}

impl Why {
    /// The reason of an outcome.
    pub(super) fn of(plan: &Plan, outcome: &Outcome) -> Self {
        let all = crate::plan::HARMS;
        let about = plan.about.iter().copied();
        let others = all.into_iter().filter(|harm| !plan.about.contains(harm));
        let harm = about.chain(others).find(|harm| outcome.shows(harm));
        match harm {
            None => Self::Fine {
                masters: outcome.survivors.len(),
            },
            Some("self_kills") => Self::SelfKills {
                killed: outcome.self_kills.clone(),
                left: outcome.survivors.len(),
            },
            Some("duplicates") => Self::Doubled(outcome.duplicates),
            Some("lost") => Self::Lost(outcome.lost),
            Some(_) => Self::Stalled {
                longest: outcome.stall,
            },
        }
    }
}
