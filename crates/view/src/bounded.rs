//! Bounds for numbers on a screen.

/// `x`, or the bound that it is beyond. The `clamp` of floats panics in words, and words with floats in
/// them bring the printing of floats along, which is 8 KB of a first visit.
pub fn bounded<T: PartialOrd>(x: T, low: T, high: T) -> T {
    if x < low {
        low
    } else if x > high {
        high
    } else {
        x
    }
}
