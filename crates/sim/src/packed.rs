//! Long rows of small values, kept in the bytes that they need.
//!
//! What is kept of a run is kept for as long as somebody looks at it, and most of it repeats what came
//! just before. So each value is written as what is new about it. Every block begins from nothing: to
//! read a value is to read its block up to it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// What can be kept packed.
pub trait Pack: Copy {
    /// Values of a block: more take fewer bytes, fewer are read faster.
    const BLOCK: usize;
    /// What is known from the values before, at the beginning of a block nothing.
    type Before: Default;
    /// Writes what is new. `place` is the value's place in the whole row.
    fn pack(&self, place: u32, before: &mut Self::Before, bytes: &mut Bytes);
    /// Reads what [`Pack::pack`] has written.
    fn unpack(place: u32, before: &mut Self::Before, bytes: &mut Reader<'_>) -> Self;
}

/// Blocks that share one piece of memory.
const BLOCKS: usize = 16;

/// Values in the bytes that they need. It grows by whole chunks; see [`Packed::CHUNK`].
pub struct Packed<T> {
    chunks: Vec<Chunk>,
    len: u32,
    values: PhantomData<T>,
}

/// The values of so many blocks.
#[derive(Clone)]
struct Chunk {
    /// Where each block begins.
    begins: [u16; BLOCKS],
    bytes: Arc<[u8]>,
}

impl<T: Pack> Packed<T> {
    /// Values of a chunk.
    pub const CHUNK: usize = T::BLOCK * BLOCKS;

    /// Appends values. All but the last call have to bring a whole chunk.
    pub fn append(&mut self, values: &[T]) {
        debug_assert!((self.len as usize).is_multiple_of(Self::CHUNK));
        for values in values.chunks(Self::CHUNK) {
            let mut bytes = Bytes::new();
            let mut begins = [0; BLOCKS];
            for (block, begin) in values.chunks(T::BLOCK).zip(&mut begins) {
                *begin = u16::try_from(bytes.all.len()).unwrap_or(u16::MAX);
                let mut before = T::Before::default();
                for value in block {
                    value.pack(self.len, &mut before, &mut bytes);
                    bytes.end_value();
                    self.len += 1;
                }
            }
            self.chunks.push(Chunk {
                begins,
                bytes: bytes.all.into(),
            });
        }
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The value at a place.
    pub fn get(&self, place: usize) -> Option<T> {
        self.from(place).next()
    }

    /// The last value.
    pub fn last(&self) -> Option<T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// All values.
    pub fn iter(&self) -> Values<'_, T> {
        self.from(0)
    }

    /// The values from a place on.
    pub fn from(&self, place: usize) -> Values<'_, T> {
        let place = place.min(self.len());
        let block = place / T::BLOCK;
        let mut values = Values {
            packed: self,
            place: at(block * T::BLOCK),
            before: T::Before::default(),
            bytes: self.block(block),
        };
        while (values.place as usize) < place && values.next().is_some() {}
        values
    }

    /// The values before a place, the last one first.
    pub fn back_from(&self, place: usize) -> impl Iterator<Item = T> + '_ {
        let place = place.min(self.len());
        (0..place.div_ceil(T::BLOCK)).rev().flat_map(move |block| {
            let begin = block * T::BLOCK;
            let count = (place - begin).min(T::BLOCK);
            let mut values: Vec<T> = self.from(begin).take(count).collect();
            values.reverse();
            values
        })
    }

    /// How many values at the beginning have a property that none behind them has.
    pub fn partition_point(&self, holds: impl Fn(&T) -> bool) -> usize {
        let first = |block: usize| self.get(block * T::BLOCK);
        let (mut low, mut high) = (0, self.len().div_ceil(T::BLOCK));
        while low < high {
            let middle = usize::midpoint(low, high);
            if first(middle).is_some_and(|value| holds(&value)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(last) = low.checked_sub(1) else {
            return 0;
        };
        let begin = last * T::BLOCK;
        begin + self.from(begin).take(T::BLOCK).take_while(holds).count()
    }

    /// The first chunks alone.
    #[must_use]
    pub fn whole_chunks(&self, chunks: usize) -> Self {
        let chunks = chunks.min(self.len() / Self::CHUNK);
        Self {
            chunks: self.chunks[..chunks].to_vec(),
            len: at(chunks * Self::CHUNK),
            values: PhantomData,
        }
    }

    fn block(&self, block: usize) -> Reader<'_> {
        let bytes = self.chunks.get(block / BLOCKS).and_then(|chunk| {
            let begin = *chunk.begins.get(block % BLOCKS)?;
            chunk.bytes.get(usize::from(begin)..)
        });
        Reader::new(bytes.unwrap_or_default())
    }
}

impl<T: Pack> FromIterator<T> for Packed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let values: Vec<T> = values.into_iter().collect();
        let mut packed = Self::default();
        packed.append(&values);
        packed.chunks.shrink_to_fit();
        packed
    }
}

impl<T> Default for Packed<T> {
    fn default() -> Self {
        Self {
            chunks: Vec::new(),
            len: 0,
            values: PhantomData,
        }
    }
}

impl<T> Clone for Packed<T> {
    fn clone(&self) -> Self {
        Self {
            chunks: self.chunks.clone(),
            len: self.len,
            values: PhantomData,
        }
    }
}

impl<'a, T: Pack> IntoIterator for &'a Packed<T> {
    type Item = T;
    type IntoIter = Values<'a, T>;

    fn into_iter(self) -> Values<'a, T> {
        self.iter()
    }
}

impl<T: Pack + fmt::Debug> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T: Pack + PartialEq> PartialEq for Packed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

