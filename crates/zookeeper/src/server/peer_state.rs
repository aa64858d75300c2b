//! The state of a server, what Zab is doing in it, and the lines that say so (`QuorumPeer.setPeerState`,
//! `updateServerState`, 3.5.0; `setZabState`, `setSyncMode`, 3.6.0).

use super::{Server, Zab};
use crate::fact::{Line, SyncMode};
use crate::vote::ServerState;
use sim::io::Io;

impl Server {
    /// `setPeerState` at the end of an election.
    pub(crate) fn set_peer_state(&mut self, io: &mut Io<'_>, state: ServerState) {
        self.peer.state = state;
        self.say_peer_state(io, Line::PeerStateChanged);
    }

    /// `updateServerState`: back to LOOKING, unless a reconfig has said what comes next.
    pub(crate) fn update_state(&mut self, io: &mut Io<'_>) {
        if std::mem::take(&mut self.peer.reconfig_flag) {
            let leads = self.peer.current_vote.vote.leader == self.sid;
            let state = match (leads, self.is_participant()) {
                (true, _) => ServerState::Leading,
                (false, true) => ServerState::Following,
                (false, false) => ServerState::Observing,
            };
            self.set_peer_state(io, state);
            return;
        }
        self.peer.state = ServerState::Looking;
        self.set_zab_state(io, Zab::Election);
        self.say(io, Line::PeerStateSet, 0);
    }

    /// `setZabState`.
    pub(crate) fn set_zab_state(&mut self, io: &mut Io<'_>, zab: Zab) {
        self.peer.zab = zab;
        self.say_peer_state(io, Line::ZabStateChanged);
    }

    /// `setSyncMode`.
    pub(crate) fn set_sync_mode(&mut self, io: &mut Io<'_>, sync: Option<SyncMode>) {
        self.peer.sync = sync;
        self.say_peer_state(io, Line::SyncModeChanged);
    }

    fn say_peer_state(&self, io: &mut Io<'_>, line: Line) {
        let state = u32::from(self.peer.state.ordinal());
        let sync = self.peer.sync.map_or(0, |mode| mode as u32 + 1);
        let value = state | (self.peer.zab as u32) << 2 | sync << 4;
        self.say(io, line, value);
    }
}
