//! What can be seen of a run at a moment.
//!
//! A picture is a fold over the facts of a Trace up to that moment. It never looks at the world that
//! wrote them, so a Trace that was read from log files would be seen in the same way. Moving to
//! another moment takes a keyframe and the facts since; nothing is simulated again.

#![deny(clippy::float_arithmetic)]

pub mod because;
pub mod dolphinscheduler;
pub mod index;
pub mod reading;
pub mod scrubber;
pub mod system;
pub mod weight;
pub mod zookeeper;
