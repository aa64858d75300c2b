//! What a first visit does not need. The shipped page loads each part when it is wanted; everywhere
//! else it is there from the beginning. `src/main.rs` says how.

use crate::components::{self, Here, KeySheet};
use crate::pages::Gallery;
use crate::session::{Course, Lesson as LessonAction, Session};
use locale::Language;
use picture::reading::Reading;
use scenario::lesson::{Bound, Lesson};
use sim::time::SimTime;
use std::cell::OnceCell;
use std::future::Future;
use std::pin::Pin;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use zookeeper::setting::Setting;

/// The functions of the lesson.
#[derive(Clone, Copy, Debug)]
pub struct LessonPart {
    pub(crate) read: fn(&str, Language, &Setting) -> Option<Course>,
    pub(crate) bind: fn(&Lesson, &Reading<'_>, SimTime) -> Bound,
    pub(crate) step: fn(Here<'_>, &Course, &Bound, usize) -> Option<Html>,
    pub(crate) ask: fn(Here<'_>, &Course) -> Option<Html>,
    pub(crate) go: fn(Session, LessonAction) -> Session,
}

/// The functions of the lesson, for whoever has them at hand.
pub fn lesson() -> LessonPart {
    LessonPart {
        read: Course::read,
        bind: Lesson::bind,
        step: components::lesson_step,
        ask: components::question,
        go: Session::go_on,
    }
}

/// The places beside the Lab, and what is opened in it by hand.
#[derive(Clone, Copy, Debug)]
pub struct PlacesPart {
    pub(crate) gallery: fn() -> Html,
    pub(crate) keys: fn(Callback<()>) -> Html,
    pub(crate) tab: fn(Here<'_>) -> Html,
}

/// The places, for whoever has them at hand.
pub fn places() -> PlacesPart {
    PlacesPart {
        gallery: || html! { <Gallery /> },
        keys: |on_close| html! { <KeySheet {on_close} /> },
        tab: components::inspector_tab,
    }
}

/// Loads a part; nothing if it cannot be had.
pub type Loader<T> = fn() -> Pin<Box<dyn Future<Output = Option<T>>>>;

/// Where the parts come from.
#[derive(Clone, Copy, Debug)]
pub struct Loaders {
    /// The lesson.
    pub lesson: Loader<LessonPart>,
    /// The places beside the Lab, and the sheet of keys.
    pub places: Loader<PlacesPart>,
}

/// Whether a part is there.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Part<T> {
    /// It is not, or not yet.
    #[default]
    Waits,
    /// It cannot be had.
    Failed,
    /// It is.
    Ready(T),
}

thread_local! {
    static LOADERS: OnceCell<Loaders> = const { OnceCell::new() };
}

/// Says where the parts come from; the first word counts.
pub fn install(loaders: Loaders) {
    LOADERS.with(|cell| {
        let _ = cell.set(loaders);
    });
}

/// Loads the lesson; nothing if it cannot be had, or nobody has said where it comes from.
pub(crate) async fn load_lesson() -> Option<LessonPart> {
    let loaders = LOADERS.with(|cell| cell.get().copied())?;
    (loaders.lesson)().await
}

/// The places beside the Lab, loaded once they are wanted.
#[hook]
pub(crate) fn use_places(wanted: bool) -> Part<PlacesPart> {
    let part = use_state(Part::default);
    {
        let part = part.setter();
        use_effect_with(wanted, move |wanted| {
            if *wanted {
                spawn_local(async move { part.set(load_places().await) });
            }
        });
    }
    *part
}

async fn load_places() -> Part<PlacesPart> {
    let loaders = LOADERS.with(|cell| cell.get().copied());
    let Some(loaders) = loaders else {
        return Part::Failed;
    };
    (loaders.places)().await.map_or(Part::Failed, Part::Ready)
}
