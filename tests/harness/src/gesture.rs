//! What a hand does: a mouse or a finger on a path, keys one after the other or together.

use serde_json::{Value, json};

/// Milliseconds a pointer takes for one stretch of its path; a jump is no drag to most code.
const STRETCH_MS: u64 = 60;

/// A sequence of movements of one pointer, to be given to `Page::perform`.
#[derive(Clone, Debug)]
pub struct Gesture {
    kind: &'static str,
    steps: Vec<Value>,
}

impl Gesture {
    /// A mouse.
    pub fn mouse() -> Self {
        Self {
            kind: "mouse",
            steps: Vec::new(),
        }
    }

    /// A finger.
    pub fn touch() -> Self {
        Self {
            kind: "touch",
            steps: Vec::new(),
        }
    }

    /// Moves to a point of the viewport, in CSS pixels.
    #[must_use]
    pub fn to(mut self, (x, y): (f64, f64)) -> Self {
        self.steps
            .push(json!({ "type": "pointerMove", "origin": "viewport",
            "duration": STRETCH_MS, "x": x.round(), "y": y.round() }));
        self
    }

    /// Presses the button or touches the screen.
    #[must_use]
    pub fn press(mut self) -> Self {
        self.steps
            .push(json!({ "type": "pointerDown", "button": 0 }));
        self
    }

    /// Lets go.
    #[must_use]
    pub fn release(mut self) -> Self {
        self.steps.push(json!({ "type": "pointerUp", "button": 0 }));
        self
    }

    /// Holds still.
    #[must_use]
    pub fn pause(mut self, milliseconds: u64) -> Self {
        self.steps
            .push(json!({ "type": "pause", "duration": milliseconds }));
        self
    }

    /// From one point to another with the button held, by way of the middle.
    #[must_use]
    pub fn drag(self, from: (f64, f64), to: (f64, f64)) -> Self {
        let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
        self.to(from).press().to(middle).to(to).release()
    }

    /// The body of the WebDriver command.
    pub(crate) fn actions(&self) -> Value {
        json!({ "actions": [{ "type": "pointer", "id": self.kind,
            "parameters": { "pointerType": self.kind }, "actions": self.steps }] })
    }
}

/// Keys pressed and released one after the other.
pub(crate) fn typing(text: &str) -> Value {
    let steps: Vec<Value> = text.chars().flat_map(|key| [down(key), up(key)]).collect();
    keyboard(&steps)
}

/// Keys pressed one after the other, all held, and released in reverse.
pub(crate) fn chord(keys: &[char]) -> Value {
    let pressed = keys.iter().copied().map(down);
    let released = keys.iter().rev().copied().map(up);
    keyboard(&pressed.chain(released).collect::<Vec<_>>())
}

fn down(key: char) -> Value {
    json!({ "type": "keyDown", "value": key.to_string() })
}

fn up(key: char) -> Value {
    json!({ "type": "keyUp", "value": key.to_string() })
}

fn keyboard(steps: &[Value]) -> Value {
    json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": steps }] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chord_is_released_in_reverse() {
        let steps = &chord(&['\u{E008}', 'x'])["actions"][0]["actions"];
        let kinds: Vec<_> = (0..4)
            .map(|i| (steps[i]["type"].as_str(), steps[i]["value"].as_str()))
            .collect();
        assert_eq!(
            kinds,
            [
                (Some("keyDown"), Some("\u{E008}")),
                (Some("keyDown"), Some("x")),
                (Some("keyUp"), Some("x")),
                (Some("keyUp"), Some("\u{E008}")),
            ]
        );
    }

    #[test]
    fn a_drag_passes_the_middle() {
        let actions = Gesture::touch().drag((0.0, 0.0), (10.0, 20.0)).actions();
        assert_eq!(actions["actions"][0]["parameters"]["pointerType"], "touch");
        assert_eq!(actions["actions"][0]["actions"][2]["x"], 5.0);
    }
}
