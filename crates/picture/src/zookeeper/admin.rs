//! What a server answers to four-letter words at a moment (`NIOServerCnxn`, 3.4.6).

use super::ProcessPicture;
use zookeeper::vote::ServerState;

/// What almost every command gets while no server is attached to the client port: in LOOKING, and in
/// FOLLOWING and LEADING before the ensemble is established.
pub const NOT_SERVING: &str = "This ZooKeeper instance is not currently serving requests\n";

/// The answer to a command; nothing if no such command exists.
pub fn answer(process: &ProcessPicture, command: &str) -> Option<String> {
    match command {
        // The process is alive; that says nothing about a quorum.
        "ruok" => Some("imok".to_owned()),
        "isro" => Some(if process.serving { "rw" } else { "null" }.to_owned()),
        "conf" | "cons" | "crst" | "dump" | "mntr" | "srst" | "srvr" | "stat" | "wchc" | "wchp"
        | "wchs" => Some(if process.serving {
            format!("Mode: {}\n", mode(process))
        } else {
            NOT_SERVING.to_owned()
        }),
        _ => None,
    }
}

/// The word for what a serving server is.
fn mode(process: &ProcessPicture) -> &'static str {
    match process.state {
        Some(ServerState::Leading) => "leader",
        Some(ServerState::Following) => "follower",
        Some(ServerState::Observing) => "observer",
        Some(ServerState::Looking) | None => "standalone",
    }
}
