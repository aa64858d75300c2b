//! A moment in plain words, for a postmortem and for whoever cannot see its picture.

use crate::Subject;
use core::fmt::Write as _;
use locale::{event, export, verdict};
use picture::scrubber::Scrubber;
use picture::zookeeper::Picture;
use sim::id::{EventId, NodeId};
use view::stage::{Card, CardRow, Content, Stage};

/// The moment: which run, when, who serves, every server, and what has happened.
pub fn text(
    subject: &Subject<'_>,
    picture: &Picture,
    stage: &Stage,
    event: Option<EventId>,
) -> String {
    let sight = subject.sight;
    let stamp = sight.clock().log_stamp(picture.at);
    let mut text = format!(
        "{}\nZooKeeper {} · {stamp}\n",
        subject.title,
        sight.plan.release.name()
    );
    let _ = writeln!(text, "{}", service(subject, picture));
    let last = picture.facts.checked_sub(1).map(EventId);
    if let Some(said) = event.or(last).and_then(|event| happened(subject, event)) {
        let _ = writeln!(text, "{said}");
    }
    text.push('\n');
    for (_, card) in &stage.cards {
        server(subject, &mut text, card);
    }
    for (_, chip) in &stage.chips {
        let _ = writeln!(text, "{} {}", chip.name, chip.word);
    }
    let _ = writeln!(text, "\n{}", subject.run());
    text
}

/// Who answers clients, or for how long nobody has.
pub fn service(subject: &Subject<'_>, picture: &Picture) -> String {
    let sight = subject.sight;
    let leaders: Vec<NodeId> = picture.established_leaders().collect();
    let leaders: Vec<&str> = leaders.iter().map(|node| sight.name(*node)).collect();
    let served = (!leaders.is_empty()).then(|| verdict::served_by(sight.language, &leaders));
    let spans = sight.index.service.iter().rev();
    let lost = spans.map(|span| span.to).find(|to| *to <= picture.at);
    let since = lost.map(|lost| picture.at.since(lost));
    export::leaders(sight.language, served.as_deref(), since)
}

fn happened(subject: &Subject<'_>, id: EventId) -> Option<String> {
    let sight = subject.sight;
    let row = sight.reading.trace.get(id)?;
    let mut scrubber = Scrubber::new(&sight.reading);
    let before = scrubber.after(&sight.reading, id.0);
    let told = event::tell(sight.language, &sight.reading, before, id);
    let time = sight.clock().time_of_day(row.at);
    let sentence = format!("{} {}", told.head, told.detail);
    let name = sight.name(row.node);
    Some(export::event(
        sight.language,
        &time,
        name,
        sentence.trim_end(),
    ))
}

fn server(subject: &Subject<'_>, text: &mut String, card: &Card) {
    let _ = write!(text, "{} {}", card.name, card.word);
    if let Some((label, value)) = &card.corner {
        let _ = write!(text, " · {label} {value}");
    }
    text.push('\n');
    for row in &card.rows {
        let said = export::part(subject.sight.language, &row.label, &words(row));
        let _ = writeln!(text, "  {said}");
    }
}

/// What a row of a card says, in words.
fn words(row: &CardRow) -> String {
    match &row.content {
        Content::Slip(slip, note) => format!("{} · {note}", slip.full),
        Content::Meter(meter) => meter.words.clone(),
        Content::Call { text, .. } | Content::Queue { text, .. } => text.clone(),
        Content::Compare {
            left,
            right,
            equal,
            meaning,
        } => {
            let sign = if *equal { "=" } else { "≠" };
            let meaning = if *equal {
                String::new()
            } else {
                format!(" · {meaning}")
            };
            format!(
                "{} {} {sign} {} {}{meaning}",
                left.0, left.1, right.0, right.1
            )
        }
        Content::Plain(said) => said.clone(),
    }
}
