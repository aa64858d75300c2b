//! Verdicts as sentences.

use crate::Language;
use crate::number::{about, count, list};
use scenario::brief::Brief;
use scenario::outcome::{Outsider, ViewCount, Why};
use sim::id::NodeId;
use sim::time::Span;
use zookeeper::setting::Setting;

/// Why a run ended as it did, in one or two sentences.
pub fn why(language: Language, setting: &Setting, why: &Why) -> String {
    let words = Words { language, setting };
    match why {
        Why::Serves {
            leader,
            with,
            gap_ms,
        } => words.serves(*leader, with, *gap_ms),
        Why::Strands { leader, stranded } => words.strands(*leader, stranded),
        Why::SplitBrain { leaders } => words.split_brain(leaders),
        Why::NoLeader {
            views,
            black_holed,
            dial_ms,
            phantom_elections,
            longest_queue,
        } => words.no_leader(
            views,
            black_holed,
            Span::from_millis(*dial_ms),
            *phantom_elections,
            *longest_queue,
        ),
        Why::NobodyRuns => match language {
            Language::En => "No server runs, so there is nobody to elect a leader.".to_owned(),
            Language::Zh => "没有一个进程在运行，选不了。".to_owned(),
        },
    }
}

/// How many fixes a scenario has.
pub fn fixes(language: Language, works: usize, tempting: usize) -> String {
    match (language, works, tempting) {
        (Language::En, works, 0) => format!("{works} fixes that work"),
        (Language::En, works, tempting) => {
            format!("{works} fixes that work, {tempting} that do not")
        }
        (Language::Zh, works, 0) => format!("{works} 种对策有效"),
        (Language::Zh, works, tempting) => format!("{works} 种对策有效，{tempting} 种无效"),
    }
}

/// Who leads and answers clients, at a moment.
pub fn served_by(language: Language, leaders: &[&str]) -> String {
    let names = list(language, leaders);
    match (language, leaders) {
        (Language::En, [_]) => format!("serving, {names} leads"),
        (Language::Zh, [_]) => format!("服务中，leader 是 {names}"),
        (Language::En, _) => format!("{names} lead at the same time"),
        (Language::Zh, _) => format!("{names} 同时当 leader"),
    }
}

/// That nobody serves for the rest of the run.
pub fn until_the_end(language: Language) -> &'static str {
    match language {
        Language::En => "· and never again in this run",
        Language::Zh => "· 本次推演到结束也没恢复",
    }
}

/// What a run made of a fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Heals {
    /// Somebody serves at the end, and nobody is left outside.
    Serves {
        /// For how long nobody had served.
        gap: Option<Span>,
    },
    /// Somebody serves, and these are left outside.
    Strands {
        /// Who is left outside.
        stranded: Vec<NodeId>,
    },
    /// Several serve.
    SplitBrain {
        /// Who.
        leaders: Vec<NodeId>,
    },
    /// Nobody serves.
    NoEffect,
}

impl Heals {
    /// What a verdict says of a fix.
    pub fn of(brief: &Brief) -> Self {
        match brief.leaders[..] {
            [] => Self::NoEffect,
            [_] if brief.stranded.is_empty() => Self::Serves { gap: brief.gap },
            [_] => Self::Strands {
                stranded: brief.stranded.clone(),
            },
            _ => Self::SplitBrain {
                leaders: brief.leaders.clone(),
            },
        }
    }
}

/// What a run made of a fix, in a few words.
pub fn heals(language: Language, heals: &Heals, setting: &Setting) -> String {
    let words = Words { language, setting };
    match (heals, language) {
        (Heals::Serves { gap: None }, Language::En) => "serves, no gap".to_owned(),
        (Heals::Serves { gap: None }, Language::Zh) => "在服务，没停过".to_owned(),
        (Heals::Serves { gap: Some(gap) }, _) => {
            let gap = about(language, *gap);
            match language {
                Language::En => format!("heals, {gap} down"),
                Language::Zh => format!("恢复，共停 {gap}"),
            }
        }
        (Heals::Strands { stranded }, Language::En) => {
            format!("strands {}", words.names(stranded))
        }
        (Heals::Strands { stranded }, Language::Zh) => {
            format!("{} 掉队", words.names(stranded))
        }
        (Heals::SplitBrain { leaders }, Language::En) => {
            format!("{} both lead", words.names(leaders))
        }
        (Heals::SplitBrain { leaders }, Language::Zh) => {
            format!("{} 同时当 leader", words.names(leaders))
        }
        (Heals::NoEffect, Language::En) => "no effect".to_owned(),
        (Heals::NoEffect, Language::Zh) => "无效".to_owned(),
    }
}

