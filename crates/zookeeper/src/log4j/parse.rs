//! Reads log files: the inverse of what this module writes.
//!
//! Nothing fails. A line that is no record belongs to the record before it, as stack traces do; a
//! record that nobody knows is [`Entry::Other`]. Level and source may be missing, as in what people
//! quote in a postmortem.

use super::site::Level;
use crate::ids::{Epoch, Round, Sid, Zxid};
use crate::vote::ServerState;
use jiff::civil::DateTime;

/// A record of a log file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// The line of the file, counted from 1.
    pub line: usize,
    /// When it was printed, in the file's own time zone.
    pub stamp: DateTime,
    /// The `myid` of the diagnostic context.
    pub myid: Option<i64>,
    /// Level, thread, class and line, if the layout has them.
    pub source: Option<Source>,
    /// The message.
    pub message: String,
    /// The first line of a stack trace.
    pub exception: Option<String>,
    /// What it says.
    pub entry: Entry,
}

/// Where a record comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// Its level.
    pub level: Level,
    /// The thread that printed it.
    pub thread: String,
    /// The class.
    pub class: String,
    /// The line of the class's source.
    pub line: Option<u16>,
}

/// What a record says.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is the line that it is named after")]
pub enum Entry {
    State(ServerState),
    NewElection { sid: Sid, zxid: Zxid },
    Notification(Notice),
    NotificationTimeout { ms: u32 },
    CannotOpenChannel { sid: Sid },
    HaveSmallerIdentifier { remote: Sid, own: Sid },
    ConnectionRequest { from: String },
    ConnectionBroken { sid: Sid },
    SendFailed { sid: Option<Sid> },
    Took { state: ServerState, ms: u32 },
    Tries { attempt: u8 },
    LastTry,
    FollowingFailed,
    HaveQuorum { sids: Vec<Sid>, zxid: Zxid },
    LeaderShutdown,
    FollowerShutdown,
    GettingDiff { zxid: Zxid },
    GettingSnapshot,
    Other,
}

/// A notification as a receiver prints it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are those of the line")]
pub struct Notice {
    pub leader: Sid,
    pub zxid: Zxid,
    pub round: Round,
    pub state: ServerState,
    pub sid: Sid,
    pub peer_epoch: Epoch,
    pub my_state: ServerState,
}

/// Reads a log file.
pub fn parse(text: &str) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match record(index + 1, line) {
            Some(record) => records.push(record),
            None => {
                if let Some(last) = records.last_mut() {
                    last.exception.get_or_insert_with(|| line.trim().to_owned());
                }
            }
        }
    }
    records
}

/// Reads one line; nothing if it does not begin with a date, a time and a `[myid:…]`.
pub fn record(number: usize, line: &str) -> Option<Record> {
    let (date, rest) = line.split_once(' ')?;
    let (time, rest) = rest.split_once(' ')?;
    let stamp = format!("{date}T{}", time.replace(',', ".")).parse().ok()?;
    let (myid, rest) = rest.strip_prefix("[myid:")?.split_once(']')?;
    let rest = rest.strip_prefix(" - ")?;
    let (source, message) = match source(rest) {
        Some((source, message)) => (Some(source), message),
        None => (None, rest),
    };
    let entry = entry(message, source.as_ref());
    Some(Record {
        line: number,
        stamp,
        myid: myid.parse().ok(),
        source,
        message: message.to_owned(),
        exception: None,
        entry,
    })
}

/// `INFO  [thread:Class@123] - message`. A thread's name may hold colons and brackets, so the parts
/// are found from the right.
fn source(text: &str) -> Option<(Source, &str)> {
    let (level, rest) = text.split_once(' ')?;
    let level = [Level::Info, Level::Warn, Level::Error]
        .into_iter()
        .find(|l| l.name() == level)?;
    let rest = rest.trim_start().strip_prefix('[')?;
    let end = rest
        .match_indices("] - ")
        .map(|(at, _)| at)
        .find(|at| place(&rest[..*at]).is_some())?;
    let (thread, class, line) = place(&rest[..end])?;
    let source = Source {
        level,
        thread: thread.to_owned(),
        class: class.to_owned(),
        line: line.parse().ok(),
    };
    Some((source, &rest[end + 4..]))
}

