//! What every level of a system has to be. Whoever takes this in says what its levels are and who judges
//! them: `catalog`, `Aim`, `Plan`, `Run` and `judge`.

use super::{Aim, Plan, Run, catalog, judge};
use scenario::level::{Level, Measured, Move, Ruling};
use scenario::permalink::Link;
use scenario::plan::Choice;
use scenario::script::Script;
use std::sync::Arc;

/// Seeds on which a solution wins: it is no luck.
const SEEDS: [Option<u64>; 4] = [None, Some(1), Some(2), Some(3)];

/// A level with its scenario.
struct Case {
    id: &'static str,
    script: Script,
    names: Vec<String>,
    level: Level<Aim>,
}

impl Case {
    fn all() -> impl Iterator<Item = Self> {
        catalog::ids().map(|id| {
            let script = catalog::find(id).unwrap();
            let plan = Plan::decide(&script, &Choice::default()).unwrap();
            let hosts = plan.setting.hosts.iter();
            let names: Vec<String> = hosts.map(|host| host.name.clone()).collect();
            let text = catalog::level(id).unwrap_or_else(|| panic!("{id} has no level"));
            let level = Level::parse(text, &names).unwrap_or_else(|error| panic!("{id}: {error}"));
            Self {
                id,
                script,
                names,
                level,
            }
        })
    }

    fn play(&self, moves: &[Move], seed: Option<u64>) -> Ruling {
        let choice = Choice {
            seed,
            ..self.level.choice(&self.script, moves)
        };
        let plan = Plan::decide(&self.script, &choice);
        let plan = plan.unwrap_or_else(|error| panic!("{} {moves:?}: {error}", self.id));
        judge(&self.level, &Run::complete(Arc::new(plan)))
    }

    /// What is measured when nothing is done.
    fn idle(&self) -> Vec<Measured> {
        let ruling = self.play(&[], None);
        ruling.goals.into_iter().map(|goal| goal.measured).collect()
    }
}

#[test]
fn every_solution_wins_in_as_many_steps_as_its_par() {
    for case in Case::all() {
        let Case { id, level, .. } = &case;
        assert_eq!(level.solution.len(), level.par, "{id}");
        for seed in SEEDS {
            let ruling = case.play(&level.solution, seed);
            assert!(ruling.is_won(), "{id} {seed:?}: {ruling:?}");
            assert_eq!(
                ruling.stars(),
                level.stars.len(),
                "{id} {seed:?}: {ruling:?}"
            );
        }
    }
}

/// Everything that is allowed, in every order, with fewer steps than par.
#[test]
fn nothing_shorter_than_par_wins() {
    for case in Case::all() {
        let Case {
            id, level, names, ..
        } = &case;
        let idle = case.idle();
        let mut tried = 0;
        for steps in 0..level.par {
            level.each_attempt(names, &idle, steps, &mut |moves| {
                tried += 1;
                let ruling = case.play(moves, None);
                assert!(!ruling.is_won(), "{id}: {moves:?} wins in {steps}");
            });
        }
        println!("{id}: {tried} shorter attempts, par {}", level.par);
    }
}

/// The search leaves out what the goals say cannot be enough. Nothing of that wins either, as far as one
/// step goes.
#[test]
fn what_the_search_leaves_out_does_not_win() {
    for case in Case::all() {
        let Case { id, level, .. } = &case;
        if level.par > 1 && level.least(&case.names, &case.idle(), &[]) > 0 {
            for step in &level.allowed {
                let ruling = case.play(std::slice::from_ref(step), None);
                assert!(!ruling.is_won(), "{id}: {step}");
            }
        }
    }
}

/// A solution offers itself to be read, written down in a link and read again.
#[test]
fn an_attempt_is_read_again_from_its_choice() {
    for Case {
        id, script, level, ..
    } in Case::all()
    {
        let twice: Vec<Move> = [&level.solution[..], &level.solution[..]].concat();
        for moves in [&[][..], &level.solution, &twice] {
            let sets = moves.iter().filter(|step| step.line().is_none()).count();
            if sets
                > level
                    .solution
                    .iter()
                    .filter(|step| step.line().is_none())
                    .count()
            {
                continue;
            }
            let choice = level.choice(&script, moves);
            assert_eq!(level.moves(&script, &choice).as_deref(), Ok(moves), "{id}");
            let link = Link {
                choice: choice.clone(),
                ..Link::default()
            };
            let (read, problems) = Link::parse(&link.query());
            assert_eq!(problems, [], "{id}");
            assert_eq!(read.choice, choice, "{id}");
        }
    }
}

#[test]
fn every_level_is_told_in_both_languages_and_offers_what_it_needs() {
    for Case {
        id, script, level, ..
    } in Case::all()
    {
        let texts = [&level.title, &level.task, &level.why];
        for text in texts.into_iter().chain(&level.hints) {
            assert!(!text.en.is_empty() && !text.zh.is_empty(), "{id}: {text:?}");
            let (words, characters) = (text.en.split(' ').count(), text.zh.chars().count());
            assert!(words <= 60 && characters <= 120, "{id}: {text:?}");
        }
        assert!((2..=3).contains(&level.hints.len()), "{id}");
        for step in &level.solution {
            assert!(level.allowed.contains(step), "{id}: {step}");
        }
        for step in &level.allowed {
            let choice = level.choice(&script, std::slice::from_ref(step));
            let plan = Plan::decide(&script, &choice);
            assert!(plan.is_ok(), "{id} {step}: {:?}", plan.err());
        }
    }
}
