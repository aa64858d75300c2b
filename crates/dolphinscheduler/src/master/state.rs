//! `Curator-ConnectionStateManager-0`: the thread that tells a client's callbacks of its states, and
//! ends the session itself after too long without a connection.
//!
//! In 1.3.x the callback of the registering session writes the node again at SUSPENDED: it blocks until
//! there is a connection, later states wait behind it, and the thread that would inject LOST is the one
//! that is blocked.

use super::S_REG;
use super::register::Persist;
use super::stop::Close;
use super::waiting::Waiting;
use crate::client::queue;
use crate::client::send_thread::subscribe;
use crate::fact::{CuratorState, Fact, StopCause};
use crate::model::{OnLost, StartUp, Tombstone};
use crate::path::{Data, Path};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Routine};
use crate::wire::Op;
use crate::worker::WorkerRoutine;
use crate::worker::stop::Stop;
use sim::time::SimTime;

/// The thread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StateManager {
    client: u8,
}

impl StateManager {
    pub(crate) fn new(client: u8) -> Self {
        Self { client }
    }

    pub(crate) fn step(&mut self, _answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let number = self.client;
        let now = cx.io.now();
        let Some(client) = cx.jvm.clients.get_mut(usize::from(number)) else {
            return Next::end();
        };
        if let Some((state, cause)) = client.states.pop_front() {
            cx.io.cause = cause;
            if client.state == Some(state) {
                return Next::Again;
            }
            if state == CuratorState::Suspended {
                client.suspended = now;
            }
            client.state = Some(state);
            cx.io.then(Fact::StateHeard { number, state });
            if state == CuratorState::Reconnected && std::mem::take(&mut client.unread) {
                // `TreeCache` listens to the state like everybody else.
                subscribe(client, cx.io);
            }
            return self.tell(state, cx);
        }
        if client.state != Some(CuratorState::Suspended) || client.expiring.is_some() {
            return Next::Wait(queue::STATE, SimTime::NEVER);
        }
        let due = client.suspended + client.timeout;
        if now < due {
            return Next::Wait(queue::STATE, due);
        }
        let ms = u32::try_from(now.since(client.suspended).as_millis()).unwrap_or(u32::MAX);
        cx.io.then(Fact::ExpiryInjected { number, ms });
        client.inject_expiry(cx.io);
        Next::Again
    }

    /// From 3.x on a worker has the strategies of a master; before, only its heartbeat knows.
    fn tell_worker(state: CuratorState, cx: &mut Cx<'_, '_>) -> Next {
        let strategies = match cx.jvm.config.switches.start_up {
            StartUp::OneAtATime | StartUp::RegistryClient => false,
            StartUp::Subscribe | StartUp::Coordinator => true,
        };
        let registered = cx.jvm.worker().is_some_and(|worker| worker.registered);
        if !strategies || !registered || state != CuratorState::Lost {
            return Next::Again;
        }
        match cx.jvm.config.switches.on_lost {
            OnLost::Log => Next::Again,
            OnLost::Stop => {
                let stop = WorkerRoutine::Stop(Stop::new(StopCause::Lost));
                Next::Call(Routine::Worker(stop))
            }
            OnLost::Waiting(patience) => Next::master(Waiting::new(patience)),
        }
    }

    /// The server's own listener.
    fn tell(&self, state: CuratorState, cx: &mut Cx<'_, '_>) -> Next {
        let registered = cx.jvm.master().is_some_and(|master| master.registered);
        if self.client != S_REG {
            return Next::Again;
        }
        if !registered {
            return Self::tell_worker(state, cx);
        }
        let node = cx.jvm.me;
        match (cx.jvm.config.switches.on_lost, state) {
            (OnLost::Log, CuratorState::Suspended | CuratorState::Reconnected) => {
                Next::master(Persist::new(Path::Master { node }))
            }
            (OnLost::Stop, CuratorState::Lost) => Next::master(Close::new(StopCause::Lost)),
            (OnLost::Waiting(patience), CuratorState::Lost) => Next::master(Waiting::new(patience)),
            // 2.0.5 writes the node again in place, with nothing in it.
            (OnLost::Stop, CuratorState::Reconnected)
                if cx.jvm.config.switches.tombstone == Tombstone::Address =>
            {
                let (path, data) = (Path::Master { node }, Data::Empty);
                Next::Zk(S_REG, Op::SetData { path, data })
            }
            (
                OnLost::Log | OnLost::Stop | OnLost::Waiting(_),
                CuratorState::Connected
                | CuratorState::Suspended
                | CuratorState::Lost
                | CuratorState::Reconnected,
            ) => Next::Again,
        }
    }
}
