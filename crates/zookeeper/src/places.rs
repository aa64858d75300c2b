//! A set of servers in the bits of a fact: the places of those that a configuration lists, in
//! ascending order of their sids, and from bit 16 on the sids of strangers.
//!
//! A leader of 3.4 counts followers that its own configuration does not list. They have a bit where
//! there is room: with at most 16 servers in the list and a sid below 16.

use crate::config::QuorumConfig;
use crate::ids::Sid;
use crate::sid_map::SidSet;

/// The bit of a stranger whose sid is zero.
const STRANGERS: u32 = 16;

impl QuorumConfig {
    /// The bits of a set of servers.
    pub(crate) fn places(&self, set: &SidSet) -> u32 {
        set.iter()
            .filter_map(|sid| self.place(sid))
            .fold(0, |bits, place| bits | 1 << place)
    }

    /// The servers of such bits, ascending.
    pub fn at_places(&self, places: u32) -> Vec<Sid> {
        let strangers = (0..).map(Sid).take(STRANGERS as usize);
        let mut sids: Vec<Sid> = self.servers.keys().chain(strangers).collect();
        sids.sort();
        sids.dedup();
        let is_set = |sid: &Sid| {
            self.place(*sid)
                .is_some_and(|place| places >> place & 1 == 1)
        };
        sids.retain(is_set);
        sids
    }

    fn place(&self, sid: Sid) -> Option<u32> {
        let listed = self.servers.keys().position(|other| other == sid);
        let place = match listed {
            Some(place) => u32::try_from(place).ok()?,
            None if self.servers.len() > STRANGERS as usize => return None,
            None => u32::try_from(sid.0).ok().filter(|sid| *sid < STRANGERS)? + STRANGERS,
        };
        (place < u32::BITS).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting::ConfigFile;

    /// What is left of a set of sids when it has been bits, in a view of so many servers.
    fn check(servers: i64, sids: &[i64], left: &[i64]) {
        let lines: String = (1..=servers)
            .map(|sid| format!("server.{sid}=zk{sid}:2888:3888\n"))
            .collect();
        let text = format!("initLimit=10\nsyncLimit=5\nclientPort=2181\ndataDir=/d\n{lines}");
        let file = ConfigFile::new(&text);
        let config = file.quorum().unwrap();
        let set: SidSet = sids.iter().map(|sid| Sid(*sid)).collect();
        let expected: Vec<Sid> = left.iter().map(|sid| Sid(*sid)).collect();
        assert_eq!(config.at_places(config.places(&set)), expected);
    }

    #[test]
    fn servers_and_strangers_have_bits_of_their_own() {
        check(3, &[1, 3], &[1, 3]);
        check(3, &[2, 4, 0, 15], &[0, 2, 4, 15]);
        check(3, &[2, 16, -1], &[2]);
        check(17, &[1, 17, 20], &[1, 17]);
    }
}
