//! Events in English: what is done to servers, how processes begin and end, and why something fails.

use super::Telling;
use super::facts::{Facts, Kind};
use sim::intervention::{Intervention, Verb};
use sim::trace::Ending;
use zookeeper::disk::Edit;
use zookeeper::fact::Failure;
use zookeeper::server::Command;

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
        Kind::Fact(fact) => super::fact(f, *fact),
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
