//! The gallery: every scenario with a picture drawn from its run.

use crate::components::{ProgressButton, RunPicture, mark, plain_header};
use crate::exhibit::Exhibit;
use crate::parts::{Part, use_dolphinscheduler};
use crate::preferences::{use_language, use_preferences};
use crate::route::Route;
use crate::session::Shown;
use crate::shared::Shared;
use gloo_timers::callback::Timeout;
use locale::Language;
use locale::label::Label;
use locale::verdict;
use picture::zookeeper::ZooKeeper;
use scenario::plan::Choice;
use scenario::progress::Progress;
use scenario::script::Script;
use std::rc::Rc;
use yew::prelude::*;

/// The scenarios.
#[component(Gallery)]
pub fn gallery() -> Html {
    let preferences = use_preferences();
    let language = preferences.language();
    let dolphinscheduler = use_dolphinscheduler(true);
    let progress = use_state_eq(crate::progress::load);
    let again = {
        let progress = progress.setter();
        Callback::from(move |()| progress.set(crate::progress::load()))
    };
    html! {
        <>
            { plain_header(&preferences, Label::Gallery) }
            <main class="gallery">
                <header class="gallery-head">
                    <h1>{ Label::Tagline.text(language) }</h1>
                    <p class="minor">{ Label::LocalOnly.text(language) }</p>
                    <ProgressButton progress={Progress::clone(&progress)} on_change={again} />
                </header>
                <Cards<ZooKeeper> progress={Progress::clone(&progress)} />
                {
                    match dolphinscheduler {
                        Part::Ready(part) => (part.cards)(Progress::clone(&progress)),
                        Part::Failed => html! {
                            <p role="alert">{ Label::PartFailed.text(language) }</p>
                        },
                        Part::Waits => Html::default(),
                    }
                }
            </main>
        </>
    }
}

/// What has been done.
#[derive(Properties, PartialEq)]
pub struct CardsProps {
    /// In this browser.
    pub progress: Progress,
}

/// The scenarios of one system. The first of all has more room.
#[component(Cards)]
pub fn cards<S: Exhibit>(props: &CardsProps) -> Html {
    let language = use_language();
    let scripts = use_memo((), |()| {
        let known = S::ids();
        let known = known.filter_map(|id| Some((id, Rc::new(S::find(id).ok()?))));
        known.collect::<Vec<_>>()
    });
    let cards = scripts.iter().enumerate().map(|(index, (id, script))| {
        let hero = S::IS_FIRST && index == 0;
        html! {
            <ScenarioCard<S> key={*id} id={*id} script={Shared(script.clone())} {hero}
                progress={props.progress.clone()} />
        }
    });
    html! {
        <section class="gallery-system" aria-label={S::NAME}>
            <h2>{ S::NAME }<span class="minor">{ S::about(language) }</span></h2>
            <div class="gallery-grid">{ for cards }</div>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct CardProps {
    id: &'static str,
    script: Shared<Script>,
    hero: bool,
    progress: Progress,
}

/// One scenario. Its picture comes when the run is ready; the rest is there at once.
#[component(ScenarioCard)]
fn scenario_card<S: Exhibit>(props: &CardProps) -> Html {
    let language = use_language();
    let shown = use_state(|| None::<Shared<Shown<S>>>);
    {
        let (shown, script) = (shown.setter(), props.script.clone());
        use_effect_with((), move |()| {
            let timeout = Timeout::new(0, move || {
                if let Ok(run) = Shown::new(&script, Choice::default()) {
                    shown.set(Some(Shared::new(run)));
                }
            });
            move || drop(timeout)
        });
    }
    let script = &props.script;
    let to = Route::lab(props.id);
    let height = if props.hero { 150.0 } else { 84.0 };
    html! {
        <article class={classes!("scenario", props.hero.then_some("hero"))}>
            <h3>
                <a href={to.clone()}>{ language.of(&script.title) }</a>
            </h3>
            if props.hero {
                <p class="story">{ language.of(&script.story) }</p>
            }
            if let Some(shown) = &*shown {
                <RunPicture<S> shown={shown.clone()} {height} />
            } else {
                <div class="run-picture waiting" aria-hidden="true" />
            }
            <footer>
                <span class="mono minor">{ props.id }</span>
                { facts(script, shown.as_ref(), language) }
                { mark(&props.progress, props.id, language) }
            </footer>
            if props.hero {
                <a href={to} class="button prim">{ Label::OpenIncident.text(language) }</a>
            }
        </article>
    }
}

fn facts<S: Exhibit>(
    script: &Script,
    shown: Option<&Shared<Shown<S>>>,
    language: Language,
) -> Html {
    let minutes = format!("{} {}", script.minutes, Label::Minutes.text(language));
    let works = script.fixes.iter().filter(|fix| fix.works).count();
    let tempting = script.fixes.len() - works;
    html! {
        <>
            if let Some(shown) = shown {
                <span>{ format!("{} {}", S::NAME, S::release(shown.plan())) }</span>
            }
            <span>{ minutes }</span>
            if !script.fixes.is_empty() {
                <span>{ verdict::fixes(language, works, tempting) }</span>
            }
        </>
    }
}