/// `thread:Class@123`, split at the last `:` and the last `@`.
fn place(text: &str) -> Option<(&str, &str, &str)> {
    let (head, line) = text.rsplit_once('@')?;
    let (thread, class) = head.rsplit_once(':')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.' | '?');
    let numbered = line == "?" || (!line.is_empty() && line.chars().all(|c| c.is_ascii_digit()));
    (numbered && !class.is_empty() && class.chars().all(plain)).then_some((thread, class, line))
}

fn entry(message: &str, source: Option<&Source>) -> Entry {
    known(message, source).unwrap_or(Entry::Other)
}

fn known(message: &str, source: Option<&Source>) -> Option<Entry> {
    if let Some(state) = state(message) {
        return Some(Entry::State(state));
    }
    let from = |class: &str| source.is_none_or(|source| source.class == class);
    let after = |prefix: &str| message.strip_prefix(prefix);
    if let Some(rest) = after("New election. My id = ") {
        let (sid, zxid) = rest.trim_start().split_once(", proposed zxid=")?;
        return Some(Entry::NewElection {
            sid: sid_of(sid)?,
            zxid: Zxid(hex(zxid)?),
        });
    }
    if let Some(rest) = after("Notification: ") {
        return notice(rest).map(Entry::Notification);
    }
    if let Some(ms) = after("Notification time out: ") {
        return Some(Entry::NotificationTimeout {
            ms: ms.parse().ok()?,
        });
    }
    if let Some(rest) = after("Cannot open channel to ") {
        let (sid, _) = rest.split_once(" at election address ")?;
        return Some(Entry::CannotOpenChannel { sid: sid_of(sid)? });
    }
    if let Some(rest) = after("Have smaller server identifier, so dropping the connection: (") {
        let (remote, own) = rest.strip_suffix(')')?.split_once(", ")?;
        return Some(Entry::HaveSmallerIdentifier {
            remote: sid_of(remote)?,
            own: sid_of(own)?,
        });
    }
    if let Some(address) = after("Received connection request /") {
        return Some(Entry::ConnectionRequest {
            from: address.to_owned(),
        });
    }
    if let Some(rest) = after("Connection broken for id ") {
        return Some(Entry::ConnectionBroken {
            sid: sid_of(rest.split_once(',')?.0)?,
        });
    }
    if let Some(rest) = after("Exception when using channel: for id ") {
        return Some(Entry::SendFailed {
            sid: Some(sid_of(rest.split_once(' ')?.0)?),
        });
    }
    if message == "Failed to send last message. Shutting down thread." {
        return Some(Entry::SendFailed { sid: None });
    }
    if let Some((state_name, ms)) = message.split_once(" - LEADER ELECTION TOOK - ") {
        return Some(Entry::Took {
            state: state(state_name)?,
            ms: ms.parse().ok()?,
        });
    }
    if let Some(rest) = after("Unexpected exception, tries=") {
        let (attempt, _) = rest.split_once(',')?;
        return Some(Entry::Tries {
            attempt: attempt.parse().ok()?,
        });
    }
    if let Some(rest) = after("Have quorum of supporters, sids: [ ") {
        return have_quorum(rest);
    }
    if let Some(zxid) = after("Getting a diff from the leader ") {
        return Some(Entry::GettingDiff {
            zxid: Zxid(hex(zxid)?),
        });
    }
    match message {
        "Unexpected exception" if from("Learner") => Some(Entry::LastTry),
        "Exception when following the leader" => Some(Entry::FollowingFailed),
        "Getting a snapshot from leader" => Some(Entry::GettingSnapshot),
        "Shutdown called" => Some(Entry::LeaderShutdown),
        "shutdown called" => Some(Entry::FollowerShutdown),
        _ => None,
    }
}

/// `0,1,2 ]; starting up and setting last processed zxid: 0x100000000`
fn have_quorum(rest: &str) -> Option<Entry> {
    let (sids, rest) = rest.split_once(" ]; ")?;
    let zxid = rest.rsplit_once(' ')?.1;
    let sids = sids.split(',').map(sid_of).collect::<Option<Vec<_>>>()?;
    Some(Entry::HaveQuorum {
        sids,
        zxid: Zxid(hex(zxid)?),
    })
}

