//! What a plan numbers: hosts and the texts of their `zoo.cfg`.

use crate::script::error::Problem;
use zookeeper::setting::{ConfigFile, ConfigId, HostName};

/// Configuration texts and their numbers.
#[derive(Default)]
pub(super) struct Configs {
    pub(super) files: Vec<ConfigFile>,
}

impl Configs {
    pub(super) fn number(&mut self, text: &str) -> ConfigId {
        let index = self
            .files
            .iter()
            .position(|file| file.text == text)
            .unwrap_or_else(|| {
                self.files.push(ConfigFile::new(text));
                self.files.len() - 1
            });
        ConfigId(u16::try_from(index).unwrap_or(u16::MAX))
    }

    /// Whether all that is written in them is simulated.
    pub(super) fn check(&self) -> Result<(), Problem> {
        match self.files.iter().find_map(ConfigFile::not_simulated) {
            Some((line, instead)) => Err(Problem::NotSimulated { line, instead }),
            None => Ok(()),
        }
    }
}

/// The last number in the address of the first server's host, and of the first client's.
pub(super) const FIRST_SERVER: u8 = 10;
pub(super) const FIRST_CLIENT: u8 = 100;

/// Hosts on one network, by their places.
pub(super) fn host_names(names: &[String], first: u8) -> Vec<HostName> {
    let host = |(index, name): (usize, &String)| HostName {
        name: name.clone(),
        ip: [
            10,
            0,
            0,
            first.saturating_add(u8::try_from(index).unwrap_or(0)),
        ],
    };
    names.iter().enumerate().map(host).collect()
}
