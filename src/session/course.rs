//! The lesson beside a run: its steps and its words, as they were fetched.

use super::Shown;
use crate::exhibit::Exhibit;
use crate::parts::{self, LessonPart};
use locale::Language;
use picture::zookeeper::ZooKeeper;
use scenario::lesson::Lesson;
use std::rc::Rc;

/// A lesson in one language. Its words are a part of the site that is fetched when it is needed.
#[derive(Clone, Debug)]
pub struct Course<S: Exhibit = ZooKeeper> {
    /// The language of the words.
    pub language: Language,
    /// Its steps.
    pub lesson: Lesson,
    /// Its words, as [`scenario::lesson::Guide::parse`] reads them.
    pub words: Rc<str>,
    /// What is done with it.
    pub part: LessonPart<S>,
}

impl<S: Exhibit> Course<S> {
    /// Reads a lesson as it is published: steps and words in one file. Nothing if it is not one.
    pub fn read(text: &str, language: Language, shown: &Shown<S>) -> Option<Self> {
        let (steps, words) = scenario::lesson::unpublish(text)?;
        let lesson = S::read_lesson(steps, shown.plan())?;
        Some(Self {
            language,
            lesson,
            words: words.into(),
            part: parts::lesson(),
        })
    }
}
