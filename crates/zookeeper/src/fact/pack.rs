//! Fields of a fact as bits of a row: 72 of them, in the order in which they are declared.

use crate::ids::{Epoch, Round, Sid, Zxid};
use crate::message::PacketKind;
use crate::vote::ServerState;
use sim::id::{MessageId, NodeId};

/// The 72 bits of a row that belong to its fact. In two parts, because arithmetic on 128 bits is slow in
/// a browser and every fact is read many times.
#[derive(Clone, Copy, Default)]
pub(crate) struct Bits {
    /// The first 64, of which those that were taken are gone.
    low: u64,
    /// The last 8.
    high: u8,
    /// How many have been put.
    used: u32,
}

/// Bits in a row's `small`, `a` and `b`.
const CAPACITY: u32 = 72;
/// Bits of the first part.
const LOW: u32 = u64::BITS;

impl Bits {
    pub(crate) fn from_row(small: u8, a: u32, b: u32) -> Self {
        Self {
            low: u64::from(a) | u64::from(b) << 32,
            high: small,
            used: 0,
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "each takes the part that it is"
    )]
    pub(crate) fn into_row(self) -> (u8, u32, u32) {
        (self.high, self.low as u32, (self.low >> 32) as u32)
    }

    #[expect(clippy::cast_possible_truncation, reason = "a row ends after 72 bits")]
    fn put(&mut self, value: u64, width: u32) {
        debug_assert!(
            self.used + width <= CAPACITY,
            "the fact does not fit into a row"
        );
        let value = value & mask(width);
        if self.used < LOW {
            self.low |= value << self.used;
        }
        if self.used >= LOW {
            self.high |= (value << (self.used - LOW)) as u8;
        } else if self.used + width > LOW {
            self.high |= (value >> (LOW - self.used)) as u8;
        }
        self.used += width;
    }

    #[expect(clippy::cast_possible_truncation, reason = "what is left of 8 bits")]
    fn take(&mut self, width: u32) -> u64 {
        let value = self.low & mask(width);
        let high = u64::from(self.high);
        self.low = self.low.checked_shr(width).unwrap_or(0) | high << (LOW - width);
        self.high = high.checked_shr(width).unwrap_or(0) as u8;
        value
    }
}

/// So many ones, at least one.
fn mask(width: u32) -> u64 {
    u64::MAX >> (LOW - width)
}

/// A field of a fact.
pub(crate) trait Field: Sized {
    /// Bits that it takes.
    const WIDTH: u32;
    /// Its values as words, in the order of their numbers; empty for what is no choice of words.
    const WORDS: &'static str = "";
    fn put(self, bits: &mut Bits);
    fn take(bits: &mut Bits) -> Option<Self>;
}

