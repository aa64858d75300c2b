//! Folds: spans in which nothing changes take little room and say how long they are.
//!
//! What can be folded depends on the run alone ([`Quiet`]), and what is folded on how closely it is
//! looked at ([`Folds`]), never on where: moving through time opens and closes nothing.

use super::axis::{NARROWEST, Window, micros, moment, span};
use crate::bounded;
use crate::drawn::Drawn;
use crate::sight::Sight;
use picture::weight::Weight;
use sim::id::EventId;
use sim::time::{SimTime, Span};
use sim::trace::Row;
use zookeeper::fact::Fact;

/// A shorter span is never folded: below it people look at threads, which go on.
pub const SHORTEST: Span = Span::from_millis(50);
/// A span is folded that is longer than this part of the time that is not folded.
const PART: f64 = 4.0;
/// A fold is as wide as this part of the time that is not folded.
const ROOM: f64 = 11.0;
/// So much of an idle span stays open at either end, as a part of the time that is not folded: what
/// happens before and after it does not touch its edges.
const MARGIN: f64 = 40.0;
/// More events than this in a fold could not be told apart; they are true to scale.
const SPACED: usize = 48;
/// Events in a fold that are not so far apart are one: a place between them would be no moment.
const AT_ONCE: Span = Span::from_millis(1);

/// A span without a change of a state and without a ballot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Idle {
    /// From the last thing that happened to the next one.
    pub window: Window,
    /// What happens meanwhile: dials and waits that begin and end, in their order.
    events: Vec<SimTime>,
}

/// The idle spans of a run, in their order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Quiet(Vec<Idle>);

impl Quiet {
    /// The idle spans of a run.
    pub fn of<S: Drawn>(sight: &Sight<'_, S>) -> Self {
        let whole = Window::whole(sight);
        let trace = sight.reading.trace;
        let first = EventId(trace.count_before(whole.from));
        Self::between(
            whole,
            trace.from(first).filter_map(|(_, row)| {
                let weight = S::weight(&row);
                (weight > Weight::Detail)
                    .then(|| (row.at, weight == Weight::Change || S::travels(&row)))
            }),
        )
    }

    /// The idle spans of `whole` between what happens in it: when, and whether it ends an idle span.
    pub fn between(whole: Window, happens: impl Iterator<Item = (SimTime, bool)>) -> Self {
        let mut quiet = Self::default();
        let mut from = whole.from;
        let mut events = Vec::new();
        for (at, ends) in happens.chain([(whole.to, true)]) {
            if !ends {
                events.push(at);
                continue;
            }
            let window = Window { from, to: at };
            if window.length() >= SHORTEST {
                quiet.0.push(Idle { window, events });
                events = Vec::new();
            }
            events.clear();
            from = at;
        }
        quiet
    }

    /// The idle span that begins at a moment.
    pub fn beginning_at(&self, at: SimTime) -> Option<Window> {
        let mut windows = self.0.iter().map(|idle| idle.window);
        windows.find(|window| window.from == at)
    }

    /// How closely one looks when a window is to be seen from its one end to the other: what takes more
    /// than a quarter of it is folded, unless there is nothing else in it.
    pub fn framing(&self, window: Window, open: &[SimTime]) -> Closeness {
        let closeness = Closeness::of(window.length());
        let all = micros(window.length());
        let (mut rest, mut share) = (all, 1.0);
        for idle in &self.0 {
            let (from, to) = (
                idle.window.from.max(window.from),
                idle.window.to.min(window.to),
            );
            let folded = idle.window.length() >= closeness.longest && from < to;
            if folded && !open.contains(&idle.window.from) {
                rest -= micros(to.since(from));
                share -= 1.0 / ROOM + 2.0 / MARGIN;
            }
        }
        if share < 0.2 || rest < all / 100.0 {
            return Closeness {
                longest: SimTime::NEVER.since(SimTime::ZERO),
                ..closeness
            };
        }
        Closeness {
            linear: span(rest / share).max(NARROWEST),
            ..closeness
        }
    }
}

