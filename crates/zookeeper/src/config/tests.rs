//! Files that are read, and what is said of those that are refused.

use super::*;
use crate::dialect::Membership;

const HEAD: &str = "tickTime=2000\ninitLimit=10\nsyncLimit=5\nclientPort=2181\ndataDir=/d\n";

fn with(lines: &str) -> Result<ZooCfg, ConfigError> {
    parse(&format!("{HEAD}{lines}"), Membership::Static)
}

fn later(lines: &str) -> Result<ZooCfg, ConfigError> {
    parse(&format!("{HEAD}{lines}"), Membership::Dynamic)
}

fn quorum(lines: &str) -> QuorumConfig {
    match with(lines) {
        Ok(ZooCfg::Quorum(config)) => config,
        other => panic!("{other:?}"),
    }
}

fn servers(n: i64) -> String {
    (0..n)
        .map(|sid| format!("server.{sid}=zk{sid}:2888:3888\n"))
        .collect()
}

fn refused(text: &str, sentence: &str) {
    let refused = parse(text, Membership::Static).unwrap_err();
    assert_eq!(refused.to_string(), sentence);
}

#[test]
fn five_servers_make_a_quorum_of_three() {
    let config = quorum(&servers(5));
    assert_eq!(config.verifier, QuorumVerifier::Majority { voters: 5 });
    assert_eq!((config.tick_time_ms, config.cnx_timeout_ms), (2_000, 5_000));
    assert_eq!(config.notices, [Line::DefaultingToMajority]);
    assert_eq!(config.voters().count(), 5);
}

#[test]
fn an_unknown_key_becomes_a_system_property() {
    let config = quorum(&format!("cnxTimeout=500\nsnapCount=7\n{}", servers(3)));
    assert_eq!(config.cnx_timeout_ms, 500);
    assert_eq!(
        config
            .system_properties
            .get("snapCount")
            .map(String::as_str),
        Some("7")
    );
}

#[test]
fn the_number_of_servers_is_remarked_upon() {
    assert_eq!(quorum(&servers(2)).notices[0], Line::NoFailureTolerated);
    assert_eq!(quorum(&servers(4)).notices[0], Line::EvenNumber);
    let notices = vec![Line::OnlyOneServer];
    assert_eq!(with(&servers(1)), Ok(ZooCfg::Standalone { notices }));
    assert_eq!(with(""), Ok(ZooCfg::Standalone { notices: vec![] }));
}

#[test]
fn observers_do_not_count() {
    let config = quorum(&format!("{}server.9=zk9:2888:3888:observer", servers(3)));
    assert_eq!(config.verifier, QuorumVerifier::Majority { voters: 3 });
    assert!(config.servers.contains(Sid(9)) && !config.is_voter(Sid(9)));
}

#[test]
fn groups_and_weights_make_a_hierarchy() {
    let config = quorum(&format!(
        "{}group.1=0:1:2\ngroup.2=3:4:5\nweight.0=3",
        servers(6)
    ));
    let QuorumVerifier::Hierarchical { members } = config.verifier else {
        panic!()
    };
    assert_eq!(members.get(Sid(0)), Some(&(1, 3)));
    assert_eq!(members.get(Sid(5)), Some(&(2, 1)));
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    refused(
        "clientPort=2181",
        "dataDir is not set; add a line such as dataDir=/var/lib/zookeeper",
    );
    refused(
        "dataDir=/d",
        "clientPort is not set; add a line such as clientPort=2181",
    );
    refused(
        &format!("dataDir=/d\nclientPort=2181\nsyncLimit=5\n{}", servers(3)),
        "initLimit is not set; add a line such as initLimit=10",
    );
    refused(
        &HEAD.replace("2000", "fast"),
        "tickTime=fast is not a whole number from 1 to 600000",
    );
}

