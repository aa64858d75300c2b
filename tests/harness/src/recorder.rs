//! What the browser complains about and what it fetches, while nobody looks.

use serde_json::{Value, json};

use crate::bidi::Bidi;
use crate::browser::Browser;
use crate::error::{Failure, Outcome};
use crate::session::Session;

/// Collects console errors and requested addresses of one session.
pub(crate) struct Recorder {
    source: Source,
    /// Console errors, uncaught exceptions, blocked and failed downloads.
    pub(crate) complaints: Vec<String>,
    /// Every address asked for, in order.
    pub(crate) requests: Vec<String>,
}

enum Source {
    /// Chrome keeps logs that are fetched over WebDriver.
    ChromeLogs,
    /// Firefox sends events.
    FirefoxEvents(Box<Bidi>),
}

impl Recorder {
    /// Begins to record; before the first page is opened.
    pub(crate) fn start(browser: Browser, session: &Session) -> Outcome<Self> {
        let source = match browser {
            Browser::Chrome => Source::ChromeLogs,
            Browser::Firefox => {
                let url = session.capability("webSocketUrl").ok_or_else(|| {
                    Failure::Driver(
                        "this Firefox has no WebDriver BiDi; a newer one does".to_owned(),
                    )
                })?;
                let mut bidi = Bidi::connect(url)?;
                let events = [
                    "log.entryAdded",
                    "network.beforeRequestSent",
                    "network.responseCompleted",
                ];
                bidi.command("session.subscribe", &json!({ "events": events }))?;
                Source::FirefoxEvents(Box::new(bidi))
            }
        };
        Ok(Self {
            source,
            complaints: Vec::new(),
            requests: Vec::new(),
        })
    }

    /// A BiDi command, where the browser is spoken to so.
    pub(crate) fn bidi(&mut self) -> Option<&mut Bidi> {
        match &mut self.source {
            Source::ChromeLogs => None,
            Source::FirefoxEvents(bidi) => Some(bidi),
        }
    }

    /// Brings both lists up to this moment.
    pub(crate) fn update(&mut self, session: &Session) -> Outcome {
        match &mut self.source {
            Source::ChromeLogs => {
                for entry in chrome_log(session, "browser")? {
                    self.complaints.extend(chrome_complaint(&entry));
                }
                for entry in chrome_log(session, "performance")? {
                    self.requests.extend(chrome_request(&entry));
                }
            }
            Source::FirefoxEvents(bidi) => {
                for event in bidi.take_events()? {
                    self.complaints.extend(firefox_complaint(&event));
                    self.requests.extend(firefox_request(&event));
                }
            }
        }
        Ok(())
    }
}

fn chrome_log(session: &Session, kind: &str) -> Outcome<Vec<Value>> {
    let mut entries = session.post("se/log", &json!({ "type": kind }))?;
    Ok(entries
        .as_array_mut()
        .map(std::mem::take)
        .unwrap_or_default())
}

fn chrome_complaint(entry: &Value) -> Option<String> {
    let text = entry["message"].as_str().unwrap_or_default();
    (entry["level"] == "SEVERE").then(|| text.to_owned())
}

fn chrome_request(entry: &Value) -> Option<String> {
    let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    let event = &event["message"];
    let sent = event["method"] == "Network.requestWillBeSent";
    sent.then(|| {
        event["params"]["request"]["url"]
            .as_str()
            .map(str::to_owned)
    })
    .flatten()
}

fn firefox_complaint(event: &Value) -> Option<String> {
    let parameters = &event["params"];
    if event["method"] == "log.entryAdded" && parameters["level"] == "error" {
        return Some(
            parameters["text"]
                .as_str()
                .unwrap_or("an error without a text")
                .to_owned(),
        );
    }
    let status = parameters["response"]["status"]
        .as_u64()
        .unwrap_or_default();
    if event["method"] == "network.responseCompleted" && status >= 400 {
        let url = parameters["request"]["url"].as_str().unwrap_or_default();
        return Some(format!("{url} - status {status}"));
    }
    None
}

fn firefox_request(event: &Value) -> Option<String> {
    let sent = event["method"] == "network.beforeRequestSent";
    sent.then(|| {
        event["params"]["request"]["url"]
            .as_str()
            .map(str::to_owned)
    })
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chrome_entries_are_understood() {
        let severe = json!({ "level": "SEVERE", "message": "http://h/a.js 404" });
        let quiet = json!({ "level": "INFO", "message": "hello" });
        assert_eq!(
            chrome_complaint(&severe).as_deref(),
            Some("http://h/a.js 404")
        );
        assert_eq!(chrome_complaint(&quiet), None);
        let message = json!({ "message": { "method": "Network.requestWillBeSent",
            "params": { "request": { "url": "http://h/" } } } });
        let entry = json!({ "message": message.to_string() });
        assert_eq!(chrome_request(&entry).as_deref(), Some("http://h/"));
    }

    #[test]
    fn firefox_events_are_understood() {
        let error =
            json!({ "method": "log.entryAdded", "params": { "level": "error", "text": "boom" } });
        let info =
            json!({ "method": "log.entryAdded", "params": { "level": "info", "text": "hello" } });
        let lost = json!({ "method": "network.responseCompleted",
            "params": { "request": { "url": "http://h/x" }, "response": { "status": 404 } } });
        let sent = json!({ "method": "network.beforeRequestSent", "params": { "request": { "url": "http://h/" } } });
        assert_eq!(firefox_complaint(&error).as_deref(), Some("boom"));
        assert_eq!(firefox_complaint(&info), None);
        assert_eq!(
            firefox_complaint(&lost).as_deref(),
            Some("http://h/x - status 404")
        );
        assert_eq!(firefox_request(&sent).as_deref(), Some("http://h/"));
        assert_eq!(firefox_request(&lost), None);
    }
}
