//! Who is a member: lists that are proposed, kept and adopted, and servers that nobody can call.

use super::Telling;
use zookeeper::fact::{Fact, ReconfigRefusal};

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`fact` sends only its own here"
)]
pub(super) fn en(here: &str, fact: Fact) -> Telling {
    match fact {
        Fact::ReconfigProposed { version, .. } => Telling::head(format!(
            "{here} proposes another list of members, version 0x{version:x}."
        )),
        Fact::ConfigAdopted { version, .. } => Telling::new(
            format!("{here} adopts the new list of members, version 0x{version:x}."),
            "It counts votes by it from here on, without a restart.",
        ),
        Fact::ListenFailed { why } => Telling::new(
            format!("{here} cannot open its election port."),
            super::en::failure(why),
        ),
        Fact::ListenerGone => Telling::new(
            format!("The listener of {here} gives up."),
            "Nobody can call it any more; it can still call others.",
        ),
        Fact::ConfigSeen { version, .. } => Telling::new(
            format!("{here} keeps a newer list of members beside its own, version 0x{version:x}."),
            "It needs a quorum in both from here on.",
        ),
        Fact::ConfigVersionSet { version, .. } => Telling::new(
            format!("The list of members of {here} has version 0x{version:x} now."),
            "The members are the same; a quorum has agreed on them.",
        ),
        Fact::ReconfigRefused { why } => {
            Telling::new(format!("{here} refuses the reconfig."), refusal_en(why))
        }
        _ => Telling::default(),
    }
}

fn refusal_en(why: ReconfigRefusal) -> &'static str {
    match why {
        ReconfigRefusal::Unsupported => "This release has none.",
        ReconfigRefusal::Disabled => "reconfigEnabled=true is not set.",
        ReconfigRefusal::NotServing => "It does not serve.",
        ReconfigRefusal::InProgress => "The last one is not over yet.",
        ReconfigRefusal::NewConfigNoQuorum => "Too few of the new voters are in sync.",
        ReconfigRefusal::TooFewVoters => "The new list has fewer than two voters.",
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`fact` sends only its own here"
)]
pub(super) fn zh(here: &str, fact: Fact) -> Telling {
    match fact {
        Fact::ReconfigProposed { version, .. } => {
            Telling::head(format!("{here} 提议换一份成员名单，版本 0x{version:x}。"))
        }
        Fact::ConfigAdopted { version, .. } => Telling::new(
            format!("{here} 启用新名单，版本 0x{version:x}。"),
            "从此按它数多数，不用重启。",
        ),
        Fact::ListenFailed { why } => {
            Telling::new(format!("{here} 打不开选举端口。"), super::zh::failure(why))
        }
        Fact::ListenerGone => Telling::new(
            format!("{here} 的 listener 放弃了。"),
            "别人再也连不到它，它还能去连别人。",
        ),
        Fact::ConfigSeen { version, .. } => Telling::new(
            format!("{here} 在自己的名单旁边留下一份更新的，版本 0x{version:x}。"),
            "从此两份名单都要凑够多数。",
        ),
        Fact::ConfigVersionSet { version, .. } => Telling::new(
            format!("{here} 的名单从此版本为 0x{version:x}。"),
            "成员没变，只是多数已经认可。",
        ),
        Fact::ReconfigRefused { why } => {
            Telling::new(format!("{here} 拒绝 reconfig。"), refusal_zh(why))
        }
        _ => Telling::default(),
    }
}

fn refusal_zh(why: ReconfigRefusal) -> &'static str {
    match why {
        ReconfigRefusal::Unsupported => "这个版本没有 reconfig。",
        ReconfigRefusal::Disabled => "没有设置 reconfigEnabled=true。",
        ReconfigRefusal::NotServing => "它没有在服务。",
        ReconfigRefusal::InProgress => "上一次 reconfig 还没完成。",
        ReconfigRefusal::NewConfigNoQuorum => "新名单里同步着的机器不够多数。",
        ReconfigRefusal::TooFewVoters => "新名单里不足两个投票者。",
    }
}
