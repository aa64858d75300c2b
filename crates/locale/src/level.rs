//! Levels in words: what is asked, what decides it, and the lines of an operator's script.

use crate::Language;
use crate::label::labels;
use crate::number::{about, count, list};
use scenario::level::zookeeper::Aim;
use scenario::level::{Judged, Measured, Move};
use scenario::operator::Line;
use scenario::script::Script;
use sim::id::NodeId;
use sim::time::Span;
use zookeeper::setting::Setting;

labels! {
    /// A fixed text of the script and of levels, which are not there on a first visit.
    Word:

    // The script.
    Verbs: "What can be done", "可以做的事";
    Own: "Another line", "另写一行";
    Write: "Write it", "写下";
    Instead: "From the first line on, nobody of the story operates", "从第一行起，故事里的人不再动手";
    Lines: "Script", "脚本";
    NoLines: "Nothing is written yet.", "还没有写。";
    Up: "Earlier in the script", "上移";
    Down: "Later in the script", "下移";
    Here: "Do it at the playhead", "移到播放位置";
    Remove: "Remove", "删去";
    GoThere: "Go there", "跳到这一刻";
    Clear: "Remove all", "清空";
    Seconds: "s", "秒";

    // A level.
    Level: "Level", "动手题";
    Goals: "Goal", "目标";
    Met: "met", "达成";
    NotMet: "not met", "未达成";
    Star: "star", "加星";
    Settings: "Before the start", "开场之前";
    Others: "Waiting and the rest", "等待和其他";
    Steps: "Your steps", "你的步骤";
    NoSteps: "Nothing is done yet. What happens then is shown.", "还没动手，眼前是放着不管的结果。";
    Hint: "Hint", "提示";
    Solution: "Show the solution", "看答案";
    SolutionTitle: "A solution", "一种解法";
    Play: "Play it", "照做一遍";
    Leave: "Leave the level", "退出";
    Next: "Next level", "下一题";
}

/// What stands between a word and what it says.
pub fn colon(language: Language) -> &'static str {
    match language {
        Language::En => ": ",
        Language::Zh => "：",
    }
}

/// Where a button writes its line.
pub fn written_at(language: Language, time: &str) -> String {
    match language {
        Language::En => format!("A button writes a line at the playhead, {time}."),
        Language::Zh => format!("按钮在播放位置 {time} 写下一行。"),
    }
}

/// That a line has been written.
pub fn written(language: Language, line: &str, time: &str) -> String {
    match language {
        Language::En => format!("Written: {line}, at {time}."),
        Language::Zh => format!("已写下：{time} {line}。"),
    }
}

/// A goal of ZooKeeper's levels, in one sentence without its stop.
pub fn goal(language: Language, setting: &Setting, aim: &Aim) -> String {
    let names = |nodes: &[NodeId]| names(language, nodes, |node| setting.name(node));
    let span = |span: &Span| length(language, *span);
    match (language, aim) {
        (Language::En, Aim::Serve(nodes)) => match nodes[..] {
            [_] => format!("{} serves at the end", names(nodes)),
            _ => format!("{} serve at the end", names(nodes)),
        },
        (Language::Zh, Aim::Serve(nodes)) => format!("最后 {} 都在服务", names(nodes)),
        (Language::En, Aim::ServeWithin(most)) => {
            format!(
                "Somebody leads and serves within {}, and from then on",
                span(most)
            )
        }
        (Language::Zh, Aim::ServeWithin(most)) => {
            format!("{}之内恢复服务，此后不再断", span(most))
        }
        (Language::En, Aim::Gap(most)) => format!("Nobody serves for at most {}", span(most)),
        (Language::Zh, Aim::Gap(most)) => format!("一次停服不超过 {}", span(most)),
        (Language::En, Aim::Elections(1)) => "One new leader at most".to_owned(),
        (Language::En, Aim::Elections(most)) => format!("{most} new leaders at most"),
        (Language::Zh, Aim::Elections(most)) => format!("最多换 {most} 次 leader"),
        (Language::En, Aim::Lead(node)) => format!("{} leads at the end", names(&[*node])),
        (Language::Zh, Aim::Lead(node)) => format!("最后由 {} 领导", names(&[*node])),
        (Language::En, Aim::Next(node)) => {
            format!("{} is the next to take office", names(&[*node]))
        }
        (Language::Zh, Aim::Next(node)) => format!("下一个上任的是 {}", names(&[*node])),
        (Language::En, Aim::Voters(voters, nodes)) => {
            format!("{voters} servers in the memory of {}", names(nodes))
        }
        (Language::Zh, Aim::Voters(voters, nodes)) => {
            format!("{} 内存里都是 {voters} 台", names(nodes))
        }
        (Language::En, Aim::Down(nodes)) => format!("No process of {} at the end", names(nodes)),
        (Language::Zh, Aim::Down(nodes)) => format!("最后 {} 已停", names(nodes)),
        (Language::En, Aim::OneLeader) => "At no moment two lead".to_owned(),
        (Language::Zh, Aim::OneLeader) => "任何时候都没有两个 leader".to_owned(),
        (Language::En, Aim::Writes(most)) => {
            format!(
                "Clients wait at most {} from one acknowledged write to the next",
                span(most)
            )
        }
        (Language::Zh, Aim::Writes(most)) => {
            format!("客户端两次写成功之间不超过 {}", span(most))
        }
    }
}

