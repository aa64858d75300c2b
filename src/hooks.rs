//! What components ask of the browser: their size, a frame, a key.

use gloo_events::{EventListener, EventListenerOptions};
use gloo_render::{AnimationFrame, request_animation_frame};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Element, KeyboardEvent, ResizeObserver, ResizeObserverEntry};
use yew::prelude::*;

/// The size of an element in CSS px; zero until it is known.
#[hook]
pub fn use_size(node: &NodeRef) -> (f32, f32) {
    let size = use_state_eq(|| (0.0_f32, 0.0_f32));
    {
        let size = size.setter();
        let node = node.clone();
        use_effect_with((), move |()| {
            let observed = node.cast::<Element>().and_then(|element| {
                let callback =
                    Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
                        let entry: Option<ResizeObserverEntry> = entries.get(0).dyn_into().ok();
                        if let Some(rect) = entry.map(|entry| entry.content_rect()) {
                            size.set((css_px(rect.width()), css_px(rect.height())));
                        }
                    });
                let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
                observer.observe(&element);
                Some((observer, callback))
            });
            move || {
                if let Some((observer, _callback)) = observed {
                    observer.disconnect();
                }
            }
        });
    }
    *size
}

#[expect(clippy::cast_possible_truncation, reason = "pixels")]
fn css_px(length: f64) -> f32 {
    length as f32
}

/// Calls back once per frame while `active`, with the milliseconds since the last frame.
#[hook]
pub fn use_frames(active: bool, callback: Callback<f64>) {
    use_effect_with((active, callback), |(active, callback)| {
        let pending: Rc<RefCell<Option<AnimationFrame>>> = Rc::default();
        if *active {
            schedule(pending.clone(), callback.clone(), None);
        }
        move || drop(pending.borrow_mut().take())
    });
}

fn schedule(
    pending: Rc<RefCell<Option<AnimationFrame>>>,
    callback: Callback<f64>,
    last: Option<f64>,
) {
    let next = pending.clone();
    let frame = request_animation_frame(move |now| {
        if let Some(last) = last {
            callback.emit(now - last);
        }
        // Whoever stopped in the meantime has taken the frame away.
        if next.borrow().is_some() {
            schedule(next.clone(), callback, Some(now));
        }
    });
    *pending.borrow_mut() = Some(frame);
}

/// Calls back for every key that is pressed anywhere on the page.
#[hook]
pub fn use_keys(callback: Callback<KeyboardEvent>) {
    use_effect_with(callback, |callback| {
        let callback = callback.clone();
        let listener = crate::dom::document().map(|document| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&document, "keydown", options, move |event| {
                if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                    callback.emit(event.clone());
                }
            })
        });
        move || drop(listener)
    });
}

/// Counts up when the system changes between dark and light.
#[hook]
pub fn use_system_theme() -> u32 {
    let changes = use_state_eq(|| 0_u32);
    {
        let changes = changes.clone();
        use_effect_with(*changes, move |count| {
            let count = *count;
            let list = web_sys::window()
                .and_then(|w| w.match_media("(prefers-color-scheme: dark)").ok().flatten());
            let listener = list.map(|list| {
                EventListener::new(&list, "change", move |_| changes.set(count.wrapping_add(1)))
            });
            move || drop(listener)
        });
    }
    *changes
}
