//! Events in English.

use super::Telling;
use super::broadcast;
use super::facts::{Facts, Kind};
use super::membership;
use sim::intervention::{Intervention, Verb};
use sim::trace::Ending;
use zookeeper::dialect::Shutdown;
use zookeeper::disk::Edit;
use zookeeper::fact::{
    DecisionReason, DialFailure, Fact, Failure, IgnoreReason, Monitor, Port, ProposalReason,
    QueueReason, Refusal, RoundReason, Stage, StepDown, SyncMode,
};
use zookeeper::server::Command;
use zookeeper::vote::ServerState;

pub(super) fn tell(f: &Facts<'_>) -> Telling {
    let here = f.here();
    match &f.kind {
        Kind::Deed(verb, deed, other) => {
            let other = other.map(|node| f.host(node)).unwrap_or_default();
            self::deed(f, *verb, deed, here, other)
        }
        Kind::Started => Telling::new(
            format!("{here} starts its process."),
            "It reads zoo.cfg once, now, and keeps what it has read.",
        ),
        Kind::Ended(ending) => ended(here, *ending),
        Kind::Stalled => Telling::new(
            format!("A packet from {here} gets no answer."),
            "TCP keeps it and tries again, later each time.",
        ),
        Kind::Fact(fact) => self::fact(f, *fact),
    }
}

fn deed(
    f: &Facts<'_>,
    verb: Verb,
    deed: &Intervention<Command, Edit>,
    here: &str,
    other: &str,
) -> Telling {
    match verb {
        Verb::Start => Telling::head(format!("The operator starts {here}.")),
        Verb::Stop => Telling::head(format!("The operator stops {here}.")),
        Verb::Kill => Telling::new(
            format!("The process of {here} is killed."),
            "Its connections are closed by the operating system.",
        ),
        Verb::PowerOff => Telling::new(
            format!("The host {here} is powered off."),
            "Whoever dials it gets no answer at all.",
        ),
        Verb::PowerOn => Telling::new(
            format!("The host {here} is powered on, without its process."),
            "Whoever dials it is refused at once.",
        ),
        Verb::NoArp => Telling::new(
            format!("The host {here} leaves the network segment."),
            "Its neighbours remember it for a while; then a dial fails after about 3 s.",
        ),
        Verb::Firewall => {
            Telling::head(format!("A firewall drops every packet to and from {here}."))
        }
        Verb::OpenFirewall => Telling::head(format!("The firewall lets {here} through again.")),
        Verb::Edit => edited(f, deed, here),
        Verb::Cut => Telling::head(format!("Packets from {here} to {other} are lost.")),
        Verb::Heal => Telling::head(format!("Packets from {here} reach {other} again.")),
        Verb::Reject => Telling::head(format!(
            "Connections from {here} to {other} are reset and refused."
        )),
        Verb::Forget => Telling::new(
            format!("The idle connections between {here} and {other} are cut."),
            "Something between them has forgotten them.",
        ),
        Verb::Pause => Telling::head(format!("The process of {here} is stopped for a while.")),
        Verb::Tell => {
            if let Intervention::Tell(_, Command::Reconfig(config)) = deed {
                let members = f.servers_in(*config);
                Telling::head(format!("A client asks {here} for {members} members."))
            } else {
                Telling::head(format!("{here} logs transactions."))
            }
        }
    }
}

fn edited(f: &Facts<'_>, deed: &Intervention<Command, Edit>, here: &str) -> Telling {
    let Intervention::Edit(_, edit) = deed else {
        return Telling::default();
    };
    match edit {
        Edit::ZooCfg(config) => {
            let servers = f.servers_in(*config);
            let memory = f
                .process()
                .and_then(|p| p.context.config_id())
                .map(|config| f.servers_in(config))
                .filter(|memory| *memory != servers);
            let detail = memory.map_or_else(String::new, |memory| {
                format!("The process still has {memory} in memory; only a restart reads the file.")
            });
            Telling::new(
                format!("The zoo.cfg of {here} now lists {servers} servers."),
                detail,
            )
        }
        Edit::MyId(sid) => Telling::new(
            match sid {
                Some(sid) => format!("{here} has myid {sid} now."),
                None => format!("The myid file of {here} is gone."),
            },
            "A running process does not notice.",
        ),
        Edit::Release(release) => Telling::head(format!(
            "ZooKeeper {} is installed on {here}.",
            release.name()
        )),
        Edit::Boot(_) | Edit::Reload(_) => {
            Telling::head(format!("{here} will take another time to come up."))
        }
    }
}

