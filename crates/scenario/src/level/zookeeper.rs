//! What a level can ask of a run of ZooKeeper.

use super::{Goal, Judged, Level, Measured, Ruling, untouched};
use crate::operator::Line;
use crate::plan::act::span;
use crate::plan::nodes;
use crate::run::Record;
use crate::script::error::{Problem, unknown};
use picture::reading::Reading;
use picture::zookeeper::{Picture, ProcessPicture};
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use sim::trace::{Row, Tag};
use zookeeper::fact::{ClientDeed, Fact};

/// A goal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Aim {
    /// These serve at the end: lead with a quorum's acknowledgement, or follow such a leader.
    Serve(Vec<NodeId>),
    /// Somebody leads and serves so soon after the beginning, and from then on to the end.
    ServeWithin(Span),
    /// There is never nobody who leads and serves for longer than this.
    Gap(Span),
    /// A new leader takes office so often at most.
    Elections(u32),
    /// This one leads at the end, and nobody else.
    Lead(NodeId),
    /// This one is the first to take office.
    Next(NodeId),
    /// These count so many voters at the end, in memory.
    Voters(u32, Vec<NodeId>),
    /// Of these no process runs at the end.
    Down(Vec<NodeId>),
    /// At no moment two lead and serve.
    OneLeader,
    /// No client's writes go without an acknowledgement for longer than this.
    Writes(Span),
}

/// The words of the goals.
const GOALS: [&str; 10] = [
    "serve",
    "serve-within",
    "gap-at-most",
    "elections-at-most",
    "lead",
    "next-leader",
    "voters",
    "down",
    "one-leader",
    "write-gap-at-most",
];

impl Goal for Aim {
    fn parse(names: &[String], words: &[&str]) -> Result<Self, Problem> {
        let (word, args) = words.split_first().unwrap_or((&"", &[]));
        let some = |args: &[&str]| nodes::find_some(names, word, args, "goal serve zk0 zk1");
        let first = args.first().copied().unwrap_or("");
        Ok(match *word {
            "serve" => Self::Serve(some(args)?),
            "serve-within" => Self::ServeWithin(span(first)?),
            "gap-at-most" => Self::Gap(span(first)?),
            "elections-at-most" => Self::Elections(count(first)?),
            "lead" => Self::Lead(nodes::find_one(names, first)?),
            "next-leader" => Self::Next(nodes::find_one(names, first)?),
            "voters" => Self::Voters(count(first)?, some(args.get(1..).unwrap_or_default())?),
            "down" => Self::Down(some(args)?),
            "one-leader" => Self::OneLeader,
            "write-gap-at-most" => Self::Writes(span(first)?),
            other => return Err(unknown("goal", other, GOALS)),
        })
    }

    fn least(&self, names: &[String], idle: &Measured, lines: &[&Line]) -> usize {
        // A process reads its voters when it starts, and none starts or ends by itself.
        let verbs: &[&str] = match self {
            Self::Voters(..) => &["start", "restart"],
            Self::Down(_) => &["stop", "kill", "power-off"],
            Self::Serve(_)
            | Self::ServeWithin(_)
            | Self::Gap(_)
            | Self::Elections(_)
            | Self::Lead(_)
            | Self::Next(_)
            | Self::OneLeader
            | Self::Writes(_) => return 0,
        };
        untouched(names, idle, lines, verbs)
    }
}

/// A whole number of a goal.
///
/// # Errors
/// When it is none.
pub fn count(text: &str) -> Result<u32, Problem> {
    text.parse().map_err(|_| Problem::Malformed {
        word: text.to_owned(),
        what: "a whole number",
        example: "goal elections-at-most 1",
    })
}

impl Level<Aim> {
    /// Judges a run that is over.
    pub fn judge(&self, run: &Record) -> Ruling {
        let plan = run.plan();
        let reading = run.reading();
        let mut picture = Picture::new(&reading);
        let mut seen = Seen::new(plan.moment(self.from));
        for (id, row) in reading.trace.iter() {
            picture.apply(&reading, id, &row);
            seen.look(&picture, &row);
        }
        let end = End {
            seen: &seen,
            picture: &picture,
            reading: &reading,
            at: run.reached(),
        };
        let judge = |aim: &Aim| end.judge(aim);
        Ruling {
            goals: self.goals.iter().map(judge).collect(),
            stars: self.stars.iter().map(judge).collect(),
        }
    }
}

/// What is gathered from the beginning of a level on.
struct Seen {
    begin: SimTime,
    /// Who leads and serves.
    leaders: Vec<NodeId>,
    /// Who has taken office since.
    elected: Vec<NodeId>,
    /// The spans without anybody; the last may be open.
    gaps: Vec<(SimTime, Option<SimTime>)>,
    /// Since when two have led at a time, first.
    two: Option<SimTime>,
    /// The last acknowledged write, and the longest time between two.
    write: Option<SimTime>,
    write_gap: Span,
}

