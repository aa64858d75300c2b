//! DolphinScheduler on the page.

mod apart;

use super::{Exhibit, Hands, Judged, Line, Scene, Sign};
use crate::components::{Here, Styled, placed, px};
use crate::parts::{self, Loaders, LogPart};
use crate::session::{Action, Session, Shown};
use crate::shared::Shared;
use ::dolphinscheduler::fact::Fact;
use ::dolphinscheduler::log::LogIndex;
use failover::catalog;
use failover::compare::Comparison;
use failover::gathering::Watch;
use failover::lesson;
use failover::level::{self, Aim};
use failover::outcome::{Outcome, Why};
use failover::plan::Plan;
use failover::run::Run;
use locale::dolphinscheduler::{card, state};
use locale::failover::level as words;
use locale::failover::{property, verdict};
use locale::label::Label;
use locale::number::{about, count, exact};
use locale::{Language, compare, legend};
use picture::dolphinscheduler::look::{Look as Place, Part, Spot};
use picture::dolphinscheduler::{DolphinScheduler, ServerBand};
use picture::reading::Reading;
use scenario::brief::Brief;
use scenario::catalog::CatalogError;
use scenario::compare::Difference;
use scenario::lesson::{Bound, Lesson, Look};
use scenario::level::{Judged as Decided, Level, Ruling};
use scenario::plan::{Choice, PlanError};
use scenario::property::Expectation;
use scenario::script::Script;
use sim::id::{EventId, NodeId};
use sim::time::SimTime;
use sim::trace::{Row, Trace};
use view::dolphinscheduler::stage::Stage;
use view::dolphinscheduler::time::RowKind;
use view::drawn::Drawn;
use view::paint::{Glyph, Rect};
use view::stage::Focus;
use view::svg;
use yew::prelude::*;

impl Exhibit for DolphinScheduler {
    type Run = Run;
    type Outcome = Outcome;
    type Watch = Watch;
    type Log = LogIndex;
    type Comparison = Comparison;
    type Aim = Aim;

    const NAME: &'static str = "DolphinScheduler";
    const SEARCH: Label = Label::SearchFailovers;
    const IS_FIRST: bool = false;

