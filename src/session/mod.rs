//! What the page is about at a moment: which run, where the playhead stands, what is selected. Every
//! change of it is an [`Action`].

mod action;
mod ask;
mod course;
mod look;
mod making;
mod reduce;
mod shown;

pub use action::{Action, Kind, Lesson, Scale, Speed, Tab};
pub use ask::{Ask, Given, order};
pub use course::Course;
pub use making::Making;
pub use shown::Shown;

use crate::exhibit::Exhibit;
use crate::shared::Shared;
use locale::Language;
use making::Then;
use picture::because;
use picture::zookeeper::ZooKeeper;
use scenario::brief::{Brief, Mark};
use scenario::lesson::{Bound, Look};
use scenario::permalink::Link;
use scenario::plan::{Choice, PlanError, Planned};
use scenario::script::Script;
use scenario::script::error::Problem;
use scenario::script::time::Offset;
use sim::id::{EventId, NodeId};
use sim::limits::Limit;
use sim::time::{SimTime, Span};
use std::rc::Rc;
use view::sight::Sight;
use view::time::fold::Closeness;
use view::time::{Folds, Lanes, Window};
use yew::prelude::*;

/// What the page is about at a moment.
#[derive(Clone)]
pub struct Session<S: Exhibit = ZooKeeper> {
    /// The scenario's id.
    pub id: Rc<str>,
    /// The scenario.
    pub script: Rc<Script>,
    /// The run that is shown.
    pub shown: Rc<Shown<S>>,
    /// All runs that have been made, the scenario as it happened first.
    pub tried: Vec<Rc<Shown<S>>>,
    /// The run that is being made and will be shown.
    pub making: Option<Shared<Making<S>>>,
    /// What was chosen before, the latest last.
    pub past: Vec<Choice>,
    /// What was undone, the latest last.
    pub future: Vec<Choice>,
    /// Where the playhead stands.
    pub playhead: SimTime,
    /// How many facts have happened by then: several can share a microsecond.
    pub facts: u32,
    /// What can be seen there.
    pub picture: Rc<S::Picture>,
    /// What is selected.
    pub selected: Option<EventId>,
    /// The server that the inspector looks into.
    pub node: Option<NodeId>,
    /// Causes that were followed, to come forward again.
    pub followed: Vec<EventId>,
    /// The event whose causes are shown on stage and time, the rest dimmed.
    pub traced: Option<EventId>,
    /// The part of the run that the time panel shows.
    pub window: Window,
    /// How it draws time.
    pub scale: Scale,
    /// How closely it looks: what is long at that closeness is folded.
    pub closeness: Closeness,
    /// The beginnings of idle spans that somebody has opened.
    pub open: Vec<SimTime>,
    /// What the lens shows.
    pub lens: Window,
    /// Its lanes.
    pub lanes: Lanes,
    /// Whether time runs.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// What the inspector shows.
    pub tab: Tab,
    /// Whether fixes are applied at the playhead.
    pub from_here: bool,
    /// Whether somebody has asked for the parameters.
    pub params: bool,
    /// Whether somebody has asked for the operator's script.
    pub script_open: bool,
    /// Whether the scenario's level is played.
    pub level: bool,
    /// What is looked for.
    pub query: String,
    /// The events that have it.
    pub found: Rc<[EventId]>,
    /// The lesson, once it has been fetched.
    pub course: Option<Rc<Course<S>>>,
    /// At which of its steps somebody is who takes it, by its place.
    pub place: Option<usize>,
    /// The question that is asked.
    pub ask: Option<Ask>,
    /// The questions that have been answered since the lesson was begun.
    pub given: Vec<Given>,
    /// What could not be done, in one sentence, by language.
    pub notices: Vec<Notice>,
    /// What whoever made the link calls the moment.
    pub title: Option<Rc<str>>,
    /// Tells this session from others: each opened link is one.
    pub opened: u32,
    /// Counts steps by hand, so that each can be said aloud and animated once.
    pub step: u32,
}

/// How much of the run is shown around the moment of a link.
const AROUND_A_LINK: Span = Span::from_secs(12);