macro_rules! number {
    ($type:ty, $width:expr) => {
        impl Field for $type {
            const WIDTH: u32 = $width;
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

/// Signed values of a width: those that do not fit become the nearest that does.
macro_rules! signed {
    ($type:ident, $width:expr) => {
        impl Field for $type {
            const WIDTH: u32 = $width;
            fn put(self, bits: &mut Bits) {
                let limit = 1_i64 << ($width - 1);
                let value = self.0.clamp(-limit, limit - 1);
                bits.put(u64::from_ne_bytes(value.to_ne_bytes()), $width);
            }
            fn take(bits: &mut Bits) -> Option<Self> {
                let raw = i64::from_ne_bytes((bits.take($width) << (64 - $width)).to_ne_bytes());
                Some(Self(raw >> (64 - $width)))
            }
        }
    };
}

signed!(Sid, 16);
signed!(Round, 32);
signed!(Epoch, 32);

impl Field for Zxid {
    const WIDTH: u32 = 64;
    fn put(self, bits: &mut Bits) {
        bits.put(u64::from_ne_bytes(self.0.to_ne_bytes()), 64);
    }
    fn take(bits: &mut Bits) -> Option<Self> {
        Some(Self(i64::from_ne_bytes(bits.take(64).to_ne_bytes())))
    }
}

impl Field for bool {
    const WIDTH: u32 = 1;
    const WORDS: &'static str = "false true";
    fn put(self, bits: &mut Bits) {
        bits.put(u64::from(self), 1);
    }
    fn take(bits: &mut Bits) -> Option<Self> {
        Some(bits.take(1) == 1)
    }
}

impl Field for MessageId {
    const WIDTH: u32 = u32::WIDTH;
    fn put(self, bits: &mut Bits) {
        self.0.put(bits);
    }
    fn take(bits: &mut Bits) -> Option<Self> {
        u32::take(bits).map(Self)
    }
}

impl Field for NodeId {
    const WIDTH: u32 = u8::WIDTH;
    fn put(self, bits: &mut Bits) {
        self.0.put(bits);
    }
    fn take(bits: &mut Bits) -> Option<Self> {
        u8::take(bits).map(Self)
    }
}

impl Field for ServerState {
    const WIDTH: u32 = 2;
    const WORDS: &'static str = "LOOKING FOLLOWING LEADING OBSERVING";
    fn put(self, bits: &mut Bits) {
        bits.put(u64::from(self.ordinal()), 2);
    }
    fn take(bits: &mut Bits) -> Option<Self> {
        Self::ALL.get(usize::try_from(bits.take(2)).ok()?).copied()
    }
}

impl Field for PacketKind {
    const WIDTH: u32 = u8::WIDTH;
    fn put(self, bits: &mut Bits) {
        (self as u8).put(bits);
    }
    fn take(bits: &mut Bits) -> Option<Self> {
        Self::from_number(u8::take(bits)?)
    }
}

/// A plain enumeration as a field of the given width.
macro_rules! enumeration {
    ($(#[$doc:meta])* $name:ident: $width:literal { $($(#[$variant_doc:meta])* $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$variant_doc])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];
        }

        impl $crate::fact::pack::Field for $name {
            const WIDTH: u32 = $width;
            const WORDS: &'static str = concat!($(stringify!($variant), " "),*);
            fn put(self, bits: &mut $crate::fact::pack::Bits) {
                const { assert!($name::ALL.len() <= 1 << $width, "too many for the width") };
                $crate::fact::pack::put_small(bits, self as u8, $width);
            }
            fn take(bits: &mut $crate::fact::pack::Bits) -> Option<Self> {
                let index = $crate::fact::pack::take_small(bits, $width);
                Self::ALL.get(usize::from(index)).copied()
            }
        }
    };
}
pub(crate) use enumeration;

pub(crate) fn put_small(bits: &mut Bits, value: u8, width: u32) {
    bits.put(u64::from(value), width);
}

pub(crate) fn take_small(bits: &mut Bits, width: u32) -> u8 {
    u8::try_from(bits.take(width)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through_a_row<T: Field>(value: T) -> Option<T> {
        let mut bits = Bits::default();
        value.put(&mut bits);
        let (small, a, b) = bits.into_row();
        T::take(&mut Bits::from_row(small, a, b))
    }

    #[test]
    fn signed_numbers_keep_their_sign_and_saturate() {
        assert_eq!(through_a_row(Sid(-1)), Some(Sid(-1)));
        assert_eq!(through_a_row(Sid(i64::MIN)), Some(Sid(-32_768)));
        assert_eq!(through_a_row(Round(i64::MAX)), Some(Round(2_147_483_647)));
        assert_eq!(through_a_row(Zxid(i64::MIN)), Some(Zxid(i64::MIN)));
    }

    #[test]
    fn a_field_may_lie_across_both_parts() {
        for before in [1, 8, 31, 40, 63, 64] {
            for width in 1..=(CAPACITY - before).min(LOW) {
                let value = 0x9e37_79b9_7f4a_7c15 & mask(width);
                let mut bits = Bits::default();
                bits.put(u64::MAX, before);
                bits.put(value, width);
                let (small, a, b) = bits.into_row();
                let mut bits = Bits::from_row(small, a, b);
                assert_eq!(bits.take(before), mask(before), "{before} {width}");
                assert_eq!(bits.take(width), value, "{before} {width}");
                assert_eq!((bits.low, bits.high), (0, 0), "{before} {width}");
            }
        }
    }

    #[test]
    fn fields_lie_side_by_side() {
        let mut bits = Bits::default();
        ServerState::Observing.put(&mut bits);
        Sid(-2).put(&mut bits);
        MessageId(u32::MAX - 1).put(&mut bits);
        true.put(&mut bits);
        let (small, a, b) = bits.into_row();
        let mut bits = Bits::from_row(small, a, b);
        assert_eq!(ServerState::take(&mut bits), Some(ServerState::Observing));
        assert_eq!(Sid::take(&mut bits), Some(Sid(-2)));
        assert_eq!(MessageId::take(&mut bits), Some(MessageId(u32::MAX - 1)));
        assert_eq!(bool::take(&mut bits), Some(true));
    }
}
