//! A leader: who registers and acknowledges, when it takes office, and when it steps down.

use super::facts::Facts;
use super::{Telling, by, say};
use zookeeper::fact::{Fact, Stage, StepDown};
use zookeeper::ids::Epoch;

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`fact` sends only its own here"
)]
pub(super) fn tell(f: &Facts<'_>, here: &str, fact: Fact) -> Telling {
    match fact {
        Fact::QuorumPortBound => say!(
            f,
            "{here} opens port 2888: only a leader does that.",
            "{here} 打开 2888 端口：只有 leader 会开。"
        ),
        Fact::QuorumPortTaken => say!(
            f,
            "{here} cannot open its port 2888.",
            "{here} 打不开 2888 端口。"
        ),
        Fact::LearnerArrived { sid, .. }
        | Fact::NewLeaderAcked { sid }
        | Fact::LearnerSynced { sid }
        | Fact::HandlerFailed { sid, .. } => with_learner(f, here, &f.server(sid), fact),
        Fact::WaitStarted {
            stage,
            have,
            needed,
        } => {
            let what = by!(f, stage_en | stage_zh, stage);
            say!(
                f,
                "{here} waits for {needed} {what}; {have} so far.",
                "{here} 要等 {needed} 个{what}，现有 {have} 个。"
            )
        }
        Fact::WaitOver { stage, have, .. } => {
            let what = by!(f, stage_en | stage_zh, stage);
            say!(
                f,
                "{here} has {have} {what}.",
                "{here} 等到了 {have} 个{what}。"
            )
        }
        Fact::EpochProposed { epoch } => {
            let epoch = epoch.0;
            say!(
                f,
                "{here} proposes epoch {epoch}.",
                "{here} 提议 epoch {epoch}。"
            )
        }
        Fact::HaveQuorum { sids, epoch } => have_quorum(f, here, &f.servers(sids), epoch),
        Fact::SyncedCounted { sids, needed } => synced_counted(f, here, &f.servers(sids), needed),
        Fact::LeaderShutdown { why, sids } => {
            by!(
                f,
                leader_shutdown_en | leader_shutdown_zh,
                f,
                here,
                why,
                sids
            )
        }
        Fact::LearnersClosed => say!(
            f,
            "{here} closes the connections of its followers.",
            "{here} 断开所有 follower。"
        ),
        Fact::Goodbye { peer, .. } => with_learner(f, here, f.host(peer), fact),
        Fact::AcceptorClosed => say!(f, "{here} closes port 2888.", "{here} 关闭 2888 端口。"),
        _ => Telling::default(),
    }
}

/// What happens between a leader and one of its learners.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`tell` sends only its own here"
)]
fn with_learner(f: &Facts<'_>, here: &str, learner: &str, fact: Fact) -> Telling {
    match fact {
        Fact::LearnerArrived { .. } => say!(
            f,
            "{learner} registers with {here}.",
            "{learner} 到 {here} 登记。"
        ),
        Fact::NewLeaderAcked { .. } => say!(
            f,
            "{learner} acknowledges {here} as its leader.",
            "{learner} 承认 {here} 是 leader。"
        ),
        Fact::LearnerSynced { .. } => say!(
            f,
            "{here} tells {learner} that it is up to date.",
            "{here} 告诉 {learner}：已经跟上。"
        ),
        Fact::Goodbye { .. } => say!(
            f,
            "{here} is done with its learner {learner}.",
            "{here} 与 {learner} 的同步线程结束。"
        ),
        Fact::HandlerFailed { why, .. } => say!(
            f,
            "{here} loses its learner {learner}.",
            "{here} 失去了 {learner}。"
        )
        .because(f, why),
        _ => Telling::default(),
    }
}

fn have_quorum(f: &Facts<'_>, here: &str, servers: &str, epoch: Epoch) -> Telling {
    let epoch = epoch.0;
    say!(
        f,
        "{here} leads in epoch {epoch} with {servers}.",
        "From here on the service is back.",
        "{here} 在 epoch {epoch} 上任，支持者是 {servers}。",
        "从此刻起恢复服务。"
    )
}

fn synced_counted(f: &Facts<'_>, here: &str, servers: &str, needed: u8) -> Telling {
    let (voters, _) = f.quorum();
    say!(
        f,
        "{here} counts who is in sync: {servers}. It needs {needed} of {voters}.",
        "{here} 清点同步的节点：{servers}。它的视图 {voters} 台，要 {needed} 台。"
    )
}

fn stage_en(stage: Stage) -> &'static str {
    match stage {
        Stage::Epoch => "servers that register",
        Stage::EpochAck => "acknowledgements of its epoch",
        Stage::NewLeaderAck => "acknowledgements of NEWLEADER",
    }
}

fn leader_shutdown_en(f: &Facts<'_>, here: &str, why: StepDown, sids: u32) -> Telling {
    let (voters, needed) = f.quorum();
    let detail = match why {
        StepDown::NotSufficientFollowers => {
            format!(
                "In sync are only {}; it needs {needed} of {voters}.",
                f.servers(sids)
            )
        }
        StepDown::NoQuorumOfFollowers => {
            format!(
                "Only {} acknowledged it; it needs {needed} of {voters}.",
                f.servers(sids)
            )
        }
        StepDown::Forced => "Something went wrong while it took office.".to_owned(),
    };
    Telling::new(format!("{here} steps down."), detail)
}

fn stage_zh(stage: Stage) -> &'static str {
    match stage {
        Stage::Epoch => "节点登记",
        Stage::EpochAck => "对 epoch 的确认",
        Stage::NewLeaderAck => "对 NEWLEADER 的确认",
    }
}

fn leader_shutdown_zh(f: &Facts<'_>, here: &str, why: StepDown, sids: u32) -> Telling {
    let (voters, needed) = f.quorum();
    let detail = match why {
        StepDown::NotSufficientFollowers => {
            format!(
                "同步的只剩 {}；它的视图 {voters} 台，要 {needed} 台。",
                f.servers(sids)
            )
        }
        StepDown::NoQuorumOfFollowers => {
            format!(
                "只有 {} 承认它；它的视图 {voters} 台，要 {needed} 台。",
                f.servers(sids)
            )
        }
        StepDown::Forced => "上任途中出了错。".to_owned(),
    };
    Telling::new(format!("{here} 下台。"), detail)
}