fn ended(here: &str, ending: Ending) -> Telling {
    match ending {
        Ending::Killed | Ending::Terminated => Telling::new(
            format!("The process of {here} is gone."),
            "Its peers see their connections close.",
        ),
        Ending::PowerLost => Telling::new(format!("{here} goes dark."), "Nobody is told."),
        Ending::Exited => Telling::head(format!("The process of {here} exits.")),
    }
}

fn fact(f: &Facts<'_>, fact: Fact) -> Telling {
    let here = f.here();
    match fact {
        Fact::ConfigRead { config, .. } => {
            let servers = f.servers_in(zookeeper::setting::ConfigId(config));
            Telling::head(format!("{here} reads its zoo.cfg: {servers} servers."))
        }
        Fact::Printed { .. } => Telling::head(format!("{here} prints a line.")),
        Fact::ElectionPortBound => Telling::head(format!("{here} opens its election port.")),
        Fact::StartRefused { why } => start_refused(here, why),
        Fact::StateEntered { state } => state_entered(f, here, state),
        Fact::ReloadStarted { .. } => Telling::new(
            format!("{here} reads its database from disk again."),
            "The election's clock runs already; the vote comes when this is over.",
        ),
        Fact::RoundSet { round, why } => round_set(f, here, round.0, why),
        Fact::NewElection { zxid } => Telling::head(format!(
            "{here} begins an election; the last zxid in its log is 0x{zxid:x}."
        )),
        Fact::Proposed { vote, why } => proposed(f, here, vote, why),
        Fact::Queued { ballot, to, why } => queued(f, here, ballot, to, why),
        Fact::PollStarted {
            timeout_ms,
            finalize: true,
        } => Telling::head(format!(
            "{here} waits {} for a better vote.",
            f.millis(timeout_ms)
        )),
        Fact::PollStarted { timeout_ms, .. } => Telling::head(format!(
            "{here} waits for a ballot, {} at most.",
            f.millis(timeout_ms)
        )),
        Fact::NotificationTimeout { next_ms } => Telling::new(
            format!("{here} has heard nothing and asks again."),
            format!("It will wait {} from here on.", f.millis(next_ms)),
        ),
        Fact::Counted { ballot } => counted(f, here, ballot),
        Fact::CountedOut { ballot } => {
            let told = f.told(ballot);
            let (sender, vote) = told.map_or_else(Default::default, |t| (t.sender, t.ballot));
            Telling::head(format!(
                "{here} notes that {sender} already has a leader: {vote}."
            ))
        }
        Fact::Ignored { ballot, why } => ignored(f, here, ballot, why),
        Fact::PutBack { .. } => Telling::head(format!(
            "{here} hears a better vote just in time and goes on."
        )),
        Fact::QuorumSeen { votes, needed } => {
            let (voters, _) = f.quorum();
            Telling::new(
                format!("{here} has {votes} equal votes; it needs {needed} of {voters}."),
                "It waits 200 ms for a better one.",
            )
        }
        Fact::Decided { leader, how } => decided(f, here, &f.server(leader), how),
        Fact::ElectionTook { ms, .. } => Telling::new(
            format!("{here} prints that its election took {ms} ms."),
            "That is one server's view; it says nothing about whether the leader agrees.",
        ),
        Fact::UnexpectedException { why } => {
            Telling::new(format!("{here} gives up what it was doing."), failure(why))
        }
        Fact::SenderTook { ballot } => sender_took(f, here, ballot),
        Fact::LoopedBack { .. } => {
            Telling::head(format!("{here} hands the ballot to its own receiver."))
        }
        Fact::Parked { to, replaced, .. } => Telling::new(
            format!(
                "{here} puts the ballot into the one-slot box for {}.",
                f.server(to)
            ),
            if replaced {
                "The older one in it is thrown away."
            } else {
                ""
            },
        ),
        Fact::DialStarted {
            to,
            port,
            timeout_ms,
            attempt,
        } => dial_started(f, here, &f.server(to), port, timeout_ms, attempt),
        Fact::DialConnected { to, .. } => {
            Telling::head(format!("{here} is connected to {}.", f.server(to)))
        }
        Fact::DialFailed {
            to,
            port,
            why,
            attempt,
            remaining_ms: _,
        } => dial_failed(f, here, &f.server(to), port, why, attempt),
        Fact::ChallengeLost { to } => {
            let to = f.server(to);
            Telling::new(
                format!("{here} knocks at {to} and closes its own connection."),
                format!("Only the larger sid keeps a connection; {to} has to call back."),
            )
        }
        Fact::ConnectionRequest { from, .. } => Telling::head(format!(
            "{here} accepts a connection from {}.",
            f.host(from)
        )),
        Fact::ChallengeRead { sid } => Telling::head(format!(
            "{here} knows who has connected: {}.",
            f.server(sid)
        )),
        Fact::ChallengeFailed { why } => Telling::new(
            format!("{here} is not told who has connected."),
            failure(why),
        ),
        Fact::LinkUp { sid, .. } => Telling::head(format!(
            "{here} has an election connection with {}.",
            f.server(sid)
        )),
        Fact::LinkDown { sid } => Telling::head(format!(
            "{here} gives up its election connection with {}.",
            f.server(sid)
        )),
        Fact::Sent { ballot, to, replay } => sent(f, here, ballot, &f.server(to), replay),
        Fact::Received {
            ballot,
            dropped_oldest,
        } => {
            let sender = f.told(ballot).map_or_else(String::new, |told| told.sender);
            Telling::new(
                format!("A ballot of {sender} reaches {here}."),
                if dropped_oldest {
                    "Its queue was full; the oldest in it is lost."
                } else {
                    ""
                },
            )
        }
        Fact::Heard { ballot, state } => heard(f, here, ballot, state),
        Fact::SendFailed { sid, why, replay } => Telling::new(
            if replay {
                format!("{here} cannot repeat its last ballot to {}.", f.server(sid))
            } else {
                format!(
                    "{here} cannot write to {}; the ballot is lost for now.",
                    f.server(sid)
                )
            },
            failure(why),
        ),
        Fact::ConnectionBroken { sid, why } => Telling::new(
            format!("The connection of {here} with {} is broken.", f.server(sid)),
            failure(why),
        ),
        Fact::InvalidServerId { sid } => Telling::head(format!(
            "{here} is to dial server {sid}, which its configuration does not know."
        )),
        Fact::ConnectSubmitted { to, number, .. } => Telling::new(
            format!(
                "{here} hands the dial to {} to connection thread {number}.",
                f.server(to)
            ),
            "It does not wait for the outcome, and leaves the lock at once.",
        ),
        Fact::ConnectSkipped { to } => Telling::head(format!(
            "{here} does not dial {} again: a thread is at it already.",
            f.server(to)
        )),
        Fact::ConnectRejected { to } => Telling::new(
            format!("{here} cannot have {} dialled.", f.server(to)),
            "All connection threads are busy.",
        ),
        Fact::ConnectorEnded { number } => Telling::head(format!(
            "Connection thread {number} of {here} ends after a minute without work."
        )),
        Fact::OwnIdRefused { sid } => Telling::new(
            format!("Somebody says that he is server {sid} too; {here} leaves it at that."),
            "Two hosts have the same myid, most likely.",
        ),
        Fact::ReconfigProposed { .. }
        | Fact::ConfigAdopted { .. }
        | Fact::ListenFailed { .. }
        | Fact::ListenerGone
        | Fact::ConfigSeen { .. }
        | Fact::ConfigVersionSet { .. }
        | Fact::ReconfigRefused { .. } => membership::en(here, fact),
        Fact::LockWaited { monitor } => lock_waited(f, here, monitor),
        Fact::LockTaken { monitor } => Telling::head(format!(
            "{here} gets the lock of {} after {}.",
            self::monitor(monitor),
            f.about(f.call_lasted())
        )),
        Fact::AnsweredUnread { ballot } => {
            let sender = f.told(ballot).map_or_else(String::new, |told| told.sender);
            Telling::head(format!(
                "{here} answers {sender} without reading its ballot: no voter of its view."
            ))
        }
        Fact::LeaderUnknown { sid } => Telling::head(format!(
            "{here} has elected server {sid}, which its configuration does not know."
        )),
        Fact::FollowingFailed { why, leader } => Telling::new(
            format!("{here} gives up following {}.", f.server(leader)),
            failure(why),
        ),
        Fact::LearnerShutdown => Telling::new(
            format!("{here} shuts its server down."),
            match f.shutdown() {
                Shutdown::ClearsDatabase => {
                    "Clients are dropped, the database in memory is thrown away."
                }
                Shutdown::FastForwards => "Clients are dropped, the database in memory is kept.",
            },
        ),
        Fact::PacketSent { packet, to, .. } => {
            let kind = f.packet(packet).map_or("", |packet| packet.kind.name());
            Telling::head(format!("{here} sends {kind} to {}.", f.host(to)))
        }
        Fact::PacketReceived { packet, .. } => {
            let (kind, from) = f
                .packet(packet)
                .map_or(("", ""), |packet| (packet.kind.name(), f.host(packet.from)));
            Telling::head(format!("{here} reads {kind} from {from}."))
        }
        Fact::SyncStarted { mode, zxid } => sync_started(here, mode, zxid.0),
        Fact::Serving { on: true } => Telling::head(format!("{here} answers clients.")),
        Fact::Serving { on: false } => Telling::head(format!("{here} no longer answers clients.")),
        Fact::SnapshotTaken { .. }
        | Fact::AcceptedEpochSet { .. }
        | Fact::CurrentEpochSet { .. }
        | Fact::Logged { .. }
        | Fact::Committed { .. }
        | Fact::Truncated { .. }
        | Fact::TransactionsProposed { .. }
        | Fact::ProposalAcked { .. }
        | Fact::Synchronizing { .. }
        | Fact::SyncSent { .. }
        | Fact::ClientArrived { .. }
        | Fact::ClientLeft { .. }
        | Fact::Client { .. } => broadcast::en(f, here, fact),
        Fact::QuorumPortBound => {
            Telling::head(format!("{here} opens port 2888: only a leader does that."))
        }
        Fact::QuorumPortTaken => Telling::head(format!("{here} cannot open its port 2888.")),
        Fact::LearnerArrived { sid, .. } => {
            Telling::head(format!("{} registers with {here}.", f.server(sid)))
        }
        Fact::WaitStarted {
            stage,
            have,
            needed,
        } => Telling::head(format!(
            "{here} waits for {needed} {}; {have} so far.",
            self::stage(stage)
        )),
        Fact::WaitOver { stage, have, .. } => {
            Telling::head(format!("{here} has {have} {}.", self::stage(stage)))
        }
        Fact::EpochProposed { epoch } => {
            Telling::head(format!("{here} proposes epoch {}.", epoch.0))
        }
        Fact::NewLeaderAcked { sid } => Telling::head(format!(
            "{} acknowledges {here} as its leader.",
            f.server(sid)
        )),
        Fact::HaveQuorum { sids, epoch } => Telling::new(
            format!(
                "{here} leads in epoch {} with {}.",
                epoch.0,
                f.servers(sids)
            ),
            "From here on the service is back.",
        ),
        Fact::SyncedCounted { sids, needed } => {
            let (voters, _) = f.quorum();
            Telling::head(format!(
                "{here} counts who is in sync: {}. It needs {needed} of {voters}.",
                f.servers(sids)
            ))
        }
        Fact::LeaderShutdown { why, sids } => leader_shutdown(f, here, why, sids),
        Fact::LearnersClosed => {
            Telling::head(format!("{here} closes the connections of its followers."))
        }
        Fact::HandlerFailed { sid, why, .. } => Telling::new(
            format!("{here} loses its learner {}.", f.server(sid)),
            failure(why),
        ),
        Fact::Goodbye { peer, .. } => {
            Telling::head(format!("{here} is done with its learner {}.", f.host(peer)))
        }
        Fact::AcceptorClosed => Telling::head(format!("{here} closes port 2888.")),
        Fact::LearnerSynced { sid } => Telling::head(format!(
            "{here} tells {} that it is up to date.",
            f.server(sid)
        )),
    }
}

