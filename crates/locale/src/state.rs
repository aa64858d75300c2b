//! What a host or a thread is in, in a few words.

use crate::Language;
use crate::number::{about, exact};
use picture::index::Spell;
use picture::reading::Reading;
use picture::zookeeper::BandState;
use picture::zookeeper::{Doing, Picture};
use sim::id::{Lane, NodeId};
use sim::time::Span;
use zookeeper::fact::{Monitor, Port, Stage};
use zookeeper::ids::Sid;
use zookeeper::lane::Thread;
use zookeeper::setting::Setting;

/// The word for a state. Those of the protocol keep their names.
pub fn state(language: Language, state: BandState) -> &'static str {
    match (language, state) {
        (_, BandState::Looking) => "LOOKING",
        (_, BandState::Following) => "FOLLOWING",
        (_, BandState::Leading) => "LEADING",
        (_, BandState::Observing) => "OBSERVING",
        (_, BandState::Starting) => "STARTING",
        (Language::En, BandState::Down) => "process down",
        (Language::Zh, BandState::Down) => "进程没起",
        (Language::En, BandState::Off) => "powered off",
        (Language::Zh, BandState::Off) => "已断电",
    }
}

/// What a spell says: the state, the round, whom the server votes for or follows.
pub fn spell(language: Language, setting: &Setting, spell: &Spell) -> String {
    let word = state(language, spell.state);
    let vote = spell
        .vote
        .and_then(|sid| setting.host_of(sid))
        .map(|node| setting.name(node));
    let round = spell.round.0;
    match (spell.state, vote, language) {
        (BandState::Looking, Some(vote), Language::En) => format!("{word} r{round}, votes {vote}"),
        (BandState::Looking, Some(vote), Language::Zh) => format!("{word} r{round}，投 {vote}"),
        (BandState::Looking, None, _) => format!("{word} r{round}"),
        (BandState::Following | BandState::Observing, Some(leader), _) => {
            format!("{word} {leader}")
        }
        _ => word.to_owned(),
    }
}

/// A thread's name as people say it: the source's, with the peer by its host.
pub fn thread(setting: &Setting, lane: Lane) -> String {
    let peer = |name: &str, peer: NodeId| format!("{name} {}", setting.name(peer));
    match Thread::from_lane(lane) {
        Thread::Main => "main".to_owned(),
        Thread::QuorumPeer => "QuorumPeer".to_owned(),
        Thread::WorkerSender => "WorkerSender".to_owned(),
        Thread::WorkerReceiver => "WorkerReceiver".to_owned(),
        Thread::Listener => "Listener".to_owned(),
        Thread::LearnerCnxAcceptor => "LearnerCnxAcceptor".to_owned(),
        Thread::ClientPort => "NIOServerCxn.Factory".to_owned(),
        Thread::SyncThread => "SyncThread".to_owned(),
        Thread::SendThread => "SendThread".to_owned(),
        Thread::SendWorker(of) => peer("SendWorker", of),
        Thread::RecvWorker(of) => peer("RecvWorker", of),
        Thread::LearnerHandler(of) => peer("LearnerHandler", of),
        Thread::LearnerSender(of) => peer("Sender", of),
        Thread::Connector(place) => format!("QuorumConnectionThread {}", place + 1),
        Thread::LeaderConnector => "LeaderConnector".to_owned(),
        Thread::Host => "host".to_owned(),
    }
}

/// What a thread is inside of.
pub struct Call<'a> {
    /// The language.
    pub language: Language,
    /// The run.
    pub reading: &'a Reading<'a>,
    /// The moment.
    pub picture: &'a Picture,
    /// Whose thread.
    pub node: NodeId,
}

