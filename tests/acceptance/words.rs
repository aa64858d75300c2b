//! A16: four-letter words. During the outage all three say the same; before it, and in other
//! releases, each says what its state and its whitelist ask for.

use super::{SEEDS, ZK0, ZK1, ZK2, outage};
use picture::scrubber::Scrubber;
use picture::zookeeper::admin::{self, WORDS};
use scenario::run::Run;
use scenario::script::time::parse;
use sim::id::NodeId;

/// What a server says at a moment.
fn ask(run: &Run, node: NodeId, word: &str, at: &str) -> Option<String> {
    let reading = run.reading();
    let mut scrubber = Scrubber::new(&reading);
    let picture = scrubber.at(&reading, run.plan().moment(parse(at).unwrap()));
    admin::answer(&reading, picture, node, word)
}

const NOT_SERVING: &str = "This ZooKeeper instance is not currently serving requests\n";

#[test]
fn a16_four_letter_words_during_the_outage() {
    for seed in [None].into_iter().chain(SEEDS.map(Some)) {
        let run = outage(seed, &[], "240s");
        for (at, node) in ["15s", "60s", "150s", "239s"]
            .into_iter()
            .flat_map(|at| [ZK0, ZK1, ZK2].map(|node| (at, node)))
        {
            for word in WORDS
                .iter()
                .filter(|word| !["envi", "isro", "ruok"].contains(word))
            {
                let answer = ask(&run, node, word, at);
                assert_eq!(
                    answer.as_deref(),
                    Some(NOT_SERVING),
                    "{word} of {node:?} at {at}"
                );
            }
            assert_eq!(ask(&run, node, "ruok", at).as_deref(), Some("imok"));
            assert_eq!(ask(&run, node, "isro", at).as_deref(), Some("null"));
            assert!(
                ask(&run, node, "envi", at)
                    .unwrap()
                    .starts_with("Environment:\n")
            );
        }
        let dark = ask(&run, NodeId(3), "ruok", "60s");
        assert_eq!(dark, None, "nobody is there");
    }
}

#[test]
fn before_the_outage_they_say_who_leads() {
    let run = outage(None, &[], "10s");
    // Of the programs' writes before zk1 is stopped, the last two are still to come.
    let srvr = |node| ask(&run, node, "srvr", "-2s").unwrap();
    let expected = "Zookeeper version: 3.4.6\nLatency min/avg/max: 0/0/0\nReceived: 1\nSent: 0\n\
                    Connections: 1\nOutstanding: 0\nZxid: 0x724cd35fd\nMode: leader\n\
                    Node count: 4\n";
    assert_eq!(srvr(ZK2), expected);
    assert_eq!(srvr(ZK0), expected.replace("leader", "follower"));
    let mntr = ask(&run, ZK2, "mntr", "-2s").unwrap();
    for line in [
        "zk_server_state\tleader",
        "zk_followers\t2",
        "zk_synced_followers\t2",
    ] {
        assert!(mntr.lines().any(|l| l == line), "{line} in {mntr}");
    }
    assert!(!ask(&run, ZK0, "mntr", "-2s").unwrap().contains("followers"));
    let conf = ask(&run, ZK1, "conf", "-2s").unwrap();
    for line in [
        "serverId=1",
        "maxSessionTimeout=40000",
        "electionPort=3888",
        "peerType=0",
    ] {
        assert!(conf.lines().any(|l| l == line), "{line} in {conf}");
    }
    assert_eq!(ask(&run, ZK0, "what", "-2s"), None);
}

/// 3.4.14 answers all but the costly ones, later releases only `srvr`, unless a list says otherwise.
#[test]
fn later_releases_have_a_whitelist() {
    let refused =
        |word: &str| format!("{word} is not executed because it is not in the whitelist.\n");
    let run = outage(None, &[("release", "3.4.14")], "60s");
    assert_eq!(ask(&run, ZK0, "ruok", "20s").as_deref(), Some("imok"));
    assert_eq!(ask(&run, ZK0, "wchc", "20s"), Some(refused("wchc")));
    for release in ["3.5.7", "3.5.8", "3.6.0", "3.6.1", "3.8.0"] {
        let run = outage(None, &[("release", release)], "60s");
        assert_eq!(
            ask(&run, ZK0, "ruok", "20s"),
            Some(refused("ruok")),
            "{release}"
        );
        let srvr = ask(&run, ZK0, "srvr", "-2s").unwrap();
        assert!(
            srvr.contains("Mode: follower\nNode count: 5\n"),
            "{release}: {srvr}"
        );
    }
    let text = "servers zk0..zk2\nrelease 3.8.0\nset zk0 4lw.commands.whitelist=ruok,mntr\n\
                set zk1 4lw.commands.whitelist=*\nat -9s start all\n";
    let script = scenario::script::Script::parse(text).unwrap();
    let run = super::run(&script, None, &[], "5s");
    assert_eq!(ask(&run, ZK0, "ruok", "1s").as_deref(), Some("imok"));
    assert_eq!(ask(&run, ZK0, "stat", "1s"), Some(refused("stat")));
    assert!(
        ask(&run, ZK1, "stat", "1s")
            .unwrap()
            .contains("Latency min/avg/max: 0/0.0/0")
    );
    assert_eq!(ask(&run, ZK2, "ruok", "1s"), Some(refused("ruok")));
}

