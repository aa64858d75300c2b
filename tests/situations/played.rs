//! Situations, and what can be asked about a run.

use picture::zookeeper::Picture;
use scenario::outcome::Outcome;
use scenario::plan::{Choice, Plan};
use scenario::run::Run;
use scenario::script::Script;
use sim::id::NodeId;
use sim::time::SimTime;
use std::sync::Arc;
use zookeeper::dialect::{LastSeen, Release};
use zookeeper::fact::Fact;
use zookeeper::log4j::{self, LogLine};
use zookeeper::vote::ServerState;

pub(crate) const THREE: &str =
    "server.0=zk0:2888:3888\nserver.1=zk1:2888:3888\nserver.2=zk2:2888:3888\n";
pub(crate) const FIVE: &str = "server.3=zk3:2888:3888\nserver.4=zk4:2888:3888\n";

/// The head of a situation, with as many servers as there are.
pub(crate) fn head(release: Release, servers: usize) -> String {
    format!(
        "title en T\nstory en S\nsource none\nminutes 1\nsystem zookeeper\nrelease {}\n\
         servers zk0..zk{}\nclock 2020-01-01 00:00:00.000\nseed 7\nfrom 0s\nboot all 500ms\n\
         reload all 20ms\n",
        release.name(),
        servers - 1
    )
}

/// The `zoo.cfg` of some servers.
pub(crate) fn zoo_cfg(servers: &str, tick_ms: u32, init_limit: u32, lines: &str) -> String {
    format!(
        "zoo.cfg {servers} <<END\ntickTime={tick_ms}\ninitLimit={init_limit}\nsyncLimit=5\n\
         clientPort=2181\ndataDir=/d\n{lines}END\n"
    )
}

/// A situation, played to its end.
pub(crate) fn play(text: &str) -> Run {
    let script = Script::parse(text).unwrap();
    Run::complete(Arc::new(Plan::decide(&script, &Choice::default()).unwrap()))
}

/// The facts of a server, with their moments.
pub(crate) fn facts(run: &Run, node: u8) -> Vec<(SimTime, Fact)> {
    let rows = run
        .trace()
        .iter()
        .filter(|(_, row)| row.node == NodeId(node));
    rows.filter_map(|(_, row)| Some((row.at, Fact::decode(&row)?)))
        .collect()
}

/// What a server has printed.
pub(crate) fn log(run: &Run, node: u8) -> Vec<LogLine> {
    let lines = log4j::lines(run.trace(), &run.plan().setting);
    lines
        .into_iter()
        .filter(|(_, other, _)| *other == NodeId(node))
        .map(|(_, _, line)| line)
        .collect()
}

/// How often a server has printed a line of a class that begins like this.
pub(crate) fn printed(log: &[LogLine], class: &str, words: &str) -> usize {
    let of = |line: &&LogLine| line.class == class && line.message.starts_with(words);
    log.iter().filter(of).count()
}

pub(crate) fn last_picture(run: &Run) -> Picture {
    let reading = run.reading();
    let mut picture = Picture::new(&reading);
    for (id, row) in reading.trace.iter() {
        picture.apply(&reading, id, &row);
    }
    picture
}

pub(crate) fn leader_at_end(run: &Run) -> Option<NodeId> {
    Outcome::of(run).verdict.leader_at_end()
}

/// The releases that know more than one list of members.
pub(crate) fn dynamic() -> impl Iterator<Item = Release> {
    let knows = |release: &Release| release.dialect().last_seen != LastSeen::Absent;
    Release::ALL.iter().copied().filter(knows)
}

/// When a server entered a state.
pub(crate) fn entered(run: &Run, node: u8, state: ServerState) -> Vec<SimTime> {
    let enters = |(at, fact)| match fact {
        Fact::StateEntered { state: s } if s == state => Some(at),
        _ => None,
    };
    facts(run, node).into_iter().filter_map(enters).collect()
}
