//! Lines of learners.

use super::super::exception::{frame, of};
use super::super::table::Statement;
use super::{Said, Say, plain, with};
use crate::dialect::LeaderConnector;
use crate::fact::{Fact, Failure, Port, SyncMode};
use crate::ids::Sid;

impl Say<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`fact` sends only its own here"
    )]
    pub(super) fn learner(&self, fact: Fact) -> Option<Said> {
        match fact {
            Fact::LeaderUnknown { sid } => {
                with(Statement::LeaderUnknown, vec![("sid", sid.to_string())])
            }
            Fact::FollowingFailed { why, leader } => {
                plain(Statement::FollowingFailed)?.traced(self.frames(
                    &self.following_failure(why, leader),
                    &[frame("Follower", "followLeader", 71)],
                ))
            }
            Fact::LearnerShutdown => {
                let said = plain(Statement::FollowerShutdown)?;
                let site = said.statement.site(self.context.dialect().release)?;
                if site.text != "shutdown called" {
                    return Some(said);
                }
                said.traced(self.frames(
                    "java.lang.Exception: shutdown Follower",
                    &[
                        frame("Follower", "shutdown", 166),
                        frame("QuorumPeer", "run", 790),
                    ],
                ))
            }
            Fact::SyncStarted { zxid, mode } => with(
                match mode {
                    SyncMode::Diff => Statement::GettingDiff,
                    SyncMode::Snap => Statement::GettingSnapshot,
                    SyncMode::Trunc => Statement::Truncating,
                },
                vec![("zxid", format!("{zxid:x}"))],
            ),
            Fact::SnapshotTaken { zxid } => with(
                Statement::Snapshotting,
                vec![("zxid", format!("{zxid:x}")), ("file", self.snapshot(zxid))],
            ),
            _ => None,
        }
    }

    /// What the state machine hears of a failed dial when another thread has made it.
    fn following_failure(&self, why: Failure, leader: Sid) -> String {
        let connector = self.context.dialect().leader_connector;
        match (connector, why) {
            (
                LeaderConnector::PerAddress,
                Failure::ConnectRefused | Failure::ConnectTimedOut | Failure::NoRoute,
            ) => {
                let address = self.address_of(leader, Port::Quorum).1;
                format!("java.io.IOException: Failed connect to {address}")
            }
            (LeaderConnector::Main | LeaderConnector::PerAddress, why) => of(why).to_owned(),
        }
    }
}
