//! The gallery: every scenario with a picture drawn from its run.

use crate::components::{ProgressButton, RunPicture, mark, plain_header};
use crate::preferences::{use_language, use_preferences};
use crate::route::Route;
use crate::session::Shown;
use crate::shared::Shared;
use gloo_timers::callback::Timeout;
use locale::Language;
use locale::label::Label;
use locale::verdict;
use picture::zookeeper::ZooKeeper;
use scenario::catalog;
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
    let scripts = use_memo((), |()| {
        let known = catalog::ids().filter_map(|id| Some((id, Rc::new(catalog::find(id).ok()?))));
        known.collect::<Vec<_>>()
    });
    let progress = use_state_eq(crate::progress::load);
    let cards = scripts.iter().enumerate().map(|(index, (id, script))| {
        html! {
            <ScenarioCard key={*id} id={*id} script={Shared(script.clone())} hero={index == 0}
                progress={Progress::clone(&progress)} />
        }
    });
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
                <div class="gallery-grid">{ for cards }</div>
            </main>
        </>
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
fn scenario_card(props: &CardProps) -> Html {
    let language = use_language();
    let shown = use_state(|| None::<Shared<Shown>>);
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
            <h2>
                <a href={to.clone()}>{ language.of(&script.title) }</a>
            </h2>
            if props.hero {
                <p class="story">{ language.of(&script.story) }</p>
            }
            if let Some(shown) = &*shown {
                <RunPicture<ZooKeeper> shown={shown.clone()} {height} />
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

fn facts(script: &Script, shown: Option<&Shared<Shown>>, language: Language) -> Html {
    let minutes = format!("{} {}", script.minutes, Label::Minutes.text(language));
    let works = script.fixes.iter().filter(|fix| fix.works).count();
    let tempting = script.fixes.len() - works;
    html! {
        <>
            if let Some(shown) = shown {
                <span>{ format!("ZooKeeper {}", shown.plan().release.name()) }</span>
            }
            <span>{ minutes }</span>
            if !script.fixes.is_empty() {
                <span>{ verdict::fixes(language, works, tempting) }</span>
            }
        </>
    }
}
