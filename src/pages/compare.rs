//! Two runs of one scenario on one clock: both verdicts, the sentence that says what decided, and the
//! places at which they differ.

use crate::components::{Canvas, Styled, ZOOM_STEP, plain_header, px};
use crate::exhibit::Exhibit;
use crate::hooks::{use_keys, use_size};
use crate::preferences::use_preferences;
use crate::route::{GALLERY, Route};
use crate::session::{Making, Shown};
use crate::shared::Shared;
use gloo_timers::callback::Timeout;
use locale::label::Label;
use locale::{Language, compare as words, problem};
use scenario::catalog::CatalogError;
use scenario::compare::{Difference, Pair};
use scenario::permalink::Link;
use scenario::plan::{Choice, Planned};
use scenario::script::Script;
use scenario::script::time::Offset;
use sim::id::EventId;
use sim::time::{SimTime, Span};
use std::rc::Rc;
use view::paint::Drawing;
use view::time::{Axis, FOOT, Folds, Lanes, Panel, Rows, Window};
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// Which runs.
#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// Both, as [`Pair`] reads them.
    pub query: String,
}

/// What is compared, before it has been run.
struct Asked<S: Exhibit> {
    pair: Pair,
    script: Script,
    made: [Making<S>; 2],
}

/// What cannot be compared, in one sentence of either language.
type Refused = Box<dyn Fn(Language) -> String>;

impl<S: Exhibit> Asked<S> {
    fn new(query: &str) -> Result<Self, Refused> {
        let (pair, _) = Pair::parse(query).map_err(refused)?;
        let script = S::find(&pair.id).map_err(|error| match error {
            CatalogError::Unknown(problem) => refused(problem),
            CatalogError::Script(error) => refused(error.problem),
        })?;
        let make = |choice: &Choice| {
            Making::alone(&script, choice.clone()).map_err(|error| -> Refused {
                Box::new(move |language| problem::plan_error(language, &error))
            })
        };
        Ok(Self {
            made: [make(&pair.a)?, make(&pair.b)?],
            pair,
            script,
        })
    }
}

fn refused(problem: scenario::script::error::Problem) -> Refused {
    Box::new(move |language| problem::problem(language, &problem))
}

/// Both runs, and what was found of them.
struct Compared<S: Exhibit> {
    shown: [Shown<S>; 2],
    comparison: S::Comparison,
}

impl<S: Exhibit> Compared<S> {
    fn of(asked: &Asked<S>) -> Self {
        let shown = [asked.made[0].take(), asked.made[1].take()];
        Self {
            comparison: S::compared(&shown),
            shown,
        }
    }

    fn stops(&self) -> &[Difference] {
        S::stops(&self.comparison)
    }

    /// What happens at a difference, in both runs.
    fn tell(&self, language: Language, number: usize) -> Option<String> {
        let stops = self.stops();
        let stop = stops.get(number)?;
        let told = [(0, stop.a), (1, stop.b)].map(|(which, event): (usize, Option<EventId>)| {
            let shown = self.shown.get(which)?;
            let at = offset(shown, shown.time_of(event?));
            Some((at, shown.tell(language, event?).head))
        });
        let sides = told
            .each_ref()
            .map(|told| told.as_ref().map(|(at, text)| (*at, text.as_str())));
        let place = (number + 1, stops.len());
        let plan = self.shown[0].plan();
        Some(words::difference(language, plan, place, stop.at, sides))
    }
}

/// A moment of a run on the clock that both share: from zero.
fn offset<S: Exhibit>(shown: &Shown<S>, at: SimTime) -> Offset {
    Offset::between(shown.plan().clock().zero(), at)
}

/// Two runs on one clock, or a sentence if they cannot be had.
#[component(Compare)]
pub fn compare<S: Exhibit>(props: &Props) -> Html {
    let preferences = use_preferences();
    let language = preferences.language();
    let asked = use_memo(props.query.clone(), |query| {
        Asked::<S>::new(query).map(Shared::new)
    });
    match &*asked {
        Ok(asked) => html! {
            <>
                { plain_header(&preferences, Label::Compare) }
                <Made<S> asked={asked.clone()} />
            </>
        },
        Err(says) => html! {
            <>
                { plain_header(&preferences, Label::Compare) }
                <main class="plain">
                    <h1>{ Label::NotThere.text(language) }</h1>
                    <p role="alert">{ says(language) }</p>
                    <p><a href={GALLERY}>{ Label::BackToGallery.text(language) }</a></p>
                </main>
            </>
        },
    }
}