impl Call<'_> {
    fn name(&self, sid: Sid) -> String {
        let setting = self.reading.setting;
        self.picture
            .node_of(self.reading, self.node, sid)
            .or_else(|| setting.host_of(sid))
            .map_or_else(|| sid.to_string(), |node| setting.name(node).to_owned())
    }

    /// The call, as a lane says it.
    pub fn named(&self, doing: Doing) -> String {
        use Language::{En, Zh};
        match (doing, self.language) {
            (Doing::Dialling { to, port, .. }, En) => match port {
                Port::Election => format!("connect {}", self.name(to)),
                Port::Quorum => format!("connect {} as its leader", self.name(to)),
            },
            (Doing::Dialling { to, port, .. }, Zh) => match port {
                Port::Election => format!("连接 {}", self.name(to)),
                Port::Quorum => format!("把 {} 当 leader 去连", self.name(to)),
            },
            (Doing::Pausing { attempt }, En) => format!("pauses after try {attempt}"),
            (Doing::Pausing { attempt }, Zh) => format!("第 {attempt} 次没连上，歇一会"),
            (Doing::WaitingForLock(monitor), En) => {
                format!("waits for the lock of {}", lock(monitor))
            }
            (Doing::WaitingForLock(monitor), Zh) => format!("等 {} 的锁", lock(monitor)),
            (Doing::Reloading, En) => "reads its database".to_owned(),
            (Doing::Reloading, Zh) => "重载数据".to_owned(),
            (
                Doing::WaitingForQuorum {
                    stage,
                    have,
                    needed,
                },
                En,
            ) => format!("waits: {have} of {needed} {}", packet(stage)),
            (
                Doing::WaitingForQuorum {
                    stage,
                    have,
                    needed,
                },
                Zh,
            ) => format!("等到 {have}/{needed} 个 {}", packet(stage)),
            (
                Doing::Polling {
                    timeout_ms,
                    finalize,
                },
                language,
            ) => polling(language, timeout_ms, finalize),
        }
    }

    /// The call and how much of its time is left, as a card says it. A lock is waited for at least as
    /// long as the call still takes of whoever has it, if that is known.
    pub fn timed(&self, doing: Doing, elapsed: Span, holder: Option<Span>) -> String {
        use Language::{En, Zh};
        match (doing, self.language) {
            (
                Doing::Dialling {
                    to,
                    port,
                    timeout_ms,
                    attempt,
                },
                _,
            ) => match port {
                Port::Election => self.dials(to, Span::from_millis(timeout_ms.into()) - elapsed),
                Port::Quorum => self.dials_leader(to, attempt + 1),
            },
            (Doing::WaitingForLock(_), language) => match (language, holder) {
                (En, Some(left)) => format!("waits for lock, ≥ {}", about(language, left)),
                (Zh, Some(left)) => format!("等锁，至少 {}", about(language, left)),
                (En, None) => format!("waits for lock · {}", exact(language, elapsed)),
                (Zh, None) => format!("等锁 · {}", exact(language, elapsed)),
            },
            (Doing::Reloading, language) => {
                format!("{} · {}", self.named(doing), exact(language, elapsed))
            }
            (
                Doing::Polling {
                    timeout_ms,
                    finalize: true,
                },
                language,
            ) => {
                let left = Span::from_millis(u64::from(timeout_ms)) - elapsed;
                let length = about(language, left);
                match language {
                    En => format!("a better vote? {length} left"),
                    Zh => format!("有更好的票吗？还剩 {length}"),
                }
            }
            (
                Doing::WaitingForQuorum {
                    stage,
                    have,
                    needed,
                },
                En,
            ) => format!("{have} of {needed} {}", packet(stage)),
            (Doing::Pausing { .. } | Doing::WaitingForQuorum { .. } | Doing::Polling { .. }, _) => {
                self.named(doing)
            }
        }
    }

    fn dials(&self, to: Sid, left: Span) -> String {
        let (to, length) = (self.name(to), about(self.language, left));
        match (self.language, left) {
            // Timers come a little late.
            (Language::En, Span::ZERO) => format!("dials {to}, time is up"),
            (Language::Zh, Span::ZERO) => format!("正连 {to}，时间已到"),
            (Language::En, _) => format!("dials {to}, {length} left"),
            (Language::Zh, _) => format!("正连 {to}，还剩 {length}"),
        }
    }

    fn dials_leader(&self, to: Sid, attempt: u8) -> String {
        let to = self.name(to);
        match self.language {
            Language::En => format!("dials {to} as leader, try {attempt}"),
            Language::Zh => format!("连 leader {to}，第 {attempt} 次"),
        }
    }
}

