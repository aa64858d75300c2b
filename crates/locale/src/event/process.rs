//! A process: what it reads at its start, what it is, and what it gives up.

use super::facts::Facts;
use super::{Telling, by, say};
use zookeeper::fact::{Fact, Refusal};
use zookeeper::setting::ConfigId;
use zookeeper::vote::ServerState;

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`fact` sends only its own here"
)]
pub(super) fn tell(f: &Facts<'_>, here: &str, fact: Fact) -> Telling {
    match fact {
        Fact::ConfigRead { config, .. } => {
            let servers = f.servers_in(ConfigId(config));
            say!(
                f,
                "{here} reads its zoo.cfg: {servers} servers.",
                "{here} 读 zoo.cfg：{servers} 台。"
            )
        }
        Fact::Printed { .. } => say!(f, "{here} prints a line.", "{here} 打印一行。"),
        Fact::ElectionPortBound => say!(
            f,
            "{here} opens its election port.",
            "{here} 打开选举端口。"
        ),
        Fact::StartRefused { why } => by!(f, start_refused_en | start_refused_zh, here, why),
        Fact::StateEntered { state } => by!(f, state_entered_en | state_entered_zh, f, here, state),
        Fact::ReloadStarted { .. } => say!(
            f,
            "{here} reads its database from disk again.",
            "The election's clock runs already; the vote comes when this is over.",
            "{here} 从磁盘重载数据。",
            "选举已经开始计时，读完才投第一票。"
        ),
        Fact::UnexpectedException { why } => say!(
            f,
            "{here} gives up what it was doing.",
            "{here} 放弃手上的事。"
        )
        .because(f, why),
        _ => Telling::default(),
    }
}

fn start_refused_en(here: &str, why: Refusal) -> Telling {
    let detail = match why {
        Refusal::InvalidConfig | Refusal::UnreadableConfig => "It cannot use its zoo.cfg.",
        Refusal::NoMyId => "It has no myid file.",
        Refusal::OtherClientPort => "zoo.cfg says clientPort in two places, and they differ.",
        Refusal::NotInPeerList => "Its own id is not in the list of servers.",
        Refusal::UnableToLoadDatabase => "Its epoch files contradict its log.",
    };
    Telling::new(format!("{here} does not start."), detail)
}

fn state_entered_en(f: &Facts<'_>, here: &str, state: ServerState) -> Telling {
    match state {
        ServerState::Looking => Telling::head(format!("{here} is LOOKING for a leader.")),
        ServerState::Following | ServerState::Observing => Telling::head(format!(
            "{here} is {}, and means {}.",
            state.name(),
            f.decided()
        )),
        ServerState::Leading => Telling::head(format!(
            "{here} is LEADING, and waits for a quorum to say so too."
        )),
    }
}

fn start_refused_zh(here: &str, why: Refusal) -> Telling {
    let detail = match why {
        Refusal::InvalidConfig | Refusal::UnreadableConfig => "它的 zoo.cfg 用不了。",
        Refusal::NoMyId => "它没有 myid 文件。",
        Refusal::OtherClientPort => "zoo.cfg 里两处写了 clientPort，值不一样。",
        Refusal::NotInPeerList => "名单里没有它自己的 id。",
        Refusal::UnableToLoadDatabase => "epoch 文件和日志对不上。",
    };
    Telling::new(format!("{here} 起不来。"), detail)
}

fn state_entered_zh(f: &Facts<'_>, here: &str, state: ServerState) -> Telling {
    match state {
        ServerState::Looking => Telling::head(format!("{here} 进入 LOOKING，开始找 leader。")),
        ServerState::Following | ServerState::Observing => Telling::head(format!(
            "{here} 进入 {}，认的是 {}。",
            state.name(),
            f.decided()
        )),
        ServerState::Leading => Telling::head(format!("{here} 进入 LEADING，还要等多数承认。")),
    }
}