/// Something that could not be done.
#[derive(Clone, PartialEq, Debug)]
pub enum Notice {
    /// The run stopped at a bound.
    Bound(Limit),
    /// What was chosen cannot be run.
    Plan(PlanError),
    /// Parts of a link could not be read.
    Link(Vec<Problem>),
    /// A part of the site could not be loaded.
    Part,
    /// The link was made with another engine, or for a run that has changed since.
    Stale {
        /// The number of that engine, if the link has one.
        engine: Option<u32>,
        /// What it says that the run came to.
        then: Option<Brief>,
        /// Whether today's run has the same event, which is shown.
        event: bool,
    },
}

impl<S: Exhibit> Session<S> {
    /// Opens a scenario at the moment of a link.
    ///
    /// # Errors
    /// When there is no such scenario.
    pub fn open(id: &str, query: &str) -> Result<Self, scenario::catalog::CatalogError> {
        let script = Rc::new(S::find(id)?);
        let (link, problems) = Link::parse(query);
        let baseline = Rc::new(Shown::new(&script, Choice::default()).map_err(as_catalog_error)?);
        let mut session = Self::at_the_beginning(id, script, baseline);
        session.title = link.title.as_deref().map(Into::into);
        if link.choice == Choice::default() {
            return Ok(session.at_link(&link, problems));
        }
        if !problems.is_empty() {
            session.notices.push(Notice::Link(problems.clone()));
        }
        Ok(session.make(link.choice.clone(), Then::Open(Rc::new(link), problems)))
    }

    fn at_the_beginning(id: &str, script: Rc<Script>, shown: Rc<Shown<S>>) -> Self {
        let window = shown.whole();
        let picture = Rc::new(shown.picture_after(0));
        let session = Self {
            id: id.into(),
            script,
            tried: vec![shown.clone()],
            making: None,
            past: Vec::new(),
            future: Vec::new(),
            playhead: window.from,
            facts: 0,
            picture,
            selected: None,
            node: None,
            followed: Vec::new(),
            traced: None,
            window,
            scale: Scale::default(),
            closeness: Closeness::of(window.length()),
            open: Vec::new(),
            lens: window,
            lanes: Lanes::default(),
            playing: false,
            speed: Speed::default(),
            tab: Tab::default(),
            from_here: false,
            params: false,
            script_open: false,
            level: false,
            query: String::new(),
            found: Rc::default(),
            course: None,
            place: None,
            ask: None,
            given: Vec::new(),
            notices: Vec::new(),
            title: None,
            opened: next_session(),
            step: 0,
            shown,
        };
        let opening = session.shown.opening();
        session.fitted().go(opening)
    }

    /// Goes to the moment of a link, as far as this run has it, and says what could not be read of it.
    fn at_link(mut self, link: &Link, problems: Vec<Problem>) -> Self {
        if !problems.is_empty() {
            self.notices.push(Notice::Link(problems));
        }
        self.level = link.level;
        if let Some(lanes) = link.lanes.as_deref().and_then(lanes_named) {
            self.lanes = lanes;
        }
        let moment = link.at.map(|at| self.shown.plan().moment(at));
        let same_run = self.is_as_linked(link);
        let trace = self.shown.run.trace();
        let event = match same_run {
            true => link.event.map(EventId),
            false => link.mark.and_then(|mark| mark.find(trace)),
        };
        let event = event.filter(|event| trace.get(*event).is_some());
        if !same_run {
            self.notices.push(Notice::Stale {
                engine: link.engine,
                then: link.ends.clone(),
                event: event.is_some(),
            });
        }
        let session = match (event, moment) {
            (Some(event), _) => self.go(event),
            (None, Some(moment)) => self.seek(moment),
            (None, None) => return self,
        };
        let linked = Window {
            from: session.playhead,
            to: session.playhead + AROUND_A_LINK,
        };
        let whole = session.shown.whole();
        let window = Folds::default().centred(linked, session.playhead, whole);
        session.looking_at(window)
    }

