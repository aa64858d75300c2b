//! Schedules: which servers, which release, and what is done to them when.

use scenario::plan::{Choice, Plan};
use scenario::run::Run;
use scenario::script::Script;
use sim::random::Stream;
use std::fmt;
use std::sync::Arc;
use zookeeper::dialect::Release;

/// A random story.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Schedule {
    /// How many servers.
    pub servers: u64,
    /// What they run.
    pub release: Release,
    /// The seed of the run.
    pub seed: u64,
    /// What is done, by its time in ms.
    pub acts: Vec<(i64, String)>,
}

/// Servers of an ensemble.
const SIZES: [u64; 3] = [3, 5, 7];
/// When the last act takes place at the latest, in ms.
const LAST_ACT: u64 = 90_000;
/// How long a run goes on after the last act, in ms: longer than `scenario::property::SETTLES`.
const AFTERMATH: i64 = 130_000;

impl Schedule {
    /// The schedule with this number.
    pub fn random(number: u64) -> Self {
        let mut dice = Stream::named(number, "soak");
        let mut pick = |n: usize| {
            let last = u64::try_from(n).unwrap_or(1) - 1;
            usize::try_from(dice.between(0, last)).unwrap_or(0)
        };
        let servers = SIZES[pick(SIZES.len())];
        let release = Release::ALL[pick(Release::ALL.len())];
        let mut acts: Vec<(i64, String)> = (0..servers)
            .map(|node| {
                (
                    -dice_ms(&mut dice, 20_000, 30_000),
                    format!("start zk{node}"),
                )
            })
            .collect();
        for _ in 0..dice.between(1, 8) {
            let at = dice_ms(&mut dice, 0, LAST_ACT);
            acts.extend(fault(&mut dice, servers, at));
        }
        if dice.one_in(2) {
            let at = dice_ms(&mut dice, LAST_ACT, LAST_ACT + 10_000);
            acts.push((at, "heal".to_owned()));
            acts.push((at, "open all".to_owned()));
            acts.push((at, "power-on all".to_owned()));
            acts.push((at + 100, "start all".to_owned()));
        }
        acts.sort();
        Self {
            servers,
            release,
            seed: number,
            acts,
        }
    }

    /// Plays it to its end.
    ///
    /// # Errors
    /// When the file that it makes cannot be read; that is a defect.
    pub fn play(&self) -> Result<Run, String> {
        let script = Script::parse(&self.to_string()).map_err(|error| error.to_string())?;
        let plan = Plan::decide(&script, &Choice::default()).map_err(|error| error.to_string())?;
        Ok(Run::complete(Arc::new(plan)))
    }

    /// The same without one of its acts.
    #[must_use]
    pub fn without(&self, act: usize) -> Self {
        let mut less = self.clone();
        less.acts.remove(act);
        less
    }
}

/// A scenario file.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self
            .acts
            .iter()
            .map(|(at, _)| *at)
            .max()
            .unwrap_or(0)
            .max(0);
        writeln!(f, "system zookeeper\nrelease {}", self.release.name())?;
        writeln!(f, "servers zk0..zk{}\nseed {}", self.servers - 1, self.seed)?;
        writeln!(f, "from -30s\nuntil {}ms", last + AFTERMATH)?;
        for (at, act) in &self.acts {
            writeln!(f, "at {at}ms {act}")?;
        }
        Ok(())
    }
}

fn dice_ms(dice: &mut Stream, low: u64, high: u64) -> i64 {
    i64::try_from(dice.between(low, high)).unwrap_or(0)
}

/// One fault, and often its end.
fn fault(dice: &mut Stream, servers: u64, at: i64) -> Vec<(i64, String)> {
    let a = dice.between(0, servers - 1);
    let b = (a + dice.between(1, servers - 1)) % servers;
    let later = at + dice_ms(dice, 500, 40_000);
    let ends = !dice.one_in(3);
    let (begin, end) = match dice.between(0, 11) {
        0 | 1 => (format!("kill zk{a}"), format!("start zk{a}")),
        2 => (format!("restart zk{a}"), format!("restart zk{b}")),
        3 | 4 => {
            let back = vec![
                (later, format!("power-on zk{a}")),
                (later + 10, format!("start zk{a}")),
            ];
            let mut acts = vec![(at, format!("power-off zk{a}"))];
            acts.extend(back.into_iter().filter(|_| ends));
            return acts;
        }
        5 => (format!("cut zk{a}-zk{b}"), format!("heal zk{a}-zk{b}")),
        6 => (format!("cut zk{a}->zk{b}"), format!("heal zk{a}->zk{b}")),
        7 => (format!("firewall zk{a}"), format!("open zk{a}")),
        8 => (
            format!("forget zk{a}-zk{b} 3888"),
            format!("forget zk{a}-zk{b} 2888"),
        ),
        9 => (
            format!("pause zk{a} {}ms", later - at),
            format!("write all {}", b + 1),
        ),
        10 => {
            let second = (b + 1) % servers;
            let others = [b, second].into_iter().filter(|c| *c != a);
            let others: String = others.map(|c| format!(" server.{c}")).collect();
            let edit = format!("edit zk{a} remove{others}");
            (edit, format!("restart zk{a}"))
        }
        _ => (format!("write all {}", b + 1), format!("restart zk{a}")),
    };
    let mut acts = vec![(at, begin)];
    acts.extend(ends.then_some((later, end)));
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schedule_is_a_scenario_file() {
        for number in 0..500 {
            let text = Schedule::random(number).to_string();
            let script = Script::parse(&text).unwrap_or_else(|error| panic!("{text}\n{error}"));
            let plan = Plan::decide(&script, &Choice::default());
            assert!(plan.is_ok(), "{text}\n{plan:?}");
        }
    }

    #[test]
    fn the_number_decides() {
        assert_eq!(Schedule::random(7), Schedule::random(7));
        assert_ne!(Schedule::random(7), Schedule::random(8));
    }
}
