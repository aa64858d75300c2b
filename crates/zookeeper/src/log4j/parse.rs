//! Reads log files: the inverse of what this module writes.
//!
//! Nothing fails. A line that is no record belongs to the record before it, as stack traces do; a
//! record that nobody knows is [`Entry::Other`]. Level and source may be missing, as in what people
//! quote in a postmortem.

use super::phrase;
use super::site::{Form, Level};
use super::table::Statement;
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
    NewElection {
        sid: Sid,
        zxid: Zxid,
    },
    Notification(Notice),
    NotificationTimeout {
        ms: u32,
    },
    CannotOpenChannel {
        sid: Sid,
    },
    HaveSmallerIdentifier {
        remote: Sid,
        own: Sid,
    },
    ConnectionRequest {
        from: String,
    },
    ConnectionBroken {
        sid: Sid,
    },
    SendFailed {
        sid: Option<Sid>,
    },
    Took {
        state: ServerState,
        ms: u32,
    },
    Tries {
        attempt: u8,
    },
    LastTry,
    FollowingFailed,
    HaveQuorum {
        sids: Vec<Sid>,
        zxid: Zxid,
    },
    LeaderShutdown,
    FollowerShutdown,
    GettingDiff {
        zxid: Zxid,
    },
    GettingSnapshot,
    /// A line of the table that says nothing else of use.
    Known(Statement),
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
    /// The version of the sender's configuration, where the line says it.
    pub config_version: Option<Zxid>,
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
    let level = Level::ALL.into_iter().find(|l| l.name() == level)?;
    let rest = rest.trim_start().strip_prefix('[')?;
    let ends = rest.match_indices("] - ").map(|(at, _)| at);
    let found = |at: usize| {
        let place = place(&rest[..at]).or_else(|| place(without_context(&rest[..at])?))?;
        Some((place, at))
    };
    let ((thread, class, line), end) = ends.filter_map(found).next()?;
    let source = Source {
        level,
        thread: thread.to_owned(),
        class: simple(class).to_owned(),
        line: line.parse().ok(),
    };
    Some((source, &rest[end + 4..]))
}

/// `…@123][context`: log4j's trace file has the nested context (`%x`) between source and message.
fn without_context(text: &str) -> Option<&str> {
    text.rsplit_once("][").map(|(place, _)| place)
}

/// A class without its package, which logback shortens and does not leave out
/// (`o.a.z.s.q.QuorumPeer`).
fn simple(class: &str) -> &str {
    class.rsplit('.').next().unwrap_or(class)
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
    let class = source.map(|source| source.class.as_str());
    recognise(message, class)
        .and_then(|line| meaning(&line))
        .unwrap_or(Entry::Other)
}

/// A line whose words are in the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recognised<'m> {
    /// The statement that prints it.
    pub statement: Statement,
    /// Its fields, by their names in the table.
    pub fields: Vec<(&'static str, &'m str)>,
}

impl<'m> Recognised<'m> {
    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&'m str> {
        let field = self.fields.iter().find(|(field, _)| *field == name);
        field.map(|(_, value)| *value)
    }

    fn sid(&self, name: &str) -> Option<Sid> {
        sid_of(self.field(name)?)
    }

    fn hex(&self, name: &str) -> Option<i64> {
        hex(self.field(name)?)
    }

    fn number<T: core::str::FromStr>(&self, name: &str) -> Option<T> {
        self.field(name)?.parse().ok()
    }
}

/// The statement that prints a message, in any release; of several with the same words the one whose
/// class it is.
pub fn recognise<'m>(message: &'m str, class: Option<&str>) -> Option<Recognised<'m>> {
    let fits = |form: &Form| {
        class.is_none_or(|class| class == form.class || outer(class) == outer(form.class))
    };
    let plausible = |fields: &Vec<(&'static str, &str)>| {
        fields.iter().all(|(name, value)| is_plausible(name, value))
    };
    let known = |statement: Statement, fields| Recognised { statement, fields };
    let of_table = |statement: &Statement| {
        let forms = statement.forms().iter().rev().filter(|form| fits(form));
        // What people quote has lost the blanks at its end.
        let texts = forms.flat_map(|form| [form.text, form.text.trim_end()]);
        let mut taken = texts.filter_map(|text| phrase::take(text, message));
        Some(known(*statement, taken.find(plausible)?))
    };
    let older = || {
        let taken = phrase::take(BEFORE_3_4_6, message).filter(plausible)?;
        Some(known(Statement::Notification, taken))
    };
    Statement::ALL.iter().find_map(of_table).or_else(older)
}

/// A notification as releases before 3.4.6 print it, which have no version of the format.
const BEFORE_3_4_6: &str = "Notification: {leader} (n.leader), 0x{zxid} (n.zxid), 0x{round} \
                            (n.round), {state} (n.state), {sid} (n.sid), 0x{epoch} (n.peerEPoch), \
                            {my_state} (my state)";

