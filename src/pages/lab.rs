//! The Lab: one scenario, with everything that can be seen and done.

use super::present::Props as PresentProps;
use crate::address;
use crate::components::{
    Here, Stage, TimePanel, inspector, lab_header, lesson, plain_header, transport,
};
use crate::exhibit::Exhibit;
use crate::fetch::use_lesson;
use crate::hooks::{use_frames, use_keys};
use crate::parts::{Part, PlacesPart, use_places, use_views};
use crate::preferences::{Change, PreferencesContext, use_preferences};
use crate::route::GALLERY;
use crate::session::{Action, Dispatch, Session, Tab};
use crate::shared::Shared;
use crate::shortcuts::{self, Command};
use gloo_timers::callback::Timeout;
use locale::Language;
use locale::label::Label;
use scenario::catalog::CatalogError;
use scenario::permalink::Link as Moment;
use yew::prelude::*;

/// Which scenario.
#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// Its id.
    pub id: String,
    /// The moment and the choices.
    pub query: String,
    /// Whether it is shown on a projector.
    #[prop_or_default]
    pub present: bool,
}

/// One scenario, or a sentence if there is none with this id.
#[component(Lab)]
pub fn lab<S: Exhibit>(props: &Props) -> Html {
    let query = props.query.clone();
    let preferences = use_preferences();
    {
        let preferences = preferences.clone();
        use_effect_with(query.clone(), move |query| {
            let (link, _) = Moment::parse(query);
            if let Some(tag) = link.language {
                preferences
                    .change
                    .emit(Change::Language(Language::from_tag(&tag)));
            }
        });
    }
    let opened = use_memo((props.id.clone(), query), |(id, query)| {
        let opened = Session::<S>::open(id, query);
        // A fold needs room for words.
        let narrow = crate::dom::matches("(max-width: 720px)");
        opened.map(|session| {
            Shared::new(if narrow {
                session.at_true_scale()
            } else {
                session
            })
        })
    });
    let places = use_places::<S>(opened.is_err());
    match &*opened {
        // Another link to the same scenario is another session.
        Ok(session) => {
            html! { <OpenLab<S> key={session.opened} session={session.clone()} present={props.present} /> }
        }
        Err(error) => html! { { unknown(&preferences, error, places) } },
    }
}

