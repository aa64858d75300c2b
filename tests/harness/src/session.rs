//! One browser under control: JSON over HTTP, as the WebDriver standard has it.

use std::time::Duration;

use serde_json::{Value, json};
use ureq::{Agent, Body, http::Response};

use crate::browser::Installed;
use crate::driver::Driver;
use crate::error::{Failure, Outcome};

/// The longest a single command may take; starting a browser on a busy machine is the slowest.
const COMMAND_LIMIT: Duration = Duration::from_secs(120);

/// A screenshot of a large page is the largest answer.
const ANSWER_LIMIT: u64 = 256 << 20;

/// A session. Closing the browser is part of dropping it.
pub(crate) struct Session {
    agent: Agent,
    /// Address of the session, without a closing slash.
    base: String,
    capabilities: Value,
    driver: Driver,
}

impl Session {
    /// Starts a driver and a browser with the capabilities.
    pub(crate) fn start(installed: &Installed, capabilities: &Value) -> Outcome<Self> {
        let driver = Driver::start(installed)?;
        let agent: Agent = Agent::config_builder()
            .timeout_global(Some(COMMAND_LIMIT))
            .http_status_as_error(false)
            // A proxy for the outside world does not know this machine's loopback.
            .proxy(None)
            .build()
            .into();
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let created = send(&agent, &format!("{}/session", driver.address()), &body)?;
        let Some(id) = created["sessionId"].as_str() else {
            return Err(Failure::Driver(format!("it gave no session: {created}")));
        };
        Ok(Self {
            base: format!("{}/session/{id}", driver.address()),
            capabilities: created["capabilities"].clone(),
            agent,
            driver,
        })
    }

    /// What the browser said of itself.
    pub(crate) fn capability(&self, name: &str) -> Option<&str> {
        self.capabilities[name].as_str()
    }

    pub(crate) fn get(&self, path: &str) -> Outcome<Value> {
        read(self.agent.get(self.url(path)).call())
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        send(&self.agent, &self.url(path), body)
    }

    pub(crate) fn delete(&self, path: &str) -> Outcome<Value> {
        read(self.agent.delete(self.url(path)).call())
    }

    /// A command of Chrome's own protocol.
    pub(crate) fn cdp(&self, command: &str, parameters: &Value) -> Outcome<Value> {
        self.post(
            "goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
    }

    fn url(&self, path: &str) -> String {
        if path.is_empty() {
            self.base.clone()
        } else {
            format!("{}/{path}", self.base)
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Nothing is lost when these fail but a tidy directory for temporary files: the driver is
        // killed if it does not end by itself.
        let _ = self.delete("");
        let shutdown = format!("{}/shutdown", self.driver.address());
        // Only chromedriver knows this. Killed at once, it would leave 20 MB of profile behind.
        if read(self.agent.get(shutdown).call()).is_ok() {
            self.driver.wait();
        }
    }
}

fn send(agent: &Agent, url: &str, body: &Value) -> Outcome<Value> {
    read(
        agent
            .post(url)
            .header("Content-Type", "application/json")
            .send(body.to_string()),
    )
}

fn read(answer: Result<Response<Body>, ureq::Error>) -> Outcome<Value> {
    let broken = |error: ureq::Error| Failure::Driver(error.to_string());
    let mut answer = answer.map_err(broken)?;
    let text = answer
        .body_mut()
        .with_config()
        .limit(ANSWER_LIMIT)
        .read_to_string()
        .map_err(broken)?;
    let mut answer: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::Driver(format!("its answer is no JSON ({error}): {text}")))?;
    let value = answer["value"].take();
    match value["error"].as_str() {
        Some(code) => Err(Failure::Refused {
            code: code.to_owned(),
            message: first_line(value["message"].as_str().unwrap_or_default()),
        }),
        None => Ok(value),
    }
}

/// Drivers append stack traces and build numbers.
fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}
