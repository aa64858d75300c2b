//! What stands on the cards of a cluster, in its time panel and beside a decision.

use super::{names, state};
use crate::Language::{self, En, Zh};
use crate::number::{about, exact};
use dolphinscheduler::fact::{Death, Fact, Persist};
use dolphinscheduler::path::Lock;
use dolphinscheduler::setting::Setting;
use sim::id::NodeId;
use sim::time::Span;
use sim::trace::Ending;

/// Fixed words of the stage and the time panel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "each is the word it names")]
pub enum Word {
    Registry,
    Sessions,
    Database,
    Yarn,
    Masters,
    Heartbeat,
    OwnNode,
    DeadEntry,
    NoClient,
    Empty,
    TwoWriters,
    NoRows,
    Expired,
    Closed,
    Waiting,
    DeadPlace,
}

/// A fixed word.
pub fn word(language: Language, word: Word) -> &'static str {
    let (en, zh) = match word {
        Word::Registry => ("Registry", "注册中心"),
        Word::Sessions => ("Sessions", "会话"),
        Word::Database => ("Database", "数据库"),
        Word::Yarn => ("YARN", "YARN"),
        Word::Masters => ("masters", "masters"),
        Word::Heartbeat => ("heartbeat", "心跳"),
        Word::OwnNode => ("own node", "自己的节点"),
        Word::DeadEntry => ("dead entry", "死亡记录"),
        Word::NoClient => ("no client left", "客户端已经没了"),
        Word::Empty => ("empty", "空"),
        Word::TwoWriters => ("two writers", "双写"),
        Word::NoRows => ("no workflow runs", "没有工作流在跑"),
        Word::Expired => ("expired", "已过期"),
        Word::Closed => ("closed", "已关闭"),
        Word::Waiting => ("waits", "等待"),
        Word::DeadPlace => ("dead place", "死者的位置"),
    };
    match language {
        En => en,
        Zh => zh,
    }
}

/// What stands over the stage.
pub fn caption(language: Language, time: &str) -> String {
    match language {
        En => format!("Registry, masters and database at {time}"),
        Zh => format!("{time} 的注册中心、master 与数据库"),
    }
}

/// Which process of a host it is.
pub fn incarnation(language: Language, starts: u32) -> String {
    match (language, starts) {
        (En, 1) => "1st process".to_owned(),
        (En, 2) => "2nd process".to_owned(),
        (En, 3) => "3rd process".to_owned(),
        (En, _) => format!("{starts}th process"),
        (Zh, _) => format!("第 {starts} 次启动"),
    }
}

/// When the process of a card was started, and its number.
pub fn started(language: Language, time: &str, pid: u32) -> String {
    match language {
        En => format!("start {time} · pid {pid}"),
        Zh => format!("{time} 启动 · pid {pid}"),
    }
}

/// When the next heartbeat comes.
pub fn next_beat(language: Language, first: bool, left: Span) -> String {
    let left = exact(language, left);
    match (language, first) {
        (En, true) => format!("first one in {left}"),
        (En, false) => format!("next one in {left}"),
        (Zh, true) => format!("第一次在 {left}后"),
        (Zh, false) => format!("下一次在 {left}后"),
    }
}