/// Keys, order and values as three servers of 3.8.0 without a client print them, but for those that no
/// run knows.
#[test]
fn the_gauges_of_a_leader_and_a_follower_of_3_8_0() {
    let text = "servers zk0..zk2\nrelease 3.8.0\nset zk0 4lw.commands.whitelist=*\n\
                set zk2 4lw.commands.whitelist=*\nat -9s start all\n";
    let script = scenario::script::Script::parse(text).unwrap();
    let run = super::run(&script, None, &[], "5s");
    let leader = "zk_version\t3.8.0\nzk_server_state\tleader\nzk_peer_state\tleading - broadcast\n\
                  zk_ephemerals_count\t0\nzk_num_alive_connections\t1\nzk_avg_latency\t0.0\n\
                  zk_outstanding_requests\t0\nzk_znode_count\t5\nzk_packets_sent\t0\n\
                  zk_packets_received\t1\nzk_synced_followers\t2\n\
                  zk_connection_drop_probability\t0.0\nzk_watch_count\t0\n\
                  zk_synced_non_voting_followers\t0\nzk_synced_observers\t0\nzk_min_latency\t0\n\
                  zk_pending_syncs\t0\nzk_max_latency\t0\nzk_outstanding_tls_handshake\t0\n\
                  zk_learners\t2\nzk_quorum_size\t3\nzk_looking_count\t1\n";
    assert_eq!(ask(&run, ZK2, "mntr", "1s").as_deref(), Some(leader));
    let of_leaders = [
        "synced_followers",
        "synced_non_voting",
        "synced_observers",
        "pending_syncs",
        "learners",
    ];
    let follower: String = leader
        .lines()
        .filter(|line| !of_leaders.iter().any(|key| line.contains(key)))
        .map(|line| format!("{line}\n"))
        .collect();
    let follower = follower
        .replace("\tleader", "\tfollower")
        .replace("leading", "following");
    assert_eq!(ask(&run, ZK0, "mntr", "1s"), Some(follower));
}

/// From 3.5.0 on with the members, from 3.6.0 on with the backlog; groups and weights with theirs.
#[test]
fn the_configuration_of_later_releases_ends_with_the_members() {
    let groups = "zoo.cfg zk0 <<END\ntickTime=2000\ninitLimit=10\nsyncLimit=5\ndataDir=/data\n\
                  clientPort=2181\n4lw.commands.whitelist=*\nserver.0=zk0:2888:3888\nserver.1=zk1:2888:3888\n\
                  server.2=zk2:2888:3888\ngroup.1=0:1\ngroup.2=2\nweight.0=1\nweight.1=1\n\
                  weight.2=2\nEND\n";
    let any = "set zk0 4lw.commands.whitelist=*\n";
    let conf = |release: &str, file: &str| {
        let text = format!(
            "servers zk0..zk2\nrelease {release}\n{file}\
             at -9s start all\n"
        );
        let script = scenario::script::Script::parse(&text).unwrap();
        ask(&super::run(&script, None, &[], "5s"), ZK0, "conf", "1s").unwrap()
    };
    let members = "membership: \nserver.0=zk0:2888:3888:participant\n\
                   server.1=zk1:2888:3888:participant\nserver.2=zk2:2888:3888:participant\n";
    for release in ["3.5.7", "3.6.1", "3.8.0"] {
        let text = conf(release, any);
        assert!(
            text.ends_with(&format!("{members}version=0")),
            "{release}: {text}"
        );
        let backlog = text.contains("\nclientPortListenBacklog=-1\n");
        assert_eq!(backlog, release != "3.5.7", "{release}: {text}");
    }
    assert!(!conf("3.4.14", any).contains("membership"));
    let text = conf("3.8.0", groups);
    let tail = "group.1=0:1\ngroup.2=2\nweight.0=1\nweight.1=1\nweight.2=2\nversion=0";
    assert!(text.ends_with(&format!("{members}{tail}")), "{text}");
}
