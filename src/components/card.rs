//! A server's card.

use crate::components::{glyph, on_click};
use crate::session::{Action, Dispatch};
use view::stage::{Card, CardRow, Content, Meter, Slip, Texture, Tier};
use yew::prelude::*;

/// What a card shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The card.
    pub card: Card,
    /// How much of it there is room for.
    pub tier: Tier,
    /// Whether the selected event happened here.
    pub selected: bool,
    /// Whether something else is being looked at.
    #[prop_or_default]
    pub dim: bool,
    /// What is done to it.
    pub dispatch: Dispatch,
}

/// A server's card.
#[component(ServerCard)]
pub fn server_card(props: &Props) -> Html {
    let Card {
        node,
        name,
        standing,
        word,
        corner,
        rows,
        looked,
        aside,
    } = &props.card;
    let inspect = on_click(&props.dispatch, Action::Inspect(*node));
    let class = classes!(
        "card",
        match props.tier {
            Tier::Full => "card-full",
            Tier::Compact => "card-compact",
            Tier::Brief => "card-compact card-brief",
            Tier::Tile => "card-tile",
        },
        props.selected.then_some("selected"),
        props.dim.then_some("dim"),
        looked.then_some("looked"),
        aside.then_some("aside")
    );
    let rows = rows.iter().map(|row| self::row(row, &props.dispatch));
    html! {
        <article {class} aria-label={format!("{name} {word}")}>
            <header class="card-head">
                { glyph(*standing) }
                <button type="button" class="card-name" onclick={inspect}>{ name }</button>
                <span class={classes!("card-word", standing.class())}>{ word }</span>
                if let Some((label, value)) = corner {
                    <span class="card-corner">
                        <span class="card-corner-label">{ label }</span>
                        { " " }<b class="mono">{ value }</b>
                    </span>
                }
            </header>
            <div class="card-rows">{ for rows }</div>
        </article>
    }
}

fn row(row: &CardRow, dispatch: &Dispatch) -> Html {
    let go = row.event.map(|event| on_click(dispatch, Action::Go(event)));
    let class = classes!(
        "card-row",
        row.content.class(),
        row.looked.then_some("looked"),
        go.is_some().then_some("goes")
    );
    html! {
        <div key={row.label.clone()} {class} onclick={go}>
            <span class="row-label">{ &row.label }</span>
            { content(&row.content) }
        </div>
    }
}

fn content(content: &Content) -> Html {
    match content {
        Content::Slip(slip, note) => html! {
            <span class="row-body">{ self::slip(slip) }<span class="note">{ note }</span></span>
        },
        Content::Meter(meter) => self::meter(meter),
        Content::Call {
            text,
            texture,
            part,
            holds_lock,
        } => call(text, *texture, *part, *holds_lock),
        Content::Queue { length, text } => queue(*length, text),
        Content::Compare {
            left,
            right,
            equal,
            meaning,
        } => {
            let sign = if *equal { "=" } else { "≠" };
            let title = (!equal).then(|| meaning.clone());
            html! {
                <span class="row-body compare" {title}>
                    { &left.0 }{ " " }<b class="mono">{ &left.1 }</b>
                    <b class={classes!("mono", "sign", (!equal).then_some("differs"))}>{ sign }</b>
                    <b class="mono">{ &right.0 }</b>{ " " }{ &right.1 }
                    if !equal {
                        <span class="unseen">{ meaning }</span>
                    }
                </span>
            }
        }
        Content::Plain(text) => html! { <span class="row-body plain">{ text }</span> },
    }
}

/// A vote as a slip of paper.
pub(crate) fn slip(slip: &Slip) -> Html {
    let class = classes!("slip", slip.stale.then_some("stale"));
    html! { <span {class} title={slip.full.clone()}>{ &slip.text }</span> }
}

fn meter(meter: &Meter) -> Html {
    let slots = meter.slots.iter().enumerate().map(|(index, slot)| {
        let class = classes!(
            "slot",
            slot.supports.then_some("supports"),
            slot.mark.is_none().then_some("empty"),
            slot.unreachable.then_some("unreachable"),
            (index + 1 == meter.needed).then_some("needed")
        );
        html! {
            <span key={index} {class}>
                <span class="slot-box">{ slot.mark.clone().unwrap_or_default() }</span>
                <span class="slot-name">{ &slot.name }</span>
            </span>
        }
    });
    let reached = meter.have >= meter.needed;
    html! {
        <span class="row-body meter">
            <span class={classes!("slots", reached.then_some("reached"))} aria-hidden="true">
                { for slots }
            </span>
            <span class="count" aria-hidden="true">
                <b>{ format!("{} / {}", meter.have, meter.needed) }</b>
                <span class="view">{ &meter.view }</span>
            </span>
            <span class="unseen">{ &meter.words }</span>
        </span>
    }
}

fn call(text: &str, texture: Texture, part: Option<f32>, holds_lock: bool) -> Html {
    let class = classes!(
        "row-body",
        "call",
        match texture {
            Texture::Hatch => "hatch",
            Texture::Dots => "dots",
            Texture::Plain => "plain",
        },
        holds_lock.then_some("holds-lock")
    );
    html! {
        <span {class}>
            if let Some(part) = part {
                // A picture's attributes may be set where styles may not.
                <svg class="call-part" viewBox="0 0 100 1" preserveAspectRatio="none"
                    aria-hidden="true">
                    <rect width={percent(part)} height="1" />
                </svg>
            }
            <span class="call-text">{ text }</span>
        </span>
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of a whole"
)]
fn percent(part: f32) -> String {
    ((part * 100.0).round() as u8).to_string()
}

/// Ticks beyond this cannot be counted by eye.
const TICKS: usize = 32;

fn queue(length: usize, text: &str) -> Html {
    let ticks = (length <= TICKS).then(|| {
        let tick = |index: usize| {
            html! { <rect x={(index * 3).to_string()} y="0" width="2" height="10" /> }
        };
        let width = (length * 3).to_string();
        html! {
            <svg class="ticks" viewBox={format!("0 0 {width} 10")} preserveAspectRatio="none" {width} height="10"
                aria-hidden="true">
                { for (0..length).map(tick) }
            </svg>
        }
    });
    html! { <span class="row-body queue">{ ticks }<b>{ text }</b></span> }
}
