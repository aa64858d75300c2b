//! The root component: preferences, colours, and the place that the address names.

use crate::canvas::Palette;
use crate::hooks::use_system_theme;
use crate::pages::{CompareProps, Lab, LabProps, Later, Place, Seen, SeenProps};
use crate::preferences::{Change, Preferences, PreferencesContext};
use crate::route::{Look, Route, is_of_dolphinscheduler, use_route};
use picture::zookeeper::ZooKeeper;
use std::rc::Rc;
use yew::prelude::*;

/// The page.
#[component(App)]
pub fn app() -> Html {
    let preferences = use_reducer_eq(Preferences::load);
    let route = use_route();
    let now = route.preferences(*preferences);
    let palette = use_state_eq(|| None::<Rc<Palette>>);
    let system = use_system_theme();
    {
        let palette = palette.setter();
        use_effect_with((now, system), move |(preferences, _)| {
            preferences.apply();
            palette.set(Palette::read().map(Rc::new));
        });
    }
    let change = {
        let dispatcher = preferences.dispatcher();
        use_callback((), move |change: Change, ()| dispatcher.dispatch(change))
    };
    let context = PreferencesContext {
        now,
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
        Route::Lab {
            id,
            query,
            look: look @ (Look::Lab | Look::Present),
        } => {
            let (key, present) = (id.clone(), look == Look::Present);
            if is_of_dolphinscheduler(&id) {
                let place = Place::Lab(LabProps { id, query, present });
                return html! { <Later {place} /> };
            }
            html! { <Lab<ZooKeeper> {key} {id} {query} {present} /> }
        }
        Route::Lab { id, query, look } => {
            let key = format!("{id}?{query}");
            if is_of_dolphinscheduler(&id) {
                let place = Place::Seen(SeenProps { id, query, look });
                return html! { <Later {key} {place} /> };
            }
            html! { <Seen<ZooKeeper> {key} {id} {query} {look} /> }
        }
        Route::Compare { query } => {
            let key = query.clone();
            let of_dolphinscheduler = query.strip_prefix("a=").is_some_and(is_of_dolphinscheduler);
            let asked = CompareProps { query };
            let place = if of_dolphinscheduler {
                Place::Failovers(asked)
            } else {
                Place::Compare(asked)
            };
            html! { <Later {key} {place} /> }
        }
        Route::Nowhere => html! { <Later place={Place::Nowhere} /> },
    }
}
