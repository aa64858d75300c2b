//! Mistakes that an implementation of a protocol can make, behind a switch that only tests can set.
//!
//! A test that a behaviour is right says little unless the same test fails when it is wrong. With the
//! feature `pitfalls`, which no build of the page or of the terminal program has, a test makes one of
//! the mistakes and looks at what changes. Without it a [`Pitfalls`] has no size and no way to be set,
//! [`Pitfalls::has`] is always false, and what stands behind it is not compiled into anything.

#[cfg(not(feature = "pitfalls"))]
use std::marker::PhantomData;

/// Which mistake of a kind is made, if any.
#[derive(Clone, Copy, Debug)]
pub struct Pitfalls<P> {
    #[cfg(feature = "pitfalls")]
    made: Option<P>,
    #[cfg(not(feature = "pitfalls"))]
    none: PhantomData<P>,
}

impl<P: Copy + PartialEq> Pitfalls<P> {
    /// None.
    pub const NONE: Self = Self {
        #[cfg(feature = "pitfalls")]
        made: None,
        #[cfg(not(feature = "pitfalls"))]
        none: PhantomData,
    };

    /// This one.
    #[cfg(feature = "pitfalls")]
    pub const fn only(pitfall: P) -> Self {
        Self {
            made: Some(pitfall),
        }
    }

    /// Whether this mistake is made.
    #[inline]
    pub fn has(self, pitfall: P) -> bool {
        #[cfg(feature = "pitfalls")]
        return self.made == Some(pitfall);
        #[cfg(not(feature = "pitfalls"))]
        {
            let _ = pitfall;
            false
        }
    }
}

impl<P: Copy + PartialEq> Default for Pitfalls<P> {
    fn default() -> Self {
        Self::NONE
    }
}
