//! The root component: preferences, colours, and the place that the address names.

use crate::canvas::Palette;
use crate::hooks::use_system_theme;
use crate::pages::{CompareProps, Lab, Later, Nowhere};
use crate::preferences::{Change, Preferences, PreferencesContext};
use crate::route::{Route, use_route};
use picture::zookeeper::ZooKeeper;
use yew::prelude::*;

/// The page.
#[component(App)]
pub fn app() -> Html {
    let preferences = use_reducer_eq(Preferences::load);
    let route = use_route();
    let palette = use_state_eq(|| None::<Palette>);
    let system = use_system_theme();
    {
        let palette = palette.setter();
        use_effect_with((*preferences, system), move |(preferences, _)| {
            preferences.apply();
            palette.set(Palette::read());
        });
    }
    let change = {
        let dispatcher = preferences.dispatcher();
        use_callback((), move |change: Change, ()| dispatcher.dispatch(change))
    };
    let context = PreferencesContext {
        now: *preferences,
        change,
    };
    html! {
        <ContextProvider<PreferencesContext> {context}>
            <ContextProvider<Option<Palette>> context={(*palette).clone()}>
                { place(route) }
            </ContextProvider<Option<Palette>>>
        </ContextProvider<PreferencesContext>>
    }
}

fn place(route: Route) -> Html {
    match route {
        Route::Gallery => html! { <Later /> },
        // A key makes another scenario another Lab.
        Route::Lab { id, query } => {
            let key = id.clone();
            html! { <Lab<ZooKeeper> {key} {id} {query} /> }
        }
        Route::Compare { query } => {
            let key = query.clone();
            let compare = Some(CompareProps { query });
            html! { <Later {key} {compare} /> }
        }
        Route::Nowhere => html! { <Nowhere /> },
    }
}
