//! The page as one file: the site has it ready, and here it is told at which moment it opens.

use crate::exhibit::Exhibit;
use crate::session::Session;
use locale::Language;

/// Where the site has it; a page that is such a file gives itself.
const FILE: &str = "quorumscope.html";

/// The page as one file that opens at the moment of a session; nothing if it cannot be had.
pub(crate) async fn page<S: Exhibit>(session: &Session<S>, language: Language) -> Option<String> {
    let page = crate::fetch::text(FILE).await?;
    let moment = crate::address::fragment(session, language);
    let title = session.title.as_deref();
    let title = title.unwrap_or_else(|| language.of(&session.script.title));
    let title = format!("{title} · Quorumscope");
    let page = put(&page, "<meta name=\"moment\" content=\"", "\"", &moment)?;
    put(&page, "<title>", "</title>", &title)
}

/// Puts words where others stand between these two; nothing if they do not stand there.
fn put(page: &str, before: &str, after: &str, words: &str) -> Option<String> {
    let start = page.find(before)? + before.len();
    let end = start + page.get(start..)?.find(after)?;
    let words = words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;");
    Some([page.get(..start)?, &words, page.get(end..)?].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_put_where_others_stood() {
        let check = |page: &str, words: &str, expected: Option<&str>| {
            assert_eq!(put(page, "<t>", "</t>", words).as_deref(), expected);
        };
        check("a<t></t>b", "x", Some("a<t>x</t>b"));
        check("a<t>old</t>b", "<\"&", Some("a<t>&lt;&quot;&amp;</t>b"));
        check("a<t>old", "x", None);
        check("a", "x", None);
    }
}