#[derive(Properties, PartialEq)]
struct MadeProps<S: Exhibit> {
    asked: Shared<Asked<S>>,
}

/// Goes on with both runs between frames until they are over.
#[component(Made)]
fn made<S: Exhibit>(props: &MadeProps<S>) -> Html {
    let language = use_preferences().language();
    let done = use_state(|| None::<Shared<Compared<S>>>);
    let turns = use_state_eq(|| 0_u32);
    {
        let (asked, done, turns) = (props.asked.clone(), done.setter(), turns);
        use_effect_with(*turns, move |turn| {
            let turn = *turn;
            let timeout = Timeout::new(0, move || {
                match asked.made.iter().find(|making| !making.is_over()) {
                    Some(making) => {
                        making.go_on();
                        turns.set(turn.wrapping_add(1));
                    }
                    None => done.set(Some(Shared::new(Compared::of(&asked)))),
                }
            });
            move || drop(timeout)
        });
    }
    match &*done {
        Some(compared) => {
            html! { <Both<S> asked={props.asked.clone()} compared={compared.clone()} /> }
        }
        None => html! {
            <main class="plain"><p role="status">{ Label::Running.text(language) }</p></main>
        },
    }
}

#[derive(Properties, PartialEq)]
struct BothProps<S: Exhibit> {
    asked: Shared<Asked<S>>,
    compared: Shared<Compared<S>>,
}

/// What is looked at: a difference, and how much around it.
#[derive(Clone, Copy, PartialEq)]
struct Looking {
    /// Which difference, from zero.
    stop: usize,
    /// How long the time panels are, in µs; nothing for the whole story.
    length: Option<i64>,
    threads: bool,
}

/// How much of the runs is shown around a difference at first, in µs.
const AROUND: i64 = 12_000_000;
/// The least that is shown, in µs.
const CLOSEST: i64 = 2_000;

impl Looking {
    /// What a key makes of it.
    fn press(self, key: &str, stops: usize, whole: i64) -> Option<Self> {
        let length = self.length.unwrap_or(whole);
        #[expect(clippy::cast_possible_truncation, reason = "a whole number")]
        let step = ZOOM_STEP as i64;
        Some(match key {
            "d" if stops > 0 => Self {
                stop: (self.stop + 1) % stops,
                ..self
            },
            "D" if stops > 0 => Self {
                stop: (self.stop + stops - 1) % stops,
                ..self
            },
            "+" | "=" => Self {
                length: Some((length / step).max(CLOSEST)),
                ..self
            },
            "-" | "−" => Self {
                length: Some(length * step).filter(|length| *length < whole),
                ..self
            },
            "0" => Self {
                length: None,
                ..self
            },
            "t" => Self {
                threads: !self.threads,
                ..self
            },
            _ => return None,
        })
    }
}

#[component(Both)]
fn both<S: Exhibit>(props: &BothProps<S>) -> Html {
    let preferences = use_preferences();
    let language = preferences.language();
    let BothProps { asked, compared } = props;
    let looking = use_state_eq(|| Looking {
        stop: 0,
        length: Some(AROUND),
        threads: false,
    });
    let whole = whole(compared);
    let press = {
        let (looking, stops) = (looking.clone(), compared.stops().len());
        move |key: &str| {
            let pressed = looking.press(key, stops, whole.1.0 - whole.0.0);
            pressed.map(|pressed| looking.set(pressed)).is_some()
        }
    };
    use_keys(Callback::from({
        let (press, letters) = (press.clone(), preferences.now.keys);
        move |event: KeyboardEvent| {
            let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
            if letters && !modified && press(&event.key()) {
                event.prevent_default();
            }
        }
    }));
    let stop = compared.stops().get(looking.stop).copied();
    let window = window(*looking, stop, whole);
    let sides = ["A", "B"].into_iter().zip([&asked.pair.a, &asked.pair.b]);
    let heads = sides.enumerate().map(|(which, (name, choice))| {
        head(asked, compared, (which, name), choice, stop, language)
    });
    let panels = [0, 1].map(|which| {
        html! {
            <SidePanel<S> compared={compared.clone()} {which} {window} at={stop.map(|stop| stop.at)}
                threads={looking.threads} />
        }
    });
    let [a, b] = panels;
    html! {
        <main class="compare-page" id="compared">
            <h1 class="unseen">{ Label::Compare.text(language) }</h1>
            <section class="compare-why" aria-labelledby="why-title">
                <h2 id="why-title">{ Label::InOneSentence.text(language) }</h2>
                <p class="compare-sentence" id="sentence">{ S::sentence(language, &compared.comparison, &compared.shown) }</p>
            </section>
            <div class="compare-heads">{ for heads }</div>
            { bar(*looking, compared.stops().len(), &press, language) }
            { a }
            <p class="compare-stop" role="status" aria-live="polite" id="difference">
                <span aria-hidden="true">{ "◆ " }</span>
                { compared.tell(language, looking.stop)
                    .unwrap_or_else(|| words::alike(language, false).to_owned()) }
            </p>
            { b }
        </main>
    }
}

