//! What the time panel looks at: its window, what is folded in it, where the lens is. Nothing here
//! knows the browser.

use super::{Scale, Session};
use crate::exhibit::Exhibit;
use sim::time::{SimTime, Span};
use view::time::{Folds, Window, fold, magnified};

/// While time runs, the playhead stays left of this part of the window.
const FOLLOW: f64 = 0.85;
/// The window turns over like a page: then the playhead stands at this part of it. What stands still can
/// be read, and is drawn once.
const PAGE: f64 = 0.15;
/// What the lens shows at first.
const LENS: Span = Span::from_millis(30);
/// What it shows at most.
const WIDEST_LENS: Span = Span::from_secs(2);

impl<S: Exhibit> Session<S> {
    /// What is folded of the run.
    pub fn folds(&self) -> Folds<'_> {
        match self.scale {
            Scale::True => Folds::default(),
            Scale::Folded | Scale::Lens => {
                Folds::of(self.shown.quiet(), self.closeness, &self.open)
            }
        }
    }

    /// The lens, where there is one.
    pub fn magnified(&self) -> Option<Window> {
        let lens = (self.scale == Scale::Lens).then_some(self.lens)?;
        magnified(self.window, lens)
    }

    /// Looks at a window, with what is long in it folded.
    pub(super) fn looking_at(mut self, window: Window) -> Self {
        self.window = window;
        self.closeness = self.shown.quiet().framing(window, &self.open);
        self
    }

    /// Looks at the whole run.
    pub(super) fn fitted(mut self) -> Self {
        let whole = self.shown.whole();
        self.lens.to = self.lens.from + LENS.min(whole.length());
        self.looking_at(whole).with_lens()
    }

    /// The session with time at one scale.
    #[must_use]
    pub fn at_true_scale(self) -> Self {
        self.scaled(Scale::True)
    }

    /// Draws time in another way.
    pub(super) fn scaled(mut self, scale: Scale) -> Self {
        self.scale = scale;
        self.open.clear();
        let window = self.window;
        self.looking_at(window).with_lens()
    }

    /// Opens a fold, or closes it again. What is seen stays in sight.
    pub(super) fn toggle_fold(mut self, idle: SimTime) -> Self {
        let before = self.open.len();
        self.open.retain(|open| *open != idle);
        if self.open.len() == before {
            let after = self.open.partition_point(|open| *open < idle);
            self.open.insert(after, idle);
        }
        self
    }

    /// Looks more closely at a moment, which stays where it is: under the lens if it is there.
    pub(super) fn zoomed(mut self, factor: f64, around: SimTime) -> Self {
        let whole = self.shown.whole();
        let around = around.clamp(self.window.from, self.window.to);
        if self.magnified().is_some_and(|lens| lens.contains(around)) {
            let plain = Folds::default();
            let part = plain.part(self.lens, around);
            let length = fold::closer(plain.length(self.lens), factor, whole).linear;
            self.lens = plain.around(around, part, length.min(WIDEST_LENS), whole);
            return self;
        }
        let folds = self.folds();
        let part = folds.part(self.window, around);
        let closeness = fold::closer(folds.length(self.window), factor, whole);
        self.closeness = closeness;
        let window = self.folds().around(around, part, closeness.linear, whole);
        if window == whole {
            return self.fitted();
        }
        self.window = window;
        self
    }

    /// Moves the window by so many of its lengths.
    pub(super) fn panned(mut self, lengths: f64) -> Self {
        self.window = self
            .folds()
            .panned(self.window, lengths, self.shown.whole());
        self
    }

    /// Moves the window so that a moment is in its middle.
    pub(super) fn centred(mut self, on: SimTime) -> Self {
        self.window = self.folds().centred(self.window, on, self.shown.whole());
        self
    }

    /// Moves window and lens so that both show the playhead, no further than they must.
    pub(super) fn showing_the_playhead(mut self) -> Self {
        let whole = self.shown.whole();
        self.window = self.folds().showing(self.window, self.playhead, whole);
        self.with_lens()
    }

    /// Moves the lens so that it shows the playhead.
    fn with_lens(mut self) -> Self {
        self.lens = Folds::default().showing(self.lens, self.playhead, self.shown.whole());
        self
    }

    /// The window, and the lens, turn over once the playhead has come far enough to the right.
    pub(super) fn following(mut self) -> Self {
        let whole = self.shown.whole();
        self.window = follow(&self.folds(), self.window, self.playhead, whole);
        self.lens = follow(&Folds::default(), self.lens, self.playhead, whole);
        self
    }
}

