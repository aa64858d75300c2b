//! Named streams of random numbers.
//!
//! Every source of variation has its own stream, seeded from the run's seed and its name, so that a
//! draw more or less in one place does not reshuffle the rest of the run.

use crate::time::Span;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// One stream of random numbers.
#[derive(Clone, Debug)]
pub struct Stream(Xoshiro256PlusPlus);

impl Stream {
    /// The stream called `name` of the run with this seed.
    pub fn named(seed: u64, name: &str) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(xxh3_64_with_seed(
            name.as_bytes(),
            seed,
        )))
    }

    /// A whole number from `low` to `high`, both included, each equally likely.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        if low >= high {
            low
        } else {
            self.0.random_range(low..=high)
        }
    }

    /// A length of time from the range, each microsecond equally likely.
    pub fn span(&mut self, range: Range) -> Span {
        Span::from_micros(self.between(range.low_us, range.high_us))
    }

    /// True in one of `n` draws.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.between(1, n.max(1)) == 1
    }
}

/// A range of lengths of time, in microseconds, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    /// The shortest.
    pub low_us: u64,
    /// The longest.
    pub high_us: u64,
}

impl Range {
    /// From `low_us` to `high_us` microseconds.
    pub const fn micros(low_us: u64, high_us: u64) -> Self {
        Self { low_us, high_us }
    }

    /// From `low_ms` to `high_ms` milliseconds.
    pub const fn millis(low_ms: u64, high_ms: u64) -> Self {
        Self {
            low_us: low_ms * 1_000,
            high_us: high_ms * 1_000,
        }
    }

    /// Exactly this long.
    pub const fn exactly(span: Span) -> Self {
        Self {
            low_us: span.as_micros(),
            high_us: span.as_micros(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_by_name_and_by_seed_and_repeat() {
        let draw = |seed, name| Stream::named(seed, name).between(0, u64::MAX - 1);
        assert_eq!(draw(1, "link 0->3"), draw(1, "link 0->3"));
        assert_ne!(draw(1, "link 0->3"), draw(1, "link 3->0"));
        assert_ne!(draw(1, "link 0->3"), draw(2, "link 0->3"));
    }

    #[test]
    fn a_range_includes_both_ends() {
        let mut stream = Stream::named(7, "test");
        let drawn: Vec<u64> = (0..200).map(|_| stream.between(3, 5)).collect();
        assert!((3..=5).all(|n| drawn.contains(&n)) && drawn.iter().all(|n| (3..=5).contains(n)));
        assert_eq!(stream.between(9, 9), 9);
    }
}