    fn about(language: Language) -> &'static str {
        legend::dolphinscheduler(language)
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
        plan.model.name()
    }

    fn brief(outcome: &Outcome, end: SimTime) -> Brief {
        outcome.brief(end)
    }

    fn heals(
        language: Language,
        brief: &Brief,
        before: Option<&Brief>,
        plan: &Plan,
    ) -> (Sign, String) {
        let heals = verdict::heals(language, brief, before, plan);
        let sign = match heals {
            verdict::Heals::Heals => Sign::Heals,
            verdict::Heals::Lessens(_) => Sign::Partly,
            verdict::Heals::NoEffect(_) => Sign::Same,
            verdict::Heals::Dies(_) => Sign::Dies,
        };
        (sign, heals.words(language))
    }

    fn why(shown: &Shown<Self>, language: Language) -> String {
        verdict::why(language, &shown.plan().setting, &shown.outcome.why)
    }

    fn judged(shown: &Shown<Self>, place: usize) -> Option<Judged> {
        let judgement = shown.outcome.judgements.get(place)?;
        Some(Judged {
            holds: judgement.holds,
            is_law: true,
            is_always: judgement.property.expect() == Expectation::Always,
            first: judgement.first_violation,
        })
    }

    fn property(shown: &Shown<Self>, place: usize, language: Language) -> [&'static str; 2] {
        let judgement = shown.outcome.judgements.get(place);
        judgement.map_or([""; 2], |judgement| {
            [property::name, property::violation].map(|say| say(language, judgement.property))
        })
    }

    fn why_violated(shown: &Shown<Self>, place: usize, language: Language) -> Option<String> {
        let judgement = shown.outcome.judgements.get(place)?;
        let why = judgement.why?;
        let setting = &shown.plan().setting;
        Some(property::why(language, setting, judgement.property, &why))
    }

    fn next_change(session: &Session<Self>, language: Language) -> Option<(SimTime, String)> {
        next_change(session, language)
    }

    fn service(session: &Session<Self>, language: Language) -> Html {
        service(session, language)
    }

    fn stage(here: Here<'_, Self>, focus: &Focus<'_>, size: (f32, f32)) -> Scene {
        stage(here, focus, size)
    }

    fn caption(language: Language, time: &str) -> String {
        card::cluster_at(language, time)
    }

    fn state(here: Here<'_, Self>) -> Html {
        fields(here)
    }

    fn threads(here: Here<'_, Self>) -> Html {
        threads(here)
    }

    fn log(trace: &Trace, plan: &Plan) -> LogIndex {
        LogIndex::new(trace, &plan.setting)
    }

    fn printed(log: &LogIndex) -> &[EventId] {
        log.printed()
    }

    fn line(log: &LogIndex, shown: &Shown<Self>, event: EventId) -> Option<Line> {
        let plan = shown.plan();
        let lines = log.lines(shown.run.trace(), &plan.setting, event);
        let text = |line: &::dolphinscheduler::log::LogLine| line.layout(&plan.clock).to_string();
        let texts: Vec<String> = lines.iter().map(text).collect();
        Some(Line {
            level: lines.first()?.level.name(),
            text: texts.join("\n"),
            date: 0,
        })
    }

    fn fact_name(row: &Row) -> Option<&'static str> {
        Fact::decode(row).map(|fact| fact.name())
    }

    fn lesson_mark(id: &str) -> Option<&'static str> {
        catalog::lesson_mark(id)
    }

    fn read_lesson(steps: &str, plan: &Plan) -> Option<Lesson> {
        lesson::read(steps, &plan.setting).ok()
    }

    fn bind(lesson: &Lesson, reading: &Reading<'_, Self>, from: SimTime) -> Bound {
        lesson::bind(lesson, reading, from)
    }

    fn is_meant(kind: &RowKind, look: Look, _: &Plan) -> bool {
        let Look::Cluster(look) = look else {
            return false;
        };
        match (kind, look) {
            (RowKind::Masters, Place::Service) => true,
            (RowKind::Band(node), Place::Band(of) | Place::Part(of, Part::State))
            | (RowKind::Heartbeat(node), Place::Part(of, Part::Heartbeat))
            | (
                RowKind::OwnNode(node),
                Place::Part(of, Part::OwnNode) | Place::Tree(Spot::Registration(of)),
            )
            | (RowKind::DeadEntry(node), Place::Tree(Spot::DeadEntry(of) | Spot::Finish(of))) => {
                *node == of
            }
            (RowKind::Thread(node, lane), Place::Thread(of, other)) => {
                (*node, *lane) == (of, other)
            }
            _ => false,
        }
    }

    fn names(plan: &Plan) -> Vec<String> {
        let hosts = plan.setting.hosts.iter();
        hosts.map(|host| host.name.clone()).collect()
    }

    fn hands(session: &Session<Self>, language: Language) -> Vec<Hands> {
        hands(session, language)
    }

    fn rule(level: &Level<Aim>, shown: &Shown<Self>) -> Ruling {
        level::judge(level, &shown.run)
    }

    fn aim(language: Language, plan: &Plan, aim: &Aim, decided: &Decided) -> [String; 2] {
        let setting = &plan.setting;
        [
            words::goal(language, setting, aim),
            words::decided(language, setting, aim, decided),
        ]
    }

    fn compared([a, b]: &[Shown<Self>; 2]) -> Comparison {
        Comparison::of(apart::side(a), apart::side(b))
    }

    fn stops(comparison: &Comparison) -> &[Difference] {
        &comparison.stops
    }

    fn sentence(language: Language, comparison: &Comparison, runs: &[Shown<Self>; 2]) -> String {
        let said = apart::sentence(language, comparison, runs);
        said.unwrap_or_else(|| {
            let parted = !comparison.stops.is_empty();
            compare::alike(language, parted).to_owned()
        })
    }

    fn figures(
        language: Language,
        _: &Comparison,
        runs: &[Shown<Self>; 2],
        which: usize,
    ) -> Vec<(Label, String)> {
        let Some(Outcome {
            survivors,
            self_kills,
            stall,
            ..
        }) = runs.get(which).map(|shown| &shown.outcome)
        else {
            return Vec::new();
        };
        let counted = |list: usize| count(u64::try_from(list).unwrap_or(u64::MAX));
        vec![
            (Label::MastersAtEnd, counted(survivors.len())),
            (Label::SelfKills, counted(self_kills.len())),
            (Label::LongestWait, about(language, *stall)),
        ]
    }

    fn ends_well(shown: &Shown<Self>) -> bool {
        matches!(shown.outcome.why, Why::Fine { .. })
    }

    fn loaders() -> Option<Loaders<Self>> {
        // Whoever shows a run of this system has all of it at hand.
        Some(Loaders {
            lesson: || Box::pin(async { Some(parts::lesson()) }),
            places: || {
                Box::pin(async {
                    Some(
                        parts::opened_by_hand()
                            .with_hands(|| Box::pin(async { Some(parts::hands()) })),
                    )
                })
            },
            long: || Box::pin(async { Some(parts::long()) }),
            log: || Box::pin(async { Some(parts::log()) }),
            views: || Box::pin(async { Some(parts::views()) }),
            exports: None,
        })
    }

    fn log_at_hand() -> Option<LogPart<Self>> {
        Some(parts::log())
    }

    fn keep_log(_: LogPart<Self>) {}
}

