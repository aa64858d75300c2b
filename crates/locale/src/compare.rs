//! Two runs beside each other, in words: the sentence that names the cause, and the first difference.

use crate::Language;
use crate::number::{about, list};
use scenario::compare::{Because, Cause, Counts, Dialled, Fate, Which};
use scenario::plan::{Plan, Planned};
use scenario::script::time::Offset;
use sim::id::NodeId;
use sim::time::Span;

/// The name of a run.
pub fn which(which: Which) -> &'static str {
    match which {
        Which::A => "A",
        Which::B => "B",
    }
}

/// Why the service fared as it did in both runs, in one sentence. `plan` is of either run: hosts and
/// zero are the same.
pub fn sentence(language: Language, plan: &Plan, cause: &Cause) -> String {
    let words = Words { language, plan };
    match cause {
        Cause::Ballot {
            which,
            from,
            to,
            leader,
            early,
            late,
            because,
        } => {
            let by = late.map(|late| length(early.0, late.0));
            let head = words.ballot(*which, (*from, *to, *leader), by);
            words.with_reason(*which, *from, head, because.as_ref())
        }
        Cause::View {
            which,
            leader,
            beside,
            nodes,
            here,
            there,
            ..
        } => words.view(*which, (*leader, *beside), nodes, (*here, *there)),
        Cause::Spare {
            which,
            leader,
            at,
            here,
            other,
            there,
        } => words.spare(*which, *at, (*leader, *here), (*other, *there)),
        Cause::Ended {
            which,
            leader,
            at,
            other,
        } => words.ended(*which, *at, *leader, *other),
        Cause::Earlier {
            which, leader, by, ..
        } => words.earlier(*which, *leader, *by),
    }
}

/// That nothing decided: `parted` says whether the runs differ at all.
pub fn alike(language: Language, parted: bool) -> &'static str {
    match (language, parted) {
        (Language::En, true) => "The runs differ, but the service fares alike in both.",
        (Language::Zh, true) => "两次推演有差别，但服务的结果一样。",
        (Language::En, false) => "Both are the same run, as far as both go.",
        (Language::Zh, false) => "在两边都有的时段里，完全是同一次推演。",
    }
}

/// What one of so many differences is: what happens in each run, and when there; nothing where nothing
/// does. The first has the number 1.
pub fn difference(
    language: Language,
    plan: &impl Planned,
    (number, count): (usize, usize),
    at: Offset,
    [a, b]: [Option<(Offset, &str)>; 2],
) -> String {
    let clock = |at| plan.clock().time_of_day(plan.moment(at));
    let side = |which: &str, happens: Option<(Offset, &str)>| match (language, happens) {
        (Language::En, Some((when, text))) => {
            let first = if which == "A" { "in" } else { "In" };
            format!("{first} {which} at {}: {text}", clock(when))
        }
        (Language::Zh, Some((when, text))) => format!("{which} 在 {}：{text}", clock(when)),
        (Language::En, None) if which == "A" => "in A nothing like it.".to_owned(),
        (Language::En, None) => format!("In {which} nothing like it."),
        (Language::Zh, None) => format!("{which} 里没有。"),
    };
    let (a, b) = (side("A", a), side("B", b));
    let at = clock(at);
    match (language, number) {
        (Language::En, 1) => format!("First difference, {at}: {a} {b}"),
        (Language::Zh, 1) => format!("最早的差别，{at}：{a} {b}"),
        (Language::En, _) => format!("Difference {number} of {count}, {at}: {a} {b}"),
        (Language::Zh, _) => format!("第 {number} 处差别（共 {count} 处），{at}：{a} {b}"),
    }
}

fn length(from: Offset, to: Offset) -> Span {
    Offset(to.0.saturating_sub(from.0))
        .span()
        .unwrap_or_default()
}

struct Words<'a> {
    language: Language,
    plan: &'a Plan,
}

