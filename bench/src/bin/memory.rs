//! Prints what an hour of the outage keeps in memory, as one line of JSON: the Trace as it is stored,
//! the keyframes of its pictures, and the indices. An allocator that counts says how many bytes live.

#[cfg(not(target_family = "wasm"))]
mod native {
    use bench::measure::delivered;
    use bench::workload::{self, OUTAGE};
    use cap::Cap;
    use picture::index::Index;
    use picture::scrubber::Scrubber;
    use scenario::run::Run;
    use serde_json::{Value, json};
    use std::alloc::System;
    use std::hint::black_box;

    #[global_allocator]
    static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

    /// A value and the bytes that live because of it.
    fn weighed<T>(make: impl FnOnce() -> T) -> (T, usize) {
        let before = ALLOCATOR.allocated();
        let value = make();
        (value, ALLOCATOR.allocated().saturating_sub(before))
    }

    pub(crate) fn measure() -> Result<Value, String> {
        let plan = workload::plan(OUTAGE, Some("1h"))?;
        let (run, of_run) = weighed(|| Run::complete(plan));
        let (world, of_world) = weighed(|| run.world().clone());
        drop(world);
        let reading = run.reading();
        let (scrubber, keyframes) = weighed(|| {
            let mut scrubber = Scrubber::new(&reading);
            scrubber.after(&reading, reading.trace.len());
            scrubber
        });
        let (index, indices) = weighed(|| Index::build(&reading, run.reached()));
        black_box((&scrubber, &index));
        Ok(json!({
            "facts": run.trace().len(),
            "messages": run.trace().messages(),
            "delivered": delivered(run.trace()),
            "trace": of_run.saturating_sub(of_world),
            "keyframes": keyframes,
            "indices": indices,
        }))
    }
}

#[allow(clippy::print_stdout, reason = "its output is its purpose")]
fn main() {
    #[cfg(not(target_family = "wasm"))]
    match native::measure() {
        Ok(measured) => println!("{measured}"),
        Err(error) => println!("{}", serde_json::json!({ "error": error })),
    }
}