struct Words<'a> {
    language: Language,
    setting: &'a Setting,
}

impl Words<'_> {
    fn names(&self, nodes: &[NodeId]) -> String {
        let names: Vec<&str> = nodes.iter().map(|node| self.setting.name(*node)).collect();
        list(self.language, &names)
    }

    fn name(&self, node: NodeId) -> &str {
        self.setting.name(node)
    }

    fn serves(&self, leader: NodeId, with: &[NodeId], gap_ms: Option<u64>) -> String {
        let (leader, with) = (self.name(leader), self.names(with));
        let gap = gap_ms.map(|ms| about(self.language, Span::from_millis(ms)));
        match (self.language, gap) {
            (Language::En, Some(gap)) => {
                format!("{leader} leads with {with}. Nobody served for {gap}.")
            }
            (Language::En, None) => format!("{leader} leads with {with}, without a gap."),
            (Language::Zh, Some(gap)) => {
                format!("{leader} 当上 leader，跟随的有 {with}。其间停服 {gap}。")
            }
            (Language::Zh, None) => format!("{leader} 当上 leader，跟随的有 {with}，没有停服。"),
        }
    }

    fn strands(&self, leader: NodeId, stranded: &[Outsider]) -> String {
        let leader = self.name(leader);
        let each = |outsider: &Outsider| {
            let Outsider {
                node,
                needed,
                voters,
                confirming,
            } = outsider;
            let node = self.name(*node);
            match self.language {
                Language::En => format!(
                    "{node} stays outside: its view has {voters} voters, so {needed} of them would \
                     have to confirm the leader, and {confirming} do."
                ),
                Language::Zh => format!(
                    "{node} 掉队：它的视图里有 {voters} 台，要 {needed} 票一致，现在承认这个 leader 的只有 {confirming} 台。"
                ),
            }
        };
        let details: Vec<String> = stranded.iter().map(each).collect();
        match self.language {
            Language::En => format!("{leader} leads and serves. {}", details.join(" ")),
            Language::Zh => format!("{leader} 在服务。{}", details.concat()),
        }
    }

    fn split_brain(&self, leaders: &[NodeId]) -> String {
        let leaders = self.names(leaders);
        match self.language {
            Language::En => {
                format!("{leaders} lead at the same time, each with a quorum of its own view.")
            }
            Language::Zh => format!("{leaders} 同时是 leader，各自都有自己视图里的多数。"),
        }
    }

    fn no_leader(
        &self,
        views: &[ViewCount],
        black_holed: &[(NodeId, u32)],
        dial: Span,
        phantoms: u32,
        queue: u32,
    ) -> String {
        let mut sentences = vec![self.views(views)];
        if !black_holed.is_empty() {
            let hosts: Vec<NodeId> = black_holed.iter().map(|(node, _)| *node).collect();
            let (hosts, dial) = (self.names(&hosts), about(self.language, dial));
            sentences.push(match self.language {
                Language::En => format!(
                    "Every dial to {hosts} takes {dial} and holds up everything else that is to be sent."
                ),
                Language::Zh => format!("每次去连 {hosts} 都要等 {dial}，别的票只能排在后面。"),
            });
        }
        if phantoms > 0 {
            let (phantoms, queue) = (count(u64::from(phantoms)), count(u64::from(queue)));
            sentences.push(match self.language {
                Language::En => format!(
                    "A server followed one that did not lead {phantoms} times; {queue} ballots wait in \
                     the longest queue."
                ),
                Language::Zh => {
                    format!("白跟了 {phantoms} 次并不在位的 leader；最长的队里有 {queue} 张票。")
                }
            });
        }
        match self.language {
            Language::En => sentences.join(" "),
            Language::Zh => sentences.concat(),
        }
    }

    fn views(&self, views: &[ViewCount]) -> String {
        let each = |view: &ViewCount| {
            let ViewCount {
                nodes,
                voters,
                needed,
            } = view;
            let names = self.names(nodes);
            match self.language {
                Language::En => {
                    let verb = if nodes.len() == 1 { "needs" } else { "need" };
                    format!("{names} {verb} {needed} of {voters}")
                }
                Language::Zh => format!("{names} 要 {needed}/{voters}"),
            }
        };
        let counts: Vec<String> = views.iter().map(each).collect();
        match self.language {
            Language::En => format!("No leader: {}.", counts.join("; ")),
            Language::Zh => format!("没有 leader：{}。", counts.join("；")),
        }
    }
}
