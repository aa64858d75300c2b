//! What travels between servers: notifications, challenges and quorum packets.
//!
//! A message is written down once, when its content is fixed, and from then on named by its id. For
//! a notification that is the moment it is queued, not the moment it is sent: everything that makes
//! a ballot stale happens in between.

use crate::ids::{Epoch, Round, Sid, Zxid};
use crate::setting::ConfigId;
use crate::vote::{Ballot, ServerState, Vote};
use sim::id::{EventId, NodeId};
use sim::trace::Record;

/// A message of the Trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Message {
    /// A ballot on its way (`ToSend`, then `Notification`).
    Notification(Notification),
    /// The first bytes on an election connection.
    Challenge {
        /// The dialling server.
        sid: Sid,
        /// The host it runs on.
        from: NodeId,
        /// The port of its election address, if it says at which address it is to be called back
        /// (`InitialMessage`, 3.5.0).
        callback: Option<u16>,
    },
    /// A packet between a learner and its leader.
    Packet(Packet),
    /// A proposal that a server holds, written down so that facts can name it.
    Proposal(Proposal),
    /// What a leader knows when it synchronises a learner, written down so that facts can name it.
    SyncState(SyncState),
    /// A request of a client, or its answer.
    Client(ClientMessage),
}

/// What a leader knows when it synchronises a learner (`LearnerHandler.run`, 3.4.6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SyncState {
    /// `minCommittedLog`; zero if there is none.
    pub min: Zxid,
    /// `maxCommittedLog`; zero if there is none.
    pub max: Zxid,
    /// `lastProcessedZxid` of the leader.
    pub last_processed: Zxid,
    /// The learner's last zxid.
    pub peer: Zxid,
    /// The zxid in the packet that tells it how to synchronise.
    pub sent: Zxid,
    /// Transactions that are proposed and not committed.
    pub outstanding: u32,
}

/// What goes between a client and a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClientMessage {
    /// The host that wrote it.
    pub from: NodeId,
    /// What it is.
    pub kind: ClientKind,
    /// The number of the request; zero for a session.
    pub request: u32,
    /// The last zxid of the server that answers.
    pub zxid: Zxid,
    /// The fact that wrote it.
    pub written: EventId,
}

/// The kinds of what goes between a client and a server.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum ClientKind {
    /// A client without a session asks for one (`ConnectRequest`).
    Connect = 1,
    /// A client with a session comes from another server.
    Reconnect = 2,
    /// The server has its session (`ConnectResponse`).
    Connected = 3,
    /// `getData`
    Read = 4,
    /// `setData`
    Write = 5,
    /// A read or write has been carried out.
    Reply = 6,
    /// The client has nothing to say, and says so.
    Ping = 7,
    /// The server has heard it.
    Pong = 8,
}

impl ClientKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Connect,
        Self::Reconnect,
        Self::Connected,
        Self::Read,
        Self::Write,
        Self::Reply,
        Self::Ping,
        Self::Pong,
    ];
}

/// Who has asked for a transaction, and with which of its requests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Origin {
    /// The client's host.
    pub client: NodeId,
    /// The number of its request; zero for its session.
    pub request: u32,
}

impl Origin {
    fn encode(self) -> u64 {
        1 << 63 | u64::from(self.client.0) << 32 | u64::from(self.request)
    }

    fn decode(word: u64) -> Option<Self> {
        let [_, _, _, client, request @ ..] = word.to_be_bytes();
        (word >> 63 == 1).then_some(Self {
            client: NodeId(client),
            request: u32::from_be_bytes(request),
        })
    }
}

/// A notification, from the moment it is queued (`FastLeaderElection.ToSend`, 3.4.6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notification {
    /// The host it was written on.
    pub from: NodeId,
    /// Who wrote it; printed as `n.sid`.
    pub sid: Sid,
    /// Whom it is for.
    pub to: Sid,
    /// The vote.
    pub vote: Vote,
    /// The sender's `logicalclock`, or the round of its established vote.
    pub round: Round,
    /// The sender's state when it was written.
    pub state: ServerState,
    /// The format: 0 before 3.4.6, 1 in 3.4, 2 from 3.5.
    pub version: u8,
    /// The version of the sender's configuration; said from format 2 on. Zero before any reconfig.
    pub config_version: Zxid,
    /// The configuration itself, once a reconfig has given it a version.
    pub config: ConfigId,
    /// The fact that queued it.
    pub queued: EventId,
}

