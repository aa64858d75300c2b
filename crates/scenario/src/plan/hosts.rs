//! Hosts while the statements of a file are carried out, and the disks that come of them.

use super::{Draft, act, nodes};
use crate::script::error::{Problem, unknown};
use sim::random::Range;
use std::sync::Arc;
use zookeeper::dialect::Release;
use zookeeper::disk::{Disk, Machine};
use zookeeper::ids::{Epoch, Round, Sid, Zxid};
use zookeeper::setting::{ConfigId, Setting};
use zookeeper::txn_log::TxnLog;

/// A host while the statements are carried out.
#[derive(Clone)]
pub(super) struct DraftHost {
    pub(super) config: Option<String>,
    pub(super) release: Option<Release>,
    /// What is in `myid`, if not the number that its place gives it; inside, nothing if there is no file.
    pub(super) myid: Option<Option<Sid>>,
    pub(super) zxid: Zxid,
    pub(super) epoch: Option<Epoch>,
    pub(super) round: Round,
    pub(super) boot: Range,
    pub(super) reload: Range,
    pub(super) snapshot_size: u64,
    pub(super) first_timeout: Range,
}

impl Default for DraftHost {
    fn default() -> Self {
        let machine = Machine::default();
        Self {
            config: None,
            release: None,
            myid: None,
            zxid: Zxid(0),
            epoch: None,
            round: Round(0),
            boot: machine.boot,
            reload: machine.reload,
            snapshot_size: machine.snapshot_size,
            first_timeout: machine.first_timeout,
        }
    }
}

impl Draft {
    pub(super) fn disks(&self, setting: &Arc<Setting>, configs: &[ConfigId]) -> Vec<Disk> {
        let disk = |(index, host): (usize, &DraftHost)| Disk {
            setting: Arc::clone(setting),
            release: host.release.unwrap_or(self.release),
            zoo_cfg: configs.get(index).copied().unwrap_or(ConfigId(0)),
            myid: host
                .myid
                .unwrap_or_else(|| Some(sid_of(index, self.names.get(index)?))),
            accepted_epoch: host.epoch,
            current_epoch: host.epoch,
            config_version: Zxid(0),
            snapshot: Zxid::of_epoch(host.zxid.epoch()),
            log: TxnLog::up_to(host.zxid),
            elections_before: host.round,
            machine: Machine {
                boot: host.boot,
                reload: host.reload,
                snapshot_size: host.snapshot_size,
                first_timeout: host.first_timeout,
                handover: self.handover,
            },
            client: None,
        };
        let servers: Vec<Disk> = self.hosts.iter().enumerate().map(disk).collect();
        let first = servers.first();
        let clients = self.clients.iter();
        let clients: Vec<Disk> = clients.filter_map(|c| Some(c.disk(first?))).collect();
        servers.into_iter().chain(clients).collect()
    }

    pub(super) fn client_names(&self) -> Vec<String> {
        self.clients
            .iter()
            .map(|client| client.name.clone())
            .collect()
    }
}

/// A server's `myid`: the number at the end of its name, or its place.
pub(super) fn sid_of(index: usize, name: &str) -> Sid {
    let number = nodes::numbered(name).map(|(_, number)| i64::from(number));
    Sid(number.unwrap_or_else(|| i64::try_from(index).unwrap_or(0)))
}

/// The statements that say one value of hosts.
const KNOWN: [&str; 9] = [
    "zoo.cfg",
    "myid",
    "zxid",
    "epoch",
    "round",
    "boot",
    "reload",
    "snapshot-size",
    "first-timeout",
];

/// What a statement does to each of its hosts.
type Assignment = Box<dyn Fn(&mut DraftHost)>;

/// What a statement sets on each of its hosts.
pub(super) fn value(word: &str, value: &str) -> Result<Assignment, Problem> {
    Ok(match word {
        "myid" => {
            let myid = act::myid(value)?;
            Box::new(move |host| host.myid = Some(myid))
        }
        "zxid" => {
            let zxid = act::zxid(value)?;
            Box::new(move |host| host.zxid = zxid)
        }
        "epoch" => {
            let epoch = Epoch(number(value)?);
            Box::new(move |host| host.epoch = Some(epoch))
        }
        "round" => {
            let round = Round(number(value)?);
            Box::new(move |host| host.round = round)
        }
        "boot" => {
            let boot = act::range(value)?;
            Box::new(move |host| host.boot = boot)
        }
        "reload" => {
            let reload = act::range(value)?;
            Box::new(move |host| host.reload = reload)
        }
        "snapshot-size" => {
            let bytes = number(value)?.unsigned_abs();
            Box::new(move |host| host.snapshot_size = bytes)
        }
        "first-timeout" => {
            let late = act::range(value)?;
            Box::new(move |host| host.first_timeout = late)
        }
        other => return Err(unknown("statement", other, KNOWN)),
    })
}

fn number(word: &str) -> Result<i64, Problem> {
    let number = word.parse::<i64>().ok();
    let number = number.filter(|n| (0..=i64::from(u32::MAX)).contains(n));
    number.ok_or(Problem::Malformed {
        word: word.to_owned(),
        what: "a whole number",
        example: "epoch all 6",
    })
}
