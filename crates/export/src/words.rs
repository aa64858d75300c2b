//! Messages and calls in the few words that a label has room for.

use locale::card;
use picture::index::MessageSpan;
use picture::zookeeper::Picture;
use sim::id::{MessageId, NodeId};
use sim::time::{SimTime, Span};
use view::sight::Sight;
use zookeeper::fact::Fact;
use zookeeper::message::{Message, Notification};

/// From this age on a ballot is called old, as on the stage.
const OLD: Span = Span::from_millis(1_000);

/// The notification that a message is.
pub(crate) fn notification(sight: &Sight<'_>, message: MessageId) -> Option<Notification> {
    Message::decode(sight.reading.trace.message(message))?.notification()
}

/// What a message says: a ballot by its vote and round, a packet by its kind.
pub(crate) fn message(sight: &Sight<'_>, span: &MessageSpan) -> String {
    let trace = sight.reading.trace;
    if let Some(n) = notification(sight, span.message) {
        let setting = sight.reading.setting;
        let leader = setting.host_of(n.vote.leader);
        let name = leader.map_or_else(
            || n.vote.leader.to_string(),
            |node| setting.name(node).into(),
        );
        return format!("{name} r{} {}", n.round.0, n.state.name());
    }
    match trace.get(span.sent).as_ref().and_then(Fact::decode) {
        Some(Fact::PacketSent { kind, .. }) => kind.name().to_owned(),
        Some(_) | None => String::new(),
    }
}

/// When the content of a message was fixed; a packet's when it is sent.
pub(crate) fn written(sight: &Sight<'_>, span: &MessageSpan) -> SimTime {
    let queued = notification(sight, span.message).and_then(|n| sight.reading.trace.get(n.queued));
    queued.map_or(span.sent_at, |row| row.at)
}

/// The age at which a message is read, if it is one to speak of.
pub(crate) fn age(sight: &Sight<'_>, span: &MessageSpan) -> Option<String> {
    let age = span
        .read_at
        .unwrap_or(span.sent_at)
        .since(written(sight, span));
    (age >= OLD).then(|| card::old(sight.language, age))
}

/// The hosts of servers, and behind them those of clients.
pub(crate) fn everybody<'a>(sight: &'a Sight<'_>) -> impl Iterator<Item = NodeId> + 'a {
    sight.nodes().chain(sight.reading.setting.client_nodes())
}

/// Nothing but the hosts: names are then those of the setting, not of one server's view.
pub(crate) fn nobody(sight: &Sight<'_>) -> Picture {
    Picture::new(&sight.reading)
}

/// A text as JSON writes it; YAML reads it as well.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
