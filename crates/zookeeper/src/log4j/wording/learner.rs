//! Lines of learners.

use super::super::exception::{frame, of, of_dial};
use super::super::table::Statement;
use super::{Said, Say, plain, with};
use crate::dialect::LeaderConnector;
use crate::fact::{DialFailure, Fact, Failure, Port, SyncMode};
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
            Fact::FollowingFailed { why, leader } => self.following_failed(why, leader),
            Fact::LearnerShutdown => self.shut_down(),
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

    fn following_failed(&self, why: Failure, leader: Sid) -> Option<Said> {
        let (statement, at) = if self.observes() {
            let at = frame("Observer", "observeLeader", 69);
            (Statement::ObservingFailed, at)
        } else {
            let at = frame("Follower", "followLeader", 71);
            (Statement::FollowingFailed, at)
        };
        plain(statement)?.traced(self.frames(&self.following_failure(why, leader), &[at]))
    }

    fn shut_down(&self) -> Option<Said> {
        let (statement, class, line, caller) = if self.observes() {
            (Statement::ObserverShutdown, "Observer", 137, 777)
        } else {
            (Statement::FollowerShutdown, "Follower", 166, 790)
        };
        let said = plain(statement)?;
        let site = said.statement.site(self.context.dialect().release)?;
        if site.text != "shutdown called" {
            return Some(said);
        }
        said.traced(self.frames(
            &format!("java.lang.Exception: shutdown {class}"),
            &[
                frame(class, "shutdown", line),
                frame("QuorumPeer", "run", caller),
            ],
        ))
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
            (LeaderConnector::Main, Failure::NoRoute) => {
                let config = self.context.config(self.setting);
                let host = config.and_then(|c| Some(c.servers.get(leader)?.host.as_str()));
                match host.filter(|host| self.setting.node(host).is_none()) {
                    Some(host) => of_dial(DialFailure::UnknownHost, host),
                    None => of(why).to_owned(),
                }
            }
            (LeaderConnector::Main | LeaderConnector::PerAddress, why) => of(why).to_owned(),
        }
    }
}
