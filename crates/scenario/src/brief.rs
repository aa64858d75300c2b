//! What a run came to and which event is meant, in a few bytes, so that a link can say later what it
//! was made for.

use crate::outcome::Verdict;
use sim::id::{EventId, NodeId};
use sim::time::{SimTime, Span};
use sim::trace::Trace;
use std::fmt;

/// A verdict without its reason. Each system says what it has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Brief {
    /// Who led at the end and answered clients.
    pub leaders: Vec<NodeId>,
    /// Running voters that did not serve at the end while others did.
    pub stranded: Vec<NodeId>,
    /// The longest span without such a leader.
    pub gap: Option<Span>,
    /// Servers that have stopped themselves.
    pub killed: Vec<NodeId>,
    /// How much was done more than once.
    pub doubled: u32,
    /// How much is gone.
    pub lost: u32,
    /// The longest that a command has waited.
    pub stall: Option<Span>,
}

impl Brief {
    /// The verdict of a run that ended then.
    pub fn of(verdict: &Verdict, end: SimTime) -> Self {
        let length = |(from, to): &(SimTime, Option<SimTime>)| to.unwrap_or(end).since(*from);
        Self {
            leaders: verdict.leaders_at_end.clone(),
            stranded: verdict.stranded.clone(),
            gap: verdict.unavailable.iter().map(length).max(),
            ..Self::default()
        }
    }

    /// Reads what [`fmt::Display`] writes; nothing if it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut brief = Self::default();
        for part in text.split('.').filter(|part| *part != "none") {
            let (kind, number) = part.split_at_checked(1)?;
            let number: u64 = number.parse().ok()?;
            let node = || u8::try_from(number).ok().map(NodeId);
            match kind {
                "l" => brief.leaders.push(node()?),
                "s" => brief.stranded.push(node()?),
                "g" => brief.gap = Some(Span::from_millis(number)),
                "k" => brief.killed.push(node()?),
                "d" => brief.doubled = u32::try_from(number).ok()?,
                "m" => brief.lost = u32::try_from(number).ok()?,
                "w" => brief.stall = Some(Span::from_millis(number)),
                _ => return None,
            }
        }
        Some(brief)
    }
}

/// `l2.g4034`: host 2 leads, nobody did for 4034 ms; `none.g230900`: nobody leads; `l1.k0.d2.w58000`: host 1
/// serves, host 0 has stopped itself, two things were done twice, a command has waited for 58 s.
impl fmt::Display for Brief {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.leaders.is_empty() {
            f.write_str("none")?;
        }
        for (index, leader) in self.leaders.iter().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            write!(f, "{dot}l{}", leader.0)?;
        }
        for stranded in &self.stranded {
            write!(f, ".s{}", stranded.0)?;
        }
        for killed in &self.killed {
            write!(f, ".k{}", killed.0)?;
        }
        let ms = |span: Option<Span>| span.map_or(0, Span::as_millis);
        let doubled = u64::from(self.doubled);
        let counts = [
            ('d', doubled),
            ('m', u64::from(self.lost)),
            ('w', ms(self.stall)),
        ];
        for (kind, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            write!(f, ".{kind}{count}")?;
        }
        match self.gap {
            Some(gap) => write!(f, ".g{}", ms(Some(gap))),
            None => Ok(()),
        }
    }
}

/// Which event is meant, in a run that may be another one: the nth of its kind on its host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    node: NodeId,
    tag: u8,
    nth: u32,
}

impl Mark {
    /// The mark of an event; nothing if the run does not have it.
    pub fn of(trace: &Trace, event: EventId) -> Option<Self> {
        let row = trace.get(event)?;
        let like = |(id, other): &(EventId, _)| *id < event && is_like(other, row.node, row.tag);
        let before = trace.iter().take_while(|(id, _)| *id < event).filter(like);
        Some(Self {
            node: row.node,
            tag: row.tag,
            nth: u32::try_from(before.count()).ok()?,
        })
    }

    /// The event in another run; nothing if there are not so many.
    pub fn find(self, trace: &Trace) -> Option<EventId> {
        let mut like = trace
            .iter()
            .filter(|(_, row)| is_like(row, self.node, self.tag));
        let nth = usize::try_from(self.nth).ok()?;
        like.nth(nth).map(|(id, _)| id)
    }

    /// Reads what [`fmt::Display`] writes; nothing if it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let mark = Self {
            node: NodeId(parts.next()?.parse().ok()?),
            tag: parts.next()?.parse().ok()?,
            nth: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(mark)
    }
}

fn is_like(row: &sim::trace::Row, node: NodeId, tag: u8) -> bool {
    (row.node, row.tag) == (node, tag)
}

/// `0.12.3`: on host 0, the kind of fact with the number 12, after three others.
impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.node.0, self.tag, self.nth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let brief = Brief::parse(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(brief.to_string(), text);
    }

    #[test]
    fn a_verdict_is_read_as_it_was_written() {
        for text in [
            "l2",
            "l2.g4034",
            "none.g230900",
            "l1.s0.s2.g5000",
            "l0.l3",
            "none",
            "l1.k0.k0.d3.m1.w58000.g12000",
        ] {
            check(text);
        }
    }

    #[test]
    fn what_is_no_verdict_and_no_mark_is_nothing() {
        for text in ["", "l", "x2", "l2.", "l999", "gfast", "中"] {
            assert_eq!(Brief::parse(text), None, "{text}");
        }
        for text in ["", "1.2", "1.2.3.4", "-1.2.3", "300.2.3"] {
            assert_eq!(Mark::parse(text), None, "{text}");
        }
        assert_eq!(Mark::parse("0.12.3").unwrap().to_string(), "0.12.3");
    }
}
