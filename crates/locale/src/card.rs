//! What stands on a server's card and beside the lines between cards.

use crate::Language;
use crate::number::{about, count, exact, thousandths};
use scenario::lesson::Part;
use sim::time::Span;
use sim::trace::Ending;
use zookeeper::ids::Zxid;

/// The name of a row. Names that the sources have stay as they are.
pub fn row_name(language: Language, part: Part) -> &'static str {
    match (language, part) {
        (Language::En, Part::Votes) => "votes",
        (Language::Zh, Part::Votes) => "投票",
        (_, Part::Recvset) => "recvset",
        (Language::En, Part::Follows) => "follows",
        (Language::Zh, Part::Follows) => "跟随",
        (Language::En, Part::Followers) => "in sync",
        (Language::Zh, Part::Followers) => "已同步",
        (_, Part::Sendqueue) => "sendqueue",
        (_, Part::Config) => "zoo.cfg",
        (Language::En, Part::Log) => "log",
        (Language::Zh, Part::Log) => "日志",
        (Language::En, Part::Clients) => "clients",
        (Language::Zh, Part::Clients) => "客户端",
        (Language::En, Part::State) => "state",
        (Language::Zh, Part::State) => "状态",
    }
}

/// Since when a vote is held, and whether anybody has heard of it.
pub fn since(language: Language, time: &str, unheard: bool) -> String {
    match (language, unheard) {
        (Language::En, false) => format!("since {time}"),
        (Language::Zh, false) => format!("{time} 起"),
        (Language::En, true) => format!("since {time}, unheard"),
        (Language::Zh, true) => format!("{time} 起，没人听见"),
    }
}

/// A vote that was changed a moment ago.
pub fn just_now(language: Language) -> &'static str {
    match language {
        Language::En => "adopted just now",
        Language::Zh => "刚刚改投",
    }
}

/// How many voters a server counts.
pub fn in_view(language: Language, voters: usize) -> String {
    match language {
        Language::En => format!("{voters} in view"),
        Language::Zh => format!("视图 {voters} 台"),
    }
}

/// The whole meter for those who do not see it.
pub fn meter(language: Language, have: usize, needed: usize, voters: usize) -> String {
    match language {
        Language::En => {
            format!("{have} of the {needed} votes it needs; {voters} servers in its view")
        }
        Language::Zh => format!("需要 {needed} 票，现有 {have} 票；它的视图里有 {voters} 台"),
    }
}

/// How many ballots wait and for how long the oldest has.
pub fn queue(language: Language, length: usize, oldest: Span) -> String {
    let length = count(u64::try_from(length).unwrap_or(u64::MAX));
    let oldest = about(language, oldest);
    match language {
        Language::En => format!("{length}, oldest {oldest}"),
        Language::Zh => format!("{length} 张，最旧 {oldest}"),
    }
}

/// The words around the two sides of the comparison.
pub fn memory_and_disk(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::En => ("memory", "on disk"),
        Language::Zh => ("内存", "磁盘"),
    }
}

/// What the comparison means, for those who do not see it.
pub fn memory_differs(language: Language, memory: usize, disk: usize) -> String {
    match language {
        Language::En => format!(
            "memory still has {memory} servers, the file has {disk}; only a restart reads it"
        ),
        Language::Zh => format!("文件已改成 {disk} 台，内存里还是 {memory} 台，重启才会重读"),
    }
}

/// Whether a server answers clients.
pub fn clients(language: Language, serving: bool, since: &str) -> String {
    match (language, serving) {
        (Language::En, true) => format!("answered since {since}"),
        (Language::Zh, true) => format!("{since} 起应答"),
        (Language::En, false) => format!("no answer since {since}"),
        (Language::Zh, false) => format!("{since} 起不应答"),
    }
}

/// How the last process of a host ended.
pub fn ended(language: Language, ending: Ending, time: &str) -> String {
    match (language, ending) {
        (Language::En, Ending::Killed) => format!("killed {time}"),
        (Language::Zh, Ending::Killed) => format!("{time} 被杀"),
        (Language::En, Ending::Terminated) => format!("stopped {time}"),
        (Language::Zh, Ending::Terminated) => format!("{time} 停止"),
        (Language::En, Ending::PowerLost) => format!("power lost {time}"),
        (Language::Zh, Ending::PowerLost) => format!("{time} 断电"),
        (Language::En, Ending::Exited) => format!("exited by itself {time}"),
        (Language::Zh, Ending::Exited) => format!("{time} 自行退出"),
    }
}

/// The age of a ballot, as its box says it: one decimal from a second on, else milliseconds.
pub fn old(language: Language, age: Span) -> String {
    let age = about(language, age);
    match language {
        Language::En => format!("{age} old"),
        Language::Zh => format!("{age}前"),
    }
}

/// A connection that is open.
pub fn open_since(language: Language, time: &str) -> String {
    match language {
        Language::En => format!("open since {time}"),
        Language::Zh => format!("{time} 起连着"),
    }
}

/// A connection on which nothing has been said for a while.
pub fn silent_since(language: Language, time: &str) -> String {
    match language {
        Language::En => format!("silent since {time}"),
        Language::Zh => format!("{time} 起没有动静"),
    }
}

/// A dial that got no answer.
pub fn timed_out(language: Language, target: &str, time: &str, length: Span) -> String {
    let length = exact(language, length);
    match language {
        Language::En => format!("{target} timed out {time} after {length}"),
        Language::Zh => format!("连 {target} 于 {time} 超时，等了 {length}"),
    }
}

/// A dial that was refused.
pub fn refused(language: Language, target: &str) -> String {
    match language {
        Language::En => format!("{target} refuses at once"),
        Language::Zh => format!("{target} 当即拒绝"),
    }
}

/// A dial for which there is no route.
pub fn no_route(language: Language, target: &str) -> String {
    match language {
        Language::En => format!("no route to {target}"),
        Language::Zh => format!("没有到 {target} 的路由"),
    }
}

/// A connection that its own dialler closes.
pub fn knocked(language: Language, from: &str, to: &str) -> String {
    match language {
        Language::En => format!("{from} knocks at {to} and must wait to be called back"),
        Language::Zh => format!("{from} 敲了 {to} 的门，只能等它回拨"),
    }
}

/// How long a dial has lasted, beside its line.
pub fn dialled_for(language: Language, elapsed: Span) -> String {
    let elapsed = thousandths(elapsed);
    match language {
        Language::En => format!("{elapsed} s"),
        Language::Zh => format!("{elapsed} 秒"),
    }
}

/// Why a ballot that waited for a connection is delivered.
pub fn was_parked(language: Language, parked: &str, flushed: &str) -> String {
    match language {
        Language::En => format!("parked at {parked}, flushed {flushed}"),
        Language::Zh => format!("{parked} 寄存，{flushed} 才送出"),
    }
}

/// What the stage shows, for those who do not see it.
pub fn ensemble_at(language: Language, time: &str) -> String {
    match language {
        Language::En => format!("Ensemble at {time}"),
        Language::Zh => format!("{time} 的集群"),
    }
}

/// The end of a log that holds what is not committed yet, and may never be.
pub fn uncommitted(language: Language, zxid: Zxid, beyond: i64) -> String {
    match language {
        Language::En => format!("{beyond} uncommitted · 0x{zxid:x}"),
        Language::Zh => format!("{beyond} 条未提交 · 0x{zxid:x}"),
    }
}