fn start_refused(here: &str, why: Refusal) -> Telling {
    let detail = match why {
        Refusal::InvalidConfig | Refusal::UnreadableConfig => "It cannot use its zoo.cfg.",
        Refusal::NoMyId => "It has no myid file.",
        Refusal::OtherClientPort => "zoo.cfg says clientPort in two places, and they differ.",
        Refusal::NotInPeerList => "Its own id is not in the list of servers.",
        Refusal::UnableToLoadDatabase => "Its epoch files contradict its log.",
    };
    Telling::new(format!("{here} does not start."), detail)
}

fn state_entered(f: &Facts<'_>, here: &str, state: ServerState) -> Telling {
    match state {
        ServerState::Looking => Telling::head(format!("{here} is LOOKING for a leader.")),
        ServerState::Following | ServerState::Observing => Telling::head(format!(
            "{here} is {}, and means {}.",
            state.name(),
            f.decided()
        )),
        ServerState::Leading => Telling::head(format!(
            "{here} is LEADING, and waits for a quorum to say so too."
        )),
    }
}

fn round_set(f: &Facts<'_>, here: &str, round: i64, why: RoundReason) -> Telling {
    let before = f.process().map_or(0, |p| p.round.0);
    match why {
        RoundReason::NewElection => Telling::head(format!("{here} enters round {round}.")),
        RoundReason::NewerRound => Telling::new(
            format!("{here} jumps from round {before} to round {round}."),
            "It forgets the votes of the round before.",
        ),
        RoundReason::Joined => Telling::head(format!(
            "{here} takes over round {round} of the ensemble that it joins."
        )),
        RoundReason::Setting => {
            Telling::head(format!("{here} has been through {round} elections before."))
        }
    }
}