    /// Whether the run is the one that the link was made for, as far as the link says.
    fn is_as_linked(&self, link: &Link) -> bool {
        let digest = self.shown.digest();
        link.digest.as_ref().is_none_or(|linked| *linked == digest)
            && link
                .engine
                .is_none_or(|engine| engine == scenario::engine::ENGINE)
    }

    /// The link to this moment.
    pub fn link(&self, language: Language) -> Link {
        let plan = self.shown.plan();
        let zero = i64::try_from(plan.clock().zero().as_micros()).unwrap_or(0);
        let at = i64::try_from(self.playhead.as_micros()).unwrap_or(0);
        Link {
            choice: self.shown.choice.clone(),
            at: Some(Offset(at - zero)),
            event: self.selected.map(|event| event.0),
            mark: self
                .selected
                .and_then(|event| Mark::of(self.shown.run.trace(), event)),
            level: self.level,
            lanes: (self.lanes != Lanes::default()).then(|| lanes_name(self.lanes).to_owned()),
            language: Some(language.tag().to_owned()),
            engine: Some(scenario::engine::ENGINE),
            digest: Some(self.shown.digest()),
            ends: Some(self.shown.brief()),
            title: self.title.as_deref().map(str::to_owned),
        }
    }

    /// The run as somebody with this language looks at it.
    pub fn sight(&self, language: Language) -> Sight<'_, S> {
        self.shown.sight(language)
    }

    /// The server that the inspector looks into: the chosen one, or that of the selected event.
    pub fn inspected(&self) -> Option<NodeId> {
        let of_event = || {
            let row = self.shown.run.trace().get(self.selected?)?;
            Some(row.node)
        };
        self.node.or_else(of_event)
    }

    /// The causes that are shown on stage and time; none if the whole is.
    pub fn trail(&self) -> Vec<EventId> {
        let reading = self.shown.run.reading();
        self.traced
            .filter(|_| !self.playing)
            .map_or_else(Vec::new, |event| because::chain(&reading, event))
    }

    /// The lesson in this run, if there is one and it has been fetched.
    pub fn bound(&self) -> Option<&Bound> {
        let course = self.course.as_ref()?;
        Some(self.shown.bound(course))
    }

    /// What the lesson points at: while its event is the one selected, and time stands.
    pub fn looks(&self) -> &[Look] {
        let step = self.place.and_then(|place| self.bound()?.steps.get(place));
        let step = step.filter(|step| step.event.is_some() && step.event == self.selected);
        step.filter(|_| !self.playing)
            .map_or(&[], |step| &step.look)
    }

    /// Which of the events found is the last one up to the playhead, from 1 on.
    pub fn found_here(&self) -> usize {
        self.found.partition_point(|event| event.0 < self.facts)
    }

    /// What was chosen: of the run that is shown, or of the one that is being made.
    pub fn choice(&self) -> &Choice {
        match &self.making {
            Some(making) => &making.choice,
            None => &self.shown.choice,
        }
    }

    /// Whether a parameter or the seed is another than the scenario's own.
    pub fn has_other_params(&self) -> bool {
        let choice = self.choice();
        !choice.params.is_empty() || choice.seed.is_some()
    }

    /// Whether the parameters are to be seen.
    pub fn params_are_open(&self) -> bool {
        self.params || self.has_other_params()
    }

    /// Whether the operator's script is to be seen.
    pub fn script_is_open(&self) -> bool {
        self.script_open || self.level || !self.choice().operator.is_empty()
    }

    /// The run of a choice, if it has been made.
    pub fn run_of(&self, choice: &Choice) -> Option<&Rc<Shown<S>>> {
        self.tried.iter().find(|shown| shown.choice == *choice)
    }
}

/// A number that no other session of this page has.
fn next_session() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static SESSIONS: AtomicU32 = AtomicU32::new(0);
    SESSIONS.fetch_add(1, Ordering::Relaxed)
}

/// A scenario of the catalogue can be decided as it is; a test holds the catalogue to that.
fn as_catalog_error(error: PlanError) -> scenario::catalog::CatalogError {
    match error {
        PlanError::Choice(problem) => scenario::catalog::CatalogError::Unknown(problem),
        PlanError::Script(error) => scenario::catalog::CatalogError::Script(error),
    }
}

