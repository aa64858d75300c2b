//! The plot of time: a canvas for what stays while the playhead moves, one for what follows it, and what
//! pointers do there.

use crate::components::stage::place_in;
use crate::components::time::{chosen, flags};
use crate::components::{Canvas, Here};
use crate::exhibit::Exhibit;
use crate::session::{Action, Dispatch};
use crate::shared::Shared;
use locale::label::Label;
use sim::id::EventId;
use sim::sorted_map::SortedMap;
use std::rc::Rc;
use view::paint::Drawing;
use view::target::Target;
use view::time::{Axis, FOOT, Panel, Rows};
use web_sys::PointerEvent;
use yew::prelude::*;

/// Room left of the axis for marks at its very beginning, in px.
const INSET: f32 = 8.0;
/// A press that moves less is a click, in px.
const CLICK: f32 = 4.0;

/// Where the axis begins and ends on a plot of this width, in px.
pub(crate) fn sides(width: f32) -> (f32, f32) {
    (INSET, (width - INSET).max(INSET + 1.0))
}

/// The plot of some rows along an axis, in the element of a node that is so many CSS px wide.
#[hook]
pub(crate) fn use_plot<S: Exhibit>(
    here: Here<'_, S>,
    place: (&NodeRef, f32),
    rows: &Rc<Rows<S::RowKind>>,
    axis: &Shared<Axis>,
    trail: &[EventId],
) -> Html {
    let (node, width) = place;
    let height = rows.height + FOOT;
    let size = (width, height);
    let ground = use_ground(here, rows, axis, size, !trail.is_empty());
    let over = Shared::new(over(here, rows, axis, trail, size));
    let pointers = use_pointers(here, node, axis, [&ground, &over]);
    html! {
        <div ref={node} class="time-canvas"
            onpointerdown={pointers.down} onpointermove={pointers.move_}
            onpointerup={pointers.up} onpointercancel={pointers.cancel}>
            <Canvas drawing={ground} {width} {height} />
            <Canvas class="over" drawing={over} {width} {height} />
        </div>
    }
}

/// What stays as it is while the playhead moves: drawn again when something else is looked at.
#[hook]
fn use_ground<S: Exhibit>(
    here: Here<'_, S>,
    rows: &Rc<Rows<S::RowKind>>,
    axis: &Shared<Axis>,
    size: (f32, f32),
    dim: bool,
) -> Shared<Drawing> {
    let (session, rows) = (here.session.clone(), Shared(rows.clone()));
    let drawn = use_memo(
        (rows, axis.clone(), size, dim, here.language),
        move |(rows, axis, (width, height), dim, language)| {
            let mut drawing = Drawing::default();
            if *width > 0.0 {
                let sight = session.sight(*language);
                // Whom a server means by a sid is said as its host is called, at any moment.
                let picture = session.shown.picture_after(0);
                let panel = Panel {
                    dimmed: *dim,
                    chosen: &chosen(&session),
                    flags: &flags(&session, *language),
                    ..Panel::ground(&sight, &picture, axis, rows, session.lanes)
                };
                S::draw(&mut drawing, &panel, *height);
            }
            drawing
        },
    );
    Shared(drawn)
}

/// What follows the playhead and the selection.
fn over<S: Exhibit>(
    here: Here<'_, S>,
    rows: &Rows<S::RowKind>,
    axis: &Axis,
    trail: &[EventId],
    (width, height): (f32, f32),
) -> Drawing {
    let session = here.session;
    let mut over = Drawing::default();
    if width > 0.0 {
        let sight = session.sight(here.language);
        let panel = Panel {
            playhead: session.playhead,
            selected: session.selected.filter(|_| !session.playing),
            trail,
            found: &session.found,
            veil: session
                .horizon()
                .map(|_| Label::GuessFirst.text(here.language)),
            ..Panel::ground(&sight, &session.picture, axis, rows, session.lanes)
        };
        S::draw_over(&mut over, &panel, height);
    }
    over
}

