//! Which file answers which address. Everything here is decided without touching a socket.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// A directory as a static host would publish it.
#[derive(Clone, Debug)]
pub struct Site {
    root: PathBuf,
    /// Begins and ends with a slash.
    prefix: String,
    withheld: Option<String>,
    delayed: Option<(String, Duration)>,
    kept: bool,
    isolated: bool,
}

/// Whoever rebuilds wants to see the new page, whatever the browser remembers.
const NOT_KEPT: &str = "Cache-Control: no-cache, no-store, must-revalidate\r\n";
/// As static hosts do it.
const KEPT: &str = "Cache-Control: max-age=600\r\n";
/// What a browser asks for before it lets a page read its clock to 5 µs instead of 100.
const ISOLATED: &str = "Cross-Origin-Opener-Policy: same-origin\r\n\
                        Cross-Origin-Embedder-Policy: require-corp\r\n";

/// What an address leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// The file at this path.
    File(PathBuf),
    /// A directory without its closing slash: relative links would break.
    Redirect(String),
    /// Nothing, or nothing that may be shown.
    NotFound,
}

impl Site {
    /// Publishes `root` at `/`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            prefix: "/".to_owned(),
            withheld: None,
            delayed: None,
            kept: false,
            isolated: false,
        }
    }

    /// Publishes it below a path instead, as a project page on a shared host is.
    #[must_use]
    pub fn below(mut self, prefix: &str) -> Self {
        let inner = prefix.trim_matches('/');
        self.prefix = if inner.is_empty() {
            "/".to_owned()
        } else {
            format!("/{inner}/")
        };
        self
    }

    /// Pretends that files whose path ends so do not exist, as when a download fails.
    #[must_use]
    pub fn withholding(mut self, ending: &str) -> Self {
        self.withheld = Some(ending.to_owned());
        self
    }

    /// Answers for files whose path ends so only after a while, as a slow line does.
    #[must_use]
    pub fn delaying(mut self, ending: &str, by: Duration) -> Self {
        self.delayed = Some((ending.to_owned(), by));
        self
    }

    /// Lets browsers keep what they have got, as static hosts do.
    #[must_use]
    pub fn kept(mut self) -> Self {
        self.kept = true;
        self
    }

    /// Isolates the page from other origins, which gives it a clock that tells microseconds.
    #[must_use]
    pub fn isolated(mut self) -> Self {
        self.isolated = true;
        self
    }

    /// How long the answer for a request target waits.
    pub(crate) fn delay(&self, target: &str) -> Duration {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        match &self.delayed {
            Some((ending, by)) if path.ends_with(ending.as_str()) => *by,
            Some(_) | None => Duration::ZERO,
        }
    }

    /// The headers that come with every answer.
    pub(crate) fn headers(&self) -> String {
        let keeping = if self.kept { KEPT } else { NOT_KEPT };
        let isolation = if self.isolated { ISOLATED } else { "" };
        format!("{keeping}{isolation}")
    }

    /// The path below which the site stands, with both slashes.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Finds what a request target such as `/lab/index.html?x=1` leads to.
    pub fn answer(&self, target: &str) -> Answer {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let Some(inside) = path.strip_prefix(&self.prefix) else {
            let root = self.prefix.trim_end_matches('/');
            return if path == root {
                Answer::Redirect(self.prefix.clone())
            } else {
                Answer::NotFound
            };
        };
        // `//host/` in a redirect would be another host.
        if inside.starts_with('/') {
            return Answer::NotFound;
        }
        let Some(relative) = safe_relative(inside) else {
            return Answer::NotFound;
        };
        if self
            .withheld
            .as_ref()
            .is_some_and(|ending| inside.ends_with(ending.as_str()))
        {
            return Answer::NotFound;
        }
        let file = self.root.join(&relative);
        if !self.contains(&file) {
            return Answer::NotFound;
        }
        if !file.is_dir() {
            return Answer::File(file);
        }
        if !path.ends_with('/') {
            return Answer::Redirect(format!("{path}/"));
        }
        let index = file.join("index.html");
        if index.is_file() {
            Answer::File(index)
        } else {
            Answer::NotFound
        }
    }

    /// Whether the file exists and, symbolic links followed, lies below the root.
    fn contains(&self, file: &Path) -> bool {
        match (self.root.canonicalize(), file.canonicalize()) {
            (Ok(root), Ok(file)) => file.starts_with(root),
            (Ok(_) | Err(_), Err(_)) | (Err(_), Ok(_)) => false,
        }
    }
}

