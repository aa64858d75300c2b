//! What the transport says of what comes next.

use crate::Language;
use crate::number::about;
use sim::time::Span;

/// How much is about to happen.
pub fn soon(language: Language, events: usize) -> String {
    match (language, events) {
        (Language::En, 1) => "1 more event in the next 3 ms".to_owned(),
        (Language::En, _) => format!("{events} more events in the next 3 ms"),
        (Language::Zh, _) => format!("接下来 3 毫秒还有 {events} 个事件"),
    }
}

/// The words before and after the name of the server whose state changes next.
pub fn next_change(language: Language, after: Span) -> (String, String) {
    let after = about(language, after);
    match language {
        Language::En => ("next change:".to_owned(), format!("in {after}")),
        Language::Zh => ("下一变化：".to_owned(), format!("{after}后")),
    }
}

/// What becomes of the service.
pub fn service(language: Language, returns: bool) -> &'static str {
    match (language, returns) {
        (Language::En, true) => "service returns",
        (Language::Zh, true) => "恢复服务",
        (Language::En, false) => "service is lost",
        (Language::Zh, false) => "停止服务",
    }
}

/// When no state changes any more.
pub fn no_more_changes(language: Language) -> &'static str {
    match language {
        Language::En => "no state changes any more",
        Language::Zh => "此后状态不再变化",
    }
}

/// How far a run has come that is being made.
pub fn simulated(language: Language, done: Span, whole: Span) -> String {
    let (done, whole) = (about(language, done), about(language, whole));
    match language {
        Language::En => format!("{done} of {whole} simulated"),
        Language::Zh => format!("已推演 {done}，共 {whole}"),
    }
}

/// How many events were found, and which of them is the last one up to the playhead.
pub fn found(language: Language, here: usize, all: usize) -> String {
    match (language, all) {
        (Language::En, 0) => "nothing matches".to_owned(),
        (Language::Zh, 0) => "没有匹配".to_owned(),
        (Language::En, _) => format!("{here} of {all}"),
        (Language::Zh, _) => format!("第 {here} 个，共 {all} 个"),
    }
}
