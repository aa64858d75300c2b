//! Slots: which of the masters a command belongs to (`ServerNodeManager.syncMasterNodes`, 2.0.5 to 3.2.1).
//!
//! ```text
//!   clear ─▶ (lock) ─▶ masters ─▶ each one's payload ─▶ own place and their number ─▶ (release)
//! ```
//! A master that is cut off from the registry keeps what it had, because the list never comes.

use super::scheduler::Refresh;
use super::{S_REG, pace};
use crate::fact::Fact;
use crate::ids::Moment;
use crate::model::{Commands, SlotOrder};
use crate::path::{Kind, Lock, NodeSet, Path};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Value};
use crate::wire::{Op, Outcome};
use sim::id::NodeId;

/// What a master believes its slots to be.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slots {
    /// The own slot; none while the master is not in the list.
    pub(crate) slot: Option<u8>,
    /// How many masters share the commands.
    pub(crate) slots: u8,
}

/// One refresh.
#[derive(Clone, Debug)]
pub(crate) struct SlotRefresh {
    left: NodeSet,
    found: Vec<(Moment, NodeId)>,
    reading: Option<NodeId>,
    place: Option<u32>,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Clear,
    Lock,
    Locked,
    Listed,
    Read,
    Release,
    Released,
}

impl SlotRefresh {
    pub(crate) fn new() -> Self {
        Self {
            left: NodeSet::default(),
            found: Vec::new(),
            reading: None,
            place: None,
            step: Step::Clear,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let kind = Kind::Master;
        match self.step {
            Step::Clear => {
                let switches = cx.jvm.config.switches;
                if let Some(master) = cx.jvm.master() {
                    if switches.empty_slot_list_is_slot_0 {
                        master.slots.slot = Some(0);
                    } else if switches.slots_zero_before_read {
                        master.slots = Slots::default();
                    }
                }
                self.step = Step::Lock;
                Next::Busy(pace::SOON)
            }
            Step::Lock => {
                if cx.jvm.config.switches.commands == Commands::SlotsByEvent {
                    self.step = Step::Locked;
                    return Next::lock(S_REG, Lock::Masters);
                }
                self.step = Step::Listed;
                Next::Zk(S_REG, Op::Servers { kind })
            }
            Step::Locked => {
                self.place = match answer.value() {
                    Value::Place(place) => Some(place),
                    Value::Unit | Value::Failed | Value::Over => None,
                };
                self.step = Step::Listed;
                Next::Zk(S_REG, Op::Servers { kind })
            }
            Step::Listed => match answer.zk() {
                Ok(Outcome::Nodes { nodes }) => {
                    self.left = nodes;
                    self.step = Step::Read;
                    Next::Again
                }
                Ok(_) | Err(_) => {
                    if cx.jvm.config.switches.unreadable_registry_is_empty {
                        self.set(cx);
                    }
                    self.step = Step::Release;
                    Next::Again
                }
            },
            Step::Read => self.read(answer, cx),
            Step::Release => {
                self.step = Step::Released;
                match self.place.take() {
                    Some(place) => Next::unlock(S_REG, Lock::Masters, place),
                    None => Next::Again,
                }
            }
            Step::Released => Next::end(),
        }
    }

    /// Reads one payload after the other; a node without one does not count.
    fn read(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        if let Some(node) = self.reading.take()
            && let Ok(Outcome::Node { data, .. }) = answer.zk()
            && let Some(start) = data.start()
        {
            self.found.push((start, node));
        }
        if let Some(node) = self.left.iter().next() {
            self.left.remove(node);
            self.reading = Some(node);
            let path = Path::Master { node };
            return Next::Zk(S_REG, Op::GetData { path });
        }
        self.set(cx);
        self.step = Step::Release;
        Next::Again
    }

    /// Puts those that were found into the order of their slots.
    fn order(&mut self, cx: &mut Cx<'_, '_>) {
        let found = &mut self.found;
        found.sort_by_key(|(_, node)| node.0);
        if let Some(master) = cx.jvm.master() {
            let met = &mut master.met;
            met.retain(|known| found.iter().any(|(_, node)| node == known));
            let new = found.iter().map(|(_, node)| *node);
            let new: Vec<_> = new.filter(|node| !met.contains(node)).collect();
            met.extend(new);
            found.sort_by_key(|(_, node)| met.iter().position(|known| known == node));
        }
        match cx.jvm.config.switches.slot_order {
            SlotOrder::NewestFirst => {
                found.sort_by_key(|(start, node)| (std::cmp::Reverse(*start), node.0));
            }
            SlotOrder::Address => found.sort_by_key(|(_, node)| std::cmp::Reverse(node.0)),
            SlotOrder::Heap => heap(found),
            SlotOrder::Hash => {
                found.sort_by_key(|(_, node)| bin(&cx.jvm.setting.address(*node)));
            }
        }
    }

    fn set(&mut self, cx: &mut Cx<'_, '_>) {
        self.order(cx);
        if cx.jvm.config.switches.active_standby {
            self.found.sort_by_key(|(start, node)| (*start, node.0));
            self.found.truncate(1);
        }
        let me = cx.jvm.me;
        let own = self.found.iter().position(|(_, node)| *node == me);
        let slot = own.and_then(|place| u8::try_from(place).ok());
        let slots = u8::try_from(self.found.len()).unwrap_or(u8::MAX);
        let nothing_without_own = !cx.jvm.config.switches.empty_slot_list_is_slot_0;
        let listed = slot.is_some();
        if let Some(master) = cx.jvm.master() {
            let before = master.slots;
            master.masters = self
                .found
                .iter()
                .fold(NodeSet::default(), |mut set, (_, n)| {
                    set.insert(*n);
                    set
                });
            master.slots = match slot {
                None if nothing_without_own => Slots::default(),
                // The list without the own entry counts as slot 0, with the number of before (2.0.5).
                None => Slots {
                    slot: Some(0),
                    slots: before.slots,
                },
                Some(_) => Slots { slot, slots },
            };
        }
        cx.io.then(Fact::SlotsSet {
            slot: slot.unwrap_or(0),
            slots,
            listed,
        });
    }
}

/// The masters as the array of a binary heap has them after they have been put in one by one: the newest
/// at its root. A comparison says "before" of equal starts too, so that the later one rises.
fn heap(found: &mut [(Moment, NodeId)]) {
    for last in 1..found.len() {
        let mut child = last;
        while child > 0 {
            let parent = (child - 1) / 2;
            if found[child].0 < found[parent].0 {
                break;
            }
            found.swap(child, parent);
            child = parent;
        }
    }
}

/// The bin of a key in a Java hash map of 16 bins.
fn bin(key: &str) -> u32 {
    let hash = (key.bytes()).fold(0_u32, |hash, byte| {
        hash.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    (hash ^ (hash >> 16)) & 15
}

/// `ServerNodeManagerExecutor` of 3.2.1: workers and then slots every 10 s. The first time nobody listens to
/// what the slots are.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PeriodicSlots {
    listens: bool,
    step: Periodic,
}

#[derive(Clone, Copy, Debug, Default)]
enum Periodic {
    #[default]
    Workers,
    Slots,
    Pause,
}

impl PeriodicSlots {
    pub(crate) fn step(&mut self, _answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Periodic::Workers => {
                self.step = Periodic::Slots;
                Next::master(Refresh::once())
            }
            Periodic::Slots => {
                self.step = Periodic::Pause;
                if std::mem::replace(&mut self.listens, true) {
                    Next::master(SlotRefresh::new())
                } else {
                    Next::Again
                }
            }
            Periodic::Pause => {
                self.step = Periodic::Workers;
                Next::Sleep(cx.jvm.config.switches.slot_refresh)
            }
        }
    }
}
