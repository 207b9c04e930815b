//! The picture as SVG: one file, no script, nothing from elsewhere, light or dark as the reader has it.

use std::fmt::Write;

use super::escape::escape;
use super::icons::icon;
use super::legend;
use crate::layout::{BOLD, CARD_HEIGHT, Layout, Rect, arrange, fitted, width};
use crate::scene::{Card, Frame, FrameKind, Item, Link, Scene, State};
use crate::subject::{Fault, PictureOptions, Subject};

/// What is left free around everything.
pub(super) const MARGIN: f64 = 20.0;
/// What stands above the picture.
const TITLE: f64 = 58.0;

pub(super) fn render(scene: &Scene, subject: &Subject<'_>, options: &PictureOptions) -> String {
    let mut layout = arrange(scene);
    shift(&mut layout, MARGIN, MARGIN + TITLE);
    let page = layout.frames.first().copied().unwrap_or_default();
    let across = page.width.max(width(&scene.title, 18.0)).max(320.0);
    let legend = legend::legend(scene, subject, options, across);
    let notes = lines_of(&scene.notes, across);
    let (notes_top, line) = (page.bottom() + 28.0, 16.0);
    let legend_top = notes_top + line * count(notes.len());
    let size = (across + 2.0 * MARGIN, legend_top + legend.height + MARGIN);
    let mut text = String::new();
    let prefix = &options.id_prefix;
    open(&mut text, scene, prefix, size);
    heading(&mut text, scene, across);
    for (frame, rect) in scene.frames.iter().zip(&layout.frames).skip(1) {
        draw_frame(&mut text, frame, *rect);
    }
    for (link, curve) in scene.links.iter().zip(&layout.links) {
        draw_link(&mut text, scene, link, curve, prefix);
    }
    for (card, rect) in scene.cards.iter().zip(&layout.cards) {
        draw_card(&mut text, card, *rect);
    }
    for (at, note) in notes.iter().enumerate() {
        let y = notes_top + line * count(at);
        put(
            &mut text,
            format_args!("<text class=\"soft\" x=\"{MARGIN}\" y=\"{y}\">{}</text>\n", escape(note)),
        );
    }
    put(
        &mut text,
        format_args!(
            "<g transform=\"translate({MARGIN} {legend_top})\">{}</g>\n</svg>\n",
            legend.text
        ),
    );
    text
}

/// Writes to memory.
pub(super) fn put(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("text is written to memory");
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn shift(layout: &mut Layout, x: f64, y: f64) {
    for rect in layout.frames.iter_mut().chain(&mut layout.cards) {
        rect.x += x;
        rect.y += y;
    }
    for point in layout.links.iter_mut().flatten() {
        point.x += x;
        point.y += y;
    }
}

fn open(text: &mut String, scene: &Scene, prefix: &str, (width, height): (f64, f64)) {
    let (width, height) = (width.ceil(), height.ceil());
    put(
        text,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rl\" role=\"img\" aria-labelledby=\"{prefix}-title {prefix}-desc\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n"
        ),
    );
    put(
        text,
        format_args!(
            "<title id=\"{prefix}-title\">{}</title>\n<desc id=\"{prefix}-desc\">{}</desc>\n",
            escape(&scene.title),
            escape(&scene.summary)
        ),
    );
    put(text, format_args!("<style>{}</style>\n", include_str!("style.css").trim_end()));
    put(
        text,
        format_args!(
            "<defs><marker id=\"{prefix}-head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n"
        ),
    );
    put(
        text,
        format_args!(
            "<rect width=\"{width}\" height=\"{height}\" style=\"fill:var(--rl-paper)\"/>\n"
        ),
    );
}

fn heading(text: &mut String, scene: &Scene, across: f64) {
    let title = fitted(&scene.title, 18.0, across);
    put(
        text,
        format_args!(
            "<text class=\"big\" x=\"{MARGIN}\" y=\"{}\">{}</text>\n",
            MARGIN + 16.0,
            escape(&title)
        ),
    );
    for (at, line) in wrapped(&scene.summary, across).iter().take(2).enumerate() {
        let y = MARGIN + 34.0 + 14.0 * count(at);
        put(
            text,
            format_args!("<text class=\"soft\" x=\"{MARGIN}\" y=\"{y}\">{}</text>\n", escape(line)),
        );
    }
}

fn lines_of(notes: &[String], across: f64) -> Vec<String> {
    notes.iter().flat_map(|note| wrapped(&format!("Note: {note}"), across)).collect()
}