impl Seen {
    fn new(begin: SimTime) -> Self {
        Self {
            begin,
            leaders: Vec::new(),
            elected: Vec::new(),
            gaps: vec![(begin, None)],
            two: None,
            write: None,
            write_gap: Span::ZERO,
        }
    }

    fn look(&mut self, picture: &Picture, row: &Row) {
        let fact = Fact::decode(row);
        if let Some(Fact::Serving { .. } | Fact::StateEntered { .. }) = fact {
            self.lead(picture, row.at);
        } else if row.tag == Tag::ProcessEnded as u8 {
            self.lead(picture, row.at);
        } else if let Some(Fact::Client {
            did: ClientDeed::WriteAcknowledged,
            ..
        }) = fact
        {
            self.acknowledged(row.at);
        }
    }

    fn lead(&mut self, picture: &Picture, at: SimTime) {
        let leaders: Vec<NodeId> = picture.established_leaders().collect();
        if at >= self.begin {
            let new = leaders.iter().filter(|node| !self.leaders.contains(node));
            self.elected.extend(new);
            if leaders.len() > 1 {
                self.two.get_or_insert(at);
            }
        }
        self.leaders = leaders;
        let Some((from, to)) = self.gaps.last_mut() else {
            return;
        };
        match (self.leaders.is_empty(), &to) {
            // Before the beginning nothing counts but how it stands then.
            (true, Some(_)) if at <= self.begin => (*from, *to) = (self.begin, None),
            (true, Some(_)) => self.gaps.push((at, None)),
            (false, None) => *to = Some(at.max(*from)),
            (true, None) | (false, Some(_)) => {}
        }
    }

    fn acknowledged(&mut self, at: SimTime) {
        if let Some(before) = self.write.replace(at)
            && at >= self.begin
        {
            self.write_gap = self.write_gap.max(at.since(before));
        }
    }
}

/// What there is to judge at the end.
struct End<'a> {
    seen: &'a Seen,
    picture: &'a Picture,
    reading: &'a Reading<'a>,
    at: SimTime,
}

impl End<'_> {
    fn judge(&self, aim: &Aim) -> Judged {
        let seen = self.seen;
        match aim {
            Aim::Serve(nodes) => Judged::of_all(self.not(nodes, |process| {
                process.is_some_and(|process| process.serving)
            })),
            Aim::ServeWithin(most) => Judged::within(self.back(), *most),
            Aim::Gap(most) => Judged::within(self.longest_gap(), *most),
            Aim::Elections(most) => {
                let count = u32::try_from(seen.elected.len()).unwrap_or(u32::MAX);
                Judged::at_most(count, *most)
            }
            Aim::Lead(node) => {
                let who = match seen.leaders[..] {
                    [leader] => Some(leader),
                    _ => None,
                };
                Judged::by(who, *node)
            }
            Aim::Next(node) => Judged::by(seen.elected.first().copied(), *node),
            Aim::Voters(count, nodes) => Judged::of_all(self.not(nodes, |process| {
                let voters = process.and_then(|process| self.voters(process));
                voters == usize::try_from(*count).ok()
            })),
            Aim::Down(nodes) => Judged::of_all(self.not(nodes, |process| process.is_none())),
            Aim::OneLeader => Judged {
                met: seen.two.is_none(),
                measured: (seen.two)
                    .map_or(Measured::Never, |at| Measured::First(at.since(seen.begin))),
            },
            Aim::Writes(most) => {
                let open = seen.write.map(|last| self.at.since(last));
                let longest = open.map(|open| open.max(seen.write_gap));
                Judged::within(longest, *most)
            }
        }
    }

    /// Those of whom it is not so.
    fn not(&self, nodes: &[NodeId], test: impl Fn(Option<&ProcessPicture>) -> bool) -> Vec<NodeId> {
        let not = |node: &&NodeId| !test(self.picture.process(**node));
        nodes.iter().filter(not).copied().collect()
    }

    fn voters(&self, process: &ProcessPicture) -> Option<usize> {
        let config = process.context.config(self.reading.setting)?;
        Some(config.voters().count())
    }

    /// How long after the beginning the service that lasts to the end began.
    fn back(&self) -> Option<Span> {
        let (_, to) = *self.seen.gaps.last()?;
        Some(to?.since(self.seen.begin))
    }

    fn longest_gap(&self) -> Option<Span> {
        let length = |(from, to): &(SimTime, Option<SimTime>)| Some((*to)?.since(*from));
        let lengths: Option<Vec<Span>> = self.seen.gaps.iter().map(length).collect();
        lengths?.into_iter().max()
    }
}