/// Whether a ballot leaves or arrives, or a server changes its round or its vote.
pub(crate) fn travels(row: &Row) -> bool {
    matches!(
        Fact::decode(row),
        Some(
            Fact::Sent { .. }
                | Fact::Heard { .. }
                | Fact::NewElection { .. }
                | Fact::Proposed { .. }
        )
    )
}

/// How closely time is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Closeness {
    /// How much time is seen, each fold counted as the little that it takes.
    pub linear: Span,
    /// Idle spans from this length on are folded.
    longest: Span,
}

impl Closeness {
    /// The closeness at which so much time is seen.
    pub fn of(linear: Span) -> Self {
        let longest = span(micros(linear) / PART).max(SHORTEST);
        Self { linear, longest }
    }
}

/// A span that is folded.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fold<'a> {
    /// The idle span's beginning, which names it.
    pub idle: SimTime,
    /// What is folded of it.
    pub window: Window,
    /// The events in it; they keep their order and have equal distances.
    events: &'a [SimTime],
    /// Where it ends on the folded line, in µs.
    end: f64,
}

impl Fold<'_> {
    /// How many events lie in a part of it.
    pub fn events_in(&self, part: Window) -> usize {
        let first = self.events.partition_point(|at| *at < part.from);
        self.events.partition_point(|at| *at <= part.to) - first
    }

    /// The stretches between its events, each with its share of the fold.
    pub(super) fn stretches(&self) -> (Vec<Window>, f64) {
        let mut edges = vec![self.window.from];
        if self.events.len() <= SPACED {
            let mut last = self.window.from;
            for at in self.events {
                if at.since(last) >= AT_ONCE && self.window.to.since(*at) >= AT_ONCE {
                    edges.push(*at);
                    last = *at;
                }
            }
        }
        edges.push(self.window.to);
        let windows: Vec<Window> = edges
            .windows(2)
            .filter_map(|pair| match pair {
                [from, to] => Some(Window {
                    from: *from,
                    to: *to,
                }),
                _ => None,
            })
            .collect();
        let share = 1.0 / count(windows.len().max(1));
        (windows, share)
    }

    /// The part of the fold that lies before a moment, from 0 to 1.
    fn part(&self, at: SimTime) -> f64 {
        let (stretches, share) = self.stretches();
        let index = stretches.partition_point(|stretch| stretch.to < at);
        stretches.get(index).map_or(1.0, |stretch| {
            let inside = micros(at.since(stretch.from)) / micros(stretch.length()).max(1.0);
            share * (count(index) + inside)
        })
    }

    /// The moment before which this part of the fold lies.
    fn moment(&self, part: f64) -> SimTime {
        let (stretches, share) = self.stretches();
        let before = |index: usize| share * count(index);
        let index = (0..stretches.len())
            .rev()
            .find(|index| before(*index) <= part)
            .unwrap_or(0);
        stretches.get(index).map_or(self.window.to, |stretch| {
            let inside = bounded((part - before(index)) / share, 0.0, 1.0);
            stretch.from + span(inside * micros(stretch.length()))
        })
    }
}

/// What is folded of a run, and with it the folded line: a place for every moment, in µs of the time
/// that is not folded.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Folds<'a> {
    folds: Vec<Fold<'a>>,
    /// How long each is on the folded line, in µs.
    room: f64,
}

impl<'a> Folds<'a> {
    /// What is folded at a closeness; `open` are the beginnings of idle spans that somebody has
    /// opened.
    pub fn of(quiet: &'a Quiet, closeness: Closeness, open: &[SimTime]) -> Self {
        let linear = micros(closeness.linear);
        let margin = span(linear / MARGIN);
        let room = linear / ROOM;
        let mut saved = 0.0;
        let mut folds = Vec::new();
        for idle in &quiet.0 {
            let Window { from, to } = idle.window;
            if to.since(from) < closeness.longest || open.contains(&from) {
                continue;
            }
            let window = Window {
                from: from + margin,
                to: from + (to.since(from) - margin),
            };
            let first = idle.events.partition_point(|at| *at <= window.from);
            let last = idle.events.partition_point(|at| *at < window.to);
            saved += micros(window.length()) - room;
            folds.push(Fold {
                idle: from,
                window,
                events: idle.events.get(first..last).unwrap_or_default(),
                end: micros(window.to.since(SimTime::ZERO)) - saved,
            });
        }
        Self { folds, room }
    }

