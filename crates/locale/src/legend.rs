//! What the marks of stage and time mean.

use crate::Language;

/// A mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "a mark is what its words say")]
pub enum Mark {
    Leading,
    Following,
    Looking,
    Down,
    Vote,
    Stale,
    Slots,
    Hatch,
    Dots,
    Lock,
    Differs,
    Flag,
    Deed,
}

/// The heading above them.
pub fn heading(language: Language) -> &'static str {
    match language {
        Language::En => "Marks",
        Language::Zh => "图例",
    }
}

/// What a mark means.
pub fn meaning(language: Language, mark: Mark) -> &'static str {
    let (en, zh) = match mark {
        Mark::Leading => ("leads; its band has full height", "当 leader，状态带最高"),
        Mark::Following => ("follows; its band is filled", "跟随，状态带填满"),
        Mark::Looking => (
            "looks for a leader; its band is hollow",
            "在找 leader，状态带空心",
        ),
        Mark::Down => (
            "process down; its band is a line",
            "进程没起，状态带只剩一条线",
        ),
        Mark::Vote => ("vote: for whom, in which round", "投票：投给谁，第几轮"),
        Mark::Stale => (
            "old ballot: its sender has changed its mind",
            "旧票：投它的那台早已改投",
        ),
        Mark::Slots => (
            "a slot per voter; filled: agrees; arrow: enough up to here",
            "每个投票成员一格：实心是同意，到箭头处就够了",
        ),
        Mark::Hatch => (
            "a thread dials; what is filled is over",
            "线程正在连，填满的是已过的时间",
        ),
        Mark::Dots => ("a thread waits for a lock", "线程在等锁"),
        Mark::Lock => ("has the lock that others wait for", "握着别人在等的锁"),
        Mark::Differs => ("memory and file differ", "内存与文件不一致"),
        Mark::Flag => ("a property is violated first here", "这里第一次不成立"),
        Mark::Deed => (
            "done from outside; inverted: by a fix",
            "运维的动作；反白的是对策做的",
        ),
    };
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

/// What the stories of ZooKeeper are about.
pub fn zookeeper(language: Language) -> &'static str {
    match language {
        Language::En => "leader election",
        Language::Zh => "选主",
    }
}

/// What the stories of DolphinScheduler are about.
pub fn dolphinscheduler(language: Language) -> &'static str {
    match language {
        Language::En => "heartbeats, failover, self-kill",
        Language::Zh => "心跳、容错、自杀",
    }
}