/// What can be done by hand to each server at the playhead.
fn hands(session: &Session<DolphinScheduler>, language: Language) -> Vec<Hands> {
    let sight = session.sight(language);
    let nodes = DolphinScheduler::nodes(&sight).into_iter();
    let hands = nodes.filter_map(|node| {
        let bands = sight.index.bands.get(node.index())?;
        let begun = bands.partition_point(|band| band.from <= session.playhead);
        let state = begun.checked_sub(1).and_then(|at| bands.get(at));
        let state = state.map_or(ServerBand::Down, |band| band.state);
        Some(Hands {
            name: sight.name(node),
            state: state::state(language, state),
            verbs: match state {
                ServerBand::Off => &["power-on"],
                ServerBand::Down | ServerBand::StoppedItself => &["start", "power-off"],
                ServerBand::Zombie
                | ServerBand::Shell
                | ServerBand::StoppingItself
                | ServerBand::Stopping
                | ServerBand::Waiting
                | ServerBand::Starting
                | ServerBand::Running => &["stop", "kill", "restart", "power-off"],
            },
        })
    });
    hands.collect()
}

/// The next state of a server, or its self-kill.
fn next_change(
    session: &Session<DolphinScheduler>,
    language: Language,
) -> Option<(SimTime, String)> {
    let now = session.playhead;
    let sight = session.sight(language);
    let kill = sight.index.next_kill(now);
    let kill = kill.map(|kill| {
        let server = sight.name(kill.node);
        (kill.judged.0, card::stops_itself(language, &server))
    });
    let nodes = DolphinScheduler::nodes(&sight).into_iter();
    let next = nodes.filter_map(|node| {
        let bands = sight.index.bands.get(node.index())?;
        let after = bands.partition_point(|band| band.from <= now);
        let band = bands.get(after)?;
        let word = state::state(language, band.state);
        Some((band.from, format!("{} {word}", sight.name(node))))
    });
    let next = next.min_by_key(|(at, _)| *at);
    kill.into_iter().chain(next).min_by_key(|(at, _)| *at)
}

/// How many masters serve, or who will stop itself because its fate is sealed.
fn service(session: &Session<DolphinScheduler>, language: Language) -> Html {
    let now = session.playhead;
    let sight = session.sight(language);
    let doomed = sight.index.kills.iter().find(|kill| {
        let sealed = kill
            .sealed
            .is_some_and(|(_, event)| event.0 < session.facts);
        sealed && kill.judged.1.0 >= session.facts && session.horizon().is_none()
    });
    if let Some(kill) = doomed {
        let server = sight.name(kill.node);
        let said = card::will_stop(language, &server, kill.judged.0.since(now));
        return html! {
            <span class="service-chip">
                <svg class="glyph glyph-hollow dead" viewBox="0 0 14 14" aria-hidden="true">
                    <path d={svg::sign_path(Glyph::CrossedSquare)} />
                </svg>
                <b class="dead">{ said }</b>
            </span>
        };
    }
    let serving = session.picture.serving(sight.reading.setting).count();
    let masters = session.shown.plan().masters().count();
    let steps = &sight.index.masters;
    let here = steps.partition_point(|(at, _)| *at <= now);
    let since = here.checked_sub(1).and_then(|here| steps.get(here));
    let lost = since.filter(|(_, count)| *count == 0 && here > 1);
    html! {
        <span class="service-chip">
            if let Some((lost, _)) = lost {
                <b class="dead">{ card::no_master_for(language, now.since(*lost)) }</b>
            } else {
                <b class={if serving == masters { "lead" } else { "ink2" }}>
                    { card::serve(language, serving, masters) }
                </b>
            }
        </span>
    }
}

