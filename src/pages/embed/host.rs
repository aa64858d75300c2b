//! The page around an embedded one: it is told how high this one would like to be and which moment it
//! shows, and may ask for another moment. Messages are plain objects, so that a few lines of script do on
//! the other side:
//!
//! ```js
//! { quorumscope: "height", height: 450 }                                     // to the host, in CSS px
//! { quorumscope: "time", t: 6528, clock: "11:19:18.808", playing: false }    // to the host
//! { quorumscope: "go", t: 6528 }            // from the host: milliseconds as in a link's t,
//! { quorumscope: "go", clock: "11:19:19" }  // or a time of day
//! ```

use crate::exhibit::Exhibit;
use crate::session::{Action, Dispatch, Session};
use gloo_events::EventListener;
use scenario::plan::Planned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};
use yew::prelude::*;

/// What a message is told from others by, and what kind of message it is.
const KIND: &str = "quorumscope";

/// The window of the page around this one; nothing if there is none.
fn host() -> Option<(Window, Window)> {
    let own = web_sys::window()?;
    let parent = own.parent().ok().flatten()?;
    (parent != own).then_some((own, parent))
}

/// Tells the host something. Nothing in it is secret, and the host may be anybody.
fn tell(json: &str) {
    if let (Some((_, parent)), Ok(message)) = (host(), js_sys::JSON::parse(json)) {
        let _ = parent.post_message(&message, "*");
    }
}

/// Tells the host how high this page would like to be, when that has changed.
#[hook]
pub(super) fn use_height(height: i32) {
    use_effect_with(height, |height| {
        if *height > 0 {
            tell(&format!(r#"{{"{KIND}":"height","height":{height}}}"#));
        }
    });
}

/// While time runs, the host hears of it ten times in a second of the run.
const TOLD_US: u64 = 100_000;

/// Tells the host which moment is shown, when it has changed.
#[hook]
pub(super) fn use_time<S: Exhibit>(session: &Session<S>) {
    let plan = session.shown.plan();
    let zero = plan.clock().zero();
    let playhead = session.playhead.as_micros();
    let told = if session.playing {
        playhead / TOLD_US * TOLD_US
    } else {
        playhead
    };
    let clock = plan.clock().time_of_day(session.playhead);
    let ms = session.playhead.millis_from(zero);
    use_effect_with((told, session.playing), move |(_, playing)| {
        tell(&format!(
            r#"{{"{KIND}":"time","t":{ms},"clock":"{clock}","playing":{playing}}}"#
        ));
    });
}

/// Goes where the host asks for.
#[hook]
pub(super) fn use_requests<S: Exhibit>(dispatch: &Dispatch<S>) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listener = host().map(|(own, parent)| {
            EventListener::new(&own, "message", move |event| {
                let Some(event) = event.dyn_ref::<MessageEvent>() else {
                    return;
                };
                let is_hosts = event.source().as_deref() == Some(parent.as_ref());
                if let Some(moment) = asked(&event.data()).filter(|_| is_hosts) {
                    dispatch.dispatch(Action::Jump(moment));
                }
            })
        });
        move || drop(listener)
    });
}

/// The moment that a message asks for, as it could be typed.
fn asked(message: &JsValue) -> Option<String> {
    let field = |name: &str| js_sys::Reflect::get(message, &name.into()).ok();
    if field(KIND)?.as_string()? != "go" {
        return None;
    }
    let clock = field("clock").and_then(|clock| clock.as_string());
    let t = || {
        let t = field("t")?.as_f64().filter(|t| t.is_finite())?;
        Some(format!("{t}ms"))
    };
    clock.or_else(t)
}