/// The class around a nested one.
fn outer(class: &str) -> &str {
    class.split('$').next().unwrap_or(class)
}

/// Whether a field's value can be one, so that the words of one statement are not taken for
/// another's.
fn is_plausible(name: &str, value: &str) -> bool {
    match name {
        _ if value.trim() != value => false,
        "sid" | "me" | "leader" | "value" | "attempt" => value.parse::<i64>().is_ok(),
        "ms" => value.parse::<i64>().is_ok(),
        "zxid" | "own_zxid" | "round" | "epoch" | "most" | "least" => {
            !value.is_empty() && value.chars().all(|c| c.is_ascii_hexdigit())
        }
        "state" | "my_state" => state(value).is_some(),
        "kind" => !value.is_empty() && value.chars().all(|c| c.is_ascii_uppercase()),
        "from" => !value.starts_with('/') && !value.contains(' '),
        _ => true,
    }
}

/// What a line says.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most lines say nothing that is of use here"
)]
fn meaning(line: &Recognised<'_>) -> Option<Entry> {
    Some(match line.statement {
        Statement::Looking => Entry::State(ServerState::Looking),
        Statement::Following => Entry::State(ServerState::Following),
        Statement::Leading => Entry::State(ServerState::Leading),
        Statement::Observing => Entry::State(ServerState::Observing),
        Statement::NewElection => Entry::NewElection {
            sid: line.sid("me")?,
            zxid: Zxid(line.hex("zxid")?),
        },
        Statement::Notification => Entry::Notification(notice(line)?),
        Statement::NotificationTimeout => Entry::NotificationTimeout {
            ms: line.number("ms")?,
        },
        Statement::CannotOpenChannel | Statement::NoneReachable => Entry::CannotOpenChannel {
            sid: line.sid("sid")?,
        },
        Statement::ChallengeLost => Entry::HaveSmallerIdentifier {
            remote: line.sid("sid")?,
            own: line.sid("me")?,
        },
        Statement::ConnectionRequest => Entry::ConnectionRequest {
            from: line.field("from")?.to_owned(),
        },
        Statement::ConnectionBroken => Entry::ConnectionBroken {
            sid: line.sid("sid")?,
        },
        Statement::ChannelException => Entry::SendFailed {
            sid: Some(line.sid("sid")?),
        },
        Statement::LastMessageFailed => Entry::SendFailed { sid: None },
        Statement::FollowingTook => Entry::Took {
            state: ServerState::Following,
            ms: line.number("ms")?,
        },
        Statement::LeadingTook => Entry::Took {
            state: ServerState::Leading,
            ms: line.number("ms")?,
        },
        Statement::Tries => Entry::Tries {
            attempt: line.number("attempt")?,
        },
        Statement::LastTry | Statement::InitLimitExceeded => Entry::LastTry,
        Statement::FollowingFailed => Entry::FollowingFailed,
        Statement::HaveQuorum => Entry::HaveQuorum {
            sids: sids(line.field("sids")?)?,
            zxid: Zxid(line.hex("zxid")?),
        },
        Statement::LeaderShutdown => Entry::LeaderShutdown,
        Statement::FollowerShutdown => Entry::FollowerShutdown,
        Statement::GettingDiff => Entry::GettingDiff {
            zxid: Zxid(line.hex("zxid")?),
        },
        Statement::GettingSnapshot => Entry::GettingSnapshot,
        statement => Entry::Known(statement),
    })
}

/// `0,1,2` or `[0, 1, 2]`; of two sets, one for each configuration, the first.
fn sids(text: &str) -> Option<Vec<Sid>> {
    let inner = text.trim_start_matches('[').split(']').next()?;
    inner
        .split(',')
        .map(|sid| sid_of(sid.trim()))
        .collect::<Option<Vec<_>>>()
}

