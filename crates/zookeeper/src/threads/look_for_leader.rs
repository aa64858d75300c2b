//! `FastLeaderElection.lookForLeader` as the main thread runs it.
//!
//! ```text
//!   enter monitor ─ round + 1 ─ (reload the database) ─ own vote ─ leave ─ broadcast
//!      ┌───────────────────────────────────────────────────────────────────┘
//!      ▼                     ┌── nothing: broadcast again, or connectAll; wait twice as long
//!     poll ── notification ──┤── counted, perhaps after a broadcast
//!      ▲                     └── quorum: wait 200 ms for a better vote ── none: decided
//!      └──────────────────────────────────────────────────┘ better: back into the queue
//! ```
//! A message restarts the poll, with the same length: a timeout of 3.2 s can end 5 s after the one
//! before it.

use super::connect_one::{ConnectOne, Progress};
use super::quorum_peer::Flow;
use crate::dialect::Took;
use crate::disk::Disk;
use crate::election::{Decision, Kept, Next};
use crate::fact::{Fact, IgnoreReason, Line, Monitor, ProposalReason, QueueReason, RoundReason};
use crate::ids::Sid;
use crate::message::{Message, Notification, Proposal};
use crate::pitfall::Pitfall;
use crate::server::pace::{Class, FIRST_VOTE, OFFER};
use crate::server::{Emit, Server, queue};
use crate::vote::ServerState;
use sim::id::MessageId;
use sim::io::Io;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};
use std::sync::Arc;

/// One call of `lookForLeader`.
#[derive(Clone, Debug)]
pub(crate) struct LookForLeader {
    step: Step,
    /// `notTimeout`: back to its beginning only with the next call.
    not_timeout: Span,
}

#[derive(Clone, Debug)]
enum Step {
    Enter {
        waited: bool,
    },
    Vote,
    Broadcast {
        to: Sid,
        why: QueueReason,
        then: Then,
    },
    Poll {
        until: Option<SimTime>,
    },
    Finalize {
        until: Option<SimTime>,
    },
    ConnectAll {
        sid: Sid,
        call: ConnectOne,
    },
    TimedOut,
}

/// What follows a broadcast.
#[derive(Clone, Copy, Debug)]
enum Then {
    Poll,
    TimedOut,
    Finalize,
}

impl LookForLeader {
    pub(crate) fn new(server: &Server) -> Self {
        Self {
            step: Step::Enter { waited: false },
            not_timeout: server.min_notification_interval(),
        }
    }

    pub(crate) fn resume(&mut self, server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) -> Flow {
        loop {
            if server.election.restarting && self.may_leave(io) {
                if let Step::Poll { .. } = self.step {
                    self.back_off(server, io);
                }
                return Flow::Returned;
            }
            let park = match &mut self.step {
                Step::Enter { waited } => {
                    let waited = *waited;
                    Some(self.begin(server, disk, io, waited))
                }
                Step::Vote => self.vote(server, disk, io),
                Step::Broadcast { to, why, then } => {
                    let (to, why, then) = (*to, *why, *then);
                    self.broadcast(server, io, to, why, then)
                }
                Step::Poll { until } => {
                    let until = *until;
                    match self.poll(server, disk, io, until) {
                        Polled::Waits(park) => Some(park),
                        Polled::Goes => None,
                        Polled::Decided(decision) => {
                            decide(server, io, &decision);
                            return Flow::Returned;
                        }
                    }
                }
                Step::Finalize { until } => {
                    let until = *until;
                    match self.finalize(server, disk, io, until) {
                        Polled::Waits(park) => Some(park),
                        Polled::Goes => None,
                        Polled::Decided(decision) => {
                            decide(server, io, &decision);
                            return Flow::Returned;
                        }
                    }
                }
                Step::ConnectAll { sid, call } => match call.resume(server, io) {
                    Progress::Waits(park) => Some(park),
                    Progress::Returned => {
                        let sid = *sid;
                        self.step = connect_after(server, sid);
                        None
                    }
                },
                Step::TimedOut => {
                    self.back_off(server, io);
                    None
                }
            };
            if let Some(park) = park {
                return Flow::Waits(park);
            }
        }
    }

