//! The threads of a server, each a state machine that runs to its next blocking call.

mod client;
mod client_port;
mod connect_one;
pub(crate) mod connector;
mod follow_leader;
mod initiate_connection;
mod lead;
mod leader_dial;
mod learner_cnx_acceptor;
mod learner_handler;
mod learner_sender;
mod listener;
mod look_for_leader;
mod main;
mod quorum_peer;
mod recv_worker;
mod send_worker;
mod sync_thread;
mod worker_receiver;
mod worker_sender;

use crate::disk::Disk;
use crate::server::Server;
use crate::server::cnx::WorkerId;
use crate::server::leader::HandlerId;
use sim::id::Socket;
use sim::io::Io;
use sim::threads::Park;

/// A thread of a server.
#[derive(Clone, Debug)]
pub(crate) enum JavaThread {
    Main(main::Main),
    QuorumPeer(Box<quorum_peer::QuorumPeerThread>),
    WorkerSender(worker_sender::WorkerSender),
    WorkerReceiver(worker_receiver::WorkerReceiver),
    Listener(listener::Listener),
    SendWorker(send_worker::SendWorker),
    RecvWorker(recv_worker::RecvWorker),
    LearnerCnxAcceptor(learner_cnx_acceptor::LearnerCnxAcceptor),
    LearnerHandler(learner_handler::LearnerHandler),
    LearnerSender(learner_sender::LearnerSender),
    Connector(connector::Connector),
    SyncThread(sync_thread::SyncThread),
    ClientPort(client_port::ClientPort),
    ServerCxn(client_port::ServerCxnThread),
    Client(Box<client::Client>),
    /// It has returned from `run()`.
    Ended,
}

impl JavaThread {
    /// The thread that every process begins with.
    pub(crate) fn boot(disk: &Disk, io: &mut Io<'_>) -> Self {
        match &disk.client {
            Some(program) => Self::Client(Box::new(client::Client::new(program, io))),
            None => Self::Main(main::Main::new(disk, io)),
        }
    }

    pub(crate) fn server_cxn(socket: Socket) -> Self {
        Self::ServerCxn(client_port::ServerCxnThread::new(socket))
    }

    pub(crate) fn send_worker(id: WorkerId) -> Self {
        Self::SendWorker(send_worker::SendWorker::new(id))
    }

    pub(crate) fn recv_worker(id: WorkerId) -> Self {
        Self::RecvWorker(recv_worker::RecvWorker::new(id))
    }

    pub(crate) fn learner_handler(id: HandlerId) -> Self {
        Self::LearnerHandler(learner_handler::LearnerHandler::new(id))
    }

    pub(crate) fn learner_sender(id: HandlerId) -> Self {
        Self::LearnerSender(learner_sender::LearnerSender::new(id))
    }

    /// Runs the thread to its next blocking call.
    pub(crate) fn resume(&mut self, server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        match self {
            Self::Main(thread) => thread.resume(server, disk, io),
            Self::QuorumPeer(thread) => thread.resume(server, disk, io),
            Self::WorkerSender(thread) => thread.resume(server, io),
            Self::WorkerReceiver(thread) => thread.resume(server, disk, io),
            Self::Listener(thread) => thread.resume(server, io),
            Self::SendWorker(thread) => thread.resume(server, io),
            Self::RecvWorker(thread) => thread.resume(server, io),
            Self::LearnerCnxAcceptor(thread) => thread.resume(server, io),
            Self::LearnerHandler(thread) => thread.resume(server, disk, io),
            Self::LearnerSender(thread) => thread.resume(server, io),
            Self::Connector(thread) => thread.resume(server, io),
            Self::SyncThread(thread) => thread.resume(server, disk, io),
            Self::ClientPort(thread) => thread.resume(server, io),
            Self::ServerCxn(thread) => thread.resume(server, io),
            Self::Client(thread) => thread.resume(disk, io),
            Self::Ended => Park::end(),
        }
    }
}
