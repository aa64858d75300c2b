//! What a server answers to four-letter words at a moment (`NIOServerCnxn`, `ServerStats`, 3.4.6;
//! `server.command`, 3.5.0), as a function of the picture and of the release.
//!
//! An answer is that of a server whose only client is the one who asks, and who asks for the first
//! time. Lines that say what no run knows are left out: the build of the release, directories, sizes of
//! data and packets, file descriptors, the system properties of the Java machine, and from 3.6.0 on the
//! times since a start and most of the counters and summaries of `mntr`.

mod conf;
mod mntr;

use super::{Picture, ProcessPicture};
use crate::reading::Reading;
use sim::id::NodeId;
use zookeeper::config::QuorumConfig;
use zookeeper::dialect::{Dialect, Membership, Whitelist};
use zookeeper::vote::ServerState;

/// What almost every command gets while no server is attached to the client port: in LOOKING, and in
/// FOLLOWING and LEADING before the ensemble is established.
pub const NOT_SERVING: &str = "This ZooKeeper instance is not currently serving requests\n";

/// The words that are answered here.
pub const WORDS: [&str; 14] = [
    "conf", "cons", "crst", "dump", "envi", "isro", "mntr", "ruok", "srst", "srvr", "stat", "wchc",
    "wchp", "wchs",
];

/// The answer to a word; nothing if nobody listens on the client port, or no such word is known.
pub fn answer(
    reading: &Reading<'_>,
    picture: &Picture,
    node: NodeId,
    word: &str,
) -> Option<String> {
    let process = picture.process(node)?;
    // The port is opened shortly before the first LOOKING.
    if (process.state.is_none() && !process.serving) || !WORDS.contains(&word) {
        return None;
    }
    let asked = Asked {
        reading,
        picture,
        node,
        process,
        dialect: process.context.dialect(),
        config: process.context.config(reading.setting).map(|c| &**c),
    };
    if !asked.may(word) {
        let refusal = "is not executed because it is not in the whitelist.";
        return Some(format!("{word} {refusal}\n"));
    }
    Some(asked.answer(word))
}

/// A server that is asked.
struct Asked<'a> {
    reading: &'a Reading<'a>,
    picture: &'a Picture,
    node: NodeId,
    process: &'a ProcessPicture,
    dialect: &'static Dialect,
    config: Option<&'a QuorumConfig>,
}

/// The one who asks, from some port of the same host (`NIOServerCnxn.dumpConnectionInfo`, 3.4.6).
const CLIENT: &str = " /127.0.0.1:0[0](queued=0,recved=1,sent=0)\n";

/// The property that says which words are answered (`zookeeper.4lw.commands.whitelist`).
const WHITELIST: &str = "4lw.commands.whitelist";

impl Asked<'_> {
    /// `FourLetterCommands.isEnabled`, 3.5.3 (`ServerCnxn.isEnabled`, 3.4.10): a list takes the place
    /// of the default, and `srvr` is always in it, because `zkServer.sh` needs it.
    fn may(&self, word: &str) -> bool {
        let properties = self.config.map(|config| &config.system_properties);
        let list = properties.and_then(|properties| properties.get(WHITELIST));
        let listed = |list: &String| {
            let mut words = list.split(',').map(str::trim);
            words.any(|listed| listed == "*" || listed == word)
        };
        match (self.dialect.four_letter_words, list) {
            (Whitelist::None, _) => true,
            (Whitelist::AllButWatches | Whitelist::OnlySrvr, _) if word == "srvr" => true,
            (Whitelist::AllButWatches | Whitelist::OnlySrvr, Some(list)) => listed(list),
            (Whitelist::AllButWatches, None) => !matches!(word, "wchc" | "wchp"),
            (Whitelist::OnlySrvr, None) => false,
        }
    }

    fn answer(&self, word: &str) -> String {
        match word {
            // The process is alive; that says nothing about a quorum.
            "ruok" => "imok".to_owned(),
            "isro" if self.process.serving => "rw".to_owned(),
            "isro" => "null".to_owned(),
            "envi" => format!(
                "Environment:\nzookeeper.version={}\nhost.name={}\n",
                self.dialect.release.name(),
                self.reading.setting.name(self.node)
            ),
            _ if !self.process.serving => NOT_SERVING.to_owned(),
            "conf" => self.conf(),
            "crst" => "Connection stats reset.\n".to_owned(),
            "srst" => "Server stats reset.\n".to_owned(),
            "stat" => self.stat(&format!("Clients:\n{CLIENT}\n")),
            "srvr" => self.stat(""),
            "mntr" => self.mntr(),
            "wchs" => "0 connections watching 0 paths\nTotal watches:0\n".to_owned(),
            "dump" => self.dump(),
            "cons" => format!("{CLIENT}\n"),
            // `wchc` and `wchp`: there are no watches.
            _ => "\n".to_owned(),
        }
    }

    /// The word for what a serving server is.
    fn mode(&self) -> &'static str {
        match self.process.state {
            Some(ServerState::Leading) => "leader",
            Some(ServerState::Following) => "follower",
            Some(ServerState::Observing) => "observer",
            Some(ServerState::Looking) | None => "standalone",
        }
    }

    /// The nodes of an empty tree: `/` twice, `/zookeeper`, `/zookeeper/quota`, and
    /// `/zookeeper/config` where members are dynamic.
    fn nodes(&self) -> u32 {
        match self.dialect.membership {
            Membership::Static => 4,
            Membership::Dynamic => 5,
        }
    }

    fn stat(&self, clients: &str) -> String {
        format!(
            "Zookeeper version: {}\n{clients}Latency min/avg/max: 0/{}/0\nReceived: 1\nSent: 0\n\
             Connections: 1\nOutstanding: 0\nZxid: 0x{:x}\nMode: {}\nNode count: {}\n",
            self.dialect.release.name(),
            if self.dialect.has_metrics_provider() {
                "0.0"
            } else {
                "0"
            },
            self.process.zxid,
            self.mode(),
            self.nodes()
        )
    }

    fn dump(&self) -> String {
        // A learner's tracker prints its address in memory.
        let sets = match self.process.state {
            Some(ServerState::Leading) => "Session Sets (0):\n",
            Some(_) | None => "",
        };
        format!(
            "SessionTracker dump:\n{sets}ephemeral nodes dump:\nSessions with Ephemerals (0):\n"
        )
    }
}
