//! The laws of Zab over delivered transactions, by the names of `Zab.tla` and `ZkV3_7_0.tla`.
//!
//! A server's history is followed from what it is sent, what it logs and what it delivers. A zxid
//! alone does not name a transaction: two leaders of one epoch, which the laws forbid, give the same
//! zxid twice. So each transaction is known with who broadcast it.

use super::Property;
use picture::reading::Reading;
use sim::id::NodeId;
use sim::sorted_map::SortedMap;
use sim::trace::{Row, Tag};
use zookeeper::fact::{Fact, SyncMode};
use zookeeper::ids::{Epoch, Zxid};
use zookeeper::message::{Message, Packet, PacketKind};
use zookeeper::txn_log::Txns;

/// How a law is broken: who delivers what, and who did otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Broken {
    /// The law.
    pub law: Property,
    /// Who breaks it.
    pub node: NodeId,
    /// A transaction that it delivers, or should have.
    pub zxid: Zxid,
    /// Whose deliveries, or broadcasts, do not go with that.
    pub other: NodeId,
    /// The transaction there.
    pub instead: Zxid,
}

/// Who broadcast a transaction; nobody did that the setting leaves out.
type Origin = Option<NodeId>;

/// Transactions that follow each other, of one origin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Part {
    origin: Origin,
    txns: Txns,
}

/// A server as far as transactions go.
#[derive(Clone, Default, Debug)]
struct Replica {
    leader: Option<NodeId>,
    /// Delivered, in their order.
    delivered: Vec<Part>,
    /// Received and not delivered, and whether it is on the disk.
    received: Vec<(Part, bool)>,
    /// Its leader is about to send it everything.
    snapshot: bool,
    /// The end of its log on disk.
    logged: Zxid,
}

/// The histories of all servers.
#[derive(Clone, Default, Debug)]
pub(super) struct Histories {
    replicas: SortedMap<NodeId, Replica>,
    /// The last zxid that each leader has broadcast in each epoch.
    broadcast: SortedMap<(Epoch, NodeId), Zxid>,
}

