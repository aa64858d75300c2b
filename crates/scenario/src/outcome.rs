//! What came of a run: who serves, who is left outside, how long nobody served, and why. All of it is
//! computed from the Trace.

use crate::phantom::Phantoms;
use crate::plan::Plan;
use crate::property::{Judge, Judgement};
use crate::run::Record;
use picture::reading::Reading;
use picture::zookeeper::{Picture, ProcessPicture};
use sim::id::NodeId;
use sim::sorted_map::SortedMap;
use sim::time::SimTime;
use sim::trace::{Row, Tag};
use zookeeper::fact::{DialFailure, Fact, Port};
use zookeeper::ids::{Round, Sid};
use zookeeper::vote::ServerState;

/// What came of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// Every stay in LOOKING that began at zero or later, by its beginning.
    pub elections: Vec<Election>,
    /// What the run says about the properties.
    pub judgements: Vec<Judgement>,
}

/// The verdict on a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// The servers that lead with a quorum's acknowledgement and answer clients at the end.
    pub leaders_at_end: Vec<NodeId>,
    /// The spans without such a leader, after the first one; open if there is none at the end.
    pub unavailable: Vec<(SimTime, Option<SimTime>)>,
    /// Running voters that do not serve at the end while others do.
    pub stranded: Vec<NodeId>,
    /// The reason.
    pub why: Why,
}

impl Verdict {
    /// Whether somebody serves at the end.
    pub fn serves_at_end(&self) -> bool {
        !self.leaders_at_end.is_empty()
    }

    /// The only leader at the end.
    pub fn leader_at_end(&self) -> Option<NodeId> {
        match self.leaders_at_end[..] {
            [leader] => Some(leader),
            _ => None,
        }
    }
}

/// One stay in LOOKING.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Election {
    /// Whose.
    pub node: NodeId,
    /// When it began.
    pub looking: SimTime,
    /// How it ended; nothing if it did not, or if the process ended first.
    pub end: Option<ElectionEnd>,
}

/// The end of an election.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ElectionEnd {
    /// When the next state was entered.
    pub entered_at: SimTime,
    /// Which state.
    pub entered: ServerState,
    /// Whom it decided for, if the configuration knows a host for it.
    pub leader: Option<NodeId>,
    /// The round.
    pub round: Round,
    /// What the server prints as its duration, in ms.
    pub took_ms: Option<u32>,
}

/// Why a run ended as it did, as numbers of the run; the words are made elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// Somebody leads and nobody is left outside.
    Serves {
        /// The leader.
        leader: NodeId,
        /// Who serves with it.
        with: Vec<NodeId>,
        /// For how long nobody had served, in ms; nothing if that never happened.
        gap_ms: Option<u64>,
    },
    /// Somebody leads, and running servers are left outside.
    Strands {
        /// The leader.
        leader: NodeId,
        /// Who is left outside.
        stranded: Vec<Outsider>,
    },
    /// More than one server leads.
    SplitBrain {
        /// The leaders.
        leaders: Vec<NodeId>,
    },
    /// Nobody leads.
    NoLeader {
        /// What the running servers count.
        views: Vec<ViewCount>,
        /// Hosts whose dials were not answered, and how often.
        black_holed: Vec<(NodeId, u32)>,
        /// How long such a dial took on average, in ms.
        dial_ms: u64,
        /// How often a server followed one that did not lead.
        phantom_elections: u32,
        /// How many notifications wait in the longest queue.
        longest_queue: u32,
    },
    /// There never was a leader, and nobody is there to elect one.
    NobodyRuns,
}

/// A server that is left outside, and what it lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outsider {
    /// The server.
    pub node: NodeId,
    /// Votes it needs in its own view.
    pub needed: usize,
    /// Voters in its own view.
    pub voters: usize,
    /// Voters of its view that serve with the leader, and would tell it so.
    pub confirming: usize,
}

/// Servers that count the same voters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ViewCount {
    /// The servers.
    pub nodes: Vec<NodeId>,
    /// How many voters they count.
    pub voters: usize,
    /// How many votes they need.
    pub needed: usize,
}

impl Outcome {
    /// Reads what came of a run.
    pub fn of(run: &Record) -> Self {
        let reading = run.reading();
        let mut picture = Picture::new(&reading);
        let mut watch = Watch::new(run.plan().from);
        for (id, row) in reading.trace.iter() {
            picture.apply(&reading, id, &row);
            watch.look(&reading, &picture, &row);
        }
        watch.finish(run.plan(), &reading, &picture)
    }
}