fn polling(language: Language, timeout_ms: u32, finalize: bool) -> String {
    match (language, finalize) {
        (Language::En, false) => format!("waits for a ballot, {timeout_ms} ms at most"),
        (Language::Zh, false) => format!("等选票，最多 {timeout_ms} 毫秒"),
        (Language::En, true) => format!("waits {timeout_ms} ms for a better vote"),
        (Language::Zh, true) => format!("再等 {timeout_ms} 毫秒，看有没有更好的票"),
    }
}

/// The class whose monitor it is.
pub fn lock(monitor: Monitor) -> &'static str {
    match monitor {
        Monitor::Connections => "QuorumCnxManager",
        Monitor::Election => "FastLeaderElection",
    }
}

fn packet(stage: Stage) -> &'static str {
    match stage {
        Stage::Epoch => "FOLLOWERINFO",
        Stage::EpochAck => "ACKEPOCH",
        Stage::NewLeaderAck => "NEWLEADER ACK",
    }
}

/// A value that a server holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "the names are the source's")]
pub enum FieldName {
    State,
    Logicalclock,
    Proposal,
    Recvset,
    /// Votes that agree, of votes needed, in the server's own view.
    Count,
    Outofelection,
    Sendqueue,
    Parked,
    Connections,
    Serving,
    Zxid,
    Committed,
    AcceptedEpoch,
    CurrentEpoch,
}

impl FieldName {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 14] = [
        Self::State,
        Self::Logicalclock,
        Self::Proposal,
        Self::Recvset,
        Self::Count,
        Self::Outofelection,
        Self::Sendqueue,
        Self::Parked,
        Self::Connections,
        Self::Serving,
        Self::Zxid,
        Self::Committed,
        Self::AcceptedEpoch,
        Self::CurrentEpoch,
    ];
}

/// The name of a value. Names that the sources have stay as they are.
pub fn field(language: Language, name: FieldName) -> &'static str {
    match (language, name) {
        (Language::En, FieldName::State) => "state",
        (Language::Zh, FieldName::State) => "状态",
        (_, FieldName::Logicalclock) => "logicalclock",
        (_, FieldName::Proposal) => "proposal",
        (_, FieldName::Recvset) => "recvset",
        (Language::En, FieldName::Count) => "in its view",
        (Language::Zh, FieldName::Count) => "它数到的票",
        (_, FieldName::Outofelection) => "outofelection",
        (_, FieldName::Sendqueue) => "sendqueue",
        (_, FieldName::Parked) => "queueSendMap",
        (Language::En, FieldName::Connections) => "connections",
        (Language::Zh, FieldName::Connections) => "连接",
        (Language::En, FieldName::Serving) => "serves clients",
        (Language::Zh, FieldName::Serving) => "对外服务",
        (Language::En, FieldName::Zxid) => "zxid, logged",
        (Language::Zh, FieldName::Zxid) => "zxid，落盘",
        (Language::En, FieldName::Committed) => "zxid, committed",
        (Language::Zh, FieldName::Committed) => "zxid，已提交",
        (_, FieldName::AcceptedEpoch) => "acceptedEpoch",
        (_, FieldName::CurrentEpoch) => "currentEpoch",
    }
}

/// Votes that agree, of votes needed, of voters.
pub fn count_in_view(language: Language, have: usize, needed: usize, voters: usize) -> String {
    match language {
        Language::En => format!("{have} / {needed} of {voters}"),
        Language::Zh => format!("{have} / {needed}，共 {voters} 台"),
    }
}
