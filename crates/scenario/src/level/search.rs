//! Everything that could be tried in so many steps.

use super::{Goal, Level, Measured, Move};
use crate::operator::Line;

impl<G: Goal> Level<G> {
    /// Visits each attempt of exactly so many steps that is made of what is allowed, but for those of
    /// which the goals say beforehand that too few lines are left to meet them. `idle` is what is
    /// measured for each goal when nothing is done.
    ///
    /// What sets something has no order, and nothing is set twice; lines come in every order, and any
    /// of them as often as there is room for.
    pub fn each_attempt(
        &self,
        names: &[String],
        idle: &[Measured],
        steps: usize,
        visit: &mut impl FnMut(&[Move]),
    ) {
        self.go_on(names, idle, steps, &mut Vec::new(), visit);
    }

    /// How many further lines the goals take at least. What sets something could meet any of them, so
    /// that nothing is known where something can be set.
    pub fn least(&self, names: &[String], idle: &[Measured], moves: &[Move]) -> usize {
        let sets = |step: &Move| matches!(step, Move::Set(..));
        if self.allowed.iter().any(sets) {
            return 0;
        }
        let lines: Vec<&Line> = moves.iter().filter_map(Move::line).collect();
        let goals = self.goals.iter().zip(idle);
        goals
            .map(|(goal, idle)| goal.least(names, idle, &lines))
            .sum()
    }

    fn go_on(
        &self,
        names: &[String],
        idle: &[Measured],
        left: usize,
        moves: &mut Vec<Move>,
        visit: &mut impl FnMut(&[Move]),
    ) {
        if self.least(names, idle, moves) > left {
            return;
        }
        if left == 0 {
            visit(moves);
            return;
        }
        for (place, step) in self.allowed.iter().enumerate() {
            if self.may_follow(moves, place) {
                moves.push(step.clone());
                self.go_on(names, idle, left - 1, moves, visit);
                moves.pop();
            }
        }
    }

    /// Whether a step may come next: one that sets something only after others that do, in the order of
    /// the level, and for a name that is not set yet.
    fn may_follow(&self, moves: &[Move], place: usize) -> bool {
        let Some(Move::Set(name, _)) = self.allowed.get(place) else {
            return true;
        };
        let earlier = self.allowed.get(..place).unwrap_or_default();
        let fits = |step: &Move| match step {
            Move::Set(other, _) => other != name && earlier.contains(step),
            Move::Line(_) => false,
        };
        moves.iter().all(fits)
    }
}
