//! How a scenario file of this system is written: every statement and verb with an example that a test
//! runs. What files of every system share stands in `scenario::help`.

use scenario::help::{Entry, entry};

/// The statements that only files of this system have, or that read otherwise in them.
pub const STATEMENTS: [Entry; 19] = [
    entry(
        "system",
        "system dolphinscheduler",
        "the system",
        "system dolphinscheduler",
    ),
    entry(
        "about",
        "about HARMS",
        "what the story is about: self_kills, duplicates, lost, stall",
        "about self_kills lost",
    ),
    entry(
        "seen",
        "seen en|zh TEXT",
        "what real processes did, in how many tries",
        "seen en Once of six.",
    ),
    entry(
        "assumed",
        "assumed PARAM en|zh TEXT",
        "what nobody has verified, and the parameter that changes it",
        "assumed model en Nobody has run it.",
    ),
    entry("model", "model MODEL", "what runs", "model 1.3.8"),
    entry(
        "masters",
        "masters N",
        "how many masters: master1, master2 …; they come first",
        "masters 2",
    ),
    entry("workers", "workers N", "how many workers", "workers 2"),
    entry("yarn", "yarn", "there is a ResourceManager", "yarn"),
    entry(
        "log-servers",
        "log-servers",
        "a log server beside each worker: logs1, logs2 … (1.3.x)",
        "log-servers",
    ),
    entry(
        "workflow",
        "workflow NAME shell|yarn|yarn-late TIME …",
        "tasks one after the other; yarn-late prints its application's id at its end",
        "workflow etl shell 30s yarn 5m",
    ),
    entry(
        "session-timeout",
        "session-timeout TIME",
        "what clients of the registry ask for",
        "session-timeout 60s",
    ),
    entry(
        "heartbeat",
        "heartbeat TIME",
        "between two heartbeats",
        "heartbeat 10s",
    ),
    entry(
        "tick",
        "tick TIME",
        "tickTime of the registry; 2 to 20 ticks are granted",
        "tick 3000ms",
    ),
    entry(
        "boot",
        "boot TIME..TIME",
        "from the start of a process to its port",
        "boot 2200ms..4s",
    ),
    entry(
        "peer-delay",
        "peer-delay TIME|auto",
        "from a removal to the failover lock",
        "peer-delay 1s",
    ),
    entry(
        "check-to-write",
        "check-to-write TIME|auto",
        "from the look at a node to the dead entry",
        "check-to-write 1500ms",
    ),
    entry(
        "switch",
        "switch NAME VALUE",
        "a switch of the model, set otherwise than it is shipped",
        "switch self-kill off",
    ),
    entry(
        "at",
        "at TIME VERB ARGUMENTS",
        "what is done",
        "at 5s kill master1",
    ),
    entry(
        "when",
        "when NAME=VALUE STATEMENT",
        "a condition",
        "when stop=kill9 seed 2",
    ),
];