/// From where to where both runs go.
fn whole<S: Exhibit>(compared: &Compared<S>) -> (Offset, Offset) {
    let from = |shown: &Shown<S>| offset(shown, shown.plan().from());
    let end = |shown: &Shown<S>| offset(shown, shown.run.reached());
    let [a, b] = &compared.shown;
    (from(a).min(from(b)), end(a).max(end(b)))
}

/// What the panels show: the difference a little right of their beginning.
fn window(looking: Looking, stop: Option<Difference>, whole: (Offset, Offset)) -> (i64, i64) {
    match (looking.length, stop) {
        (Some(length), Some(stop)) => {
            let from = stop.at.0 - length / 8;
            (from, from + length)
        }
        (Some(_), None) | (None, _) => (whole.0.0, whole.1.0),
    }
}

fn bar(
    looking: Looking,
    stops: usize,
    press: &(impl Fn(&str) -> bool + Clone + 'static),
    language: Language,
) -> Html {
    let button = |key: &'static str, id: &'static str, text: &str, off: bool| {
        let press = press.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            press(key);
        });
        html! { <button type="button" class="button" {id} {onclick} disabled={off}>{ text }</button> }
    };
    let zoom = |key: &'static str, label: Label, text: &'static str| {
        let press = press.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            press(key);
        });
        html! {
            <button type="button" aria-label={label.text(language)} {onclick}>{ text.to_owned() }</button>
        }
    };
    let threads = {
        let press = press.clone();
        Callback::from(move |_: MouseEvent| {
            press("t");
        })
    };
    html! {
        <div class="compare-bar">
            { button("D", "previous-difference", Label::PreviousDifference.text(language), stops < 2) }
            { button("d", "next-difference", Label::NextDifference.text(language), stops < 2) }
            <span class="spring" />
            <div class="seg" role="group" aria-label={Label::Lanes.text(language)}>
                <button type="button" aria-pressed={looking.threads.to_string()} onclick={threads}>
                    { Label::LanesBlocked.text(language) }
                </button>
            </div>
            <div class="seg" role="group">
                { zoom("-", Label::ZoomOut, "−") }
                { zoom("0", Label::Fit, Label::Fit.text(language)) }
                { zoom("+", Label::ZoomIn, "+") }
            </div>
        </div>
    }
}

/// What a run is, and what came of it.
fn head<S: Exhibit>(
    asked: &Asked<S>,
    compared: &Compared<S>,
    (which, name): (usize, &str),
    choice: &Choice,
    stop: Option<Difference>,
    language: Language,
) -> Html {
    let shown = &compared.shown[which];
    let why = S::why(shown, language);
    let class = if S::ends_well(shown) { "lead" } else { "dead" };
    let link = Link {
        choice: choice.clone(),
        at: stop.map(|stop| stop.at),
        ..Link::default()
    };
    let there = format!("{}?{}", Route::lab(&asked.pair.id), link.query());
    let rows = S::figures(language, &compared.comparison, &compared.shown, which);
    html! {
        <section class="compare-head" aria-label={name.to_owned()}>
            <h2>
                <span class="compare-name">{ name.to_owned() }</span>
                { title(&asked.script, choice, language) }
            </h2>
            <p {class}>{ why }</p>
            <dl>
                { for rows.into_iter().map(|(label, value)| html! {
                    <><dt>{ label.text(language) }</dt><dd>{ value }</dd></>
                }) }
            </dl>
            <a href={there} id={format!("open-{}", name.to_lowercase())}>{ Label::OpenInLab.text(language) }</a>
        </section>
    }
}

