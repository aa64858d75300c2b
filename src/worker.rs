//! A worker makes a run that takes long: the same module a second time, in a thread of its own. The
//! page gets what it makes as bytes and stops the worker when nobody waits for them any more.
//!
//! Where there are no workers nothing is lost: the page makes the run itself, see [`Making`].

use crate::exhibit::Exhibit;
use crate::route;
use crate::session::Making;
use js_sys::{Array, Reflect, Uint8Array};
use scenario::permalink::Link;
use scenario::plan::Planned;
use scenario::run::{Advance, Advancing};
use sim::transcript::Place;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, HtmlLinkElement, HtmlScriptElement};
use web_sys::{MessageEvent, WorkerOptions, WorkerType};

/// Events between two messages.
const BUDGET: u64 = 60_000;
/// The name under which `static/boot.js` leaves what is asked of a worker.
const ORDER: &str = "order";

/// A worker that makes a run. It ends with this value.
pub(crate) struct Worker {
    worker: web_sys::Worker,
    _heard: [Closure<dyn FnMut(MessageEvent)>; 2],
}

impl Worker {
    /// Has a worker make what comes after what is here. `heard` gets what it has made, or nothing when
    /// it has failed. Nothing where there are no workers.
    pub(crate) fn start<S: Exhibit>(
        scenario: &str,
        making: &Making<S>,
        heard: impl Fn(Option<Vec<u8>>) + Clone + 'static,
    ) -> Option<Self> {
        let document = crate::dom::document()?;
        let boot: HtmlScriptElement = document.get_element_by_id("boot")?.dyn_into().ok()?;
        let script: HtmlLinkElement = document.get_element_by_id("app-script")?.dyn_into().ok()?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(&boot.src(), &options).ok()?;
        let order = Order {
            scenario: scenario.to_owned(),
            query: query(making),
            place: making.place(),
        };
        let message = Array::of3(
            &script.href().into(),
            &wasm_bindgen::module(),
            &order.text().into(),
        );
        worker.post_message(&message).ok()?;
        let message = {
            let heard = heard.clone();
            Closure::new(move |event: MessageEvent| {
                let bytes = event.data().dyn_into().ok();
                heard(bytes.map(|buffer: js_sys::ArrayBuffer| Uint8Array::new(&buffer).to_vec()));
            })
        };
        let error = Closure::new(move |_: MessageEvent| heard(None));
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Self {
            worker,
            _heard: [message, error],
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn query<S: Exhibit>(making: &Making<S>) -> String {
    let choice = making.choice.clone();
    let link = Link {
        choice,
        ..Link::default()
    };
    link.query()
}

/// What is asked of a worker, a line for each part.
struct Order {
    scenario: String,
    query: String,
    place: Place,
}

impl Order {
    fn text(&self) -> String {
        let Place { facts, messages } = self.place;
        format!("{}\n{}\n{facts}\n{messages}", self.scenario, self.query)
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        Some(Self {
            scenario: lines.next()?.to_owned(),
            query: lines.next()?.to_owned(),
            place: Place {
                facts: lines.next()?.parse().ok()?,
                messages: lines.next()?.parse().ok()?,
            },
        })
    }
}

/// What this worker is asked for.
fn order() -> Option<Order> {
    let order = Reflect::get(&js_sys::global(), &ORDER.into()).ok()?;
    Order::read(&order.as_string()?)
}

/// Whether what this worker is asked for is a run of DolphinScheduler.
pub fn is_of_dolphinscheduler() -> bool {
    order().is_some_and(|order| route::is_of_dolphinscheduler(&order.scenario))
}

/// Does what a worker is asked for, until it is done.
pub(crate) fn work<S: Exhibit>() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let order = order();
    let done = order.and_then(|order| make::<S>(&order, |bytes| send(&scope, bytes)));
    if done.is_none() {
        let _ = scope.post_message(&JsValue::NULL);
    }
    scope.close();
}

/// Makes a run and hands each piece of it on. Nothing when that is no run, or nobody takes a piece.
fn make<S: Exhibit>(order: &Order, hand_on: impl Fn(&[u8]) -> Option<()>) -> Option<()> {
    let script = S::find(&order.scenario).ok()?;
    let (link, _) = Link::parse(&order.query);
    let plan = S::decide(&script, &link.choice).ok()?;
    let mut run = S::Run::new(Arc::new(plan));
    let mut place = order.place;
    loop {
        let end = run.plan().until();
        let more = run.advance(end, BUDGET) == Advance::More;
        let reached = run.place();
        if !more || reached.facts > place.facts && reached.messages >= place.messages {
            hand_on(&run.write(place))?;
            place = reached;
        }
        if !more {
            return Some(());
        }
    }
}

fn send(scope: &DedicatedWorkerGlobalScope, bytes: &[u8]) -> Option<()> {
    let buffer = Uint8Array::from(bytes).buffer();
    scope
        .post_message_with_transfer(&buffer, &Array::of1(&buffer))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Session;
    use picture::zookeeper::ZooKeeper;
    use scenario::run::Run;
    use std::cell::RefCell;

    /// What the page does with the pieces of a worker gives the run that it would have made itself.
    #[test]
    fn a_worker_makes_the_run_that_the_page_would_make() {
        let id = "zk-decommission-outage";
        let session: Session =
            Session::open(id, "until=3600s&seed=7&fix=restart-zk1@150s").unwrap();
        let making = session.making.unwrap();
        let order = Order {
            scenario: id.to_owned(),
            query: query(&making),
            place: making.place(),
        };
        let order = Order::read(&order.text()).unwrap();
        let pieces = RefCell::new(Vec::new());
        // The page has gone on meanwhile.
        making.go_on();
        make::<ZooKeeper>(&order, |bytes| {
            pieces.borrow_mut().push(bytes.to_vec());
            Some(())
        })
        .unwrap();
        let pieces = pieces.into_inner();
        assert!(pieces.len() > 1, "{}", pieces.len());
        for piece in pieces {
            assert!(!making.is_over());
            making.receive(&piece);
        }
        while !making.is_over() {
            assert!(!making.waits());
            making.go_on();
        }
        let made = making.with_record(|record| record.trace().fingerprint());
        let here = Run::complete(making.plan().clone());
        assert_eq!(made, here.trace().fingerprint());
    }
}
