//! Lines of leaders and of the handlers of their learners.

use super::super::exception::{frame, of};
use super::super::table::Statement;
use super::names::identity_hash;
use super::{Said, Say, plain, with};
use crate::config::LearnerType;
use crate::dialect::SyncTable;
use crate::fact::{Fact, Failure, Port, ReconfigRefusal, StepDown};
use crate::ids::{Sid, Zxid};
use crate::message::{Message, PacketKind, SyncState};
use sim::id::{MessageId, NodeId};

impl Say<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`fact` sends only its own here"
    )]
    pub(super) fn leader(&self, fact: Fact) -> Option<Said> {
        match fact {
            Fact::LearnerArrived { sid, peer, .. } => self.learner_arrived(sid, peer),
            Fact::Synchronizing { with: state } => {
                let mut fields = self.sync_state(state);
                fields.push(("sid", self.peer_sid()?.to_string()));
                with(Statement::Synchronizing, fields)
            }
            Fact::SyncSent {
                kind,
                sid,
                with: state,
            } => self.sync_sent(kind, sid, state),
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
            Fact::ReconfigProposed { .. } => plain(Statement::ReconfigRequested),
            Fact::ReconfigRefused { why } => plain(refused(why)?),
            Fact::QuorumPortTaken => with(
                Statement::CannotBind,
                vec![("address", self.address_of(Sid(self.me()), Port::Quorum).1)],
            ),
            _ => None,
        }
    }

    /// What a leader knew when it synchronised a learner.
    pub(super) fn sync_state(&self, state: MessageId) -> Vec<(&'static str, String)> {
        let Some(state) = self.known(state) else {
            return Vec::new();
        };
        let hex = |name, zxid: Zxid| (name, format!("{zxid:x}"));
        vec![
            hex("most", state.max),
            hex("least", state.min),
            hex("own_zxid", state.last_processed),
            hex(
                "proposed",
                Zxid(state.last_processed.0 + i64::from(state.outstanding)),
            ),
            hex("zxid", state.peer),
            ("decimal", state.peer.0.to_string()),
            ("enabled", self.reads_disk().to_string()),
            ("sid", self.peer_sid().unwrap_or(-1).to_string()),
        ]
    }

    /// Whether the log on disk may be read for a learner.
    fn reads_disk(&self) -> bool {
        let config = self.context.config(self.setting);
        config.is_some_and(|config| config.snapshot_size_factor_percent().is_some())
    }

    fn known(&self, state: MessageId) -> Option<SyncState> {
        Message::decode(self.trace.message(state))?.sync_state()
    }

    /// 3.4 names the kind, whatever it is. Later releases have a statement for each, none for a SNAP,
    /// whose own line follows, and none for what is only cut off the end.
    fn sync_sent(&self, kind: PacketKind, sid: Sid, state: MessageId) -> Option<Said> {
        let state = self.known(state)?;
        let dialect = self.context.dialect();
        let old = matches!(
            dialect.sync_table,
            SyncTable::LogFirst | SyncTable::InSyncFirst
        );
        let statement = if old {
            Statement::Sending
        } else if kind == PacketKind::Snap || (kind == PacketKind::Trunc && state.peer > state.max)
        {
            return None;
        } else if kind == PacketKind::Trunc {
            Statement::SendingTrunc
        } else if state.peer == state.last_processed {
            Statement::Sending
        } else {
            Statement::SendingDiff
        };
        // 3.5 has the same words for all of them.
        let named = statement.site(dialect.release).is_some();
        let statement = if named { statement } else { Statement::Sending };
        let fields = vec![
            ("kind", kind.name().to_owned()),
            ("zxid", format!("{:x}", state.sent)),
            ("sid", sid.to_string()),
        ];
        with(statement, fields)
    }

    /// What a leader knows of a learner: in 3.4 an object without a text of its own, or nothing.
    fn learner_arrived(&self, sid: Sid, peer: NodeId) -> Option<Said> {
        let config = self.context.config(self.setting);
        let spec = config.and_then(|config| config.servers.get(sid));
        let named = self.context.dialect().names_members();
        let info = match spec {
            None if named => {
                let version = format!("{:x}", self.context.config_version());
                return with(
                    Statement::LearnerUnlisted,
                    vec![("sid", sid.to_string()), ("config", version)],
                );
            }
            None => "null".to_owned(),
            Some(_) if !named => format!(
                "org.apache.zookeeper.server.quorum.QuorumPeer$QuorumServer@{:x}",
                identity_hash(self.row.node, peer)
            ),
            Some(spec) => {
                let role = match spec.learner_type {
                    LearnerType::Participant => "participant",
                    LearnerType::Observer => "observer",
                };
                let (quorum, election) = (spec.quorum_port, spec.election_port);
                format!("{}:{quorum}:{election}:{role}", spec.host)
            }
        };
        with(
            Statement::LearnerArrived,
            vec![("sid", sid.to_string()), ("info", info)],
        )
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

/// What a leader prints that refuses a reconfig; some refusals only the client is told.
fn refused(why: ReconfigRefusal) -> Option<Statement> {
    match why {
        ReconfigRefusal::Disabled => Some(Statement::ReconfigNotEnabled),
        ReconfigRefusal::TooFewVoters => Some(Statement::ReconfigTooFew),
        ReconfigRefusal::NewConfigNoQuorum => Some(Statement::ReconfigNoQuorum),
        ReconfigRefusal::Unsupported
        | ReconfigRefusal::NotServing
        | ReconfigRefusal::InProgress => None,
    }
}