/// The verbs of `at`. `masters` and `workers` are all of them.
pub const VERBS: [Entry; 19] = [
    entry(
        "start",
        "start NODES [every TIME]",
        "starts processes, one after the other",
        "start masters every 5s",
    ),
    entry(
        "stop",
        "stop NODES",
        "SIGTERM, and SIGKILL after 5 s, as the daemon script does",
        "stop master1",
    ),
    entry("kill", "kill NODES", "SIGKILL", "kill master1"),
    entry(
        "restart",
        "restart NODES",
        "kills and starts again after 20 ms",
        "restart worker1",
    ),
    entry(
        "power-off",
        "power-off NODES",
        "packets vanish from here on",
        "power-off worker1",
    ),
    entry(
        "power-on",
        "power-on NODES",
        "the machine is back, the process is not",
        "power-on worker1",
    ),
    entry(
        "refuse",
        "refuse NODES",
        "the machine is up, the process is not",
        "refuse worker1",
    ),
    entry(
        "no-arp",
        "no-arp NODES",
        "the machine has left the segment",
        "no-arp worker1",
    ),
    entry(
        "firewall",
        "firewall NODES",
        "drops every packet to and from it",
        "firewall worker1",
    ),
    entry("open", "open NODES", "undoes firewall", "open worker1"),
    entry(
        "cut",
        "cut A->B | A-B",
        "packets are lost, one way or both; zk is the registry, db the database",
        "cut master1-zk",
    ),
    entry(
        "heal",
        "heal A->B | A-B | nothing",
        "undoes cut and reject, of all links if none is named",
        "heal master1-zk",
    ),
    entry(
        "reject",
        "reject A->B | A-B",
        "connections are reset and refused, one way or both",
        "reject master1-zk",
    ),
    entry(
        "forget",
        "forget A-B [PORT]",
        "connections are reset at both ends",
        "forget master1-zk 2181",
    ),
    entry(
        "pause",
        "pause NODE TIME",
        "SIGSTOP, and SIGCONT later",
        "pause master1 5s",
    ),
    entry(
        "install",
        "install MODEL NODES",
        "what is started next",
        "install 1.3.8 master1",
    ),
    entry(
        "insert",
        "insert WORKFLOW [N [every TIME]]",
        "commands that start a workflow",
        "insert flow 3 every 1s",
    ),
    entry(
        "roll",
        "roll NODES by kill9|sigterm gap TIME [stagger TIME] [wait-for port|registered|first-heartbeat] [react TIME]",
        "restarts one after the other: from stop to start, from a start to the next stop, what is waited for",
        "roll masters by kill9 gap 1s stagger 0s wait-for port",
    ),
    entry(
        "supervise",
        "supervise NODE times N after TIME",
        "starts it again whenever its process ends",
        "supervise master1 times 3 after 2s",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;
    use crate::plan::{self, Plan, SWITCHES, TOP};
    use crate::run::Run;
    use scenario::plan::Choice;
    use scenario::run::Advance;
    use std::sync::Arc;

    /// A file around an example, run for ten seconds.
    fn run(example: &str) {
        let text = format!(
            "param stop enum kill9 kill9|sigterm\nmasters 2\nworkers 1\nworkflow flow shell 2s\n\
             {example}\nat -20s start masters\nat -20s start workers\nuntil 10s\n"
        );
        let script = catalog::parse(&text).unwrap_or_else(|error| panic!("{example}: {error}"));
        let plan = Plan::decide(&script, &Choice::default());
        let plan = plan.unwrap_or_else(|error| panic!("{example}: {error}"));
        let mut run = Run::new(Arc::new(plan));
        let until = run.plan().until;
        assert_eq!(run.advance(until, u64::MAX), Advance::Reached, "{example}");
        assert!(run.trace().len() > 100, "{example}: nothing has happened");
    }

    #[test]
    fn every_example_runs() {
        for entry in STATEMENTS {
            run(entry.example);
        }
        for verb in VERBS {
            run(&format!("at 5s {}", verb.example));
        }
        for (name, values) in SWITCHES {
            for value in values {
                run(&format!("switch {name} {}", value.replace("TIME", "30s")));
            }
        }
    }

    #[test]
    fn the_help_knows_every_word_and_no_other() {
        let sorted = |mut words: Vec<&'static str>| {
            words.sort_unstable();
            words
        };
        let verbs = plan::VERBS.iter().map(|(verb, _)| *verb).collect();
        let explained = VERBS.iter().map(|entry| entry.word).collect();
        assert_eq!(sorted(verbs), sorted(explained));
        let own = STATEMENTS.iter().map(|entry| entry.word);
        let shared = scenario::help::STATEMENTS.iter().map(|entry| entry.word);
        let explained: Vec<&str> = own.chain(shared).collect();
        for word in TOP {
            assert!(explained.contains(&word), "{word}");
        }
        for entry in STATEMENTS.iter().chain(&VERBS) {
            assert!(entry.example.starts_with(entry.word), "{}", entry.word);
            assert!(entry.form.starts_with(entry.word), "{}", entry.word);
        }
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_nearest() {
        let says = |text: &str| {
            let decided = catalog::parse(text)
                .map_err(|error| error.to_string())
                .and_then(|script| {
                    Plan::decide(&script, &Choice::default()).map_err(|error| error.to_string())
                });
            decided.err().unwrap_or_default()
        };
        for (text, near) in [
            ("mastres 2", "“masters”"),
            ("masters 2\nmodel 1.3.7", "“1.3.6”"),
            ("masters 2\nat 0s rol masters", "“roll”"),
            ("masters 2\nat 0s kill master3", "“master1”"),
            ("masters 2\nswitch selfkill off", "“self-kill”"),
            ("masters 2\nworkflow flow shel 2s", "“shell”"),
            (
                "masters 2\nworkflow flow shell 2s\nat 0s insert flwo",
                "“flow”",
            ),
            ("about selfkills", "“self_kills”"),
        ] {
            let said = says(text);
            assert!(
                said.contains("did you mean") && said.contains(near),
                "{text}: {said}"
            );
        }
    }
}
