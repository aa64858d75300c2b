//! Cards of ZooKeeper servers.

use super::ballot::vote;
use super::card::{Card, CardRow, Chip, Content, Meter, Slip, Slot, Texture};
use crate::sight::Sight;
use crate::standing::Standing;
use locale::card;
use locale::state::{self, Call};
use picture::zookeeper::{
    Doing, Held, NodePicture, Picture, Power, ProcessPicture, Task, ballot, proposal,
};
use scenario::lesson::Part;
use sim::id::{EventId, NodeId};
use sim::time::Span;
use zookeeper::config::QuorumConfig;
use zookeeper::fact::{Monitor, Port};
use zookeeper::ids::Sid;
use zookeeper::lane::Thread;
use zookeeper::setting::ConfigId;
use zookeeper::vote::ServerState;

/// A vote that nobody has heard for so long is worth saying so.
const UNHEARD: Span = Span::from_millis(100);
/// A vote is new for so long.
const NEW: Span = Span::from_millis(3);

/// The card of a host.
pub(super) fn card(sight: &Sight<'_>, picture: &Picture, node: NodeId) -> Card {
    let host = &picture.nodes[node.index()];
    let standing = standing(host);
    let mut rows = Vec::new();
    let mut corner = None;
    if let Some(process) = &host.process {
        let maker = Maker {
            sight,
            picture,
            node,
            process,
        };
        corner = process
            .state
            .map(|_| ("logicalclock".to_owned(), process.round.0.to_string()));
        maker.rows(&mut rows);
    } else if let Some((at, ending, event)) = host.ended {
        let text = card::ended(sight.language, ending, &sight.seconds(at));
        rows.push(CardRow {
            label: String::new(),
            part: Some(Part::State),
            lane: None,
            looked: false,
            content: Content::Plain(text),
            event: Some(event),
        });
    }
    rows.extend(config_row(sight, host));
    Card {
        node,
        name: sight.name(node).to_owned(),
        standing,
        word: word(sight, host).to_owned(),
        corner,
        rows,
        looked: false,
        aside: false,
    }
}

/// The chip of a host that never runs a process.
pub(super) fn chip(sight: &Sight<'_>, picture: &Picture, node: NodeId) -> Chip {
    let host = &picture.nodes[node.index()];
    Chip {
        node,
        name: sight.name(node).to_owned(),
        standing: standing(host),
        word: word(sight, host).to_owned(),
    }
}

fn standing(host: &NodePicture) -> Standing {
    Standing::of(host.state())
}

fn word(sight: &Sight<'_>, host: &NodePicture) -> &'static str {
    state::state(sight.language, host.state())
}

/// Memory beside disk: a process knows what it read at its start, and nothing since.
fn config_row(sight: &Sight<'_>, host: &NodePicture) -> Option<CardRow> {
    let count = |id: ConfigId| {
        let config = sight.reading.setting.config(id)?.quorum()?;
        Some(config.voters().count())
    };
    let disk = host.config_on_disk.and_then(count);
    let memory = host
        .process
        .as_ref()
        .and_then(|process| process.context.config_id())
        .and_then(count);
    let (memory_word, disk_word) = card::memory_and_disk(sight.language);
    let content = match (memory, disk) {
        (Some(memory), Some(disk)) => Content::Compare {
            left: (memory_word.to_owned(), memory.to_string()),
            right: (disk.to_string(), disk_word.to_owned()),
            equal: host.config_in_memory_differs().is_none(),
            meaning: card::memory_differs(sight.language, memory, disk),
        },
        (None, Some(disk)) => Content::Plain(format!("{disk} {disk_word}")),
        (_, None) => return None,
    };
    Some(CardRow {
        label: card::row_name(sight.language, Part::Config).to_owned(),
        part: Some(Part::Config),
        lane: None,
        looked: false,
        content,
        event: None,
    })
}

struct Maker<'a> {
    sight: &'a Sight<'a>,
    picture: &'a Picture,
    node: NodeId,
    process: &'a ProcessPicture,
}

