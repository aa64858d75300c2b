//! The words of files that a run is saved as, beyond those of the page.

use crate::{Language, number};
use sim::time::Span;

/// A part of a server in words: its name, and what it says.
pub fn part(language: Language, name: &str, says: &str) -> String {
    match (language, name.is_empty()) {
        (_, true) => says.to_owned(),
        (Language::En, false) => format!("{name}: {says}"),
        (Language::Zh, false) => format!("{name}：{says}"),
    }
}

/// Which run it is: scenario, seed, engine, and the first digits of its fingerprint.
pub fn run(language: Language, scenario: &str, seed: u64, engine: u32, digest: &str) -> String {
    match language {
        Language::En => {
            format!("Quorumscope, {scenario}, seed {seed}, engine {engine}, run {digest}")
        }
        Language::Zh => {
            format!("Quorumscope，{scenario}，种子 {seed}，引擎 {engine}，推演 {digest}")
        }
    }
}

/// A picture's title: the story and the moment.
pub fn moment(language: Language, story: &str, time: &str) -> String {
    match language {
        Language::En => format!("{story}, at {time}"),
        Language::Zh => format!("{story}，{time}"),
    }
}

/// The span that is shown, by its two ends.
pub fn span(language: Language, from: &str, to: &str) -> String {
    match language {
        Language::En => format!("{from} to {to}"),
        Language::Zh => format!("{from} 至 {to}"),
    }
}

/// Who answers clients at the moment.
pub fn leaders(language: Language, served_by: Option<&str>, since: Option<Span>) -> String {
    match (language, served_by, since) {
        (Language::En, Some(served), _) => format!("Service: {served}"),
        (Language::Zh, Some(served), _) => format!("服务：{served}"),
        (Language::En, None, Some(since)) => {
            format!("Service: none for {}", number::about(language, since))
        }
        (Language::Zh, None, Some(since)) => {
            format!("服务：已停 {}", number::about(language, since))
        }
        (Language::En, None, None) => "Service: none yet".to_owned(),
        (Language::Zh, None, None) => "服务：还没有".to_owned(),
    }
}

/// What has just happened, or is selected.
pub fn event(language: Language, time: &str, server: &str, sentence: &str) -> String {
    match language {
        Language::En => format!("Event: {time} {server}, {sentence}"),
        Language::Zh => format!("事件：{time} {server}，{sentence}"),
    }
}

/// What of a span did not find room in a diagram.
pub fn left_out(language: Language, rows: usize, time: &str) -> String {
    let rows = number::count(u64::try_from(rows).unwrap_or(u64::MAX));
    match language {
        Language::En => format!("{rows} more rows from {time} on: choose a shorter span"),
        Language::Zh => format!("{time} 起还有 {rows} 行：请选短一些的时段"),
    }
}

/// A message that was on its way, or waited, for longer than a network takes.
pub fn sent_at(language: Language, time: &str) -> String {
    match language {
        Language::En => format!("sent {time}"),
        Language::Zh => format!("发于 {time}"),
    }
}

/// A message that nobody has read in the span.
pub fn unread(language: Language) -> &'static str {
    match language {
        Language::En => "not read",
        Language::Zh => "未读",
    }
}

/// What a run can be saved as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// The view as a drawing.
    Svg,
    /// The view as pixels.
    Png,
    /// The moment in words.
    Moment,
    /// The servers' logs.
    Logs,
    /// A sequence diagram.
    Mermaid,
    /// Tracks of threads.
    Trace,
    /// Vector clocks.
    ShiViz,
    /// The whole page.
    OneFile,
}

/// The sheet's title.
pub fn title(language: Language) -> &'static str {
    match language {
        Language::En => "Save as a file",
        Language::Zh => "存为文件",
    }
}

/// A format's button, and what it is good for.
pub fn format(language: Language, format: Format) -> (&'static str, &'static str) {
    match language {
        Language::En => match format {
            Format::Svg => ("Picture (SVG)", "this view; its words stay text"),
            Format::Png => ("Picture (PNG)", "this view in pixels, at double size"),
            Format::Moment => ("Copy as text", "this moment in words, for a postmortem"),
            Format::Logs => ("Server logs (zip)", "what every server prints in this run"),
            Format::Mermaid => ("Sequence diagram", "Mermaid text, of the span below"),
            Format::Trace => ("Thread tracks", "a trace for Perfetto, of the span below"),
            Format::ShiViz => ("Vector clocks", "a ShiViz log, of the span below"),
            Format::OneFile => (
                "One HTML file",
                "this whole page at this moment, engine and lessons included; it runs from a disk",
            ),
        },
        Language::Zh => match format {
            Format::Svg => ("图片（SVG）", "当前画面，文字仍是文字"),
            Format::Png => ("图片（PNG）", "当前画面的位图，两倍大小"),
            Format::Moment => ("复制为文字", "此刻的文字说明，可贴进复盘"),
            Format::Logs => ("服务器日志（zip）", "这次推演里每台服务器打的日志"),
            Format::Mermaid => ("时序图", "Mermaid 文本，取下方时段"),
            Format::Trace => ("线程轨道", "供 Perfetto 打开的 trace，取下方时段"),
            Format::ShiViz => ("向量时钟", "ShiViz 日志，取下方时段"),
            Format::OneFile => (
                "单个 HTML 文件",
                "整个页面，停在此刻，引擎和课程都在里面；没有网络也能从磁盘打开",
            ),
        },
    }
}

/// That it is done, or that the browser does not let us.
pub fn done(language: Language, done: bool) -> &'static str {
    match (language, done) {
        (Language::En, true) => "Done",
        (Language::Zh, true) => "好了",
        (Language::En, false) => {
            "This browser does not allow it here, or a part could not be loaded"
        }
        (Language::Zh, false) => "浏览器这里不允许，或有一部分没有载入",
    }
}
