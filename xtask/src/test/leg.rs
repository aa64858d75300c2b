//! The parts of the whole: what each is called and what it needs before it can run.

use harness::Browser;

/// One part of `cargo xtask test`, in the order in which they run: cheap ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leg {
    /// Formatting.
    Fmt,
    /// Lints, for this machine and for the browser.
    Clippy,
    /// Documentation without a warning.
    Doc,
    /// Tests that need no browser.
    Native,
    /// Exports, opened by the programs that their formats were made for.
    Readers,
    /// The terminal program as it is shipped, held to its contract and to the committed runs.
    Release,
    /// Tests compiled to wasm, in one browser.
    Wasm(Browser),
    /// The release page, within its size budget.
    Page,
    /// Journeys through the release page, in one browser.
    Journeys(Browser),
    /// The wasm tests once more, by the command of those who have wasm-pack.
    WasmPack,
}

/// What can be named after `--only`.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// cargo fmt
    Fmt,
    /// cargo clippy, native and wasm
    Clippy,
    /// cargo doc
    Doc,
    /// cargo test
    Native,
    /// Exports, opened by programs from npm
    Readers,
    /// cargo test of the optimised terminal program
    Release,
    /// Wasm tests in Chromium
    Chrome,
    /// Wasm tests in Firefox
    Firefox,
    /// The release page and its size
    Page,
    /// Journeys in both browsers
    E2e,
    /// Journeys in Chromium
    E2eChrome,
    /// Journeys in Firefox
    E2eFirefox,
    /// wasm-pack test in both browsers
    WasmPack,
}

impl Leg {
    /// Everything.
    pub(crate) const ALL: [Self; 12] = [
        Self::Fmt,
        Self::Clippy,
        Self::Doc,
        Self::Native,
        Self::Readers,
        Self::Release,
        Self::Wasm(Browser::Chrome),
        Self::Wasm(Browser::Firefox),
        Self::Page,
        Self::Journeys(Browser::Chrome),
        Self::Journeys(Browser::Firefox),
        Self::WasmPack,
    ];

    /// The word for it, on the command line and in reports.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Doc => "doc",
            Self::Native => "native",
            Self::Readers => "readers",
            Self::Release => "release",
            Self::Wasm(browser) => browser.id(),
            Self::Page => "page",
            Self::Journeys(Browser::Chrome) => "e2e-chrome",
            Self::Journeys(Browser::Firefox) => "e2e-firefox",
            Self::WasmPack => "wasm-pack",
        }
    }

    /// The browsers it runs in.
    pub(crate) fn browsers(self) -> &'static [Browser] {
        match self {
            Self::Fmt
            | Self::Clippy
            | Self::Doc
            | Self::Native
            | Self::Readers
            | Self::Release
            | Self::Page => &[],
            Self::Wasm(Browser::Chrome) | Self::Journeys(Browser::Chrome) => &[Browser::Chrome],
            Self::Wasm(Browser::Firefox) | Self::Journeys(Browser::Firefox) => &[Browser::Firefox],
            Self::WasmPack => &Browser::ALL,
        }
    }

    /// Whether it compiles for the browser.
    pub(crate) fn needs_wasm(self) -> bool {
        match self {
            Self::Fmt
            | Self::Doc
            | Self::Native
            | Self::Readers
            | Self::Release
            | Self::Journeys(_) => false,
            Self::Clippy | Self::Wasm(_) | Self::Page | Self::WasmPack => true,
        }
    }
}

impl Choice {
    /// The legs behind the word. Journeys bring the page they lead through.
    fn legs(self) -> Vec<Leg> {
        match self {
            Self::Fmt => vec![Leg::Fmt],
            Self::Clippy => vec![Leg::Clippy],
            Self::Doc => vec![Leg::Doc],
            Self::Native => vec![Leg::Native],
            Self::Readers => vec![Leg::Readers],
            Self::Release => vec![Leg::Release],
            Self::Chrome => vec![Leg::Wasm(Browser::Chrome)],
            Self::Firefox => vec![Leg::Wasm(Browser::Firefox)],
            Self::Page => vec![Leg::Page],
            Self::E2e => vec![
                Leg::Page,
                Leg::Journeys(Browser::Chrome),
                Leg::Journeys(Browser::Firefox),
            ],
            Self::E2eChrome => vec![Leg::Page, Leg::Journeys(Browser::Chrome)],
            Self::E2eFirefox => vec![Leg::Page, Leg::Journeys(Browser::Firefox)],
            Self::WasmPack => vec![Leg::WasmPack],
        }
    }
}

/// The legs to run. Without a choice that is everything; wasm-pack is not a part of everything
/// unless it is asked for, because it takes minutes to install.
pub(crate) fn chosen(only: &[Choice], wasm_pack: bool) -> Vec<Leg> {
    let named: Vec<Leg> = only.iter().flat_map(|choice| choice.legs()).collect();
    let wanted = |leg: &Leg| {
        let asked_for = if *leg == Leg::WasmPack {
            wasm_pack
        } else {
            only.is_empty()
        };
        asked_for || named.contains(leg)
    };
    Leg::ALL.into_iter().filter(wanted).collect()
}

/// The legs that are a part of everything and do not run.
pub(crate) fn left_out(running: &[Leg]) -> Vec<Leg> {
    Leg::ALL
        .into_iter()
        .filter(|leg| *leg != Leg::WasmPack && !running.contains(leg))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(legs: &[Leg]) -> String {
        legs.iter()
            .map(|leg| leg.id())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn everything_is_everything_but_wasm_pack() {
        let all =
            "fmt clippy doc native readers release chrome firefox page e2e-chrome e2e-firefox";
        assert_eq!(ids(&chosen(&[], false)), all);
        assert_eq!(ids(&chosen(&[], true)), format!("{all} wasm-pack"));
        assert_eq!(ids(&left_out(&chosen(&[], false))), "");
    }

    #[test]
    fn a_choice_runs_in_the_usual_order_and_leaves_the_rest_out() {
        let running = chosen(&[Choice::E2eFirefox, Choice::Fmt], false);
        assert_eq!(ids(&running), "fmt page e2e-firefox");
        assert_eq!(
            ids(&left_out(&running)),
            "clippy doc native readers release chrome firefox e2e-chrome"
        );
        assert_eq!(ids(&chosen(&[Choice::WasmPack], false)), "wasm-pack");
    }
}
