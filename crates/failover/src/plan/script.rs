//! What an operator's script does to a cluster.
//!
//! Up to its first `await` every line has its time and is carried out then, whatever the lines before it
//! have come to. What follows is one pair of hands that looks before it goes on.

use super::act::{self, Act, What};
use super::cluster::Cluster;
use super::job::{Ready, Step};
use scenario::operator::{Line, Operator};
use scenario::plan::nodes;
use scenario::script::error::{Problem, unknown};
use scenario::script::time::Offset;

/// What an `await` can wait for.
pub const AWAITS: [&str; 5] = ["gone", "absent", "port", "registered", "first-heartbeat"];

/// What is done.
pub(super) fn acts(cluster: &Cluster, operator: &Operator) -> Result<Vec<Act>, Problem> {
    let mut acts = Vec::new();
    for (at, words) in operator.acts() {
        acts.extend(parse(cluster, at, words)?);
    }
    if let Some(first) = operator.first_await() {
        let (_, looking) = operator.lines().split_at(first);
        let at = operator.times().get(first).copied().flatten();
        let mut steps = Vec::new();
        for line in looking {
            steps.extend(self::steps(cluster, line)?);
        }
        let what = What::Job(steps);
        let at = at.unwrap_or(operator.from);
        acts.push(Act { at, what });
    }
    Ok(acts)
}

fn parse(cluster: &Cluster, at: Offset, words: &str) -> Result<Vec<Act>, Problem> {
    let words: Vec<&str> = words.split(' ').collect();
    act::parse(cluster, at, &words)
}

fn steps(cluster: &Cluster, line: &Line) -> Result<Vec<Step>, Problem> {
    match line {
        Line::Wait(length) => Ok(length.span().map(Step::Sleep).into_iter().collect()),
        Line::Await(what) => Ok(vec![look(cluster, what)?]),
        Line::Act(words) => {
            let mut steps = vec![Step::Mark];
            for Act { at, what } in parse(cluster, Offset(0), words)? {
                steps.extend(at.span().map(Step::SinceMark));
                match what {
                    What::Deed(deed) => steps.push(Step::Do(deed)),
                    What::Job(job) => steps.extend(job),
                }
            }
            Ok(steps)
        }
    }
}

/// `gone master1`: what is waited for, and of which server.
fn look(cluster: &Cluster, what: &str) -> Result<Step, Problem> {
    let (word, server) = what.split_once(' ').unwrap_or((what, ""));
    if !AWAITS.contains(&word) {
        return Err(unknown("state", word, AWAITS));
    }
    let node = nodes::find_one(&cluster.names(), server)?;
    let ready = Ready::ALL.iter().find(|(name, _)| *name == word);
    Ok(match (ready, word) {
        (Some((_, ready)), _) => Step::UntilReady(node, *ready),
        (None, "gone") => Step::UntilGone(node),
        (None, _) => Step::UntilAbsent(node),
    })
}
