//! The lines of 2.0.5 and later. One table per release has every statement with its text; a fact says
//! which statements print and gives the values for the slots; reading a line asks the same tables.

mod say;
mod slots;
mod statement;
mod template;
mod v2_0_5;
mod v3_1_9;
mod v3_2_1;
mod v3_3;

use super::parse::Entry;
use crate::model::Wording;
pub(super) use say::{Context, say};
use statement::{Printed, Statement, Values};

/// Declares the table of a release.
macro_rules! printed {
    ($($statement:ident $level:ident $package:ident $class:literal $line:literal $text:literal;)*) => {
        pub(super) const TABLE: &[Printed] = &[$(Printed {
            statement: Statement::$statement,
            level: crate::log::Level::$level,
            logger: concat!(super::package!($package), $class),
            line: $line,
            text: $text,
        }),*];
    };
}

/// The package that a class of a table is in.
macro_rules! package {
    (ds) => {
        "org.apache.dolphinscheduler."
    };
    (other) => {
        ""
    };
}

use {package, printed};

/// The statements of a release; none for 1.3.x, whose lines are made elsewhere.
fn table(wording: Wording) -> &'static [Printed] {
    match wording {
        Wording::G1 => &[],
        Wording::G1Fixed => v2_0_5::TABLE,
        Wording::G2Early => v3_1_9::TABLE,
        Wording::G2 => v3_2_1::TABLE,
        Wording::G3 => v3_3::TABLE,
    }
}

/// All releases with such a table.
const WORDINGS: [Wording; 4] = [Wording::G1Fixed, Wording::G2Early, Wording::G2, Wording::G3];

/// The statement of a release.
fn printed_by(statement: Statement, wording: Wording) -> Option<&'static Printed> {
    let found = |row: &&Printed| row.statement == statement;
    table(wording).iter().find(found)
}

/// What a message says, if a statement of one of these releases has printed it.
pub(super) fn entry(message: &str) -> Option<Entry> {
    let rows = WORDINGS.iter().flat_map(|wording| table(*wording));
    rows.into_iter().find_map(|row| {
        let values = template::read(row.text, message)?;
        row.statement.entry(&Values(&values))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::parse;
    use std::collections::BTreeSet;

    /// A value for a slot as lines have them.
    fn sample(slot: &str) -> &'static str {
        match slot {
            "me" => "10.0.0.11:5678",
            "server" => "10.0.0.12:5678",
            "path" => "/nodes/master/10.0.0.12:5678",
            "zk" => "10.0.0.1:2181",
            "session" => "0x1000000000a0003",
            "state" => "SUSPENDED",
            "event" => "DISCONNECTED",
            "server_state" => "RUNNING",
            "rpc" => "Master",
            "kind" => "master",
            "upper_kind" => "MASTER",
            "capital_kind" => "Master",
            "servers" => "10.0.0.11:5678, 10.0.0.12:5678",
            "key" => "/nodes/failover-finish-nodes/10.0.0.11:5678-1795251327690",
            "system_event" => "MasterFailoverEvent",
            "name" => "a",
            "command_type" => "START_PROCESS",
            "instance_state" | "task_state" => "SUCCESS",
            "cause" => "shutdownHook",
            "port" | "granted" | "ms" | "interval" | "count" | "instance" | "slot" | "slots"
            | "command" | "task" | "status" | "value" | "pid" => "7",
            other => panic!("no slot {other}"),
        }
    }

    /// Every text is read back into the values it was made from, and into an entry.
    #[test]
    fn every_line_is_read_as_it_was_written() {
        for row in WORDINGS.iter().flat_map(|wording| table(*wording)) {
            let message = template::fill(row.text, |slot| sample(slot).to_owned());
            let Some(values) = template::read(row.text, &message) else {
                panic!("not read: {message}");
            };
            for (slot, value) in &values {
                assert_eq!(value, sample(slot), "{message}");
            }
            let again = template::fill(row.text, |slot| {
                let found = values.iter().find(|(name, _)| *name == slot);
                found.map_or_else(|| format!("no {slot}"), |(_, value)| value.clone())
            });
            assert_eq!(again, message);
            let line = format!("2026-11-21 10:00:00.000 INFO  [thread] Class - {message}");
            let entry = parse::record(1, &line).unwrap().entry;
            let silent = matches!(
                row.statement,
                Statement::WorkerDeleted | Statement::WorkerForgotten
            );
            assert_eq!(entry == Entry::Other, silent, "{message}");
        }
    }

    #[test]
    fn no_statement_is_twice_in_a_table() {
        for wording in WORDINGS {
            let rows = table(wording);
            let statements: BTreeSet<Statement> = rows.iter().map(|row| row.statement).collect();
            assert_eq!(statements.len(), rows.len());
        }
    }
}
