//! The text of a properties file, as `java.util.Properties.load` reads it.

use sim::sorted_map::SortedMap;

/// Reads keys and values; of a key that is there twice the last value counts.
pub(super) fn load(text: &str) -> SortedMap<String, String> {
    logical_lines(text).iter().map(|line| split(line)).collect()
}

/// Lines without comments and blanks, continued ones joined.
fn logical_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut continued = false;
    for line in text.lines() {
        let line = line.trim_start();
        if !continued && (line.is_empty() || line.starts_with(['#', '!'])) {
            continue;
        }
        let goes_on = line.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1;
        let content = if goes_on {
            &line[..line.len() - 1]
        } else {
            line
        };
        match lines.last_mut() {
            Some(last) if continued => last.push_str(content),
            _ => lines.push(content.to_owned()),
        }
        continued = goes_on;
    }
    lines
}

/// The key ends at the first unescaped `=`, `:` or blank.
fn split(line: &str) -> (String, String) {
    let mut escaped = false;
    let end = line.char_indices().find(|(_, c)| {
        let ends = !escaped && matches!(c, '=' | ':' | ' ' | '\t' | '\u{c}');
        escaped = *c == '\\' && !escaped;
        ends
    });
    let Some((end, _)) = end else {
        return (unescape(line), String::new());
    };
    let (key, rest) = line.split_at(end);
    let rest = rest.trim_start();
    let value = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start();
    (unescape(key), unescape(value))
}

fn unescape(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('t')) => plain.push('\t'),
            ('\\', Some('n')) => plain.push('\n'),
            ('\\', Some('r')) => plain.push('\r'),
            ('\\', Some(other)) => plain.push(other),
            ('\\', None) => {}
            (other, _) => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let expected: SortedMap<String, String> = expected
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        assert_eq!(load(text), expected, "{text:?}");
    }

    #[test]
    fn keys_and_values() {
        check(
            "a=1\nb: 2\nc 3\nd",
            &[("a", "1"), ("b", "2"), ("c", "3"), ("d", "")],
        );
        check("# no\n! no\n  tickTime = 2000", &[("tickTime", "2000")]);
        check("server.0=zk0:2888:3888", &[("server.0", "zk0:2888:3888")]);
        check("a=1\na=2", &[("a", "2")]);
        check("a=x\\\n   y", &[("a", "xy")]);
        check("a\\=b=c\\:d", &[("a=b", "c:d")]);
        check("path=C\\\\x", &[("path", "C\\x")]);
    }
}
