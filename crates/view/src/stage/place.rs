//! Where the cards stand. Places depend on how many there are and on the size of the stage, never on
//! the moment: a server that moves is a server lost.

use crate::paint::{Point, Rect, at};

/// How much a card says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tier {
    /// Everything.
    #[default]
    Full,
    /// Everything in a narrower column.
    Compact,
    /// State, vote, count and what is stuck, where there is little height.
    Brief,
    /// State, vote, count.
    Tile,
}

impl Tier {
    /// The width of a card, in px.
    pub fn width(self) -> f32 {
        match self {
            Self::Full => 300.0,
            Self::Compact => 236.0,
            Self::Brief => BRIEF.0,
            Self::Tile => 132.0,
        }
    }
}

/// Where everything stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// How much each card says.
    pub tier: Tier,
    /// The upper left corners of the cards.
    pub cards: Vec<Point>,
    /// The places of hosts that never run a process.
    pub chips: Vec<Rect>,
    /// The width of a card, in px.
    pub width: f32,
    /// Whether the cards stand below each other, each where the one above ends.
    column: bool,
    size: (f32, f32),
}

const MARGIN: f32 = 16.0;
const CHIP: (f32, f32) = (150.0, 34.0);
/// The height that a card takes at its usual largest, by tier.
const FULL_HEIGHT: f32 = 136.0;
const COMPACT_HEIGHT: f32 = 142.0;
const TILE: (f32, f32) = (142.0, 74.0);
const BRIEF: (f32, f32) = (250.0, 92.0);
/// A stage that is higher than this has room for more than brief cards.
const LOW: f32 = 480.0;
/// Below this width the cards of a few servers stand in a column.
const COLUMN_BELOW: f32 = 740.0;
/// The room between the cards of a column, for what travels between them.
const BETWEEN: f32 = 58.0;
/// The room between a tall card and the one below it.
const APART: f32 = 10.0;

/// Places on the stage as parts of its width and height: the first server at nine o'clock, the others
/// clockwise. Three stand as a triangle on its tip, for there the lines have most room.
const RINGS: [&[(f32, f32)]; 8] = [
    &[],
    &[(0.5, 0.4)],
    &[(0.0, 0.4), (1.0, 0.4)],
    &[(0.0, 0.0), (0.46, 1.0), (1.0, 0.0)],
    &[(0.0, 0.5), (0.5, 0.0), (1.0, 0.5), (0.5, 1.0)],
    &[(0.0, 0.7), (0.0, 0.0), (1.0, 0.0), (1.0, 0.7), (0.5, 1.0)],
    &[
        (0.0, 1.0),
        (0.0, 0.0),
        (0.5, 0.0),
        (1.0, 0.0),
        (1.0, 1.0),
        (0.5, 1.0),
    ],
    &[
        (0.0, 0.5),
        (0.0, 0.0),
        (0.5, 0.0),
        (1.0, 0.0),
        (1.0, 0.5),
        (0.75, 1.0),
        (0.25, 1.0),
    ],
];

impl Layout {
    /// A layout for so many servers and so many hosts without one, in px; with brief cards where all of it
    /// has to be seen at once.
    pub fn new(servers: usize, dark: usize, size: (f32, f32), brief: bool) -> Self {
        let (width, height) = size;
        let brief = brief && height < LOW;
        let column = servers <= 7 && width < COLUMN_BELOW && !brief;
        let tier = match servers {
            0..=3 if brief => Tier::Brief,
            4..=6 if brief && width >= 3.0 * (BRIEF.0 + APART) + MARGIN => Tier::Brief,
            _ if brief => Tier::Tile,
            0..=3 if width >= 640.0 => Tier::Full,
            _ if column => Tier::Full,
            0..=7 if width >= 560.0 => Tier::Compact,
            _ => Tier::Tile,
        };
        let chips = chips(dark, servers, size, tier);
        let top = match tier {
            Tier::Brief => APART,
            _ if dark == 0 => MARGIN,
            Tier::Full | Tier::Compact | Tier::Tile => CHIP.1 + 2.0 * MARGIN + 20.0,
        };
        let cards = match (RINGS.get(servers), tier) {
            (Some(_), Tier::Brief) if servers > 3 => two_rows(servers, size, top),
            (Some(ring), Tier::Full | Tier::Compact | Tier::Brief) => {
                let below = match tier {
                    Tier::Full => FULL_HEIGHT,
                    Tier::Brief => BRIEF.1,
                    Tier::Compact | Tier::Tile => COMPACT_HEIGHT,
                };
                let free = (
                    width - tier.width() - 2.0 * MARGIN,
                    height - top - below - MARGIN,
                );
                let place =
                    |(x, y): &(f32, f32)| at(MARGIN + x * free.0, top + y * free.1.max(0.0));
                ring.iter().map(place).collect()
            }
            (Some(_) | None, _) => matrix(servers, width, top),
        };
        Self {
            tier,
            cards,
            chips,
            width: if column {
                width - 2.0 * MARGIN
            } else {
                tier.width()
            },
            column,
            size,
        }
    }

