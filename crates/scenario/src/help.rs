//! How a scenario file is written: every statement and verb with an example that a test runs.

/// A statement or verb.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The word it begins with.
    pub word: &'static str,
    /// Its form.
    pub form: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// One that would do.
    pub example: &'static str,
}

/// A statement or verb, with its form, what it means and an example.
pub const fn entry(
    word: &'static str,
    form: &'static str,
    meaning: &'static str,
    example: &'static str,
) -> Entry {
    Entry {
        word,
        form,
        meaning,
        example,
    }
}

/// The statements of a file.
pub const STATEMENTS: [Entry; 28] = [
    entry(
        "title",
        "title en|zh TEXT",
        "what it is called",
        "title en One of five goes",
    ),
    entry(
        "story",
        "story en|zh TEXT",
        "what happens",
        "story en zk4 is switched off.",
    ),
    entry(
        "source",
        "source TEXT",
        "where it comes from",
        "source a postmortem",
    ),
    entry(
        "minutes",
        "minutes N",
        "how long it takes to understand",
        "minutes 10",
    ),
    entry(
        "param",
        "param NAME int DEFAULT MIN..MAX en TEXT ‖ zh TEXT",
        "a parameter; or enum DEFAULT A|B, or bool DEFAULT",
        "param down-ms int 5000 1000..60000 en Time down ‖ zh 停机时间",
    ),
    entry(
        "fix",
        "fix ID works|tempting … end",
        "a change that is applied on request: title, set, at, here, until",
        "fix restart tempting\n  title en Restart zk1\n  title zh 重启 zk1\n  at 60s restart zk1\nend",
    ),
    entry(
        "system",
        "system zookeeper",
        "the system",
        "system zookeeper",
    ),
    entry(
        "servers",
        "servers NAMES",
        "the servers; they come first",
        "servers zk0..zk4",
    ),
    entry(
        "client",
        "client NAME SERVERS [write TIME] [read TIME] [timeout TIME]",
        "a client of these servers, tried in this order: how often it writes and reads; it runs once \
         it is started, as a server is",
        "client app zk1 zk0 zk2 write 500ms read 1s timeout 30s\nat -3s start app",
    ),
    entry(
        "release",
        "release RELEASE [SERVERS]",
        "what runs",
        "release 3.4.6",
    ),
    entry(
        "clock",
        "clock DATE TIME",
        "the time of day at zero",
        "clock 2017-04-11 11:19:12.000",
    ),
    entry("seed", "seed N", "the seed of all that varies", "seed 135"),
    entry(
        "from",
        "from TIME",
        "where the story begins on screen",
        "from -4s",
    ),
    entry("until", "until TIME", "the end", "until 300s"),
    entry(
        "zoo.cfg",
        "zoo.cfg SERVERS <<END … END",
        "a whole zoo.cfg",
        "zoo.cfg zk0..zk2 <<END\ntickTime=2000\ninitLimit=10\nsyncLimit=5\nclientPort=2181\n\
         dataDir=/var/lib/zookeeper\nserver.0=zk0:2888:3888\nserver.1=zk1:2888:3888\n\
         server.2=zk2:2888:3888\nEND",
    ),
    entry(
        "set",
        "set SERVERS KEY=VALUE",
        "one line of zoo.cfg",
        "set all cnxTimeout=500",
    ),
    entry(
        "myid",
        "myid SERVERS N|none",
        "what the myid file says, if not the number in the name",
        "myid zk4 none",
    ),
    entry(
        "zxid",
        "zxid SERVERS 0xZXID",
        "the last zxid in the log",
        "zxid zk1 0x724cd35ff",
    ),
    entry(
        "epoch",
        "epoch SERVERS N",
        "both epoch files",
        "epoch all 6",
    ),
    entry(
        "round",
        "round SERVERS N",
        "elections that are left out",
        "round all 6",
    ),
    entry(
        "boot",
        "boot SERVERS TIME",
        "from start to LOOKING",
        "boot all 500ms",
    ),
    entry(
        "reload",
        "reload SERVERS TIME",
        "reading the database",
        "reload all 1ms..25ms",
    ),
    entry(
        "snapshot-size",
        "snapshot-size SERVERS N",
        "bytes in the snapshot, to which a log that is read for a learner is held",
        "snapshot-size all 300000000",
    ),
    entry(
        "first-timeout",
        "first-timeout SERVERS TIME",
        "what the first dial that times out takes longer",
        "first-timeout zk0 15ms",
    ),
    entry(
        "latency",
        "latency TIME..TIME",
        "how long packets take",
        "latency 100us..250us",
    ),
    entry(
        "lock",
        "lock barging|fifo",
        "who gets a lock that is released",
        "lock barging",
    ),
    entry(
        "at",
        "at TIME VERB ARGUMENTS",
        "what is done",
        "at 5s stop zk1",
    ),
    entry(
        "when",
        "when NAME=VALUE STATEMENT",
        "a condition",
        "when lock=fifo seed 2",
    ),
];

