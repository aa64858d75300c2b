//! Maps and sets keyed by sid, in ascending order.
//!
//! Java's `HashMap` with small `Long` keys iterates in ascending order as well, and that order
//! decides which server is dialled first.

use crate::ids::Sid;

/// A map keyed by sid.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SidMap<T>(Vec<(Sid, T)>);

/// A set of sids.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SidSet(Vec<Sid>);

impl<T> Default for SidMap<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> SidMap<T> {
    /// The value of a sid.
    pub fn get(&self, sid: Sid) -> Option<&T> {
        self.place(sid).ok().map(|index| &self.0[index].1)
    }

    /// The value of a sid.
    pub fn get_mut(&mut self, sid: Sid) -> Option<&mut T> {
        self.place(sid).ok().map(|index| &mut self.0[index].1)
    }

    /// Whether the sid has a value.
    pub fn contains(&self, sid: Sid) -> bool {
        self.place(sid).is_ok()
    }

    /// Sets the value of a sid and gives the old one.
    pub fn insert(&mut self, sid: Sid, value: T) -> Option<T> {
        match self.place(sid) {
            Ok(index) => Some(std::mem::replace(&mut self.0[index].1, value)),
            Err(index) => {
                self.0.insert(index, (sid, value));
                None
            }
        }
    }

    /// The value of a sid, made first if there is none.
    pub fn entry(&mut self, sid: Sid, make: impl FnOnce() -> T) -> &mut T {
        let index = match self.place(sid) {
            Ok(index) => index,
            Err(index) => {
                self.0.insert(index, (sid, make()));
                index
            }
        };
        &mut self.0[index].1
    }

    /// Removes the value of a sid.
    pub fn remove(&mut self, sid: Sid) -> Option<T> {
        self.place(sid).ok().map(|index| self.0.remove(index).1)
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// All entries, by ascending sid.
    pub fn iter(&self) -> impl Iterator<Item = (Sid, &T)> {
        self.0.iter().map(|(sid, value)| (*sid, value))
    }

    /// All sids, ascending.
    pub fn keys(&self) -> impl Iterator<Item = Sid> + '_ {
        self.0.iter().map(|(sid, _)| *sid)
    }

    /// All values, by ascending sid.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }

    /// How many sids have a value.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no sid has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn place(&self, sid: Sid) -> Result<usize, usize> {
        self.0.binary_search_by_key(&sid, |(sid, _)| *sid)
    }
}

impl<T> FromIterator<(Sid, T)> for SidMap<T> {
    fn from_iter<I: IntoIterator<Item = (Sid, T)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (sid, value) in entries {
            map.insert(sid, value);
        }
        map
    }
}

impl SidSet {
    /// Adds a sid; false if it was there.
    pub fn insert(&mut self, sid: Sid) -> bool {
        match self.0.binary_search(&sid) {
            Ok(_) => false,
            Err(index) => {
                self.0.insert(index, sid);
                true
            }
        }
    }

    /// Removes a sid.
    pub fn remove(&mut self, sid: Sid) {
        self.0.retain(|other| *other != sid);
    }

    /// Whether the sid is in the set.
    pub fn contains(&self, sid: Sid) -> bool {
        self.0.binary_search(&sid).is_ok()
    }

    /// The sids, ascending.
    pub fn iter(&self) -> impl Iterator<Item = Sid> + '_ {
        self.0.iter().copied()
    }

    /// How many sids are in the set.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no sid is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Extend<Sid> for SidSet {
    fn extend<I: IntoIterator<Item = Sid>>(&mut self, sids: I) {
        for sid in sids {
            self.insert(sid);
        }
    }
}

impl FromIterator<Sid> for SidSet {
    fn from_iter<I: IntoIterator<Item = Sid>>(sids: I) -> Self {
        let mut set = Self::default();
        set.extend(sids);
        set
    }
}
