//! What an operator does to a `zoo.cfg`: set a key, or take lines away.

/// The text with `key=value`, in the place of the key's line or at the end.
pub(super) fn set(text: &str, key: &str, value: &str) -> String {
    let line = format!("{key}={value}");
    let mut found = false;
    let mut lines: Vec<String> = Vec::new();
    for old in text.lines() {
        if key_of(old) == Some(key) {
            if !found {
                lines.push(line.clone());
            }
            found = true;
        } else {
            lines.push(old.to_owned());
        }
    }
    if !found {
        lines.push(line);
    }
    joined(&lines)
}

/// The text without the lines of these keys.
pub(super) fn remove(text: &str, keys: &[&str]) -> String {
    let kept: Vec<String> = text
        .lines()
        .filter(|line| !key_of(line).is_some_and(|key| keys.contains(&key)))
        .map(str::to_owned)
        .collect();
    joined(&kept)
}

/// The configuration of servers that nobody has written one for.
pub(super) fn standard(hosts: &[(i64, &str)]) -> String {
    let head = "tickTime=2000\ninitLimit=10\nsyncLimit=5\nclientPort=2181\n\
                dataDir=/var/lib/zookeeper\n";
    let server = |(sid, host): &(i64, &str)| format!("server.{sid}={host}:2888:3888\n");
    hosts
        .iter()
        .map(server)
        .fold(head.to_owned(), |text, line| text + &line)
}

fn key_of(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    line.split_once('=').map(|(key, _)| key.trim())
}

fn joined(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_set_and_removed() {
        let text = "a=1\n# b=2\nserver.3=zk3:1:2\nb = 3\n";
        assert_eq!(set(text, "b", "4"), "a=1\n# b=2\nserver.3=zk3:1:2\nb=4\n");
        assert_eq!(
            set(text, "c", "5"),
            "a=1\n# b=2\nserver.3=zk3:1:2\nb = 3\nc=5\n"
        );
        assert_eq!(remove(text, &["server.3", "a"]), "# b=2\nb = 3\n");
    }
}
