//! ZooKeeper on the page.

use super::{Exhibit, Hands, Judged, Line, Scene, Sign};
use crate::components::{Here, ServerCard, Styled, chip, placed, state_table, thread_list};
use crate::parts::{self, Loaders, LogPart};
use crate::session::{Session, Shown};
use crate::shared::Shared;
use locale::label::Label;
use locale::number::{about, count};
use locale::verdict::{self, Heals};
use locale::{Language, card, compare, legend, panel, property, state, transport};
use picture::reading::Reading;
use picture::zookeeper::{BandState, ZooKeeper};
use scenario::brief::Brief;
use scenario::catalog::{self, CatalogError};
use scenario::compare::{Comparison, Difference, Side};
use scenario::gathering::Watch;
use scenario::lesson::{Bound, Lesson, Look, Part};
use scenario::level::zookeeper::Aim;
use scenario::level::{Judged as Decided, Level, Ruling};
use scenario::outcome::Outcome;
use scenario::plan::{Choice, Plan, PlanError};
use scenario::property::Expectation;
use scenario::run::Run;
use scenario::script::Script;
use sim::id::{EventId, NodeId};
use sim::time::{SimTime, Span};
use sim::trace::{Row, Trace};
use view::stage::{Focus, Stage};
use view::time::RowKind;
use yew::prelude::*;
use zookeeper::fact::Fact;
use zookeeper::log4j::LogIndex;

impl Exhibit for ZooKeeper {
    type Run = Run;
    type Outcome = Outcome;
    type Watch = Watch;
    type Log = LogIndex;
    type Comparison = Comparison;
    type Aim = Aim;

    const NAME: &'static str = "ZooKeeper";
    const SEARCH: Label = Label::SearchHint;
    const IS_FIRST: bool = true;

