//! The words of DolphinScheduler's lessons, and what can be asked of its events.
//!
//! What a lesson is, how it is read and how it is found in a run is the business of
//! [`scenario::lesson`].

mod around;
mod ask;
mod names;
mod state;

pub use picture::dolphinscheduler::look::{Look, Part, Spot};

use dolphinscheduler::setting::Setting;
use names::Names;
use picture::dolphinscheduler::DolphinScheduler;
use picture::reading::Reading;
use scenario::lesson::{Bound, Lesson};
use scenario::script::error::ScriptError;
use sim::time::SimTime;

/// Reads the steps of a lesson; its servers are those of the setting. Where a run has fewer, nothing
/// happens on those that are missing.
///
/// # Errors
/// The first line that cannot be understood.
pub fn read(steps: &str, setting: &Setting) -> Result<Lesson, ScriptError> {
    Lesson::parse_in(&Names { setting }, steps)
}

/// Finds the events of a lesson in a run that is over; what lies before `from` is not part of the
/// story. The run may have other servers than the one that the lesson was read for.
pub fn bind(lesson: &Lesson, reading: &Reading<'_, DolphinScheduler>, from: SimTime) -> Bound {
    let again = read(&lesson.text, reading.setting);
    again.as_ref().unwrap_or(lesson).bind(reading, from)
}