fn proposed(f: &Facts<'_>, here: &str, vote: sim::id::MessageId, why: ProposalReason) -> Telling {
    let Some(now) = f.proposal(vote) else {
        return Telling::default();
    };
    let leader = f.server(now.vote.leader);
    match why {
        ProposalReason::Initial => {
            Telling::head(format!("{here} votes for itself in round {}.", now.round.0))
        }
        ProposalReason::NewerRoundTheirs => Telling::new(
            format!("In round {} {here} votes {leader}.", now.round.0),
            "The ballot beats its own first vote.",
        ),
        ProposalReason::NewerRoundOwn => Telling::new(
            format!("In round {} {here} votes for itself again.", now.round.0),
            "It compares with its own first vote, not with what it voted last.",
        ),
        ProposalReason::Better => Telling::new(
            format!("{here} changes its mind and votes {leader}."),
            "Epoch first, then zxid, then sid: this ballot is better.",
        ),
    }
}

fn queued(
    f: &Facts<'_>,
    here: &str,
    ballot: sim::id::MessageId,
    to: zookeeper::ids::Sid,
    why: QueueReason,
) -> Telling {
    let told = f.told(ballot).map_or_else(String::new, |told| told.ballot);
    let to = f.server(to);
    let waiting = f.process().map_or(0, |p| p.sendqueue.len());
    let detail = match waiting {
        0 => String::new(),
        1 => "One ballot waits before it.".to_owned(),
        n => format!("{n} ballots wait before it."),
    };
    let head = match why {
        QueueReason::Broadcast => format!("{here} queues {told} for {to}."),
        QueueReason::Rebroadcast => format!("{here} queues {told} for {to} once more."),
        QueueReason::LaggingRound => format!("{here} answers {to}, whose round is over: {told}."),
        QueueReason::Established => format!("{here} tells {to} of the leader it has: {told}."),
        QueueReason::NonVoter => format!("{here} answers {to}, no voter of its view: {told}."),
    };
    Telling::new(head, detail)
}

