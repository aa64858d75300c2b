//! What a first visit does not need. The shipped page loads each part when it is wanted; everywhere
//! else it is there from the beginning. `src/main.rs` says how.

use crate::components::{
    self, ExportProps, ExportSheet, Here, KeySheet, Running, RunningProps, ShareSheet,
    ShareSheetProps,
};
use crate::exhibit::{Exhibit, Line};
use crate::pages::{
    Cards, CardsProps, Compare, CompareProps, Gallery, Lab, LabProps, Present, PresentProps,
    SeenProps,
};
use crate::session::{Course, Lesson as LessonAction, Session, Shown};
use gloo_timers::callback::Timeout;
use locale::Language;
use picture::dolphinscheduler::DolphinScheduler;
use picture::reading::Reading;
use picture::zookeeper::ZooKeeper;
use scenario::catalog::CatalogError;
use scenario::lesson::{Bound, Lesson};
use scenario::progress::Progress;
use sim::id::EventId;
use sim::time::SimTime;
use std::cell::OnceCell;
use std::future::Future;
use std::pin::Pin;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The functions of the lesson.
#[derive(Clone, Copy, Debug)]
pub struct LessonPart<S: Exhibit = ZooKeeper> {
    pub(crate) read: fn(&str, Language, &Shown<S>) -> Option<Course<S>>,
    pub(crate) bind: fn(&Lesson, &Reading<'_, S>, SimTime) -> Bound,
    pub(crate) step: fn(Here<'_, S>, &Course<S>, &Bound, usize) -> Option<Html>,
    pub(crate) ask: fn(Here<'_, S>, &Course<S>) -> Option<Html>,
    pub(crate) go: fn(Session<S>, LessonAction<S>) -> Session<S>,
}

/// The functions of the lesson, for whoever has them at hand.
pub fn lesson<S: Exhibit>() -> LessonPart<S> {
    LessonPart {
        read: Course::read,
        bind: S::bind,
        step: components::lesson_step,
        ask: components::question,
        go: Session::go_on,
    }
}

/// The places beside the Lab, and what is opened in it by hand.
#[derive(Clone, Copy, Debug)]
pub struct PlacesPart<S: Exhibit = ZooKeeper> {
    pub(crate) gallery: fn() -> Html,
    pub(crate) keys: fn(Callback<()>) -> Html,
    pub(crate) tab: fn(Here<'_, S>) -> Html,
    pub(crate) notices: fn(Here<'_, S>) -> Html,
    pub(crate) params: fn(Here<'_, S>) -> Html,
    pub(crate) by_hand: fn(Here<'_, S>, HandsLoader<S>) -> Html,
    pub(crate) unknown: fn(Language, &CatalogError) -> String,
    pub(crate) share: fn(ShareSheetProps<S>) -> Html,
    /// Where what is done by hand comes from.
    pub(crate) hands: HandsLoader<S>,
}

/// Where what is done by hand comes from, once somebody has said so.
pub(crate) type HandsLoader<S> = Option<Loader<HandsPart<S>>>;

impl<S: Exhibit> PlacesPart<S> {
    /// What is done by hand is opened from here: says where it comes from.
    #[must_use]
    pub fn with_hands(mut self, hands: Loader<HandsPart<S>>) -> Self {
        self.hands = Some(hands);
        self
    }
}

/// The places, for whoever has them at hand.
pub fn places() -> PlacesPart {
    crate::sheet::adopt("places", include_str!("../static/places.css"));
    PlacesPart {
        gallery: || html! { <Gallery /> },
        ..opened_by_hand()
    }
}

/// What is opened in the Lab by hand, without the places beside it.
pub(crate) fn opened_by_hand<S: Exhibit>() -> PlacesPart<S> {
    crate::sheet::adopt("inspector", include_str!("../static/inspector.css"));
    PlacesPart {
        gallery: Html::default,
        keys: |on_close| html! { <KeySheet {on_close} /> },
        tab: components::inspector_tab,
        notices: components::notice_bar,
        params: components::param_rows,
        by_hand: components::by_hand_once_there,
        unknown: components::unknown,
        share: |props| html! { <ShareSheet<S> ..props /> },
        hands: None,
    }
}

/// What is done by hand: the operator's script, and the levels that are played with it.
#[derive(Clone, Copy, Debug)]
pub struct HandsPart<S: Exhibit = ZooKeeper> {
    pub(crate) panel: fn(Here<'_, S>) -> Html,
}

/// What is done by hand, for whoever has it at hand.
pub fn hands<S: Exhibit>() -> HandsPart<S> {
    HandsPart {
        panel: components::by_hand,
    }
}

/// The lines that releases print.
#[derive(Clone, Copy, Debug)]
pub struct LogPart<S: Exhibit = ZooKeeper> {
    pub(crate) line: fn(&Shown<S>, EventId) -> Option<Line>,
}

/// The lines that releases print, for whoever has them at hand.
pub fn log<S: Exhibit>() -> LogPart<S> {
    LogPart { line: Shown::line }
}

/// Two runs on one clock.
#[derive(Clone, Copy, Debug)]
pub struct ComparePart {
    pub(crate) place: fn(CompareProps) -> Html,
}

/// Two runs on one clock, for whoever has them at hand.
pub fn compare() -> ComparePart {
    crate::sheet::adopt("compare", include_str!("../static/compare.css"));
    ComparePart {
        place: |props| html! { <Compare<ZooKeeper> ..props /> },
    }
}

/// A scenario seen otherwise than in the Lab.
#[derive(Clone, Copy, Debug)]
pub struct ViewsPart<S: Exhibit = ZooKeeper> {
    pub(crate) view: fn(SeenProps) -> Html,
    pub(crate) present: fn(PresentProps<S>) -> Html,
}

/// A scenario seen otherwise than in the Lab, for whoever has it at hand.
pub fn views<S: Exhibit>() -> ViewsPart<S> {
    crate::sheet::adopt("views", include_str!("../static/views.css"));
    ViewsPart {
        view: crate::pages::view::<S>,
        present: |props| html! { <Present<S> ..props /> },
    }
}

/// What a run needs that takes long.
#[derive(Clone, Copy, Debug)]
pub struct LongPart<S: Exhibit = ZooKeeper> {
    pub(crate) strip: fn(RunningProps<S>) -> Html,
    /// What a worker does.
    pub work: fn(),
}

/// What a run needs that takes long, for whoever has it at hand.
pub fn long<S: Exhibit>() -> LongPart<S> {
    LongPart {
        strip: |props| html! { <Running<S> ..props /> },
        work: crate::worker::work::<S>,
    }
}

/// What the view and the run can be saved as.
#[derive(Clone, Copy, Debug)]
pub struct ExportPart<S: Exhibit = ZooKeeper> {
    pub(crate) sheet: fn(ExportProps<S>) -> Html,
}

/// What the view and the run can be saved as, for whoever has it at hand.
pub fn exports() -> ExportPart {
    ExportPart {
        sheet: |props| html! { <ExportSheet ..props /> },
    }
}

/// Everything of DolphinScheduler.
#[derive(Clone, Copy, Debug)]
pub struct DolphinSchedulerPart {
    pub(crate) lab: fn(LabProps) -> Html,
    pub(crate) seen: fn(SeenProps) -> Html,
    pub(crate) cards: fn(Progress) -> Html,
    pub(crate) compare: fn(CompareProps) -> Html,
    /// What a worker does.
    pub work: fn(),
}

/// Everything of DolphinScheduler, for whoever has it at hand.
pub fn dolphinscheduler() -> DolphinSchedulerPart {
    DolphinSchedulerPart {
        lab: |props| {
            let key = props.id.clone();
            html! { <Lab<DolphinScheduler> {key} ..props /> }
        },
        seen: |props| (views::<DolphinScheduler>().view)(props),
        compare: |props| {
            crate::sheet::adopt("compare", include_str!("../static/compare.css"));
            html! { <Compare<DolphinScheduler> ..props /> }
        },
        cards: |progress| html! { <Cards<DolphinScheduler> ..CardsProps { progress } /> },
        work: crate::worker::work::<DolphinScheduler>,
    }
}

/// Loads a part; nothing if it cannot be had.
pub type Loader<T> = fn() -> Pin<Box<dyn Future<Output = Option<T>>>>;

/// Where the parts of the page come from.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Two runs on one clock.
    pub compare: Loader<ComparePart>,
    /// What shows more of ZooKeeper's runs.
    pub zookeeper: Loaders,
    /// Everything of DolphinScheduler.
    pub dolphinscheduler: Loader<DolphinSchedulerPart>,
}

/// Where the parts come from that show more of a system's runs.
#[derive(Clone, Copy, Debug)]
pub struct Loaders<S: Exhibit = ZooKeeper> {
    /// The lesson.
    pub lesson: Loader<LessonPart<S>>,
    /// The places beside the Lab, and what is opened in it by hand.
    pub places: Loader<PlacesPart<S>>,
    /// What a run needs that takes long.
    pub long: Loader<LongPart<S>>,
    /// The lines that releases print.
    pub log: Loader<LogPart<S>>,
    /// What shows them otherwise than in the Lab.
    pub views: Loader<ViewsPart<S>>,
    /// What the view and the run can be saved as, where it can be.
    pub exports: Option<Loader<ExportPart<S>>>,
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

impl<T> Part<T> {
    /// What is made of it, once it is there.
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Part<U> {
        match self {
            Self::Waits => Part::Waits,
            Self::Failed => Part::Failed,
            Self::Ready(part) => Part::Ready(make(part)),
        }
    }
}

/// The lines of ZooKeeper's releases, if they are at hand.
#[cfg(feature = "split")]
pub(crate) fn log_at_hand() -> Option<LogPart> {
    LOG.with(|cell| cell.get().copied())
}

/// The lines of ZooKeeper's releases, which are at hand where the module stays in one piece.
#[cfg(not(feature = "split"))]
pub(crate) fn log_at_hand() -> Option<LogPart> {
    Some(log())
}

/// Keeps the lines of ZooKeeper's releases at hand.
pub(crate) fn keep_log(part: LogPart) {
    LOG.with(|cell| {
        let _ = cell.set(part);
    });
}

thread_local! {
    static LOG: OnceCell<LogPart> = const { OnceCell::new() };
    static SITE: OnceCell<Site> = const { OnceCell::new() };
}

/// Says where the parts come from; the first word counts.
pub fn install(site: Site) {
    SITE.with(|cell| {
        let _ = cell.set(site);
    });
}

fn site() -> Option<Site> {
    SITE.with(|cell| cell.get().copied())
}

/// Where the parts come from that show more of ZooKeeper's runs, once somebody has said so.
pub(crate) fn loaders() -> Option<Loaders> {
    site().map(|site| site.zookeeper)
}

/// Loads the lesson; nothing if it cannot be had, or nobody has said where it comes from.
pub(crate) async fn load_lesson<S: Exhibit>() -> Option<LessonPart<S>> {
    let loaders = S::loaders()?;
    (loaders.lesson)().await
}

/// Two runs on one clock, loaded once they are wanted.
#[hook]
pub(crate) fn use_compare(wanted: bool) -> Part<ComparePart> {
    use_part(wanted, || site().map(|site| site.compare))
}

/// Everything of DolphinScheduler, loaded once it is wanted.
#[hook]
pub(crate) fn use_dolphinscheduler(wanted: bool) -> Part<DolphinSchedulerPart> {
    use_part(wanted, || site().map(|site| site.dolphinscheduler))
}

/// The places beside the Lab, loaded once they are wanted.
#[hook]
pub(crate) fn use_places<S: Exhibit>(wanted: bool) -> Part<PlacesPart<S>> {
    use_part(wanted, || S::loaders().map(|loaders| loaders.places))
}

/// The page is drawn after so many ms, and whatever is loaded then is in nobody's way.
const DRAWN_MS: u32 = 250;

/// The lines that releases print, loaded once the page is drawn.
#[hook]
pub(crate) fn use_log<S: Exhibit>() -> Option<LogPart<S>> {
    let drawn = use_state_eq(|| false);
    {
        let drawn = drawn.setter();
        use_effect_with((), move |()| {
            let timeout = Timeout::new(DRAWN_MS, move || drawn.set(true));
            move || drop(timeout)
        });
    }
    let part = use_part(*drawn, || S::loaders().map(|loaders| loaders.log));
    if let Part::Ready(part) = part {
        S::keep_log(part);
    }
    S::log_at_hand()
}

/// A scenario seen otherwise than in the Lab, loaded once it is wanted.
#[hook]
pub(crate) fn use_views<S: Exhibit>(wanted: bool) -> Part<ViewsPart<S>> {
    use_part(wanted, || S::loaders().map(|loaders| loaders.views))
}

/// What a run needs that takes long, loaded once there is one.
#[hook]
pub(crate) fn use_long<S: Exhibit>(wanted: bool) -> Part<LongPart<S>> {
    use_part(wanted, || S::loaders().map(|loaders| loaders.long))
}

/// What the view and the run can be saved as, loaded once it is wanted.
#[hook]
pub(crate) fn use_exports<S: Exhibit>(wanted: bool) -> Part<ExportPart<S>> {
    use_part(wanted, || S::loaders().and_then(|loaders| loaders.exports))
}

/// A part, loaded once it is wanted.
#[hook]
pub(crate) fn use_part<T: Copy + 'static>(
    wanted: bool,
    which: impl FnOnce() -> Option<Loader<T>> + 'static,
) -> Part<T> {
    let part = use_state(|| Part::Waits);
    {
        let part = part.setter();
        use_effect_with(wanted, move |wanted| {
            if *wanted {
                spawn_local(async move { part.set(load(which()).await) });
            }
        });
    }
    *part
}

async fn load<T>(loader: Option<Loader<T>>) -> Part<T> {
    match loader {
        Some(loader) => loader().await.map_or(Part::Failed, Part::Ready),
        None => Part::Failed,
    }
}