/// How long a session still lives, beside its timeout; longer than that where the server has rounded up
/// to its next tick.
pub fn left_of(language: Language, left: Span, granted: Span) -> String {
    let seconds = |span: Span| {
        let tenths = (span.as_micros() + 50_000) / 100_000;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    let granted = granted.as_millis() / 1_000;
    match language {
        En => format!("{} s left, timeout {granted} s", seconds(left)),
        Zh => format!("剩 {} 秒，超时 {granted} 秒", seconds(left)),
    }
}

/// How long a session still lives.
pub fn left(language: Language, left: Span) -> String {
    let tenths = (left.as_micros() + 50_000) / 100_000;
    match language {
        En => format!("{}.{} s left", tenths / 10, tenths % 10),
        Zh => format!("剩 {}.{} 秒", tenths / 10, tenths % 10),
    }
}

/// The timeout that was granted, as the head of the sessions says it.
pub fn timeout(language: Language, granted: Span) -> String {
    let granted = granted.as_millis() / 1_000;
    match language {
        En => format!("timeout {granted} s"),
        Zh => format!("超时 {granted} 秒"),
    }
}

/// How many alerts there are.
pub fn alerts(language: Language, count: usize) -> String {
    match (language, count) {
        (En, 1) => "1 alert".to_owned(),
        (En, _) => format!("{count} alerts"),
        (Zh, _) => format!("{count} 条告警"),
    }
}

/// A command that waits.
pub fn command(language: Language, id: u32, instance: Option<u16>, age: Span) -> String {
    let age = about(language, age);
    match (language, instance) {
        (En, Some(instance)) => format!("command {id} for #{instance}, waits {age}"),
        (Zh, Some(instance)) => format!("命令 {id}（#{instance}）等了 {age}"),
        (En, None) => format!("command {id}, waits {age}"),
        (Zh, None) => format!("命令 {id} 等了 {age}"),
    }
}

/// A step of a server, in two or three words.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most facts are no step of a card"
)]
pub fn step(language: Language, setting: &Setting, fact: Fact) -> Option<String> {
    let host = |node| names::host(language, setting, node);
    let (en, zh) = match fact {
        Fact::PortOpened => ("port open".to_owned(), "端口打开".to_owned()),
        Fact::PortClosed => ("port closed".to_owned(), "端口关闭".to_owned()),
        Fact::Persisted { how } => persisted(how),
        Fact::Registered { .. } => ("registered".to_owned(), "注册完成".to_owned()),
        Fact::Stopping { cause } => {
            let cause = state::stop_cause(language, cause);
            (cause.to_owned(), cause.to_owned())
        }
        Fact::PoolClosed => ("pool closed".to_owned(), "连接池关闭".to_owned()),
        Fact::Unregistered { .. } => ("unregistered".to_owned(), "注销".to_owned()),
        Fact::ServerRemoved { node, .. } => {
            let of = host(node);
            (format!("hears: {of} removed"), format!("听到 {of} 下线"))
        }
        Fact::LockTaken { lock, .. } => {
            let lock = short_lock(lock);
            (format!("has {lock}"), format!("拿到 {lock}"))
        }
        Fact::FailoverEnded {
            node: Some(node), ..
        } => {
            let of = host(node);
            (format!("{of} failed over"), format!("{of} 容错完"))
        }
        Fact::CommandHandled { instance, .. } => (
            format!("takes instance {}", instance.0),
            format!("接手实例 {}", instance.0),
        ),
        _ => declared_dead(fact, host)?,
    };
    Some(match language {
        En => en,
        Zh => zh,
    })
}

/// A step that looks whether a server is to live, or says that it must not.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most facts are no step of a card"
)]
fn declared_dead(fact: Fact, host: impl Fn(NodeId) -> String) -> Option<(String, String)> {
    let step = match fact {
        Fact::DeadEntriesListed { own: false, .. } => (
            "own dead entry? none".to_owned(),
            "有自己的死亡记录吗？没有".to_owned(),
        ),
        Fact::DeadEntriesListed { own: true, .. } => (
            "own dead entry? there".to_owned(),
            "有自己的死亡记录吗？有".to_owned(),
        ),
        Fact::DeadEntryDeleted { .. } => ("deletes the entry".to_owned(), "删掉记录".to_owned()),
        Fact::DeadEntryAdded { node, .. } => {
            let of = host(node);
            (
                format!("writes dead entry of {of}"),
                format!("写 {of} 的死亡记录"),
            )
        }
        Fact::DeadEntryFound { node, .. } => {
            let of = host(node);
            (
                format!("dead entry of {of} is there"),
                format!("{of} 的死亡记录已有"),
            )
        }
        Fact::AbsenceChecked { node, absent, .. } => {
            let of = host(node);
            let (is, yes) = if absent {
                ("absent", "不在")
            } else {
                ("back", "回来了")
            };
            (format!("node of {of}? {is}"), format!("{of} 的节点？{yes}"))
        }
        Fact::TombstoneWritten { node, .. } => {
            let of = host(node);
            (format!("tombstone of {of}"), format!("立 {of} 的墓碑"))
        }
        Fact::JudgedDead { why } => judged(why),
        _ => return None,
    };
    Some(step)
}

fn judged(why: Death) -> (String, String) {
    let (en, zh) = match why {
        Death::Entry => ("heartbeat: dead entry", "心跳：查到死亡记录"),
        Death::NodeAbsent => ("heartbeat: node absent", "心跳：节点没了"),
        Death::Unreachable => ("heartbeat: no answer", "心跳：问不到"),
    };
    (en.to_owned(), zh.to_owned())
}

fn persisted(how: Persist) -> (String, String) {
    let (en, zh) = match how {
        Persist::Created => ("creates own node", "创建自己的节点"),
        Persist::Updated => ("updates the node it finds", "更新已有的节点"),
        Persist::Deleted => ("deletes the stale node", "删除旧节点"),
        Persist::Refused => ("node is there already", "节点已存在"),
    };
    (en.to_owned(), zh.to_owned())
}

