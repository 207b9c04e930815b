//! How wide a text is, about: fonts differ, and none is at hand.

/// The width of a text in a proportional font of a size.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(share).sum::<f64>() * size
}

/// A character's width, as a share of the font's size. On the wide side, so that texts stay inside their boxes.
fn share(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '|' | '!' | '\'' | '(' | ')' | '[' | ']' => 0.32,
        'f' | 't' | 'r' | ' ' | '-' | '"' | '/' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9,
        '_' | 'a'..='z' | '0'..='9' => 0.58,
        'A'..='Z' => 0.7,
        character if u32::from(character) < 0x2e80 => 0.65,
        _ => 1.05,
    }
}

/// The text, cut in the middle where it does not fit: names differ at both ends.
pub(crate) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let mut kept = characters.len();
    while kept > 2 {
        kept -= 1;
        let head = kept.div_ceil(2);
        let tail = characters.len() - (kept - head);
        let cut: String = characters
            .iter()
            .take(head)
            .chain(&['…'])
            .chain(characters.iter().skip(tail))
            .collect();
        if width(&cut, size) <= room {
            return cut;
        }
    }
    "…".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_keep_both_ends() {
        assert_eq!(fitted("short", 12.0, 200.0), "short");
        let cut = fitted("a-very-long-name-indeed-west-1", 12.0, 100.0);
        assert!(cut.starts_with("a-very") && cut.ends_with("t-1") && cut.contains('…'), "{cut}");
        assert!(width(&cut, 12.0) <= 100.0);
        assert_eq!(fitted("wide", 12.0, 1.0), "…");
    }
}