impl Maker<'_> {
    fn rows(&self, rows: &mut Vec<CardRow>) {
        match self.process.state {
            Some(ServerState::Looking) => {
                rows.extend(self.votes());
                rows.extend(self.recvset());
            }
            Some(ServerState::Leading) => {
                rows.extend(self.followers());
                rows.push(self.clients());
                rows.push(self.log());
            }
            Some(ServerState::Following | ServerState::Observing) => {
                rows.extend(self.follows());
                rows.push(self.clients());
                rows.push(self.log());
            }
            None => {}
        }
        self.process
            .tasks
            .iter()
            .filter(|task| is_shown(task))
            .for_each(|task| rows.push(self.call(task)));
        rows.extend(self.queue());
    }

    fn named(&self, part: Part, content: Content, event: Option<EventId>) -> CardRow {
        CardRow {
            label: card::row_name(self.sight.language, part).to_owned(),
            part: Some(part),
            lane: None,
            looked: false,
            content,
            event,
        }
    }

    fn config(&self) -> Option<&QuorumConfig> {
        let config = self.process.context.config(self.sight.reading.setting)?;
        Some(config)
    }

    fn host(&self, sid: Sid) -> String {
        self.picture
            .node_of(&self.sight.reading, self.node, sid)
            .map_or_else(|| sid.to_string(), |node| self.sight.name(node).to_owned())
    }

    fn votes(&self) -> Option<CardRow> {
        let held = self.process.proposal?;
        let now = proposal(&self.sight.reading, held.message)?;
        let elapsed = self.picture.at.since(held.since);
        let language = self.sight.language;
        let since = self.sight.seconds(held.since);
        let note = if elapsed < NEW {
            card::just_now(language).to_owned()
        } else {
            card::since(
                language,
                &since,
                elapsed >= UNHEARD && self.is_unheard(held),
            )
        };
        let (vote_of, round) = (now.vote, self.process.round);
        let slip = Slip {
            text: vote(self.sight, self.picture, self.node, vote_of.leader, round),
            full: format!(
                "leader {}, zxid 0x{:x}, round {}, peerEpoch {}",
                vote_of.leader, vote_of.zxid, round.0, vote_of.peer_epoch.0
            ),
            stale: false,
        };
        Some(self.named(Part::Votes, Content::Slip(slip, note), Some(held.event)))
    }

    /// Whether no other server that runs has recorded the present vote.
    fn is_unheard(&self, held: Held) -> bool {
        let (Some(sid), Some(own)) = (
            self.process.context.sid(),
            ballot_of(self.sight, held, self.process),
        ) else {
            return false;
        };
        let mut others = self
            .picture
            .processes()
            .filter(|(node, _)| *node != self.node)
            .peekable();
        others.peek().is_some()
            && !others.any(|(_, other)| {
                let recorded = [&other.recvset, &other.outofelection]
                    .into_iter()
                    .filter_map(|set| set.get(sid));
                recorded
                    .filter_map(|held| ballot(&self.sight.reading, held.message))
                    .any(|heard| (heard.vote, heard.round) == own)
            })
    }

    fn recvset(&self) -> Option<CardRow> {
        let config = self.config()?;
        let supporters = self.process.supporters(&self.sight.reading);
        let slot = |sid: Sid| {
            let held = self.process.recvset.get(sid);
            let recorded = held.and_then(|held| ballot(&self.sight.reading, held.message));
            Slot {
                name: self.host(sid),
                mark: recorded.map(|ballot| format!("→{}", ballot.vote.leader)),
                supports: supporters.contains(sid),
                unreachable: self.is_unreachable(sid),
            }
        };
        let slots: Vec<Slot> = config.voters().map(slot).collect();
        let event = self
            .process
            .recvset
            .iter()
            .map(|(_, held)| held.event)
            .max();
        let meter = self.meter(config, slots, supporters.len());
        Some(self.named(Part::Recvset, Content::Meter(meter), event))
    }

    fn meter(&self, config: &QuorumConfig, slots: Vec<Slot>, have: usize) -> Meter {
        let (needed, voters) = (config.verifier.needed(), config.voters().count());
        Meter {
            slots,
            have,
            needed,
            view: card::in_view(self.sight.language, voters),
            words: card::meter(self.sight.language, have, needed, voters),
        }
    }

    fn followers(&self) -> Option<CardRow> {
        let config = self.config()?;
        let synced = self.process.leader.synced;
        let slot = |(place, sid): (usize, Sid)| {
            let in_sync = synced >> place & 1 == 1;
            Slot {
                name: self.host(sid),
                mark: in_sync.then(|| "✓".to_owned()),
                supports: in_sync,
                unreachable: self.is_unreachable(sid),
            }
        };
        let voters: Vec<Sid> = config.voters().collect();
        let slots: Vec<Slot> = config
            .servers
            .keys()
            .enumerate()
            .filter(|(_, sid)| voters.contains(sid))
            .map(slot)
            .collect();
        let have = slots.iter().filter(|slot| slot.supports).count();
        let meter = self.meter(config, slots, have);
        Some(self.named(Part::Followers, Content::Meter(meter), None))
    }

    fn follows(&self) -> Option<CardRow> {
        let leader = self.process.decided?;
        let since = self.sight.seconds(self.process.state_since);
        let note = card::since(self.sight.language, &since, false);
        let name = self.host(leader);
        let slip = Slip {
            text: name.clone(),
            full: name,
            stale: false,
        };
        let event = Some(self.process.state_event);
        Some(self.named(Part::Follows, Content::Slip(slip, note), event))
    }

    fn clients(&self) -> CardRow {
        let since = self.sight.seconds(self.process.serving_since);
        let text = card::clients(self.sight.language, self.process.serving, &since);
        self.named(Part::Clients, Content::Plain(text), None)
    }

    fn log(&self) -> CardRow {
        let ProcessPicture {
            zxid,
            committed,
            current_epoch,
            ..
        } = self.process;
        let beyond = zxid.0 - committed.0;
        let text = if beyond > 0 && zxid.epoch() == committed.epoch() {
            card::uncommitted(self.sight.language, *zxid, beyond)
        } else {
            format!("0x{zxid:x} · epoch {}", current_epoch.0)
        };
        self.named(Part::Log, Content::Plain(text), None)
    }

    fn is_unreachable(&self, sid: Sid) -> bool {
        let Some(peer) = self.picture.node_of(&self.sight.reading, self.node, sid) else {
            return true;
        };
        let host = &self.picture.nodes[peer.index()];
        let off = host.power != Power::On || host.firewalled;
        off || self.picture.cuts.contains(&(peer, self.node))
    }

    fn call(&self, task: &Task) -> CardRow {
        let elapsed = self.picture.at.since(task.since);
        let call = Call {
            language: self.sight.language,
            reading: &self.sight.reading,
            picture: self.picture,
            node: self.node,
        };
        let texture = match task.doing {
            Doing::Dialling { .. } => Texture::Hatch,
            Doing::WaitingForLock(_) => Texture::Dots,
            Doing::Reloading
            | Doing::Pausing { .. }
            | Doing::WaitingForQuorum { .. }
            | Doing::Polling { .. } => Texture::Plain,
        };
        let part = match task.doing {
            Doing::Dialling { timeout_ms, .. } => {
                Some(share(elapsed, Span::from_millis(u64::from(timeout_ms))))
            }
            Doing::WaitingForLock(_)
            | Doing::Reloading
            | Doing::Pausing { .. }
            | Doing::WaitingForQuorum { .. }
            | Doing::Polling { .. } => None,
        };
        CardRow {
            label: state::thread(self.sight.reading.setting, task.lane),
            part: None,
            lane: Some(task.lane),
            looked: false,
            content: Content::Call {
                text: call.timed(task.doing, elapsed, self.lock_is_held_for()),
                texture,
                part,
                holds_lock: holds_lock(task),
            },
            event: Some(task.event),
        }
    }

    /// How long the dial still takes whose thread has the lock that others wait for.
    fn lock_is_held_for(&self) -> Option<Span> {
        let holder = self.process.tasks.iter().find(|task| holds_lock(task))?;
        if let Doing::Dialling { timeout_ms, .. } = holder.doing {
            let elapsed = self.picture.at.since(holder.since);
            return Some(Span::from_millis(u64::from(timeout_ms)) - elapsed);
        }
        None
    }

    fn queue(&self) -> Option<CardRow> {
        let oldest = *self.process.sendqueue.front()?;
        let written = super::ballot::notification(self.sight, oldest)
            .and_then(|n| self.sight.reading.trace.get(n.queued))
            .map_or(self.picture.at, |row| row.at);
        let length = self.process.sendqueue.len();
        let age = self.picture.at.since(written);
        let text = card::queue(self.sight.language, length, age);
        Some(self.named(Part::Sendqueue, Content::Queue { length, text }, None))
    }
}

