//! The comparison that decided, in words.

use crate::Language;
use crate::number::list;
use std::cmp::Ordering;

/// What of its own a server compares a ballot with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// What it proposes.
    Proposal,
    /// Its own vote at the beginning of an election.
    Initial,
    /// Its `logicalclock`.
    Clock,
}

/// The head of the ballot's column.
pub fn ballot_for(language: Language, leader: &str) -> String {
    match language {
        Language::En => format!("ballot for {leader}"),
        Language::Zh => format!("来票投 {leader}"),
    }
}

/// The head of the server's own column.
pub fn own(language: Language, server: &str, side: Side) -> String {
    match (language, side) {
        (Language::En, Side::Proposal) => format!("{server} proposes"),
        (Language::Zh, Side::Proposal) => format!("{server} 现在投"),
        (Language::En, Side::Initial) => format!("{server}'s own vote"),
        (Language::Zh, Side::Initial) => format!("{server} 的初始票"),
        (Language::En, Side::Clock) => format!("{server}'s logicalclock"),
        (Language::Zh, Side::Clock) => format!("{server} 的 logicalclock"),
    }
}

/// What follows from two rounds; `order` is the ballot's against the server's.
pub fn rounds(language: Language, order: Ordering) -> &'static str {
    match (language, order) {
        (Language::En, Ordering::Greater) => "The ballot's round is newer: recvset is emptied.",
        (Language::Zh, Ordering::Greater) => "来票的轮次更新：清空 recvset，跟到这一轮。",
        (Language::En, Ordering::Less) => "The ballot's round is over: it does not count.",
        (Language::Zh, Ordering::Less) => "来票的轮次已过：不算数。",
        (Language::En, Ordering::Equal) => "Both are of the same round.",
        (Language::Zh, Ordering::Equal) => "两边同一轮。",
    }
}

/// What follows from two votes; `order` is the ballot's against the server's, `decisive` the name of
/// the value that decides.
pub fn votes(language: Language, order: Ordering, decisive: &str) -> String {
    match (language, order) {
        (Language::En, Ordering::Greater) => format!("The ballot wins by {decisive}."),
        (Language::Zh, Ordering::Greater) => format!("比到 {decisive}，来票胜出。"),
        (Language::En, Ordering::Less) => format!("The server's own wins by {decisive}."),
        (Language::Zh, Ordering::Less) => format!("比到 {decisive}，自己的票胜出。"),
        (Language::En, Ordering::Equal) => "Both are the same vote: it counts for it.".to_owned(),
        (Language::Zh, Ordering::Equal) => "同一张票：计入支持。".to_owned(),
    }
}

/// Who agrees, of how many that it takes in the server's own view.
pub fn quorum(
    language: Language,
    (votes, needed): (u8, u8),
    agree: &[String],
    others: &[String],
) -> String {
    let names = |names: &[String]| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        list(language, &names)
    };
    let voters = agree.len() + others.len();
    let rest = match (language, others.is_empty()) {
        (_, true) => String::new(),
        (Language::En, false) => format!(" Without {}.", names(others)),
        (Language::Zh, false) => format!("没有 {}。", names(others)),
    };
    match language {
        Language::En => format!(
            "{votes} agree, {needed} of the {voters} in its view are enough: {}.{rest}",
            names(agree)
        ),
        Language::Zh => format!(
            "{votes} 票一致，它的视图里有 {voters} 台，{needed} 票就够：{}。{rest}",
            names(agree)
        ),
    }
}
