//! The one error type of browser work: a sentence for the person who reads the report.

/// Why a step in a browser did not work out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something the page should have shown or done, and did not.
    #[error("{0}")]
    Expectation(String),
    /// The driver answered with an error of the WebDriver protocol.
    #[error("the browser's driver refuses: {message} ({code})")]
    Refused {
        /// The protocol's own word, such as `no such element`.
        code: String,
        /// The driver's explanation, first line only.
        message: String,
    },
    /// The driver could not be started, reached or understood.
    #[error("the browser's driver cannot be used: {0}")]
    Driver(String),
    /// A file could not be read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// What every step in a browser returns.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A broken expectation, in words.
    pub fn expected(sentence: impl Into<String>) -> Self {
        Self::Expectation(sentence.into())
    }

    /// Whether the element looked for is not there, or is there no longer: both mean "not yet"
    /// to somebody who waits.
    pub fn is_absence(&self) -> bool {
        matches!(self, Self::Refused { code, .. }
            if code == "no such element" || code == "stale element reference")
    }
}

/// Leaves a journey with a sentence unless the condition holds.
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $($sentence:tt)+) => {
        if !$condition {
            return Err($crate::Failure::expected(format!($($sentence)+)));
        }
    };
}
