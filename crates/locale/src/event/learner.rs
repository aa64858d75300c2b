//! A server that follows: what it is sent, how it catches up, and whether it serves.

use super::facts::Facts;
use super::{Telling, by, say};
use zookeeper::dialect::Shutdown;
use zookeeper::fact::{Fact, SyncMode};

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`fact` sends only its own here"
)]
pub(super) fn tell(f: &Facts<'_>, here: &str, fact: Fact) -> Telling {
    match fact {
        Fact::FollowingFailed { why, leader } => {
            let leader = f.server(leader);
            say!(
                f,
                "{here} gives up following {leader}.",
                "{here} 不再跟随 {leader}。"
            )
            .because(f, why)
        }
        Fact::LearnerShutdown => match f.shutdown() {
            Shutdown::ClearsDatabase => say!(
                f,
                "{here} shuts its server down.",
                "Clients are dropped, the database in memory is thrown away.",
                "{here} 停掉服务。",
                "断开客户端，清空内存里的数据。"
            ),
            Shutdown::FastForwards => say!(
                f,
                "{here} shuts its server down.",
                "Clients are dropped, the database in memory is kept.",
                "{here} 停掉服务。",
                "断开客户端，内存里的数据留着。"
            ),
        },
        Fact::PacketSent { packet, to, .. } => {
            let kind = f.packet(packet).map_or("", |packet| packet.kind.name());
            let to = f.host(to);
            say!(
                f,
                "{here} sends {kind} to {to}.",
                "{here} 向 {to} 发 {kind}。"
            )
        }
        Fact::PacketReceived { packet, .. } => {
            let (kind, from) = f
                .packet(packet)
                .map_or(("", ""), |packet| (packet.kind.name(), f.host(packet.from)));
            say!(
                f,
                "{here} reads {kind} from {from}.",
                "{here} 收到 {from} 的 {kind}。"
            )
        }
        Fact::SyncStarted { mode, zxid } => {
            by!(f, sync_started_en | sync_started_zh, here, mode, zxid.0)
        }
        Fact::Serving { on: true } => say!(f, "{here} answers clients.", "{here} 开始服务客户端。"),
        Fact::Serving { on: false } => say!(
            f,
            "{here} no longer answers clients.",
            "{here} 不再服务客户端。"
        ),
        _ => Telling::default(),
    }
}

fn sync_started_en(here: &str, mode: SyncMode, zxid: i64) -> Telling {
    Telling::head(match mode {
        SyncMode::Diff => format!("{here} gets what it lacks, up to 0x{zxid:x}."),
        SyncMode::Trunc => format!("{here} cuts its log off after 0x{zxid:x}."),
        SyncMode::Snap => format!("{here} gets everything as a snapshot."),
    })
}

fn sync_started_zh(here: &str, mode: SyncMode, zxid: i64) -> Telling {
    Telling::head(match mode {
        SyncMode::Diff => format!("{here} 补上缺的部分，到 0x{zxid:x} 为止。"),
        SyncMode::Trunc => format!("{here} 把 0x{zxid:x} 之后的日志截掉。"),
        SyncMode::Snap => format!("{here} 接收整份快照。"),
    })
}
