//! A page with the picture, and the same as lists: for small screens, for readers that see no pictures, and for looking something up.

use super::escape::escape;
use super::svg;
use super::svg::{card_words, link_words, put};
use crate::scene::{Item, Scene};
use crate::subject::{PictureOptions, Subject};

pub(super) fn render(scene: &Scene, subject: &Subject<'_>, options: &PictureOptions) -> String {
    let mut text = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n",
    );
    put(
        &mut text,
        format_args!(
            "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
            escape(&scene.title),
            include_str!("page.css").trim_end()
        ),
    );
    put(
        &mut text,
        format_args!(
            "<main>\n<figure tabindex=\"0\" aria-label=\"picture, can be scrolled\">\n{}</figure>\n",
            svg::render(scene, subject, options)
        ),
    );
    lists(&mut text, scene);
    text.push_str("</main>\n</body>\n</html>\n");
    text
}

/// What is drawn, place by place, and what goes from one to another.
fn lists(text: &mut String, scene: &Scene) {
    text.push_str(
        "<details>\n<summary>The same as lists</summary>\n<h2>Where things stand</h2>\n<ul>\n",
    );
    if let Some(frame) = scene.frames.first() {
        for child in &frame.children {
            item(text, scene, *child);
        }
    }
    text.push_str("</ul>\n");
    if !scene.links.is_empty() {
        text.push_str("<h2>What goes where</h2>\n<ul>\n");
        for link in &scene.links {
            put(text, format_args!("<li>{}</li>\n", escape(&link_words(scene, link))));
        }
        text.push_str("</ul>\n");
    }
    text.push_str("</details>\n");
}

fn item(text: &mut String, scene: &Scene, one: Item) {
    match one {
        Item::Frame(at) => {
            let frame = &scene.frames[at];
            let words = format!("{} {}", frame.kind.word(), frame.title);
            put(text, format_args!("<li>{}", escape(words.trim())));
            if !frame.children.is_empty() {
                text.push_str("\n<ul>\n");
                for child in &frame.children {
                    item(text, scene, *child);
                }
                text.push_str("</ul>\n");
            }
            text.push_str("</li>\n");
        }
        Item::Card(at) => {
            let words = card_words(&scene.cards[at]);
            let mut lines = words.lines().map(escape);
            put(text, format_args!("<li><code>{}</code>", lines.next().unwrap_or_default()));
            for line in lines {
                put(text, format_args!("<br><small>{line}</small>"));
            }
            text.push_str("</li>\n");
        }
    }
}
