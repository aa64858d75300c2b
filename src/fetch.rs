//! Parts of the site that are fetched when they are needed.

use crate::exhibit::Exhibit;
use crate::parts;
use crate::session::{Action, Course, Dispatch, Lesson, Session};
use crate::shared::Shared;
use locale::Language;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Response, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

/// Fetches the lesson of a scenario in the language of the page, once somebody takes it or is about to.
#[hook]
pub(crate) fn use_lesson<S: Exhibit>(
    session: &Shared<Session<S>>,
    dispatch: &Dispatch<S>,
    language: Language,
    ahead: bool,
) {
    use_looks(session);
    let (session, dispatch) = (session.clone(), dispatch.clone());
    let has = session.course.as_ref().map(|course| course.language);
    let wanted = (ahead || session.place.is_some()) && has != Some(language);
    use_effect_with((wanted, language), move |(wanted, language)| {
        let mark = S::lesson_mark(&session.id).filter(|_| *wanted);
        let Some(mark) = mark else {
            return;
        };
        let language = *language;
        spawn_local(async move {
            dispatch.dispatch(match course(&session, mark, language).await {
                Some(course) => Action::Lesson(Lesson::Ready(Rc::new(course))),
                None => Action::Lesson(Lesson::Failed),
            });
        });
    });
}

/// The lesson of a scenario in a language, with that part of the page; `mark` is that of its version.
pub(crate) async fn course<S: Exhibit>(
    session: &Session<S>,
    mark: &str,
    language: Language,
) -> Option<Course<S>> {
    let path = format!("lessons/{}.{}.txt?{mark}", session.id, language.tag());
    let part = parts::load_lesson::<S>().await?;
    (part.read)(&text(&path).await?, language, &session.shown)
}

/// Brings what the lesson points at into view, on a screen that does not show everything.
#[hook]
fn use_looks<S: Exhibit>(session: &Shared<Session<S>>) {
    let looks = session.place.filter(|_| !session.looks().is_empty());
    use_effect_with((looks, session.step), |(looks, _)| {
        let found = crate::dom::document()
            .filter(|_| looks.is_some())
            .and_then(|document| document.query_selector(".stage .looked").ok().flatten());
        if let Some(element) = found {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// The text at an address of this site; nothing if there is none.
pub(crate) async fn text(path: &str) -> Option<String> {
    let fetched = JsFuture::from(web_sys::window()?.fetch_with_str(path)).await;
    let response: Response = fetched.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?)
        .await
        .ok()?
        .as_string()
}
