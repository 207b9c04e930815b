//! The picture for Graphviz.

use super::svg::put;
use crate::scene::{Item, LinkKind, Scene, State};

pub(super) fn render(scene: &Scene) -> String {
    let mut text = String::from(
        "digraph resilint {\n  compound=true;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n  graph [fontname=\"sans-serif\"];\n",
    );
    put(&mut text, format_args!("  label={};\n", quoted(&scene.title)));
    if let Some(frame) = scene.frames.first() {
        for child in &frame.children {
            item(&mut text, scene, *child, 1);
        }
    }
    for link in &scene.links {
        let style = match (link.certain, link.kind) {
            (false, _) => ", style=dotted",
            (true, LinkKind::Replication | LinkKind::Backup) => ", style=dashed",
            (true, _) => "",
        };
        let (from, tail) = end(scene, link.from, "ltail");
        let (to, head) = end(scene, link.to, "lhead");
        put(
            &mut text,
            format_args!("  {from} -> {to} [label={}{style}{tail}{head}];\n", quoted(&link.words)),
        );
    }
    text.push_str("}\n");
    text
}

/// A node for an end, and for a frame the attribute that makes the edge end at its border.
fn end(scene: &Scene, item: Item, attribute: &str) -> (String, String) {
    match item {
        Item::Card(at) => (quoted(&name(scene, at)), String::new()),
        Item::Frame(at) => (format!("frame_{at}"), format!(", {attribute}=cluster_{at}")),
    }
}

fn name(scene: &Scene, card: usize) -> String {
    scene.cards[card].addresses.first().cloned().unwrap_or_default()
}

fn item(text: &mut String, scene: &Scene, one: Item, depth: usize) {
    let indent = "  ".repeat(depth);
    match one {
        Item::Frame(at) => {
            let frame = &scene.frames[at];
            let what = format!("{} {}", frame.kind.word(), frame.title);
            let lost = if frame.state == State::Lost {
                " style=filled; fillcolor=\"#eaeef2\";"
            } else {
                ""
            };
            put(
                text,
                format_args!(
                    "{indent}subgraph cluster_{at} {{\n{indent}  label={};{lost}\n",
                    quoted(what.trim())
                ),
            );
            // Edges can only end at nodes: an invisible one stands for the frame.
            put(text, format_args!("{indent}  frame_{at} [shape=point, style=invis];\n"));
            for child in &frame.children {
                item(text, scene, *child, depth + 1);
            }
            put(text, format_args!("{indent}}}\n"));
        }
        Item::Card(at) => {
            let card = &scene.cards[at];
            let shape = if card.role == "database" { ", shape=cylinder" } else { "" };
            let look = match (card.state, card.faults.is_empty()) {
                (State::Lost, _) => {
                    ", style=\"filled,dashed\", fillcolor=\"#eaeef2\", color=\"#d1242f\""
                }
                (_, false) => ", color=\"#d1242f\", penwidth=3",
                (State::Unknown | State::Degraded, _) => ", style=dashed, color=\"#9a6700\"",
                (State::Up, true) => "",
            };
            let label = format!("{}\n{}", card.title, card.note);
            put(
                text,
                format_args!(
                    "{indent}{} [label={}{shape}{look}];\n",
                    quoted(&name(scene, at)),
                    quoted(&label)
                ),
            );
        }
    }
}

fn quoted(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|character| if character.is_control() && character != '\n' { ' ' } else { character })
        .collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
