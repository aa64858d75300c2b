//! What can be wrong with a scenario file or with what is asked of a scenario, as sentences that say
//! what would be right.

use thiserror::Error;
use zookeeper::config::Instead;

/// A mistake in a scenario file.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("line {line}: {problem}")]
pub struct ScriptError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a line, or with an argument.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Problem {
    /// A word that is not known here.
    #[error("{what} “{word}” is unknown{}", hint(.known, .word))]
    Unknown {
        /// What kind of word is expected.
        what: &'static str,
        /// The word.
        word: String,
        /// The words that are known.
        known: Vec<String>,
    },
    /// Something is missing.
    #[error("{after} needs {what}, for example: {example}")]
    Missing {
        /// What comes before.
        after: String,
        /// What should follow.
        what: &'static str,
        /// A line that would do.
        example: &'static str,
    },
    /// A word that cannot be read as what it should be.
    #[error("“{word}” is not {what}; write it like {example}")]
    Malformed {
        /// The word.
        word: String,
        /// What it should be.
        what: &'static str,
        /// One that would do.
        example: &'static str,
    },
    /// A number outside its range.
    #[error("{name}={value} is out of range; it goes from {min} to {max}")]
    OutOfRange {
        /// Whose value it is.
        name: String,
        /// The value.
        value: String,
        /// The least that is taken.
        min: i64,
        /// The most that is taken.
        max: i64,
    },
    /// Something is there twice.
    #[error("{what} “{word}” is there twice; keep one of them")]
    Twice {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        word: String,
    },
    /// A text that begins with `<<WORD` and does not end.
    #[error("the text that begins with <<{0} has no line {0} at its end")]
    Unended(String),
    /// A zoo.cfg with which a server would not start, where that is not the point.
    #[error("there are too many {what}: {count}, and {limit} is the most")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many.
        count: usize,
        /// How many are taken.
        limit: usize,
    },
    /// A line of a zoo.cfg that would make servers behave in a way that is not simulated.
    #[error("{line} is not simulated; {instead}")]
    NotSimulated {
        /// The line.
        line: String,
        /// What to write instead.
        instead: Instead,
    },
    /// Two things that cannot both be asked for.
    #[error("{0} can only be applied from the start; leave “@{1}” away")]
    OnlyFromStart(String, String),
    /// A moment of the run that does not exist.
    #[error(
        "the run ends at {until} and {what} is at {at}; ask for a later --until, or an earlier moment"
    )]
    AfterTheEnd {
        /// What lies after the end.
        what: String,
        /// When it is.
        at: String,
        /// The end.
        until: String,
    },
    /// A moment before the story begins.
    #[error("the story begins at {from} and {what} is at {at}; ask for a later moment")]
    BeforeTheStory {
        /// What lies before the beginning.
        what: String,
        /// When it is.
        at: String,
        /// The beginning.
        from: String,
    },
}

/// The known word nearest to one that is not, if any is near.
pub fn nearest<'a>(known: &'a [String], word: &str) -> Option<&'a str> {
    known
        .iter()
        .map(|other| (strsim::damerau_levenshtein(other, word), other))
        .filter(|(distance, other)| *distance * 2 <= other.chars().count().max(2))
        .min()
        .map(|(_, other)| other.as_str())
}

/// The known word nearest to one that is not, or all of them if none is near.
fn hint(known: &[String], word: &str) -> String {
    match nearest(known, word) {
        Some(other) => format!("; did you mean “{other}”?"),
        None if known.is_empty() => String::new(),
        None => format!("; known are: {}", known.join(", ")),
    }
}

/// The problem of a word that is not among those that are known.
pub fn unknown<'a>(
    what: &'static str,
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Problem {
    Problem::Unknown {
        what,
        word: word.to_owned(),
        known: known.into_iter().map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_word_is_answered_with_the_nearest() {
        let says = |word| unknown("verb", word, ["start", "stop", "power-off"]).to_string();
        assert_eq!(
            says("poweroff"),
            "verb “poweroff” is unknown; did you mean “power-off”?"
        );
        assert_eq!(
            says("explode"),
            "verb “explode” is unknown; known are: start, stop, power-off"
        );
    }
}
