//! Verdicts as sentences.

use crate::Language;
use crate::dolphinscheduler::names;
use crate::number::{about, list};
use dolphinscheduler::setting::Setting;
use failover::outcome::{Duplicates, Lost, STALL, SelfKill, StopReason, Why};
use failover::plan::{HARMS, Plan};
use scenario::brief::Brief;
use sim::time::Span;

/// Why a run ended as it did, in one or two sentences.
pub fn why(language: Language, setting: &Setting, why: &Why) -> String {
    match why {
        Why::Fine { masters } => fine(language, *masters),
        Why::SelfKills { killed, left } => self_kills(language, setting, killed, *left),
        Why::Doubled(what) => doubled(language, *what),
        Why::Lost(what) => lost(language, *what),
        Why::Stalled { longest } => {
            let longest = about(language, *longest);
            match language {
                Language::En => format!(
                    "A command waited {longest} in the table although a running master was registered."
                ),
                Language::Zh => {
                    format!("有命令在表里等了 {longest}，而这期间一直有 master 在运行且已注册。")
                }
            }
        }
    }
}

fn fine(language: Language, masters: usize) -> String {
    match (language, masters) {
        (Language::En, 0) => "No master runs at the end; nobody has stopped itself.".to_owned(),
        (Language::Zh, 0) => "结束时没有 master 在运行，但没有谁自杀。".to_owned(),
        (Language::En, 1) => {
            "One master runs at the end. Nothing was doubled, lost or held up.".to_owned()
        }
        (Language::En, n) => {
            format!("{n} masters run at the end. Nothing was doubled, lost or held up.")
        }
        (Language::Zh, n) => {
            format!("结束时有 {n} 台 master 在运行。没有重复，没有丢失，也没有停顿。")
        }
    }
}

/// What a server says of its end.
pub fn reason(language: Language, reason: StopReason) -> &'static str {
    let (en, zh) = match reason {
        StopReason::JudgedDead => ("its dead entry exists", "死亡记录里有它"),
        StopReason::NodeAbsent => ("its own node is gone", "自己的节点不在了"),
        StopReason::RegistryUnreachable => ("it cannot ask the registry", "问不到注册中心"),
        StopReason::Lost => ("its session is lost", "会话丢了"),
        StopReason::WaitingTimeout => (
            "the registry did not come back in time",
            "没等到注册中心恢复",
        ),
        StopReason::FinishNode => ("its tombstone exists", "墓碑上有它"),
    };
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

fn self_kills(language: Language, setting: &Setting, killed: &[SelfKill], left: usize) -> String {
    let each: Vec<String> = counted_kills(killed)
        .into_iter()
        .map(|(kill, times)| {
            let name = names::host(language, setting, kill.node);
            let why = reason(language, kill.reason);
            match (language, times) {
                (Language::En, 1) => format!("{name} stops itself because {why}"),
                (Language::En, _) => format!("{name} stops itself {times} times because {why}"),
                (Language::Zh, 1) => format!("{name} 自杀：{why}"),
                (Language::Zh, _) => format!("{name} 自杀 {times} 次：{why}"),
            }
        })
        .collect();
    match (language, left) {
        (Language::En, 0) => format!("{}. No master is left.", each.join("; ")),
        (Language::En, 1) => format!("{}. One master runs at the end.", each.join("; ")),
        (Language::En, n) => format!("{}. {n} masters run at the end.", each.join("; ")),
        (Language::Zh, 0) => format!("{}。一台 master 都不剩。", each.join("；")),
        (Language::Zh, n) => format!("{}。结束时剩 {n} 台 master。", each.join("；")),
    }
}

/// Self-kills with how often each server does it for the same reason, the first one first.
fn counted_kills(killed: &[SelfKill]) -> Vec<(SelfKill, u32)> {
    let mut counted: Vec<(SelfKill, u32)> = Vec::new();
    for kill in killed {
        let same = |(other, _): &&mut (SelfKill, u32)| {
            other.node == kill.node && other.reason == kill.reason
        };
        match counted.iter_mut().find(same) {
            Some((_, times)) => *times += 1,
            None => counted.push((*kill, 1)),
        }
    }
    counted
}

/// Those of these counts that are not zero, each with its words.
fn counted(language: Language, counts: &[(u32, (&str, &str))]) -> String {
    let some = counts.iter().filter(|(count, _)| *count > 0);
    let each: Vec<String> = some
        .map(|(count, (en, zh))| match language {
            Language::En => format!("{count} {en}"),
            Language::Zh => format!("{count} {zh}"),
        })
        .collect();
    let each: Vec<&str> = each.iter().map(String::as_str).collect();
    list(language, &each)
}

fn doubled(language: Language, what: Duplicates) -> String {
    let counts = [
        (
            what.workflow_owners,
            ("with two owners (workflows)", "个工作流有两个主人"),
        ),
        (what.tasks, ("run once more (tasks)", "个任务又跑了一遍")),
        (
            what.dispatches,
            ("sent twice while running (task rows)", "行任务派了两遍"),
        ),
        (
            what.yarn_apps,
            (
                "side by side (YARN applications)",
                "个 YARN 应用和同一任务的另一个同时在跑",
            ),
        ),
        (
            what.commands,
            ("carried out twice (commands)", "条命令执行了两遍"),
        ),
    ];
    let counts = counted(language, &counts);
    match language {
        Language::En => format!("Work was done twice: {counts}."),
        Language::Zh => format!("有活干了两遍：{counts}。"),
    }
}

