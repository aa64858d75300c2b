//! The time panel in words.

use crate::Language;
use crate::number::{about, count, exact};
use sim::intervention::Verb;
use sim::time::Span;

/// The row of the service.
pub fn service(language: Language) -> &'static str {
    match language {
        Language::En => "service",
        Language::Zh => "服务",
    }
}

/// The row of the queue that WorkerSender empties, with the length that fills its height.
pub fn sendqueue(longest: u32) -> String {
    format!("sendqueue 0–{}", count(u64::from(longest)))
}

/// The row of the ballots that wait for a connection to a peer.
pub fn parked_for(language: Language, peer: &str) -> String {
    match language {
        Language::En => format!("parked → {peer}"),
        Language::Zh => format!("寄存 → {peer}"),
    }
}

/// The row of what the servers print as the duration of their elections.
pub fn took(language: Language) -> &'static str {
    match language {
        Language::En => "TOOK, ms",
        Language::Zh => "TOOK，毫秒",
    }
}

/// A gap in the service.
pub fn not_serving(language: Language, since: &str, length: Option<Span>) -> String {
    match (language, length) {
        (Language::En, Some(length)) => format!("not serving, {}", about(language, length)),
        (Language::Zh, Some(length)) => format!("停服 {}", about(language, length)),
        (Language::En, None) => format!("not serving from {since} on"),
        (Language::Zh, None) => format!("{since} 起停服"),
    }
}

/// Writes of which a client does not know what became of them.
pub fn unknown_writes(language: Language, writes: u32, length: Option<Span>) -> String {
    let length = length.map(|length| about(language, length));
    match (language, length, writes) {
        (Language::En, Some(length), 1) => format!("1 write, outcome unknown; next after {length}"),
        (Language::En, Some(length), _) => {
            format!("{writes} writes, outcome unknown; next after {length}")
        }
        (Language::En, None, 1) => "1 write, outcome unknown".to_owned(),
        (Language::En, None, _) => format!("{writes} writes, outcome unknown"),
        (Language::Zh, Some(length), _) => {
            format!("{writes} 次写结果未知，{length}后才有下一次确认")
        }
        (Language::Zh, None, _) => format!("{writes} 次写结果未知"),
    }
}

/// For how long nobody has been served.
pub fn not_served_for(language: Language, length: Span) -> String {
    let length = exact(language, length);
    match language {
        Language::En => format!("not serving {length}"),
        Language::Zh => format!("已停服 {length}"),
    }
}

/// A call that is over, with its true duration.
pub fn lasted(language: Language, call: &str, length: Span) -> String {
    match language {
        Language::En => format!("{call}, {}", exact(language, length)),
        Language::Zh => format!("{call}，{}", exact(language, length)),
    }
}

/// A call during which everybody else waits for the monitor.
pub fn holds_the_lock(language: Language, call: &str) -> String {
    match language {
        Language::En => format!("{call}, holds the lock"),
        Language::Zh => format!("{call}，占着锁"),
    }
}

/// How many ballots wait.
pub fn waiting(language: Language, ballots: u32) -> String {
    let ballots = count(u64::from(ballots));
    match language {
        Language::En => format!("{ballots} waiting"),
        Language::Zh => format!("{ballots} 张在等"),
    }
}

/// A ballot that waits for a connection.
pub fn parked(language: Language, ballot: &str, written: &str) -> String {
    match language {
        Language::En => format!("ballot {ballot}, written {written}"),
        Language::Zh => format!("选票 {ballot}，写于 {written}"),
    }
}

/// A deed of the operator, or an accident, in as few words as a flag has room for.
pub fn deed(language: Language, verb: Verb) -> &'static str {
    match (language, verb) {
        (Language::En, Verb::Start) => "start",
        (Language::Zh, Verb::Start) => "启动",
        (Language::En, Verb::Stop) => "stop",
        (Language::Zh, Verb::Stop) => "停止",
        (_, Verb::Kill) => "kill -9",
        (Language::En, Verb::PowerOff) => "power off",
        (Language::Zh, Verb::PowerOff) => "断电",
        (Language::En, Verb::PowerOn) => "power on",
        (Language::Zh, Verb::PowerOn) => "上电",
        (Language::En, Verb::NoArp) => "off the network",
        (Language::Zh, Verb::NoArp) => "离网",
        (Language::En, Verb::Firewall) => "firewall",
        (Language::Zh, Verb::Firewall) => "防火墙",
        (Language::En, Verb::OpenFirewall) => "firewall off",
        (Language::Zh, Verb::OpenFirewall) => "撤防火墙",
        (Language::En, Verb::Edit) => "edit",
        (Language::Zh, Verb::Edit) => "改配置",
        (Language::En, Verb::Cut) => "cut",
        (Language::Zh, Verb::Cut) => "断链",
        (Language::En, Verb::Heal) => "heal",
        (Language::Zh, Verb::Heal) => "恢复",
        (Language::En, Verb::Reject) => "refused",
        (Language::Zh, Verb::Reject) => "拒绝连接",
        (Language::En, Verb::Forget) => "idle cut",
        (Language::Zh, Verb::Forget) => "空闲断开",
        (Language::En, Verb::Pause) => "pause",
        (Language::Zh, Verb::Pause) => "暂停",
        (Language::En, Verb::Tell) => "write",
        (Language::Zh, Verb::Tell) => "写入",
    }
}

/// What a fold hides, in as few words as the ruler has room for, and in fewer.
pub fn fold(language: Language, length: Span, events: usize) -> [String; 2] {
    let short = about(language, length);
    let (word, many) = match language {
        Language::En => (" event", if events == 1 { "" } else { "s" }),
        Language::Zh => (" 个事件", ""),
    };
    let long = format!("{short} · {events}{word}{many}");
    [if events == 0 { short.clone() } else { long }, short]
}

/// What a fold hides, as a sentence around those words.
pub fn fold_sentence(language: Language, words: &str) -> String {
    match language {
        Language::En => format!("Nothing changes for {words}"),
        Language::Zh => format!("没有变化：{words}"),
    }
}

/// What is not at the window's scale: how long the lens shows, how many folds there are, how long they
/// are together, and how many events they hold.
pub fn not_to_scale(
    language: Language,
    lens: Option<Span>,
    (folds, folded, events): (usize, Span, usize),
) -> String {
    let mut said = lens.map_or_else(String::new, |lens| {
        let (word, end) = match language {
            Language::En => ("Lens: ", ". "),
            Language::Zh => ("放大镜：", "。"),
        };
        format!("{word}{}{end}", about(language, lens))
    });
    if folds > 0 {
        let [folded, _] = fold(language, folded, events);
        said += &match language {
            Language::En => format!("Folded: {folds} idle, {folded}"),
            Language::Zh => format!("折起 {folds} 段空闲，{folded}"),
        };
    }
    said
}
