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
        entries.push(Entry::new(
            id,
            "zookeeper",
            plan.release.name(),
            plan.seed,
            &script,
        ));
    }
    for id in failover::catalog::ids() {
        let script = failover::catalog::find(id).map_err(Failure::usage)?;
        let plan = failover::plan::Plan::decide(&script, &Choice::default());
        let plan = plan.map_err(Failure::usage)?;
        let entry = Entry::new(
            id,
            "dolphinscheduler",
            plan.model.name(),
            plan.seed,
            &script,
        );
        entries.push(Entry {
            about: Some(plan.about),
            ..entry
        });
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
    /// The harms that the story is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Vec<&'static str>>,
}

#[derive(Serialize)]
struct FixEntry {
    id: String,
    works: bool,
    /// Only where it makes the harm smaller without ending it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    lessens: bool,
    title: Text,
}

impl Entry {
    fn new(
        id: &'static str,
        system: &'static str,
        release: &'static str,
        seed: u64,
        script: &Script,
    ) -> Self {
        let fix = |fix: &scenario::script::Fix| FixEntry {
            id: fix.id.clone(),
            works: fix.works,
            lessens: fix.lessens,
            title: (&fix.title).into(),
        };
        Self {
            id,
            system,
            title: (&script.title).into(),
            release,
            seed,
            minutes: script.minutes,
            fixes: script.fixes.iter().map(fix).collect(),
            params: script
                .params
                .iter()
                .filter(|p| !p.hidden)
                .map(param)
                .collect(),
            about: None,
        }
    }

    fn text(&self) -> String {
        let mut text = format!(
            "{}  {} {}\n  {}\n",
            self.id,
            system_name(self.system),
            self.release,
            self.title.en
        );
        for fix in &self.fixes {
            let kind = match (fix.works, fix.lessens) {
                (true, _) => "works",
                (false, true) => "lessens",
                (false, false) => "tempting",
            };
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

/// A system's name as its project writes it.
pub(crate) fn system_name(system: &str) -> &'static str {
    match system {
        "dolphinscheduler" => "DolphinScheduler",
        _ => "ZooKeeper",
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
        ParamKind::Enum { values, numbers } => {
            let kind = json!({ "type": "enum", "default": param.default, "values": values });
            match numbers {
                Some((min, max)) => merge(kind, json!({ "min": min, "max": max })),
                None => kind,
            }
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
