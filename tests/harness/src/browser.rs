//! Which browsers this machine has, and where.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// The two engines the page is tested in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Chromium, or Chrome where that is what the machine has.
    Chrome,
    /// Firefox, or its extended support release.
    Firefox,
}

/// A browser and its driver, both found.
#[derive(Clone, Debug)]
pub struct Installed {
    /// Which one.
    pub browser: Browser,
    /// The browser's own executable.
    pub binary: PathBuf,
    /// `chromedriver` or `geckodriver`.
    pub driver: PathBuf,
}

impl Browser {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chrome, Self::Firefox];

    /// The name used on command lines and in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Chrome => "chrome",
            Self::Firefox => "firefox",
        }
    }

    /// The browser called `id`.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|browser| browser.id() == id)
    }

    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chrome => "Chromium",
            Self::Firefox => "Firefox",
        }
    }

    /// The program that drives it.
    pub fn driver_name(self) -> &'static str {
        match self {
            Self::Chrome => "chromedriver",
            Self::Firefox => "geckodriver",
        }
    }

    /// The environment variable that names the driver's path. wasm-bindgen's test runner reads
    /// the same one.
    pub fn driver_variable(self) -> &'static str {
        match self {
            Self::Chrome => "CHROMEDRIVER",
            Self::Firefox => "GECKODRIVER",
        }
    }

    /// The environment variable that names the browser's own path.
    pub fn binary_variable(self) -> &'static str {
        match self {
            Self::Chrome => "CHROME",
            Self::Firefox => "FIREFOX",
        }
    }

    /// Looks for the browser: its variable, then PATH, then where installers put it.
    pub fn find_binary(self) -> Option<PathBuf> {
        let names: &[&str] = match self {
            Self::Chrome => &[
                "chromium",
                "chromium-browser",
                "google-chrome-stable",
                "google-chrome",
            ],
            Self::Firefox => &["firefox-esr", "firefox"],
        };
        from_variable(self.binary_variable())
            .or_else(|| names.iter().find_map(|name| on_path(name)))
            .or_else(|| self.usual_places().into_iter().find(|path| path.is_file()))
    }

    /// Looks for the driver: its variable, then PATH, then the directory of pinned tools.
    pub fn find_driver(self, tools: &Path) -> Option<PathBuf> {
        let pinned = tools.join(format!("{}{}", self.driver_name(), env::consts::EXE_SUFFIX));
        from_variable(self.driver_variable())
            .or_else(|| on_path(self.driver_name()))
            // Ubuntu's snap calls it so.
            .or_else(|| on_path(&format!("chromium.{}", self.driver_name())))
            .or_else(|| pinned.is_file().then_some(pinned))
    }

    /// Finds both halves, or says which is missing.
    pub fn find(self, tools: &Path) -> Result<Installed, &'static str> {
        let binary = self.find_binary().ok_or(self.name())?;
        let driver = self.find_driver(tools).ok_or(self.driver_name())?;
        Ok(Installed {
            browser: self,
            binary,
            driver,
        })
    }

    fn usual_places(self) -> Vec<PathBuf> {
        let inside: &[&str] = match self {
            Self::Chrome => &[
                "Google/Chrome/Application/chrome.exe",
                "Chromium/Application/chrome.exe",
            ],
            Self::Firefox => &["Mozilla Firefox/firefox.exe"],
        };
        let mac: &[&str] = match self {
            Self::Chrome => &[
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                "/Applications/Chromium.app/Contents/MacOS/Chromium",
            ],
            Self::Firefox => &["/Applications/Firefox.app/Contents/MacOS/firefox"],
        };
        let roots = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"];
        let windows = roots.into_iter().filter_map(env::var_os).flat_map(|root| {
            inside
                .iter()
                .map(move |path| Path::new(&root).join(path))
                .collect::<Vec<_>>()
        });
        windows.chain(mac.iter().map(PathBuf::from)).collect()
    }
}

impl Installed {
    /// The vendor part of the capabilities, without anything a single session wants: also the
    /// content of a `webdriver.json`.
    pub fn options(&self) -> Value {
        match self.browser {
            Browser::Chrome => {
                json!({ "goog:chromeOptions": { "binary": self.binary, "args": chrome_arguments() } })
            }
            Browser::Firefox => {
                json!({ "moz:firefoxOptions": { "binary": self.binary, "args": [] } })
            }
        }
    }
}

fn chrome_arguments() -> Vec<&'static str> {
    let mut arguments = vec![
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--no-first-run",
        "--disable-component-update",
    ];
    // Chromium does not start as root with its sandbox; anybody else keeps it.
    if is_root() {
        arguments.push("--no-sandbox");
    }
    arguments
}

/// Whether this process runs as root, as it does in most containers.
pub fn is_root() -> bool {
    cfg!(unix)
        && Command::new("id")
            .arg("-u")
            .output()
            .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// The program of that name on PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|directory| directory.join(&file))
        .find(|program| program.is_file())
}

fn from_variable(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}
