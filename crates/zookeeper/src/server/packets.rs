//! Packets of the learner protocol, written down.

use super::broadcast::Proposed;
use crate::ids::Zxid;
use crate::message::{Message, Packet, PacketKind};
use crate::setting::ConfigId;
use sim::id::{EventId, MessageId};
use sim::io::Io;

/// Writes a packet down.
pub(crate) fn packet(io: &mut Io<'_>, kind: PacketKind, zxid: Zxid, data: i64) -> MessageId {
    packet_with(io, kind, zxid, data, None)
}

/// Writes a packet down about transactions.
pub(crate) fn packet_of(io: &mut Io<'_>, kind: PacketKind, proposed: Proposed) -> MessageId {
    let written = EventId(io.trace().len());
    let message = Packet {
        from: io.node,
        kind,
        zxid: proposed.txns.last,
        data: 0,
        config: None,
        transactions: proposed.txns.number(),
        origin: proposed.origin,
        written,
    };
    io.record(Message::Packet(message).encode())
}

/// Writes a packet down that carries a configuration.
pub(crate) fn packet_with(
    io: &mut Io<'_>,
    kind: PacketKind,
    zxid: Zxid,
    data: i64,
    config: Option<ConfigId>,
) -> MessageId {
    let written = EventId(io.trace().len());
    io.record(
        Message::Packet(Packet {
            from: io.node,
            kind,
            zxid,
            data,
            config,
            transactions: 0,
            origin: None,
            written,
        })
        .encode(),
    )
}
