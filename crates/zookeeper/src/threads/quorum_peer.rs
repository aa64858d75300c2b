//! `QuorumPeer[myid=N]/…`: the main loop of a server (`QuorumPeer.run`).
//!
//! ```text
//!              ┌────────────────────────────────────────────────┐
//!   LOOKING ───┤ lookForLeader: a vote, or the end of the process│
//!              └── FOLLOWING ── followLeader ── shutdown ──▶ LOOKING
//!                  LEADING ──── lead ────────── shutdown ──▶ LOOKING
//! ```
//! There is no pause between leaving a state and the next election.

use super::follow_leader::FollowLeader;
use super::lead::Lead;
use super::look_for_leader::LookForLeader;
use crate::dialect::Took;
use crate::disk::Disk;
use crate::fact::Fact;
use crate::server::{Emit, Server};
use crate::vote::ServerState;
use sim::io::Io;
use sim::threads::Park;

/// The thread.
#[derive(Clone, Debug)]
pub(crate) struct QuorumPeerThread {
    activity: Activity,
}

#[derive(Clone, Debug)]
enum Activity {
    Start,
    Looking(LookForLeader),
    Following(FollowLeader),
    Leading(Lead),
}

/// What an activity says when it is resumed.
pub(crate) enum Flow {
    /// It waits.
    Waits(Park),
    /// It has returned; the state says what comes next.
    Returned,
}

impl QuorumPeerThread {
    pub(crate) fn new() -> Self {
        Self {
            activity: Activity::Start,
        }
    }

    pub(crate) fn resume(&mut self, server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        loop {
            let flow = match &mut self.activity {
                Activity::Start => {
                    server.pace.started(io.now());
                    Flow::Returned
                }
                Activity::Looking(looking) => looking.resume(server, disk, io),
                Activity::Following(following) => following.resume(server, disk, io),
                Activity::Leading(leading) => leading.resume(server, disk, io),
            };
            match flow {
                Flow::Waits(park) => return park,
                Flow::Returned => {
                    let begins = matches!(self.activity, Activity::Start);
                    if server.dialect.took == Took::LoopEnd && !begins {
                        server.peer.start_fle = Some(io.now());
                    }
                    self.activity = enter(server, io);
                }
            }
        }
    }
}

/// The top of the loop.
fn enter(server: &mut Server, io: &mut Io<'_>) -> Activity {
    let state = server.peer.state;
    io.then(Fact::StateEntered { state });
    match state {
        ServerState::Looking => {
            server.peer.bc_vote = None;
            Activity::Looking(LookForLeader::new(server))
        }
        ServerState::Following | ServerState::Observing => Activity::Following(FollowLeader::new()),
        ServerState::Leading => Activity::Leading(Lead::new()),
    }
}
