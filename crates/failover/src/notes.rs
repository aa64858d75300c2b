//! What a scenario says beside its run: what real processes did, and what nobody has verified.

use scenario::script::statement::Raw;
use scenario::script::{Bilingual, Script};

/// What a scenario says beside its run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Notes {
    /// What real processes did, in how many tries.
    pub seen: Bilingual,
    /// What is assumed.
    pub assumed: Vec<Assumed>,
}

/// Something that nobody has verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assumed {
    /// The parameter that changes it.
    pub param: String,
    /// What.
    pub what: Bilingual,
}

impl Notes {
    /// Reads the lines `seen en …`, `seen zh …` and `assumed PARAM en …`, `assumed PARAM zh …`.
    pub fn of(script: &Script) -> Self {
        let mut notes = Self::default();
        for raw in &script.statements {
            match raw.word() {
                "seen" => put(&mut notes.seen, raw.rest()),
                "assumed" => notes.assume(raw),
                _ => {}
            }
        }
        notes
    }

    fn assume(&mut self, raw: &Raw) {
        let (param, text) = raw.rest().split_once(' ').unwrap_or((raw.rest(), ""));
        let known = self
            .assumed
            .iter()
            .position(|assumed| assumed.param == param);
        let place = known.unwrap_or(self.assumed.len());
        if known.is_none() {
            self.assumed.push(Assumed {
                param: param.to_owned(),
                what: Bilingual::default(),
            });
        }
        if let Some(assumed) = self.assumed.get_mut(place) {
            put(&mut assumed.what, text);
        }
    }
}

/// Puts a text that begins with its language into its place.
fn put(text: &mut Bilingual, raw: &str) {
    match raw.split_once(' ') {
        Some(("en", rest)) => text.en.push_str(rest.trim()),
        Some(("zh", rest)) => text.zh.push_str(rest.trim()),
        Some(_) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;

    #[test]
    fn what_a_scenario_says_beside_its_run_is_said_in_both_languages() {
        for id in catalog::ids() {
            let script = catalog::find(id).unwrap();
            let notes = Notes::of(&script);
            let said = |text: &Bilingual| !text.en.is_empty() && !text.zh.is_empty();
            assert!(said(&notes.seen), "{id}");
            for assumed in &notes.assumed {
                assert!(said(&assumed.what), "{id} {}", assumed.param);
                let param = script.param(&assumed.param);
                assert!(param.is_some_and(|param| !param.hidden), "{id}");
            }
        }
    }
}
