//! What the threads of a server are inside of at the playhead.

use crate::components::Here;
use crate::session::Action;
use locale::label::Label;
use locale::number::exact;
use locale::state::{self, Call};
use picture::zookeeper::Task;
use sim::id::NodeId;
use yew::prelude::*;
use zookeeper::lane::Thread;

/// Threads that every process has, in the order in which a ballot passes them.
const ALWAYS: [Thread; 4] = [
    Thread::QuorumPeer,
    Thread::WorkerSender,
    Thread::WorkerReceiver,
    Thread::Listener,
];

/// What the threads of a server are inside of.
pub(crate) fn thread_list(here: Here<'_>) -> Html {
    let Here {
        session, language, ..
    } = here;
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
        .map(|task| self::task(here, node, task));
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

fn task(here: Here<'_>, node: NodeId, task: &Task) -> Html {
    let Here {
        session, language, ..
    } = here;
    let reading = session.shown.run.reading();
    let call = Call {
        language,
        reading: &reading,
        picture: &session.picture,
        node,
    };
    let go = here.on_click(Action::Go(task.event));
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
