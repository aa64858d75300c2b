//! Spaces in Chinese sentences: one stands beside a Latin name or a number, none between two Chinese words.

use crate::Language;

/// A sentence whose places have been filled. A template leaves room around each of its places, as a
/// name such as `M1` needs it; where the name is Chinese, the room is taken away again.
pub(crate) fn close_up(language: Language, text: String) -> String {
    match language {
        Language::En => text,
        Language::Zh => closed(&text),
    }
}

fn closed(text: &str) -> String {
    let mut closed = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after = closed.chars().next_back().is_some_and(is_chinese);
        let before = rest.peek().copied().is_some_and(is_chinese);
        if c != ' ' || !after || !before {
            closed.push(c);
        }
    }
    closed
}

/// Han characters and the punctuation that is as wide.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(close_up(Language::Zh, text.to_owned()), expected);
        assert_eq!(close_up(Language::En, text.to_owned()), text);
    }

    #[test]
    fn chinese_words_stand_without_spaces_and_names_keep_theirs() {
        check("M1 开始给 所有人 容错。", "M1 开始给所有人容错。");
        check("M1 开始给 M2′ 容错。", "M1 开始给 M2′ 容错。");
        check("运维启动 注册中心。", "运维启动注册中心。");
        check("从 数据库 到 M1 的包", "从数据库到 M1 的包");
        check("给 注册中心、M2 下线", "给注册中心、M2 下线");
        check("3 个 实例", "3 个实例");
        check(" a  b ", " a  b ");
    }
}
