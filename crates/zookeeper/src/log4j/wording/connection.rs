//! Lines of election connections, and of the dials of both ports.

use super::super::exception::{frame, of, of_dial};
use super::super::table::Statement;
use super::{Said, Say, with};
use crate::fact::{DialFailure, Fact, Failure, Port};
use crate::ids::Sid;

impl Say<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`fact` sends only its own here"
    )]
    pub(super) fn connection(&self, fact: Fact) -> Option<Said> {
        let of_peer = |sid: Sid| vec![("sid", sid.to_string()), ("me", self.me().to_string())];
        match fact {
            Fact::DialFailed {
                to,
                port: Port::Election,
                why,
                ..
            } => self.cannot_open_channel(to, why),
            Fact::DialFailed {
                to,
                port: Port::Quorum,
                why,
                attempt,
                remaining_ms,
            } => self.tries(to, why, attempt, remaining_ms),
            Fact::ChallengeLost { to } => with(Statement::ChallengeLost, of_peer(to)),
            Fact::ConnectionRequest { from, port } => with(
                Statement::ConnectionRequest,
                vec![("from", format!("{}:{port}", self.setting.address(from)))],
            ),
            Fact::ChallengeFailed { why } => with(
                Statement::ChallengeFailed,
                vec![("exception", of(why).to_owned())],
            ),
            Fact::SendFailed {
                why, replay: true, ..
            } => with(Statement::LastMessageFailed, Vec::new())?.traced(self.frames(
                of(why),
                &[frame("QuorumCnxManager$SendWorker", "send", 659)],
            )),
            Fact::SendFailed {
                sid,
                why,
                replay: false,
            } => self.channel_exception(sid, why),
            Fact::ConnectionBroken { sid, why } => with(Statement::ConnectionBroken, of_peer(sid))?
                .traced(self.frames(of(why), &[frame("QuorumCnxManager$RecvWorker", "run", 765)])),
            Fact::InvalidServerId { sid } => with(Statement::InvalidServerId, of_peer(sid)),
            Fact::ConnectRejected { .. } => {
                with(Statement::ConnectRejected, Vec::new())?.traced(vec![
                    "java.util.concurrent.RejectedExecutionException".to_owned(),
                ])
            }
            Fact::OwnIdRefused { .. } => with(Statement::OwnIdRefused, Vec::new()),
            _ => None,
        }
    }

    fn cannot_open_channel(&self, to: Sid, why: DialFailure) -> Option<Said> {
        let (host, address) = self.address_of(to, Port::Election);
        let release = self.context.dialect().release;
        // 3.6.0 has a line of its own for a host that nobody can find.
        let statement = match Statement::NoneReachable.site(release) {
            Some(_) if why == DialFailure::NoRoute => Statement::NoneReachable,
            Some(_) | None => Statement::CannotOpenChannel,
        };
        let fields = vec![("sid", to.to_string()), ("address", address)];
        with(statement, fields)?.traced(self.frames(
            &of_dial(why, &host),
            &[frame("QuorumCnxManager", "connectOne", 368)],
        ))
    }

    /// An attempt to connect to a leader: the last one is an error, and how it is worded depends on
    /// whether there was time for another.
    fn tries(&self, to: Sid, why: DialFailure, attempt: u8, remaining_ms: u32) -> Option<Said> {
        let dialect = self.context.dialect();
        let (host, address) = self.address_of(to, Port::Quorum);
        let delay = u32::try_from(dialect.leader_connect_delay.as_millis()).unwrap_or(u32::MAX);
        let exceeded = Statement::InitLimitExceeded.site(dialect.release).is_some();
        let statement = if exceeded && remaining_ms <= delay {
            Statement::InitLimitExceeded
        } else if attempt + 1 >= dialect.leader_connect_attempts {
            Statement::LastTry
        } else {
            Statement::Tries
        };
        let fields = vec![
            ("attempt", attempt.to_string()),
            ("ms", remaining_ms.to_string()),
            ("address", address),
        ];
        with(statement, fields)?.traced(self.frames(
            &of_dial(why, &host),
            &[frame("Learner", "connectToLeader", 225)],
        ))
    }

    fn channel_exception(&self, sid: Sid, why: Failure) -> Option<Said> {
        let said = with(
            Statement::ChannelException,
            vec![
                ("sid", sid.to_string()),
                ("me", self.me().to_string()),
                ("exception", of(why).to_owned()),
            ],
        )?;
        let site = said.statement.site(self.context.dialect().release)?;
        if site.text.contains("{exception}") {
            return Some(said);
        }
        said.traced(vec![of(why).to_owned()])
    }
}