/// The values of a [`Packed`], one after the other.
pub struct Values<'a, T: Pack> {
    packed: &'a Packed<T>,
    place: u32,
    before: T::Before,
    bytes: Reader<'a>,
}

impl<T: Pack> Iterator for Values<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if self.place >= self.packed.len {
            return None;
        }
        let place = self.place as usize;
        if place.is_multiple_of(T::BLOCK) {
            self.before = T::Before::default();
            self.bytes = self.packed.block(place / T::BLOCK);
        }
        let value = T::unpack(self.place, &mut self.before, &mut self.bytes);
        self.place += 1;
        Some(value)
    }
}

fn at(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Bytes that are written.
pub struct Bytes {
    all: Vec<u8>,
    /// Those of the value that is being written.
    value: [u8; VALUE],
    used: usize,
}

/// Bytes that one value may take.
const VALUE: usize = 64;

impl Bytes {
    fn new() -> Self {
        Self {
            all: Vec::new(),
            value: [0; VALUE],
            used: 0,
        }
    }

    fn end_value(&mut self) {
        debug_assert!(self.used <= VALUE);
        let value = self.value.get(..self.used).unwrap_or_default();
        self.all.extend_from_slice(value);
        self.used = 0;
    }

    /// One byte.
    pub fn byte(&mut self, byte: u8) {
        self.value[self.used % VALUE] = byte;
        self.used += 1;
    }

    /// A number, in one byte for each seven bits that it needs.
    #[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    /// What has to be added to one number to give another, as a number that is small if they are near.
    pub fn step(&mut self, from: u64, to: u64) {
        let step = to.wrapping_sub(from);
        let sign = 0_u64.wrapping_sub(step >> 63);
        self.number(step << 1 ^ sign);
    }
}

/// Bytes that are read; behind their end are zeros.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// One byte.
    #[inline(always)]
    pub fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }

    /// A number that [`Bytes::number`] has written. Most have one byte, and every reading of a fact reads
    /// several.
    #[inline(always)]
    pub fn number(&mut self) -> u64 {
        let first = self.byte();
        if first < 0x80 {
            u64::from(first)
        } else {
            self.long_number(first)
        }
    }

    #[inline(never)]
    fn long_number(&mut self, first: u8) -> u64 {
        let mut number = u64::from(first & 0x7f);
        let mut shift = 7;
        while shift < u64::BITS {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
            shift += 7;
        }
        number
    }

    /// A number that [`Bytes::number`] has written, of 32 bits.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it was written from 32 bits"
    )]
    pub fn small(&mut self) -> u32 {
        self.number() as u32
    }

    /// The number that [`Bytes::step`] has written, from the same one.
    pub fn step(&mut self, from: u64) -> u64 {
        let step = self.number();
        from.wrapping_add(step >> 1 ^ 0_u64.wrapping_sub(step & 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Pack for u64 {
        const BLOCK: usize = 4;
        type Before = Self;
        fn pack(&self, place: u32, before: &mut Self, bytes: &mut Bytes) {
            bytes.step(*before, self.wrapping_add(place.into()));
            *before = *self;
        }
        fn unpack(place: u32, before: &mut Self, bytes: &mut Reader<'_>) -> Self {
            *before = bytes.step(*before).wrapping_sub(place.into());
            *before
        }
    }

    fn values(count: u64) -> Vec<u64> {
        (0..count).map(|i| i * i).collect()
    }

    #[test]
    fn values_come_back_from_any_place_on() {
        for count in [0, 1, 4, 63, 64, 65, 200] {
            let values = values(count);
            let packed: Packed<u64> = values.iter().copied().collect();
            assert_eq!(packed.len(), values.len());
            assert!(packed.iter().eq(values.iter().copied()), "{count}");
            for place in 0..=values.len() + 1 {
                let rest = values.get(place..).unwrap_or_default();
                assert!(packed.from(place).eq(rest.iter().copied()), "{count}");
                let before = &values[..place.min(values.len())];
                let back = packed.back_from(place);
                assert!(back.eq(before.iter().rev().copied()), "{count} {place}");
                assert_eq!(packed.get(place), values.get(place).copied());
            }
        }
    }

    #[test]
    fn a_place_is_found_by_what_holds_before_it() {
        for count in [0, 1, 4, 65, 200] {
            let values = values(count);
            let packed: Packed<u64> = values.iter().copied().collect();
            for limit in (0..40_001).step_by(37) {
                let expected = values.partition_point(|value| *value < limit);
                assert_eq!(packed.partition_point(|value| *value < limit), expected);
            }
        }
    }

    #[test]
    fn it_grows_by_chunks_and_is_cut_between_them() {
        let all = values(150);
        let mut packed = Packed::default();
        for part in all.chunks(Packed::<u64>::CHUNK) {
            packed.append(part);
        }
        assert_eq!(packed, all.iter().copied().collect());
        assert!(packed.whole_chunks(2).iter().eq(all[..128].iter().copied()));
        assert_eq!(packed.whole_chunks(9).len(), 128);
    }

    #[test]
    fn numbers_of_every_length_come_back() {
        let numbers = (0..64).flat_map(|bit| [1 << bit, (1 << bit) - 1, u64::MAX >> bit]);
        for number in numbers {
            let mut bytes = Bytes::new();
            bytes.number(number);
            bytes.step(number, 7);
            bytes.step(7, number);
            bytes.end_value();
            let mut reader = Reader::new(&bytes.all);
            assert_eq!(reader.number(), number);
            assert_eq!((reader.step(number), reader.step(7)), (7, number));
            assert_eq!((reader.at, reader.number()), (bytes.all.len(), 0));
        }
    }
}