/// Threads that wait for work say nothing; those that cannot go on say so.
fn is_shown(task: &Task) -> bool {
    match task.doing {
        Doing::Dialling { .. }
        | Doing::WaitingForLock(Monitor::Connections | Monitor::Election)
        | Doing::Reloading
        | Doing::Pausing { .. }
        | Doing::WaitingForQuorum { .. } => true,
        Doing::Polling { finalize, .. } => finalize,
    }
}

fn holds_lock(task: &Task) -> bool {
    let dials = matches!(
        task.doing,
        Doing::Dialling {
            port: Port::Election,
            ..
        }
    );
    // A thread of the executor dials outside of it.
    dials && !matches!(Thread::from_lane(task.lane), Thread::Connector(_))
}

fn ballot_of(
    sight: &Sight<'_>,
    held: Held,
    process: &ProcessPicture,
) -> Option<(zookeeper::vote::Vote, zookeeper::ids::Round)> {
    let now = proposal(&sight.reading, held.message)?;
    Some((now.vote, process.round))
}

#[expect(clippy::cast_precision_loss, reason = "a share of a width in px")]
fn share(part: Span, whole: Span) -> f32 {
    let share = part.as_micros() as f32 / whole.as_micros().max(1) as f32;
    crate::bounded(share, 0.0, 1.0)
}