impl Histories {
    /// Takes in a fact; gives the laws that it breaks.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a few facts carry transactions"
    )]
    pub(super) fn look(&mut self, reading: &Reading<'_>, row: &Row) -> Vec<Broken> {
        let replica = self.replicas.or_default(row.node);
        if row.tag == Tag::ProcessEnded as u8 {
            replica.received.retain(|(_, logged)| *logged);
        }
        let Some(fact) = Fact::decode(row) else {
            return Vec::new();
        };
        if let Fact::PacketReceived { packet, .. } = fact {
            let packet = Message::decode(reading.trace.message(packet)).and_then(Message::packet);
            return packet.map_or_else(Vec::new, |packet| self.receive(row.node, &packet));
        }
        match fact {
            Fact::SyncStarted { mode, .. } => replica.snapshot = mode == SyncMode::Snap,
            Fact::Logged { zxid } => {
                replica.logged = zxid;
                for (part, logged) in &mut replica.received {
                    *logged |= part.txns.last <= zxid;
                }
            }
            Fact::Truncated { zxid } => return self.cut(row.node, zxid),
            Fact::TransactionsProposed { zxid } => return self.propose(row.node, zxid),
            Fact::Committed { zxid } => return self.deliver(row.node, zxid),
            _ => {}
        }
        Vec::new()
    }

    fn replica(&self, node: NodeId) -> Option<&Replica> {
        self.replicas.get(&node)
    }

    fn others(&self, node: NodeId) -> impl Iterator<Item = (NodeId, &Replica)> {
        let others = self
            .replicas
            .iter()
            .map(|(other, replica)| (*other, replica));
        others.filter(move |(other, _)| *other != node)
    }

    /// A server hears of a transaction from its leader, who knows where it comes from.
    fn receive(&mut self, node: NodeId, packet: &Packet) -> Vec<Broken> {
        let from = packet.from;
        if packet.kind == PacketKind::LeaderInfo {
            self.replicas.or_default(node).leader = Some(from);
        }
        let informs = packet.kind == PacketKind::Proposal || packet.kind == PacketKind::Inform;
        if !informs || packet.transactions == 0 {
            return Vec::new();
        }
        let txns = Txns::ending(packet.zxid, packet.transactions);
        let broadcast = self.broadcast.get(&(packet.zxid.epoch(), from));
        let origin = match broadcast {
            Some(last) if *last >= packet.zxid => Some(Some(from)),
            _ => self
                .replica(from)
                .and_then(|leader| leader.origin_of(packet.zxid)),
        };
        let part = Part {
            origin: origin.flatten(),
            txns,
        };
        let replica = self.replicas.or_default(node);
        replica.received.push((part, false));
        let unheard = origin.is_none();
        let broken =
            unheard.then(|| broken(Property::Integrity, node, packet.zxid, from, txns.first));
        broken.into_iter().collect()
    }

    /// A leader broadcasts: whatever its followers have delivered before, it has delivered.
    fn propose(&mut self, node: NodeId, zxid: Zxid) -> Vec<Broken> {
        let epoch = zxid.epoch();
        let origin = Some(node);
        let replica = self.replicas.or_default(node);
        // What the setting leaves out lies between two broadcasts, if anything does.
        let before = self.broadcast.get(&(epoch, node)).copied();
        let end = before.unwrap_or(Zxid::of_epoch(epoch)).max(replica.last());
        let txns = Txns {
            first: Zxid(end.0 + 1),
            last: zxid,
        };
        self.broadcast.insert((epoch, node), zxid);
        replica.received.push((Part { origin, txns }, false));
        let first = before.is_none();
        if !first {
            return Vec::new();
        }
        let own: Vec<Part> = replica.delivered.clone();
        let follows = |other: &(NodeId, &Replica)| other.1.leader == Some(node);
        let lacks = |(other, replica): (NodeId, &Replica)| {
            let before = replica
                .delivered
                .iter()
                .filter(|part| part.txns.last.epoch() < epoch);
            let lacking = before
                .copied()
                .find(|part| !holds(&own, part, part.txns.last))?;
            let zxid = lacking.txns.last;
            Some(broken(Property::PrimaryIntegrity, node, zxid, other, zxid))
        };
        self.others(node)
            .filter(follows)
            .filter_map(lacks)
            .collect()
    }

    /// A server delivers everything up to a zxid.
    fn deliver(&mut self, node: NodeId, zxid: Zxid) -> Vec<Broken> {
        let replica = self.replicas.or_default(node);
        if std::mem::take(&mut replica.snapshot) {
            let leader = replica.leader;
            let all = leader.and_then(|leader| self.replica(leader));
            // The leader's database has what is in its log, delivered or not.
            let all: Vec<Part> = all.map_or_else(Vec::new, |leader| {
                let logged = leader.received.iter().map(|(part, _)| *part);
                let logged = logged.filter(|part| part.txns.last <= zxid);
                leader.delivered.iter().copied().chain(logged).collect()
            });
            let replica = self.replicas.or_default(node);
            replica.delivered.clear();
            replica.received.clear();
            all.into_iter().for_each(|part| replica.push(part));
            return self.compare(node);
        }
        let (news, later) = std::mem::take(&mut replica.received)
            .into_iter()
            .partition(|(part, _)| part.txns.last <= zxid);
        replica.received = later;
        let mut found = Vec::new();
        for (part, _) in news {
            found.extend(self.append(node, part));
        }
        let replica = self.replicas.or_default(node);
        // Whoever is established delivers what it has logged; the zxid is only its epoch's name.
        let zxid = if zxid.counter() > 0 {
            zxid
        } else {
            replica.logged
        };
        let last = replica.last();
        if zxid > last && zxid.counter() > 0 {
            let first = Zxid(last.0.max(Zxid::of_epoch(zxid.epoch()).0) + 1);
            let txns = Txns { first, last: zxid };
            replica.push(Part { origin: None, txns });
        }
        found.extend(self.compare(node));
        found
    }

    /// One part more: in the order of epochs, and of its own broadcasts.
    fn append(&mut self, node: NodeId, part: Part) -> Vec<Broken> {
        let replica = self.replicas.or_default(node);
        let (last, mut found) = (replica.last(), Vec::new());
        if part.txns.last <= last && holds(&replica.delivered, &part, part.txns.last) {
            return found;
        }
        let other = part.origin.unwrap_or(node);
        if part.txns.first.epoch() < last.epoch() {
            let law = Property::GlobalPrimaryOrder;
            found.push(broken(law, node, part.txns.first, other, last));
        }
        let same = |other: &&Part| {
            other.origin == part.origin && other.txns.last.epoch() == part.txns.last.epoch()
        };
        let before = replica
            .delivered
            .iter()
            .rev()
            .find(same)
            .map(|part| part.txns.last);
        let expected = match (before, part.origin) {
            (Some(before), Some(_)) => before,
            (None, Some(_)) => Zxid::of_epoch(part.txns.last.epoch()).max(
                if last.epoch() == part.txns.last.epoch() {
                    last
                } else {
                    Zxid(0)
                },
            ),
            (_, None) => part.txns.first,
        };
        if part.txns.first.0 > expected.0 + 1 {
            let law = Property::LocalPrimaryOrder;
            let skipped = Zxid(expected.0 + 1);
            found.push(broken(law, node, part.txns.first, other, skipped));
        }
        replica.push(part);
        found
    }

    /// Compares a server's deliveries with everybody else's.
    fn compare(&self, node: NodeId) -> Vec<Broken> {
        let Some(own) = self.replica(node).map(|replica| &replica.delivered) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (other, replica) in self.others(node) {
            let Some((mine, theirs)) = fork(own, &replica.delivered) else {
                continue;
            };
            let (zxid, instead) = (mine.txns.first, theirs.txns.first);
            let mut say = |law| found.push(broken(law, node, zxid, other, instead));
            say(Property::PrefixConsistency);
            let they_have = holds(&replica.delivered, &mine, zxid);
            let i_have = holds(own, &theirs, instead);
            say(if they_have || i_have {
                Property::TotalOrder
            } else {
                Property::Agreement
            });
        }
        found
    }

    /// A server cuts its log: nothing that it has delivered may go.
    fn cut(&mut self, node: NodeId, zxid: Zxid) -> Vec<Broken> {
        let replica = self.replicas.or_default(node);
        replica.received.retain(|(part, _)| part.txns.last <= zxid);
        let last = replica.last();
        let goes = replica.delivered.iter().any(|part| part.txns.last > zxid);
        for part in &mut replica.delivered {
            part.txns.last = part.txns.last.min(zxid);
        }
        replica
            .delivered
            .retain(|part| part.txns.first <= part.txns.last);
        let other = replica.leader.unwrap_or(node);
        let cut = goes.then(|| broken(Property::Agreement, node, last, other, zxid));
        cut.into_iter().collect()
    }
}

