//! What somebody has done: a quiet mark on a scenario, and a sheet with all of it, which can be saved for a
//! trainer and forgotten.

use crate::components::dialog::{Dialog, dialog};
use crate::components::opener::{closes, opener};
use crate::components::{Icon, icon};
use crate::download::save;
use crate::preferences::use_language;
use crate::progress::{file, forget, load};
use locale::Language;
use locale::level::colon;
use locale::progress::{self as words, Word};
use scenario::progress::{FAMILIES, Progress};
use yew::prelude::*;

/// What has been done with a scenario, in a mark; nothing if nothing has.
pub(crate) fn mark(progress: &Progress, id: &str, language: Language) -> Html {
    let finished = progress.has_finished(id);
    let best = progress.best(id);
    html! {
        if finished || best.is_some() {
            <span class="done">
                if finished {
                    { icon(Icon::Check) }{ Word::Lesson.text(language) }
                }
                if let Some(best) = best {
                    { icon(Icon::Flag) }{ words::best(language, best) }
                }
            </span>
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What has been done.
    pub(crate) progress: Progress,
    /// Looks again.
    pub(crate) on_change: Callback<()>,
}

/// Opens the sheet.
#[component(ProgressButton)]
pub(crate) fn progress_button(props: &Props) -> Html {
    let language = use_language();
    let open = use_state_eq(|| false);
    let sheet = html! {
        if *open {
            <Sheet progress={props.progress.clone()} on_change={props.on_change.clone()}
                on_close={closes("progress", &open)} />
        }
    };
    let opens = Callback::from(move |_: MouseEvent| open.set(true));
    opener("progress", Word::Progress.text(language), opens, sheet)
}

#[derive(Properties, PartialEq)]
struct SheetProps {
    progress: Progress,
    on_change: Callback<()>,
    on_close: Callback<()>,
}

/// The sheet.
#[component(Sheet)]
fn sheet(props: &SheetProps) -> Html {
    let language = use_language();
    let sure = use_state_eq(|| false);
    use_effect_with((), |()| crate::dom::focus("progress-close"));
    let export = Callback::from(move |_: MouseEvent| {
        if let Some(file) = file(&load()) {
            save(
                "quorumscope-progress.json",
                "application/json",
                file.as_bytes(),
            );
        }
    });
    // One click asks, the second does it.
    let reset = {
        let (sure, on_change) = (sure.clone(), props.on_change.clone());
        Callback::from(move |_: MouseEvent| {
            if *sure {
                forget();
                on_change.emit(());
            }
            sure.set(!*sure);
        })
    };
    let empty = props.progress.is_empty();
    let sheet = Dialog {
        heading: ("progress-title", Word::Progress.text(language)),
        close: "progress-close",
        keys: true,
        on_close: &props.on_close,
    };
    let body = html! {
        <>
            <p id="progress-summary" aria-live="polite">
                if empty {
                    { Word::Nothing.text(language) }
                } else {
                    { words::summary(language, &props.progress) }
                }
            </p>
            { levels(&props.progress, language) }
            { families(&props.progress, language) }
            <p class="note">{ Word::Kept.text(language) }</p>
            <div class="undo">
                <button type="button" class="small" id="progress-export" disabled={empty} onclick={export}>
                    { Word::Export.text(language) }
                </button>
                <button type="button" class="small" id="progress-reset" disabled={empty} onclick={reset}>
                    { if *sure { Word::ResetSure } else { Word::Reset }.text(language) }
                </button>
            </div>
        </>
    };
    dialog(language, &sheet, body)
}

fn levels(progress: &Progress, language: Language) -> Html {
    let rows = progress.levels.iter().map(|best| {
        html! {
            <li><span class="mono">{ &best.scenario }</span>{ colon(language) }{ words::best(language, best) }</li>
        }
    });
    html! { <ul class="done-levels">{ for rows }</ul> }
}

/// Which beliefs have misled, of those that questions have offered.
fn families(progress: &Progress, language: Language) -> Html {
    let rows = FAMILIES.iter().filter_map(|family| {
        let (offered, misled) = progress.family(family);
        (offered > 0).then(|| {
            html! {
                <div>
                    <dt>{ words::family(language, family.id) }</dt>
                    <dd class="mono">{ format!("{misled} / {offered}") }</dd>
                </div>
            }
        })
    });
    let rows: Vec<Html> = rows.collect();
    html! {
        if !rows.is_empty() {
            <h3>{ Word::Families.text(language) }</h3>
            <p class="note">{ Word::Misled.text(language) }</p>
            <dl class="families">{ for rows }</dl>
        }
    }
}