    fn about(language: Language) -> &'static str {
        legend::zookeeper(language)
    }

    fn ids() -> impl Iterator<Item = &'static str> {
        catalog::ids()
    }

    fn find(id: &str) -> Result<Script, CatalogError> {
        catalog::find(id)
    }

    fn decide(script: &Script, choice: &Choice) -> Result<Plan, PlanError> {
        Plan::decide(script, choice)
    }

    fn release(plan: &Plan) -> &'static str {
        plan.release.name()
    }

    fn brief(outcome: &Outcome, end: SimTime) -> Brief {
        Brief::of(&outcome.verdict, end)
    }

    fn heals(language: Language, brief: &Brief, _: Option<&Brief>, plan: &Plan) -> (Sign, String) {
        let heals = Heals::of(brief);
        let sign = match heals {
            Heals::Serves { .. } => Sign::Heals,
            Heals::Strands { .. } => Sign::Partly,
            Heals::SplitBrain { .. } => Sign::Dies,
            Heals::NoEffect => Sign::Same,
        };
        (sign, verdict::heals(language, &heals, &plan.setting))
    }

    fn why(shown: &Shown, language: Language) -> String {
        verdict::why(language, &shown.plan().setting, &shown.outcome.verdict.why)
    }

    fn judged(shown: &Shown, place: usize) -> Option<Judged> {
        let judgement = shown.outcome.judgements.get(place)?;
        Some(Judged {
            holds: judgement.holds,
            is_law: judgement.property.is_law(),
            is_always: judgement.property.expect() == Expectation::Always,
            first: judgement.first_violation,
        })
    }

    fn property(shown: &Shown, place: usize, language: Language) -> [&'static str; 2] {
        let judgement = shown.outcome.judgements.get(place);
        judgement.map_or([""; 2], |judgement| {
            [property::name, property::violation].map(|say| say(language, judgement.property))
        })
    }

    fn why_violated(shown: &Shown, place: usize, language: Language) -> Option<String> {
        let judgement = shown.outcome.judgements.get(place)?;
        let (at, why) = judgement.first_violation.zip(judgement.why)?;
        let setting = &shown.plan().setting;
        Some(property::why(language, setting, at, &why))
    }

    fn next_change(session: &Session, language: Language) -> Option<(SimTime, String)> {
        let service = service_change(session);
        let index = &session.shown.index;
        let state = index.next_change(session.playhead);
        let state = state.filter(|(at, _)| service.is_none_or(|(edge, _)| *at < edge));
        match (state, service) {
            (Some((at, event)), _) => {
                let row = session.shown.run.trace().get(event)?;
                let word = index
                    .band_at(row.node, at)
                    .map_or("", |band| state::state(language, band.state));
                let name = session.shown.plan().setting.name(row.node);
                Some((at, format!("{name} {word}")))
            }
            (None, Some((at, returns))) => {
                Some((at, transport::service(language, returns).to_owned()))
            }
            (None, None) => None,
        }
    }

    fn service(session: &Session, language: Language) -> Html {
        service(session, language)
    }

    fn stage(here: Here<'_>, focus: &Focus<'_>, size: (f32, f32)) -> Scene {
        stage(here, focus, size)
    }

    fn caption(language: Language, time: &str) -> String {
        card::ensemble_at(language, time)
    }

    fn state(here: Here<'_>) -> Html {
        state_table(here)
    }

    fn threads(here: Here<'_>) -> Html {
        thread_list(here)
    }

    fn log(trace: &Trace, plan: &Plan) -> LogIndex {
        LogIndex::new(trace, &plan.setting)
    }

    fn printed(log: &LogIndex) -> &[EventId] {
        log.printed()
    }

    fn line(log: &LogIndex, shown: &Shown, event: EventId) -> Option<Line> {
        let plan = shown.plan();
        let line = log.line(shown.run.trace(), &plan.setting, event)?;
        Some(Line {
            level: line.level.name(),
            text: line.layout(&plan.clock).to_string(),
            date: 11,
        })
    }

    fn fact_name(row: &Row) -> Option<&'static str> {
        Fact::decode(row).map(|fact| fact.name())
    }

    fn lesson_mark(id: &str) -> Option<&'static str> {
        catalog::lesson_mark(id)
    }

    fn read_lesson(steps: &str, plan: &Plan) -> Option<Lesson> {
        Lesson::parse(steps, &plan.setting).ok()
    }

    fn bind(lesson: &Lesson, reading: &Reading<'_>, from: SimTime) -> Bound {
        lesson.bind(reading, from)
    }

    fn is_meant(kind: &RowKind, look: Look, plan: &Plan) -> bool {
        match (kind, look) {
            (RowKind::Service, Look::Service) => true,
            (RowKind::Band(node), Look::Band(of)) => *node == of,
            (RowKind::Thread(node, lane), Look::Thread(of, other)) => (*node, *lane) == (of, other),
            (RowKind::Queue(node), Look::Row(of, Part::Sendqueue)) => *node == of,
            (RowKind::Parked(node, sid), Look::Link(from, to)) => {
                *node == from && plan.setting.host_of(*sid) == Some(to)
            }
            _ => false,
        }
    }

    fn names(plan: &Plan) -> Vec<String> {
        let hosts = plan.setting.hosts.iter();
        hosts.map(|host| host.name.clone()).collect()
    }

    fn hands(session: &Session, language: Language) -> Vec<Hands> {
        let nodes = session
            .picture
            .nodes
            .iter()
            .zip(Self::names(session.shown.plan()));
        let hands = nodes.map(|(node, name)| Hands {
            name,
            state: state::state(language, node.state()),
            verbs: match node.state() {
                BandState::Off => &["power-on", "edit"],
                BandState::Down => &["start", "edit", "power-off"],
                BandState::Starting
                | BandState::Looking
                | BandState::Observing
                | BandState::Following
                | BandState::Leading => &["stop", "kill", "restart", "edit", "power-off"],
            },
        });
        hands.collect()
    }

    fn rule(level: &Level<Aim>, shown: &Shown) -> Ruling {
        level.judge(&shown.run)
    }

    fn aim(language: Language, plan: &Plan, aim: &Aim, decided: &Decided) -> [String; 2] {
        let setting = &plan.setting;
        [
            locale::level::goal(language, setting, aim),
            locale::level::decided(language, setting, aim, decided),
        ]
    }

    fn compared([a, b]: &[Shown; 2]) -> Comparison {
        Comparison::of(side(a), side(b))
    }

    fn stops(comparison: &Comparison) -> &[Difference] {
        &comparison.stops
    }

    fn sentence(language: Language, comparison: &Comparison, [a, _]: &[Shown; 2]) -> String {
        match &comparison.cause {
            Some(cause) => compare::sentence(language, a.plan(), cause),
            None => compare::alike(language, comparison.first.is_some()).to_owned(),
        }
    }

    fn figures(
        language: Language,
        comparison: &Comparison,
        _: &[Shown; 2],
        which: usize,
    ) -> Vec<(Label, String)> {
        let figures = match which {
            0 => &comparison.figures.0,
            _ => &comparison.figures.1,
        };
        let away = match figures.away {
            Span::ZERO => "0".to_owned(),
            away => about(language, away),
        };
        let counted = |n: u32| count(u64::from(n));
        vec![
            (Label::NobodyServed, away),
            (Label::FollowedInVain, counted(figures.phantom_elections)),
            (Label::LongestQueue, counted(figures.longest_queue)),
        ]
    }

    fn ends_well(shown: &Shown) -> bool {
        shown.outcome.verdict.serves_at_end()
    }

    fn loaders() -> Option<Loaders> {
        parts::loaders()
    }

    fn log_at_hand() -> Option<LogPart> {
        parts::log_at_hand()
    }

    fn keep_log(part: LogPart) {
        parts::keep_log(part);
    }
}