/// What is gathered while the facts are taken in.
pub(crate) struct Watch {
    judge: Judge,
    served_before: bool,
    gaps: Vec<(SimTime, Option<SimTime>)>,
    elections: Vec<Election>,
    following: Phantoms,
    phantoms: u32,
    dials: SortedMap<NodeId, SimTime>,
    black_holed: SortedMap<Sid, (u32, u64)>,
}

impl Watch {
    pub(crate) fn new(from: SimTime) -> Self {
        Self {
            judge: Judge::new(from),
            served_before: false,
            gaps: Vec::new(),
            elections: Vec::new(),
            following: Phantoms::default(),
            phantoms: 0,
            dials: SortedMap::new(),
            black_holed: SortedMap::new(),
        }
    }

    /// Looks at the picture after a fact.
    pub(crate) fn look(&mut self, reading: &Reading<'_>, picture: &Picture, row: &Row) {
        self.judge.look(reading, picture, row);
        let ended = row.tag == Tag::ProcessEnded as u8;
        self.phantoms += u32::from(self.following.look(row));
        let Some(fact) = Fact::decode(row) else {
            if ended {
                self.service(picture, row.at);
            }
            return;
        };
        if let Fact::Serving { .. } | Fact::StateEntered { .. } = fact {
            self.service(picture, row.at);
        }
        self.election(reading, picture, row, fact);
        self.dial(row, fact);
    }

    fn service(&mut self, picture: &Picture, at: SimTime) {
        let serves = picture.established_leaders().next().is_some();
        let open = self.gaps.last().is_some_and(|gap| gap.1.is_none());
        match (serves, open) {
            (true, true) => {
                if let Some(gap) = self.gaps.last_mut() {
                    gap.1 = Some(at);
                }
            }
            (false, false) if self.served_before => self.gaps.push((at, None)),
            _ => {}
        }
        self.served_before |= serves;
    }

    fn election(&mut self, reading: &Reading<'_>, picture: &Picture, row: &Row, fact: Fact) {
        if let Fact::StateEntered { state } = fact {
            if state == ServerState::Looking {
                self.elections.push(Election {
                    node: row.node,
                    looking: row.at,
                    end: None,
                });
                return;
            }
            let leader = picture
                .process(row.node)
                .and_then(|process| process.decided)
                .and_then(|sid| picture.node_of(reading, row.node, sid));
            let round = picture
                .process(row.node)
                .map_or(Round(0), |process| process.round);
            if let Some(election) = self.open_election(row.node) {
                election.end = Some(ElectionEnd {
                    entered_at: row.at,
                    entered: state,
                    leader,
                    round,
                    took_ms: None,
                });
            }
        }
        if let Fact::ElectionTook { ms, .. } = fact {
            let of = |election: &&mut Election| election.node == row.node;
            let last = self.elections.iter_mut().rev().find(of);
            if let Some(end) = last.and_then(|election| election.end.as_mut()) {
                end.took_ms = Some(ms);
            }
        }
    }

    fn open_election(&mut self, node: NodeId) -> Option<&mut Election> {
        self.elections
            .iter_mut()
            .rev()
            .find(|e| e.node == node)
            .filter(|e| e.end.is_none())
    }

    fn dial(&mut self, row: &Row, fact: Fact) {
        if let Fact::DialStarted {
            port: Port::Election,
            ..
        } = fact
        {
            self.dials.insert(row.node, row.at);
        }
        if let Fact::DialFailed {
            to,
            port: Port::Election,
            why,
            ..
        } = fact
            && let Some(since) = self.dials.remove(&row.node)
            && why != DialFailure::Refused
        {
            let (count, micros) = self.black_holed.or_default(to);
            *count += 1;
            *micros += row.at.since(since).as_micros();
        }
    }

