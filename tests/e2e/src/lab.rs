//! What a journey is given: the built site, a browser, and a place for pictures of failures.

use std::path::{Path, PathBuf};

use harness::{Browser, Failure, Installed, Outcome, Page, Port, Preferences, Server, Site};

/// The surroundings of one journey.
pub(crate) struct Lab<'a> {
    dist: &'a Path,
    out: &'a Path,
    installed: &'a Installed,
    journey: &'a str,
}

/// Copies a folder and what is in it, but for the book.
fn copy(from: &Path, to: &Path) -> Outcome {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if !entry.path().is_dir() {
            std::fs::copy(entry.path(), target)?;
        } else if entry.file_name() != "book" {
            std::fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}

/// The address of a file on the disk.
pub(crate) fn file_address(file: &Path) -> String {
    let path = file.to_string_lossy().replace('\\', "/");
    format!("file:///{}", path.trim_start_matches('/'))
}

impl<'a> Lab<'a> {
    pub(crate) fn new(
        dist: &'a Path,
        out: &'a Path,
        installed: &'a Installed,
        journey: &'a str,
    ) -> Self {
        Self {
            dist,
            out,
            installed,
            journey,
        }
    }

    /// Which browser the visitors have.
    pub(crate) fn browser(&self) -> Browser {
        self.installed.browser
    }

    /// The site as it is published.
    pub(crate) fn site(&self) -> Site {
        Site::new(self.dist)
    }

    /// The page as one file, alone in a folder on the disk: its address.
    pub(crate) fn single_file(&self) -> Outcome<String> {
        let file = self.folder("alone")?.join("quorumscope.html");
        std::fs::copy(self.dist.join("quorumscope.html"), &file)?;
        Ok(file_address(&file))
    }

    /// The site without its book in a folder of its own, to be changed.
    pub(crate) fn published(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.folder(name)?;
        copy(self.dist, &folder)?;
        Ok(folder)
    }

    /// A folder of this journey in this browser.
    fn folder(&self, name: &str) -> Outcome<PathBuf> {
        let own = format!("{}-{}", self.installed.browser.id(), self.journey);
        let folder = self.out.join(own).join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(folder.canonicalize()?)
    }

    /// Serves the site, at `/` unless it was told otherwise, on a port of its own.
    pub(crate) fn serve(&self, site: Site) -> Outcome<Server> {
        Ok(Server::start(site, Port::Any)?)
    }

    /// Lets a visitor with a fresh browser look at it. When that fails there is a picture, and
    /// the message says where and what the browser complained about.
    pub(crate) fn visit(
        &self,
        preferences: &Preferences,
        steps: impl FnOnce(&Page) -> Outcome,
    ) -> Outcome {
        let page = Page::start(self.installed, preferences)?;
        steps(&page).map_err(|failure| {
            let picture = self.picture();
            let seen = match page.screenshot(&picture) {
                Ok(()) => format!("picture: {}", picture.display()),
                Err(error) => format!("no picture: {error}"),
            };
            let complaints = page.complaints().unwrap_or_default();
            let heard = if complaints.is_empty() {
                "nothing".to_owned()
            } else {
                complaints.join("; ")
            };
            Failure::expected(format!(
                "{failure}\n    {seen}\n    the console says: {heard}"
            ))
        })
    }

    fn picture(&self) -> PathBuf {
        self.out.join(format!(
            "{}-{}.png",
            self.installed.browser.id(),
            self.journey
        ))
    }
}
