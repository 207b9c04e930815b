//! Points and boxes. The origin is at the top left.

/// A point.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// A box.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// The places of a scene: boxes by the numbers of cards and frames, the way of each link by its number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    pub(crate) frames: Vec<Rect>,
    pub(crate) cards: Vec<Rect>,
    pub(crate) links: Vec<Curve>,
}

/// The way of a line: from, two points that pull it, to.
pub(crate) type Curve = [Point; 4];

impl Rect {
    pub(crate) fn right(self) -> f64 {
        self.x + self.width
    }

    pub(crate) fn bottom(self) -> f64 {
        self.y + self.height
    }

    pub(crate) fn centre(self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }
}
