//! A row that grows for as long as a run does: what has just been appended is kept as it is, which
//! costs nothing; when that is much, it is [packed](crate::packed).

use crate::packed::{Pack, Packed};
use std::fmt;

/// Values in the order in which they were appended.
#[derive(Clone)]
pub struct History<T> {
    packed: Packed<T>,
    /// In pieces of a chunk: a vector that grows is copied, and up to half of it is empty.
    open: Vec<Vec<T>>,
}

impl<T: Pack> History<T> {
    /// Values of a piece.
    pub const CHUNK: usize = Packed::<T>::CHUNK;

    /// Appends a value.
    pub fn push(&mut self, value: T) {
        match self.open.last_mut() {
            Some(last) if last.len() < Self::CHUNK => last.push(value),
            _ => {
                let mut piece = Vec::with_capacity(Self::CHUNK);
                piece.push(value);
                self.open.push(piece);
            }
        }
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        let open = match self.open.split_last() {
            Some((last, full)) => full.len() * Self::CHUNK + last.len(),
            None => 0,
        };
        self.packed.len() + open
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of them are packed.
    pub fn packed(&self) -> usize {
        self.packed.len()
    }

    /// Pieces that are whole and not packed.
    pub fn whole(&self) -> impl Iterator<Item = &[T]> {
        let whole = self.open.iter().map(Vec::as_slice);
        whole.take_while(|piece| piece.len() == Self::CHUNK)
    }

    /// Packs every whole piece.
    pub fn pack(&mut self) {
        let whole = self.whole().count();
        for piece in self.open.drain(..whole) {
            self.packed.append(&piece);
        }
    }

    /// The value at a place.
    pub fn get(&self, place: usize) -> Option<T> {
        match place.checked_sub(self.packed.len()) {
            Some(open) => {
                let piece = self.open.get(open / Self::CHUNK)?;
                piece.get(open % Self::CHUNK).copied()
            }
            None => self.packed.get(place),
        }
    }

    /// The values from a place on.
    pub fn from(&self, place: usize) -> impl Iterator<Item = T> + '_ {
        let open = place.saturating_sub(self.packed.len());
        let pieces = self.open.get(open / Self::CHUNK..).unwrap_or_default();
        let rest = pieces.iter().flatten().skip(open % Self::CHUNK);
        self.packed.from(place).chain(rest.copied())
    }

    /// The values before a place, the last one first.
    pub fn back_from(&self, place: usize) -> impl Iterator<Item = T> + '_ {
        let open = place.min(self.len()).saturating_sub(self.packed.len());
        let behind = self.len().saturating_sub(self.packed.len()) - open;
        let open = self.open.iter().flatten().rev().skip(behind);
        open.copied().chain(self.packed.back_from(place))
    }

    /// How many values at the beginning have a property that none behind them has.
    pub fn partition_point(&self, holds: impl Fn(&T) -> bool) -> usize {
        let begins = |piece: &Vec<T>| piece.first().is_some_and(&holds);
        match self.open.partition_point(begins).checked_sub(1) {
            None => self.packed.partition_point(holds),
            Some(last) => {
                let rest = self.open.get(last).map_or(&[][..], Vec::as_slice);
                self.packed.len() + last * Self::CHUNK + rest.partition_point(holds)
            }
        }
    }

    /// The first so many values; what of them is packed is shared.
    #[must_use]
    pub fn first(&self, count: usize) -> Self {
        let count = count.min(self.len());
        let mut first = Self {
            packed: self.packed.whole_chunks(count / Self::CHUNK),
            open: Vec::new(),
        };
        let done = first.len();
        self.from(done)
            .take(count - done)
            .for_each(|value| first.push(value));
        first
    }
}

impl<T: Pack + fmt::Debug> fmt::Debug for History<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.from(0)).finish()
    }
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self {
            packed: Packed::default(),
            open: Vec::new(),
        }
    }
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "small numbers")]
mod tests {
    use super::*;

    fn history(count: u64, packed: u64) -> History<u64> {
        let mut history = History::default();
        (0..packed).for_each(|value| history.push(value));
        history.pack();
        (packed..count).for_each(|value| history.push(value));
        history
    }

    #[test]
    fn it_is_the_same_row_whatever_of_it_is_packed() {
        for (count, packed) in [
            (0, 0),
            (1, 0),
            (64, 64),
            (200, 0),
            (200, 63),
            (200, 64),
            (200, 150),
        ] {
            let history = history(count, packed);
            let what = format!("{packed} of {count}");
            assert_eq!(history.len(), count as usize, "{what}");
            assert_eq!(history.packed(), packed as usize / 64 * 64, "{what}");
            for place in 0..count + 2 {
                let at = place as usize;
                assert_eq!(history.get(at), (place < count).then_some(place), "{what}");
                assert!(history.from(at).eq(place..count), "{what}");
                assert!(
                    history.back_from(at).eq((0..place.min(count)).rev()),
                    "{what}"
                );
                assert_eq!(
                    history.partition_point(|v| *v < place),
                    at.min(count as usize)
                );
                assert!(history.first(at).from(0).eq(0..place.min(count)), "{what}");
            }
        }
    }
}