/// When the service is lost or returns next, and whether it returns.
fn service_change(session: &Session) -> Option<(SimTime, bool)> {
    let spans = session.shown.index.service.iter();
    let edges = spans.flat_map(|span| [(span.from, true), (span.to, false)]);
    // The end of the run ends no service.
    let end = session.shown.index.end;
    edges
        .filter(|(at, _)| *at > session.playhead && *at < end)
        .min()
}

fn service(session: &Session, language: Language) -> Html {
    let at = session.playhead;
    let spans = &session.shown.index.service;
    let setting = &session.shown.plan().setting;
    let leaders = session.picture.established_leaders();
    let leaders: Vec<&str> = leaders.map(|node| setting.name(node)).collect();
    let lost = spans
        .iter()
        .rev()
        .find(|span| span.to <= at)
        .map(|span| span.to);
    let verdict = &session.shown.outcome.verdict;
    let forever = !verdict.serves_at_end();
    html! {
        <span class="service-chip">
            if !leaders.is_empty() {
                <b class={if leaders.len() == 1 { "lead" } else { "dead" }}>
                    { verdict::served_by(language, &leaders) }
                </b>
            } else if let Some(lost) = lost {
                <svg class="gap" viewBox="0 0 34 12" aria-hidden="true">
                    <path class="lead" d="M0 3H10V9H0ZM24 3H34V9H24Z" />
                    <path class="dead" d="M10 0H12V12H10ZM22 0H24V12H22Z" />
                </svg>
                <b class="dead">{ panel::not_served_for(language, at.since(lost)) }</b>
                if forever && session.horizon().is_none() {
                    <span class="minor">{ verdict::until_the_end(language) }</span>
                }
            } else {
                <b class="dead">{ Label::NoLeaderYet.text(language) }</b>
            }
        </span>
    }
}

fn stage(here: Here<'_>, focus: &Focus<'_>, size: (f32, f32)) -> Scene {
    let Here {
        session,
        dispatch,
        language,
    } = here;
    let scene = Stage::of(&session.sight(language), &session.picture, focus, size);
    let inspected = session.inspected();
    let trail: Vec<NodeId> = session
        .trail()
        .into_iter()
        .filter_map(|event| Some(session.shown.run.trace().get(event)?.node))
        .collect();
    let cards = scene.cards.iter().map(|(rect, card)| {
        html! {
            <Styled key={card.name.clone()} class="placed" style={placed(*rect)}>
                <ServerCard card={card.clone()} tier={scene.tier}
                    dim={!trail.is_empty() && !trail.contains(&card.node)}
                    selected={inspected == Some(card.node)}
                    dispatch={dispatch.clone()} />
            </Styled>
        }
    });
    let chips = scene.chips.iter().map(|(rect, of)| {
        html! { <Styled key={of.name.clone()} class="placed" style={placed(*rect)}>{ chip(of) }</Styled> }
    });
    Scene {
        over: html! { <>{ for chips }{ for cards }</> },
        height: scene.height,
        drawing: Shared::new(scene.drawing),
    }
}

fn side(shown: &Shown) -> Side<'_> {
    Side {
        run: &shown.run,
        outcome: &shown.outcome,
        index: &shown.index,
    }
}
