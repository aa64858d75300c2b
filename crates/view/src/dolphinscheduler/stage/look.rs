//! What a lesson points at, marked on the stage.

use super::Stage;
use crate::paint::{Figure, Rect, Tone, stroke};
use picture::dolphinscheduler::look::{Look, Spot};

/// The bar beside a row that is pointed at, in px.
const BAR: f32 = 4.0;

impl Stage {
    /// Marks what a lesson points at: an edge around sheets, a bar beside rows. What is not on the stage
    /// at this moment is left out.
    pub fn point_at(&mut self, looks: &[Look]) {
        for look in looks {
            let (sheets, rows) = self.meant(*look);
            for sheet in &sheets {
                let edge = Figure::Outline(*sheet, stroke(Tone::Ink, 2.0));
                self.drawing.push(edge);
            }
            for row in &rows {
                let bar = Rect::new(row.x, row.y + 1.0, BAR, row.h - 2.0);
                self.drawing.fill(bar, Tone::Ink);
            }
            self.looked.extend(sheets);
            self.looked.extend(rows);
        }
    }

    /// The sheets and the rows that are meant.
    fn meant(&self, look: Look) -> (Vec<Rect>, Vec<Rect>) {
        let of_places = || {
            let all = self.places.iter().filter(|(of, _)| *of == look);
            all.map(|(_, rect)| *rect).collect()
        };
        match look {
            Look::Server(node) => (self.rect(node).into_iter().collect(), Vec::new()),
            Look::Database | Look::Yarn => (of_places(), Vec::new()),
            Look::Part(..) | Look::Thread(..) | Look::Session(_) => (Vec::new(), of_places()),
            Look::Tree(spot) => (Vec::new(), self.in_tree(spot, of_places())),
            Look::Band(_) | Look::Service => (Vec::new(), Vec::new()),
        }
    }

    /// The folder, and the nodes that stand there.
    fn in_tree(&self, spot: Spot, folder: Vec<Rect>) -> Vec<Rect> {
        let nodes = self.paths.iter().filter(|(path, _)| spot.holds(*path));
        let nodes = nodes.map(|(_, rect)| *rect);
        folder.into_iter().chain(nodes).collect()
    }
}
