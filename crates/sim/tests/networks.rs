//! What a packet meets: hosts that are off, gone or firewalled, links that are cut in one direction
//! or both, and streams that keep their order through all of it.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod machine;

use machine::Call::{Accept, Close, Dial, Listen, Read, Send, Until};
use machine::Came::{
    Accepted, Connected, EndOfStream, Heard, NoRoute, NotSent, Refused, Reset, TimedOut,
};
use machine::{Call, Came, Deed, Played, host, play, play_with, start_all};
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::random::Range;
use sim::trace::Tag;

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);

/// Host 1 listens, accepts and reads; host 0 dials at one second.
const LISTENS: &[Call] = &[Listen(9), Accept(9), Read];

/// Dials from host 0 to host 1 at one second, with a timeout of five, after what is done to them.
fn dial(deeds: Vec<(u64, Deed)>) -> Played {
    dial_at(1_000, deeds)
}

fn dial_at(ms: u64, more: Vec<(u64, Deed)>) -> Played {
    let mut deeds = start_all(2);
    deeds.extend(more);
    let dials: &[Call] = &[Until(ms * 1_000), Dial(1, 9, 5_000)];
    play(vec![host([dials]), host([LISTENS])], deeds, ms / 1_000 + 20)
}

/// What came of the dial, and after how many milliseconds.
fn dialled(played: &Played, at: u64) -> (Came, u64) {
    let (ms, came) = played.thread(0, 0)[0];
    (came, ms - at)
}

#[test]
fn a_host_that_listens_is_connected_to_at_once() {
    let played = dial(vec![]);
    assert_eq!(dialled(&played, 1_000), (Connected, 0));
    assert_eq!(played.came(1)[1..], [Accepted]);
}

/// The port is opened while the refusal is on its way back; nothing of that dial is accepted later.
#[test]
fn what_was_refused_is_never_accepted() {
    for late in (0..600).step_by(10) {
        let dials: &[Call] = &[Until(1_000_000), Dial(1, 9, 5_000), Close];
        let listens: &[Call] = &[Until(1_000_000 + late), Listen(9), Accept(9), Read];
        let played = play(vec![host([dials]), host([listens])], start_all(2), 3);
        if played.thread(0, 0)[0].1 == Refused {
            assert!(!played.came(1).contains(&Accepted), "{late} us late");
        }
    }
}

#[test]
fn a_host_without_a_process_refuses_at_once() {
    let played = dial(vec![(500, Intervention::Kill(B))]);
    assert_eq!(dialled(&played, 1_000), (Refused, 0));
    let played = dial(vec![
        (300, Intervention::PowerOff(B)),
        (500, Intervention::PowerOn(B)),
    ]);
    assert_eq!(dialled(&played, 1_000), (Refused, 0), "back with power");
}

#[test]
fn a_host_without_power_answers_nothing() {
    let played = dial(vec![(500, Intervention::PowerOff(B))]);
    assert_eq!(dialled(&played, 1_000), (TimedOut, 5_000));
}

/// Its neighbours remember its address for 30 s; then they find no route, after three requests.
#[test]
fn a_host_that_is_gone_drops_first_and_has_no_route_later() {
    let played = dial(vec![(500, Intervention::NoArp(B))]);
    assert_eq!(dialled(&played, 1_000), (TimedOut, 5_000));
    let played = dial_at(40_000, vec![(500, Intervention::NoArp(B))]);
    let (came, after) = dialled(&played, 40_000);
    assert_eq!(came, NoRoute);
    assert!((3_000..=3_100).contains(&after), "after {after} ms");
    let back = vec![
        (500, Intervention::NoArp(B)),
        (35_000, Intervention::PowerOn(B)),
    ];
    assert_eq!(dialled(&dial_at(40_000, back), 40_000).0, Refused);
}

/// The process behind it runs, and what it does itself goes nowhere either.
#[test]
fn a_firewalled_host_drops_until_it_is_opened() {
    let played = dial(vec![(500, Intervention::Firewall(B))]);
    assert_eq!(dialled(&played, 1_000), (TimedOut, 5_000));
    let played = dial(vec![(500, Intervention::Firewall(A))]);
    assert_eq!(dialled(&played, 1_000), (TimedOut, 5_000));
    let opened = vec![
        (500, Intervention::Firewall(B)),
        (900, Intervention::OpenFirewall(B)),
    ];
    assert_eq!(dialled(&dial(opened), 1_000), (Connected, 0));
}

