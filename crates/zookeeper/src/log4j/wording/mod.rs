//! Which statement each fact prints, and what its fields are; the words are in the table.

mod connection;
mod election;
mod leader;
mod learner;
mod names;
mod startup;

use super::phrase;
use super::table::Statement;
use super::{LogLine, NodeContext};
use crate::dialect::Release;
use crate::fact::{Fact, Line};
use crate::lane::Thread;
use crate::setting::Setting;
use sim::trace::{Row, Trace};

/// A line before it is put into words.
struct Said {
    statement: Statement,
    fields: Vec<(&'static str, String)>,
    /// The lines of a stack trace.
    continuation: Vec<String>,
}

/// Whether a release prints this line. It is the table of the statements in one byte per line, so that
/// a run needs no words.
pub(crate) fn prints(line: Line, release: Release) -> bool {
    let releases = PRINTED.get(usize::from(line as u8)).copied().unwrap_or(0);
    releases >> (release as u8) & 1 == 1
}

/// Which releases print each of [`Line::ALL`]: the first release is the lowest bit.
const PRINTED: [u8; Line::ALL.len()] = [
    0x7f, 0x03, 0x7f, 0x7f, 0x7f, 0x03, 0x7f, 0x7c, 0x7c, 0x7c, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f,
    0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x3f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f,
    0x7c, 0x70, 0x7c, 0x70, 0x70, 0x7c, 0x70, 0x70, 0x70, 0x70, 0x70, 0x70, 0x7c, 0x7c, 0x40, 0x40,
    0x40, 0x7c, 0x40, 0x7f, 0x7c, 0x7c, 0x7f, 0x7c, 0x7c, 0x7c, 0x7c, 0x70, 0x7c, 0x7c, 0x7f, 0x70,
    0x7c, 0x7c, 0x7c, 0x7f, 0x7f, 0x7f, 0x7f, 0x70, 0x40, 0x40, 0x7f, 0x02, 0x02, 0x0e, 0x40, 0x7c,
    0x7c, 0x7c, 0x7c,
];

/// The line that a fact prints, if it prints one.
pub fn render(
    trace: &Trace,
    row: &Row,
    setting: &Setting,
    context: &NodeContext,
) -> Option<LogLine> {
    let fact = Fact::decode(row)?;
    let say = Say {
        trace,
        row,
        setting,
        context,
    };
    let said = say.fact(fact)?;
    let site = said.statement.site(context.dialect().release)?;
    Some(LogLine {
        at: row.at,
        myid: context
            .sid()
            .filter(|_| !is_before_myid(said.statement) || !of_main(row))
            .map(|sid| sid.0),
        level: site.level,
        thread: say.thread(said.statement),
        class: site.class,
        line_number: site.line,
        message: phrase::fill(site.text, &said.fields),
        continuation: said.continuation,
    })
}

/// Whether the thread `main` prints it.
fn of_main(row: &Row) -> bool {
    Thread::from_lane(row.lane) == Thread::Main
}

/// Lines of a process that has not read its `myid` file.
fn is_before_myid(statement: Statement) -> bool {
    matches!(
        statement,
        Statement::ReadingConfiguration
            | Statement::DefaultingToMajority
            | Statement::NoFailureTolerated
            | Statement::EvenNumber
            | Statement::OnlyOneServer
            | Statement::ServerFormIgnored
            | Statement::InvalidRetainCount
            | Statement::NoClientPort
            | Statement::ClientPortAddress
            | Statement::NoSecureClientPort
            | Statement::Resolved
            | Statement::ResolveFailed
            | Statement::InvalidConfig
    )
}

/// Everything a line is made from.
struct Say<'a> {
    trace: &'a Trace,
    row: &'a Row,
    setting: &'a Setting,
    context: &'a NodeContext,
}

/// A line without fields.
fn plain(statement: Statement) -> Option<Said> {
    with(statement, Vec::new())
}