/// A text in lines of small letters.
fn wrapped(text: &str, across: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a line from the start");
        if !line.is_empty() && width(line, 11.0) + width(word, 11.0) + 4.0 > across {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

fn draw_frame(text: &mut String, frame: &Frame, rect: Rect) {
    let mut class = format!("frame {}", kind_class(frame.kind));
    if frame.state == State::Lost {
        class.push_str(" lost");
    }
    if !frame.faults.is_empty() {
        class.push_str(" faulty");
    }
    let address = frame.address.as_deref().unwrap_or_default();
    put(
        text,
        format_args!(
            "<g class=\"{class}\"{}><title>{}</title>\n",
            data_address(address),
            escape(&frame_words(frame))
        ),
    );
    put(
        text,
        format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n",
            rect.x, rect.y, rect.width, rect.height
        ),
    );
    let kind = frame.kind.word();
    let room = rect.width - 24.0;
    let word = if kind.is_empty() { String::new() } else { format!("{kind} ") };
    let title = fitted(&frame.title, 13.0 * BOLD, room - width(&word, 11.0) - 20.0);
    put(
        text,
        format_args!(
            "<text x=\"{}\" y=\"{}\"><tspan class=\"soft\">{}</tspan><tspan class=\"name\">{}</tspan>{}</text>\n",
            rect.x + 12.0,
            rect.y + 19.0,
            escape(&word),
            escape(&title),
            verdict(frame)
        ),
    );
    if !frame.note.is_empty() {
        put(
            text,
            format_args!(
                "<text class=\"soft\" x=\"{}\" y=\"{}\">{}</text>\n",
                rect.x + 12.0,
                rect.y + 33.0,
                escape(&fitted(&frame.note, 11.0, room))
            ),
        );
    }
    badge(text, rect, frame.state, &frame.faults);
    text.push_str("</g>\n");
}

/// Whether the data that goes to a region may be there.
fn verdict(frame: &Frame) -> &'static str {
    match frame.allowed {
        Some(true) => "<tspan class=\"tag good\" dx=\"8\">inside</tspan>",
        Some(false) => "<tspan class=\"tag bad\" dx=\"8\">outside</tspan>",
        None => "",
    }
}

fn kind_class(kind: FrameKind) -> &'static str {
    match kind {
        FrameKind::Picture | FrameKind::Global | FrameKind::Unplaced => "global",
        FrameKind::Region => "region",
        FrameKind::Network => "network",
        FrameKind::Zone => "zone",
        FrameKind::Subnet => "subnet",
        FrameKind::Cluster => "cluster",
        FrameKind::Module => "module",
    }
}

fn draw_card(text: &mut String, card: &Card, rect: Rect) {
    let address = card.addresses.first().filter(|_| !card.is_ghost).map_or("", String::as_str);
    let (class, address) = (card_class(card), data_address(address));
    let words = escape(&card_words(card));
    put(text, format_args!("<g class=\"{class}\"{address}><title>{words}</title>\n"));
    let Rect { x, y, width, .. } = rect;
    if card.addresses.len() > 1 {
        body(text, "", Rect { x: x + 4.0, y: y + 4.0, ..rect });
    }
    body(text, " class=\"body\"", rect);
    let (tab_x, tab_y, high) = (x + 3.0, y + 6.0, CARD_HEIGHT - 12.0);
    put(
        text,
        format_args!(
            "<rect class=\"tab\" x=\"{tab_x}\" y=\"{tab_y}\" width=\"4\" height=\"{high}\" rx=\"2\"/>\n"
        ),
    );
    let (sign, icon_x, icon_y) = (icon(&card.role), x + 13.0, y + 15.0);
    put(
        text,
        format_args!(
            "<path class=\"icon\" transform=\"translate({icon_x} {icon_y})\" d=\"{sign}\"/>\n"
        ),
    );
    let room = width - 48.0;
    line(text, "name", (x + 37.0, y + 20.0), &fitted(&card.title, 13.0 * BOLD, room));
    line(text, "soft", (x + 37.0, y + 36.0), &fitted(&card.note, 11.0, room));
    badge(text, rect, card.state, &card.faults);
    text.push_str("</g>\n");
}

fn card_class(card: &Card) -> String {
    let mut class = format!("card {}", card.family.as_str());
    for (word, applies) in [
        (card.state.as_str(), card.state != State::Up),
        ("faulty", !card.faults.is_empty()),
        ("ghost", card.is_ghost),
    ] {
        if applies {
            class.push(' ');
            class.push_str(word);
        }
    }
    class
}

