//! Lines of leaders and of the handlers of their learners.

use super::super::exception::{frame, of};
use super::super::table::Statement;
use super::names::identity_hash;
use super::{Said, Say, plain, with};
use crate::fact::{Fact, Failure, Port, StepDown};
use crate::ids::{Sid, Zxid};
use sim::id::NodeId;

impl Say<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`fact` sends only its own here"
    )]
    pub(super) fn leader(&self, fact: Fact) -> Option<Said> {
        match fact {
            Fact::LearnerArrived { sid, peer, .. } => with(
                Statement::LearnerArrived,
                vec![("sid", sid.to_string()), ("info", self.learner_info(peer))],
            ),
            Fact::Synchronizing { zxid } => with(
                Statement::Synchronizing,
                vec![
                    ("sid", self.peer_sid()?.to_string()),
                    ("most", "0".to_owned()),
                    ("least", "0".to_owned()),
                    ("own_zxid", format!("{zxid:x}")),
                    ("zxid", format!("{zxid:x}")),
                ],
            ),
            Fact::SyncSent { kind, sid } => with(
                Statement::Sending,
                vec![
                    ("kind", kind.name().to_owned()),
                    ("zxid", "0".to_owned()),
                    ("sid", sid.to_string()),
                ],
            ),
            Fact::NewLeaderAcked { sid } => {
                with(Statement::NewLeaderAck, vec![("sid", sid.to_string())])
            }
            Fact::HaveQuorum { sids, epoch } => with(
                Statement::HaveQuorum,
                vec![
                    ("sids", self.sids(sids)),
                    ("zxid", format!("{:x}", Zxid::of_epoch(epoch))),
                ],
            ),
            Fact::LeaderShutdown { why, sids } => self.leader_shutdown(why, sids),
            Fact::HandlerFailed {
                why: Failure::Interrupted,
                ..
            } => plain(Statement::HandlerInterrupted)?
                .traced(vec![of(Failure::Interrupted).to_owned()]),
            Fact::HandlerFailed { why, .. } => plain(Statement::HandlerFailed)?
                .traced(self.frames(of(why), &[frame("LearnerHandler", "run", 546)])),
            Fact::Goodbye { peer, port } => with(
                Statement::Goodbye,
                vec![("from", format!("{}:{port}", self.setting.address(peer)))],
            ),
            Fact::AcceptorClosed => with(
                Statement::AcceptorClosed,
                vec![("exception", of(Failure::SocketClosed).to_owned())],
            ),
            Fact::QuorumPortTaken => with(
                Statement::CannotBind,
                vec![("address", self.address_of(Sid(self.me()), Port::Quorum).1)],
            ),
            _ => None,
        }
    }

    /// What a leader knows of a learner: in 3.4 an object without a text of its own.
    fn learner_info(&self, peer: NodeId) -> String {
        if !self.context.dialect().names_members() {
            return format!(
                "org.apache.zookeeper.server.quorum.QuorumPeer$QuorumServer@{:x}",
                identity_hash(self.row.node, peer)
            );
        }
        let config = self.context.config(self.setting);
        let name = self.setting.name(peer);
        let spec = config.and_then(|c| c.servers.values().find(|spec| spec.host == name));
        spec.map_or_else(String::new, |spec| {
            let (quorum, election) = (spec.quorum_port, spec.election_port);
            format!("{name}:{quorum}:{election}:participant")
        })
    }

    fn leader_shutdown(&self, why: StepDown, sids: u32) -> Option<Said> {
        let sids = self.sids(sids);
        let reason = match why {
            StepDown::NotSufficientFollowers => {
                format!("Not sufficient followers synced, only synced with sids: [ {sids} ]")
            }
            StepDown::NoQuorumOfFollowers => {
                format!("Waiting for a quorum of followers, only synced with sids: [ {sids} ]")
            }
            StepDown::Forced => "Forcing shutdown".to_owned(),
        };
        let exception = format!("java.lang.Exception: shutdown Leader! reason: {reason}");
        let said = with(Statement::LeaderShutdown, vec![("reason", reason)])?;
        let site = said.statement.site(self.context.dialect().release)?;
        if site.text.contains("{reason}") {
            return Some(said);
        }
        said.traced(self.frames(
            &exception,
            &[
                frame("Leader", "shutdown", 499),
                frame("Leader", "lead", 474),
                frame("QuorumPeer", "run", 799),
            ],
        ))
    }
}
