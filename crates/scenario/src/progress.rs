//! What somebody has done with lessons and levels, as a few lines of text: a browser keeps them, and a
//! trainer gets them as a file. No name is among them.
//!
//! Reading never fails: a line that means nothing here is forgotten.

use core::fmt;

/// What somebody has done.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// The scenarios whose lesson has been gone through to its end.
    pub lessons: Vec<String>,
    /// The answers that were given to questions, the last one to each.
    pub answers: Vec<Answer>,
    /// The levels that have been won.
    pub levels: Vec<Best>,
}

/// An answer to a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The scenario.
    pub scenario: String,
    /// The question's name in its lesson.
    pub question: String,
    /// What was said.
    pub said: Said,
    /// The misconceptions that its answers offer.
    pub offered: Vec<String>,
}

/// What was said to a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// What the run says as well.
    Right,
    /// Something else, to which this misconception leads.
    Wrong(String),
    /// Nothing: somebody only looked.
    Looked,
}

/// A level that has been won.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Best {
    /// The scenario.
    pub scenario: String,
    /// The fewest steps.
    pub steps: usize,
    /// How many are enough.
    pub par: usize,
    /// The stars that came with them.
    pub stars: usize,
    /// The help that was taken.
    pub help: Help,
}

/// How much help was taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Help {
    /// So many hints.
    Hints(usize),
    /// The solution was shown.
    Solution,
}

/// What is written for an answer that is right, and for one that was not given.
const RIGHT: &str = "right";
const LOOKED: &str = "looked";
/// What is written for a solution that was shown.
const SOLUTION: &str = "solution";

impl Progress {
    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Self {
        let mut progress = Self::default();
        for line in text.lines() {
            progress.line(line);
        }
        progress
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["lesson", scenario] => self.finish(scenario),
            ["answer", scenario, question, said, offered] => self.answer(Answer {
                scenario: scenario.to_owned(),
                question: question.to_owned(),
                said: match said {
                    RIGHT => Said::Right,
                    LOOKED => Said::Looked,
                    misconception => Said::Wrong(misconception.to_owned()),
                },
                offered: offered.split(',').map(str::to_owned).collect(),
            }),
            ["level", scenario, steps, par, stars, help] => self.win(Best {
                scenario: scenario.to_owned(),
                steps: steps.parse().ok()?,
                par: par.parse().ok()?,
                stars: stars.parse().ok()?,
                help: match help {
                    SOLUTION => Help::Solution,
                    hints => Help::Hints(hints.parse().ok()?),
                },
            }),
            _ => {}
        }
        Some(())
    }

    /// Notes that a lesson has been gone through.
    pub fn finish(&mut self, scenario: &str) {
        if !self.has_finished(scenario) {
            self.lessons.push(scenario.to_owned());
        }
    }

    /// Notes an answer; the last one to a question counts.
    pub fn answer(&mut self, answer: Answer) {
        let same = |other: &Answer| {
            (&other.scenario, &other.question) == (&answer.scenario, &answer.question)
        };
        self.answers.retain(|other| !same(other));
        self.answers.push(answer);
    }

    /// Notes that a level has been won. Fewer steps count more, then more stars, then less help.
    pub fn win(&mut self, best: Best) {
        let worth = |best: &Best| (best.steps, usize::MAX - best.stars, best.help);
        let known = self.best(&best.scenario).map(worth);
        if known.is_none_or(|known| worth(&best) < known) {
            self.levels.retain(|other| other.scenario != best.scenario);
            self.levels.push(best);
        }
    }

    /// Whether a lesson has been gone through.
    pub fn has_finished(&self, scenario: &str) -> bool {
        self.lessons.iter().any(|lesson| lesson == scenario)
    }

    /// The best that was made of a level.
    pub fn best(&self, scenario: &str) -> Option<&Best> {
        self.levels.iter().find(|best| best.scenario == scenario)
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many answers were right, of how many that were given.
    pub fn score(&self) -> (usize, usize) {
        let given = self.answers.iter().filter(|a| a.said != Said::Looked);
        let right = given.clone().filter(|a| a.said == Said::Right);
        (right.count(), given.count())
    }

    /// How often answers of a family were offered, and how often one of them was given.
    pub fn family(&self, family: &Family) -> (usize, usize) {
        let knows = |id: &String| family.ids.contains(&id.as_str());
        let offers =
            |answer: &&Answer| answer.said != Said::Looked && answer.offered.iter().any(knows);
        let misled = |answer: &&Answer| matches!(&answer.said, Said::Wrong(id) if knows(id));
        let offered = self.answers.iter().filter(offers);
        (offered.clone().count(), offered.filter(misled).count())
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for lesson in &self.lessons {
            writeln!(f, "lesson {lesson}")?;
        }
        for answer in &self.answers {
            let said = match &answer.said {
                Said::Right => RIGHT,
                Said::Looked => LOOKED,
                Said::Wrong(misconception) => misconception,
            };
            let Answer {
                scenario, question, ..
            } = answer;
            let offered = answer.offered.join(",");
            writeln!(f, "answer {scenario} {question} {said} {offered}")?;
        }
        for best in &self.levels {
            let Best {
                scenario,
                steps,
                par,
                stars,
                help,
            } = best;
            write!(f, "level {scenario} {steps} {par} {stars} ")?;
            match help {
                Help::Hints(hints) => writeln!(f, "{hints}")?,
                Help::Solution => writeln!(f, "{SOLUTION}")?,
            }
        }
        Ok(())
    }
}

