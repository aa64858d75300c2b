//! How long a learner goes on dialling its leader, and which thread does it (`Learner.connectToLeader`,
//! from 3.6.0 on `Learner.LeaderConnector`).

use crate::dialect::{LeaderConnector, LeaderTimeout};
use crate::lane::Thread;
use crate::server::Server;
use sim::id::Lane;
use sim::io::Io;
use sim::time::{SimTime, Span};

/// How long the next attempt may take; nothing if the time for all of them is over.
pub(super) fn timeout(server: &Server, io: &Io<'_>, since: SimTime) -> Option<Span> {
    let one = server.config.ticks(server.config.sync_limit);
    match server.dialect.leader_connect_timeout {
        LeaderTimeout::SyncLimit => Some(one),
        LeaderTimeout::SyncLimitWithinInitLimit => Some(one.min(remaining(server, io, since)?)),
        LeaderTimeout::InitLimit => remaining(server, io, since),
    }
    .filter(|timeout| *timeout > Span::ZERO)
}

/// What is left of the time for all attempts, where they have one.
pub(super) fn remaining(server: &Server, io: &Io<'_>, since: SimTime) -> Option<Span> {
    let all = server.config.ticks(server.config.init_limit);
    let gone = io.now().since(since);
    match server.dialect.leader_connect_timeout {
        LeaderTimeout::SyncLimit => None,
        LeaderTimeout::SyncLimitWithinInitLimit | LeaderTimeout::InitLimit => {
            Some(if gone >= all { Span::ZERO } else { all - gone })
        }
    }
}

/// Goes on in the name of the thread that dials the leader; gives the name to return to.
pub(super) fn enter_connector(server: &Server, io: &mut Io<'_>) -> Lane {
    let lane = match server.dialect.leader_connector {
        LeaderConnector::Main => io.lane,
        LeaderConnector::PerAddress => Thread::LeaderConnector.lane(),
    };
    std::mem::replace(&mut io.lane, lane)
}
