//! An order of functions in which each stands behind those that it resembles most.

use std::collections::{HashMap, VecDeque};

/// Two functions resemble each other by the sequences of so many bytes that both have.
const SEQUENCE: usize = 6;
/// What more functions than this have says nothing about any two of them.
const COMMON: usize = 50;
/// How far back a compressor finds again what it has seen: 32 KiB, less what follows in the meantime.
const MEMORY: usize = 28_000;
/// Functions of fewer bytes are found by anything; they stand last, sorted.
const SMALL: usize = 24;
/// Keeps functions with few sequences from being chosen for a single one.
const DOUBT: u64 = 8;

/// The places of the bodies in an order in which each resembles those before it as much as possible.
pub(super) fn side_by_side(bodies: &[&[u8]]) -> Vec<usize> {
    let sequences = Sequences::of(bodies);
    let (mut left, mut small): (Vec<usize>, Vec<usize>) =
        (0..bodies.len()).partition(|at| bodies[*at].len() >= SMALL);
    small.sort_by_key(|at| bodies[*at]);
    let mut remembered = Remembered::new(bodies, &sequences);
    let mut order = Vec::with_capacity(bodies.len());
    while let Some(next) = remembered.most_familiar(&left) {
        let at = left.swap_remove(next);
        remembered.see(at);
        order.push(at);
    }
    order.extend(small);
    order
}

/// Which sequences each body has, and which bodies have each sequence.
struct Sequences {
    of: Vec<Vec<u32>>,
    owners: Vec<Vec<u32>>,
}

impl Sequences {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a module has some 10^6 bytes"
    )]
    fn of(bodies: &[&[u8]]) -> Self {
        let mut known: HashMap<&[u8], u32> = HashMap::new();
        let mut owners: Vec<Vec<u32>> = Vec::new();
        let mut of = Vec::new();
        for (at, body) in bodies.iter().enumerate() {
            let mut mine = Vec::new();
            if body.len() >= SMALL {
                for sequence in body.windows(SEQUENCE) {
                    let id = *known.entry(sequence).or_insert_with(|| {
                        owners.push(Vec::new());
                        owners.len() as u32 - 1
                    });
                    let owners = &mut owners[id as usize];
                    if owners.last() != Some(&(at as u32)) {
                        owners.push(at as u32);
                        mine.push(id);
                    }
                }
            }
            of.push(mine);
        }
        Self { of, owners }
    }
}

/// What a compressor remembers at a point of the order.
struct Remembered<'a> {
    bodies: &'a [&'a [u8]],
    sequences: &'a Sequences,
    last: VecDeque<usize>,
    bytes: usize,
    /// How many of the remembered bodies have each sequence.
    seen: Vec<u32>,
    /// How many of its sequences are remembered, for each body.
    familiar: Vec<u64>,
}

impl<'a> Remembered<'a> {
    fn new(bodies: &'a [&'a [u8]], sequences: &'a Sequences) -> Self {
        Self {
            bodies,
            sequences,
            last: VecDeque::new(),
            bytes: 0,
            seen: vec![0; sequences.owners.len()],
            familiar: vec![0; bodies.len()],
        }
    }

    /// The place in `left` of the body of which the greatest share is remembered; of equals the first.
    fn most_familiar(&self, left: &[usize]) -> Option<usize> {
        let all = |at: usize| self.sequences.of[at].len() as u64 + DOUBT;
        let better = |a: usize, b: usize| {
            let (of_a, of_b) = (self.familiar[a] * all(b), self.familiar[b] * all(a));
            of_a.cmp(&of_b).then(b.cmp(&a))
        };
        let places = 0..left.len();
        places.max_by(|a, b| better(left[*a], left[*b]))
    }

    fn see(&mut self, at: usize) {
        self.last.push_back(at);
        self.bytes += self.bodies[at].len();
        self.count(at, true);
        while self.bytes > MEMORY
            && self.last.len() > 1
            && let Some(old) = self.last.pop_front()
        {
            self.bytes -= self.bodies[old].len();
            self.count(old, false);
        }
    }

    fn count(&mut self, at: usize, comes: bool) {
        for id in &self.sequences.of[at] {
            let seen = &mut self.seen[*id as usize];
            let owners = &self.sequences.owners[*id as usize];
            *seen = if comes { *seen + 1 } else { *seen - 1 };
            let changed = *seen == u32::from(comes);
            if changed && owners.len() <= COMMON {
                for owner in owners {
                    let familiar = &mut self.familiar[*owner as usize];
                    *familiar = if comes { *familiar + 1 } else { *familiar - 1 };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_stands_together_and_nothing_is_lost() {
        let body = |kind: u8, n: u8| -> Vec<u8> {
            let mut body: Vec<u8> = (0..200).map(|i: u8| i.wrapping_mul(kind)).collect();
            body[3] = n;
            body
        };
        let bodies: Vec<Vec<u8>> = (0..12).map(|n| body(3 + n % 3 * 2, n)).collect();
        let mut slices: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
        slices.push(b"short");
        let order = side_by_side(&slices);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..13).collect::<Vec<_>>());
        assert_eq!(order[12], 12);
        let kinds: Vec<usize> = order[..12].iter().map(|at| at % 3).collect();
        assert_eq!(
            kinds.windows(2).filter(|pair| pair[0] != pair[1]).count(),
            2
        );
        assert_eq!(order, side_by_side(&slices));
    }
}