/// What decides it in a run, in a few words.
pub fn decided(language: Language, setting: &Setting, aim: &Aim, judged: &Judged) -> String {
    let served_never = match language {
        Language::En => "to the end of the run",
        Language::Zh => "到推演结束都没恢复",
    };
    match (aim, &judged.measured) {
        (Aim::ServeWithin(_) | Aim::Gap(_) | Aim::Writes(_), Measured::Never) => {
            served_never.to_owned()
        }
        (_, measured) => self::measured(language, measured, |node| setting.name(node)),
    }
}

/// A measured value, where nothing more can be said of it.
pub(crate) fn measured<'a>(
    language: Language,
    measured: &Measured,
    name: impl Fn(NodeId) -> &'a str,
) -> String {
    match (language, measured) {
        (_, Measured::Count(n)) => count(u64::from(*n)),
        (_, Measured::Length(span)) => about(language, *span),
        (Language::En, Measured::Never) => "never".to_owned(),
        (Language::Zh, Measured::Never) => "没有".to_owned(),
        (Language::En, Measured::Not(nodes)) if nodes.is_empty() => "all of them".to_owned(),
        (Language::Zh, Measured::Not(nodes)) if nodes.is_empty() => "都做到了".to_owned(),
        (Language::En, Measured::Not(nodes)) => format!("not {}", names(language, nodes, name)),
        (Language::Zh, Measured::Not(nodes)) => {
            format!("{} 没做到", names(language, nodes, name))
        }
        (_, Measured::Who(Some(node))) => name(*node).to_owned(),
        (Language::En, Measured::Who(None)) => "nobody".to_owned(),
        (Language::Zh, Measured::Who(None)) => "没有人".to_owned(),
        (Language::En, Measured::First(after)) => {
            format!("first after {}", about(language, *after))
        }
        (Language::Zh, Measured::First(after)) => {
            format!("{}后就出现了", about(language, *after))
        }
    }
}

pub(crate) fn names<'a>(
    language: Language,
    nodes: &[NodeId],
    name: impl Fn(NodeId) -> &'a str,
) -> String {
    let names: Vec<&str> = nodes.iter().map(|node| name(*node)).collect();
    list(language, &names)
}

/// A length of time as somebody has asked for it: whole seconds without decimals.
pub fn length(language: Language, span: Span) -> String {
    let micros = span.as_micros();
    match language {
        _ if !micros.is_multiple_of(1_000_000) => about(language, span),
        Language::En => format!("{} s", micros / 1_000_000),
        Language::Zh => format!("{} 秒", micros / 1_000_000),
    }
}

/// A line of an operator's script, in words.
pub fn line(language: Language, line: &Line) -> String {
    match line {
        Line::Wait(wait) => {
            let span = length(language, wait.span().unwrap_or(Span::ZERO));
            match language {
                Language::En => format!("wait {span}"),
                Language::Zh => format!("等 {span}"),
            }
        }
        Line::Await(what) => {
            let (word, server) = what.split_once(' ').unwrap_or((what, ""));
            awaited(language, word, server)
        }
        Line::Act(words) => {
            let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
            match (language, self::verb(verb)) {
                (Language::En, _) => words.clone(),
                (Language::Zh, Some(verb)) => format!("{verb} {rest}").trim().to_owned(),
                (Language::Zh, None) => words.clone(),
            }
        }
    }
}

fn awaited(language: Language, word: &str, server: &str) -> String {
    let (en, zh) = match word {
        "gone" => ("has gone", "进程退净"),
        "absent" => ("is gone from the registry", "从注册中心消失"),
        "port" => ("has its port open", "端口通"),
        "registered" => ("is registered", "注册成功"),
        "first-heartbeat" => ("has written a heartbeat", "写出心跳"),
        other => (other, other),
    };
    match language {
        Language::En => format!("wait until {server} {en}"),
        Language::Zh => format!("等 {server} {zh}"),
    }
}

/// The Chinese for a verb of a script.
pub fn verb(verb: &str) -> Option<&'static str> {
    Some(match verb {
        "start" => "启动",
        "stop" => "停止",
        "kill" => "杀掉",
        "restart" => "重启",
        "power-off" => "断电",
        "power-on" => "通电",
        "edit" => "改配置",
        "write" => "写入",
        "cut" => "断网",
        "heal" => "恢复网络",
        "pause" => "暂停",
        "install" => "安装",
        "insert" => "插入命令",
        _ => return None,
    })
}

