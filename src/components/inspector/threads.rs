//! What the threads of a server are inside of at the playhead.

use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Session};
use crate::shared::Shared;
use locale::Language;
use locale::label::Label;
use locale::number::exact;
use locale::state::{self, Call};
use picture::zookeeper::Task;
use sim::id::NodeId;
use yew::prelude::*;
use zookeeper::lane::Thread;

/// What is shown.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The session.
    pub session: Shared<Session>,
    /// What is done.
    pub dispatch: Dispatch,
}

/// Threads that every process has, in the order in which a ballot passes them.
const ALWAYS: [Thread; 4] = [
    Thread::QuorumPeer,
    Thread::WorkerSender,
    Thread::WorkerReceiver,
    Thread::Listener,
];

/// What the threads of a server are inside of.
#[component(ThreadList)]
pub(crate) fn thread_list(props: &Props) -> Html {
    let language = use_language();
    let session = &props.session;
    let Some(node) = session.inspected() else {
        return html! { <p class="empty">{ Label::SelectAnEvent.text(language) }</p> };
    };
    let Some(process) = session.picture.process(node) else {
        return html! { <p class="empty">{ Label::NoProcess.text(language) }</p> };
    };
    let idle = ALWAYS
        .into_iter()
        .filter(|thread| process.task(*thread).is_none());
    let busy = process
        .tasks
        .iter()
        .map(|task| self::task(props, language, node, task));
    let setting = &session.shown.plan().setting;
    html! {
        <ul class="threads">
            { for busy }
            { for idle.map(|thread| html! {
                <li>
                    <b>{ state::thread(setting, thread.lane()) }</b>
                    <span class="minor">{ Label::Idle.text(language) }</span>
                </li>
            }) }
        </ul>
    }
}

fn task(props: &Props, language: Language, node: NodeId, task: &Task) -> Html {
    let session = &props.session;
    let reading = session.shown.run.reading();
    let call = Call {
        language,
        reading: &reading,
        picture: &session.picture,
        node,
    };
    let go = {
        let (dispatch, event) = (props.dispatch.clone(), task.event);
        Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Go(event)))
    };
    let elapsed = session.picture.at.since(task.since);
    let class = classes!(task.doing.is_stuck().then_some("stuck"));
    html! {
        <li {class}>
            <b>{ state::thread(&session.shown.plan().setting, task.lane) }</b>
            <button type="button" onclick={go}>{ call.named(task.doing) }</button>
            <span class="mono minor">{ exact(language, elapsed) }</span>
        </li>
    }
}
