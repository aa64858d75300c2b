use super::*;

#[test]
fn every_message_survives_its_record() {
    let vote = Vote {
        leader: Sid(-3),
        zxid: Zxid(i64::MIN),
        peer_epoch: Epoch(i64::MAX),
    };
    let notification = |state: ServerState| {
        let versions = [0, 0x1_0000_0338, 0x7fff_8000_0001, 0x2_ffff_ffff];
        Message::Notification(Notification {
            from: NodeId(31),
            config_version: Zxid(versions[usize::from(state.ordinal())]),
            config: ConfigId([0, 63, 64, 4_095][usize::from(state.ordinal())]),
            sid: Sid([-2, -2, 9_999, -2][usize::from(state.ordinal())]),
            to: Sid(4),
            vote,
            round: Round(-1),
            state,
            version: 2,
            queued: EventId(77),
        })
    };
    let packet = |kind| {
        Message::Packet(Packet {
            from: NodeId(3),
            kind,
            zxid: Zxid(5),
            data: -1,
            config: (kind == PacketKind::NewLeader).then_some(ConfigId(7)),
            transactions: 3,
            origin: (kind == PacketKind::Proposal).then_some(Origin {
                client: NodeId(30),
                request: 9,
            }),
            written: EventId(4),
        })
    };
    let all = ServerState::ALL
        .map(notification)
        .into_iter()
        .chain(PacketKind::ALL.map(packet))
        .chain([Message::Challenge {
            sid: Sid(2),
            from: NodeId(1),
            callback: Some(3_888),
        }])
        .chain([Message::Proposal(Proposal {
            vote,
            round: Round(8),
        })]);
    for message in all {
        assert_eq!(Message::decode(message.encode()), Some(message));
    }
    assert_eq!(Message::decode(Record([0; 6])), None);
}

#[test]
fn so_does_what_is_about_clients_and_learners() {
    let client = |kind| {
        Message::Client(ClientMessage {
            from: NodeId(5),
            kind,
            request: u32::MAX,
            zxid: Zxid(0x1_0000_0005),
            written: EventId(4),
        })
    };
    let state = Message::SyncState(SyncState {
        min: Zxid(1),
        max: Zxid(2),
        last_processed: Zxid(i64::MAX),
        peer: Zxid(-4),
        sent: Zxid(5),
        outstanding: 6,
    });
    for message in ClientKind::ALL.map(client).into_iter().chain([state]) {
        assert_eq!(Message::decode(message.encode()), Some(message));
    }
}
