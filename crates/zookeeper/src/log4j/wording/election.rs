//! Lines of the state machine and of its elections.

use super::super::exception::of;
use super::super::table::Statement;
use super::{Said, Say, plain, with};
use crate::dialect::LastSeen;
use crate::fact::{Fact, Failure, IgnoreReason};
use crate::message::Message;
use crate::vote::ServerState;
use sim::id::MessageId;

impl Say<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`fact` sends only its own here"
    )]
    pub(super) fn election(&self, fact: Fact) -> Option<Said> {
        match fact {
            Fact::StateEntered { state } => plain(match state {
                ServerState::Looking => Statement::Looking,
                ServerState::Following => Statement::Following,
                ServerState::Leading => Statement::Leading,
                ServerState::Observing => Statement::Observing,
            }),
            Fact::ReloadStarted { zxid } => with(
                Statement::ReadingSnapshot,
                vec![("file", self.snapshot(zxid))],
            ),
            Fact::NewElection { zxid } => with(
                Statement::NewElection,
                vec![("me", self.me().to_string()), ("zxid", format!("{zxid:x}"))],
            ),
            Fact::NotificationTimeout { next_ms } => with(
                Statement::NotificationTimeout,
                vec![("ms", next_ms.to_string())],
            ),
            Fact::Ignored { ballot, why } => self.ignored(ballot, why),
            Fact::UnexpectedException { why } => unexpected(why),
            Fact::ElectionTook { ms, state } => with(
                match state {
                    ServerState::Following => Statement::FollowingTook,
                    ServerState::Leading => Statement::LeadingTook,
                    // `Observer.observeLeader` prints nothing of the kind.
                    ServerState::Looking | ServerState::Observing => return None,
                },
                vec![("ms", ms.to_string())],
            ),
            Fact::Heard { ballot, state } => self.heard(ballot, state),
            _ => None,
        }
    }

    fn ignored(&self, ballot: MessageId, why: IgnoreReason) -> Option<Said> {
        let statement = match why {
            IgnoreReason::InvalidLeader => Statement::InvalidLeader,
            IgnoreReason::NonMember => Statement::NonMember,
            IgnoreReason::OldRound | IgnoreReason::Finalizing | IgnoreReason::Observer => {
                return None;
            }
        };
        let n = Message::decode(self.trace.message(ballot))?.notification()?;
        with(
            statement,
            vec![
                ("sid", n.sid.to_string()),
                ("leader", n.vote.leader.to_string()),
            ],
        )
    }

    fn heard(&self, ballot: MessageId, state: ServerState) -> Option<Said> {
        let n = Message::decode(self.trace.message(ballot))?.notification()?;
        let config = format!("{:x}", n.config_version);
        // 3.5 writes the version of the configuration behind the state, 3.6 has a field for it.
        let config = match self.context.dialect().last_seen {
            LastSeen::Absent => String::new(),
            LastSeen::Kept | LastSeen::KeptForReconfig if self.has_config_field() => config,
            LastSeen::Kept | LastSeen::KeptForReconfig if n.version < 2 => String::new(),
            LastSeen::Kept | LastSeen::KeptForReconfig => format!("{config} (n.config version)"),
        };
        with(
            Statement::Notification,
            vec![
                ("version", format!("{:x}", n.version)),
                ("leader", n.vote.leader.to_string()),
                ("zxid", format!("{:x}", n.vote.zxid)),
                ("round", format!("{:x}", n.round)),
                ("state", n.state.name().to_owned()),
                ("sid", n.sid.to_string()),
                ("epoch", format!("{:x}", n.vote.peer_epoch)),
                ("my_state", state.name().to_owned()),
                ("config", config),
            ],
        )
    }

    /// Whether the notification's line ends with the configuration's version as a field.
    fn has_config_field(&self) -> bool {
        let site = Statement::Notification.site(self.context.dialect().release);
        site.is_some_and(|site| site.text.ends_with("0x{config}"))
    }
}

fn unexpected(why: Failure) -> Option<Said> {
    let statement = match why {
        Failure::NullAddress => Statement::UnexpectedFollowing,
        Failure::EpochTimeout
        | Failure::EpochAckTimeout
        | Failure::AddressInUse
        | Failure::OthersAddress => Statement::UnexpectedLeading,
        Failure::EndOfStream
        | Failure::Reset
        | Failure::SocketClosed
        | Failure::BrokenPipe
        | Failure::ReadTimedOut
        | Failure::ConnectRefused
        | Failure::ConnectTimedOut
        | Failure::NoRoute
        | Failure::Interrupted
        | Failure::FollowerAhead
        | Failure::EpochTooLow
        | Failure::NewLeaderTimeout
        | Failure::ConfigChanged
        | Failure::NotInFlight => Statement::UnexpectedLooking,
    };
    plain(statement)?.traced(vec![of(why).to_owned()])
}
