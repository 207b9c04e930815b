//! Boxes in layers, so that lines go down: Sugiyama's method, by a port of dagre.

use std::cell::Cell;

use dugong::graphlib::{Graph, GraphOptions};
use dugong::{EdgeLabel, GraphLabel, NodeLabel, WorkControl, WorkError};

use super::geometry::Point;

/// Room between boxes of a layer, and between layers.
const BESIDE: f64 = 22.0;
const BELOW: f64 = 40.0;
/// Work after which a layout is given up: far beyond what a picture of the usual size takes.
const MOST_WORK: usize = 400_000_000;

/// The upper left corners of boxes of these sizes, connected by these edges. `None` when the method finds none.
pub(super) fn layered(sizes: &[(f64, f64)], edges: &[(usize, usize)]) -> Option<Vec<Point>> {
    let mut graph: Graph<NodeLabel, EdgeLabel, GraphLabel> =
        Graph::new(GraphOptions { directed: true, multigraph: false, compound: false });
    graph.set_graph(GraphLabel {
        nodesep: BESIDE,
        ranksep: BELOW,
        edgesep: BESIDE / 2.0,
        ..GraphLabel::default()
    });
    for (at, (width, height)) in sizes.iter().enumerate() {
        graph.set_node(
            name(at),
            NodeLabel { width: *width, height: *height, ..NodeLabel::default() },
        );
    }
    for (from, to) in edges.iter().filter(|(from, to)| from != to) {
        let label = EdgeLabel { weight: 1.0, minlen: 1, ..EdgeLabel::default() };
        graph.set_edge_with_label(name(*from), name(*to), label);
    }
    dugong::layout_controlled(&mut graph, &mut Budget(Cell::new(MOST_WORK))).ok()?;
    let corner = |(at, (width, height)): (usize, &(f64, f64))| {
        let node = graph.node(&name(at))?;
        let (x, y) = (node.x? - width / 2.0, node.y? - height / 2.0);
        (x.is_finite() && y.is_finite()).then_some(Point { x: x.round(), y: y.round() })
    };
    sizes.iter().enumerate().map(corner).collect()
}

/// Not a number: the port orders such names as JavaScript does.
fn name(at: usize) -> String {
    format!("n{at:06}")
}

/// How much work may still be done.
struct Budget(Cell<usize>);

impl WorkControl for Budget {
    fn charge(&mut self, units: usize) -> Result<(), WorkError> {
        let left = self.0.get().checked_sub(units).ok_or(WorkError::Interrupted)?;
        self.0.set(left);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_go_down() {
        let corners = layered(&[(100.0, 40.0); 4], &[(0, 1), (0, 2), (1, 3), (2, 3)]).unwrap();
        assert!(corners[0].y < corners[1].y && corners[1].y < corners[3].y);
        assert!((corners[1].y - corners[2].y).abs() < 1.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Whatever is connected with whatever, cycles too: boxes get places, the same every time, and do not lie on each other.
        #[test]
        fn boxes_do_not_overlap(
            sizes in prop::collection::vec((40_u32..300, 30_u32..200), 1..24),
            edges in prop::collection::vec((0_usize..24, 0_usize..24), 0..60),
        ) {
            let sizes: Vec<(f64, f64)> =
                sizes.into_iter().map(|(width, height)| (f64::from(width), f64::from(height))).collect();
            let edges: Vec<(usize, usize)> = edges
                .into_iter()
                .map(|(from, to)| (from % sizes.len(), to % sizes.len()))
                .collect();
            let corners = layered(&sizes, &edges);
            prop_assert_eq!(&corners, &layered(&sizes, &edges));
            let corners = corners.expect("a layout");
            for (left, one) in corners.iter().enumerate() {
                for (right, other) in corners.iter().enumerate().skip(left + 1) {
                    let beside = one.x + sizes[left].0 <= other.x + 1.0 || other.x + sizes[right].0 <= one.x + 1.0;
                    let below = one.y + sizes[left].1 <= other.y + 1.0 || other.y + sizes[right].1 <= one.y + 1.0;
                    prop_assert!(beside || below, "{} and {} overlap", left, right);
                }
            }
        }
    }
}