fn stage(here: Here<'_, DolphinScheduler>, focus: &Focus<'_>, size: (f32, f32)) -> Scene {
    let Here {
        session, language, ..
    } = here;
    let sight = session.sight(language);
    let mut scene = Stage::of(&sight, &session.picture, focus.event, size.0);
    let looks = focus.looks.iter().filter_map(|look| match look {
        Look::Cluster(look) => Some(*look),
        Look::Card(_)
        | Look::Row(..)
        | Look::Thread(..)
        | Look::Band(_)
        | Look::Link(..)
        | Look::Service => None,
    });
    scene.point_at(&looks.collect::<Vec<_>>());
    let servers = scene.servers.iter().zip(&scene.words);
    let over = servers.map(|((node, rect), words)| server(here, *node, *rect, words));
    Scene {
        over: html! { <>{ for over }</> },
        height: scene.height,
        drawing: Shared::new(scene.drawing),
    }
}

/// The height of a sheet's head, in px.
const HEAD: f32 = 34.0;

/// A server's name as a button over its sheet, with what the sheet says for those who do not see it.
fn server(here: Here<'_, DolphinScheduler>, node: NodeId, rect: Rect, words: &str) -> Html {
    let head = Rect::new(rect.x, rect.y, rect.w, HEAD);
    let mut style = placed(head);
    style.push(("height", px(head.h)));
    html! {
        <Styled key={node.0} class="placed" {style}>
            <button type="button" class="sheet-name" aria-label={words.to_owned()}
                onclick={here.on_click(Action::Inspect(node))} />
        </Styled>
    }
}

/// What is known of a server at the playhead, value by value.
fn fields(here: Here<'_, DolphinScheduler>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let Some(node) = session.inspected() else {
        return html! { <p class="empty">{ Label::SelectAnEvent.text(language) }</p> };
    };
    let values = DolphinScheduler::fields(&session.sight(language), &session.picture, node);
    if values.is_empty() {
        return html! { <p class="empty">{ Label::NoProcess.text(language) }</p> };
    }
    let rows = values.into_iter().map(|(name, value)| {
        let value = if value.is_empty() {
            "–".to_owned()
        } else {
            value
        };
        html! { <tr><th scope="row">{ name }</th><td class="mono">{ value }</td></tr> }
    });
    html! { <table class="fields"><tbody>{ for rows }</tbody></table> }
}

/// What the threads of a server are inside of at the playhead.
fn threads(here: Here<'_, DolphinScheduler>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let Some(node) = session.inspected() else {
        return html! { <p class="empty">{ Label::SelectAnEvent.text(language) }</p> };
    };
    let Some(process) = session.picture.process(node) else {
        return html! { <p class="empty">{ Label::NoProcess.text(language) }</p> };
    };
    let setting = &session.shown.plan().setting;
    let tasks = process.tasks.iter().map(|task| {
        let elapsed = session.picture.at.since(task.since);
        let class = classes!(task.doing.blocks().then_some("stuck"));
        html! {
            <li {class}>
                <b>{ state::thread(language, setting, task.lane) }</b>
                <button type="button" onclick={here.on_click(Action::Go(task.event))}>
                    { state::doing(language, setting, task.doing) }
                </button>
                <span class="mono minor">{ exact(language, elapsed) }</span>
            </li>
        }
    });
    html! {
        if process.tasks.is_empty() {
            <p class="empty">{ Label::Idle.text(language) }</p>
        } else {
            <ul class="threads">{ for tasks }</ul>
        }
    }
}