/// A lock without its folders.
pub fn short_lock(lock: Lock) -> &'static str {
    match lock {
        Lock::Masters => "lock/masters",
        Lock::StartupMasters => "startup-masters",
        Lock::FailoverMasters | Lock::FailoverMaster { .. } => "failover/masters",
        Lock::FailoverWorkers => "failover/workers",
        Lock::MasterFailover => "master-failover",
        Lock::CoordinatorElection => "coordinator-lock",
    }
}

/// How a process ended that is gone.
pub fn ended(language: Language, ending: Ending, time: &str) -> String {
    match (language, ending) {
        (En, Ending::Killed) => format!("kill -9 at {time}"),
        (Zh, Ending::Killed) => format!("{time} 被 kill -9"),
        (En, Ending::Terminated) => format!("stopped by SIGTERM at {time}"),
        (Zh, Ending::Terminated) => format!("{time} 应 SIGTERM 停机"),
        (En, Ending::PowerLost) => format!("power lost at {time}"),
        (Zh, Ending::PowerLost) => format!("{time} 断电"),
        (En, Ending::Exited) => format!("exited at {time}"),
        (Zh, Ending::Exited) => format!("{time} 退出"),
    }
}

/// What a killed process leaves behind.
pub fn outlived(language: Language, session: &str) -> String {
    match language {
        En => format!("Only session {session} remembers it."),
        Zh => format!("只有会话 {session} 还记得它。"),
    }
}

/// Who wrote a row last.
pub fn written(language: Language, by: &str, ago: Span) -> String {
    let ago = about(language, ago);
    match language {
        En => format!("{by}, {ago} ago"),
        Zh => format!("{by}，{ago}前"),
    }
}

/// What decided that a server stops itself: the measured time between two writes or looks.
pub fn decided(language: Language, why: Death, late: Option<Span>, waited: Span) -> String {
    let waited = exact(language, waited);
    match (language, why, late) {
        (En, Death::Entry, Some(late)) => format!(
            "The entry was written {} after the look that would have deleted it; the heartbeat read it {waited} later.",
            exact(language, late)
        ),
        (Zh, Death::Entry, Some(late)) => format!(
            "记录比那次清理晚了 {}写下，{waited}后被心跳读到。",
            exact(language, late)
        ),
        (En, Death::Entry, None) => {
            format!("The heartbeat read the entry {waited} after its write.")
        }
        (Zh, Death::Entry, None) => format!("记录写下 {waited}后被心跳读到。"),
        (En, Death::NodeAbsent, _) => {
            format!(
                "The node went with the session that owned it; the heartbeat missed it {waited} later."
            )
        }
        (Zh, Death::NodeAbsent, _) => format!("节点随它的会话消失，{waited}后心跳发现不在了。"),
        (En, Death::Unreachable, _) => {
            format!("The connection was given up {waited} before the heartbeat gave up, too.")
        }
        (Zh, Death::Unreachable, _) => format!("连接断开 {waited}后，心跳也问不到了。"),
    }
}

/// That a server will stop itself, in how long.
pub fn will_stop(language: Language, server: &str, left: Span) -> String {
    let left = exact(language, left);
    match language {
        En => format!("{server} will stop itself in {left}"),
        Zh => format!("{server} 将在 {left}后自杀"),
    }
}

/// How many masters serve, as the strip says it.
pub fn masters(language: Language, count: u8) -> String {
    match (language, count) {
        (En, 0) => "no master".to_owned(),
        (Zh, 0) => "没有 master".to_owned(),
        (_, count) => count.to_string(),
    }
}

/// What the stage shows.
pub fn cluster_at(language: Language, time: &str) -> String {
    match language {
        En => format!("Registry, servers and database at {time}"),
        Zh => format!("{time} 的注册中心、各服务器和数据库"),
    }
}

/// How many masters are RUNNING and registered at a moment, of how many there are.
pub fn serve(language: Language, count: usize, of: usize) -> String {
    match (language, count) {
        (En, 1) => format!("1 of {of} masters serves"),
        (En, _) => format!("{count} of {of} masters serve"),
        (Zh, _) => format!("{of} 台 master，{count} 台在服务"),
    }
}

/// For how long no master has served.
pub fn no_master_for(language: Language, length: Span) -> String {
    let length = about(language, length);
    match language {
        En => format!("no master for {length}"),
        Zh => format!("已无 master {length}"),
    }
}

