//! What the signs of a picture mean: only those that are in it.

use super::escape::escape;
use super::svg::put;
use crate::layout::width;
use crate::scene::{LinkKind, Scene, State};
use crate::subject::{PictureOptions, Subject};

/// A legend, and how high it is.
#[derive(Debug)]
pub(super) struct Legend {
    pub(super) text: String,
    pub(super) height: f64,
}

/// The legend of a scene.
pub(super) fn legend(
    scene: &Scene,
    subject: &Subject<'_>,
    options: &PictureOptions,
    across: f64,
) -> Legend {
    let mut entries: Vec<(String, &str)> = Vec::new();
    marks(scene, subject, &mut entries);
    lines(scene, options, &mut entries);
    let mut legend = Legend { text: String::new(), height: 0.0 };
    let (mut x, mut y) = (0.0, 8.0);
    for (sign, words) in entries {
        let wide = 40.0 + width(words, 11.0) + 18.0;
        if x > 0.0 && x + wide > across {
            (x, y) = (0.0, y + 22.0);
        }
        put(
            &mut legend.text,
            format_args!(
                "<g transform=\"translate({x} {y})\">{sign}<text class=\"soft\" x=\"36\" y=\"4\">{}</text></g>",
                escape(words)
            ),
        );
        x += wide.round();
        legend.height = y + 14.0;
    }
    legend
}

fn marks(scene: &Scene, subject: &Subject<'_>, entries: &mut Vec<(String, &'static str)>) {
    let badge = |class: &str, sign: &str| {
        format!(
            "<g class=\"badge {class}\"><circle cx=\"16\" cy=\"0\" r=\"8\"/><text x=\"16\" y=\"4\">{sign}</text></g>"
        )
    };
    let faulty = scene.cards.iter().any(|card| !card.faults.is_empty())
        || scene.frames.iter().any(|frame| !frame.faults.is_empty());
    if faulty {
        entries.push((badge("", "!"), "single point of failure, or in too few zones"));
    }
    if subject.lost.is_some() {
        entries.push((badge("", "×"), "lost in this failure"));
        for (state, sign, words) in
            [(State::Degraded, "~", "in service, degraded"), (State::Unknown, "?", "not known")]
        {
            if scene.cards.iter().any(|card| card.state == state) {
                entries.push((badge("warn", sign), words));
            }
        }
    }
}

fn lines(scene: &Scene, options: &PictureOptions, entries: &mut Vec<(String, &'static str)>) {
    let sample = |class: &str| format!("<path class=\"link {class}\" d=\"M2 0H30\"/>");
    for (kind, words) in [
        (LinkKind::Request, "requests"),
        (LinkKind::Data, "reads and writes"),
        (LinkKind::Messages, "messages"),
        (LinkKind::Egress, "way to the internet"),
        (LinkKind::Replication, "replication"),
        (LinkKind::Backup, "backups"),
        (LinkKind::Logs, "logs"),
        (LinkKind::Cache, "cached copies"),
        (LinkKind::Key, "key"),
        (LinkKind::Other, "refers to"),
    ] {
        if scene.links.iter().any(|link| link.kind == kind) {
            entries.push((sample(kind.as_str()), words));
        }
    }
    if scene.links.iter().any(|link| !link.certain) {
        entries.push((sample("unsure"), "not certain"));
    }
    if options.flows {
        for (class, words, applies) in [
            (
                "allowed",
                "stays where it may be",
                scene.links.iter().any(|link| link.allowed == Some(true)),
            ),
            (
                "forbidden",
                "goes where it may not be",
                scene.links.iter().any(|link| link.allowed == Some(false)),
            ),
            ("open", "nobody can tell where", scene.links.iter().any(|link| link.is_open)),
        ] {
            if applies {
                entries.push((sample(class), words));
            }
        }
    }
}
