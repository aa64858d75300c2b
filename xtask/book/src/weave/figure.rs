//! Figures that are the engine itself: the Lab's embedded view in a frame of the same origin.
//!
//! Behind the frame lies a still of the same moment. It is what a reader sees where frames, scripts or
//! WebAssembly are missing, and on paper.

use anyhow::{Result, anyhow};

use super::story::Line;

/// What is shown behind the frame.
pub(super) enum Shown {
    /// A picture, by the name of its file.
    Picture(String),
    /// Events, in words.
    Told(Vec<Line>),
}

/// A figure as a block of HTML.
pub(super) fn html(caption: &str, url: &str, still: &Shown) -> String {
    let (caption, url) = (escaped(caption), escaped(url));
    let still = match still {
        Shown::Picture(name) => {
            format!("<img class=\"still\" src=\"{name}\" alt=\"{caption}\" loading=\"lazy\">")
        }
        Shown::Told(lines) => format!(
            "<ol class=\"still\" tabindex=\"0\">{}</ol>",
            lines.iter().map(item).collect::<String>()
        ),
    };
    format!(
        "<figure class=\"live\">\n<div class=\"live-frame\">\n{still}\n\
         <iframe src=\"{url}&amp;embed\" title=\"{caption}\" loading=\"lazy\"></iframe>\n</div>\n\
         <figcaption><a href=\"{url}\">{caption}</a></figcaption>\n</figure>"
    )
}

fn item(line: &Line) -> String {
    let here = if line.here { " class=\"here\"" } else { "" };
    let (clock, words) = (escaped(&line.clock), escaped(&line.words));
    format!("<li{here}><code>{clock}</code> {words}</li>")
}

/// The page with what stands for every figure put in.
pub(super) fn replaced(
    page: &str,
    mut with: impl FnMut(&str, &str) -> Result<String>,
) -> Result<String> {
    let mut woven = Vec::new();
    for line in page.split('\n') {
        let inside = line.strip_prefix("![").and_then(|l| l.strip_suffix(')'));
        match inside.and_then(|inside| inside.split_once("](lab:")) {
            Some((caption, target)) => woven.push(with(caption, target)?),
            None if line.contains("](lab:") && line.contains("![") => {
                return Err(anyhow!("a figure stands in a line of its own: {line}"));
            }
            None => woven.push(line.to_owned()),
        }
    }
    Ok(woven.join("\n"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
