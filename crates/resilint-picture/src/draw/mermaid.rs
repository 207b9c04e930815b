//! The picture for Mermaid.

use super::svg::put;
use crate::scene::{FrameKind, Item, Link, Scene, State};

pub(super) fn render(scene: &Scene) -> String {
    let mut text = String::from(
        "flowchart TB\n  classDef fault stroke:#d1242f,stroke-width:3px\n  classDef lost fill:#eaeef2,stroke:#d1242f,stroke-dasharray:4\n  classDef unsure stroke:#9a6700,stroke-dasharray:2\n",
    );
    if let Some(frame) = scene.frames.first() {
        for child in &frame.children {
            item(&mut text, scene, *child, 1);
        }
    }
    for link in &scene.links {
        edge(&mut text, link);
    }
    for note in &scene.notes {
        put(&mut text, format_args!("  %% {}\n", note.replace(['\n', '\r', '{', '}'], " ")));
    }
    text
}

fn item(text: &mut String, scene: &Scene, one: Item, depth: usize) {
    let indent = "  ".repeat(depth);
    match one {
        Item::Frame(at) => {
            let frame = &scene.frames[at];
            let what = format!("{} {}", frame.kind.word(), frame.title);
            put(text, format_args!("{indent}subgraph f{at}[\"{}\"]\n", escaped(what.trim())));
            for child in &frame.children {
                item(text, scene, *child, depth + 1);
            }
            put(text, format_args!("{indent}end\n"));
            if frame.state == State::Lost && frame.kind != FrameKind::Picture {
                put(text, format_args!("{indent}class f{at} lost\n"));
            }
        }
        Item::Card(at) => {
            let card = &scene.cards[at];
            let (open, close) = if card.role == "database" { ("[(", ")]") } else { ("[", "]") };
            let label = match card.addresses.as_slice() {
                [only] => format!("{only}{}", zones(&card.note)),
                _ => format!("{}{}", card.title, zones(&card.note)),
            };
            let mark = if card.faults.is_empty() { "" } else { " ⚠" };
            let class = match (card.state, card.faults.is_empty()) {
                (State::Lost, _) => ":::lost",
                (_, false) => ":::fault",
                (State::Unknown | State::Degraded, _) => ":::unsure",
                (State::Up, true) => "",
            };
            put(
                text,
                format_args!("{indent}n{at}{open}\"{}{mark}\"{close}{class}\n", escaped(&label)),
            );
        }
    }
}

/// Where it stands, as the note ends.
fn zones(note: &str) -> String {
    note.split_once(" · ").map(|(_, zones)| format!(" · {zones}")).unwrap_or_default()
}

fn edge(text: &mut String, link: &Link) {
    let name = |item: Item| match item {
        Item::Card(at) => format!("n{at}"),
        Item::Frame(at) => format!("f{at}"),
    };
    let arrow = if link.certain { "-->" } else { "-.->" };
    put(
        text,
        format_args!("  {} {arrow}|{}| {}\n", name(link.from), escaped(&link.words), name(link.to)),
    );
}

/// A text in quotes: what Mermaid and the page around it would take for markup becomes a character reference.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '"' | '[' | ']' | '<' | '>' | '&' | '#' | ';' | '|' | '`' | '{' | '}' | '\\' => {
                put(&mut escaped, format_args!("#{};", u32::from(character)));
            }
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}
