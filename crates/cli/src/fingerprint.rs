//! `quorumscope fingerprint`

use crate::fail::Failure;
use scenario::catalog;
use scenario::plan::{Choice, Plan};
use scenario::run::Run;
use std::fmt::Write as _;
use std::sync::Arc;

pub(crate) fn fingerprint(scenarios: &[String]) -> Result<String, Failure> {
    let ids: Vec<&str> = if scenarios.is_empty() {
        catalog::ids().chain(failover::catalog::ids()).collect()
    } else {
        scenarios.iter().map(String::as_str).collect()
    };
    let mut text = String::new();
    for id in ids {
        if failover::catalog::text(id).is_some() {
            let script = failover::catalog::find(id).map_err(Failure::usage)?;
            let plan = failover::plan::Plan::decide(&script, &Choice::default());
            let run = failover::run::Run::complete(Arc::new(plan.map_err(Failure::usage)?));
            let _ = writeln!(text, "{id} {}", run.trace().fingerprint());
            continue;
        }
        let script = crate::run::find(id)?;
        let plan = Plan::decide(&script, &Choice::default()).map_err(Failure::usage)?;
        let run = Run::complete(Arc::new(plan));
        let _ = writeln!(text, "{id} {}", run.trace().fingerprint());
    }
    Ok(text)
}
