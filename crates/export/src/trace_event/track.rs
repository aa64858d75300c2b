//! One track: what lies on it, and its strictly rising clock.

use crate::words;
use sim::id::EventId;
use sim::time::SimTime;
use view::time::Window;

/// What lies on the track of one thread.
#[derive(Clone, Default)]
pub(super) struct Track {
    /// Its name.
    pub(super) name: String,
    items: Vec<Item>,
}

/// Something on a track, and its place among what happens at the same moment.
#[derive(Clone)]
pub(super) struct Item {
    at: SimTime,
    order: Order,
    what: What,
}

/// The end of what began earlier comes first, then facts in their order, each with what it ends.
type Order = (u8, EventId, u8);

/// What lies on a track.
#[derive(Clone)]
pub(super) enum What {
    /// Something begins that lasts: its name and category.
    Begin(String, &'static str),
    /// It ends.
    End,
    /// A message is written (`true`) or read; the flow that it belongs to.
    Message {
        name: String,
        args: String,
        flow: Option<(u32, bool)>,
    },
    /// Something without a length.
    Mark(String),
}

/// A moment on the screen is as long as the engine's clock is exact, if nothing else happens in it:
/// 1 µs, in nanoseconds.
const MOMENT: u64 = 1_000;

impl Item {
    /// Something at the moment of a fact.
    pub(super) fn at(at: SimTime, event: EventId, what: What) -> Self {
        let order = (1, event, 1);
        Self { at, order, what }
    }
}

impl Track {
    pub(super) fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    /// Puts down what of a span lies in the window.
    pub(super) fn lasts(
        &mut self,
        window: Window,
        (from, to): (SimTime, SimTime),
        event: EventId,
        name: String,
        category: &'static str,
    ) {
        if to < window.from || from > window.to {
            return;
        }
        let (from, to) = (from.max(window.from), to.min(window.to));
        // What begins and ends in one moment ends right after its beginning.
        let (begins, ends) = if from == to {
            ((1, event, 0), (1, event, 0))
        } else {
            ((1, event, 0), (0, event, 0))
        };
        self.push(Item {
            at: from,
            order: begins,
            what: What::Begin(name, category),
        });
        self.push(Item {
            at: to,
            order: ends,
            what: What::End,
        });
    }

    /// Writes its events, in the order of their time.
    pub(super) fn write(&self, process: usize, thread: usize, events: &mut Vec<String>) {
        let mut items: Vec<&Item> = self.items.iter().collect();
        items.sort_by_key(|item| (item.at, item.order));
        let nanos = |at: SimTime| at.as_micros().saturating_mul(1_000);
        let mut clock = Clock::default();
        for (place, item) in items.iter().enumerate() {
            let at = clock.tick(nanos(item.at));
            let mut event = |ph: &str, at: u64, more: &str| {
                events.push(format!(
                    "{{\"ph\":\"{ph}\",\"pid\":{process},\"tid\":{thread},\"ts\":{}{more}}}",
                    micros(at)
                ));
            };
            match &item.what {
                What::Begin(name, category) => {
                    let name = words::quoted(name);
                    event("B", at, &format!(",\"cat\":\"{category}\",\"name\":{name}"));
                }
                What::End => event("E", at, ",\"cat\":\"\""),
                What::Mark(name) => {
                    let name = words::quoted(name);
                    event(
                        "i",
                        at,
                        &format!(",\"cat\":\"event\",\"s\":\"t\",\"name\":{name}"),
                    );
                }
                What::Message { name, args, flow } => {
                    let name = words::quoted(name);
                    let named = format!(",\"cat\":\"message\",\"name\":{name}");
                    event("B", at, &format!("{named},\"args\":{{{args}}}"));
                    if let Some((id, out)) = flow {
                        let (ph, binds) = if *out {
                            ("s", "")
                        } else {
                            ("f", ",\"bp\":\"e\"")
                        };
                        let at = clock.tick(at);
                        event(ph, at, &format!("{named},\"id\":{id}{binds}"));
                    }
                    let next = items.get(place + 1).map_or(u64::MAX, |next| nanos(next.at));
                    let end = clock.tick((at + MOMENT).min(next.saturating_sub(1)));
                    event("E", end, ",\"cat\":\"message\"");
                }
            }
        }
    }
}

/// The clock of one track, in nanoseconds: it never stands still.
#[derive(Default)]
struct Clock(Option<u64>);

impl Clock {
    /// The given time, or the first one after the last if that is later.
    fn tick(&mut self, wanted: u64) -> u64 {
        let at = self.0.map_or(wanted, |last| wanted.max(last + 1));
        self.0 = Some(at);
        at
    }
}

/// Nanoseconds as the microseconds of the format.
fn micros(nanos: u64) -> String {
    format!("{}.{:03}", nanos / 1_000, nanos % 1_000)
}