    /// The rectangles of cards with these heights, and the height that all of it takes. A card that
    /// would leave the stage is moved up: it grows downward, and the last one may have less room below
    /// than it needs.
    pub fn rects(&self, heights: &[f32]) -> (Vec<Rect>, f32) {
        let mut below = self.cards.first().map_or(0.0, |first| first.y);
        let places = self.cards.iter().zip(heights);
        let rects = places.map(|(place, height)| {
            if self.column {
                let y = below;
                below += height + BETWEEN;
                return Rect::new(MARGIN, y, self.width, *height);
            }
            let lowest = match self.tier {
                Tier::Full | Tier::Compact | Tier::Brief => (self.size.1 - height - 6.0).max(0.0),
                Tier::Tile => place.y,
            };
            Rect::new(place.x, place.y.min(lowest), self.width, *height)
        });
        let mut rects: Vec<Rect> = rects.collect();
        keep_apart(&mut rects);
        let lowest = rects.iter().map(Rect::bottom).fold(0.0, f32::max);
        let height = if self.column {
            lowest + MARGIN
        } else {
            self.size.1.max(lowest)
        };
        (rects, height)
    }
}

/// Moves cards down that would cover the end of a tall one above them.
fn keep_apart(rects: &mut [Rect]) {
    // A card that has moved may have to move the next one: at most three stand one below the other.
    for _ in 0..2 {
        for lower in 0..rects.len() {
            for upper in 0..rects.len() {
                let (a, b) = (rects[upper], rects[lower]);
                let beside = a.right() <= b.x || b.right() <= a.x;
                if !beside && a.y < b.y && a.bottom() + APART > b.y {
                    rects[lower].y = a.bottom() + APART;
                }
            }
        }
    }
}

fn chips(dark: usize, servers: usize, (width, height): (f32, f32), tier: Tier) -> Vec<Rect> {
    let count = f32::from(u8::try_from(dark).unwrap_or(u8::MAX));
    // Brief cards stand at the top: chips are between them, or between their rows.
    let (free, top) = match tier {
        Tier::Brief if servers <= 3 => (width - 2.0 * (BRIEF.0 + MARGIN + APART), APART),
        Tier::Brief => (width - 2.0 * MARGIN, (height - CHIP.1) / 2.0),
        Tier::Full | Tier::Compact | Tier::Tile => (width - 2.0 * MARGIN, MARGIN - 8.0),
    };
    if tier == Tier::Brief && servers <= 3 && dark <= 2 {
        // One below the other they have room for their words: between the upper cards, or where these
        // leave too little, in the corner beside the lower one.
        let (x, first) = if free >= CHIP.0 {
            ((width - CHIP.0) / 2.0, 4.0)
        } else {
            let corner = height - MARGIN - 2.0 * CHIP.1 - 4.0;
            (width - CHIP.0 - 6.0, corner)
        };
        let stack = |y: f32| Rect::new(x, y, CHIP.0, CHIP.1);
        let tops = [first, first + CHIP.1 + 4.0].into_iter();
        return tops.take(dark).map(stack).collect();
    }
    let pitch = (CHIP.0 + 12.0).min(free / count.max(1.0));
    let first = (width - pitch * count + 12.0) / 2.0;
    let place = |index: u8| {
        Rect::new(
            first + pitch * f32::from(index),
            top,
            CHIP.0.min(pitch - 4.0),
            CHIP.1,
        )
    };
    (0..u8::try_from(dark).unwrap_or(u8::MAX))
        .map(place)
        .collect()
}

