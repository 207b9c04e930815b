//! From the inside out: what is in a frame is arranged, then the frame is a box in the frame around it.

use super::geometry::{Layout, Point, Rect};
use super::layered::layered;
use super::pack::{good_width, shelves};
use super::route::route;
use super::text::width;
use crate::scene::{Card, Frame, FrameKind, Item, LinkKind, Scene};

/// The height of a card.
pub(crate) const CARD_HEIGHT: f64 = 46.0;
/// What a frame leaves free around what is in it, and above it for its title.
const PADDING: f64 = 14.0;
const HEADER: f64 = 28.0;
/// How much wider bold letters are.
pub(crate) const BOLD: f64 = 1.08;
/// Between things in a frame.
const GAP: f64 = 16.0;

/// A thing in a frame, or several that are kept together: how large, and where each lies in it.
#[derive(Debug, Clone)]
struct Block {
    /// The connected come first, zones last.
    rank: u8,
    size: (f64, f64),
    items: Vec<(Item, Point)>,
}

/// The places of everything.
pub(crate) fn arrange(scene: &Scene) -> Layout {
    let mut layout = Layout {
        frames: vec![Rect::default(); scene.frames.len()],
        cards: scene.cards.iter().map(card_size).collect(),
        links: Vec::new(),
    };
    let chains = chains(scene);
    // A frame comes after the frame around it: from the last to the first, the inner ones are done before the outer ones.
    for at in (0..scene.frames.len()).rev() {
        settle(scene, &chains, at, &mut layout);
    }
    for at in 0..scene.frames.len() {
        let origin = layout.frames[at];
        for child in &scene.frames[at].children {
            let rect = rect_mut(&mut layout, *child);
            rect.x += origin.x;
            rect.y += origin.y;
        }
    }
    layout.links = route(scene, &layout);
    layout
}

fn card_size(card: &Card) -> Rect {
    let text = (width(&card.title, 13.0) * BOLD).max(width(&card.note, 11.0));
    let marks = if card.faults.is_empty() { 0.0 } else { 14.0 };
    Rect {
        x: 0.0,
        y: 0.0,
        width: (text + 52.0 + marks).clamp(124.0, 236.0).round(),
        height: CARD_HEIGHT,
    }
}

fn rect_mut(layout: &mut Layout, item: Item) -> &mut Rect {
    match item {
        Item::Card(at) => &mut layout.cards[at],
        Item::Frame(at) => &mut layout.frames[at],
    }
}

/// For each link that arranges, the things it starts and ends in, from the inside out. Ways to the internet do not: they would pull every network apart.
fn chains(scene: &Scene) -> Vec<(Vec<Item>, Vec<Item>)> {
    let mut parents = vec![0; scene.cards.len()];
    for (at, frame) in scene.frames.iter().enumerate() {
        for child in &frame.children {
            if let Item::Card(card) = child {
                parents[*card] = at;
            }
        }
    }
    let chain = |item: Item| {
        let mut chain = vec![item];
        let mut at = match item {
            Item::Card(card) => parents[card],
            Item::Frame(frame) => scene.frames[frame].parent,
        };
        while at != 0 {
            chain.push(Item::Frame(at));
            at = scene.frames[at].parent;
        }
        chain
    };
    let arranging = scene.links.iter().filter(|link| link.kind != LinkKind::Egress);
    arranging.map(|link| (chain(link.from), chain(link.to))).collect()
}

/// Arranges what is in a frame, relative to the frame, and so finds the frame's size.
fn settle(scene: &Scene, chains: &[(Vec<Item>, Vec<Item>)], at: usize, layout: &mut Layout) {
    let frame = &scene.frames[at];
    let blocks = blocks(scene, frame, layout);
    let whole = match frame.kind {
        FrameKind::Picture => page(scene, blocks),
        _ => {
            let edges = edges(&blocks, chains);
            together(&blocks, &edges)
        }
    };
    let (left, top) = match frame.kind {
        FrameKind::Picture => (0.0, 0.0),
        _ => (PADDING, HEADER + if frame.note.is_empty() { 0.0 } else { 14.0 }),
    };
    for (item, corner) in &whole.items {
        let rect = rect_mut(layout, *item);
        (rect.x, rect.y) = (left + corner.x, top + corner.y);
    }
    let word = width(frame.kind.word(), 11.0);
    let title =
        (width(&frame.title, 13.0) * BOLD + word).max(width(&frame.note, 11.0)).min(300.0) + 56.0;
    let inside = if whole.items.is_empty() { 0.0 } else { whole.size.1 + PADDING };
    let rect = &mut layout.frames[at];
    rect.width = (whole.size.0 + 2.0 * left).max(if left > 0.0 { title } else { 0.0 }).round();
    rect.height = (top + inside + if whole.items.is_empty() { 8.0 } else { 0.0 }).round();
}

/// The things in a frame. Its zones stand side by side, as one.
fn blocks(scene: &Scene, frame: &Frame, layout: &mut Layout) -> Vec<Block> {
    let is_zone =
        |item: &Item| matches!(item, Item::Frame(at) if scene.frames[*at].kind == FrameKind::Zone);
    let (zones, others): (Vec<Item>, Vec<Item>) =
        frame.children.iter().partition(|item| is_zone(item));
    let mut blocks: Vec<Block> = others
        .into_iter()
        .map(|item| {
            let rect = *rect_mut(layout, item);
            Block {
                rank: 1,
                size: (rect.width, rect.height),
                items: vec![(item, Point::default())],
            }
        })
        .collect();
    if !zones.is_empty() {
        let tallest = zones.iter().map(|zone| rect_mut(layout, *zone).height).fold(0.0, f64::max);
        let mut row = Block { rank: 2, size: (0.0, tallest), items: Vec::new() };
        for zone in zones {
            let rect = rect_mut(layout, zone);
            rect.height = tallest;
            let x = if row.items.is_empty() { 0.0 } else { row.size.0 + GAP };
            row.size.0 = x + rect.width;
            row.items.push((zone, Point { x, y: 0.0 }));
        }
        blocks.push(row);
    }
    blocks
}