impl Replica {
    fn last(&self) -> Zxid {
        self.delivered.last().map_or(Zxid(0), |part| part.txns.last)
    }

    fn push(&mut self, part: Part) {
        if let Some(end) = self.delivered.last_mut()
            && end.origin == part.origin
            && end.txns.last.0 + 1 == part.txns.first.0
        {
            end.txns.last = part.txns.last;
        } else {
            self.delivered.push(part);
        }
    }

    /// Where a transaction comes from that this server has.
    fn origin_of(&self, zxid: Zxid) -> Option<Origin> {
        let received = self.received.iter().map(|(part, _)| part);
        let mut all = self.delivered.iter().chain(received);
        all.find(|part| part.txns.first <= zxid && zxid <= part.txns.last)
            .map(|part| part.origin)
    }
}

fn broken(law: Property, node: NodeId, zxid: Zxid, other: NodeId, instead: Zxid) -> Broken {
    Broken {
        law,
        node,
        zxid,
        other,
        instead,
    }
}

/// Whether a transaction of the same origin is among some.
fn holds(parts: &[Part], like: &Part, zxid: Zxid) -> bool {
    parts
        .iter()
        .any(|part| part.origin == like.origin && part.txns.first <= zxid && zxid <= part.txns.last)
}

/// Where two histories differ, if neither is the beginning of the other.
fn fork(mine: &[Part], theirs: &[Part]) -> Option<(Part, Part)> {
    let mut parts = (mine.iter().copied(), theirs.iter().copied());
    let (mut a, mut b) = (parts.0.next()?, parts.1.next()?);
    loop {
        if a.origin != b.origin || a.txns.first != b.txns.first {
            return Some((a, b));
        }
        let last = a.txns.last.min(b.txns.last);
        a = rest(a, last).or_else(|| parts.0.next())?;
        b = rest(b, last).or_else(|| parts.1.next())?;
    }
}