/// Whichever way is cut, either the SYN or its answer is lost.
#[test]
fn a_link_that_is_cut_in_either_direction_connects_nobody() {
    for (from, to) in [(A, B), (B, A)] {
        let played = dial(vec![(500, Intervention::Cut(from, to))]);
        assert_eq!(dialled(&played, 1_000), (TimedOut, 5_000));
        assert!(!played.came(1).contains(&Accepted), "{from:?} to {to:?}");
    }
    let healed = vec![
        (500, Intervention::Cut(A, B)),
        (600, Intervention::Cut(B, A)),
        (700, Intervention::Heal(A, B)),
        (800, Intervention::Heal(B, A)),
    ];
    assert_eq!(dialled(&dial(healed), 1_000), (Connected, 0));
}

/// A cut concerns one link; a third host is reached.
#[test]
fn a_partition_separates_its_sides_and_nobody_else() {
    let dials: &[Call] = &[Until(1_000_000), Dial(1, 9, 2_000), Dial(2, 9, 2_000)];
    let mut deeds = start_all(3);
    deeds.push((500, Intervention::Cut(A, B)));
    deeds.push((500, Intervention::Cut(B, A)));
    let hosts = vec![host([dials]), host([LISTENS]), host([LISTENS])];
    let played = play(hosts, deeds, 10);
    assert_eq!(played.came(0), [TimedOut, Connected]);
}

/// SYNs are sent 0, 1 and 3 s after the call. The dial that began in vain goes through with the
/// first one after the repair.
#[test]
fn a_dial_under_way_goes_through_with_its_next_syn() {
    for (heal_after, connects_after) in [(500, 1_000), (1_500, 3_000), (2_500, 3_000)] {
        let deeds = vec![
            (500, Intervention::Cut(A, B)),
            (1_000 + heal_after, Intervention::Heal(A, B)),
        ];
        assert_eq!(dialled(&dial(deeds), 1_000), (Connected, connects_after));
    }
    let late = vec![
        (500, Intervention::Cut(A, B)),
        (4_500, Intervention::Heal(A, B)),
    ];
    assert_eq!(
        dialled(&dial(late), 1_000).0,
        TimedOut,
        "the next is at 7 s"
    );
}

/// The backlog of a port holds fifty connections that nobody has accepted; more SYNs are dropped.
#[test]
fn a_full_backlog_drops_without_a_word() {
    let dials: [Vec<Call>; 53] = std::array::from_fn(|lane| {
        let ms = 1_000 + u64::try_from(lane).unwrap();
        vec![Until(ms * 1_000), Dial(1, 9, 900)]
    });
    let dials = dials.each_ref().map(Vec::as_slice);
    let listens: &[Call] = &[Listen(9)];
    let played = play(vec![host(dials), host([listens])], start_all(2), 5);
    let came: Vec<Came> = (0..53).map(|lane| played.thread(0, lane)[0].1).collect();
    let count = |of: Came| came.iter().filter(|came| **came == of).count();
    assert_eq!((count(Connected), count(TimedOut)), (50, 3));
}

const NUMBERS: u32 = 40;

/// Host 0 writes numbers, so many microseconds apart; host 1 reads all of them and the end.
fn stream(seed: u64, pause: u64, latency: Range, deeds: Vec<(u64, Deed)>) -> Played {
    let mut writes = vec![Until(1_000_000), Dial(1, 9, 5_000)];
    for number in 0..NUMBERS {
        writes.push(Until(1_100_000 + pause * u64::from(number)));
        writes.push(Send(number));
    }
    writes.push(Close);
    let mut reads = vec![Listen(9), Accept(9)];
    reads.extend((0..=NUMBERS).map(|_| Read));
    let mut all = start_all(2);
    all.extend(deeds);
    let hosts = vec![host([&writes]), host([&reads])];
    play_with(seed, latency, hosts, all, 60)
}

/// What the reader of a stream has to have heard.
fn everything() -> Vec<Came> {
    let mut heard: Vec<Came> = (0..NUMBERS).map(Heard).collect();
    heard.push(EndOfStream);
    heard
}

/// Packets may take longer than those that follow them; what is read keeps the order of writing.
#[test]
fn a_stream_keeps_its_order_whatever_its_packets_take() {
    for seed in 0..20 {
        let played = stream(seed, 700, Range::micros(10, 9_000), vec![]);
        assert_eq!(played.came(1)[2..], everything(), "seed {seed}");
    }
}

/// A cut delays and loses nothing: what was written meanwhile arrives after the repair, in order.
/// A way that is cut silences the other one too, for want of acknowledgements.
#[test]
fn a_cut_delays_a_stream_and_loses_nothing() {
    for (from, to) in [(A, B), (B, A)] {
        for seed in 0..20 {
            let deeds = vec![
                (1_310, Intervention::Cut(from, to)),
                (4_000, Intervention::Heal(from, to)),
            ];
            let played = stream(seed, 20_000, Range::micros(100, 250), deeds);
            let what = format!("{from:?} to {to:?}, seed {seed}");
            assert_eq!(played.came(1)[2..], everything(), "{what}");
            let last = played.thread(1, 0).last().unwrap().0;
            assert!(last >= 4_000, "{what}: the end is read at {last} ms");
            assert!(played.count(0, Tag::Stalled) > 0, "{what}: it is said");
        }
    }
}

