//! Arranges the linked module so that it travels in fewer bytes, without changing what it does.
//!
//! A compressor looks for what it has just seen: functions that resemble each other are laid side by
//! side. Functions that are equal to the byte are kept once. What module and glue call each other by
//! is as short as it can be.

mod names;
mod order;
mod same;

use std::collections::BTreeMap;
use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, ImportSection, Imports, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, Export, FunctionSectionReader, KnownCustom, Name,
    Parser,
};

use names::Names;
use same::Functions;

/// A module and its glue, arranged.
pub(super) struct Arranged {
    /// The module.
    pub(super) module: Vec<u8>,
    /// The script that loads it.
    pub(super) script: String,
    /// The names of its functions by number, as far as they had any.
    pub(super) functions: BTreeMap<u32, String>,
}

/// Arranges a module and the script that wasm-bindgen has written for it.
pub(super) fn arrange(module: &[u8], script: &str) -> Result<Arranged> {
    let functions = Functions::of(module)?;
    let kept = functions.distinct()?;
    let bodies: Vec<&[u8]> = kept.order.iter().map(|at| functions.bodies[*at]).collect();
    let order: Vec<usize> = (order::side_by_side(&bodies).into_iter())
        .map(|at| kept.order[at])
        .collect();
    let names = Names::of(module, script)?;
    let mut arrangement = Arrangement {
        indices: kept.indices(functions.imported, &order),
        order,
        names: &names,
        functions: BTreeMap::new(),
    };
    let mut arranged = Module::new();
    arrangement
        .parse_core_module(&mut arranged, Parser::new(0), module)
        .map_err(|error| anyhow!("the linked module cannot be arranged: {error}"))?;
    Ok(Arranged {
        module: arranged.finish(),
        script: names.renamed(script),
        functions: arrangement.functions,
    })
}

/// Where everything goes.
struct Arrangement<'a> {
    /// What becomes of the number of a function.
    indices: Vec<u32>,
    /// The defined functions that are kept, in their new order.
    order: Vec<usize>,
    names: &'a Names,
    /// The names that were found, by new number.
    functions: BTreeMap<u32, String>,
}

type Failure = Error<Infallible>;

impl Reencode for Arrangement<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Failure> {
        let index = self.indices.get(function as usize).copied();
        Ok(index.unwrap_or(function))
    }

    fn parse_imports(
        &mut self,
        section: &mut ImportSection,
        imports: wasmparser::Imports<'_>,
    ) -> Result<(), Failure> {
        for import in imports {
            let (_, import) = import?;
            section.imports(Imports::Single(wasm_encoder::Import {
                module: self.names.short(import.module),
                name: self.names.short(import.name),
                ty: self.entity_type(import.ty)?,
            }));
        }
        Ok(())
    }

    fn parse_export(
        &mut self,
        exports: &mut wasm_encoder::ExportSection,
        export: Export<'_>,
    ) -> Result<(), Failure> {
        let kind = self.export_kind(export.kind)?;
        let index = self.external_index(export.kind, export.index)?;
        exports.export(self.names.short(export.name), kind, index);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Failure> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for at in &self.order {
            functions.function(types[*at]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Failure> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for at in self.order.clone() {
            self.parse_function_body(code, bodies[at].clone())?;
        }
        Ok(())
    }

    /// Nothing of them travels; names are kept beside the module.
    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        section: CustomSectionReader<'_>,
    ) -> Result<(), Failure> {
        let KnownCustom::Name(names) = section.as_known() else {
            return Ok(());
        };
        for name in names {
            let Name::Function(map) = name? else {
                continue;
            };
            for naming in map {
                let naming = naming?;
                let index = self.function_index(naming.index)?;
                (self.functions.entry(index)).or_insert_with(|| naming.name.to_owned());
            }
        }
        Ok(())
    }
}
