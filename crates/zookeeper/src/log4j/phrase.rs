//! Words with fields in braces: put together, and taken apart again.

/// Puts the values of fields into their places. A field without a value becomes nothing.
pub(super) fn fill(text: &str, fields: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    for part in Parts(text) {
        match part {
            Part::Literal(literal) => filled.push_str(literal),
            Part::Field(name) => {
                let value = fields.iter().find(|(field, _)| *field == name);
                filled.push_str(value.map_or("", |(_, value)| value));
            }
        }
    }
    filled
}

/// The values of the fields, if the message consists of these words. A field ends where the literal
/// after it begins for the first time, the last field at the end.
pub(super) fn take<'m, 't>(text: &'t str, message: &'m str) -> Option<Vec<(&'t str, &'m str)>> {
    let mut fields = Vec::new();
    let mut rest = message;
    let mut open: Option<&str> = None;
    for part in Parts(text) {
        match (part, open) {
            (Part::Field(name), None) => open = Some(name),
            (Part::Field(name), Some(last)) => {
                // Two fields side by side: the first is a word of capitals.
                let end = rest.find(|c: char| !c.is_ascii_uppercase())?;
                fields.push((last, &rest[..end]));
                rest = &rest[end..];
                open = Some(name);
            }
            (Part::Literal(literal), None) => rest = rest.strip_prefix(literal)?,
            (Part::Literal(literal), Some(name)) => {
                let end = rest.find(literal)?;
                fields.push((name, &rest[..end]));
                rest = &rest[end + literal.len()..];
                open = None;
            }
        }
    }
    match open {
        Some(name) => fields.push((name, rest)),
        None if !rest.is_empty() => return None,
        None => {}
    }
    Some(fields)
}

/// A piece of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part<'t> {
    Literal(&'t str),
    Field(&'t str),
}

/// The pieces of a text, in order.
struct Parts<'t>(&'t str);

/// What stands for `{}` itself.
const BRACES: &str = "{{}}";

impl<'t> Iterator for Parts<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Part<'t>> {
        let text = self.0;
        if text.is_empty() {
            return None;
        }
        if let Some(rest) = text.strip_prefix(BRACES) {
            self.0 = rest;
            return Some(Part::Literal(&text[1..3]));
        }
        let begin = text.find('{').unwrap_or(text.len());
        if begin > 0 {
            self.0 = &text[begin..];
            return Some(Part::Literal(&text[..begin]));
        }
        let end = text.find('}').unwrap_or(text.len() - 1);
        self.0 = &text[end + 1..];
        Some(Part::Field(&text[1..end]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, fields: &[(&str, &str)], message: &str) {
        let owned: Vec<(&str, String)> = fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        assert_eq!(fill(text, &owned), message);
        assert_eq!(take(text, message).as_deref(), Some(fields));
    }

    #[test]
    fn what_is_put_together_can_be_taken_apart() {
        check("LOOKING", &[], "LOOKING");
        check("took {ms} MS", &[("ms", "5")], "took 5 MS");
        check(
            "id {sid}, me {me}",
            &[("sid", "-1"), ("me", "2")],
            "id -1, me 2",
        );
        check("challenge: {{}}", &[], "challenge: {}");
        let side = [("state", "LOOKING"), ("config", "100 (v)")];
        check("is {state}{config}", &side, "is LOOKING100 (v)");
    }

    #[test]
    fn other_words_are_not_taken() {
        assert_eq!(take("took {ms} MS", "took 5"), None);
        assert_eq!(take("LOOKING", "LOOKING "), None);
        assert_eq!(take("id {sid}", "ID 5"), None);
    }
}
