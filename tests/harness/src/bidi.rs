//! WebDriver BiDi, for what Firefox offers nowhere else: console, requests, exact viewport.

use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use crate::error::{Failure, Outcome};

/// How long one answer may take.
const ANSWER_LIMIT: Duration = Duration::from_secs(60);

/// How often a connection is tried again that was refused, and how long after.
const TRIES: u32 = 20;
const BETWEEN: Duration = Duration::from_millis(250);

/// A connection. Events arrive between answers and are kept until somebody asks.
pub(crate) struct Bidi {
    socket: WebSocket<TcpStream>,
    last_id: u64,
    events: Vec<Value>,
}

impl Bidi {
    /// Connects to the address that the session announced.
    pub(crate) fn connect(url: &str) -> Outcome<Self> {
        let host = url
            .trim_start_matches("ws://")
            .split('/')
            .next()
            .unwrap_or_default();
        let mut tries = 0;
        loop {
            let stream = TcpStream::connect(host)?;
            stream.set_read_timeout(Some(ANSWER_LIMIT))?;
            match tungstenite::client(url, stream) {
                Ok((socket, _)) => {
                    return Ok(Self {
                        socket,
                        last_id: 0,
                        events: Vec::new(),
                    });
                }
                // A browser that has just started may announce the address before it serves it.
                Err(_) if tries < TRIES => {
                    tries += 1;
                    thread::sleep(BETWEEN);
                }
                Err(error) => {
                    return Err(Failure::Driver(format!("no BiDi connection: {error}")));
                }
            }
        }
    }

    /// Sends one command and waits for its answer.
    pub(crate) fn command(&mut self, method: &str, parameters: &Value) -> Outcome<Value> {
        let broken = |error: tungstenite::Error| Failure::Driver(format!("{method}: {error}"));
        self.last_id += 1;
        let id = self.last_id;
        let message = json!({ "id": id, "method": method, "params": parameters });
        self.socket
            .send(Message::text(message.to_string()))
            .map_err(broken)?;
        loop {
            let Message::Text(text) = self.socket.read().map_err(broken)? else {
                continue;
            };
            let mut answer: Value = serde_json::from_str(&text)
                .map_err(|error| Failure::Driver(format!("{method}: {error}")))?;
            if answer["type"] == "event" {
                self.events.push(answer);
            } else if answer["id"] == id {
                return match answer["error"].as_str() {
                    Some(code) => Err(Failure::Refused {
                        code: code.to_owned(),
                        message: format!(
                            "{method}: {}",
                            answer["message"].as_str().unwrap_or_default()
                        ),
                    }),
                    None => Ok(answer["result"].take()),
                };
            }
        }
    }

    /// All events up to this moment that nobody has taken yet.
    pub(crate) fn take_events(&mut self) -> Outcome<Vec<Value>> {
        // Messages keep their order, so an answer comes after every event before it.
        self.command("session.status", &json!({}))?;
        Ok(std::mem::take(&mut self.events))
    }
}
