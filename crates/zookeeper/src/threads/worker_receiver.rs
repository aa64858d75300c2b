//! `WorkerReceiver[myid=N]`: reads and prints every notification, answers those that need an answer,
//! and hands the rest to an election that is going on (`Messenger.WorkerReceiver`).
//!
//! The answer to a server of an older round is made here and not in the main thread: it may land
//! between the entries of a broadcast that is being queued, and it goes to the server itself when the
//! loop-back of an older round comes late.

use crate::dialect::OldFormats;
use crate::disk::Disk;
use crate::fact::{Fact, Line, Monitor, QueueReason};
use crate::ids::Sid;
use crate::message::{Message, Notification, Proposal};
use crate::pitfall::Pitfall;
use crate::server::cnx::Queued;
use crate::server::{Emit, Server, queue};
use crate::vote::ServerState;
use sim::id::MessageId;
use sim::io::Io;
use sim::threads::{Park, Wait};
use sim::time::SimTime;

/// The thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct WorkerReceiver {
    step: Step,
    waits_since: Option<SimTime>,
}

#[derive(Clone, Debug, Default)]
enum Step {
    #[default]
    Poll,
    Read(Queued),
    /// `getVote()` needs the FastLeaderElection monitor, which a reload holds.
    GetVote {
        notification: Box<Notification>,
        waited: bool,
    },
}

impl WorkerReceiver {
    pub(crate) fn resume(&mut self, server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        loop {
            match &self.step {
                Step::Poll => {
                    let Some(message) = server.cnx.recv_queue.pop_front() else {
                        // The poll's 3 s timeout only looks whether to stop.
                        self.waits_since.get_or_insert(io.now());
                        return Park::on(Wait::Queue(queue::RECV_QUEUE));
                    };
                    self.step = Step::Read(message);
                    io.cause = message.1;
                    let hear = server.pace.hear(io, self.waits_since.take());
                    return Park::until(io.now() + hear);
                }
                Step::Read((ballot, cause)) => {
                    io.cause = *cause;
                    self.step = read(server, disk, io, *ballot);
                }
                Step::GetVote {
                    notification,
                    waited,
                } => {
                    if !server.election.monitor.enter(io.slot) {
                        if !*waited {
                            io.tell(Fact::LockWaited {
                                monitor: Monitor::Election,
                            });
                        }
                        let notification = notification.clone();
                        self.step = Step::GetVote {
                            notification,
                            waited: true,
                        };
                        return Park::on(server.election.monitor.wait());
                    }
                    if *waited {
                        io.tell(Fact::LockTaken {
                            monitor: Monitor::Election,
                        });
                    }
                    answer_lagging(server, io, notification);
                    server.election.monitor.exit(io.slot, io);
                    self.step = Step::Poll;
                }
            }
        }
    }
}

fn read(server: &mut Server, disk: &mut Disk, io: &mut Io<'_>, ballot: MessageId) -> Step {
    if server.election.restarting {
        return Step::Poll;
    }
    let Some(n) = Message::decode(io.message(ballot)).and_then(Message::notification) else {
        return Step::Poll;
    };
    if n.version < 2 {
        server.say(io, Line::BeforeReconfig, small(n.sid));
    }
    if server.adopt_from_ballot(disk, io, ballot, &n) {
        return Step::Poll;
    }
    if !server.is_voter(n.sid) {
        if server.makes(Pitfall::StrangersGetNoAnswer) {
            return Step::Poll;
        }
        // An observer, or somebody the configuration does not know: answered without being read.
        io.then(Fact::AnsweredUnread { ballot });
        let vote = server.peer.current_vote.vote;
        let proposal = Proposal {
            vote,
            round: server.election.fle.logicalclock,
        };
        server.offer(
            io,
            n.sid,
            proposal,
            server.peer.state,
            QueueReason::NonVoter,
        );
        return Step::Poll;
    }
    let state = server.peer.state;
    let heard = io.then(Fact::Heard { ballot, state });
    if state == ServerState::Looking {
        server.election.recvqueue.push_back((ballot, heard));
        if let Some(slot) = server.slots.quorum_peer {
            io.wake(slot, Wait::Queue(queue::RECVQUEUE));
        }
        let answers = n.sid != server.sid || !server.makes(Pitfall::NoAnswerToOneself);
        let lags = n.state == ServerState::Looking && n.round < server.election.fle.logicalclock;
        if lags && answers {
            return Step::GetVote {
                notification: Box::new(n),
                waited: false,
            };
        }
    } else if n.state == ServerState::Looking {
        let current = server.peer.current_vote;
        let vote = match server.dialect.answer_to_old_formats {
            OldFormats::ElectedVote if n.version == 0 => server.peer.bc_vote.unwrap_or(current),
            OldFormats::ElectedVote | OldFormats::CurrentVote => current,
        };
        server.offer(io, n.sid, vote, state, QueueReason::Established);
    }
    Step::Poll
}

/// A sid for a line.
fn small(sid: Sid) -> u32 {
    u32::try_from(sid.0).unwrap_or(0)
}

fn answer_lagging(server: &mut Server, io: &mut Io<'_>, n: &Notification) {
    let fle = &server.election.fle;
    let proposal = Proposal {
        vote: fle.proposal,
        round: fle.logicalclock,
    };
    server.offer(
        io,
        n.sid,
        proposal,
        server.peer.state,
        QueueReason::LaggingRound,
    );
}
