//! Functions that do the same to the byte, of which one is enough.

use std::collections::HashMap;
use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasmparser::{FunctionBody, Parser, Payload, TypeRef};

/// The functions of a module.
pub(super) struct Functions<'a> {
    /// How many are imported; they have the first numbers.
    pub(super) imported: usize,
    /// The bodies of those that it defines.
    pub(super) bodies: Vec<&'a [u8]>,
    parsed: Vec<FunctionBody<'a>>,
    types: Vec<u32>,
}

/// Of all defined functions those that differ.
pub(super) struct Distinct {
    /// Their places, in the old order.
    pub(super) order: Vec<usize>,
    /// The place of the one that stands for each.
    stands_for: Vec<usize>,
}

impl Distinct {
    /// What becomes of the number of every function when those that differ are put in an order.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a module has some 10^4 functions"
    )]
    pub(super) fn indices(&self, imported: usize, order: &[usize]) -> Vec<u32> {
        let mut place = vec![0; self.stands_for.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = (imported + new) as u32;
        }
        let defined = self.stands_for.iter().map(|at| place[*at]);
        (0..imported as u32).chain(defined).collect()
    }
}

impl<'a> Functions<'a> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a module has many more sections, and none of them matters here"
    )]
    pub(super) fn of(module: &'a [u8]) -> Result<Self> {
        let mut functions = Self {
            imported: 0,
            bodies: Vec::new(),
            parsed: Vec::new(),
            types: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        functions.imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(types) => {
                    functions.types = types.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::CodeSectionEntry(body) => {
                    functions.bodies.push(body.as_bytes());
                    functions.parsed.push(body);
                }
                _ => {}
            }
        }
        Ok(functions)
    }

    /// Finds those that differ, even if only in which of two equal functions they call.
    pub(super) fn distinct(&self) -> Result<Distinct> {
        let mut stands_for: Vec<usize> = (0..self.bodies.len()).collect();
        loop {
            let mut canonical = Canonical {
                imported: self.imported,
                stands_for: &stands_for,
            };
            let mut first: HashMap<(u32, Vec<u8>), usize> = HashMap::new();
            let mut next = Vec::with_capacity(stands_for.len());
            for (at, body) in self.parsed.iter().enumerate() {
                let key = (self.types[at], canonical.body(body)?);
                next.push(*first.entry(key).or_insert(at));
            }
            if next == stands_for {
                let order = (0..next.len()).filter(|at| next[*at] == *at).collect();
                return Ok(Distinct { order, stands_for });
            }
            stands_for = next;
        }
    }
}

/// Writes a body so that equal functions are called by the same number.
struct Canonical<'a> {
    imported: usize,
    stands_for: &'a [usize],
}

impl Canonical<'_> {
    fn body(&mut self, body: &FunctionBody<'_>) -> Result<Vec<u8>> {
        self.rewritten(body)
            .map_err(|error| anyhow!("a function of the linked module cannot be read: {error}"))
    }

    fn rewritten(&mut self, body: &FunctionBody<'_>) -> Result<Vec<u8>, Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(body)?;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            function.instruction(&self.parse_instruction(&mut reader)?);
        }
        Ok(function.into_raw_body())
    }
}

impl Reencode for Canonical<'_> {
    type Error = Infallible;

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a module has some 10^4 functions"
    )]
    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        let defined = (function as usize).checked_sub(self.imported);
        let stands = defined.and_then(|at| self.stands_for.get(at));
        Ok(stands.map_or(function, |at| (self.imported + at) as u32))
    }
}
