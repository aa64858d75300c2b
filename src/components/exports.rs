//! The sheet of what the view and the run can be saved as.

use crate::canvas::Palette;
use crate::components::dialog::{Dialog, dialog};
use crate::components::time::{chosen, flags};
use crate::download::{save, save_painted};
use crate::exhibit::Exhibit;
use crate::preferences::use_language;
use crate::session::Session;
use crate::shared::Shared;
use export::figure::{self, View};
use export::{Subject, logs, mermaid, shiviz, trace_events};
use locale::Language;
use locale::export::{self as words, Format};
use picture::zookeeper::ZooKeeper;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What is saved.
#[derive(Properties, PartialEq)]
pub struct Props<S: Exhibit> {
    /// The session.
    pub session: Shared<Session<S>>,
    /// Closes the sheet.
    pub on_close: Callback<()>,
}

const FORMATS: [Format; 8] = [
    Format::Svg,
    Format::Png,
    Format::Moment,
    Format::Logs,
    Format::Mermaid,
    Format::Trace,
    Format::ShiViz,
    Format::OneFile,
];

/// The formats, and what came of the last click.
#[component(ExportSheet)]
pub fn export_sheet(props: &Props<ZooKeeper>) -> Html {
    let language = use_language();
    let done = use_state_eq(|| None::<(Format, bool)>);
    use_effect_with((), |()| crate::dom::focus("export-close"));
    let rows = FORMATS.iter().map(|format| {
        let (name, use_of_it) = words::format(language, *format);
        let click = {
            let (session, format, done) = (props.session.clone(), *format, done.setter());
            Callback::from(move |_: MouseEvent| {
                let (session, done) = (session.clone(), done.clone());
                spawn_local(async move {
                    let came = write(&session, language, format).await;
                    done.set(Some((format, came.is_some())));
                });
            })
        };
        let said = done.filter(|(of, _)| of == format);
        html! {
            <div>
                <dt><button type="button" class="small" data-format={format!("{format:?}")} onclick={click}>{ name }</button></dt>
                <dd>{ said.map_or(use_of_it, |(_, came)| words::done(language, came)) }</dd>
            </div>
        }
    });
    let clock = &props.session.shown.plan().clock;
    let window = props.session.window;
    let span = words::span(
        language,
        &clock.time_of_day(window.from),
        &clock.time_of_day(window.to),
    );
    let sheet = Dialog {
        heading: ("export-title", words::title(language)),
        close: "export-close",
        keys: true,
        on_close: &props.on_close,
    };
    let body = html! {
        <>
            <dl class="keys exports" aria-live="polite">{ for rows }</dl>
            <p class="mono minor">{ span }</p>
        </>
    };
    dialog(language, &sheet, body)
}

/// Makes one file of what is looked at, and has it saved; nothing if the browser does not let us.
async fn write(session: &Session, language: Language, format: Format) -> Option<()> {
    let sight = session.sight(language);
    let subject = Subject {
        sight: &sight,
        scenario: &session.id,
        title: language.of(&session.script.title),
    };
    let (window, name) = (session.window, |ending| name(session, ending));
    match format {
        Format::Svg => {
            let svg = figure(session, &subject)?;
            save(&name("svg"), "image/svg+xml", svg.as_bytes())
        }
        Format::Png => save_painted(name("png"), figure(session, &subject)?).await,
        Format::Moment => {
            let text = looking_at(session, language, |view| figure::moment(&subject, view));
            crate::dom::copy(&text).then_some(())
        }
        Format::Logs => {
            let zip = logs::archive(&subject).ok()?;
            save(&name("zip"), "application/zip", &zip)
        }
        Format::Mermaid => {
            let text = mermaid::diagram(&subject, window);
            save(&name("mmd"), "text/plain", text.as_bytes())
        }
        Format::Trace => {
            let json = trace_events(&subject, window);
            save(&name("json"), "application/json", json.as_bytes())
        }
        Format::ShiViz => {
            let log = shiviz::file(&subject, window);
            save(&name("log"), "text/plain", log.as_bytes())
        }
        Format::OneFile => {
            let page = crate::single::page(session, language).await?;
            save(&name("html"), "text/html", page.as_bytes())
        }
    }
}

/// The view in the colours of the screen; nothing if they cannot be read.
fn figure(session: &Session, subject: &Subject<'_>) -> Option<String> {
    let palette = Palette::read()?;
    let colour = |tone| palette.colour(tone).to_owned();
    let see = |view: &View<'_>| figure::svg(subject, view, &colour);
    Some(looking_at(session, subject.sight.language, see))
}

/// What somebody looks at.
fn looking_at<T>(session: &Session, language: Language, see: impl FnOnce(&View<'_>) -> T) -> T {
    see(&View {
        picture: &session.picture,
        selected: session.selected.filter(|_| !session.playing),
        window: session.window,
        folds: &session.folds(),
        lanes: session.lanes,
        trail: &session.trail(),
        chosen: &chosen(session),
        flags: &flags(session, language),
    })
}

/// The scenario and the moment, without what file systems do not like.
fn name(session: &Session, ending: &str) -> String {
    let time = session.shown.plan().clock.time_of_day(session.playhead);
    format!("{}-{}.{ending}", session.id, time.replace(':', "-"))
}