fn follow(folds: &Folds<'_>, window: Window, playhead: SimTime, whole: Window) -> Window {
    if playhead < window.from {
        return folds.centred(window, playhead, whole);
    }
    let part = folds.part(window, playhead);
    if part <= FOLLOW {
        return window;
    }
    folds.panned(window, part - PAGE, whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Action, Kind};
    use view::time::fold::Closeness;

    /// Twelve seconds around the moment at which the outage is locked in.
    fn locked_in() -> Session {
        Session::open("zk-decommission-outage", "t=6528").unwrap()
    }

    fn folded(session: &Session) -> Vec<SimTime> {
        let folds = session.folds();
        folds.within(session.window).map(|fold| fold.idle).collect()
    }

    #[test]
    fn a_long_wait_is_folded_and_can_be_opened() {
        let session = locked_in();
        let idles = folded(&session);
        let idle = *idles.first().unwrap();
        let length = session.shown.quiet().beginning_at(idle).unwrap().length();
        assert!(length >= Span::from_secs(3), "{length:?} of twelve seconds");
        let open = session.clone().after(Action::ToggleFold(idle));
        assert!(!folded(&open).contains(&idle));
        assert_eq!(open.window, session.window, "what was seen is still seen");
        let closed = open.after(Action::ToggleFold(idle));
        assert_eq!(folded(&closed), idles);
        let straight = closed.after(Action::SetScale(Scale::True));
        assert_eq!(folded(&straight), []);
    }

    #[test]
    fn the_whole_outage_is_busy_enough_to_be_shown_as_it_is() {
        let session: Session = Session::open("zk-decommission-outage", "").unwrap();
        assert_eq!(folded(&session), []);
        assert_eq!(session.closeness, Closeness::of(session.window.length()));
    }

    #[test]
    fn what_is_folded_stays_so_while_time_runs_and_while_one_steps() {
        let mut session = locked_in().after(Action::TogglePlay);
        let closeness = session.closeness;
        for _ in 0..400 {
            session = session.after(Action::Tick(50.0));
            let part = session.folds().part(session.window, session.playhead);
            assert!((-0.001..=FOLLOW + 0.001).contains(&part), "{part}");
        }
        for _ in 0..100 {
            session = session.after(Action::Forward(Kind::Event));
            assert!(session.window.contains(session.playhead));
        }
        assert_eq!(session.closeness, closeness);
    }

    #[test]
    fn zooming_in_and_out_again_ends_at_the_whole() {
        let mut session = locked_in();
        for _ in 0..14 {
            let at = session.playhead;
            session = session.after(Action::Zoom(2.0, at));
            assert!(session.window.contains(at), "{:?}", session.window);
        }
        assert!(
            session.closeness.linear < Span::from_millis(5),
            "{:?}",
            session.closeness
        );
        for _ in 0..40 {
            let at = session.playhead;
            session = session.after(Action::Zoom(0.5, at));
        }
        let whole = session.shown.whole();
        let fit = session.clone().after(Action::Fit);
        assert_eq!((session.window, session.closeness), (whole, fit.closeness));
    }

    #[test]
    fn the_lens_shows_the_playhead_and_waits_while_somebody_drags() {
        let mut session = locked_in().after(Action::SetScale(Scale::Lens));
        for _ in 0..60 {
            session = session.after(Action::Forward(Kind::Event));
            let lens = session.magnified().unwrap();
            assert!(lens.contains(session.playhead), "{lens:?}");
        }
        let before = session.lens;
        let away = session.window.from + Span::from_millis(10);
        session = session.after(Action::Scrub(away));
        assert_eq!(session.lens, before, "it would move below the finger");
        session = session.after(Action::Seek(away));
        assert!(session.lens.contains(away));
    }

    #[test]
    fn zooming_at_the_lens_changes_what_it_shows_and_not_the_window() {
        let session = locked_in().after(Action::SetScale(Scale::Lens));
        let closer = session.clone().after(Action::Zoom(2.0, session.playhead));
        assert_eq!(closer.window, session.window);
        assert_eq!(closer.lens.length(), LENS - Span::from_millis(15));
        let edge = session.window.from;
        let wider = session.clone().after(Action::Zoom(0.5, edge));
        assert_eq!(wider.lens, session.lens);
        assert!(wider.window.length() > session.window.length());
    }
}