/// The decoded path below the root, or `None` for anything that could lead out of it.
fn safe_relative(encoded: &str) -> Option<PathBuf> {
    let decoded = percent_decode(encoded)?;
    let mut path = PathBuf::new();
    for part in decoded.split('/') {
        // A backslash or a colon means a path of its own on Windows.
        if part == ".." || part.contains(['\\', ':', '\0']) {
            return None;
        }
        if !part.is_empty() && part != "." {
            path.push(part);
        }
    }
    Some(path)
}

/// Undoes `%20` and the like; `None` when that does not yield text.
fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The media type of a file, by its ending. Browsers compile `application/wasm` while it streams
/// and refuse a module script of any type but JavaScript's.
pub fn media_type(path: &Path) -> &'static str {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "txt" | "log" | "md" | "cfg" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site with a page, a directory with a page, one without, and a secret beside the root.
    fn site(name: &str) -> (Site, PathBuf) {
        let base = std::env::temp_dir().join(format!("harness-site-{}-{name}", std::process::id()));
        let root = base.join("public");
        std::fs::create_dir_all(root.join("book/en")).unwrap();
        std::fs::create_dir_all(root.join("empty")).unwrap();
        std::fs::write(base.join("secret.txt"), "no").unwrap();
        std::fs::write(root.join("index.html"), "hello").unwrap();
        std::fs::write(root.join("with space.txt"), "hello").unwrap();
        std::fs::write(root.join("book/en/index.html"), "hello").unwrap();
        (Site::new(&root), root)
    }

    #[test]
    fn addresses_lead_to_files() {
        let (site, root) = site("files");
        let check =
            |target: &str, expected: Answer| assert_eq!(site.answer(target), expected, "{target}");
        check("/", Answer::File(root.join("index.html")));
        check("/?lang=zh", Answer::File(root.join("index.html")));
        check("/index.html", Answer::File(root.join("index.html")));
        check(
            "/with%20space.txt",
            Answer::File(root.join("with space.txt")),
        );
        check("/book/en", Answer::Redirect("/book/en/".to_owned()));
        check("/book/en/", Answer::File(root.join("book/en/index.html")));
        check("/empty/", Answer::NotFound);
        check("/absent.html", Answer::NotFound);
    }

    #[test]
    fn nothing_outside_the_root_is_reachable() {
        let (site, _) = site("traversal");
        for target in [
            "/../secret.txt",
            "/book/../../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/..%5csecret.txt",
            "/..\\secret.txt",
            "//etc/passwd",
            "/C:/Windows/win.ini",
            "/%00",
            "/%zz",
            "/%e4",
            "../secret.txt",
        ] {
            assert_eq!(site.answer(target), Answer::NotFound, "{target}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_root_is_not_followed() {
        let (site, root) = site("links");
        let link = root.join("link.txt");
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(root.join("../secret.txt"), &link).unwrap();
        assert_eq!(site.answer("/link.txt"), Answer::NotFound);
    }

    #[test]
    fn a_site_can_stand_below_a_path() {
        let (site, root) = site("prefix");
        let site = site.below("some/where");
        assert_eq!(site.prefix(), "/some/where/");
        assert_eq!(
            site.answer("/some/where/"),
            Answer::File(root.join("index.html"))
        );
        assert_eq!(
            site.answer("/some/where"),
            Answer::Redirect("/some/where/".to_owned())
        );
        assert_eq!(site.answer("/index.html"), Answer::NotFound);
        assert_eq!(
            site.answer("/some/where/../../index.html"),
            Answer::NotFound
        );
    }

    #[test]
    fn files_can_be_withheld() {
        let (site, _) = site("withheld");
        assert_eq!(
            site.withholding(".html").answer("/index.html"),
            Answer::NotFound
        );
    }

    #[test]
    fn files_can_be_slow_and_be_kept() {
        let (site, _) = site("slow");
        assert!(site.headers().contains("no-store"));
        let second = Duration::from_secs(1);
        let slow = site.delaying(".wasm", second).kept().isolated();
        assert_eq!(slow.delay("/a.wasm?x=1"), second);
        assert_eq!(slow.delay("/a.js"), Duration::ZERO);
        let headers = slow.headers();
        assert!(headers.contains("max-age") && headers.contains("require-corp"));
        assert!(headers.lines().all(|line| line.contains(": ")));
    }

    #[test]
    fn media_types_follow_the_ending() {
        let check = |name: &str, expected: &str| assert_eq!(media_type(Path::new(name)), expected);
        check("app_bg.wasm", "application/wasm");
        check("boot.JS", "text/javascript; charset=utf-8");
        check("index.html", "text/html; charset=utf-8");
        check("zk0.log", "text/plain; charset=utf-8");
        check("LICENSE", "application/octet-stream");
    }
}
