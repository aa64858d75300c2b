//! Measures natively what its arguments name, and prints one line of JSON for each.

// In a browser the library's export is all there is.
#[cfg(target_family = "wasm")]
use ::bench as _;

fn main() {
    #[cfg(not(target_family = "wasm"))]
    native();
}

#[cfg(not(target_family = "wasm"))]
#[allow(clippy::print_stdout, reason = "its output is its purpose")]
fn native() {
    let start = std::time::Instant::now();
    let now = || start.elapsed().as_secs_f64() * 1_000.0;
    for name in std::env::args().skip(1) {
        println!("{}", bench::measure::run(&name, &now));
    }
}
