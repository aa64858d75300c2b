#![allow(clippy::print_stdout, missing_docs, clippy::unwrap_used)]
mod common;
#[test]
fn explore() {
    for id in failover::catalog::ids() {
        let script = failover::catalog::find(id).unwrap();
        let fixes = script.fixes.iter().map(|f| vec![f.id.as_str()]);
        for fix in std::iter::once(vec![]).chain(fixes) {
            let mut n = [0_u32; 4];
            let mut dup = (0,0,0,0,0);
            let mut lost = (0,0,0);
            for seed in 1..=20 {
                let o = common::outcome(id, &fix, &[], Some(seed));
                for (i, harm) in failover::plan::HARMS.iter().enumerate() { n[i] += u32::from(o.shows(harm)); }
                let d = o.duplicates; dup.0 += d.workflow_owners; dup.1 += d.tasks; dup.2 += d.dispatches; dup.3 += d.yarn_apps; dup.4 += d.commands;
                lost.0 += o.lost.commands; lost.1 += o.lost.workflows; lost.2 += o.lost.alerts;
            }
            println!("EX {id} {fix:?}: {n:?} dup {dup:?} lost {lost:?}");
        }
    }
}
