//! The lesson beside a run: its steps and its words, as they were fetched.

use crate::parts::LessonPart;
use locale::Language;
use scenario::lesson::Lesson;
use std::rc::Rc;
use zookeeper::setting::Setting;

/// A lesson in one language. Its words are a part of the site that is fetched when it is needed.
#[derive(Clone, Debug)]
pub struct Course {
    /// The language of the words.
    pub language: Language,
    /// Its steps.
    pub lesson: Lesson,
    /// Its words, as [`scenario::lesson::Guide::parse`] reads them.
    pub words: Rc<str>,
    /// What is done with it.
    pub part: LessonPart,
}

impl Course {
    /// Reads a lesson as it is published: steps and words in one file. Nothing if it is not one.
    pub fn read(text: &str, language: Language, setting: &Setting) -> Option<Self> {
        let (steps, words) = scenario::lesson::unpublish(text)?;
        let lesson = Lesson::parse(steps, setting).ok()?;
        Some(Self {
            language,
            lesson,
            words: words.into(),
            part: crate::parts::lesson(),
        })
    }
}
