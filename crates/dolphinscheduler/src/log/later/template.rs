//! Texts with slots: `master node : {path} added.`. Filling one and reading it back are inverses, as
//! long as no value contains the text that follows its slot.

/// What the text of a slot is where a model does not hold it.
pub(in crate::log) const UNKNOWN: &str = "…";

/// A piece of a template.
enum Piece<'a> {
    Literal(&'a str),
    Slot(&'a str),
}

/// The pieces of a template: small letters between braces are a slot, `…` is one without a name.
fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some((at, name, length)) = next_slot(rest) {
        let (before, after) = rest.split_at(at);
        found.push(Piece::Literal(before));
        found.push(Piece::Slot(name));
        rest = after.get(length..).unwrap_or("");
    }
    found.push(Piece::Literal(rest));
    found
}

/// Where the next slot begins, its name and its length.
fn next_slot(text: &str) -> Option<(usize, &str, usize)> {
    let unknown = text.find(UNKNOWN).map(|at| (at, "", UNKNOWN.len()));
    let named = text.match_indices('{').find_map(|(at, _)| {
        let (name, _) = text.get(at + 1..)?.split_once('}')?;
        let slot = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        slot.then_some((at, name, name.len() + 2))
    });
    match (unknown, named) {
        (Some(unknown), Some(named)) if unknown.0 < named.0 => Some(unknown),
        (unknown, named) => named.or(unknown),
    }
}

/// The text with its slots filled.
pub(in crate::log) fn fill(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    for piece in pieces(template) {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Slot("") => text.push_str(UNKNOWN),
            Piece::Slot(name) => text.push_str(&value(name)),
        }
    }
    text
}

/// The values of the slots of a text made from this template, by name; nothing if it is another one.
pub(in crate::log) fn read<'t>(template: &'t str, text: &str) -> Option<Vec<(&'t str, String)>> {
    // Most templates are another statement's, which their beginning tells.
    let before = next_slot(template).map_or(template.len(), |(at, ..)| at);
    text.strip_prefix(template.get(..before)?)?;
    let mut found = Vec::new();
    let mut rest = text;
    let mut open: Option<&str> = None;
    let mut pieces = pieces(template).into_iter().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Slot(name) => open = Some(name),
            Piece::Literal("") => {}
            Piece::Literal(literal) => match open.take() {
                None => rest = rest.strip_prefix(literal)?,
                Some(name) => {
                    // What ends the text is at its end, though it may stand in the value as well.
                    let last = pieces.peek().is_none();
                    let at = if last {
                        rest.len().checked_sub(literal.len())?
                    } else {
                        rest.find(literal)?
                    };
                    let (value, after) = rest.split_at_checked(at)?;
                    found.push((name, value.to_owned()));
                    rest = after.strip_prefix(literal)?;
                }
            },
        }
    }
    match open {
        Some(name) => found.push((name, rest.to_owned())),
        None if rest.is_empty() => {}
        None => return None,
    }
    found.retain(|(name, _)| !name.is_empty());
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_can_be_read() {
        let template = "task {task}: code=7, desc='{state}'} on {server}, …)";
        let text = fill(template, |name| format!("<{name}>"));
        assert_eq!(text, "task <task>: code=7, desc='<state>'} on <server>, …)");
        let real = "task 4: code=7, desc='success'} on a:1, whatever it is)";
        let read = read(template, real).unwrap();
        let names: Vec<_> = read.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(
            names,
            [("task", "4"), ("state", "success"), ("server", "a:1")]
        );
        assert_eq!(super::read(template, "task 4"), None);
    }

    #[test]
    fn braces_that_are_no_slot_stay() {
        let template = "TaskExecuteAckCommand{taskInstanceId={task}, …";
        let text = fill(template, |_| "3".to_owned());
        assert_eq!(text, "TaskExecuteAckCommand{taskInstanceId=3, …");
        assert_eq!(read(template, &text).unwrap(), [("task", "3".to_owned())]);
    }
}
