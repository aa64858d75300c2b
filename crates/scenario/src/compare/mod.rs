//! Two runs of one scenario on one clock: where they part, in which spans they differ, which figures
//! differ, and the one difference that decided what became of the service. All of it is read from both
//! Traces; the words are made in `locale`.

mod cause;
mod divergence;
mod pair;
mod spans;
mod story;

pub use cause::{Because, Cause, Counts, Dialled, Fate};
pub use divergence::{Difference, Origin, lone_acts};
pub use pair::Pair;
pub use spans::{Differing, Figures, NOTICED, Part, What, differing, stops};

use crate::outcome::Outcome;
use crate::run::Record;
use crate::script::time::Offset;
use picture::index::Index;
use sim::time::{SimTime, Span};
use sim::trace::Trace;
use story::Story;

/// One of the two runs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Which {
    /// The first.
    A,
    /// The second.
    B,
}

impl Which {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// A run that is over, with what is known of it.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The run.
    pub run: &'a Record,
    /// What came of it.
    pub outcome: &'a Outcome,
    /// What lasts in it.
    pub index: &'a Index,
}

impl Side<'_> {
    /// A moment of the run on the clock that both share: from zero.
    pub fn offset(&self, at: SimTime) -> Offset {
        Offset::between(self.run.plan().clock.zero(), at)
    }

    /// Its facts, and when zero was.
    fn story(&self) -> (&Trace, SimTime) {
        (self.run.trace(), self.run.plan().clock.zero())
    }

    /// The end of what has been run.
    pub fn end(&self) -> Offset {
        self.offset(self.run.reached())
    }
}

/// Two runs beside each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// What somebody did in one run and not, or not so, in the other; nothing if both were dealt with
    /// alike.
    pub origin: Option<Origin>,
    /// The first fact of a server that one run has and the other has not, or has otherwise; nothing if
    /// they are the same as far as both go.
    pub first: Option<Difference>,
    /// Where to look: the first difference, and after it the beginning of each span in which a server's
    /// state, or who serves, differs.
    pub stops: Vec<Difference>,
    /// The spans in which a server's state, or who serves, differs, by their beginning.
    pub spans: Vec<Differing>,
    /// The figures of both.
    pub figures: (Figures, Figures),
    /// The difference that decided; nothing if the service fared alike.
    pub cause: Option<Cause>,
}

impl Comparison {
    /// Compares two runs that are over. They are of one scenario: hosts with the same number are the
    /// same host.
    pub fn of(a: Side<'_>, b: Side<'_>) -> Self {
        let (of_a, of_b) = (Story::of(&a), Story::of(&b));
        let first = divergence::first(&a, &b);
        let spans = spans::differing_spans(&a, &b, &of_a, &of_b);
        let stops = stops(first, &spans, spans::node_of);
        let since = first.map_or(Offset(0), |first| first.at).max(Offset(0));
        Self {
            origin: divergence::origin(&a, &b),
            first,
            stops,
            figures: (Figures::of(&a, &of_a), Figures::of(&b, &of_b)),
            cause: first.and_then(|_| cause::find(&of_a, &of_b, since)),
            spans,
        }
    }
}

/// The length between two moments; zero if they are not in this order.
fn between(from: Offset, to: Offset) -> Span {
    Offset(to.0.saturating_sub(from.0))
        .span()
        .unwrap_or_default()
}