impl Notification {
    /// The vote as a receiver keeps it once the election is over (`outofelection`).
    pub fn ballot(&self) -> Ballot {
        Ballot {
            vote: self.vote,
            round: self.round,
            version: u32::from(self.version),
            state: self.state,
        }
    }
}

/// A server's current proposal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// The vote.
    pub vote: Vote,
    /// The round it is held in.
    pub round: Round,
}

/// A packet of the learner protocol (`QuorumPacket`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Packet {
    /// The host that wrote it.
    pub from: NodeId,
    /// What it is.
    pub kind: PacketKind,
    /// Its zxid field.
    pub zxid: Zxid,
    /// Its data: an epoch, a sid, a client's request number, a configuration's version.
    pub data: i64,
    /// The configuration that it carries.
    pub config: Option<ConfigId>,
    /// How many transactions end with its zxid. Those that are written at once are proposed at once;
    /// a real leader sends a packet for each.
    pub transactions: u32,
    /// Who has asked for them.
    pub origin: Option<Origin>,
    /// The fact that wrote it.
    pub written: EventId,
}

/// The types of packets (`Leader`, 3.4.6), with their numbers on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the source's")]
pub enum PacketKind {
    Request = 1,
    Proposal = 2,
    Ack = 3,
    Commit = 4,
    Ping = 5,
    Revalidate = 6,
    Sync = 7,
    Inform = 8,
    CommitAndActivate = 9,
    NewLeader = 10,
    FollowerInfo = 11,
    UpToDate = 12,
    Diff = 13,
    Trunc = 14,
    Snap = 15,
    ObserverInfo = 16,
    LeaderInfo = 17,
    AckEpoch = 18,
    InformAndActivate = 19,
}

impl PacketKind {
    /// All kinds.
    pub const ALL: [Self; 19] = [
        Self::Request,
        Self::Proposal,
        Self::Ack,
        Self::Commit,
        Self::Ping,
        Self::Revalidate,
        Self::Sync,
        Self::Inform,
        Self::CommitAndActivate,
        Self::NewLeader,
        Self::FollowerInfo,
        Self::UpToDate,
        Self::Diff,
        Self::Trunc,
        Self::Snap,
        Self::ObserverInfo,
        Self::LeaderInfo,
        Self::AckEpoch,
        Self::InformAndActivate,
    ];

    /// The kind with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        // They are numbered from 1 on, without gaps.
        let kind = *Self::ALL.get(usize::from(number).checked_sub(1)?)?;
        (kind as u8 == number).then_some(kind)
    }

    /// The name that logs print (`Leader.getPacketType`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Proposal => "PROPOSAL",
            Self::Ack => "ACK",
            Self::Commit => "COMMIT",
            Self::Ping => "PING",
            Self::Revalidate => "REVALIDATE",
            Self::Sync => "SYNC",
            Self::Inform => "INFORM",
            Self::CommitAndActivate => "COMMITANDACTIVATE",
            Self::NewLeader => "NEWLEADER",
            Self::FollowerInfo => "FOLLOWERINFO",
            Self::UpToDate => "UPTODATE",
            Self::Diff => "DIFF",
            Self::Trunc => "TRUNC",
            Self::Snap => "SNAP",
            Self::ObserverInfo => "OBSERVERINFO",
            Self::LeaderInfo => "LEADERINFO",
            Self::AckEpoch => "ACKEPOCH",
            Self::InformAndActivate => "INFORMANDACTIVATE",
        }
    }
}

const NOTIFICATION: u8 = 1;
const CHALLENGE: u8 = 2;
const PACKET: u8 = 3;
const PROPOSAL: u8 = 4;
const SYNC_STATE: u8 = 5;
const CLIENT: u8 = 6;