fn body(text: &mut String, class: &str, Rect { x, y, width, .. }: Rect) {
    put(
        text,
        format_args!(
            "<rect{class} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{CARD_HEIGHT}\" rx=\"6\"/>\n"
        ),
    );
}

fn line(text: &mut String, class: &str, (x, y): (f64, f64), words: &str) {
    let words = escape(words);
    put(text, format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{words}</text>\n"));
}

/// A mark at the corner: what is lost, what may be, what is a single point of failure.
fn badge(text: &mut String, rect: Rect, state: State, faults: &[Fault]) {
    let (class, sign) = match (state, faults.is_empty()) {
        (State::Lost, _) => ("badge", "×"),
        (_, false) => ("badge", "!"),
        (State::Unknown, _) => ("badge warn", "?"),
        (State::Degraded, _) => ("badge warn", "~"),
        (State::Up, true) => return,
    };
    let (x, y) = (rect.right() - 4.0, rect.y + 4.0);
    put(
        text,
        format_args!(
            "<g class=\"{class}\"><circle cx=\"{x}\" cy=\"{y}\" r=\"8\"/><text x=\"{x}\" y=\"{}\">{sign}</text></g>\n",
            y + 4.0
        ),
    );
}

fn draw_link(
    text: &mut String,
    scene: &Scene,
    link: &Link,
    curve: &[crate::layout::Point; 4],
    prefix: &str,
) {
    let [start, first, second, end] = curve;
    let mut class = format!("link {}", link.kind.as_str());
    let gone = |item: Item| match item {
        Item::Card(at) => scene.cards[at].state == State::Lost,
        Item::Frame(at) => scene.frames[at].state == State::Lost,
    };
    for (word, applies) in [
        ("unsure", !link.certain),
        ("allowed", link.allowed == Some(true)),
        ("forbidden", link.allowed == Some(false)),
        ("open", link.is_open),
        ("gone", gone(link.from) || gone(link.to)),
    ] {
        if applies {
            class.push(' ');
            class.push_str(word);
        }
    }
    let n = |number: f64| (number * 10.0).round() / 10.0;
    put(
        text,
        format_args!(
            "<path class=\"{class}\" marker-end=\"url(#{prefix}-head)\" d=\"M{} {}C{} {} {} {} {} {}\"><title>{}</title></path>\n",
            n(start.x),
            n(start.y),
            n(first.x),
            n(first.y),
            n(second.x),
            n(second.y),
            n(end.x),
            n(end.y),
            escape(&link_words(scene, link))
        ),
    );
}

fn data_address(address: &str) -> String {
    if address.is_empty() {
        String::new()
    } else {
        format!(" data-address=\"{}\"", escape(address))
    }
}

/// A card, in words.
pub(super) fn card_words(card: &Card) -> String {
    let mut words = card.addresses.iter().take(6).cloned().collect::<Vec<_>>().join("\n");
    if card.addresses.len() > 6 {
        put(&mut words, format_args!("\nand {} more", card.addresses.len() - 6));
    }
    put(&mut words, format_args!("\n{}", card.note));
    match card.state {
        State::Up => {}
        State::Lost => words.push_str("\nlost in this failure"),
        State::Degraded => words.push_str("\nin service, without something it can do without"),
        State::Unknown => words.push_str("\nnot known whether it survives"),
    }
    for fault in &card.faults {
        put(&mut words, format_args!("\n{}: {}", fault.rule, fault.message));
    }
    if !card.settings.is_empty() {
        put(
            &mut words,
            format_args!(
                "\nwith {} settings: {}",
                card.settings.len(),
                card.settings.iter().take(4).cloned().collect::<Vec<_>>().join(", ")
            ),
        );
    }
    words
}

fn frame_words(frame: &Frame) -> String {
    let kind = frame.kind.word();
    let mut words =
        format!("{kind} {}", frame.address.as_deref().unwrap_or(&frame.title)).trim().to_owned();
    for fault in &frame.faults {
        put(&mut words, format_args!("\n{}: {}", fault.rule, fault.message));
    }
    if frame.state == State::Lost {
        words.push_str("\nlost in this failure");
    }
    words
}

/// A link, in words.
pub(super) fn link_words(scene: &Scene, link: &Link) -> String {
    let unsure = if link.certain { "" } else { " (not certain)" };
    format!("{} → {}: {}{unsure}", scene.title_of(link.from), scene.title_of(link.to), link.words)
}
