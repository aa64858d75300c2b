//! Entry point of the shipped page.

/// The element of `index.html` that shows the shell until the app takes its place.
const ROOT: &str = "app";

/// Parts of the page as modules of their own: `cargo xtask build` takes the compiled module apart at
/// these functions.
#[cfg(feature = "split")]
mod split {
    use quorumscope::parts::{
        ComparePart, DolphinSchedulerPart, ExportPart, HandsPart, LessonPart, LogPart, LongPart,
        PlacesPart, ViewsPart,
    };
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    #[wasm_split(lesson, fallible)]
    fn load_lesson() -> Result<LessonPart, SplitLoaderError> {
        Ok(quorumscope::parts::lesson())
    }

    /// The lesson, once its module is there.
    pub(crate) async fn lesson() -> Option<LessonPart> {
        load_lesson().await.ok()
    }

    #[wasm_split(places, fallible)]
    fn load_places() -> Result<PlacesPart, SplitLoaderError> {
        Ok(quorumscope::parts::places().with_hands(|| Box::pin(hands())))
    }

    /// The places beside the Lab, once their module is there.
    pub(crate) async fn places() -> Option<PlacesPart> {
        load_places().await.ok()
    }

    #[wasm_split(log, fallible)]
    fn load_log() -> Result<LogPart, SplitLoaderError> {
        Ok(quorumscope::parts::log())
    }

    /// The lines that releases print, once their module is there.
    pub(crate) async fn log() -> Option<LogPart> {
        load_log().await.ok()
    }

    #[wasm_split(hands, fallible)]
    fn load_hands() -> Result<HandsPart, SplitLoaderError> {
        Ok(quorumscope::parts::hands())
    }

    /// What is done by hand, once its module is there.
    async fn hands() -> Option<HandsPart> {
        load_hands().await.ok()
    }

    #[wasm_split(long, fallible)]
    fn load_long() -> Result<LongPart, SplitLoaderError> {
        Ok(quorumscope::parts::long())
    }

    /// What a run needs that takes long, once its module is there.
    pub(crate) async fn long() -> Option<LongPart> {
        load_long().await.ok()
    }

    #[wasm_split(views, fallible)]
    fn load_views() -> Result<ViewsPart, SplitLoaderError> {
        Ok(quorumscope::parts::views())
    }

    /// A scenario seen otherwise than in the Lab, once its module is there.
    pub(crate) async fn views() -> Option<ViewsPart> {
        load_views().await.ok()
    }

    #[wasm_split(compare, fallible)]
    fn load_compare() -> Result<ComparePart, SplitLoaderError> {
        Ok(quorumscope::parts::compare())
    }

    /// Two runs on one clock, once their module is there.
    pub(crate) async fn compare() -> Option<ComparePart> {
        load_compare().await.ok()
    }

    #[wasm_split(dolphinscheduler, fallible)]
    fn load_dolphinscheduler() -> Result<DolphinSchedulerPart, SplitLoaderError> {
        Ok(quorumscope::parts::dolphinscheduler())
    }

    /// Everything of DolphinScheduler, once its module is there.
    pub(crate) async fn dolphinscheduler() -> Option<DolphinSchedulerPart> {
        load_dolphinscheduler().await.ok()
    }

    #[wasm_split(exports, fallible)]
    fn load_exports() -> Result<ExportPart, SplitLoaderError> {
        Ok(quorumscope::parts::exports())
    }

    /// What the view and the run can be saved as, once its module is there.
    pub(crate) async fn exports() -> Option<ExportPart> {
        load_exports().await.ok()
    }
}

/// The same parts where the module stays in one piece.
#[cfg(not(feature = "split"))]
mod split {
    pub(crate) async fn lesson() -> Option<quorumscope::parts::LessonPart> {
        Some(quorumscope::parts::lesson())
    }

    pub(crate) async fn places() -> Option<quorumscope::parts::PlacesPart> {
        let places = quorumscope::parts::places();
        Some(places.with_hands(|| Box::pin(async { Some(quorumscope::parts::hands()) })))
    }

    pub(crate) async fn log() -> Option<quorumscope::parts::LogPart> {
        Some(quorumscope::parts::log())
    }

    pub(crate) async fn long() -> Option<quorumscope::parts::LongPart> {
        Some(quorumscope::parts::long())
    }

    pub(crate) async fn views() -> Option<quorumscope::parts::ViewsPart> {
        Some(quorumscope::parts::views())
    }

    pub(crate) async fn compare() -> Option<quorumscope::parts::ComparePart> {
        Some(quorumscope::parts::compare())
    }

    pub(crate) async fn dolphinscheduler() -> Option<quorumscope::parts::DolphinSchedulerPart> {
        Some(quorumscope::parts::dolphinscheduler())
    }

    pub(crate) async fn exports() -> Option<quorumscope::parts::ExportPart> {
        Some(quorumscope::parts::exports())
    }
}

fn main() {
    // `main` also runs inside a worker, where there is no window and nothing to draw.
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return wasm_bindgen_futures::spawn_local(async {
            // A page that hears nothing of its worker does the work itself.
            let work = match quorumscope::worker::is_of_dolphinscheduler() {
                true => split::dolphinscheduler().await.map(|part| part.work),
                false => split::long().await.map(|part| part.work),
            };
            if let Some(work) = work {
                work();
            }
        });
    };
    quorumscope::panic::install();
    quorumscope::parts::install(quorumscope::parts::Site {
        compare: || Box::pin(split::compare()),
        zookeeper: quorumscope::parts::Loaders {
            lesson: || Box::pin(split::lesson()),
            places: || Box::pin(split::places()),
            long: || Box::pin(split::long()),
            log: || Box::pin(split::log()),
            views: || Box::pin(split::views()),
            exports: Some(|| Box::pin(split::exports())),
        },
        dolphinscheduler: || Box::pin(split::dolphinscheduler()),
    });
    if let Some(root) = document.get_element_by_id(ROOT) {
        yew::Renderer::<quorumscope::app::App>::with_root(root).render();
    }
}
