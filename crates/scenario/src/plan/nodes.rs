//! Servers as scenario files name them: `zk0`, `zk0..zk2`, `all`.

use crate::script::error::{Problem, unknown};
use sim::id::NodeId;
use sim::limits::HOSTS;

/// Expands the list after `servers`.
///
/// # Errors
/// When a word is no name, range or link of known servers.
pub fn declare(words: &[&str]) -> Result<Vec<String>, Problem> {
    let mut names: Vec<String> = Vec::new();
    for word in words {
        for name in expand(word)? {
            if names.contains(&name) {
                return Err(Problem::Twice {
                    what: "server",
                    word: name,
                });
            }
            names.push(name);
        }
    }
    if names.is_empty() {
        return Err(Problem::Missing {
            after: "servers".to_owned(),
            what: "the names of the servers",
            example: "servers zk0..zk4",
        });
    }
    if names.len() > HOSTS {
        return Err(Problem::TooMany {
            what: "servers",
            count: names.len(),
            limit: HOSTS,
        });
    }
    Ok(names)
}

/// The servers that words mean.
///
/// # Errors
/// When a word is no name, range or link of known servers.
pub fn find(names: &[String], words: &[&str]) -> Result<Vec<NodeId>, Problem> {
    let mut nodes = Vec::new();
    for word in words {
        let wanted = match *word {
            "all" => names.to_vec(),
            word => expand(word)?,
        };
        for name in wanted {
            nodes.push(find_one(names, &name)?);
        }
    }
    Ok(nodes)
}

/// The servers that words after a verb mean; at least one.
///
/// # Errors
/// When there is none, or a word is no name or range of known servers.
pub fn find_some(
    names: &[String],
    verb: &str,
    words: &[&str],
    example: &'static str,
) -> Result<Vec<NodeId>, Problem> {
    if words.is_empty() {
        return Err(Problem::Missing {
            after: verb.to_owned(),
            what: "a server",
            example,
        });
    }
    find(names, words)
}

/// The server that a word means.
///
/// # Errors
/// When a word is no name, range or link of known servers.
pub fn find_one(names: &[String], name: &str) -> Result<NodeId, Problem> {
    let index = names.iter().position(|other| other == name);
    index
        .and_then(|index| u8::try_from(index).ok())
        .map(NodeId)
        .ok_or_else(|| unknown("server", name, names.iter().map(String::as_str)))
}

/// Two servers joined by `-` or `->`, and whether only one direction is meant.
///
/// # Errors
/// When a word is no name, range or link of known servers.
pub fn find_link(names: &[String], word: &str) -> Result<(NodeId, NodeId, bool), Problem> {
    let (a, b, one_way) = match (word.split_once("->"), word.split_once('-')) {
        (Some((a, b)), _) => (a, b, true),
        (None, Some((a, b))) => (a, b, false),
        (None, None) => {
            return Err(Problem::Malformed {
                word: word.to_owned(),
                what: "a link between two servers",
                example: "zk0->zk2 for one direction or zk0-zk2 for both",
            });
        }
    };
    Ok((find_one(names, a)?, find_one(names, b)?, one_way))
}

/// `zk0..zk4` or a single name.
fn expand(word: &str) -> Result<Vec<String>, Problem> {
    let malformed = || Problem::Malformed {
        word: word.to_owned(),
        what: "a range of servers",
        example: "zk0..zk4",
    };
    let Some((first, last)) = word.split_once("..") else {
        return Ok(vec![word.to_owned()]);
    };
    let (Some((stem, low)), Some((other, high))) = (numbered(first), numbered(last)) else {
        return Err(malformed());
    };
    if stem != other || low > high || high - low >= 1_000 {
        return Err(malformed());
    }
    Ok((low..=high).map(|n| format!("{stem}{n}")).collect())
}

/// A name and the number at its end.
pub(super) fn numbered(name: &str) -> Option<(&str, u32)> {
    let digits = name.chars().rev().take_while(char::is_ascii_digit).count();
    let (stem, number) = name.split_at(name.len() - digits);
    Some((stem, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_names() {
        let names = declare(&["zk0..zk2", "extra"]).unwrap();
        assert_eq!(names, ["zk0", "zk1", "zk2", "extra"]);
        assert_eq!(find(&names, &["zk1..zk2"]), Ok(vec![NodeId(1), NodeId(2)]));
        assert_eq!(find(&names, &["all"]).map(|nodes| nodes.len()), Ok(4));
        let sentence = find(&names, &["zk7"]).unwrap_err().to_string();
        assert_eq!(sentence, "server “zk7” is unknown; did you mean “zk0”?");
        assert!(declare(&["zk4..zk0"]).is_err() && declare(&["zk0..zk40"]).is_err());
    }

    #[test]
    fn links() {
        let names = declare(&["zk0..zk2"]).unwrap();
        assert_eq!(
            find_link(&names, "zk0->zk2"),
            Ok((NodeId(0), NodeId(2), true))
        );
        assert_eq!(
            find_link(&names, "zk0-zk2"),
            Ok((NodeId(0), NodeId(2), false))
        );
        assert!(find_link(&names, "zk0").is_err());
    }
}
