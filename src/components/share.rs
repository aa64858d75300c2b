//! The sheet that hands a moment on: its title, the link to it, and what a page of one's own needs to show it.

use crate::address;
use crate::components::dialog::{Dialog, dialog};
use crate::exhibit::Exhibit;
use crate::preferences::use_language;
use crate::session::Session;
use crate::shared::Shared;
use locale::Language;
use locale::label::Label;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What is handed on.
#[derive(Properties, PartialEq)]
pub struct Props<S: Exhibit> {
    /// The session.
    pub session: Shared<Session<S>>,
    /// Closes the sheet.
    pub on_close: Callback<()>,
}

/// The height of a frame in which nothing is cut off, in CSS px.
const FRAME: u32 = 450;

/// The title, the link, the frame. The link has been copied once the sheet is open.
#[component(ShareSheet)]
pub fn share_sheet<S: Exhibit>(props: &Props<S>) -> Html {
    let language = use_language();
    let session = &props.session;
    let title = use_state_eq(|| session.title.as_deref().unwrap_or_default().to_owned());
    let copied = use_state_eq(|| None);
    let link = {
        let mut link = session.link(language);
        link.title = Some(title.trim().to_owned()).filter(|title| !title.is_empty());
        address::absolute(&session.id, &link.query())
    };
    {
        let (link, copied) = (link.clone(), copied.setter());
        use_effect_with((), move |()| {
            crate::sheet::adopt("share", include_str!("../../static/share.css"));
            copied.set(Some((Label::ShareLink, crate::dom::copy(&link))));
            crate::dom::focus("share-title");
        });
    }
    let shown = match title.trim() {
        "" => language.of(&session.script.title),
        title => title,
    };
    let frame = frame(&link, shown);
    let typed = {
        let title = title.setter();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            title.set(input.value());
        })
    };
    let sheet = Dialog {
        heading: ("share-heading", Label::Share.text(language)),
        close: "share-close",
        keys: true,
        on_close: &props.on_close,
    };
    let body = html! {
        <>
            <div class="share-row">
                <label for="share-title">{ Label::ShareTitle.text(language) }</label>
                <input type="text" id="share-title" maxlength="120" autocomplete="off"
                    placeholder={language.of(&session.script.title).to_owned()}
                    value={(*title).clone()} oninput={typed} />
            </div>
            { row(language, &copied, Label::ShareLink, "share-link", link.clone()) }
            { row(language, &copied, Label::ShareFrame, "share-frame", frame) }
            if link.starts_with("file:") {
                <p class="note">{ Label::ShareFromDisk.text(language) }</p>
            }
        </>
    };
    dialog(language, &sheet, body)
}

/// Which text has been copied last, and whether the browser allowed it.
type Copied = Option<(Label, bool)>;

/// A text to copy, and the button that does so.
fn row(
    language: Language,
    copied: &UseStateHandle<Copied>,
    label: Label,
    id: &'static str,
    text: String,
) -> Html {
    let copy = {
        let (text, copied) = (text.clone(), copied.setter());
        Callback::from(move |_: MouseEvent| copied.set(Some((label, crate::dom::copy(&text)))))
    };
    let said = copied.filter(|(of, _)| *of == label);
    let said = said.map(|(_, done)| {
        if done {
            Label::Shared
        } else {
            Label::CopyByHand
        }
    });
    html! {
        <div class="share-row">
            <label for={id}>{ label.text(language) }</label>
            <textarea {id} class="mono" readonly=true rows="3" value={text} />
            <button type="button" class="small" onclick={copy} aria-describedby={id}>
                { Label::Copy.text(language) }
            </button>
            <span class="minor" role="status">{ said.map(|said| said.text(language)) }</span>
        </div>
    }
}

/// What a page of one's own needs to show the moment.
fn frame(link: &str, title: &str) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{FRAME}\" loading=\"lazy\" \
         style=\"border: 1px solid #b9c2cd\"></iframe>",
        escape(&format!("{link}&embed")),
        escape(title).replace('<', "&lt;")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_html() {
        let frame = frame("http://x/#/lab/a?t=1&e=2", "a \"b\" & <c>");
        assert!(
            frame.starts_with("<iframe src=\"http://x/#/lab/a?t=1&amp;e=2&amp;embed\" title=\"a &quot;b&quot; &amp; &lt;c>\""),
            "{frame}"
        );
    }
}