/// Misconceptions that are one and the same at heart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Family {
    /// Its name, for ever.
    pub id: &'static str,
    /// The misconceptions, by the names that lessons give them.
    pub ids: &'static [&'static str],
}

/// The families, in the order of the course.
pub const FAMILIES: [Family; 14] = [
    family(
        "view",
        &[
            "disk-view",
            "global-list",
            "one-majority-only",
            "split-needs-cut",
            "split-heals-itself",
        ],
    ),
    family(
        "telepathy",
        &[
            "state-is-message",
            "winner-is-told",
            "victim-knows-first",
            "shared-clock",
            "leader-knows-isolation",
            "tcp-tells-peers",
            "victim-watches",
            "peers-act-on-silence",
        ],
    ),
    family(
        "label",
        &[
            "took-means-elected",
            "two-labels-split-brain",
            "labels-never-overlap",
            "port-is-ready",
            "cleared-once-safe",
            "handover-is-takeover",
            "connected-is-able",
        ],
    ),
    family(
        "blocked",
        &[
            "blocked-is-dead",
            "refused-waits",
            "always-timeout",
            "backoff-heals",
            "slower-check-heals",
        ],
    ),
    family(
        "time-heals",
        &[
            "backlog-drains",
            "best-vote-wins",
            "window-closes-itself",
            "rejoin-resyncs",
            "newcomer-yields",
            "epoch-arbitrates",
            "skipped-forever",
            "always-second",
        ],
    ),
    family(
        "rank",
        &[
            "largest-sid-wins",
            "sid-first",
            "counter-only",
            "first-come",
            "preemption",
            "old-epoch-banned",
        ],
    ),
    family(
        "leader",
        &[
            "only-leader-matters",
            "client-reconnect",
            "restart-means-election",
            "join-reopens",
            "order-irrelevant",
            "leader-alone-commits",
        ],
    ),
    family(
        "log",
        &["logged-is-committed", "merge-logs", "session-vs-quorum"],
    ),
    family(
        "identity",
        &[
            "key-is-the-dead",
            "event-time-key",
            "writer-dies",
            "single-master-only",
            "needs-a-peer",
            "stable-index",
            "restart-frees-lock",
        ],
    ),
    family(
        "ownership",
        &[
            "setdata-owns",
            "heartbeat-keeps-node",
            "heartbeat-detects",
            "peer-polls-heartbeat",
            "lock-is-ownership",
            "key-is-lock",
            "tombstone-needs-expiry",
            "any-cut-kills",
        ],
    ),
    family(
        "event",
        &[
            "event-is-state",
            "events-are-queued",
            "alerts-are-queued",
            "scan-covers-all",
            "one-alert-per-cluster",
        ],
    ),
    family(
        "fence",
        &[
            "db-fences",
            "registry-gates-work",
            "sharding-is-exclusion",
            "order-binds-all",
            "no-overflow",
            "deadlock",
        ],
    ),
    family(
        "lifetime",
        &[
            "app-dies-with-client",
            "yarn-watches-client",
            "failover-reruns",
            "result-lost",
            "failure-stops",
            "kill-is-precondition",
            "dead-place-is-skipped",
        ],
    ),
    family(
        "knowledge",
        &[
            "db-knows-appid",
            "master-talks-to-yarn",
            "workers-report-owner",
            "load-based",
            "work-stealing",
            "more-masters-help",
            "unclaimed-is-lost",
        ],
    ),
];