    /// Whether it would find out by now that its instance has been shut down: not inside of a monitor,
    /// and not before a poll has timed out.
    fn may_leave(&self, io: &Io<'_>) -> bool {
        match self.step {
            Step::Enter { .. } | Step::Vote | Step::ConnectAll { .. } => false,
            Step::Poll { until } | Step::Finalize { until } => {
                until.is_some_and(|until| io.now() >= until)
            }
            Step::Broadcast { .. } | Step::TimedOut => true,
        }
    }

    /// Enters the monitor and begins the round; the own vote may need the database to be read.
    fn begin(&mut self, server: &mut Server, disk: &Disk, io: &mut Io<'_>, waited: bool) -> Park {
        if server.election.restarting {
            server.replace_election(disk, io);
        }
        if !server.makes(Pitfall::ReloadIsNotTimed) {
            start_clock(server, io);
        }
        if !server.election.monitor.enter(io.slot) {
            if !waited {
                io.tell(Fact::LockWaited {
                    monitor: Monitor::Election,
                });
            }
            self.step = Step::Enter { waited: true };
            return Park::on(server.election.monitor.wait());
        }
        if waited {
            io.tell(Fact::LockTaken {
                monitor: Monitor::Election,
            });
        }
        server.election.fle.begin();
        let round = server.election.fle.logicalclock;
        io.then(Fact::RoundSet {
            round,
            why: RoundReason::NewElection,
        });
        self.step = Step::Vote;
        if server.database.initialized {
            return server.busy_with(io, FIRST_VOTE, Class::Vote);
        }
        io.tell(Fact::ReloadStarted {
            zxid: disk.last_zxid(),
        });
        let reload = io.work(disk.machine.reload);
        Park::until(io.now() + reload)
    }

    fn vote(&mut self, server: &mut Server, disk: &Disk, io: &mut Io<'_>) -> Option<Park> {
        if !server.database.initialized {
            server.load_database(disk);
        }
        if server.makes(Pitfall::ReloadIsNotTimed) {
            start_clock(server, io);
        }
        let (config, next) = (Arc::clone(&server.config), server.next_config());
        let view = server.view(&config, next.as_deref(), disk);
        server.election.fle.propose_initial(&view);
        server.election.monitor.exit(io.slot, io);
        io.then(Fact::NewElection {
            zxid: view.initial.zxid,
        });
        self.propose(server, io, ProposalReason::Initial);
        self.step = broadcast(server, QueueReason::Broadcast, Then::Poll);
        None
    }

    fn propose(&self, server: &Server, io: &mut Io<'_>, why: ProposalReason) {
        let fle = &server.election.fle;
        let vote = Server::record_proposal(io, fle.proposal, fle.logicalclock);
        io.then(Fact::Proposed { vote, why });
    }

    /// `sendNotifications`: one entry per voter, the server itself included, in ascending order.
    /// Each takes a moment, in which WorkerReceiver may queue an answer in between.
    fn broadcast(
        &mut self,
        server: &mut Server,
        io: &mut Io<'_>,
        to: Sid,
        why: QueueReason,
        then: Then,
    ) -> Option<Park> {
        let fle = &server.election.fle;
        let proposal = Proposal {
            vote: fle.proposal,
            round: fle.logicalclock,
        };
        server.offer(io, to, proposal, ServerState::Looking, why);
        let next = server.voter_after(Some(to));
        self.step = match (next, then) {
            (Some(to), _) => Step::Broadcast { to, why, then },
            (None, Then::Poll) => Step::Poll { until: None },
            (None, Then::TimedOut) => Step::TimedOut,
            (None, Then::Finalize) => Step::Finalize { until: None },
        };
        Some(server.busy(io, OFFER))
    }