/// The verbs of `at`.
pub const VERBS: [Entry; 22] = [
    entry(
        "start",
        "start SERVERS",
        "starts the process",
        "start zk0 zk1",
    ),
    entry("stop", "stop SERVERS", "SIGTERM", "stop zk1"),
    entry("kill", "kill SERVERS", "SIGKILL", "kill zk3"),
    entry(
        "restart",
        "restart SERVERS",
        "kills and starts again",
        "restart zk0",
    ),
    entry(
        "power-off",
        "power-off SERVERS",
        "packets vanish from here on",
        "power-off zk3 zk4",
    ),
    entry(
        "power-on",
        "power-on SERVERS",
        "the host is back, the process is not",
        "power-on zk3",
    ),
    entry(
        "refuse",
        "refuse SERVERS",
        "the host is up, the process is not",
        "refuse zk3",
    ),
    entry(
        "no-arp",
        "no-arp SERVERS",
        "the host has left the segment",
        "no-arp zk3",
    ),
    entry(
        "firewall",
        "firewall SERVERS",
        "drops every packet to and from it",
        "firewall zk3",
    ),
    entry("open", "open SERVERS", "undoes firewall", "open zk3"),
    entry(
        "cut",
        "cut A->B | A-B",
        "packets are lost, one way or both",
        "cut zk0->zk2",
    ),
    entry(
        "heal",
        "heal A->B | A-B | nothing",
        "undoes cut and reject, of all links if none is named",
        "heal zk0-zk2",
    ),
    entry(
        "reject",
        "reject A->B | A-B",
        "connections are reset and refused, one way or both",
        "reject zk0-zk2",
    ),
    entry(
        "forget",
        "forget A-B [PORT]",
        "connections are reset at both ends",
        "forget zk0-zk2 3888",
    ),
    entry(
        "edit",
        "edit SERVERS KEY=VALUE | remove KEYS | <<END",
        "writes zoo.cfg; a running process does not notice",
        "edit zk0 remove server.3",
    ),
    entry(
        "reconfig",
        "reconfig SERVER KEY=VALUE | remove KEYS",
        "a client asks the leader for other members (3.5+)",
        "reconfig zk2 remove server.3 server.4",
    ),
    entry(
        "myid",
        "myid SERVERS N|none",
        "writes the myid file, or takes it away",
        "myid zk1 none",
    ),
    entry(
        "install",
        "install RELEASE SERVERS",
        "what is started next",
        "install 3.5.8 zk0",
    ),
    entry(
        "boot",
        "boot SERVERS TIME",
        "from the next start to LOOKING",
        "boot zk1 1797ms",
    ),
    entry(
        "pause",
        "pause SERVER TIME",
        "SIGSTOP, and SIGCONT later",
        "pause zk0 5s",
    ),
    entry(
        "write",
        "write SERVERS N",
        "a leader is given N transactions at once",
        "write all 5",
    ),
    entry(
        "log",
        "log SERVERS 0xZXID",
        "the log has grown to this zxid",
        "log zk0 0x100000338",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Choice, Plan};
    use crate::run::{Advance, Run};
    use crate::script::Script;
    use std::sync::Arc;

    /// A file around an example, run for ten seconds.
    fn run(example: &str) {
        let text = format!(
            "servers zk0..zk4\nparam lock enum fifo barging|fifo\n{example}\nat -20s start all\n\
             until 10s\n"
        );
        let script = Script::parse(&text).unwrap_or_else(|error| panic!("{example}: {error}"));
        let fixes = script.fixes.iter().map(|fix| (fix.id.clone(), None));
        let choice = Choice {
            fixes: fixes.collect(),
            ..Choice::default()
        };
        let plan = Plan::decide(&script, &choice).unwrap_or_else(|e| panic!("{example}: {e}"));
        let mut run = Run::new(Arc::new(plan));
        let until = run.plan().until;
        assert_eq!(run.advance(until, u64::MAX), Advance::Reached, "{example}");
    }

    #[test]
    fn every_example_runs() {
        for entry in STATEMENTS.iter().filter(|entry| entry.word != "servers") {
            run(entry.example);
        }
        for verb in VERBS {
            run(&format!("at 5s {}", verb.example));
        }
    }

    #[test]
    fn the_help_knows_every_word_and_no_other() {
        let verbs: Vec<_> = crate::plan::VERBS.iter().map(|(verb, _)| *verb).collect();
        let explained: Vec<_> = VERBS.iter().map(|entry| entry.word).collect();
        let sorted = |mut words: Vec<&'static str>| {
            words.sort_unstable();
            words
        };
        assert_eq!(sorted(verbs), sorted(explained));
        let statements = crate::script::TOP.to_vec();
        let explained = STATEMENTS.iter().map(|entry| entry.word).collect();
        assert_eq!(sorted(statements), sorted(explained));
        for entry in STATEMENTS.iter().chain(&VERBS) {
            assert!(entry.example.starts_with(entry.word), "{}", entry.word);
        }
    }
}
