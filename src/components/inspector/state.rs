//! What a server holds at the playhead.

use crate::components::Here;
use locale::label::Label;
use locale::state;
use view::inspect::fields;
use yew::prelude::*;

/// What a server holds, value by value, and its configuration.
pub(crate) fn state_table(here: Here<'_>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let Some(node) = session.inspected() else {
        return html! { <p class="empty">{ Label::SelectAnEvent.text(language) }</p> };
    };
    let sight = session.sight(language);
    let values = fields(&sight, &session.picture, node);
    let rows = values.iter().map(|field| {
        let value = if field.value.is_empty() {
            "–"
        } else {
            &field.value
        };
        html! {
            <tr>
                <th scope="row">{ state::field(language, field.name) }</th>
                <td class="mono">{ value }</td>
            </tr>
        }
    });
    let host = session.picture.nodes.get(node.index());
    let setting = &session.shown.plan().setting;
    let text = |id| setting.config(id).map(|config| config.text.clone());
    let disk = host.and_then(|host| host.config_on_disk).and_then(text);
    let memory = host
        .and_then(|host| host.process.as_ref())
        .and_then(|process| process.context.config_id())
        .and_then(text);
    html! {
        <>
            if values.is_empty() {
                <p class="empty">{ Label::NoProcess.text(language) }</p>
            } else {
                <table class="fields"><tbody>{ for rows }</tbody></table>
            }
            { config(Label::InMemory.text(language), memory.as_deref(), disk.as_deref()) }
            { config(Label::OnDisk.text(language), disk.as_deref(), memory.as_deref()) }
        </>
    }
}

/// A configuration, with the lines marked that the other one does not have.
fn config(title: &str, text: Option<&str>, other: Option<&str>) -> Html {
    let Some(text) = text else {
        return Html::default();
    };
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let differs = other.is_some_and(|other| other.lines().all(|theirs| theirs != line));
            html! { <div class={classes!(differs.then_some("differs"))}>{ line }</div> }
        });
    html! {
        <>
            <h3>{ title }</h3>
            <div class="config mono" tabindex="0">{ for lines }</div>
        </>
    }
}