/// Two rows of brief cards, the lower ones between the upper ones.
fn two_rows(servers: usize, (width, height): (f32, f32), top: f32) -> Vec<Point> {
    let upper = servers.div_ceil(2);
    let row = |count: usize, y: f32| {
        let count = u8::try_from(count).unwrap_or(u8::MAX);
        let pitch = (width - 2.0 * MARGIN + APART) / 3.0;
        let first = (width - pitch * f32::from(count) + APART) / 2.0;
        (0..count).map(move |place| at(first + pitch * f32::from(place), y))
    };
    let lower = (height - BRIEF.1 - APART).max(top);
    row(upper, top).chain(row(servers - upper, lower)).collect()
}

/// Rows and columns, for more servers than a ring can hold.
fn matrix(servers: usize, width: f32, top: f32) -> Vec<Point> {
    let servers = u16::try_from(servers).unwrap_or(u16::MAX);
    let mut columns = 1;
    while f32::from(columns + 1) * TILE.0 <= width - 2.0 * MARGIN {
        columns += 1;
    }
    let place = |index: u16| {
        let (column, row) = (index % columns, index / columns);
        at(
            MARGIN + f32::from(column) * TILE.0,
            top + f32::from(row) * TILE.1,
        )
    };
    (0..servers).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cards of their usual height neither overlap nor leave the stage.
    fn check(servers: usize, dark: usize, size: (f32, f32), brief: bool) {
        let layout = Layout::new(servers, dark, size, brief);
        assert_eq!((layout.cards.len(), layout.chips.len()), (servers, dark));
        let height = match layout.tier {
            Tier::Full => 150.0,
            Tier::Compact => 118.0,
            Tier::Brief => BRIEF.1,
            Tier::Tile => 64.0,
        };
        let cards = layout
            .cards
            .iter()
            .map(|p| Rect::new(p.x, p.y, layout.tier.width(), height));
        let all: Vec<Rect> = cards.chain(layout.chips.iter().copied()).collect();
        for (index, a) in all.iter().enumerate() {
            assert!(a.x >= 0.0 && a.right() <= size.0, "{servers} {a:?}");
            let low = layout.tier == Tier::Brief;
            assert!(
                !low || a.y >= 0.0 && a.bottom() <= size.1,
                "{servers} {a:?}"
            );
            for b in &all[index + 1..] {
                let apart =
                    a.right() <= b.x || b.right() <= a.x || a.bottom() <= b.y || b.bottom() <= a.y;
                assert!(apart, "{servers} + {dark}: {a:?} and {b:?}");
            }
        }
    }

    /// Five servers that all have threads blocked, as in the split of an ensemble.
    #[test]
    fn tall_cards_stand_apart() {
        for (servers, dark) in [(3, 2), (4, 0), (5, 0), (5, 1), (6, 0)] {
            let layout = Layout::new(servers, dark, (812.0, 474.0), false);
            let (rects, height) = layout.rects(&vec![214.0; servers]);
            for (index, a) in rects.iter().enumerate() {
                assert!(a.bottom() <= height, "{servers}: {a:?} in {height}");
                for b in &rects[index + 1..] {
                    assert!(!a.meets(*b), "{servers} + {dark}: {a:?} and {b:?}");
                }
            }
        }
    }

    #[test]
    fn cards_do_not_overlap() {
        for servers in 1..=31 {
            for brief in [false, true] {
                check(servers, 0, (812.0, 474.0), brief);
                check(servers, 0, (1_240.0, 620.0), brief);
            }
        }
        check(3, 2, (812.0, 474.0), false);
        check(5, 2, (812.0, 520.0), false);
    }

    #[test]
    fn brief_cards_are_all_seen_at_once() {
        for (servers, dark) in [
            (1, 0),
            (2, 0),
            (3, 0),
            (3, 2),
            (4, 0),
            (5, 0),
            (5, 2),
            (6, 1),
        ] {
            let layout = Layout::new(servers, dark, (800.0, 252.0), true);
            assert_eq!(layout.tier, Tier::Brief, "{servers}");
            check(servers, dark, (800.0, 252.0), true);
        }
        check(3, 2, (560.0, 252.0), true);
        assert_eq!(Layout::new(5, 0, (560.0, 252.0), true).tier, Tier::Tile);
    }
}