/// The links between blocks: each by what of its ends lies in them.
fn edges(blocks: &[Block], chains: &[(Vec<Item>, Vec<Item>)]) -> Vec<(usize, usize)> {
    let block_of = |chain: &[Item]| {
        chain.iter().find_map(|item| {
            blocks.iter().position(|block| block.items.iter().any(|(one, _)| one == item))
        })
    };
    let mut edges: Vec<(usize, usize)> = chains
        .iter()
        .filter_map(|(from, to)| Some((block_of(from)?, block_of(to)?)))
        .filter(|(from, to)| from != to)
        .collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Regions side by side below what is everywhere; data that goes both ways between them must not pile them up.
fn page(scene: &Scene, blocks: Vec<Block>) -> Block {
    let is_global = |block: &Block| {
        block.items.iter().any(|(item, _)| match item {
            Item::Frame(at) => scene.frames[*at].kind == FrameKind::Global,
            Item::Card(_) => true,
        })
    };
    let (global, regions): (Vec<Block>, Vec<Block>) = blocks.into_iter().partition(is_global);
    let row = packed(regions, 1_900.0, 2.0 * GAP);
    let mut above = packed(global, row.size.0.max(900.0), 2.0 * GAP);
    let lead = ((row.size.0 - above.size.0) / 2.0).max(0.0).round();
    for (_, corner) in &mut above.items {
        corner.x += lead;
    }
    above.size.0 += lead;
    packed(
        vec![above, row].into_iter().filter(|block| !block.items.is_empty()).collect(),
        0.0,
        40.0,
    )
}

/// Connected blocks in layers, everything else on shelves.
fn together(blocks: &[Block], edges: &[(usize, usize)]) -> Block {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let group_of = components(blocks.len(), edges);
    for (at, group) in group_of.iter().enumerate() {
        if *group == groups.len() {
            groups.push(Vec::new());
        }
        groups[*group].push(at);
    }
    let mut whole: Vec<Block> = groups.iter().map(|group| layer(group, blocks, edges)).collect();
    // The connected first: they are what the picture is about.
    whole.sort_by_key(|block| block.rank);
    let sizes: Vec<(f64, f64)> = whole.iter().map(|block| block.size).collect();
    let room = good_width(&sizes, GAP).max(380.0);
    packed(whole, room, GAP)
}

/// The number of each block's group of connected blocks, counted in order of the first of each.
fn components(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..count).collect();
    fn root(group: &[usize], mut at: usize) -> usize {
        while group[at] != at {
            at = group[at];
        }
        at
    }
    for (from, to) in edges {
        let (left, right) = (root(&group, *from), root(&group, *to));
        group[left.max(right)] = left.min(right);
    }
    let roots: Vec<usize> = (0..count).map(|at| root(&group, at)).collect();
    let mut order: Vec<usize> = roots.clone();
    order.sort_unstable();
    order.dedup();
    roots.iter().map(|root| order.binary_search(root).unwrap_or_default()).collect()
}

/// One block of connected ones.
fn layer(group: &[usize], blocks: &[Block], edges: &[(usize, usize)]) -> Block {
    if let [only] = group {
        return blocks[*only].clone();
    }
    let inside = |at: &usize| group.binary_search(at).ok();
    let edges: Vec<(usize, usize)> =
        edges.iter().filter_map(|(from, to)| Some((inside(from)?, inside(to)?))).collect();
    let sizes: Vec<(f64, f64)> = group.iter().map(|at| blocks[*at].size).collect();
    let chosen: Vec<Block> = group.iter().map(|at| blocks[*at].clone()).collect();
    match layered(&sizes, &edges) {
        Some(corners) => merged(chosen, &corners),
        None => packed(chosen, good_width(&sizes, GAP), GAP),
    }
}

fn packed(blocks: Vec<Block>, room: f64, gap: f64) -> Block {
    let sizes: Vec<(f64, f64)> = blocks.iter().map(|block| block.size).collect();
    let (corners, _) = shelves(&sizes, room, gap);
    merged(blocks, &corners)
}

/// One block of several at these corners.
fn merged(blocks: Vec<Block>, corners: &[Point]) -> Block {
    let least = |pick: fn(&Point) -> f64| corners.iter().map(pick).fold(f64::INFINITY, f64::min);
    let (left, top) = (least(|point| point.x), least(|point| point.y));
    let mut whole = Block { rank: 0, size: (0.0, 0.0), items: Vec::new() };
    for (block, corner) in blocks.into_iter().zip(corners) {
        let (x, y) = (corner.x - left, corner.y - top);
        whole.size.0 = whole.size.0.max(x + block.size.0);
        whole.size.1 = whole.size.1.max(y + block.size.1);
        let moved = |(item, at): (Item, Point)| (item, Point { x: at.x + x, y: at.y + y });
        whole.items.extend(block.items.into_iter().map(moved));
    }
    whole
}
