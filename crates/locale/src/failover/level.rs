//! Goals of DolphinScheduler's levels.

use super::property;
use crate::Language;
use crate::level::{length, measured, names};
use dolphinscheduler::setting::Setting;
use failover::level::Aim;
use scenario::level::{Judged, Measured};
use sim::id::NodeId;
use sim::time::Span;

/// A goal, in one sentence without its stop.
pub fn goal(language: Language, setting: &Setting, aim: &Aim) -> String {
    match language {
        Language::En => en(setting, aim),
        Language::Zh => zh(setting, aim),
    }
}

fn en(setting: &Setting, aim: &Aim) -> String {
    let names = |nodes: &[NodeId]| names(Language::En, nodes, |node| setting.name(node));
    let span = |span: &Span| length(Language::En, *span);
    let these = |nodes: &[NodeId], one: &str, many: &str| {
        let verb = if nodes.len() == 1 { one } else { many };
        format!("{} {verb}", names(nodes))
    };
    match aim {
        Aim::Live(nodes) => these(
            nodes,
            "is registered and runs at the end",
            "are registered and run at the end",
        ),
        Aim::Restarted(nodes) => these(
            nodes,
            "is restarted, and does not stop itself",
            "are restarted, and do not stop themselves",
        ),
        Aim::Ended(nodes) => these(nodes, "is ended", "are ended"),
        Aim::ReadyWithin(most, nodes) => {
            format!(
                "{} within {}",
                these(nodes, "is back", "are back"),
                span(most)
            )
        }
        Aim::Gap(Span::ZERO) => "There is always a master".to_owned(),
        Aim::Gap(most) => format!("There is no master for at most {}", span(most)),
        Aim::NoSelfKills => "Nobody stops itself".to_owned(),
        Aim::Wait(most) => format!("No command waits longer than {}", span(most)),
        Aim::OwnedWithin(most) => format!(
            "From {} on, a live master runs every unfinished workflow",
            span(most)
        ),
        Aim::OwnedAfterStart(most) => format!(
            "{} after the first start and from then on, a live master runs every unfinished workflow",
            span(most)
        ),
        Aim::Takes(node, most) => {
            format!("{} runs a workflow within {}", names(&[*node]), span(most))
        }
        Aim::Reruns(0) => "No task is run again that had not failed".to_owned(),
        Aim::Reruns(most) => format!("At most {most} tasks are run again that had not failed"),
        Aim::Applications(1) => "One application is submitted, and no more".to_owned(),
        Aim::Applications(most) => format!("At most {most} applications are submitted"),
        Aim::Alerts(nodes) => format!(
            "An alert is written when each of these goes: {}",
            names(nodes)
        ),
        Aim::FailedAlerts(0) => "No write of an alert fails".to_owned(),
        Aim::FailedAlerts(most) => format!("At most {most} writes of alerts fail"),
        Aim::Holds(property) => property::name(Language::En, *property).to_owned(),
    }
}

fn zh(setting: &Setting, aim: &Aim) -> String {
    let names = |nodes: &[NodeId]| names(Language::Zh, nodes, |node| setting.name(node));
    let span = |span: &Span| length(Language::Zh, *span);
    match aim {
        Aim::Live(nodes) => format!("最后 {} 都活着，注册在册", names(nodes)),
        Aim::Restarted(nodes) => format!("{} 重启过，重启后没有自己停掉", names(nodes)),
        Aim::Ended(nodes) => format!("{} 停过", names(nodes)),
        Aim::ReadyWithin(most, nodes) => format!("{}之内 {} 重新在册", span(most), names(nodes)),
        Aim::Gap(Span::ZERO) => "任何时候都有 master 在".to_owned(),
        Aim::Gap(most) => format!("没有 master 的时间不超过 {}", span(most)),
        Aim::NoSelfKills => "没有谁自己停掉".to_owned(),
        Aim::Wait(most) => format!("命令等待不超过 {}", span(most)),
        Aim::OwnedWithin(most) => format!("{}之后，没跑完的工作流都有活着的主人", span(most)),
        Aim::OwnedAfterStart(most) => format!(
            "第一次启动 {}之后，没跑完的工作流都有活着的主人",
            span(most)
        ),
        Aim::Takes(node, most) => format!("{}之内 {} 接手工作流", span(most), names(&[*node])),
        Aim::Reruns(0) => "没失败的任务不重跑".to_owned(),
        Aim::Reruns(most) => format!("没失败的任务最多重跑 {most} 次"),
        Aim::Applications(most) => format!("应用最多提交 {most} 个"),
        Aim::Alerts(nodes) => format!("{} 下线各留下告警", names(nodes)),
        Aim::FailedAlerts(0) => "告警没有一条写失败".to_owned(),
        Aim::FailedAlerts(most) => format!("告警写失败不超过 {most} 条"),
        Aim::Holds(property) => property::name(Language::Zh, *property).to_owned(),
    }
}

/// What decides it in a run, in a few words.
pub fn decided(language: Language, setting: &Setting, aim: &Aim, judged: &Judged) -> String {
    match (aim, &judged.measured) {
        (Aim::Holds(_), Measured::Never) => match language {
            Language::En => "holds".to_owned(),
            Language::Zh => "成立".to_owned(),
        },
        (_, other) => measured(language, other, |node| setting.name(node)),
    }
}
