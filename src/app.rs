//! The root component: preferences, colours, and the place that the address names.

use crate::canvas::Palette;
use crate::hooks::use_system_theme;
use crate::pages::{CompareProps, Lab, Later, Nowhere, Seen};
use crate::preferences::{Change, Preferences, PreferencesContext};
use crate::route::{Look, Route, use_route};
use picture::zookeeper::ZooKeeper;
use yew::prelude::*;

/// The page.
#[component(App)]
pub fn app() -> Html {
    let preferences = use_reducer_eq(Preferences::load);
    let route = use_route();
    let now = route.preferences(*preferences);
    let palette = use_state_eq(|| None::<Palette>);
    let system = use_system_theme();
    {
        let palette = palette.setter();
        use_effect_with((now, system), move |(preferences, _)| {
            preferences.apply();
            palette.set(Palette::read());
        });
    }
    let change = {
        let dispatcher = preferences.dispatcher();
        use_callback((), move |change: Change, ()| dispatcher.dispatch(change))
    };
    let context = PreferencesContext { now, change };
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
        Route::Lab {
            id,
            query,
            look: look @ (Look::Lab | Look::Present),
        } => {
            let (key, present) = (id.clone(), look == Look::Present);
            html! { <Lab<ZooKeeper> {key} {id} {query} {present} /> }
        }
        Route::Lab { id, query, look } => {
            let key = format!("{id}?{query}");
            html! { <Seen<ZooKeeper> {key} {id} {query} {look} /> }
        }
        Route::Compare { query } => {
            let key = query.clone();
            let compare = Some(CompareProps { query });
            html! { <Later {key} {compare} /> }
        }
        Route::Nowhere => html! { <Nowhere /> },
    }
}
