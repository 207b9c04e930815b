//! Blocks on shelves: what nothing connects.

use super::geometry::Point;

/// The upper left corners of blocks put on shelves of about this width, and the size of it all.
pub(super) fn shelves(sizes: &[(f64, f64)], room: f64, gap: f64) -> (Vec<Point>, (f64, f64)) {
    let mut corners = Vec::with_capacity(sizes.len());
    let (mut x, mut y, mut shelf) = (0.0_f64, 0.0_f64, 0.0_f64);
    let (mut width, mut height) = (0.0_f64, 0.0_f64);
    for (wide, high) in sizes {
        if x > 0.0 && x + wide > room {
            y += shelf + gap;
            (x, shelf) = (0.0, 0.0);
        }
        corners.push(Point { x, y });
        width = width.max(x + wide);
        height = height.max(y + high);
        shelf = shelf.max(*high);
        x += wide + gap;
    }
    (corners, (width, height))
}

/// A width for shelves that makes the whole about as wide as a page is, compared with its height.
pub(super) fn good_width(sizes: &[(f64, f64)], gap: f64) -> f64 {
    let area: f64 = sizes.iter().map(|(width, height)| (width + gap) * (height + gap)).sum();
    let widest = sizes.iter().map(|(width, _)| *width).fold(0.0, f64::max);
    (area * 2.0).sqrt().max(widest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_shelf_begins_a_new_one() {
        let (corners, size) = shelves(&[(60.0, 20.0), (60.0, 30.0), (60.0, 20.0)], 130.0, 10.0);
        assert_eq!(corners[1], Point { x: 70.0, y: 0.0 });
        assert_eq!(corners[2], Point { x: 0.0, y: 40.0 });
        assert_eq!(size, (130.0, 60.0));
    }
}