fn counted(f: &Facts<'_>, here: &str, ballot: sim::id::MessageId) -> Telling {
    let Some(told) = f.told(ballot) else {
        return Telling::default();
    };
    let (voters, needed) = f.quorum();
    let votes = f.supporters_with(ballot);
    Telling::new(
        format!("{here} records {} from {}.", told.ballot, told.sender),
        format!("{votes} of the {needed} votes it needs; {voters} servers in its view."),
    )
}

fn ignored(f: &Facts<'_>, here: &str, ballot: sim::id::MessageId, why: IgnoreReason) -> Telling {
    let told = f
        .told(ballot)
        .map_or_else(String::new, |t| format!("{} of {}", t.ballot, t.sender));
    let detail = match why {
        IgnoreReason::OldRound => "Its round is over.",
        IgnoreReason::Finalizing => "It comes while waiting for a better one, and is not better.",
        IgnoreReason::Observer => "Its sender has no vote.",
        IgnoreReason::NonMember => "Its sender is no voter of this view.",
        IgnoreReason::InvalidLeader => "It names a server that this view does not know.",
    };
    Telling::new(format!("{here} lets {told} pass."), detail)
}

fn decided(f: &Facts<'_>, here: &str, leader: &str, how: DecisionReason) -> Telling {
    let (voters, needed) = f.quorum();
    match how {
        DecisionReason::Quorum => Telling::new(
            format!("{here} takes {leader} as elected."),
            format!(
                "{needed} of {voters} are enough in its view, and no better vote came in 200 ms."
            ),
        ),
        DecisionReason::Joined => Telling::new(
            format!("{here} joins the ensemble that {leader} leads."),
            "A quorum says so, and the leader itself.",
        ),
    }
}