/// A step of a level, in words.
pub fn step(language: Language, script: &Script, step: &Move) -> String {
    match step {
        Move::Line(line) => self::line(language, line),
        Move::Set(name, value) => {
            let title = script.param(name).map(|param| language.of(&param.title));
            let title = title.filter(|title| !title.is_empty()).unwrap_or(name);
            match language {
                Language::En => format!("{title}: {value}"),
                Language::Zh => format!("{title}：{value}"),
            }
        }
    }
}

/// How many steps have been taken, of how many it takes.
pub fn steps(language: Language, taken: usize, par: usize) -> String {
    match (language, taken) {
        (Language::En, 1) => format!("1 step, par {par}"),
        (Language::En, _) => format!("{taken} steps, par {par}"),
        (Language::Zh, _) => format!("{taken} 步，标准 {par} 步"),
    }
}

/// What a run is worth: whether the goals are met, in how many steps of how many.
pub fn verdict(language: Language, won: bool, taken: usize, par: usize) -> String {
    match (language, won) {
        (Language::En, false) => "Not yet".to_owned(),
        (Language::Zh, false) => "还没达成".to_owned(),
        (Language::En, true) if taken <= par => format!("Solved in {taken}, which is par"),
        (Language::Zh, true) if taken <= par => format!("{taken} 步达成，正是标准步数"),
        (Language::En, true) => format!("Solved in {taken}; {par} are enough"),
        (Language::Zh, true) => format!("{taken} 步达成，{par} 步就够"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scenario::catalog;
    use scenario::level::Level;
    use scenario::plan::{Choice, Plan};

    /// Each goal of the catalogue in both languages, with the numbers that its level asks for.
    #[test]
    fn every_goal_is_said_in_both_languages() {
        let mut said = Vec::new();
        for id in catalog::ids() {
            let script = catalog::find(id).unwrap();
            let setting = Plan::decide(&script, &Choice::default()).unwrap().setting;
            let names: Vec<String> = setting.hosts.iter().map(|host| host.name.clone()).collect();
            let level = Level::parse(catalog::level(id).unwrap(), &names).unwrap();
            for aim in level.goals.iter().chain(&level.stars) {
                let [en, zh] = Language::ALL.map(|language| goal(language, &setting, aim));
                assert!(en.is_ascii() && !zh.is_ascii(), "{en} {zh}");
                said.push(en);
            }
        }
        for sentence in [
            "zk0, zk1 and zk2 serve at the end",
            "Somebody leads and serves within 10 s, and from then on",
            "3 servers in the memory of zk0, zk1 and zk2",
            "One new leader at most",
        ] {
            assert!(
                said.iter().any(|other| other == sentence),
                "{sentence}: {said:?}"
            );
        }
    }

    #[test]
    fn what_decides_is_a_number_or_a_name() {
        let script = catalog::find("zk-kafka-decommission").unwrap();
        let setting = Plan::decide(&script, &Choice::default()).unwrap().setting;
        let says = |aim: &Aim, measured: Measured| {
            let judged = Judged {
                met: false,
                measured,
            };
            Language::ALL.map(|language| decided(language, &setting, aim, &judged))
        };
        let (two, three) = (NodeId(2), NodeId(3));
        let gap = Aim::Gap(Span::from_secs(5));
        assert_eq!(
            says(&gap, Measured::Length(Span::from_millis(1_300))),
            ["1.3 s", "1.3 秒"]
        );
        assert_eq!(
            says(&gap, Measured::Never),
            ["to the end of the run", "到推演结束都没恢复"]
        );
        let down = Aim::Down(vec![two, three]);
        assert_eq!(
            says(&down, Measured::Not(vec![three])),
            ["not zk3", "zk3 没做到"]
        );
        assert_eq!(
            says(&down, Measured::Not(Vec::new())),
            ["all of them", "都做到了"]
        );
        let lead = Aim::Lead(two);
        assert_eq!(says(&lead, Measured::Who(Some(three))), ["zk3", "zk3"]);
        assert_eq!(says(&Aim::OneLeader, Measured::Never), ["never", "没有"]);
    }

    #[test]
    fn lines_read_as_somebody_would_say_them() {
        for (text, en, zh) in [
            ("restart zk0", "restart zk0", "重启 zk0"),
            ("wait 20s", "wait 20 s", "等 20 秒"),
            ("wait 300ms", "wait 300 ms", "等 300 毫秒"),
            (
                "await gone master1",
                "wait until master1 has gone",
                "等 master1 进程退净",
            ),
            ("heal", "heal", "恢复网络"),
        ] {
            let parsed = Line::parse(text).unwrap();
            assert_eq!(
                Language::ALL.map(|language| line(language, &parsed)),
                [en, zh]
            );
        }
    }

    /// Every verb of a script has its Chinese.
    #[test]
    fn every_verb_has_its_chinese() {
        for word in scenario::operator::VERBS {
            assert!(
                ["wait", "await"].contains(&word) || verb(word).is_some(),
                "{word}"
            );
        }
    }
}