/// What is done when a pointer goes down, moves, comes up.
struct Pointers {
    down: Callback<PointerEvent>,
    move_: Callback<PointerEvent>,
    up: Callback<PointerEvent>,
    cancel: Callback<PointerEvent>,
}

/// Pointers that are down: where each went down and where it is.
type Down = SortedMap<i32, (f32, f32)>;

/// One pointer moves the playhead, two zoom and move the window; a press that does not move selects
/// what is under it.
#[hook]
fn use_pointers<S: Exhibit>(
    here: Here<'_, S>,
    node: &NodeRef,
    axis: &Shared<Axis>,
    drawn: [&Shared<Drawing>; 2],
) -> Pointers {
    let pressed = use_mut_ref(Down::default);
    let down = {
        let (node, pressed) = (node.clone(), pressed.clone());
        Callback::from(move |event: PointerEvent| press(&node, &mut pressed.borrow_mut(), &event))
    };
    let move_ = {
        let (node, pressed, axis) = (node.clone(), pressed.clone(), axis.clone());
        let dispatch = here.dispatch.clone();
        Callback::from(move |event: PointerEvent| {
            drag(&node, &mut pressed.borrow_mut(), &axis, &event, &dispatch);
        })
    };
    let up = {
        let (node, pressed, axis) = (node.clone(), pressed.clone(), axis.clone());
        let dispatch = here.dispatch.clone();
        let drawn = drawn.map(Shared::clone);
        Callback::from(move |event: PointerEvent| {
            let mut pressed = pressed.borrow_mut();
            release(&node, &mut pressed, &axis, &drawn, &event, &dispatch);
        })
    };
    let cancel = Callback::from(move |event: PointerEvent| {
        pressed.borrow_mut().remove(&event.pointer_id());
    });
    Pointers {
        down,
        move_,
        up,
        cancel,
    }
}

fn press(node: &NodeRef, pressed: &mut Down, event: &PointerEvent) {
    if let Some(element) = node.cast::<web_sys::Element>() {
        let _ = element.set_pointer_capture(event.pointer_id());
    }
    if let Some(point) = place_in(node, event) {
        pressed.insert(event.pointer_id(), (point.x, point.x));
    }
}

fn drag<S: Exhibit>(
    node: &NodeRef,
    pressed: &mut Down,
    axis: &Axis,
    event: &PointerEvent,
    dispatch: &Dispatch<S>,
) {
    let others: Vec<f32> = pressed
        .iter()
        .filter(|(id, _)| **id != event.pointer_id())
        .map(|(_, (_, x))| *x)
        .collect();
    let Some(point) = place_in(node, event) else {
        return;
    };
    let Some((from, x)) = pressed.get_mut(&event.pointer_id()) else {
        return;
    };
    let before = *x;
    *x = point.x;
    match others[..] {
        [] if (point.x - *from).abs() >= CLICK => {
            dispatch.dispatch(Action::Scrub(axis.moment(point.x)));
        }
        [other] => {
            let (old, new) = ((before - other).abs(), (point.x - other).abs());
            if old > 20.0 && new > 20.0 {
                let factor = f64::from(new / old);
                dispatch.dispatch(Action::Zoom(factor, axis.moment(other)));
            }
        }
        _ => {}
    }
}

fn release<S: Exhibit>(
    node: &NodeRef,
    pressed: &mut Down,
    axis: &Axis,
    [ground, over]: &[Shared<Drawing>; 2],
    event: &PointerEvent,
    dispatch: &Dispatch<S>,
) {
    let Some((from, _)) = pressed.remove(&event.pointer_id()) else {
        return;
    };
    let Some(point) = place_in(node, event) else {
        return;
    };
    if !pressed.is_empty() {
        return;
    }
    let clicked = (point.x - from).abs() < CLICK;
    match over.hit(point).or_else(|| ground.hit(point)) {
        Some(Target::Event(event)) if clicked => dispatch.dispatch(Action::Go(event)),
        _ => dispatch.dispatch(Action::Seek(axis.moment(point.x))),
    }
}
