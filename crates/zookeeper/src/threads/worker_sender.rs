//! `WorkerSender[myid=N]`: takes notifications from `sendqueue` one by one and hands them to the
//! connection manager, which may keep it for as long as a dial lasts (`Messenger.WorkerSender`,
//! `QuorumCnxManager.toSend`, 3.4.6).
//!
//! ```text
//!   poll sendqueue ── own sid ──▶ recvQueue
//!        ▲            other ───▶ queueSendMap[sid] ── connectOne(sid) ──┐
//!        └───────────────────────────────────────────────────────────────┘
//! ```

use super::connect_one::{ConnectOne, Progress};
use crate::fact::Fact;
use crate::ids::Sid;
use crate::pitfall::Pitfall;
use crate::server::cnx::Queued;
use crate::server::mistakes::recipient;
use crate::server::pace::{Class, Pace, SEND};
use crate::server::{Emit, Server, queue};
use sim::id::MessageId;
use sim::io::Io;
use sim::threads::{Park, Wait};
use sim::time::SimTime;

/// The thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct WorkerSender {
    step: Step,
    waits_since: Option<SimTime>,
}

#[derive(Clone, Debug, Default)]
enum Step {
    #[default]
    Poll,
    Encode(MessageId),
    Connect(ConnectOne),
}

impl WorkerSender {
    pub(crate) fn resume(&mut self, server: &mut Server, io: &mut Io<'_>) -> Park {
        loop {
            match &mut self.step {
                Step::Poll => {
                    let Some((ballot, cause)) = server.election.sendqueue.pop_front() else {
                        // The poll's 3 s timeout only looks whether to stop.
                        self.waits_since.get_or_insert(io.now());
                        return Park::on(Wait::Queue(queue::SENDQUEUE));
                    };
                    io.cause = cause;
                    io.then(Fact::SenderTook { ballot });
                    self.step = Step::Encode(ballot);
                    let late = Pace::after_a_wait(io, self.waits_since.take());
                    let park = encode(server, io, ballot);
                    return Park::until(park.until + late);
                }
                Step::Encode(ballot) => {
                    let ballot = *ballot;
                    self.step = match to_send(server, io, ballot) {
                        Some(sid) => Step::Connect(ConnectOne::new(sid)),
                        None => Step::Poll,
                    };
                }
                Step::Connect(call) => match call.resume(server, io) {
                    Progress::Waits(park) => return park,
                    Progress::Returned => {
                        if server.makes(Pitfall::FailedDialDropsTheBallot)
                            && server.cnx.sender_of(call.sid()).is_none()
                        {
                            server.cnx.queue_send_map.insert(call.sid(), None);
                        }
                        self.step = Step::Poll;
                    }
                },
            }
        }
    }
}

fn encode(server: &mut Server, io: &mut Io<'_>, ballot: MessageId) -> Park {
    if let Some(loading) = server.pace.load(io, Class::Send) {
        let park = server.busy(io, SEND);
        return Park::until(park.until + loading);
    }
    match recipient(io, ballot) {
        Some(to) if to == server.sid => server.busy_with(io, SEND, Class::Loopback),
        Some(_) | None => server.busy(io, SEND),
    }
}

/// `toSend` up to its call of `connectOne`: the message is put where whoever connects next will
/// find it, whether the dial that follows succeeds or not.
fn to_send(server: &mut Server, io: &mut Io<'_>, ballot: MessageId) -> Option<Sid> {
    let to = recipient(io, ballot)?;
    if to == server.sid {
        let cause = io.then(Fact::LoopedBack { ballot });
        server.add_to_recv_queue(io, (ballot, cause));
        return None;
    }
    let replaced = server
        .cnx
        .queue_send_map
        .get(to)
        .is_some_and(Option::is_some);
    let cause = io.then(Fact::Parked {
        ballot,
        to,
        replaced,
    });
    let message: Queued = (ballot, cause);
    server.cnx.add_to_send_queue(to, message);
    if let Some(slot) = server.cnx.sender_of(to) {
        io.wake(slot, Wait::Queue(queue::QUEUE_SEND_MAP));
    }
    Some(to)
}