fn lost(language: Language, what: Lost) -> String {
    let counts = [
        (
            what.commands,
            (
                "commands in the error table and nowhere else",
                "条命令只剩在错误表里",
            ),
        ),
        (
            what.workflows,
            (
                "unfinished workflows that nobody runs",
                "个没跑完的工作流没人管",
            ),
        ),
        (
            what.alerts,
            ("alerts that could not be written", "条告警没写进去"),
        ),
    ];
    let counts = counted(language, &counts);
    match language {
        Language::En => format!("Something is gone: {counts}."),
        Language::Zh => format!("有东西丢了：{counts}。"),
    }
}

/// What a run made of a fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Heals {
    /// Nothing that the story is about happens any more, nor anything else that is bad.
    Heals,
    /// It happens less.
    Lessens(String),
    /// It happens as before.
    NoEffect(String),
    /// Servers stop themselves, or no master is left.
    Dies(String),
}

impl Heals {
    /// In a few words.
    pub fn words(&self, language: Language) -> String {
        match (self, language) {
            (Self::Heals, Language::En) => "heals".to_owned(),
            (Self::Heals, Language::Zh) => "治好了".to_owned(),
            (Self::Lessens(what), Language::En) => format!("less: {what}"),
            (Self::Lessens(what), Language::Zh) => format!("减轻：{what}"),
            (Self::NoEffect(what) | Self::Dies(what), _) => what.clone(),
        }
    }
}

/// What a verdict says of a fix: what the story is about comes first, then everything else. `before` is
/// the run without it.
pub fn heals(language: Language, brief: &Brief, before: Option<&Brief>, plan: &Plan) -> Heals {
    let about = plan.about.iter().copied();
    let others = HARMS.into_iter().filter(|harm| !plan.about.contains(harm));
    let harm = about.chain(others).find_map(|harm| {
        let harm = Harm::of(harm, brief)?;
        Some((harm, before.and_then(|before| Harm::of(harm.name, before))))
    });
    match harm {
        None if brief.leaders.is_empty() => Heals::Dies(no_master(language).to_owned()),
        None => Heals::Heals,
        Some((harm, before)) => harm.judged(language, brief, before, plan),
    }
}

/// That no master is left.
fn no_master(language: Language) -> &'static str {
    match language {
        Language::En => "no master is left",
        Language::Zh => "一台 master 都不剩",
    }
}

/// How much of a harm a run shows.
#[derive(Clone, Copy)]
struct Harm {
    name: &'static str,
    /// How many, or how many microseconds.
    much: u64,
}

impl Harm {
    /// Nothing if it shows none of it.
    fn of(name: &'static str, brief: &Brief) -> Option<Self> {
        let much = match name {
            "self_kills" => u64::try_from(brief.killed.len()).unwrap_or(u64::MAX),
            "duplicates" => u64::from(brief.doubled),
            "lost" => u64::from(brief.lost),
            _ => brief
                .stall
                .filter(|stall| *stall > STALL)
                .map_or(0, Span::as_micros),
        };
        (much > 0).then_some(Self { name, much })
    }

    fn judged(self, language: Language, brief: &Brief, before: Option<Self>, plan: &Plan) -> Heals {
        let words = self.words(language, brief, plan);
        // A tenth less is what another seed would do as well.
        let less = before.is_some_and(|before| self.much < before.much - before.much / 10);
        match self.name {
            "self_kills" if !less => Heals::Dies(words),
            _ if less => Heals::Lessens(words),
            _ => Heals::NoEffect(words),
        }
    }

    fn words(self, language: Language, brief: &Brief, plan: &Plan) -> String {
        let much = self.much;
        match (self.name, language) {
            ("self_kills", _) => {
                let name = |node: &sim::id::NodeId| names::host(language, &plan.setting, *node);
                let mut killed: Vec<String> = brief.killed.iter().map(name).collect();
                killed.sort();
                killed.dedup();
                let killed: Vec<&str> = killed.iter().map(String::as_str).collect();
                match (language, &killed[..]) {
                    (Language::En, [one]) => format!("{one} stops itself"),
                    (Language::En, several) => {
                        format!("{} stop themselves", list(language, several))
                    }
                    (Language::Zh, several) => format!("{} 自杀", list(language, several)),
                }
            }
            ("duplicates", Language::En) => format!("done twice: {much}"),
            ("duplicates", Language::Zh) => format!("重复 {much} 次"),
            ("lost", Language::En) => format!("lost: {much}"),
            ("lost", Language::Zh) => format!("丢失 {much} 个"),
            (_, Language::En) => format!("held up {}", about(language, Span::from_micros(much))),
            (_, Language::Zh) => format!("停顿 {}", about(language, Span::from_micros(much))),
        }
    }
}