const fn family(id: &'static str, ids: &'static [&'static str]) -> Family {
    Family { id, ids }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;

    const TEXT: &str = "lesson zk-first-election\n\
                        answer zk-first-election who right largest-sid-wins,first-come\n\
                        answer zk-leader-crash notice always-timeout always-timeout,session-vs-quorum\n\
                        answer zk-leader-crash back looked preemption,old-epoch-banned\n\
                        level zk-decommission-outage 2 2 1 0\n\
                        level zk-split-views 5 4 0 solution\n";

    #[test]
    fn progress_is_read_as_it_was_written_and_what_is_none_is_forgotten() {
        let progress = Progress::parse(TEXT);
        assert_eq!(progress.to_string(), TEXT);
        let more = format!("{TEXT}level zk-leader-crash many 4 0 0\nlesson\nnonsense 中\n\n");
        assert_eq!(Progress::parse(&more), progress);
        assert!(Progress::parse("").is_empty());
        assert_eq!(progress.score(), (1, 2));
    }

    #[test]
    fn the_best_of_a_level_stays_and_the_last_answer_counts() {
        let mut progress = Progress::parse(TEXT);
        let best = |steps, stars, help| Best {
            scenario: "zk-split-views".to_owned(),
            steps,
            par: 4,
            stars,
            help,
        };
        progress.win(best(6, 0, Help::Hints(0)));
        assert_eq!(progress.best("zk-split-views").unwrap().steps, 5);
        progress.win(best(5, 0, Help::Hints(3)));
        assert_eq!(
            progress.best("zk-split-views"),
            Some(&best(5, 0, Help::Hints(3)))
        );
        progress.win(best(5, 1, Help::Solution));
        assert_eq!(progress.best("zk-split-views").unwrap().stars, 1);
        let again = Progress::parse("answer zk-first-election who first-come first-come");
        progress.answer(again.answers[0].clone());
        assert_eq!(progress.answers.len(), 3);
        assert_eq!(progress.score(), (0, 2));
    }

    #[test]
    fn a_family_knows_how_often_it_was_offered_and_believed() {
        let progress = Progress::parse(TEXT);
        let of = |id: &str| {
            let family = FAMILIES.iter().find(|family| family.id == id).unwrap();
            progress.family(family)
        };
        assert_eq!(of("rank"), (1, 0), "what was only looked at does not count");
        assert_eq!(of("blocked"), (1, 1));
        assert_eq!(of("log"), (1, 0));
        assert_eq!(of("view"), (0, 0));
    }

    /// Every misconception that a lesson names belongs to one family, and no name to two.
    #[test]
    fn every_misconception_of_a_lesson_has_its_family() {
        let mut known: Vec<&str> = FAMILIES.iter().flat_map(|f| f.ids).copied().collect();
        let count = known.len();
        known.sort_unstable();
        known.dedup();
        assert_eq!(known.len(), count);
        for id in catalog::ids() {
            let Some(lesson) = catalog::lesson(id) else {
                continue;
            };
            let options = lesson
                .steps
                .lines()
                .filter_map(|line| line.trim().strip_prefix("option "));
            for misconception in options.filter_map(|option| option.split(' ').nth(1)) {
                assert!(known.contains(&misconception), "{id}: {misconception}");
            }
        }
    }
}
