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
    /// State, vote, count.
    Tile,
}

impl Tier {
    /// The width of a card, in px.
    pub fn width(self) -> f32 {
        match self {
            Self::Full => 300.0,
            Self::Compact => 236.0,
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
    /// A layout for so many servers and so many hosts without one, in px.
    pub fn new(servers: usize, dark: usize, size: (f32, f32)) -> Self {
        let (width, height) = size;
        let column = servers <= 7 && width < COLUMN_BELOW;
        let tier = match servers {
            0..=3 if width >= 640.0 => Tier::Full,
            _ if column => Tier::Full,
            0..=7 if width >= 560.0 => Tier::Compact,
            _ => Tier::Tile,
        };
        let chips = chips(dark, width);
        let top = if dark == 0 {
            MARGIN
        } else {
            CHIP.1 + 2.0 * MARGIN + 20.0
        };
        let cards = match (RINGS.get(servers), tier) {
            (Some(ring), Tier::Full | Tier::Compact) => {
                let below = match tier {
                    Tier::Full => FULL_HEIGHT,
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
                Tier::Full | Tier::Compact => (self.size.1 - height - 6.0).max(0.0),
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

fn chips(dark: usize, width: f32) -> Vec<Rect> {
    let count = f32::from(u8::try_from(dark).unwrap_or(u8::MAX));
    let pitch = (CHIP.0 + 12.0).min((width - 2.0 * MARGIN) / count.max(1.0));
    let first = (width - pitch * count + 12.0) / 2.0;
    let place = |index: u8| {
        Rect::new(
            first + pitch * f32::from(index),
            MARGIN - 8.0,
            CHIP.0.min(pitch - 4.0),
            CHIP.1,
        )
    };
    (0..u8::try_from(dark).unwrap_or(u8::MAX))
        .map(place)
        .collect()
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
    fn check(servers: usize, dark: usize, size: (f32, f32)) {
        let layout = Layout::new(servers, dark, size);
        assert_eq!((layout.cards.len(), layout.chips.len()), (servers, dark));
        let height = match layout.tier {
            Tier::Full => 150.0,
            Tier::Compact => 118.0,
            Tier::Tile => 64.0,
        };
        let cards = layout
            .cards
            .iter()
            .map(|p| Rect::new(p.x, p.y, layout.tier.width(), height));
        let all: Vec<Rect> = cards.chain(layout.chips.iter().copied()).collect();
        for (index, a) in all.iter().enumerate() {
            assert!(a.x >= 0.0 && a.right() <= size.0, "{servers} {a:?}");
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
            let layout = Layout::new(servers, dark, (812.0, 474.0));
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
            check(servers, 0, (812.0, 474.0));
            check(servers, 0, (1_240.0, 620.0));
        }
        check(3, 2, (812.0, 474.0));
        check(5, 2, (812.0, 520.0));
    }
}