impl Words<'_> {
    fn name(&self, node: NodeId) -> &str {
        self.plan.setting.name(node)
    }

    fn names(&self, nodes: &[NodeId]) -> String {
        let names: Vec<&str> = nodes.iter().map(|node| self.name(*node)).collect();
        list(self.language, &names)
    }

    fn clock(&self, at: Offset) -> String {
        self.plan.clock.time_of_day(self.plan.moment(at))
    }

    fn ballot(
        &self,
        run: Which,
        (from, to, leader): (NodeId, NodeId, NodeId),
        by: Option<Span>,
    ) -> String {
        let (from, to, leader) = (self.name(from), self.name(to), self.name(leader));
        let (here, there) = (which(run), which(run.other()));
        let own = from == leader;
        match (self.language, by.map(|by| about(self.language, by))) {
            (Language::En, by) => {
                let ballot = if own {
                    format!("{from}'s ballot for itself")
                } else {
                    format!("{from}'s ballot for {leader}")
                };
                match by {
                    Some(by) => format!("In {here} {ballot} reaches {to} {by} earlier"),
                    None => {
                        format!("In {here} {ballot} reaches {to}, which it never does in {there}")
                    }
                }
            }
            (Language::Zh, by) => {
                let ballot = if own {
                    format!("{from} 投自己的票")
                } else {
                    format!("{from} 投 {leader} 的票")
                };
                match by {
                    Some(by) => format!("{here} 里，{ballot}早 {by}送到 {to}"),
                    None => format!("{here} 里，{ballot}送到了 {to}，{there} 里始终没有"),
                }
            }
        }
    }

    fn with_reason(
        &self,
        run: Which,
        from: NodeId,
        head: String,
        because: Option<&Because>,
    ) -> String {
        let from = self.name(from);
        match (self.language, because) {
            (Language::En, None) => format!("{head}."),
            (Language::Zh, None) => format!("{head}。"),
            (Language::En, Some(Because::Looks(by))) => {
                let by = about(self.language, *by);
                format!("{head}, because {from} begins to look {by} earlier.")
            }
            (Language::Zh, Some(Because::Looks(by))) => {
                let by = about(self.language, *by);
                format!("{head}，因为 {from} 早 {by}进入 LOOKING。")
            }
            (_, Some(Because::Dials { peers, early, late })) => {
                let peers = self.names(peers);
                let (early, late) = (self.early(*early), self.late(*late));
                match self.language {
                    Language::En => {
                        format!("{head}, because its dials to {peers} {early} instead of {late}.")
                    }
                    Language::Zh => format!(
                        "{head}：{from} 去连 {peers}，{early}；{} 里{late}。",
                        which(run.other())
                    ),
                }
            }
        }
    }

    fn early(&self, dialled: Option<Dialled>) -> String {
        let each = dialled.map_or_else(String::new, |d| about(self.language, d.each));
        match (self.language, dialled.map(|dialled| dialled.fate)) {
            (Language::En, None) => "never begin".to_owned(),
            (Language::Zh, None) => "一次也没去连".to_owned(),
            (Language::En, Some(fate)) => match fate {
                Fate::Refused => "are refused at once".to_owned(),
                Fate::TimedOut => format!("give up after {each}"),
                Fate::NoRoute => format!("find no such host after {each}"),
                Fate::UnknownHost => "fail at the name".to_owned(),
                Fate::Connected => "succeed".to_owned(),
                Fate::Handed => "are left to threads of their own".to_owned(),
            },
            (Language::Zh, Some(fate)) => match fate {
                Fate::Refused => "当即被拒".to_owned(),
                Fate::TimedOut => format!("等 {each}就放弃"),
                Fate::NoRoute => format!("{each}后报没有这台主机"),
                Fate::UnknownHost => "名字解析不了，当即失败".to_owned(),
                Fate::Connected => "连上了".to_owned(),
                Fate::Handed => "交给单独的线程，发送线程不用等".to_owned(),
            },
        }
    }

    fn late(&self, dialled: Dialled) -> String {
        let each = about(self.language, dialled.each);
        match (self.language, dialled.fate) {
            (Language::En, Fate::Refused) => format!("being refused after {each}"),
            (Language::En, Fate::TimedOut) => format!("timing out after {each}"),
            (Language::En, Fate::NoRoute) => format!("finding no such host after {each}"),
            (Language::En, Fate::UnknownHost) => format!("failing at the name after {each}"),
            (Language::En, Fate::Connected) => format!("taking {each} to succeed"),
            (Language::En, Fate::Handed) => "being left to threads of their own".to_owned(),
            (Language::Zh, Fate::Refused) => format!("等 {each}才被拒"),
            (Language::Zh, Fate::TimedOut) => format!("没有应答，一次要等 {each}"),
            (Language::Zh, Fate::NoRoute) => format!("{each}后才报没有这台主机"),
            (Language::Zh, Fate::UnknownHost) => format!("{each}后才报名字解析不了"),
            (Language::Zh, Fate::Connected) => format!("{each}才连上"),
            (Language::Zh, Fate::Handed) => "交给单独的线程".to_owned(),
        }
    }

    fn view(
        &self,
        run: Which,
        (leader, beside): (NodeId, Option<NodeId>),
        nodes: &[NodeId],
        (here, there): (Counts, Counts),
    ) -> String {
        let (leader, names) = (self.name(leader), self.names(nodes));
        let (a, b) = (which(run), which(run.other()));
        let (of, other) = (here.of, there.of);
        let (needed, instead) = (here.needed, there.needed);
        let count = if nodes.len() == 1 { "counts" } else { "count" };
        match (self.language, beside.map(|node| self.name(node))) {
            (Language::En, Some(beside)) => format!(
                "In {a} {leader} comes to lead beside {beside}, each with a majority of its own list: \
                 {names} {count} {of} servers there, and {other} in {b}."
            ),
            (Language::Zh, Some(beside)) => format!(
                "{a} 里除了 {beside}，{leader} 也当上 leader，各自凑够了自己视图里的多数：{names} 的视图在 {a} 里\
                 是 {of} 台，在 {b} 里是 {other} 台。"
            ),
            (Language::En, None) => {
                let votes = if needed < instead {
                    format!("{needed} votes are enough instead of {instead}")
                } else {
                    format!("it takes {needed} votes instead of {instead}")
                };
                format!(
                    "In {a} {leader} comes to lead: {names} {count} {of} servers instead of {other}, \
                     so {votes}."
                )
            }
            (Language::Zh, None) => {
                let votes = if needed < instead {
                    format!("{needed} 票就够，不用 {instead} 票")
                } else {
                    format!("要 {needed} 票，{instead} 票不够")
                };
                format!(
                    "{a} 里 {leader} 当上 leader：{names} 的视图里是 {of} 台，不是 {other} 台，{votes}。"
                )
            }
        }
    }

    fn spare(
        &self,
        run: Which,
        at: Offset,
        (leader, here): (NodeId, Counts),
        (other, there): (NodeId, Counts),
    ) -> String {
        let (leader, other, at) = (self.name(leader), self.name(other), self.clock(at));
        let (a, b) = (which(run), which(run.other()));
        let Counts { needed, of } = here;
        let Counts {
            needed: enough,
            of: left,
        } = there;
        let are = |count: usize| match count {
            1 => "1 server is".to_owned(),
            count => format!("{count} servers are"),
        };
        match self.language {
            Language::En => format!(
                "In {a} {leader} steps down at {at}: {} in sync, itself included, and it needs {needed}. \
                 In {b} {} in sync with {other} then and it needs {enough}, so it serves on.",
                are(of),
                are(left)
            ),
            Language::Zh => format!(
                "{a} 里 {leader} 在 {at} 下台：连自己在内同步的有 {of} 台，要 {needed} 台。{b} 里同一时刻与 {other} \
                 同步的有 {left} 台，要 {enough} 台，接着服务。"
            ),
        }
    }

    fn ended(&self, run: Which, at: Offset, leader: NodeId, other: NodeId) -> String {
        let (leader, other, at) = (self.name(leader), self.name(other), self.clock(at));
        let (a, b) = (which(run), which(run.other()));
        match self.language {
            Language::En => format!(
                "In {a} the process that ends at {at} is the leader's, {leader}; in {b} {other} leads \
                 then and serves on."
            ),
            Language::Zh => {
                format!(
                    "{a} 里 {at} 停掉的正是 leader {leader}；{b} 里这时的 leader 是 {other}，接着服务。"
                )
            }
        }
    }

    fn earlier(&self, run: Which, leader: NodeId, by: Option<Span>) -> String {
        let (leader, a, b) = (self.name(leader), which(run), which(run.other()));
        match (self.language, by.map(|by| about(self.language, by))) {
            (Language::En, Some(by)) => format!(
                "In {a} somebody leads {by} earlier, {leader}; no single difference was found that \
                 explains it."
            ),
            (Language::Zh, Some(by)) => {
                format!("{a} 里早 {by}有了 leader，是 {leader}；没找到哪一处差别能单独解释它。")
            }
            (Language::En, None) => format!(
                "In {a} {leader} leads, and nobody does in {b}; no single difference was found that \
                 explains it."
            ),
            (Language::Zh, None) => {
                format!("{a} 里 {leader} 当上 leader，{b} 里没有；没找到哪一处差别能单独解释它。")
            }
        }
    }
}
