//! Pitfall 15: reading log files. The mistakes are made by readers that are written here.

use std::fs;
use std::path::Path;
use zookeeper::ids::{Sid, Zxid};
use zookeeper::log4j::parse::{Entry, Record, parse, record};

const QUORUM_PEER: &str = "2017-04-11 11:19:25,317 [myid:0] - INFO  \
    [QuorumPeer[myid=0]/0:0:0:0:0:0:0:0:2181:QuorumPeer@714] - LOOKING";
const V3_4_6: &str = "2017-04-11 11:19:31,090 [myid:0] - INFO  \
    [WorkerReceiver[myid=0]:FastLeaderElection@597] - Notification: 1 (message format version), \
    1 (n.leader), 0x724cd35ff (n.zxid), 0x9 (n.round), LOOKING (n.state), 1 (n.sid), 0x7 \
    (n.peerEpoch) LOOKING (my state)";
const V3_5: &str = "2026-11-20 12:50:54,505 [myid:0] - INFO  \
    [WorkerReceiver[myid=0]:FastLeaderElection$Messenger$WorkerReceiver@595] - Notification: 2 \
    (message format version), 1 (n.leader), 0x724cd35ff (n.zxid), 0x9 (n.round), LOOKING (n.state), \
    1 (n.sid), 0x7 (n.peerEPoch), LOOKING (my state)100000338 (n.config version)";
const V3_6: &str = "2026-11-20 12:50:54,505 [myid:0] - INFO  \
    [WorkerReceiver[myid=0]:FastLeaderElection$Messenger$WorkerReceiver@391] - Notification: my \
    state:LOOKING; n.sid:1, n.state:LOOKING, n.leader:1, n.round:0x9, n.peerEpoch:0x7, \
    n.zxid:0x724cd35ff, message format version:0x2, n.config version:0x100000338";

fn read(line: &str) -> Record {
    record(1, line).unwrap()
}

/// A thread's name holds all that separates it from the class.
#[test]
fn pitfall_15_a_threads_name_holds_brackets_and_colons() {
    let source = read(QUORUM_PEER).source.unwrap();
    assert_eq!(source.thread, "QuorumPeer[myid=0]/0:0:0:0:0:0:0:0:2181");
    assert_eq!(
        (source.class.as_str(), source.line),
        ("QuorumPeer", Some(714))
    );
    // Up to the first colon, or the first bracket.
    let rest = QUORUM_PEER.split_once("INFO  [").unwrap().1;
    assert_eq!(rest.split(':').next(), Some("QuorumPeer[myid=0]/0"));
    assert_eq!(rest.split(']').next(), Some("QuorumPeer[myid=0"));
}

/// Threads stamp their lines before they print them. Who sorts by the stamp changes the story.
#[test]
fn pitfall_15_lines_step_back_in_time() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/incidents/zk-3.4.6-decommission-outage/zk1.log");
    let records = parse(&fs::read_to_string(file).unwrap());
    let back = records.windows(2).filter(|two| two[1].stamp < two[0].stamp);
    assert_eq!(back.count(), 6);
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by_key(|record| record.stamp);
    let moved = records.iter().zip(sorted).filter(|(a, b)| a.line != b.line);
    assert!(moved.count() >= 12);
}

/// A reader that takes the fields of 3.4.6 by their place between commas.
fn by_place(message: &str) -> Option<(i64, String)> {
    let mut parts = message.split(", ").skip(1);
    let leader = parts.next()?.split(' ').next()?.parse().ok()?;
    let last = parts.last()?;
    let state = last.split_once(") ")?.1.strip_suffix(" (my state)")?;
    Some((leader, state.to_owned()))
}

#[test]
fn pitfall_15_a_notification_has_three_layouts() {
    for (line, version) in [
        (V3_4_6, None),
        (V3_5, Some(0x1_0000_0338)),
        (V3_6, Some(0x1_0000_0338)),
    ] {
        let Entry::Notification(notice) = read(line).entry else {
            panic!("{line}");
        };
        assert_eq!((notice.leader, notice.sid), (Sid(1), Sid(1)), "{line}");
        assert_eq!((notice.round.0, notice.peer_epoch.0), (9, 7), "{line}");
        assert_eq!(notice.zxid, Zxid(0x7_24cd_35ff), "{line}");
        assert_eq!(notice.my_state.name(), "LOOKING", "{line}");
        assert_eq!(notice.config_version, version.map(Zxid), "{line}");
    }
    let naive = |line: &str| by_place(&read(line).message);
    assert_eq!(naive(V3_4_6), Some((1, "LOOKING".to_owned())));
    assert_eq!(
        naive(V3_5),
        None,
        "a comma more, and a version without a blank before it"
    );
    assert_eq!(naive(V3_6), None, "another order");
}

/// First the pair is (other, own), later (own → other).
#[test]
fn pitfall_15_the_pair_of_a_dropped_connection_is_turned_round() {
    let words = "Have smaller server identifier, so dropping the connection:";
    let line = |class: &str, pair: &str| {
        format!(
            "2017-04-11 11:19:25,675 [myid:0] - INFO  [WorkerSender[myid=0]:{class}] - {words} {pair}"
        )
    };
    let old = line("QuorumCnxManager@193", "(2, 0)");
    let new = line("QuorumCnxManager@502", "(myId:0 --> sid:2)");
    let expected = Entry::HaveSmallerIdentifier {
        remote: Sid(2),
        own: Sid(0),
    };
    assert_eq!(read(&old).entry, expected);
    assert_eq!(read(&new).entry, expected);
    let first = |line: &str| {
        let pair = line.rsplit_once('(').unwrap().1;
        let digits = pair.chars().skip_while(|c| !c.is_ascii_digit());
        digits.take_while(char::is_ascii_digit).collect::<String>()
    };
    assert_ne!(
        first(&old),
        first(&new),
        "who takes the first number takes the wrong one"
    );
}