/// What is chosen, in words: fixes by their titles, parameters as they are written.
fn title(script: &Script, choice: &Choice, language: Language) -> String {
    let fixes = choice.fixes.iter().map(|(id, _)| match script.fix(id) {
        Some(fix) => language.of(&fix.title).to_owned(),
        None => id.clone(),
    });
    let params = choice.params.iter();
    let params = params.map(|(name, value)| format!("{name}={value}"));
    let acts = choice.operator.lines().iter().map(ToString::to_string);
    let seed = choice.seed.map(|seed| format!("seed={seed}"));
    let parts: Vec<String> = fixes.chain(params).chain(acts).chain(seed).collect();
    if parts.is_empty() {
        return Label::Baseline.text(language).to_owned();
    }
    parts.join(" · ")
}

#[derive(Properties, PartialEq)]
struct PanelProps<S: Exhibit> {
    compared: Shared<Compared<S>>,
    which: usize,
    /// From when to when, in µs from zero.
    window: (i64, i64),
    at: Option<Offset>,
    threads: bool,
}

/// Room left of the axis for marks at its very beginning, in px.
const INSET: f32 = 8.0;

/// The time panel of one run; what it shows is also said in words above and below.
#[component(SidePanel)]
fn side_panel<S: Exhibit>(props: &PanelProps<S>) -> Html {
    let language = use_preferences().language();
    let node = use_node_ref();
    let (width, _) = use_size(&node);
    let drawn = use_memo(
        (
            props.compared.clone(),
            (props.which, props.window, props.at, props.threads),
            language,
            width,
        ),
        |(compared, (which, window, at, threads), language, width)| {
            draw(
                &compared.shown[*which],
                *window,
                *at,
                *threads,
                (*language, *width),
            )
        },
    );
    let (rows, drawing) = &*drawn;
    let height = rows.height + FOOT;
    let name = ["A", "B"][props.which];
    let names = rows.rows.iter().map(|row| {
        let style = vec![("top", px(row.top)), ("height", px(row.height))];
        html! {
            <Styled class="row-place" {style}>
                <span class="row-name minor">{ &row.label }</span>
            </Styled>
        }
    });
    html! {
        <section class="compare-panel" aria-label={format!("{name} · {}", Label::Time.text(language))}>
            <span class="compare-name" aria-hidden="true">{ name }</span>
            <div class="time-rows">
                <Styled class="row-names" style={vec![("height", px(rows.height))]}>{ for names }</Styled>
                <div class="time-plot">
                    <div ref={node} class="time-canvas">
                        <Canvas drawing={Shared(drawing.clone())} {width} {height} />
                    </div>
                </div>
            </div>
        </section>
    }
}

fn draw<S: Exhibit>(
    shown: &Shown<S>,
    (from, to): (i64, i64),
    at: Option<Offset>,
    threads: bool,
    (language, width): (Language, f32),
) -> (Rows<S::RowKind>, Rc<Drawing>) {
    let sight = shown.sight(language);
    let lanes = if threads {
        Lanes::Blocked
    } else {
        Lanes::Nodes
    };
    let rows = S::rows(&sight, lanes);
    let mut drawing = Drawing::default();
    if width > 0.0 {
        let plan = shown.plan();
        let moment = |offset| plan.moment(Offset(offset));
        let window = Window {
            from: moment(from),
            to: moment(to).max(moment(from) + Span::from_millis(1)),
        };
        let right = (width - INSET).max(INSET + 1.0);
        let axis = Axis::new(window, &Folds::default(), None, INSET, right);
        let picture = shown.picture_after(0);
        let ground = Panel {
            playhead: at.map_or(SimTime::ZERO, |at| plan.moment(at)),
            ..Panel::ground(&sight, &picture, &axis, &rows, lanes)
        };
        let height = rows.height + FOOT;
        S::draw(&mut drawing, &ground, height);
        S::draw_over(&mut drawing, &ground, height);
    }
    (rows, Rc::new(drawing))
}