/// Everything after `Notification: `, of any 3.4 release.
fn notice(text: &str) -> Option<Notice> {
    let rest = match text.split_once(" (message format version), ") {
        Some((_, rest)) => rest,
        None => text,
    };
    let (leader, rest) = rest.split_once(" (n.leader), ")?;
    let (zxid, rest) = rest.split_once(" (n.zxid), ")?;
    let (round, rest) = rest.split_once(" (n.round), ")?;
    let (sender, rest) = rest.split_once(" (n.state), ")?;
    let (sid, rest) = rest.split_once(" (n.sid), ")?;
    let (epoch, rest) = rest.split_once(" (n.peerEpoch)")?;
    let mine = rest
        .trim_start_matches([',', ' '])
        .strip_suffix(" (my state)")?;
    Some(Notice {
        leader: sid_of(leader)?,
        zxid: Zxid(hex(zxid)?),
        round: Round(hex(round)?),
        state: state(sender)?,
        sid: sid_of(sid)?,
        peer_epoch: Epoch(hex(epoch)?),
        my_state: state(mine)?,
    })
}

fn state(name: &str) -> Option<ServerState> {
    ServerState::ALL
        .into_iter()
        .find(|state| state.name() == name)
}

fn sid_of(text: &str) -> Option<Sid> {
    text.parse().ok().map(Sid)
}

fn hex(text: &str) -> Option<i64> {
    let digits = text.strip_prefix("0x")?;
    u64::from_str_radix(digits, 16)
        .ok()
        .map(|bits| i64::from_ne_bytes(bits.to_ne_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "2026-11-20 12:49:10,848 [myid:1] - ";

    fn entry_of(line: &str) -> Entry {
        record(1, &format!("{HEAD}{line}")).unwrap().entry
    }

    #[test]
    fn a_thread_may_hold_what_separates_the_parts() {
        let line = "INFO  [QuorumPeer[myid=1]/[0:0:0:0:0:0:0:0]:2181:QuorumPeer@714] - LOOKING";
        let record = record(7, &format!("{HEAD}{line}")).unwrap();
        let source = record.source.unwrap();
        assert_eq!(source.thread, "QuorumPeer[myid=1]/[0:0:0:0:0:0:0:0]:2181");
        assert_eq!(
            (source.class.as_str(), source.line),
            ("QuorumPeer", Some(714))
        );
        assert_eq!(record.entry, Entry::State(ServerState::Looking));
        assert_eq!((record.line, record.myid), (7, Some(1)));
    }

    #[test]
    fn a_quoted_line_has_no_level_and_no_source() {
        let record = record(1, "2017-04-11 11:19:18,797 [myid:1] - LOOKING").unwrap();
        assert_eq!(
            (record.source, record.entry),
            (None, Entry::State(ServerState::Looking))
        );
    }

    #[test]
    fn notifications_are_read_field_by_field() {
        let line = "Notification: 1 (message format version), 0 (n.leader), 0x724cd3601 (n.zxid), \
                    0x8 (n.round), LOOKING (n.state), 1 (n.sid), 0x7 (n.peerEpoch) FOLLOWING (my state)";
        let Entry::Notification(notice) = entry_of(line) else {
            panic!()
        };
        assert_eq!((notice.leader, notice.sid), (Sid(0), Sid(1)));
        assert_eq!((notice.zxid, notice.round), (Zxid(0x7_24cd_3601), Round(8)));
        assert_eq!(
            (notice.peer_epoch, notice.my_state),
            (Epoch(7), ServerState::Following)
        );
    }

    #[test]
    fn a_stack_trace_belongs_to_the_record_before_it() {
        let text = format!(
            "{HEAD}WARN  [x:Follower@89] - Exception when following the leader\n\
             java.io.EOFException\n\tat a.b(C.java:1)\n{HEAD}LOOKING\n"
        );
        let records = parse(&text);
        assert_eq!(records.len(), 2);
        assert_eq!(
            records[0].exception.as_deref(),
            Some("java.io.EOFException")
        );
        assert_eq!(records[1].line, 4);
    }

    #[test]
    fn what_is_no_record_and_what_nobody_knows() {
        assert_eq!(record(1, "java.io.EOFException"), None);
        assert_eq!(record(1, ""), None);
        assert_eq!(entry_of("Something new"), Entry::Other);
        assert_eq!(entry_of("Notification: garbled"), Entry::Other);
    }
}
