//! A server as it stands, for tests that hold a picture to it. Nothing that is shown is made from
//! this: what a view needs, it finds in the Trace.

use super::Server;
use crate::ids::{Round, Sid, Zxid};
use crate::sid_map::SidMap;
use crate::vote::{Ballot, ServerState, Vote};
use sim::id::MessageId;

/// What a server holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Observation {
    /// Its number.
    pub sid: Sid,
    /// The voters it counts, none before it has read its configuration.
    pub voters: Vec<Sid>,
    /// `QuorumPeer.state`.
    pub state: ServerState,
    /// `logicalclock`.
    pub round: Round,
    /// `proposedLeader`, `proposedZxid`, `proposedEpoch`.
    pub proposal: Vote,
    /// `recvset`, or what was left of it.
    pub recvset: SidMap<Ballot>,
    /// `outofelection`, or what was left of it.
    pub outofelection: SidMap<Ballot>,
    /// `sendqueue`.
    pub sendqueue: Vec<MessageId>,
    /// What waits in `queueSendMap`.
    pub parked: Vec<(Sid, MessageId)>,
    /// The peers in `senderWorkerMap`.
    pub links: Vec<Sid>,
    /// Whether clients are answered.
    pub serving: bool,
    /// The last zxid in the database.
    pub zxid: Zxid,
}

impl Server {
    /// What the server holds.
    pub fn observe(&self) -> Observation {
        let parked = |(sid, place): (Sid, &Option<(MessageId, _)>)| Some((sid, (*place)?.0));
        Observation {
            sid: self.sid,
            voters: self.config.voters().collect(),
            state: self.peer.state,
            round: self.election.fle.logicalclock,
            proposal: self.election.fle.proposal,
            recvset: self.election.fle.recvset.clone(),
            outofelection: self.election.fle.outofelection.clone(),
            sendqueue: self.election.sendqueue.iter().map(|m| m.0).collect(),
            parked: self.cnx.queue_send_map.iter().filter_map(parked).collect(),
            links: self.cnx.sender_worker_map.keys().collect(),
            serving: self.database.serving,
            zxid: self.database.last_processed_zxid,
        }
    }
}
