//! The way of each line: from the side of one box to the side of another, each line at a place of its own.

use std::collections::BTreeMap;

use super::geometry::{Curve, Layout, Point, Rect};
use crate::scene::{Item, Scene};

/// A side of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

/// The ways of all links.
pub(super) fn route(scene: &Scene, layout: &Layout) -> Vec<Curve> {
    let rect = |item: Item| match item {
        Item::Card(at) => layout.cards[at],
        Item::Frame(at) => layout.frames[at],
    };
    let ends: Vec<(Rect, Rect, Side, Side)> = scene
        .links
        .iter()
        .map(|link| {
            let (from, to) = (rect(link.from), rect(link.to));
            let (leaves, enters) = sides(from, to);
            (from, to, leaves, enters)
        })
        .collect();
    let shares = shares(scene, &ends);
    ends.iter()
        .zip(shares)
        .map(|((from, to, leaves, enters), (out, into))| {
            let (start, end) = (port(*from, *leaves, out), port(*to, *enters, into));
            let pull = pull(start, end);
            [start, pulled(start, *leaves, pull), pulled(end, *enters, pull), end]
        })
        .collect()
}

/// The sides at which a line leaves one box and enters another.
fn sides(from: Rect, to: Rect) -> (Side, Side) {
    const CLEAR: f64 = 8.0;
    if to.y >= from.bottom() + CLEAR {
        (Side::Bottom, Side::Top)
    } else if to.x >= from.right() + CLEAR {
        (Side::Right, Side::Left)
    } else if to.right() + CLEAR <= from.x {
        (Side::Left, Side::Right)
    } else {
        (Side::Top, Side::Bottom)
    }
}

/// A line at a side: where its other end lies, its number, and whether it begins there.
type AtSide = (i64, usize, bool);

/// How far along its sides each line begins and ends: lines at one side do not cross more than they must.
fn shares(scene: &Scene, ends: &[(Rect, Rect, Side, Side)]) -> Vec<(f64, f64)> {
    let mut at_side: BTreeMap<(Item, Side), Vec<AtSide>> = BTreeMap::new();
    for (number, (link, (from, to, leaves, enters))) in scene.links.iter().zip(ends).enumerate() {
        at_side.entry((link.from, *leaves)).or_default().push((along(*to, *leaves), number, true));
        at_side.entry((link.to, *enters)).or_default().push((along(*from, *enters), number, false));
    }
    let mut shares = vec![(0.5, 0.5); ends.len()];
    for lines in at_side.values_mut() {
        lines.sort_unstable();
        let steps = f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX)) + 1.0;
        let mut step = 0.0;
        for (_, number, is_start) in lines {
            step += 1.0;
            let share = 0.12 + 0.76 * step / steps;
            if *is_start {
                shares[*number].0 = share;
            } else {
                shares[*number].1 = share;
            }
        }
    }
    shares
}

/// Where the other end lies, along a side.
#[expect(clippy::cast_possible_truncation, reason = "coordinates of a picture are small")]
fn along(other: Rect, side: Side) -> i64 {
    let centre = other.centre();
    match side {
        Side::Top | Side::Bottom => centre.x.round() as i64,
        Side::Left | Side::Right => centre.y.round() as i64,
    }
}

fn port(rect: Rect, side: Side, share: f64) -> Point {
    let (x, y) = (rect.x + rect.width * share, rect.y + rect.height * share);
    match side {
        Side::Top => Point { x, y: rect.y },
        Side::Bottom => Point { x, y: rect.bottom() },
        Side::Left => Point { x: rect.x, y },
        Side::Right => Point { x: rect.right(), y },
    }
}

fn pull(start: Point, end: Point) -> f64 {
    let distance = (end.x - start.x).abs().max((end.y - start.y).abs());
    (distance * 0.42).clamp(14.0, 120.0)
}

fn pulled(point: Point, side: Side, by: f64) -> Point {
    match side {
        Side::Top => Point { y: point.y - by, ..point },
        Side::Bottom => Point { y: point.y + by, ..point },
        Side::Left => Point { x: point.x - by, ..point },
        Side::Right => Point { x: point.x + by, ..point },
    }
}