/// What a part has beyond a zxid.
fn rest(part: Part, zxid: Zxid) -> Option<Part> {
    let first = Zxid(zxid.0 + 1);
    let txns = Txns { first, ..part.txns };
    (zxid < part.txns.last).then_some(Part { txns, ..part })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim::id::EventId;

    const E1: i64 = 1 << 32;
    const E2: i64 = 2 << 32;

    /// What happens to whom.
    enum Step {
        Propose(u8, i64),
        /// From a leader, to a server.
        Send(u8, u8, i64),
        Deliver(u8, i64),
        Cut(u8, i64),
        Follow(u8, u8),
    }
    use Step::{Cut, Deliver, Follow, Propose, Send};

    /// The laws that are broken, in the order in which they are.
    fn check(steps: &[Step], expected: &[Property]) {
        let mut histories = Histories::default();
        let mut broken = Vec::new();
        for step in steps {
            broken.extend(match *step {
                Propose(node, zxid) => histories.propose(NodeId(node), Zxid(zxid)),
                Send(from, to, zxid) => histories.receive(NodeId(to), &packet(from, zxid)),
                Deliver(node, zxid) => histories.deliver(NodeId(node), Zxid(zxid)),
                Cut(node, zxid) => histories.cut(NodeId(node), Zxid(zxid)),
                Follow(node, leader) => {
                    histories.replicas.or_default(NodeId(node)).leader = Some(NodeId(leader));
                    Vec::new()
                }
            });
        }
        let laws: Vec<Property> = broken.iter().map(|broken| broken.law).collect();
        assert_eq!(laws, expected, "{broken:?}");
    }

    fn packet(from: u8, zxid: i64) -> Packet {
        Packet {
            from: NodeId(from),
            kind: PacketKind::Proposal,
            zxid: Zxid(zxid),
            data: 0,
            config: None,
            transactions: 1,
            origin: None,
            written: EventId::NONE,
        }
    }

    #[test]
    fn two_servers_that_deliver_the_same_keep_every_law() {
        check(
            &[
                Propose(0, E1 + 1),
                Send(0, 1, E1 + 1),
                Propose(0, E1 + 2),
                Send(0, 1, E1 + 2),
                Deliver(0, E1 + 1),
                Deliver(1, E1 + 2),
                Deliver(0, E1 + 2),
                Deliver(1, E2),
                Propose(1, E2 + 1),
                Deliver(1, E2 + 1),
                Send(1, 0, E2 + 1),
                Deliver(0, E2 + 1),
            ],
            &[],
        );
    }

    #[test]
    fn two_leaders_of_one_epoch_break_prefix_consistency_and_agreement() {
        check(
            &[
                Propose(0, E1 + 1),
                Propose(1, E1 + 1),
                Deliver(0, E1 + 1),
                Deliver(1, E1 + 1),
            ],
            &[Property::PrefixConsistency, Property::Agreement],
        );
    }

    #[test]
    fn who_begins_in_the_middle_breaks_total_order_and_the_primarys_order() {
        check(
            &[
                Propose(0, E1 + 1),
                Propose(0, E1 + 2),
                Deliver(0, E1 + 2),
                Send(0, 1, E1 + 2),
                Deliver(1, E1 + 2),
            ],
            &[
                Property::LocalPrimaryOrder,
                Property::PrefixConsistency,
                Property::TotalOrder,
            ],
        );
    }

    #[test]
    fn a_smaller_epoch_after_a_larger_breaks_the_order_of_primaries() {
        check(
            &[
                Propose(0, E1 + 1),
                Propose(1, E2 + 1),
                Send(1, 2, E2 + 1),
                Deliver(2, E2 + 1),
                Send(0, 2, E1 + 1),
                Deliver(2, E2 + 1),
            ],
            &[Property::GlobalPrimaryOrder],
        );
    }

    #[test]
    fn a_leader_that_lacks_what_its_follower_delivered_breaks_primary_integrity() {
        check(
            &[
                Propose(0, E1 + 1),
                Send(0, 1, E1 + 1),
                Deliver(1, E1 + 1),
                Follow(1, 2),
                Propose(2, E2 + 1),
            ],
            &[Property::PrimaryIntegrity],
        );
    }

    #[test]
    fn what_nobody_broadcast_breaks_integrity() {
        check(&[Send(0, 1, E1 + 1)], &[Property::Integrity]);
    }

    #[test]
    fn a_delivered_transaction_that_is_cut_off_breaks_agreement() {
        let steps = [Propose(0, E1 + 1), Deliver(0, E1 + 1), Cut(0, E1)];
        check(&steps, &[Property::Agreement]);
        // What was only logged may go.
        check(&[Propose(0, E1 + 1), Cut(0, E1)], &[]);
    }
}
