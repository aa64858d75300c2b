//! Clients of the ensemble: what a file says of them, and the disks of their hosts.

use super::act::span;
use super::nodes;
use crate::script::error::{Problem, unknown};
use sim::time::Span;
use zookeeper::disk::{ClientProgram, Disk};

/// A client while the statements are carried out.
#[derive(Clone)]
pub(super) struct DraftClient {
    pub(super) name: String,
    program: ClientProgram,
}

/// One that would do.
const EXAMPLE: &str = "client app zk4 zk0..zk3 write 500ms read 1s timeout 30s";

/// What a client asks for unless the file says otherwise, as `zkCli.sh` does
/// (`ZooKeeperMain.MyCommandOptions`).
const SESSION_TIMEOUT: Span = Span::from_secs(30);

impl DraftClient {
    /// `client NAME SERVERS [write TIME] [read TIME] [timeout TIME]`
    pub(super) fn parse(names: &[String], args: &[&str]) -> Result<Self, Problem> {
        let is_word = |word: &&str| ["write", "read", "timeout"].contains(word);
        let end = args.iter().position(is_word).unwrap_or(args.len());
        let (head, rest) = args.split_at(end);
        let Some((name, servers)) = head
            .split_first()
            .filter(|(_, servers)| !servers.is_empty())
        else {
            return Err(missing("client", "a server"));
        };
        let mut program = ClientProgram {
            servers: nodes::find(names, servers)?,
            write_every: None,
            read_every: None,
            session_timeout: SESSION_TIMEOUT,
        };
        for pair in rest.chunks(2) {
            let [word, time] = pair else {
                return Err(missing(pair.first().unwrap_or(&"client"), "a time"));
            };
            let time = span(time)?;
            match *word {
                "write" => program.write_every = Some(time),
                "read" => program.read_every = Some(time),
                "timeout" => program.session_timeout = time,
                word => return Err(unknown("statement", word, ["write", "read", "timeout"])),
            }
        }
        let name = (*name).to_owned();
        if names.contains(&name) {
            let what = "server";
            return Err(Problem::Twice { what, word: name });
        }
        Ok(Self { name, program })
    }

    /// The disk of its host: like a server's, but it is the client that starts there.
    pub(super) fn disk(&self, server: &Disk) -> Disk {
        Disk {
            client: Some(self.program.clone()),
            ..server.clone()
        }
    }
}

fn missing(after: &str, what: &'static str) -> Problem {
    Problem::Missing {
        after: after.to_owned(),
        what,
        example: EXAMPLE,
    }
}

/// Verbs that say something about a client's host as well.
const VERBS: [&str; 11] = [
    "start",
    "stop",
    "kill",
    "restart",
    "power-off",
    "power-on",
    "firewall",
    "open",
    "cut",
    "heal",
    "pause",
];

/// The names that a verb knows, and its arguments with “all” written out: all servers, never a
/// client.
pub(super) fn spell_out<'a>(
    servers: &'a [String],
    clients: &[DraftClient],
    words: &[&'a str],
) -> (Vec<String>, Vec<&'a str>) {
    let verb = words.first().copied().unwrap_or("");
    if clients.is_empty() || !VERBS.contains(&verb) {
        return (servers.to_vec(), words.to_vec());
    }
    let names = servers
        .iter()
        .chain(clients.iter().map(|client| &client.name));
    let mut spelt = Vec::new();
    for word in words {
        match *word {
            "all" => spelt.extend(servers.iter().map(String::as_str)),
            word => spelt.push(word),
        }
    }
    (names.cloned().collect(), spelt)
}
