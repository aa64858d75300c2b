//! Values as bits: a fact is at most 72 of them beside its number, a message at most 384.
//!
//! What can be written can be read back; what cannot be read is no value, never a wrong one.

use sim::id::{MessageId, NodeId};
use sim::trace::Record;

/// Bits in a [`Record`].
const CAPACITY: u32 = 384;

/// A row of bits, written and read from its beginning.
#[derive(Clone, Copy, Default)]
pub(crate) struct Bits {
    words: [u64; 6],
    used: u32,
}

impl Bits {
    pub(crate) fn from_record(record: Record) -> Self {
        Self {
            words: record.0,
            used: 0,
        }
    }

    pub(crate) fn into_record(self) -> Record {
        Record(self.words)
    }

    /// How many bits have been written or read.
    pub(crate) fn used(&self) -> u32 {
        self.used
    }

    pub(crate) fn put(&mut self, value: u64, width: u32) {
        debug_assert!(self.used + width <= CAPACITY, "the value does not fit");
        let value = value & mask(width);
        let (word, shift) = ((self.used / 64) as usize, self.used % 64);
        if let Some(word) = self.words.get_mut(word) {
            *word |= value << shift;
        }
        if shift + width > 64
            && let Some(word) = self.words.get_mut(word + 1)
        {
            *word |= value >> (64 - shift);
        }
        self.used += width;
    }

    pub(crate) fn take(&mut self, width: u32) -> u64 {
        let (word, shift) = ((self.used / 64) as usize, self.used % 64);
        let low = self.words.get(word).copied().unwrap_or(0) >> shift;
        let high = if shift + width > 64 {
            self.words.get(word + 1).copied().unwrap_or(0) << (64 - shift)
        } else {
            0
        };
        self.used += width;
        (low | high) & mask(width)
    }
}

const fn mask(width: u32) -> u64 {
    if width >= 64 {
        u64::MAX
    } else {
        (1 << width) - 1
    }
}

/// A value that is written as bits.
pub(crate) trait Pack: Sized {
    fn put(self, bits: &mut Bits);
    fn take(bits: &mut Bits) -> Option<Self>;
}

macro_rules! number {
    ($type:ty, $width:literal) => {
        impl Pack for $type {
            fn put(self, bits: &mut Bits) {
                bits.put(u64::from(self), $width);
            }
            fn take(bits: &mut Bits) -> Option<Self> {
                Self::try_from(bits.take($width)).ok()
            }
        }
    };
}

number!(u8, 8);
number!(u16, 16);
number!(u32, 32);

impl Pack for bool {
    fn put(self, bits: &mut Bits) {
        bits.put(u64::from(self), 1);
    }
    fn take(bits: &mut Bits) -> Option<Self> {
        Some(bits.take(1) == 1)
    }
}

impl Pack for NodeId {
    fn put(self, bits: &mut Bits) {
        bits.put(u64::from(self.0), 5);
    }
    fn take(bits: &mut Bits) -> Option<Self> {
        u8::try_from(bits.take(5)).ok().map(Self)
    }
}

const _: () = assert!(sim::limits::HOSTS <= 32);

impl Pack for MessageId {
    fn put(self, bits: &mut Bits) {
        self.0.put(bits);
    }
    fn take(bits: &mut Bits) -> Option<Self> {
        u32::take(bits).map(Self)
    }
}

impl<T: Pack> Pack for Option<T> {
    fn put(self, bits: &mut Bits) {
        self.is_some().put(bits);
        if let Some(value) = self {
            value.put(bits);
        }
    }
    fn take(bits: &mut Bits) -> Option<Self> {
        if bool::take(bits)? {
            T::take(bits).map(Some)
        } else {
            Some(None)
        }
    }
}

/// What is one of some words.
pub(crate) trait Words {
    /// The words, each after its number and a colon.
    const WORDS: &'static str;

    /// The number of the word.
    fn word(&self) -> u64;
}

/// Declares an enumeration whose variants have numbers, and how it is written: its number in so many
/// bits, then its fields in their order.
macro_rules! packed {
    ($(#[$meta:meta])* $name:ident: $width:literal {
        $($(#[$doc:meta])* $number:literal $variant:ident
            $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })?;)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs, reason = "a field is what its name and type say")]
        pub enum $name {
            $($(#[$doc])* $variant $({ $($(#[$field_doc])* $field: $type),* })?),*
        }

        impl $crate::pack::Words for $name {
            const WORDS: &'static str = concat!($($number, ":", stringify!($variant), " "),*);

            fn word(&self) -> u64 {
                match self {
                    $(Self::$variant $({ $($field: _),* })? => $number),*
                }
            }
        }

        impl $crate::pack::Pack for $name {
            fn put(self, bits: &mut $crate::pack::Bits) {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        bits.put($number, $width);
                        $($($crate::pack::Pack::put($field, bits);)*)?
                    })*
                }
            }
            fn take(bits: &mut $crate::pack::Bits) -> Option<Self> {
                match bits.take($width) {
                    $($number => Some(Self::$variant $({
                        $($field: <$type as $crate::pack::Pack>::take(bits)?),*
                    })?),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use packed;

/// Declares a record whose fields are written in their order.
macro_rules! packed_struct {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name { $($(#[$doc])* pub $field: $type),* }

        impl $crate::pack::Pack for $name {
            fn put(self, bits: &mut $crate::pack::Bits) {
                $($crate::pack::Pack::put(self.$field, bits);)*
            }
            fn take(bits: &mut $crate::pack::Bits) -> Option<Self> {
                Some(Self { $($field: <$type as $crate::pack::Pack>::take(bits)?),* })
            }
        }
    };
}
pub(crate) use packed_struct;

/// Declares a number with a meaning of its own.
macro_rules! packed_number {
    ($(#[$meta:meta])* $name:ident($inner:ty)) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name(pub $inner);

        impl $crate::pack::Pack for $name {
            fn put(self, bits: &mut $crate::pack::Bits) {
                $crate::pack::Pack::put(self.0, bits);
            }
            fn take(bits: &mut $crate::pack::Bits) -> Option<Self> {
                <$inner as $crate::pack::Pack>::take(bits).map(Self)
            }
        }
    };
}
pub(crate) use packed_number;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lie_side_by_side_across_words() {
        let mut bits = Bits::default();
        for n in 0..12_u32 {
            (n * 77_777_777).put(&mut bits);
        }
        assert_eq!(bits.used(), CAPACITY);
        let mut bits = Bits::from_record(bits.into_record());
        for n in 0..12_u32 {
            assert_eq!(<u32 as Pack>::take(&mut bits), Some(n * 77_777_777));
        }
        let mut bits = Bits::default();
        bits.put(1, 5);
        (Some(u32::MAX), None::<u8>, Some(NodeId(31)))
            .0
            .put(&mut bits);
        bits.put(u64::MAX, 60);
        let mut bits = Bits::from_record(bits.into_record());
        assert_eq!(bits.take(5), 1);
        assert_eq!(<Option<u32> as Pack>::take(&mut bits), Some(Some(u32::MAX)));
        assert_eq!(bits.take(60), mask(60));
    }
}