#[test]
fn a_server_line_needs_its_ports() {
    refused(
        &format!("{HEAD}{}server.7=zk7", servers(2)),
        "server.7=zk7 does not have the form host:port:port or host:port:port:participant (or observer)",
    );
    refused(
        &format!("{HEAD}{}server.7=zk7:2888", servers(2)),
        "server.7=zk7:2888 has no election port; write host:port:port, usually zk7:2888:3888",
    );
    refused(
        &format!("{HEAD}{}server.x=zk7:1:2", servers(2)),
        "server.x=x is not a whole number from 0 to 9999",
    );
    refused(
        &format!("{HEAD}{}server.7=zk7:1:2:voter", servers(2)),
        "peer type voter is unknown; it is participant or observer",
    );
}

#[test]
fn later_releases_take_a_client_port_behind_a_semicolon() {
    let lines = format!("{}server.3=zk3:2888:3888:observer;0.0.0.0:2183", servers(3))
        .replace("zk1:2888:3888", "zk1:2888:3888;2182");
    let Ok(ZooCfg::Quorum(config)) = later(&lines) else {
        panic!("{:?}", later(&lines))
    };
    let ports = [0, 1, 3].map(|sid| config.client_port_of(Sid(sid)));
    assert_eq!(ports, [Some(2_181), Some(2_182), Some(2_183)]);
    assert!(!config.is_voter(Sid(3)));
    let sentence = "server.1=3888;2182 is not a whole number from 1 to 65535";
    assert_eq!(with(&lines).unwrap_err().to_string(), sentence);
}

/// What 3.4 takes and later releases do not, and the other way round.
#[test]
fn releases_differ_in_what_they_take() {
    let dynamic = |lines: &str| later(lines).unwrap_err().to_string();
    assert_eq!(
        dynamic("server.1=zk1:2888\nserver.2=zk2:2888:3888"),
        "server.1=zk1:2888 does not have the form host:port:port, with :participant or :observer and \
         ;clientPort behind it or not"
    );
    assert_eq!(
        dynamic("server.1=zk1:2888:2888\nserver.2=zk2:2888:3888"),
        "server.1=zk1:2888:2888 has the same port twice; the second one is for elections, usually 3888"
    );
    assert!(with("server.1=zk1:2888:2888\nserver.2=zk2:2888:3888").is_ok());
    let without = HEAD.replace("clientPort=2181\n", "") + &servers(3);
    assert!(parse(&without, Membership::Static).is_err());
    let Ok(ZooCfg::Quorum(config)) = parse(&without, Membership::Dynamic) else {
        panic!()
    };
    assert_eq!(config.client_port_of(Sid(0)), None);
    let one = format!("standaloneEnabled=false\n{}", servers(1));
    assert!(matches!(with(&one), Ok(ZooCfg::Standalone { .. })));
    let Ok(ZooCfg::Quorum(config)) = later(&one) else {
        panic!()
    };
    assert_eq!(config.verifier, QuorumVerifier::Majority { voters: 1 });
    assert_eq!(config.notices[0], Line::NoFailureTolerated);
}

#[test]
fn what_is_not_simulated_is_refused_with_a_way_out() {
    let says = |lines: &str| later(lines).unwrap_err().to_string();
    assert_eq!(
        says("electionAlg=1"),
        "electionAlg=1 is not simulated; leave it out: FastLeaderElection over TCP, 3, is the default"
    );
    assert_eq!(
        says("leaderServes=no"),
        "leaderServes=no is not simulated; leave it out: leaders serve"
    );
    assert!(later(&format!("leaderServes=yes\n{}", servers(3))).is_ok());
    let many = "server.1=zk1:2888:3888|zk2:2888:3888";
    assert_eq!(
        says(many),
        format!("{many} is not simulated; give each server one address")
    );
}

#[test]
fn timeouts_and_numbers_are_checked_as_java_does() {
    let wrong = with("minSessionTimeout=5\nmaxSessionTimeout=4").unwrap_err();
    assert_eq!(wrong, ConfigError::SessionTimeouts);
    // What is not set is −1 in 3.4, and comes of the tick later.
    assert!(with("minSessionTimeout=5").is_err());
    assert!(later("minSessionTimeout=5").is_ok());
    let java = with("tickTime=fast").unwrap_err().java_exception("zoo.cfg");
    let number = "Caused by: java.lang.NumberFormatException: For input string: \"fast\"";
    assert_eq!(java[1], number);
}