fn sender_took(f: &Facts<'_>, here: &str, ballot: sim::id::MessageId) -> Telling {
    let Some(n) = f.notification(ballot) else {
        return Telling::default();
    };
    let told = f.told(ballot);
    let age = told.as_ref().map_or(sim::time::Span::ZERO, |told| told.age);
    let vote = told.map_or_else(String::new, |told| told.ballot);
    let to = f.server(n.to);
    Telling::new(
        format!("{here} takes {vote} for {to} from its queue."),
        format!("It was queued {} ago.", f.about(age)),
    )
}

fn dial_started(
    f: &Facts<'_>,
    here: &str,
    to: &str,
    port: Port,
    timeout_ms: u32,
    attempt: u8,
) -> Telling {
    match port {
        Port::Election if f.is_in_executor() => Telling::new(
            format!("{here} dials {to} in a thread of its own."),
            format!(
                "No lock is held meanwhile; it waits {} at most.",
                f.millis(timeout_ms)
            ),
        ),
        Port::Election => Telling::new(
            format!("{here} dials {to}."),
            format!(
                "It holds the lock of QuorumCnxManager until it has an answer, {} at most.",
                f.millis(timeout_ms)
            ),
        ),
        Port::Quorum => Telling::head(format!("{here} dials {to}:2888, attempt {}.", attempt + 1)),
    }
}

fn dial_failed(
    f: &Facts<'_>,
    here: &str,
    to: &str,
    port: Port,
    why: DialFailure,
    attempt: u8,
) -> Telling {
    let lasted = f.exact(f.call_lasted());
    let detail = match (port, why) {
        (_, DialFailure::TimedOut) if f.is_in_executor() => {
            format!("No answer in {lasted}; only this thread has waited.")
        }
        (_, DialFailure::TimedOut) => {
            format!("No answer: the dial took {lasted}, and nothing else was sent meanwhile.")
        }
        (Port::Election, DialFailure::Refused) => {
            "The host is up, the process is not. The ballot waits for a connection.".to_owned()
        }
        (Port::Quorum, DialFailure::Refused) => {
            format!("{to} is not leading, so its port 2888 is closed.")
        }
        (_, DialFailure::NoRoute) => format!("No route to the host; that took {lasted}."),
        (_, DialFailure::UnknownHost) => "Nobody knows the host's name.".to_owned(),
    };
    let head = match (port, why) {
        (Port::Election, DialFailure::Refused) => format!("{to} refuses {here} at once."),
        (Port::Quorum, DialFailure::Refused) => {
            format!("{to}:2888 refuses {here}, attempt {} of 5.", attempt + 1)
        }
        (_, DialFailure::TimedOut) => format!("{here} gives up dialling {to}."),
        (_, DialFailure::NoRoute | DialFailure::UnknownHost) => {
            format!("{here} cannot reach {to}.")
        }
    };
    Telling::new(head, detail)
}

fn sent(f: &Facts<'_>, here: &str, ballot: sim::id::MessageId, to: &str, replay: bool) -> Telling {
    let Some(told) = f.told(ballot) else {
        return Telling::default();
    };
    let age = f.about(told.age);
    if replay {
        return Telling::new(
            format!("{here} repeats its last ballot to {to}: {}.", told.ballot),
            format!("Nothing else was queued for it. It was written {age} ago."),
        );
    }
    let detail = match told.stale {
        Some((since, now)) => {
            format!(
                "Written {age} ago; {here} has voted {now} for {}.",
                f.about(since)
            )
        }
        None => String::new(),
    };
    Telling::new(format!("{here} sends {} to {to}.", told.ballot), detail)
}