/// A line with fields.
fn with(statement: Statement, fields: Vec<(&'static str, String)>) -> Option<Said> {
    Some(Said {
        statement,
        fields,
        continuation: Vec::new(),
    })
}

impl Said {
    /// The line with a stack trace.
    fn traced(mut self, lines: Vec<String>) -> Option<Self> {
        self.continuation = lines;
        Some(self)
    }
}

impl Say<'_> {
    /// Every fact is met here, even if only to say that no line at level INFO says it.
    fn fact(&self, fact: Fact) -> Option<Said> {
        match fact {
            Fact::Printed { .. }
            | Fact::StartRefused { .. }
            | Fact::ElectionPortBound
            | Fact::ListenFailed { .. }
            | Fact::ListenerGone => self.startup(fact),
            Fact::StateEntered { .. }
            | Fact::ReloadStarted { .. }
            | Fact::NewElection { .. }
            | Fact::NotificationTimeout { .. }
            | Fact::Ignored { .. }
            | Fact::UnexpectedException { .. }
            | Fact::ElectionTook { .. }
            | Fact::Heard { .. } => self.election(fact),
            Fact::DialFailed { .. }
            | Fact::ChallengeLost { .. }
            | Fact::ConnectionRequest { .. }
            | Fact::ChallengeFailed { .. }
            | Fact::SendFailed { .. }
            | Fact::ConnectionBroken { .. }
            | Fact::InvalidServerId { .. }
            | Fact::ConnectRejected { .. }
            | Fact::OwnIdRefused { .. } => self.connection(fact),
            Fact::LeaderUnknown { .. }
            | Fact::FollowingFailed { .. }
            | Fact::LearnerShutdown
            | Fact::SyncStarted { .. }
            | Fact::SnapshotTaken { .. } => self.learner(fact),
            Fact::LearnerArrived { .. }
            | Fact::Synchronizing { .. }
            | Fact::SyncSent { .. }
            | Fact::NewLeaderAcked { .. }
            | Fact::HaveQuorum { .. }
            | Fact::LeaderShutdown { .. }
            | Fact::HandlerFailed { .. }
            | Fact::Goodbye { .. }
            | Fact::AcceptorClosed
            | Fact::ReconfigProposed { .. }
            | Fact::ReconfigRefused { .. }
            | Fact::QuorumPortTaken => self.leader(fact),
            Fact::ConfigRead { .. }
            | Fact::RoundSet { .. }
            | Fact::Proposed { .. }
            | Fact::Queued { .. }
            | Fact::PollStarted { .. }
            | Fact::Counted { .. }
            | Fact::CountedOut { .. }
            | Fact::PutBack { .. }
            | Fact::QuorumSeen { .. }
            | Fact::Decided { .. }
            | Fact::SenderTook { .. }
            | Fact::LoopedBack { .. }
            | Fact::Parked { .. }
            | Fact::DialStarted { .. }
            | Fact::DialConnected { .. }
            | Fact::ChallengeRead { .. }
            | Fact::LinkUp { .. }
            | Fact::LinkDown { .. }
            | Fact::Sent { .. }
            | Fact::Received { .. }
            | Fact::LockWaited { .. }
            | Fact::LockTaken { .. }
            | Fact::AnsweredUnread { .. }
            | Fact::ConnectSubmitted { .. }
            | Fact::ConnectSkipped { .. }
            | Fact::ConnectorEnded { .. }
            | Fact::PacketSent { .. }
            | Fact::PacketReceived { .. }
            | Fact::AcceptedEpochSet { .. }
            | Fact::CurrentEpochSet { .. }
            | Fact::Serving { .. }
            | Fact::Logged { .. }
            | Fact::QuorumPortBound
            | Fact::WaitStarted { .. }
            | Fact::WaitOver { .. }
            | Fact::EpochProposed { .. }
            | Fact::SyncedCounted { .. }
            | Fact::LearnersClosed
            | Fact::LearnerSynced { .. }
            | Fact::ConfigAdopted { .. }
            | Fact::ConfigSeen { .. }
            | Fact::ConfigVersionSet { .. }
            | Fact::Committed { .. }
            | Fact::Truncated { .. }
            | Fact::ClientArrived { .. }
            | Fact::ClientLeft { .. }
            | Fact::TransactionsProposed { .. }
            | Fact::ProposalAcked { .. }
            | Fact::Client { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_printed_where_its_statement_has_a_place() {
        let of = |line: &Line| {
            let statement = startup::statement(*line);
            let releases = Release::ALL.iter().enumerate();
            let printed = releases.filter(|(_, release)| statement.site(**release).is_some());
            printed.map(|(bit, _)| 1 << bit).sum::<u8>()
        };
        let expected: Vec<u8> = Line::ALL.iter().map(of).collect();
        assert_eq!(PRINTED.to_vec(), expected);
    }
}
