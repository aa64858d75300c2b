//! `quorumscope list`

use crate::fail::Failure;
use scenario::catalog;
use scenario::plan::{Choice, Plan};
use scenario::script::param::{Param, ParamKind};
use scenario::script::{Bilingual, Script};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;

pub(crate) fn list(json: bool) -> Result<String, Failure> {
    let mut entries = Vec::new();
    for id in catalog::ids() {
        let script = catalog::find(id).map_err(Failure::usage)?;
        let plan = Plan::decide(&script, &Choice::default()).map_err(Failure::usage)?;
        entries.push(Entry::new(id, &script, &plan));
    }
    if json {
        return serde_json::to_string_pretty(&entries).map_err(Failure::usage);
    }
    Ok(entries
        .iter()
        .map(Entry::text)
        .collect::<Vec<_>>()
        .join("\n"))
}

/// A text in both languages, as JSON.
#[derive(Serialize)]
pub(crate) struct Text {
    en: String,
    zh: String,
}

impl From<&Bilingual> for Text {
    fn from(text: &Bilingual) -> Self {
        Self {
            en: text.en.clone(),
            zh: text.zh.clone(),
        }
    }
}

#[derive(Serialize)]
struct Entry {
    id: &'static str,
    system: &'static str,
    title: Text,
    release: &'static str,
    seed: u64,
    minutes: u32,
    fixes: Vec<FixEntry>,
    params: Vec<Value>,
}

#[derive(Serialize)]
struct FixEntry {
    id: String,
    works: bool,
    title: Text,
}

impl Entry {
    fn new(id: &'static str, script: &Script, plan: &Plan) -> Self {
        let fix = |fix: &scenario::script::Fix| FixEntry {
            id: fix.id.clone(),
            works: fix.works,
            title: (&fix.title).into(),
        };
        Self {
            id,
            system: "zookeeper",
            title: (&script.title).into(),
            release: plan.release.name(),
            seed: plan.seed,
            minutes: script.minutes,
            fixes: script.fixes.iter().map(fix).collect(),
            params: script
                .params
                .iter()
                .filter(|p| !p.hidden)
                .map(param)
                .collect(),
        }
    }

    fn text(&self) -> String {
        let mut text = format!(
            "{}  ZooKeeper {}\n  {}\n",
            self.id, self.release, self.title.en
        );
        for fix in &self.fixes {
            let kind = if fix.works { "works" } else { "tempting" };
            let _ = writeln!(text, "  --fix {:20} {kind:9} {}", fix.id, fix.title.en);
        }
        for param in &self.params {
            let word = |key: &str| match param.get(key) {
                Some(Value::String(word)) => word.clone(),
                Some(Value::Object(text)) => text["en"].as_str().unwrap_or_default().to_owned(),
                Some(other) => other.to_string(),
                None => String::new(),
            };
            let _ = writeln!(
                text,
                "  --set {}={}  {}",
                word("name"),
                word("default"),
                word("title")
            );
        }
        text
    }
}

/// A parameter with its type: `int` with its range, `enum` with its values, or `bool`.
fn param(param: &Param) -> Value {
    let common = json!({
        "name": param.name,
        "title": Text::from(&param.title),
    });
    let own = match &param.kind {
        ParamKind::Int { min, max } => json!({
            "type": "int",
            "default": param.default.parse::<i64>().unwrap_or_default(),
            "min": min,
            "max": max,
        }),
        ParamKind::Enum { values } => {
            json!({ "type": "enum", "default": param.default, "values": values })
        }
        ParamKind::Bool => json!({ "type": "bool", "default": param.default == "true" }),
    };
    merge(common, own)
}

fn merge(mut value: Value, other: Value) -> Value {
    if let (Value::Object(map), Value::Object(more)) = (&mut value, other) {
        map.extend(more);
    }
    value
}