    /// What came of it, seen from the picture after the last fact.
    pub(crate) fn finish(self, plan: &Plan, reading: &Reading<'_>, picture: &Picture) -> Outcome {
        let leaders_at_end: Vec<NodeId> = picture.established_leaders().collect();
        let zero = plan.clock.zero();
        let since_zero = |gap: &(SimTime, Option<SimTime>)| gap.1.is_none_or(|end| end > zero);
        let unavailable: Vec<_> = self.gaps.iter().copied().filter(since_zero).collect();
        let stranded = if leaders_at_end.is_empty() {
            Vec::new()
        } else {
            outsiders(reading, picture)
        };
        let why = self.why(reading, picture, &leaders_at_end, &stranded, &unavailable);
        let elections = self
            .elections
            .into_iter()
            .filter(|e| e.looking >= zero)
            .collect();
        Outcome {
            verdict: Verdict {
                leaders_at_end,
                unavailable,
                stranded: stranded.iter().map(|outsider| outsider.node).collect(),
                why,
            },
            elections,
            judgements: self.judge.judgements(),
        }
    }

    fn why(
        &self,
        reading: &Reading<'_>,
        picture: &Picture,
        leaders: &[NodeId],
        stranded: &[Outsider],
        unavailable: &[(SimTime, Option<SimTime>)],
    ) -> Why {
        match leaders {
            [] => self.no_leader(reading, picture),
            [leader] if stranded.is_empty() => Why::Serves {
                leader: *leader,
                with: serving(picture).filter(|node| node != leader).collect(),
                gap_ms: longest(unavailable),
            },
            [leader] => Why::Strands {
                leader: *leader,
                stranded: stranded.to_vec(),
            },
            several => Why::SplitBrain {
                leaders: several.to_vec(),
            },
        }
    }

    fn no_leader(&self, reading: &Reading<'_>, picture: &Picture) -> Why {
        let views = views(reading, picture);
        if views.is_empty() {
            return Why::NobodyRuns;
        }
        let (dials, micros) = self
            .black_holed
            .values()
            .fold((0_u64, 0_u64), |(n, sum), (count, micros)| {
                (n + u64::from(*count), sum + micros)
            });
        let node = |sid: Sid| {
            picture
                .processes()
                .find_map(|(viewer, _)| picture.node_of(reading, viewer, sid))
        };
        let queue =
            |process: &ProcessPicture| u32::try_from(process.sendqueue.len()).unwrap_or(u32::MAX);
        Why::NoLeader {
            views,
            black_holed: self
                .black_holed
                .iter()
                .filter_map(|(sid, (count, _))| Some((node(*sid)?, *count)))
                .collect(),
            dial_ms: micros.checked_div(dials).unwrap_or(0) / 1_000,
            phantom_elections: self.phantoms,
            longest_queue: picture
                .processes()
                .map(|(_, p)| queue(p))
                .max()
                .unwrap_or(0),
        }
    }
}

/// The longest span without a leader, in ms; none if one is still open.
fn longest(unavailable: &[(SimTime, Option<SimTime>)]) -> Option<u64> {
    unavailable
        .iter()
        .filter_map(|(from, to)| Some(to.as_ref()?.since(*from).as_millis()))
        .max()
}

fn serving(picture: &Picture) -> impl Iterator<Item = NodeId> + '_ {
    picture
        .processes()
        .filter(|(_, process)| process.serving)
        .map(|(node, _)| node)
}

/// Running voters that do not serve.
fn outsiders(reading: &Reading<'_>, picture: &Picture) -> Vec<Outsider> {
    let serving: Vec<Sid> = picture
        .processes()
        .filter(|(_, process)| process.serving)
        .filter_map(|(_, process)| process.context.sid())
        .collect();
    let outsider = |(node, process): (NodeId, &ProcessPicture)| {
        let config = process.context.config(reading.setting)?;
        let votes = config.is_voter(process.context.sid()?);
        (votes && !process.serving).then(|| Outsider {
            node,
            needed: config.verifier.needed(),
            voters: config.voters().count(),
            confirming: config.voters().filter(|sid| serving.contains(sid)).count(),
        })
    };
    picture.processes().filter_map(outsider).collect()
}

/// What the running servers count, those with the same count together.
fn views(reading: &Reading<'_>, picture: &Picture) -> Vec<ViewCount> {
    let mut views: Vec<ViewCount> = Vec::new();
    for (node, process) in picture.processes() {
        let Some(config) = process.context.config(reading.setting) else {
            continue;
        };
        let (voters, needed) = (config.voters().count(), config.verifier.needed());
        match views.iter_mut().find(|view| view.voters == voters) {
            Some(view) => view.nodes.push(node),
            None => views.push(ViewCount {
                nodes: vec![node],
                voters,
                needed,
            }),
        }
    }
    views
}