/// Packets of a cut way arrive neither while it is cut nor by another way.
#[test]
fn while_a_way_is_cut_nothing_arrives_by_it() {
    let cut = vec![(1_310, Intervention::Cut(A, B))];
    let played = stream(1, 20_000, Range::micros(100, 100), cut);
    let heard = played.thread(1, 0);
    let after = heard
        .iter()
        .filter(|(ms, came)| *ms > 1_310 && *came != Accepted);
    assert_eq!(after.count(), 0, "{heard:?}");
    assert!(heard.len() > 5, "something had arrived before: {heard:?}");
}

/// Host 0 dials host 1 and reads; what happens to host 1 decides what it reads.
fn reader(deeds: Vec<(u64, Deed)>, peer: &[Call], seconds: u64) -> Played {
    let reads: &[Call] = &[Until(1_000_000), Dial(1, 9, 5_000), Read];
    let mut all = start_all(2);
    all.extend(deeds);
    play(vec![host([reads]), host([peer])], all, seconds)
}

#[test]
fn a_process_that_ends_closes_what_it_had_open_and_a_power_cut_does_not() {
    let accepts: &[Call] = &[Listen(9), Accept(9)];
    for deed in [Intervention::Kill(B), Intervention::Stop(B)] {
        let played = reader(vec![(2_000, deed)], accepts, 10);
        assert_eq!(played.thread(0, 0)[1], (2_000, EndOfStream));
    }
    for deed in [Intervention::PowerOff(B), Intervention::NoArp(B)] {
        let played = reader(vec![(2_000, deed)], accepts, 600);
        assert_eq!(played.came(0), [Connected], "nobody is told");
    }
}

/// A host that has lost its power and is back knows nothing of the connection and says so.
#[test]
fn writing_to_a_host_that_has_forgotten_is_answered_with_a_reset() {
    let writes: &[Call] = &[
        Until(1_000_000),
        Dial(1, 9, 5_000),
        Until(4_000_000),
        Send(1),
        Read,
        Send(2),
    ];
    let accepts: &[Call] = &[Listen(9), Accept(9)];
    let mut deeds = start_all(2);
    deeds.push((2_000, Intervention::PowerOff(B)));
    deeds.push((3_000, Intervention::PowerOn(B)));
    let played = play(vec![host([writes]), host([accepts])], deeds, 20);
    assert_eq!(played.came(0)[1..], [Came::Sent, Reset, NotSent]);
}

#[test]
fn a_connection_that_is_forgotten_in_between_is_reset_at_both_ends() {
    let accepts: &[Call] = &[Listen(9), Accept(9), Read];
    let forget = |port| Intervention::Forget { a: B, b: A, port };
    let played = reader(vec![(2_000, forget(9))], accepts, 10);
    assert_eq!(played.thread(0, 0)[1], (2_000, Reset));
    assert_eq!(played.thread(1, 0)[2], (2_000, Reset));
    let other = reader(vec![(2_000, forget(8))], accepts, 10);
    assert_eq!(other.came(0), [Connected], "another port is left alone");
}

#[test]
fn what_is_rejected_on_the_way_is_reset_and_refused_until_it_heals() {
    let writes: &[Call] = &[Dial(1, 9, 5_000), Until(4_000_000), Send(1), Read, Send(2)];
    let mut deeds = start_all(2);
    deeds.push((2_000, Intervention::Reject(A, B)));
    let played = play(vec![host([writes]), host([LISTENS])], deeds, 20);
    let told: Vec<Came> = played.came(0);
    assert_eq!(told, [Connected, Came::Sent, Reset, NotSent]);
    assert_eq!(
        played.came(1)[1..],
        [Accepted],
        "the other end hears nothing"
    );
    let rejects = |from, to| vec![(500, Intervention::Reject(from, to))];
    assert_eq!(dialled(&dial(rejects(A, B)), 1_000), (Refused, 0));
    assert_eq!(
        dialled(&dial(rejects(B, A)), 1_000),
        (Connected, 0),
        "one way"
    );
    let mut healed = rejects(A, B);
    healed.push((800, Intervention::Heal(A, B)));
    assert_eq!(dialled(&dial(healed), 1_000), (Connected, 0));
}

#[test]
fn a_port_can_be_opened_once() {
    let twice: &[Call] = &[Listen(9), Listen(9), Listen(8)];
    let played = play(vec![host([twice])], start_all(1), 1);
    let came = [true, false, true].map(Came::Listens);
    assert_eq!(played.came(0), came);
}
