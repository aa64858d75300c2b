//! A run on its way: its states as far as they are known, how far that is, and the way to give it up.

use crate::components::{Canvas, on_click};
use crate::exhibit::Exhibit;
use crate::hooks::use_size;
use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Making};
use crate::shared::Shared;
use crate::worker::Worker;
use gloo_timers::callback::Timeout;
use locale::label::Label;
use locale::transport;
use picture::reading::Reading;
use scenario::plan::Planned;
use std::cell::RefCell;
use std::rc::Rc;
use view::paint::{Drawing, Rect};
use view::sight::Sight;
use view::time::{self, Window};
use yew::prelude::*;

/// What is on its way.
#[derive(Properties, PartialEq)]
pub struct Props<S: Exhibit> {
    /// The id of its scenario.
    pub id: Rc<str>,
    /// The run.
    pub making: Shared<Making<S>>,
    /// Where it goes.
    pub dispatch: Dispatch<S>,
}

const HEIGHT: f32 = 34.0;

/// A run on its way. It is made while this is shown.
#[component(Running)]
pub fn running<S: Exhibit>(props: &Props<S>) -> Html {
    let language = use_language();
    let node = use_node_ref();
    let (width, _) = use_size(&node);
    use_maker(props);
    let making = &props.making;
    let (reached, index) = making.so_far();
    let plan = making.plan();
    let (from, until) = (plan.from(), plan.until());
    let mut drawing = Drawing::default();
    if width > 0.0 {
        making.with_record(|record| {
            let reading: Reading<'_, S> = record.reading();
            let sight = Sight {
                reading,
                index: &index,
                plan,
                language,
            };
            let rect = Rect::new(0.0, 2.0, width, HEIGHT - 4.0);
            let whole = Window { from, to: until };
            S::minimap(&mut drawing, &sight, rect);
            time::minimap_over(&mut drawing, whole, rect, None, reached.max(from));
        });
    }
    let (done, whole) = (reached.max(from).since(from), until.since(from));
    let said = transport::simulated(language, done, whole);
    let percent = done.as_micros() * 100 / whole.as_micros().max(1);
    html! {
        <div class="running" id="running">
            <div class="running-head">
                <b>{ Label::Running.text(language) }</b>
                <span class="minor">{ &said }</span>
                <button type="button" class="small" onclick={on_click(&props.dispatch, Action::Cancel)}>
                    { Label::Cancel.text(language) }{ " " }<kbd>{ "Esc" }</kbd>
                </button>
            </div>
            <div ref={node} class="minimap-run" role="progressbar"
                aria-label={Label::Running.text(language)} aria-valuetext={said}
                aria-valuemin="0" aria-valuemax="100" aria-valuenow={percent.to_string()}>
                <Canvas drawing={Shared::new(drawing)} {width} height={HEIGHT} />
            </div>
        </div>
    }
}

/// Makes the run, piece by piece, with the help of a worker if there is one.
#[hook]
fn use_maker<S: Exhibit>(props: &Props<S>) {
    let shown = use_force_update();
    let (id, dispatch) = (props.id.clone(), props.dispatch.clone());
    use_effect_with(props.making.clone(), move |making| {
        let maker = Rc::new(Maker {
            making: making.clone(),
            dispatch,
            shown,
            due: RefCell::default(),
        });
        let heard = {
            let maker = maker.clone();
            move |bytes: Option<Vec<u8>>| {
                match bytes {
                    Some(bytes) => maker.making.receive(&bytes),
                    None => maker.making.lose_worker(),
                }
                maker.clone().go_on_soon();
            }
        };
        let worker = Worker::start(&id, making, heard);
        maker.clone().go_on_soon();
        move || {
            drop(worker);
            maker.due.take();
        }
    });
}

struct Maker<S: Exhibit> {
    making: Shared<Making<S>>,
    dispatch: Dispatch<S>,
    shown: UseForceUpdateHandle,
    /// The next piece.
    due: RefCell<Option<Timeout>>,
}

impl<S: Exhibit> Maker<S> {
    /// Makes the next piece after whatever else the page has to do.
    fn go_on_soon(self: Rc<Self>) {
        let maker = self.clone();
        let next = Timeout::new(0, move || maker.go_on());
        self.due.replace(Some(next));
    }

    fn go_on(self: Rc<Self>) {
        self.making.go_on();
        if self.making.is_over() {
            self.dispatch.dispatch(Action::Made(self.making.clone()));
            return;
        }
        self.shown.force_update();
        if !self.making.waits() {
            self.go_on_soon();
        }
    }
}