impl Message {
    /// The message as the Trace keeps it.
    pub fn encode(&self) -> Record {
        match self {
            Self::Notification(n) => Record([
                notice(n),
                put_epoch(pair(n.sid, n.to), n.config_version),
                bits(n.vote.leader.0),
                bits(n.vote.zxid.0),
                bits(n.vote.peer_epoch.0),
                put_counter(bits(n.round.0), n.config_version),
            ]),
            Self::Challenge {
                sid,
                from,
                callback,
            } => Record([
                head(CHALLENGE, *from, 0, 0, EventId::NONE),
                bits(sid.0),
                u64::from(callback.unwrap_or(0)),
                0,
                0,
                0,
            ]),
            Self::Packet(p) => Record([
                head(PACKET, p.from, p.kind as u8, 0, p.written),
                bits(p.zxid.0),
                bits(p.data),
                p.config.map_or(0, |config| u64::from(config.0) + 1),
                u64::from(p.transactions),
                p.origin.map_or(0, Origin::encode),
            ]),
            Self::SyncState(s) => Record([
                head(SYNC_STATE, NodeId(0), 0, 0, EventId(s.outstanding)),
                bits(s.min.0),
                bits(s.max.0),
                bits(s.last_processed.0),
                bits(s.peer.0),
                bits(s.sent.0),
            ]),
            Self::Client(c) => Record([
                head(CLIENT, c.from, c.kind as u8, 0, c.written),
                u64::from(c.request),
                bits(c.zxid.0),
                0,
                0,
                0,
            ]),
            Self::Proposal(p) => Record([
                head(PROPOSAL, NodeId(0), 0, 0, EventId::NONE),
                0,
                bits(p.vote.leader.0),
                bits(p.vote.zxid.0),
                bits(p.vote.peer_epoch.0),
                bits(p.round.0),
            ]),
        }
    }

    /// The message that a record keeps.
    pub fn decode(record: Record) -> Option<Self> {
        let [head, a, b, c, d, e] = record.0;
        let [kind, from, first, second, cause @ ..] = head.to_le_bytes();
        let event = EventId(u32::from_le_bytes(cause));
        let vote = Vote {
            leader: Sid(long(b)),
            zxid: Zxid(long(c)),
            peer_epoch: Epoch(long(d)),
        };
        match kind {
            NOTIFICATION => Some(Self::Notification(Notification {
                from: NodeId(from),
                sid: unpair(take_epoch(a).0).0,
                to: unpair(take_epoch(a).0).1,
                vote,
                round: Round(long(take_counter(e).0)),
                config_version: Zxid(long(take_epoch(a).1 << 32 | take_counter(e).1)),
                config: ConfigId::whole(first, second),
                state: *ServerState::ALL.get(usize::from(first & ConfigId::SPARES))?,
                version: second & ConfigId::SPARES,
                queued: event,
            })),
            CHALLENGE => Some(Self::Challenge {
                sid: Sid(long(a)),
                from: NodeId(from),
                callback: u16::try_from(b).ok().filter(|port| *port > 0),
            }),
            PACKET => Some(Self::Packet(Packet {
                from: NodeId(from),
                kind: PacketKind::from_number(first)?,
                zxid: Zxid(long(a)),
                data: long(b),
                config: c
                    .checked_sub(1)
                    .and_then(|id| u16::try_from(id).ok())
                    .map(ConfigId),
                transactions: u32::try_from(d).ok()?,
                origin: Origin::decode(e),
                written: event,
            })),
            SYNC_STATE => Some(Self::SyncState(SyncState {
                min: Zxid(long(a)),
                max: Zxid(long(b)),
                last_processed: Zxid(long(c)),
                peer: Zxid(long(d)),
                sent: Zxid(long(e)),
                outstanding: event.0,
            })),
            CLIENT => Some(Self::Client(ClientMessage {
                from: NodeId(from),
                kind: ClientKind::ALL
                    .into_iter()
                    .find(|kind| *kind as u8 == first)?,
                request: u32::try_from(a).ok()?,
                zxid: Zxid(long(b)),
                written: event,
            })),
            PROPOSAL => Some(Self::Proposal(Proposal {
                vote,
                round: Round(long(e)),
            })),
            _ => None,
        }
    }