fn unknown<S: Exhibit>(
    preferences: &PreferencesContext,
    error: &CatalogError,
    places: Part<PlacesPart<S>>,
) -> Html {
    let language = preferences.language();
    let sentence = match places {
        Part::Ready(part) => (part.unknown)(language, error),
        Part::Failed => Label::PartFailed.text(language).to_owned(),
        Part::Waits => String::new(),
    };
    html! {
        <>
            { plain_header(preferences, Label::NotThere) }
            <main class="plain">
                <h1>{ Label::NotThere.text(language) }</h1>
                <p role="alert">{ sentence }</p>
                <p>
                    <a href={GALLERY}>{ Label::BackToGallery.text(language) }</a>
                </p>
            </main>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct OpenProps<S: Exhibit> {
    session: Shared<Session<S>>,
    #[prop_or_default]
    present: bool,
}

/// The address is written so long after the last change, in ms.
const SETTLED_MS: u32 = 250;

/// The Lab with its session.
#[component(OpenLab)]
fn open_lab<S: Exhibit>(props: &OpenProps<S>) -> Html {
    let preferences = use_preferences();
    let language = preferences.language();
    let handle = {
        let first = props.session.clone();
        use_reducer(move || first)
    };
    let (session, dispatch): (Shared<Session<S>>, Dispatch<S>) =
        (Shared::clone(&handle), handle.dispatcher());
    let sheet = use_state_eq(|| false);
    let present = use_state_eq(|| props.present);
    {
        let dispatch = dispatch.clone();
        let tick = use_callback((), move |ms: f64, ()| dispatch.dispatch(Action::Tick(ms)));
        use_frames(session.playing, tick);
    }
    use_address(&session, language, *present);
    use_lesson(&session, &dispatch, language, *present);
    let views = use_views::<S>(*present);
    let places = use_places::<S>(*sheet || needs_places(&session));
    use_commands(&session, &dispatch, preferences.now.keys, &sheet, &present);
    let said = use_said(&session, language);
    let open_sheet = {
        let sheet = sheet.clone();
        Callback::from(move |_: MouseEvent| sheet.set(true))
    };
    let here = Here {
        session: &session,
        dispatch: &dispatch,
        language,
    };
    if let (true, Part::Ready(part)) = (*present, views) {
        return (part.present)(PresentProps {
            session,
            dispatch,
            on_leave: Callback::from(move |()| present.set(false)),
        });
    }
    let on_present = Callback::from(move |_: MouseEvent| present.set(true));
    html! {
        <div class="lab">
            { lab_header(&preferences, &session, on_present) }
            { notices(here, places) }
            <main class="lab-main">
                { lesson(here, places) }
                <Stage<S> session={session.clone()} dispatch={dispatch.clone()} />
                { inspector(here, places) }
                <TimePanel<S> session={session.clone()} dispatch={dispatch.clone()} />
            </main>
            { transport(here, &open_sheet) }
            { said }
            { key_sheet(&sheet, places) }
        </div>
    }
}

/// Keys are commands, except while the run is presented: the presenter has keys of its own.
#[hook]
fn use_commands<S: Exhibit>(
    session: &Shared<Session<S>>,
    dispatch: &Dispatch<S>,
    keys: bool,
    sheet: &UseStateHandle<bool>,
    present: &UseStateHandle<bool>,
) {
    let (session, dispatch) = (session.clone(), dispatch.clone());
    let (sheet, present) = (sheet.clone(), present.clone());
    use_keys(Callback::from(move |event: KeyboardEvent| {
        if *present {
            return;
        }
        let Some(command) = shortcuts::read(&event, &session, keys, *sheet) else {
            return;
        };
        event.prevent_default();
        match command {
            Command::Do(action) => dispatch.dispatch(action),
            Command::ToggleSheet => sheet.set(!*sheet),
            Command::CloseSheet => sheet.set(false),
            Command::Focus(id) => crate::dom::focus(id),
            Command::Compare => address::go_to_comparison(&session),
            Command::Present => present.set(true),
            Command::Logs => {
                dispatch.dispatch(Action::SetTab(Tab::Log));
                crate::dom::focus("inspected");
            }
        }
    }));
}

/// Whether something is to be seen that a first visit does without.
fn needs_places<S: Exhibit>(session: &Session<S>) -> bool {
    let asked = session.params_are_open() || session.script_is_open();
    session.tab != Tab::Why || !session.notices.is_empty() || asked
}

/// What could not be done, once there are words for it.
fn notices<S: Exhibit>(here: Here<'_, S>, places: Part<PlacesPart<S>>) -> Html {
    match places {
        _ if here.session.notices.is_empty() => Html::default(),
        Part::Ready(part) => (part.notices)(here),
        Part::Failed => html! {
            <p class="notice" role="alert">{ Label::PartFailed.text(here.language) }</p>
        },
        Part::Waits => Html::default(),
    }
}

/// The sheet of keys, while it is open and once it is there.
fn key_sheet<S: Exhibit>(sheet: &UseStateHandle<bool>, places: Part<PlacesPart<S>>) -> Html {
    match places {
        Part::Ready(part) if **sheet => {
            let sheet = sheet.clone();
            (part.keys)(Callback::from(move |()| sheet.set(false)))
        }
        Part::Ready(_) | Part::Waits | Part::Failed => Html::default(),
    }
}

/// Writes the address when nothing has changed for a while.
#[hook]
fn use_address<S: Exhibit>(session: &Shared<Session<S>>, language: Language, present: bool) {
    // A link that is still being opened keeps its address.
    let settled = (!session.playing && session.making.is_none()).then(|| session.clone());
    use_effect_with(
        (settled, language, present),
        |(settled, language, present)| {
            let (settled, language, present) = (settled.clone(), *language, *present);
            let timeout = settled.map(|session| {
                Timeout::new(SETTLED_MS, move || {
                    address::write(&session, language, present);
                })
            });
            move || drop(timeout)
        },
    );
}

/// Says each step aloud, once.
#[hook]
fn use_said<S: Exhibit>(session: &Session<S>, language: Language) -> Html {
    let text = use_memo(
        (
            session.step,
            session.playing,
            language,
            Shared(session.shown.clone()),
        ),
        |(_, playing, language, shown)| {
            let event = session.selected.filter(|_| !playing)?;
            let telling = shown.tell(*language, event);
            Some(format!("{} {}", telling.head, telling.detail))
        },
    );
    html! {
        <p class="unseen" role="status" aria-live="polite" id="live">
            { Option::clone(&text).unwrap_or_default() }
        </p>
    }
}