    /// The folds that a window meets.
    pub fn within(&self, window: Window) -> impl Iterator<Item = &Fold<'a>> {
        let first = self
            .folds
            .partition_point(|fold| fold.window.to <= window.from);
        self.folds[first..]
            .iter()
            .take_while(move |fold| fold.window.from < window.to)
    }

    /// How long one is on the folded line, in µs.
    pub(super) fn room(&self) -> f64 {
        self.room
    }

    /// Where a moment is on the folded line.
    fn place(&self, at: SimTime) -> f64 {
        let true_place = micros(at.since(SimTime::ZERO));
        let index = self.folds.partition_point(|fold| fold.window.to <= at);
        if let Some(fold) = self.folds.get(index).filter(|fold| fold.window.from < at) {
            return fold.end - self.room * (1.0 - fold.part(at));
        }
        true_place - self.saved(index)
    }

    /// How much shorter the folded line is after so many folds.
    fn saved(&self, folds: usize) -> f64 {
        let last = folds.checked_sub(1).and_then(|last| self.folds.get(last));
        last.map_or(0.0, |fold| {
            micros(fold.window.to.since(SimTime::ZERO)) - fold.end
        })
    }

    /// The moment at a place on the folded line.
    fn moment(&self, place: f64) -> SimTime {
        let index = self.folds.partition_point(|fold| fold.end <= place);
        if let Some(fold) = self.folds.get(index) {
            let begin = fold.end - self.room;
            if begin < place {
                return fold.moment((place - begin) / self.room.max(1.0));
            }
        }
        moment(place + self.saved(index))
    }

    /// How long a window is on the folded line, in µs.
    pub fn length(&self, window: Window) -> f64 {
        self.place(window.to) - self.place(window.from)
    }

    /// The window that begins at a place and has a length on the folded line, moved into `whole`.
    fn window(&self, from: f64, length: f64, whole: Window) -> Window {
        let (first, last) = (self.place(whole.from), self.place(whole.to));
        if length >= last - first {
            return whole;
        }
        let from = bounded(from, first, last - length);
        let window = Window {
            from: self.moment(from).max(whole.from),
            to: self.moment(from + length).min(whole.to),
        };
        if window.from < window.to {
            window
        } else {
            whole
        }
    }

    /// A window moved by so many of its lengths, within `whole`.
    #[must_use]
    pub fn panned(&self, window: Window, lengths: f64, whole: Window) -> Window {
        let length = self.length(window);
        self.window(self.place(window.from) + lengths * length, length, whole)
    }

    /// A window of the same length around a moment, within `whole`.
    #[must_use]
    pub fn centred(&self, window: Window, on: SimTime, whole: Window) -> Window {
        let length = self.length(window);
        self.window(self.place(on) - length / 2.0, length, whole)
    }

    /// A window of the same length that shows a moment, moved no further than it must be.
    #[must_use]
    pub fn showing(&self, window: Window, moment: SimTime, whole: Window) -> Window {
        if window.contains(moment) {
            window
        } else {
            self.centred(window, moment, whole)
        }
    }

    /// How far a moment is from the window's beginning, as a part of the window.
    pub fn part(&self, window: Window, at: SimTime) -> f64 {
        (self.place(at) - self.place(window.from)) / self.length(window).max(1.0)
    }

    /// With these folds, the window of this length in which a moment has the same part of the window
    /// before it.
    #[must_use]
    pub fn around(&self, at: SimTime, part: f64, linear: Span, whole: Window) -> Window {
        let length = micros(linear.max(NARROWEST));
        self.window(self.place(at) - part * length, length, whole)
    }
}

