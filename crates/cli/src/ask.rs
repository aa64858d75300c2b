//! `--ask`: what a server answers to a four-letter word at a moment of the run.

use crate::fail::Failure;
use picture::scrubber::Scrubber;
use picture::zookeeper::admin::{self, WORDS};
use scenario::plan::Plan;
use scenario::run::Run;
use scenario::script::error::unknown;
use scenario::script::time::parse;
use serde::Serialize;
use sim::id::NodeId;
use sim::time::SimTime;

/// A question, before there is a run to ask.
pub(crate) struct Question {
    node: NodeId,
    name: String,
    word: String,
    at: SimTime,
}

/// What came of it.
#[derive(Serialize)]
pub(crate) struct Answer {
    pub(crate) node: String,
    pub(crate) word: String,
    pub(crate) at_ms: i64,
    /// Nothing if nobody listens on the client port.
    pub(crate) answer: Option<String>,
}

impl Question {
    /// Reads `SERVER:WORD@TIME`.
    pub(crate) fn read(plan: &Plan, text: &str) -> Result<Self, Failure> {
        let malformed = || {
            Failure::usage(format!(
                "“{text}” is not a question; write it like zk1:srvr@65s"
            ))
        };
        let (name, rest) = text.split_once(':').ok_or_else(malformed)?;
        let (word, at) = rest.split_once('@').ok_or_else(malformed)?;
        let at = plan.moment(parse(at).ok_or_else(malformed)?);
        let hosts = || plan.setting.hosts.iter().map(|host| host.name.as_str());
        let node = plan
            .setting
            .node(name)
            .ok_or_else(|| Failure::usage(unknown("server", name, hosts())))?;
        if !WORDS.contains(&word) {
            let words = WORDS.join(", ");
            return Err(Failure::usage(format!(
                "“{word}” is not answered here; the words are {words}"
            )));
        }
        if at > plan.until {
            return Err(Failure::usage(format!(
                "“{text}” lies after the end of the run, {} ms; ask earlier, or set --until",
                plan.ms(plan.until)
            )));
        }
        Ok(Self {
            node,
            name: name.to_owned(),
            word: word.to_owned(),
            at,
        })
    }
}

/// Asks.
pub(crate) fn ask(run: &Run, questions: Vec<Question>) -> Vec<Answer> {
    let reading = run.reading();
    let mut scrubber = Scrubber::new(&reading);
    let mut ask = |question: Question| {
        let Question {
            node,
            name,
            word,
            at,
        } = question;
        let picture = scrubber.at(&reading, at);
        Answer {
            answer: admin::answer(&reading, picture, node, &word),
            at_ms: run.plan().ms(at),
            node: name,
            word,
        }
    };
    questions.into_iter().map(&mut ask).collect()
}
