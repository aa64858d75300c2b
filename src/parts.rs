//! What a first visit does not need. The shipped page loads each part when it is wanted; everywhere
//! else it is there from the beginning. `src/main.rs` says how.

use crate::components::{self, ExportProps, ExportSheet, Here, KeySheet, Running, RunningProps};
use crate::pages::{Compare, CompareProps, Gallery};
use crate::session::{Course, Lesson as LessonAction, Session};
use locale::Language;
use picture::reading::Reading;
use scenario::catalog::CatalogError;
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
    pub(crate) notices: fn(Here<'_>) -> Html,
    pub(crate) params: fn(Here<'_>) -> Html,
    pub(crate) unknown: fn(Language, &CatalogError) -> String,
}

/// The places, for whoever has them at hand.
pub fn places() -> PlacesPart {
    PlacesPart {
        gallery: || html! { <Gallery /> },
        keys: |on_close| html! { <KeySheet {on_close} /> },
        tab: components::inspector_tab,
        notices: components::notice_bar,
        params: components::param_rows,
        unknown: components::unknown,
    }
}

/// Two runs on one clock.
#[derive(Clone, Copy, Debug)]
pub struct ComparePart {
    pub(crate) place: fn(CompareProps) -> Html,
}

/// Two runs on one clock, for whoever has them at hand.
pub fn compare() -> ComparePart {
    ComparePart {
        place: |props| html! { <Compare ..props /> },
    }
}

/// What a run needs that takes long.
#[derive(Clone, Copy, Debug)]
pub struct LongPart {
    pub(crate) strip: fn(RunningProps) -> Html,
    /// What a worker does.
    pub work: fn(),
}

/// What a run needs that takes long, for whoever has it at hand.
pub fn long() -> LongPart {
    LongPart {
        strip: |props| html! { <Running ..props /> },
        work: crate::worker::work,
    }
}

/// What the view and the run can be saved as.
#[derive(Clone, Copy, Debug)]
pub struct ExportPart {
    pub(crate) sheet: fn(ExportProps) -> Html,
}

/// What the view and the run can be saved as, for whoever has it at hand.
pub fn exports() -> ExportPart {
    ExportPart {
        sheet: |props| html! { <ExportSheet ..props /> },
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
    /// What a run needs that takes long.
    pub long: Loader<LongPart>,
    /// Two runs on one clock.
    pub compare: Loader<ComparePart>,
    /// What the view and the run can be saved as.
    pub exports: Loader<ExportPart>,
}

/// Whether a part is there.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<T> {
    /// It is not, or not yet.
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
    use_part(wanted, |loaders| loaders.places)
}

/// What a run needs that takes long, loaded once there is one.
#[hook]
pub(crate) fn use_long(wanted: bool) -> Part<LongPart> {
    use_part(wanted, |loaders| loaders.long)
}

/// Two runs on one clock, loaded once they are wanted.
#[hook]
pub(crate) fn use_compare(wanted: bool) -> Part<ComparePart> {
    use_part(wanted, |loaders| loaders.compare)
}

/// What the view and the run can be saved as, loaded once it is wanted.
#[hook]
pub(crate) fn use_exports(wanted: bool) -> Part<ExportPart> {
    use_part(wanted, |loaders| loaders.exports)
}

#[hook]
fn use_part<T: Copy + 'static>(wanted: bool, which: fn(&Loaders) -> Loader<T>) -> Part<T> {
    let part = use_state(|| Part::Waits);
    {
        let part = part.setter();
        use_effect_with(wanted, move |wanted| {
            if *wanted {
                spawn_local(async move { part.set(load(which).await) });
            }
        });
    }
    *part
}

async fn load<T>(which: fn(&Loaders) -> Loader<T>) -> Part<T> {
    let loader = LOADERS.with(|cell| cell.get().map(which));
    match loader {
        Some(loader) => loader().await.map_or(Part::Failed, Part::Ready),
        None => Part::Failed,
    }
}