/// The closeness `factor` times closer than one at which so many µs are seen; never closer than the
/// narrowest window, and never more than the whole.
pub fn closer(linear: f64, factor: f64, whole: Window) -> Closeness {
    let widest = micros(whole.length()).max(micros(NARROWEST));
    Closeness::of(span(bounded(linear / factor, micros(NARROWEST), widest)))
}

#[expect(clippy::cast_precision_loss, reason = "at most a few dozen stretches")]
fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_ms(linear: u64) -> Closeness {
        Closeness::of(Span::from_millis(linear))
    }

    fn ms(ms: u64) -> SimTime {
        SimTime::from_millis(ms)
    }

    fn window(from: u64, to: u64) -> Window {
        Window {
            from: ms(from),
            to: ms(to),
        }
    }

    const WHOLE: (u64, u64) = (1_000, 61_000);

    /// Bursts at 1, 11, 12 and 31 s of a minute, and two dials that give up between the last two.
    fn quiet() -> Quiet {
        let marks = [1_000, 1_004, 11_000, 11_300, 12_000].map(|at| (ms(at), true));
        let steps = [17_000, 22_000].map(|at| (ms(at), false));
        let more = [31_000, 31_002].map(|at| (ms(at), true));
        let happens = marks.into_iter().chain(steps).chain(more);
        Quiet::between(window(WHOLE.0, WHOLE.1), happens)
    }

    fn whole() -> Window {
        window(WHOLE.0, WHOLE.1)
    }

    fn folded(linear: u64, open: &[u64]) -> Vec<u64> {
        let quiet = quiet();
        let open: Vec<SimTime> = open.iter().map(|at| ms(*at)).collect();
        let folds = Folds::of(&quiet, at_ms(linear), &open);
        folds
            .within(whole())
            .map(|fold| fold.idle.as_micros() / 1_000)
            .collect()
    }

    #[test]
    fn an_idle_span_is_folded_when_it_is_longer_than_a_quarter_of_the_rest() {
        assert_eq!(folded(119_000, &[]), [31_002]);
        assert_eq!(folded(60_000, &[]), [12_000, 31_002]);
        assert_eq!(folded(20_000, &[]), [1_004, 12_000, 31_002]);
        assert_eq!(folded(2_000, &[]), [1_004, 11_300, 12_000, 31_002]);
        assert_eq!(folded(20_000, &[12_000]), [1_004, 31_002], "one is open");
        assert_eq!(folded(1, &[]).len(), 5, "300 ms as well, 4 ms never");
    }

    #[test]
    fn every_moment_has_a_place_in_its_order_and_comes_back_from_it() {
        let quiet = quiet();
        for linear in [60_000, 20_000, 2_000, 100] {
            let folds = Folds::of(&quiet, at_ms(linear), &[]);
            let mut last = f64::MIN;
            for at in (1_000..=61_000).step_by(7).map(ms) {
                let place = folds.place(at);
                assert!(place > last, "{linear}: {at:?}");
                last = place;
                let back = folds.moment(place);
                let off = back.since(at).max(at.since(back));
                assert!(off <= Span::from_micros(2), "{linear}: {at:?} {back:?}");
            }
        }
    }

    #[test]
    fn events_in_a_fold_keep_their_order_and_have_equal_distances() {
        let quiet = quiet();
        let folds = Folds::of(&quiet, at_ms(2_000), &[]);
        let fold = *folds
            .within(window(12_000, 31_000))
            .next()
            .expect("19 s without a change");
        assert_eq!(fold.events_in(fold.window), 2);
        let begin = folds.place(fold.window.from);
        let part = |at| (folds.place(ms(at)) - begin) / folds.room();
        assert!((part(17_000) - 1.0 / 3.0).abs() < 1e-6, "{}", part(17_000));
        assert!((part(22_000) - 2.0 / 3.0).abs() < 1e-6, "{}", part(22_000));
    }

    /// Three bursts of some seconds in a minute: something every tenth of a second.
    fn bursts() -> Quiet {
        let marks = [1_000..4_000, 24_000..27_000, 50_000..55_000];
        let marks = marks.into_iter().flat_map(|burst| burst.step_by(100));
        Quiet::between(whole(), marks.map(|at| (ms(at), true)))
    }

    #[test]
    fn moving_through_time_opens_and_closes_nothing_and_keeps_the_scale() {
        let quiet = bursts();
        let linear = Span::from_millis(4_000);
        let folds = Folds::of(&quiet, Closeness::of(linear), &[]);
        let mut shown = folds.around(ms(1_000), 0.0, linear, whole());
        let mut steps = 0;
        while shown.to < whole().to && steps < 100 {
            let before = shown;
            shown = folds.panned(shown, 0.1, whole());
            assert!(shown.from > before.from, "{before:?}");
            let off = (folds.length(shown) - micros(linear)).abs();
            assert!(off < 20.0, "{shown:?}: {off} µs");
            steps += 1;
        }
        assert!((10..100).contains(&steps), "{steps}");
    }

    #[test]
    fn zooming_keeps_the_moment_where_it_is_whatever_is_folded() {
        let quiet = bursts();
        let at = ms(25_130);
        let mut closeness = quiet.framing(whole(), &[]);
        let mut shown = whole();
        for _ in 0..9 {
            let folds = Folds::of(&quiet, closeness, &[]);
            let part = folds.part(shown, at);
            closeness = closer(folds.length(shown), 2.0, whole());
            let next = Folds::of(&quiet, closeness, &[]);
            shown = next.around(at, part, closeness.linear, whole());
            let off = (next.part(shown, at) - part).abs();
            // At the run's ends the window stops.
            let stops = shown.from == whole().from || shown.to == whole().to;
            assert!(off < 0.01 || stops, "{shown:?}: {off}");
        }
        assert!(closeness.linear < Span::from_millis(100), "{closeness:?}");
        assert!(shown.contains(at), "{shown:?}");
    }

    #[test]
    fn in_the_whole_only_what_is_long_is_folded_and_takes_little() {
        let quiet = bursts();
        let closeness = quiet.framing(whole(), &[]);
        let folds = Folds::of(&quiet, closeness, &[]);
        assert_eq!(folds.within(whole()).count(), 2, "{closeness:?}");
        let fold = folds.room() / folds.length(whole());
        assert!((fold - 1.0 / ROOM).abs() < 0.001, "a fold takes {fold}");
        let busy = (1_000..61_000).step_by(900);
        let quiet = Quiet::between(whole(), busy.map(|at| (ms(at), true)));
        let all = quiet.framing(whole(), &[]);
        assert_eq!(all, Closeness::of(whole().length()));
    }

    #[test]
    fn where_nothing_happens_at_all_nothing_is_folded() {
        let quiet = bursts();
        let silence = window(10_000, 20_000);
        let folds = Folds::of(&quiet, quiet.framing(silence, &[]), &[]);
        assert_eq!(folds.within(silence).count(), 0);
    }

    #[test]
    fn without_folds_the_line_is_the_time() {
        let folds = Folds::default();
        let shown = window(12_000, 13_000);
        assert_eq!(folds.panned(shown, -100.0, whole()), window(1_000, 2_000));
        assert_eq!(folds.panned(shown, 100.0, whole()), window(60_000, 61_000));
        assert_eq!(
            folds.centred(shown, ms(60_900), whole()),
            window(60_000, 61_000)
        );
        assert_eq!(folds.showing(shown, ms(12_500), whole()), shown);
        let all = closer(folds.length(shown), 1e-9, whole());
        assert_eq!(folds.around(ms(12_000), 0.5, all.linear, whole()), whole());
        assert_eq!(closer(1_000.0, 1e9, whole()).linear, NARROWEST);
    }
}