fn heard(f: &Facts<'_>, here: &str, ballot: sim::id::MessageId, state: ServerState) -> Telling {
    let Some(told) = f.told(ballot) else {
        return Telling::default();
    };
    let age = f.exact(told.age);
    let own = told.sender == here;
    let head = if own {
        format!("{here} hears its own ballot {}.", told.ballot)
    } else {
        format!("{here} hears {} from {}.", told.ballot, told.sender)
    };
    let mut detail = match told.stale {
        Some((since, now)) => {
            format!(
                "It was written {age} ago; {} has voted {now} for {}.",
                told.sender,
                f.about(since)
            )
        }
        None => format!("It was written {age} ago."),
    };
    if state != ServerState::Looking {
        detail.push_str(" It has a leader and only answers.");
    }
    Telling::new(head, detail)
}

fn lock_waited(f: &Facts<'_>, here: &str, monitor: Monitor) -> Telling {
    let detail = match monitor {
        Monitor::Connections => {
            let holder = f.process().and_then(|p| p.blocked().next());
            holder.map_or_else(String::new, |_| {
                "Another thread holds it inside of a dial.".to_owned()
            })
        }
        Monitor::Election => "The database is being read inside of it.".to_owned(),
    };
    Telling::new(
        format!(
            "A thread of {here} waits for the lock of {}.",
            self::monitor(monitor)
        ),
        detail,
    )
}

fn monitor(monitor: Monitor) -> &'static str {
    match monitor {
        Monitor::Connections => "QuorumCnxManager",
        Monitor::Election => "FastLeaderElection",
    }
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Epoch => "servers that register",
        Stage::EpochAck => "acknowledgements of its epoch",
        Stage::NewLeaderAck => "acknowledgements of NEWLEADER",
    }
}

fn sync_started(here: &str, mode: SyncMode, zxid: i64) -> Telling {
    Telling::head(match mode {
        SyncMode::Diff => format!("{here} gets what it lacks, up to 0x{zxid:x}."),
        SyncMode::Trunc => format!("{here} cuts its log off after 0x{zxid:x}."),
        SyncMode::Snap => format!("{here} gets everything as a snapshot."),
    })
}

fn leader_shutdown(f: &Facts<'_>, here: &str, why: StepDown, sids: u32) -> Telling {
    let (voters, needed) = f.quorum();
    let detail = match why {
        StepDown::NotSufficientFollowers => {
            format!(
                "In sync are only {}; it needs {needed} of {voters}.",
                f.servers(sids)
            )
        }
        StepDown::NoQuorumOfFollowers => {
            format!(
                "Only {} acknowledged it; it needs {needed} of {voters}.",
                f.servers(sids)
            )
        }
        StepDown::Forced => "Something went wrong while it took office.".to_owned(),
    };
    Telling::new(format!("{here} steps down."), detail)
}

pub(super) fn failure(why: Failure) -> &'static str {
    match why {
        Failure::EndOfStream => "The other side has closed the connection.",
        Failure::Reset => "The connection was reset.",
        Failure::SocketClosed => "The connection was closed on this side.",
        Failure::BrokenPipe => "The other side no longer knows the connection.",
        Failure::ReadTimedOut => "Nothing came for too long.",
        Failure::ConnectRefused => "Five attempts, four pauses of a second: refused each time.",
        Failure::ConnectTimedOut => "Nobody answered.",
        Failure::NoRoute => "There is no way to the host.",
        Failure::NullAddress => "It has no address for the server it elected.",
        Failure::EpochTimeout => "No quorum registered in time.",
        Failure::EpochAckTimeout => "No quorum acknowledged the epoch in time.",
        Failure::Interrupted => "The leader has stepped down.",
        Failure::FollowerAhead => "A follower has a more recent log.",
        Failure::EpochTooLow => "The leader's epoch is below one already accepted.",
        Failure::AddressInUse => "The port is taken.",
        Failure::OthersAddress => "The list gives this myid the address of another host.",
        Failure::NewLeaderTimeout => "No quorum acknowledged NEWLEADER in time.",
        Failure::ConfigChanged => "A reconfig has changed who leads, or what this server is.",
        Failure::NotInFlight => {
            "A COMMIT came before UPTODATE for a proposal already given to the log."
        }
    }
}