/// That a server stops itself.
pub fn stops_itself(language: Language, server: &str) -> String {
    match language {
        En => format!("{server} stops itself"),
        Zh => format!("{server} 自杀"),
    }
}

/// A value that the inspector shows before and after an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "each is the value it names")]
pub enum Field {
    State,
    OwnNode,
    DeadEntry,
    Session,
    Heartbeat,
    Lock,
    Pool,
    Workflows,
    Slot,
}

impl Field {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::State,
        Self::OwnNode,
        Self::DeadEntry,
        Self::Session,
        Self::Heartbeat,
        Self::Lock,
        Self::Pool,
        Self::Workflows,
        Self::Slot,
    ];
}

/// The name of a value.
pub fn field(language: Language, field: Field) -> &'static str {
    let (en, zh) = match field {
        Field::State => ("state", "状态"),
        Field::OwnNode => ("own node", "自己的节点"),
        Field::DeadEntry => ("dead entry", "死亡记录"),
        Field::Session => ("session of the node", "节点所属的会话"),
        Field::Heartbeat => ("next heartbeat", "下一次心跳"),
        Field::Lock => ("locks", "锁"),
        Field::Pool => ("database pool", "数据库连接池"),
        Field::Workflows => ("instances", "实例"),
        Field::Slot => ("slot", "分片"),
    };
    match language {
        En => en,
        Zh => zh,
    }
}

/// A node of the tree that is there, with the session that owns it, or is not.
pub fn presence(language: Language, owner: Option<&str>, there: bool) -> String {
    match (language, there, owner) {
        (En, true, Some(owner)) => format!("there, owner {owner}"),
        (Zh, true, Some(owner)) => format!("在，归 {owner}"),
        (En, true, None) => "there".to_owned(),
        (Zh, true, None) => "有".to_owned(),
        (En, false, _) => "none".to_owned(),
        (Zh, false, _) => "没有".to_owned(),
    }
}

/// Open or closed.
pub fn open(language: Language, open: bool) -> &'static str {
    match (language, open) {
        (En, true) => "open",
        (Zh, true) => "已打开",
        (En, false) => "closed",
        (Zh, false) => "已关闭",
    }
}

/// The two moments whose order decides: the head of each column of the comparison.
pub fn two_moments(language: Language, why: Death, server: &str, writer: &str) -> (String, String) {
    match (language, why) {
        (En, Death::Entry) => (format!("{server} looks"), format!("{writer} writes")),
        (Zh, Death::Entry) => (format!("{server} 去查"), format!("{writer} 写下")),
        (En, Death::NodeAbsent) => ("the node goes".to_owned(), format!("{server} looks")),
        (Zh, Death::NodeAbsent) => ("节点消失".to_owned(), format!("{server} 去查")),
        (En, Death::Unreachable) => (
            "the connection is given up".to_owned(),
            format!("{server} looks"),
        ),
        (Zh, Death::Unreachable) => ("连接断开".to_owned(), format!("{server} 去查")),
    }
}

/// What is compared: the moments on the clock.
pub fn moment(language: Language) -> &'static str {
    match language {
        En => "moment",
        Zh => "时刻",
    }
}

/// That somebody has looked for an entry, and what they found.
pub fn looked(language: Language, who: &str, what: &str, found: bool) -> String {
    match (language, found) {
        (En, true) => format!("{who} reads it"),
        (Zh, true) => format!("{who} 查到了"),
        (En, false) => format!("{who} looks: no {what}"),
        (Zh, false) => format!("{who} 查：没有{what}"),
    }
}

/// Who has written an entry.
pub fn writes(language: Language, who: &str) -> String {
    match language {
        En => format!("{who} writes it"),
        Zh => format!("{who} 写下"),
    }
}

/// Who owns a node.
pub fn owned_by(language: Language, session: &str) -> String {
    match language {
        En => format!("owner {session}"),
        Zh => format!("归 {session}"),
    }
}

/// When a session's window closes.
pub fn closes_at(language: Language, time: &str) -> String {
    match language {
        En => format!("closes at {time}"),
        Zh => format!("{time} 关闭"),
    }
}

/// That a server's own node is owned by a session that nobody keeps.
pub fn borrowed(language: Language, session: &str, left: &str) -> String {
    match language {
        En => format!("still owned by {session}, {left}"),
        Zh => format!("还归 {session}，{left}"),
    }
}

/// That a server's own node is not there.
pub fn node_gone(language: Language) -> &'static str {
    match language {
        En => "gone",
        Zh => "没了",
    }
}
