//! The root component: preferences, colours, and the place that the address names.

use crate::canvas::Palette;
use crate::hooks::use_system_theme;
use crate::pages::{CompareProps, Lab, LabProps, Later, Place};
use crate::preferences::{Change, Preferences, PreferencesContext};
use crate::route::{Route, is_of_dolphinscheduler, use_route};
use picture::zookeeper::ZooKeeper;
use std::rc::Rc;
use yew::prelude::*;

/// The page.
#[component(App)]
pub fn app() -> Html {
    let preferences = use_reducer_eq(Preferences::load);
    let route = use_route();
    let palette = use_state_eq(|| None::<Rc<Palette>>);
    let system = use_system_theme();
    {
        let palette = palette.setter();
        use_effect_with((*preferences, system), move |(preferences, _)| {
            preferences.apply();
            palette.set(Palette::read().map(Rc::new));
        });
    }
    let change = {
        let dispatcher = preferences.dispatcher();
        use_callback((), move |change: Change, ()| dispatcher.dispatch(change))
    };
    let context = PreferencesContext {
        now: *preferences,
        change,
        palette: (*palette).clone(),
    };
    html! {
        <ContextProvider<PreferencesContext> {context}>
            { place(route) }
        </ContextProvider<PreferencesContext>>
    }
}

fn place(route: Route) -> Html {
    match route {
        Route::Gallery => html! { <Later place={Place::Gallery} /> },
        // A key makes another scenario another Lab.
        Route::Lab { id, query } if is_of_dolphinscheduler(&id) => {
            let place = Place::Lab(LabProps { id, query });
            html! { <Later {place} /> }
        }
        Route::Lab { id, query } => {
            let key = id.clone();
            html! { <Lab<ZooKeeper> {key} {id} {query} /> }
        }
        Route::Compare { query } => {
            let key = query.clone();
            let place = Place::Compare(CompareProps { query });
            html! { <Later {key} {place} /> }
        }
        Route::Nowhere => html! { <Later place={Place::Nowhere} /> },
    }
}