/// The word of a link for lanes.
fn lanes_name(lanes: Lanes) -> &'static str {
    match lanes {
        Lanes::Nodes => "servers",
        Lanes::Blocked => "blocked",
        Lanes::All => "all",
    }
}

fn lanes_named(name: &str) -> Option<Lanes> {
    [Lanes::Nodes, Lanes::Blocked, Lanes::All]
        .into_iter()
        .find(|lanes| lanes_name(*lanes) == name)
}

/// Where actions go.
pub type Dispatch<S = ZooKeeper> = UseReducerDispatcher<Shared<Session<S>>>;

impl<S: Exhibit> Reducible for Shared<Session<S>> {
    type Action = Action<S>;

    fn reduce(self: Rc<Self>, action: Action<S>) -> Rc<Self> {
        let session = Session::clone(&self);
        Rc::new(Self::new(session.after(action)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTAGE: &str = "zk-decommission-outage";

    fn open(query: &str) -> Session {
        Session::open(OUTAGE, query).unwrap()
    }

    /// Whatever the link said, there is a run, it can be stepped through, played and changed.
    fn check_usable(query: &str) -> Session {
        let session = open(query);
        let whole = session.shown.whole();
        assert!(session.playhead <= whole.to, "{query}");
        assert_eq!(session.picture.at, session.playhead, "{query}");
        assert_eq!(session.picture.facts, session.facts, "{query}");
        let stepped = session.clone().after(Action::Backward(Kind::Event));
        let stepped = stepped.after(Action::Forward(Kind::Event));
        assert!(stepped.selected.is_some(), "{query}");
        let playing = session.clone().after(Action::TogglePlay);
        assert!(playing.playing, "{query}");
        assert!(playing.after(Action::Tick(10.0)).playhead <= whole.to);
        let other = session.clone().after(Action::Choose(Choice {
            seed: Some(4),
            ..Choice::default()
        }));
        assert_eq!(other.notices, [], "{query}");
        session
    }

    /// What a link says about itself, in one sentence each.
    fn said(session: &Session) -> Vec<String> {
        let of = |notice: &Notice| match notice {
            Notice::Link(problems) => problems.iter().map(ToString::to_string).collect(),
            Notice::Plan(error) => vec![error.to_string()],
            Notice::Stale { engine, .. } => vec![format!("stale {engine:?}")],
            Notice::Bound(limit) => vec![format!("{limit:?}")],
            Notice::Part => vec!["part".to_owned()],
        };
        session.notices.iter().flat_map(of).collect()
    }

    #[test]
    fn a_link_opens_where_it_was_made() {
        let mut session = open("");
        session = session.after(Action::ToggleFix("zk1-five".into()));
        session = session.after(Action::SetLanes(Lanes::All));
        for _ in 0..40 {
            session = session.after(Action::Forward(Kind::Event));
        }
        let query = session.link(Language::Zh).query();
        let again = check_usable(&query);
        assert_eq!(again.notices, [], "{query}");
        assert_eq!(again.shown.choice, session.shown.choice);
        assert_eq!(again.shown.digest(), session.shown.digest());
        assert_eq!(
            (again.playhead, again.facts),
            (session.playhead, session.facts)
        );
        assert_eq!(again.selected, session.selected);
        assert_eq!(again.lanes, session.lanes);
        assert_eq!(again.link(Language::Zh).query(), query);
    }

    #[test]
    fn a_link_to_a_moment_between_two_events_opens_there() {
        let session = check_usable("t=6528.125");
        let zero = session.shown.plan().clock.zero();
        assert_eq!(session.playhead.since(zero).as_micros(), 6_528_125);
        assert!(session.selected.is_some());
    }

    #[test]
    fn a_link_that_cannot_be_read_says_so_and_opens_as_far_as_it_goes() {
        for query in [
            "t=soon",
            "e=first",
            "seed=-1",
            "seed=9007199254740992",
            "until=never",
            "set=lock",
            "fix=wait@noon",
            "speed=10",
            "%ff=%ff",
            "t=99999999999999999999",
        ] {
            let session = check_usable(query);
            assert_eq!(said(&session).len(), 1, "{query}: {:?}", said(&session));
            assert_eq!(session.shown.choice, Choice::default(), "{query}");
        }
        let session = check_usable("t=5000&e=x&fxi=wait");
        assert_eq!(said(&session).len(), 2, "one for each part");
        assert_eq!(session.shown.plan().ms(session.playhead), 5_000);
    }

    #[test]
    fn a_link_that_cannot_be_run_says_so_and_opens_what_happened() {
        for query in [
            "fix=no-such-fix",
            "fix=roll-first@150s",
            "fix=wait@9h",
            "set=cnx-timeout-ms:1",
            "set=lock:fair",
            "set=no-such:1",
            "until=0s",
        ] {
            let session = check_usable(query);
            assert!(matches!(session.notices[..], [Notice::Plan(_)]), "{query}");
            assert_eq!(session.shown.choice, Choice::default(), "{query}");
            assert!(session.past.is_empty(), "{query}: nothing to undo");
        }
    }

    #[test]
    fn a_link_to_a_place_outside_of_the_run_opens_within_it() {
        let end = check_usable("t=99999999");
        assert_eq!(end.playhead, end.shown.whole().to);
        let beginning = check_usable("t=-99999999");
        assert_eq!(beginning.playhead, beginning.shown.whole().from);
        for query in ["e=4294967295", "e=999999&t=5000", "until=1ms&t=5000", "e=0"] {
            check_usable(query);
        }
    }

    #[test]
    fn a_link_of_another_engine_or_run_says_so_and_shows_the_same_time() {
        let newer = scenario::engine::ENGINE + 1;
        for query in [
            format!("t=5000&e=12&engine={newer}"),
            "t=5000&e=12&run=00000000".to_owned(),
        ] {
            let session = check_usable(&query);
            assert!(
                matches!(session.notices[..], [Notice::Stale { .. }]),
                "{query}"
            );
            assert_eq!(session.shown.plan().ms(session.playhead), 5_000, "{query}");
            assert_ne!(session.selected, Some(EventId(12)), "{query}");
        }
    }

    #[test]
    fn a_link_of_another_engine_finds_its_event_again_and_tells_both_results() {
        let mut session = open("");
        for _ in 0..40 {
            session = session.after(Action::Forward(Kind::Event));
        }
        let made = Link {
            engine: Some(scenario::engine::ENGINE + 1),
            digest: Some("00000000".to_owned()),
            // Today another event has that number.
            event: Some(1),
            ends: Brief::parse("l2.g4034"),
            ..session.link(Language::En)
        };
        let again = check_usable(&made.query());
        assert_eq!(again.selected, session.selected);
        let Some(Notice::Stale { then, event, .. }) = again.notices.first() else {
            panic!("{:?}", again.notices);
        };
        assert!(*event);
        assert_eq!(
            then.as_ref().map(ToString::to_string).as_deref(),
            Some("l2.g4034")
        );
        assert_eq!(
            again.shown.brief().leaders,
            [],
            "today nobody leads at the end"
        );
        let elsewhere = check_usable("t=5000&mark=0.33.99999&run=00000000");
        assert_eq!(elsewhere.shown.plan().ms(elsewhere.playhead), 5_000);
        assert!(matches!(
            elsewhere.notices[..],
            [Notice::Stale { event: false, .. }]
        ));
    }

    #[test]
    fn a_link_that_chooses_and_cannot_be_read_in_part_says_so() {
        let session = check_usable("fix=restart-zk1&t=soon");
        assert_eq!(session.shown.choice.fixes.len(), 1);
        assert_eq!(said(&session).len(), 1, "nothing is said of t=soon");
    }

    #[test]
    fn a_link_to_another_scenario_is_answered_with_the_nearest() {
        let opened: Result<Session, _> = Session::open("zk-decommision-outage", "t=5");
        let error = opened.err().unwrap();
        assert!(error.to_string().contains(OUTAGE), "{error}");
    }
}