    fn poll(
        &mut self,
        server: &mut Server,
        disk: &Disk,
        io: &mut Io<'_>,
        until: Option<SimTime>,
    ) -> Polled {
        if !server.election.recvqueue.is_empty()
            && let Some(loading) = server.pace.load(io, Class::Count)
        {
            return Polled::Waits(Park::until(io.now() + loading));
        }
        if let Some((ballot, cause)) = server.election.recvqueue.pop_front() {
            let goes_on = server.makes(Pitfall::PollGoesOn);
            self.step = Step::Poll {
                until: until.filter(|_| goes_on),
            };
            io.cause = cause;
            return self.on_notification(server, disk, io, ballot);
        }
        match until {
            Some(until) if io.now() >= until => {
                self.step = if have_delivered(server) {
                    broadcast(server, QueueReason::Rebroadcast, Then::TimedOut)
                } else {
                    connect_after(server, Sid(i64::MIN))
                };
                Polled::Goes
            }
            Some(until) => Polled::Waits(wait_for_notification(until)),
            None => {
                let timeout_ms = millis(self.not_timeout);
                io.tell(Fact::PollStarted {
                    timeout_ms,
                    finalize: false,
                });
                let until = io.timer(self.not_timeout);
                self.step = Step::Poll { until: Some(until) };
                Polled::Waits(wait_for_notification(until))
            }
        }
    }

    fn on_notification(
        &mut self,
        server: &mut Server,
        disk: &Disk,
        io: &mut Io<'_>,
        ballot: MessageId,
    ) -> Polled {
        let Some(n) = notification(io, ballot) else {
            return Polled::Goes;
        };
        let (config, next) = (Arc::clone(&server.config), server.next_config());
        let view = server.view(&config, next.as_deref(), disk);
        let reaction = server.election.fle.on_notification(&view, &n);
        if let Some(round) = reaction.round {
            let joined = n.state != ServerState::Looking;
            let why = if joined {
                RoundReason::Joined
            } else {
                RoundReason::NewerRound
            };
            io.then(Fact::RoundSet { round, why });
        }
        let heard = io.cause;
        if let Some(why) = reaction.proposal {
            self.propose(server, io, why);
        }
        let proposed = std::mem::replace(&mut io.cause, heard);
        match reaction.kept {
            Kept::Counted => {
                io.then(Fact::Counted { ballot });
            }
            Kept::OutOfElection => {
                io.then(Fact::CountedOut { ballot });
            }
            Kept::Both => {
                io.tell(Fact::Counted { ballot });
                io.then(Fact::CountedOut { ballot });
            }
            Kept::Ignored(why) => {
                io.tell(Fact::Ignored { ballot, why });
            }
        }
        let then = match reaction.next {
            Next::Decided(decision) => return Polled::Decided(decision),
            Next::Poll => {
                let kept = matches!(reaction.kept, Kept::OutOfElection | Kept::Both);
                if kept && n.state == ServerState::Leading {
                    server.say(io, Line::OracleRefuses, 0);
                }
                Then::Poll
            }
            Next::Finalize { votes } => {
                let votes = u8::try_from(votes).unwrap_or(u8::MAX);
                let needed = u8::try_from(config.verifier.needed()).unwrap_or(u8::MAX);
                io.then(Fact::QuorumSeen { votes, needed });
                Then::Finalize
            }
        };
        if reaction.proposal.is_some() {
            io.cause = proposed;
            self.step = broadcast(server, QueueReason::Broadcast, then);
        } else if let Then::Finalize = then {
            self.step = Step::Finalize { until: None };
        }
        Polled::Goes
    }