fn notice(line: &Recognised<'_>) -> Option<Notice> {
    let config = line.field("config").unwrap_or_default();
    Some(Notice {
        leader: line.sid("leader")?,
        zxid: Zxid(line.hex("zxid")?),
        round: Round(line.hex("round")?),
        state: state(line.field("state")?)?,
        sid: line.sid("sid")?,
        peer_epoch: Epoch(line.hex("epoch")?),
        my_state: state(line.field("my_state")?)?,
        config_version: config.split(' ').next().and_then(hex).map(Zxid),
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
    u64::from_str_radix(text, 16)
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

    /// A message with every field of a form.
    fn sample(text: &str) -> String {
        let value = |name: &str| match name {
            "state" | "my_state" => "LOOKING",
            "kind" => "DIFF",
            "sids" => "0,1,2",
            "address" => "zk1/10.0.0.11:3888",
            "from" => "10.0.0.11:40000",
            "exception" => "java.io.EOFException",
            "config" => "",
            _ => "5",
        };
        let names = [
            "file",
            "value",
            "me",
            "address",
            "ms",
            "peer_state",
            "zxid",
            "version",
            "leader",
            "round",
            "state",
            "sid",
            "epoch",
            "my_state",
            "config",
            "exception",
            "from",
            "tick",
            "least",
            "most",
            "dir",
            "synced",
            "attempt",
            "reason",
            "sids",
            "info",
            "host",
            "rest",
            "text",
            "session",
            "own_zxid",
            "kind",
            "listed",
            "peer_type",
        ];
        let fields: Vec<_> = names
            .iter()
            .map(|name| (*name, value(name).to_owned()))
            .collect();
        phrase::fill(text, &fields)
    }

    #[test]
    fn every_line_of_every_release_is_recognised_as_what_it_is() {
        for statement in Statement::ALL {
            for form in statement.forms() {
                let message = sample(form.text);
                assert!(
                    !message.contains('{') || message.contains("{}"),
                    "{message}"
                );
                let line = recognise(&message, Some(form.class)).unwrap();
                let other = line.statement.forms().iter().any(|f| f.text == form.text);
                assert!(
                    line.statement == *statement || other,
                    "{message}: {statement:?} is taken for {:?}",
                    line.statement
                );
                let again: Vec<_> = line
                    .fields
                    .iter()
                    .map(|(name, value)| (*name, (*value).to_owned()))
                    .collect();
                assert_eq!(phrase::fill(form.text, &again), message);
            }
        }
    }

    #[test]
    fn notifications_of_3_5_and_3_6_are_read_field_by_field() {
        let old = "Notification: 2 (message format version), 2 (n.leader), 0x100000000 (n.zxid), \
                   0x2 (n.round), LOOKING (n.state), 1 (n.sid), 0x1 (n.peerEPoch), \
                   LOOKING (my state)100000338 (n.config version)";
        let new = "Notification: my state:LOOKING; n.sid:1, n.state:LOOKING, n.leader:2, \
                   n.round:0x2, n.peerEpoch:0x1, n.zxid:0x100000000, message format version:0x2, \
                   n.config version:0x100000338";
        for line in [old, new] {
            let Entry::Notification(notice) = entry_of(line) else {
                panic!("{line}")
            };
            assert_eq!((notice.leader, notice.sid), (Sid(2), Sid(1)));
            assert_eq!(notice.config_version, Some(Zxid(0x1_0000_0338)));
            assert_eq!((notice.round, notice.zxid), (Round(2), Zxid(0x1_0000_0000)));
        }
    }

    /// Logback shortens packages and has no `myid` outside of the main thread; log4j's trace file has a
    /// context; what is quoted has lost its blanks; the oldest notification has no version.
    #[test]
    fn other_layouts_say_the_same() {
        let logback = "2026-12-01 03:10:24,188 [myid:] - INFO  [QuorumPeer[myid=3](plain=[0:0:0:0:0:0:0:0]\
                       :2181)(secure=disabled):o.a.z.s.q.QuorumPeer@1455] - LOOKING";
        let read = record(1, logback).unwrap();
        assert_eq!(read.entry, Entry::State(ServerState::Looking));
        assert_eq!(read.source.unwrap().class, "QuorumPeer");
        let traced = "2026-12-01 03:10:24,188 [myid:0] - DEBUG [WorkerSender[myid=0]:QuorumCnxManager@364]\
                      [] - Opening channel to server 3";
        let read = record(1, traced).unwrap();
        assert_eq!(read.entry, Entry::Known(Statement::OpeningChannel));
        assert_eq!(read.source.unwrap().level, Level::Debug);
        let broken = Entry::ConnectionBroken { sid: Sid(3) };
        assert_eq!(
            entry_of("Connection broken for id 3, my id = 0, error ="),
            broken
        );
        let old = "Notification: 2 (n.leader), 0x100000000 (n.zxid), 0x2 (n.round), LOOKING (n.state), \
                   1 (n.sid), 0x1 (n.peerEPoch), LEADING (my state)";
        let Entry::Notification(notice) = entry_of(old) else {
            panic!()
        };
        assert_eq!(
            (notice.leader, notice.my_state),
            (Sid(2), ServerState::Leading)
        );
    }

    #[test]
    fn what_is_no_record_and_what_nobody_knows() {
        assert_eq!(record(1, "java.io.EOFException"), None);
        assert_eq!(record(1, ""), None);
        assert_eq!(entry_of("Something new"), Entry::Other);
        assert_eq!(entry_of("Notification: garbled"), Entry::Other);
    }
}
