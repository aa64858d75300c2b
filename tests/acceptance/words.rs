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