    /// Waits for a better vote. Whatever else comes in meanwhile is lost.
    fn finalize(
        &mut self,
        server: &mut Server,
        disk: &Disk,
        io: &mut Io<'_>,
        until: Option<SimTime>,
    ) -> Polled {
        let (config, next) = (Arc::clone(&server.config), server.next_config());
        let view = server.view(&config, next.as_deref(), disk);
        if let Some((ballot, cause)) = server.election.recvqueue.pop_front() {
            io.cause = cause;
            self.step = Step::Finalize { until: None };
            let Some(n) = notification(io, ballot) else {
                return Polled::Goes;
            };
            if server.election.fle.reopens(&view, &n) {
                let cause = io.then(Fact::PutBack { ballot });
                server.election.recvqueue.push_back((ballot, cause));
                self.step = Step::Poll { until: None };
            } else if server.makes(Pitfall::FinalizeCounts) {
                return self.on_notification(server, disk, io, ballot);
            } else {
                io.tell(Fact::Ignored {
                    ballot,
                    why: IgnoreReason::Finalizing,
                });
            }
            return Polled::Goes;
        }
        match until {
            Some(until) if io.now() >= until => Polled::Decided(server.election.fle.decide()),
            Some(until) => Polled::Waits(wait_for_notification(until)),
            None => {
                let wait = server.dialect.finalize_wait;
                io.tell(Fact::PollStarted {
                    timeout_ms: millis(wait),
                    finalize: true,
                });
                let until = io.timer(wait);
                self.step = Step::Finalize { until: Some(until) };
                Polled::Waits(wait_for_notification(until))
            }
        }
    }

    /// Doubles the timeout and says so, after the broadcast or the dials that it led to.
    fn back_off(&mut self, server: &Server, io: &mut Io<'_>) {
        let last = self.not_timeout;
        let doubled = last.times(2);
        self.not_timeout = doubled.min(server.max_notification_interval());
        let says_last = server.makes(Pitfall::TimeoutLineSaysTheLast);
        let said = if says_last { last } else { self.not_timeout };
        io.then(Fact::NotificationTimeout {
            next_ms: millis(said),
        });
        self.step = Step::Poll { until: None };
    }
}

/// What a poll has come to.
enum Polled {
    Waits(Park),
    Goes,
    Decided(Decision),
}

/// Starts the clock of the election (`start_fle`), as the release does.
fn start_clock(server: &mut Server, io: &Io<'_>) {
    match server.dialect.took {
        Took::FirstLook | Took::LoopEnd => {
            server.peer.start_fle.get_or_insert(io.now());
        }
        Took::LastLook => server.peer.start_fle = Some(io.now()),
    }
}

fn have_delivered(server: &Server) -> bool {
    if server.makes(Pitfall::DeliveredMeansAll) {
        return server.cnx.queue_send_map.values().all(Option::is_none);
    }
    server.cnx.have_delivered()
}

fn broadcast(server: &Server, why: QueueReason, then: Then) -> Step {
    match server.voter_after(None) {
        Some(to) => Step::Broadcast { to, why, then },
        None => Step::Poll { until: None },
    }
}

/// `connectAll`: `connectOne` for every peer that has a queue, in this thread.
fn connect_after(server: &Server, last: Sid) -> Step {
    match server.cnx.queue_send_map.keys().find(|sid| *sid > last) {
        Some(sid) => Step::ConnectAll {
            sid,
            call: ConnectOne::new(sid),
        },
        None => Step::TimedOut,
    }
}

/// Takes the outcome: the state, the vote, and an empty `recvqueue` (`leaveInstance`).
fn decide(server: &mut Server, io: &mut Io<'_>, decision: &Decision) {
    io.then(Fact::Decided {
        leader: decision.vote.leader,
        how: decision.how,
    });
    let state = if decision.vote.leader == server.sid {
        ServerState::Leading
    } else if server.is_participant() {
        ServerState::Following
    } else {
        ServerState::Observing
    };
    server.set_peer_state(io, state);
    server.peer.current_vote = Proposal {
        vote: decision.vote,
        round: decision.round,
    };
    server.election.recvqueue.clear();
}

fn wait_for_notification(until: SimTime) -> Park {
    Park::on_until(Wait::Queue(queue::RECVQUEUE), until)
}

fn notification(io: &Io<'_>, ballot: MessageId) -> Option<Notification> {
    Message::decode(io.message(ballot)).and_then(Message::notification)
}

fn millis(span: Span) -> u32 {
    u32::try_from(span.as_millis()).unwrap_or(u32::MAX)
}