    /// The notification, if it is one.
    pub fn notification(self) -> Option<Notification> {
        match self {
            Self::Notification(n) => Some(n),
            Self::Challenge { .. }
            | Self::Packet(_)
            | Self::Proposal(_)
            | Self::SyncState(_)
            | Self::Client(_) => None,
        }
    }

    /// What a leader knew when it synchronised a learner, if it is that.
    pub fn sync_state(self) -> Option<SyncState> {
        match self {
            Self::SyncState(state) => Some(state),
            Self::Challenge { .. }
            | Self::Packet(_)
            | Self::Proposal(_)
            | Self::Notification(_)
            | Self::Client(_) => None,
        }
    }

    /// What goes between a client and a server, if it is that.
    pub fn client(self) -> Option<ClientMessage> {
        match self {
            Self::Client(message) => Some(message),
            Self::Challenge { .. }
            | Self::Packet(_)
            | Self::Proposal(_)
            | Self::Notification(_)
            | Self::SyncState(_) => None,
        }
    }

    /// The packet, if it is one.
    pub fn packet(self) -> Option<Packet> {
        match self {
            Self::Packet(p) => Some(p),
            Self::Challenge { .. }
            | Self::Notification(_)
            | Self::Proposal(_)
            | Self::SyncState(_)
            | Self::Client(_) => None,
        }
    }
}

fn notice(n: &Notification) -> u64 {
    let (high, low) = n.config.halves();
    let (state, version) = (n.state.ordinal() | high, n.version | low);
    head(NOTIFICATION, n.from, state, version, n.queued)
}

fn head(kind: u8, from: NodeId, first: u8, second: u8, event: EventId) -> u64 {
    let [a, b, c, d] = event.0.to_le_bytes();
    u64::from_le_bytes([kind, from.0, first, second, a, b, c, d])
}

/// Two sids in one word; those that do not fit become the nearest that do.
fn pair(first: Sid, second: Sid) -> u64 {
    let half = |sid: Sid| {
        let clamped = i32::try_from(sid.0).unwrap_or(if sid.0 < 0 { i32::MIN } else { i32::MAX });
        u64::from(u32::from_ne_bytes(clamped.to_ne_bytes()))
    };
    half(first) << 32 | half(second)
}

fn unpair(word: u64) -> (Sid, Sid) {
    let [a, b, c, d, e, f, g, h] = word.to_be_bytes();
    let sid = |bytes| Sid(i64::from(i32::from_be_bytes(bytes)));
    (sid([a, b, c, d]), sid([e, f, g, h]))
}

/// A configuration's version is a zxid. Its parts are kept where a sid and a round have nothing but
/// their sign, so that version zero leaves both as they are.
fn put_epoch(pair: u64, version: Zxid) -> u64 {
    pair ^ (bits(version.0) >> 32 & 0xffff) << 48
}

/// The pair of sids, and the epoch that lies in its upper bits.
fn take_epoch(word: u64) -> (u64, u64) {
    let (pair, epoch) = (word & 0x0000_ffff_ffff_ffff, word >> 48);
    let sign = if word >> 47 & 1 == 1 { 0xffff } else { 0 };
    (pair | sign << 48, epoch ^ sign)
}

fn put_counter(round: u64, version: Zxid) -> u64 {
    round ^ (bits(version.0) & 0xffff_ffff) << 32
}

/// The round, and the counter that lies in its upper half.
fn take_counter(word: u64) -> (u64, u64) {
    let (round, counter) = (word & 0xffff_ffff, word >> 32);
    let sign = if word >> 31 & 1 == 1 { 0xffff_ffff } else { 0 };
    (round | sign << 32, counter ^ sign)
}

fn bits(long: i64) -> u64 {
    u64::from_ne_bytes(long.to_ne_bytes())
}

fn long(bits: u64) -> i64 {
    i64::from_ne_bytes(bits.to_ne_bytes())
}

#[cfg(test)]
mod tests;
