//! Which line installs a browser on the machine at hand.

use std::fs;

use harness::Browser;
use harness::browser::{is_root, on_path};

/// A system that installs software in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    /// Debian and its descendants that keep its packages; whether we may use apt right away.
    Debian { root: bool },
    /// Ubuntu ships browsers as snaps; the packages of those names install the snap.
    Ubuntu { root: bool },
    /// Fedora, and what calls itself like it.
    Fedora,
    /// Arch.
    Arch,
    /// openSUSE.
    Suse,
    /// Alpine.
    Alpine,
    /// Any other Linux or Unix.
    Unknown,
    /// macOS.
    Mac,
    /// Windows.
    Windows,
}

/// Debian's packages for both browsers and Chromium's driver.
const DEBIAN_PACKAGES: &[&str] = &["chromium", "chromium-driver", "firefox-esr"];

impl Platform {
    /// The machine at hand.
    pub(crate) fn detect() -> Self {
        if cfg!(target_os = "macos") {
            return Self::Mac;
        }
        if cfg!(windows) {
            return Self::Windows;
        }
        let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        Self::from_release(&release, is_root() && on_path("apt-get").is_some())
    }

    /// From the text of `/etc/os-release`.
    fn from_release(release: &str, root: bool) -> Self {
        let value = |key: &str| {
            let line = release.lines().find_map(|line| line.strip_prefix(key));
            line.unwrap_or_default().trim_matches('"').to_owned()
        };
        let names = format!("{} {}", value("ID="), value("ID_LIKE="));
        for name in names.split_whitespace() {
            match name {
                "ubuntu" => return Self::Ubuntu { root },
                "debian" => return Self::Debian { root },
                "fedora" | "rhel" => return Self::Fedora,
                "arch" => return Self::Arch,
                "suse" | "opensuse" => return Self::Suse,
                "alpine" => return Self::Alpine,
                _ => {}
            }
        }
        Self::Unknown
    }

    /// The packages that may be installed without asking.
    pub(crate) fn install_unasked(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Debian { root: true } | Self::Ubuntu { root: true } => Some(DEBIAN_PACKAGES),
            Self::Debian { root: false }
            | Self::Ubuntu { root: false }
            | Self::Fedora
            | Self::Arch
            | Self::Suse
            | Self::Alpine
            | Self::Unknown
            | Self::Mac
            | Self::Windows => None,
        }
    }

    /// What to type for a browser and its driver.
    pub(crate) fn install_line(self, browser: Browser) -> &'static str {
        let (chrome, firefox) = match self {
            Self::Debian { root: true } => (
                "apt-get install --yes chromium chromium-driver",
                "apt-get install --yes firefox-esr",
            ),
            Self::Debian { root: false } => (
                "sudo apt-get install --yes chromium chromium-driver",
                "sudo apt-get install --yes firefox-esr",
            ),
            Self::Ubuntu { root: true } => ("snap install chromium", "snap install firefox"),
            Self::Ubuntu { root: false } => {
                ("sudo snap install chromium", "sudo snap install firefox")
            }
            Self::Fedora => (
                "sudo dnf install chromium chromedriver",
                "sudo dnf install firefox",
            ),
            Self::Arch => ("sudo pacman -S chromium", "sudo pacman -S firefox"),
            Self::Suse => (
                "sudo zypper install chromium chromedriver",
                "sudo zypper install MozillaFirefox",
            ),
            Self::Alpine => (
                "sudo apk add chromium chromium-chromedriver",
                "sudo apk add firefox",
            ),
            Self::Mac => (
                "brew install --cask google-chrome chromedriver",
                "brew install --cask firefox",
            ),
            Self::Windows => (
                "winget install Google.Chrome Chromium.ChromeDriver",
                "winget install Mozilla.Firefox",
            ),
            Self::Unknown => (
                "(your system's installer) chromium chromedriver",
                "(your system's installer) firefox",
            ),
        };
        match browser {
            Browser::Chrome => chrome,
            Browser::Firefox => firefox,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_told_apart() {
        let check = |release: &str, expected: Platform| {
            assert_eq!(Platform::from_release(release, true), expected);
        };
        check(
            "PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n",
            Platform::Debian { root: true },
        );
        check(
            "NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n",
            Platform::Ubuntu { root: true },
        );
        check(
            "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n",
            Platform::Ubuntu { root: true },
        );
        check(
            "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
            Platform::Fedora,
        );
        check(
            "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n",
            Platform::Suse,
        );
        check("", Platform::Unknown);
    }

    #[test]
    fn only_root_on_debian_is_not_asked() {
        assert!(Platform::Debian { root: true }.install_unasked().is_some());
        for platform in [
            Platform::Debian { root: false },
            Platform::Fedora,
            Platform::Mac,
            Platform::Windows,
        ] {
            assert_eq!(platform.install_unasked(), None, "{platform:?}");
        }
    }
}
